"""What an agreement and a return receipt say: plain data, frozen when they are printed.

The five roles that must not be confused are apart: owner, lending office, office that keeps the
thing, borrower, and the person who picks up. Nothing here is looked up again at reprint: names,
values and clauses are those of the day.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

TEMPLATE_VERSION = 3
"""How agreements and receipts are laid out from now on; each keeps the one it was printed with.

1: the first. 2: who signs for a minor signs once; a long tag has its room in the return statement;
an office without a commune dates an agreement without a place. 3: the first of a month is « 1er »;
an office without a commune dates a receipt without a place.
"""
_RECEIPTS_BEGAN = 2
"""The layout of a receipt that names none."""


def writes_ordinals(template: int) -> bool:
    """Whether a paper of this layout writes « 1er décembre »; before, it was « 1 décembre »."""
    return template >= 3


@dataclass(frozen=True, slots=True)
class Party:
    """An office, an association or a person as the paper names it; empty where unknown."""

    name: str = ""
    form: str = ""
    """« association », « personne », « bureau »: translated already."""
    address_lines: tuple[str, ...] = ()
    rna: str = ""
    siret: str = ""
    email: str = ""
    phone: str = ""
    number: str = ""
    membership: str = ""
    """« à jour jusqu'au 31 août 2027 », « expirée le … », translated already."""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An accessory counted one by one."""

    name: str
    quantity: int
    missing: int = 0


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One thing lent."""

    tag: str
    label: str
    brand: str = ""
    serial: str = ""
    quantity: int = 1
    value_cents: int | None = None
    owner: str = ""
    """Only when it is not the lending office."""
    condition: str = ""
    defects: str = ""
    parts: tuple[Part, ...] = ()
    kind: str = "thing"
    """thing, vehicle, room or cold_room: chooses the annex."""
    plate: str = ""
    licence_class: str = ""
    mileage_km: int | None = None
    seats: int | None = None
    step_free: bool | None = None
    fittings: str = ""
    """What a room has in it."""
    fuel: int | None = None
    """A vehicle's fuel at departure, in quarters of a tank."""
    kit: str = ""
    """The kit it leaves with."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered article: its title and its paragraphs, fields already filled in."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepositTerms:
    amount_cents: int = 0
    method: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class AgreementContent:
    """The whole loan agreement (prêt à usage, Code civil, art. 1875 to 1891).

    Dates are ISO texts, moments ISO texts in the office's local time; the template shows them
    in `language`. A blank agreement has no borrower and no lines.
    """

    number: str
    language: str
    office: Party
    place: str
    made_on: str
    """The day it was made (ISO)."""
    out_at: str
    """Local moment of the hand-out (ISO, to the minute); empty on a blank agreement."""
    due_on: str
    borrower: Party
    currency: str = "EUR"
    signatory: str = ""
    signatory_capacity: str = ""
    pickup: str = ""
    minor: bool = False
    """Whether the borrower is a minor, whose guardian signs."""
    lines: tuple[AgreementLine, ...] = ()
    states_value: bool = False
    purpose: str = ""
    place_of_use: str = ""
    deposit: DepositTerms = field(default_factory=DepositTerms)
    fee_cents: int = 0
    """What the borrower pays: then it is a hire (Code civil, art. 1709), no loan for use."""
    note: str = ""
    clauses: tuple[Clause, ...] = ()
    blank: bool = False
    logo: str = ""
    """The office's logo as base64, empty where there is none."""
    template: int = TEMPLATE_VERSION
    """The layout that it is printed with."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of a return statement."""

    tag: str
    label: str
    serial: str
    lent: int
    returned: int
    lost: int
    still_out: int
    condition_out: str
    condition_in: str
    returned_at: str
    """Local moment (ISO), empty while nothing came back."""
    remarks: str = ""
    parts: tuple[Part, ...] = ()
    kit: str = ""
    mileage_out_km: int | None = None
    mileage_in_km: int | None = None
    fuel_out: int | None = None
    fuel_in: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """The return receipt of a loan: what came back, in what state, and the deposit's end."""

    number: str
    language: str
    office: Party
    place: str
    made_at: str
    """Local moment (ISO)."""
    out_at: str
    due_on: str
    borrower: Party
    currency: str = "EUR"
    lines: tuple[ReceiptLine, ...] = ()
    deposit: DepositTerms = field(default_factory=DepositTerms)
    deposit_state: str = ""
    """held, returned or kept; empty where there was no deposit."""
    deposit_kept_cents: int = 0
    deposit_kept_reason: str = ""
    complete: bool = False
    """Whether everything is back."""
    days_late: int = 0
    note: str = ""
    template: int = TEMPLATE_VERSION
    """The layout that it is printed with."""


def to_json(content: Any) -> str:
    """`content` as JSON text that `agreement_from_json` or `receipt_from_json` gives back."""
    return json.dumps(asdict(content), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def agreement_from_json(text: str) -> AgreementContent:
    """The agreement that `to_json` wrote; fields unknown to this version are left out.

    One that names no layout was frozen when there was but the first.
    """
    content = build(AgreementContent, {"template": 1} | json.loads(text))
    assert isinstance(content, AgreementContent)
    return content


def receipt_from_json(text: str) -> ReceiptContent:
    """The receipt that `to_json` wrote."""
    content = build_receipt(ReceiptContent, text)
    assert isinstance(content, ReceiptContent)
    return content


def build_receipt(kind: type[Any], text: str) -> Any:
    """A receipt, of things or of money, from its JSON text; in the layout of its day."""
    return build(kind, {"template": _RECEIPTS_BEGAN} | json.loads(text))


def build(kind: Any, value: Any) -> Any:
    """`value` (from JSON) as the dataclass, tuple or plain value that `kind` names."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        return kind(**{k: build(hints[k], v) for k, v in value.items() if k in known})
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple(build(inner, item) for item in value)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return build(next(a for a in get_args(kind) if a is not type(None)), value)
    return value
