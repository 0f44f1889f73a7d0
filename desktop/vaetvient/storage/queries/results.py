"""What the counter lists while one types: what was found, each with the fact that decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Equipment, EquipmentKind
from vaetvient.domain.kit import Kit, KitPart
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
from vaetvient.domain.member import Member, MemberKind, Membership
from vaetvient.domain.text import index_words, words
from vaetvient.storage import settings
from vaetvient.storage.prepared import Question, row
from vaetvient.storage.queries.wares import ware_rows
from vaetvient.storage.search import Hit, HitKind, Lexicon, find, is_named

LISTED = 8
_LOANS_AMONG_OTHERS = 3
_ALIKE = 4
"""Items of one model that are listed before another model's."""


@dataclass(frozen=True, slots=True)
class FoundMember:
    id: UUID
    number: str
    label: str
    kind: MemberKind
    commune: str
    paid_until: date | None
    archived: bool


@dataclass(frozen=True, slots=True)
class FoundThing:
    id: UUID
    number: str
    label: str
    kind: EquipmentKind
    location: str
    out_to: str
    """Who has it, for an item that is out; several for a stock."""
    due_on: date | None
    archived: bool


@dataclass(frozen=True, slots=True)
class FoundLoan:
    id: UUID
    number: str
    label: str
    """The borrower."""
    state: LoanState
    due_on: date | None


@dataclass(frozen=True, slots=True)
class FoundKit:
    id: UUID
    number: str
    """What is scanned for it; empty where it has no label."""
    label: str
    parts: int


@dataclass(frozen=True, slots=True)
class FoundWare:
    id: UUID
    number: str
    """Empty: it has no label."""
    label: str
    unit_cents: int
    left: int | None


Found = FoundMember | FoundThing | FoundLoan | FoundKit | FoundWare


def results(
    session: Session,
    lexicon: Lexicon,
    text: str,
    *,
    things_only: bool = False,
    limit: int = LISTED,
) -> list[Found]:
    """The best answers to `text`, with what the desk needs to choose among them."""
    kinds = (HitKind.EQUIPMENT,) if things_only else tuple(HitKind)
    hits = _varied(find(session, lexicon, text, kinds=kinds, limit=8 * limit), limit)
    rows = _rows(session, hits)
    found = [rows[hit.id] for hit in hits if hit.id in rows]
    first, last = _kits(session, text)
    last += _wares(session, text)
    return [*first, *found[: limit - len(first) - len(last)], *last]


def _wares(session: Session, text: str) -> list[Found]:
    """What is sold under these words."""
    office_id = settings.own_office(session)
    if office_id is None or not words(text):
        return []
    rows = ware_rows(session, office_id, text)
    return [
        FoundWare(row.id, "", row.name, row.unit_cents, row.left)
        for row in rows[:_KITS_AMONG_OTHERS]
    ]


def _kits(session: Session, text: str) -> tuple[list[Found], list[Found]]:
    """The kits whose names hold every word of `text`: those that begin with it first,
    and apart those that do not."""
    asked = words(text)
    if not asked:
        return [], []
    first: list[Found] = []
    last: list[Found] = []
    for kit_id, tag, name, parts in _KITS.all(session):
        if is_named(f"{name} {tag}", text):
            begins = index_words(name).startswith(" ".join(asked))
            (first if begins else last).append(FoundKit(kit_id, tag, name, parts))
    return first[:_KITS_AMONG_OTHERS], last[:_KITS_AMONG_OTHERS]


_KITS_AMONG_OTHERS = 2
_EXACT = 1000.0
_ONE_PLACE = 0.04
_BESIDE = 0.9
"""What is sold, and kits that are named by a word within: after the best of the records."""


def ranked(
    session: Session, lexicon: Lexicon, text: str, *, limit: int = LISTED
) -> list[tuple[Found, float]]:
    """The best answers to `text`, each with how well it answers: 1 for the best by its words and
    a little less for each after it, 2 for a number or a tag typed whole.

    Kits whose names begin with it come first, as at the counter; other kits and what is sold come
    among the records.
    """
    hits = _varied(find(session, lexicon, text, limit=8 * limit), limit)
    rows = _rows(session, hits)
    first, last = _kits(session, text)
    typed = text.strip().casefold()
    return [
        *((kit, 2.0 if kit.number.casefold() == typed else 1.0 + _ONE_PLACE) for kit in first),
        *((kit, 2.0 if kit.number.casefold() == typed else _BESIDE) for kit in last),
        *((ware, _BESIDE) for ware in _wares(session, text)),
    ] + [
        (rows[hit.id], 2.0 if hit.score >= _EXACT else 1.0 - _ONE_PLACE * place)
        for place, hit in enumerate(hits)
        if hit.id in rows
    ]


def _varied(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The best, without letting one member's many loans or one model's many items hide all else."""
    loans = [hit for hit in hits if hit.kind is HitKind.LOAN]
    others = len(hits) - len(loans)
    spare = set(loans[max(_LOANS_AMONG_OTHERS, limit - others) :])
    alike = Counter[str]()
    first: list[Hit] = []
    others_alike: list[Hit] = []
    for hit in hits:
        if hit in spare:
            continue
        alike[hit.label] += hit.kind is HitKind.EQUIPMENT
        (others_alike if alike[hit.label] > _ALIKE else first).append(hit)
    shown = set([*first, *others_alike][:limit])
    return [hit for hit in hits if hit in shown]


def _rows(session: Session, hits: Sequence[Hit]) -> dict[UUID, Found]:
    return {**_members(session, hits), **_things(session, hits), **_loans(session, hits)}


def _keys(hits: Sequence[Hit], kind: HitKind) -> list[UUID]:
    return [hit.id for hit in hits if hit.kind is kind]


def _members(session: Session, hits: Sequence[Hit]) -> dict[UUID, Found]:
    keys = _keys(hits, HitKind.MEMBER)
    if not keys:
        return {}
    return {
        key: FoundMember(key, number, label, kind, commune, until, archived_at is not None)
        for key, number, label, kind, commune, until, archived_at in _MEMBERS.all(
            session, keys=keys
        )
    }


def _things(session: Session, hits: Sequence[Hit]) -> dict[UUID, Found]:
    keys = _keys(hits, HitKind.EQUIPMENT)
    if not keys:
        return {}
    names = {hit.id: hit.label for hit in hits}
    out = {key: (borrower, due_on) for key, borrower, due_on in _OUT.all(session, keys=keys)}
    return {
        key: FoundThing(
            *(key, tag, names[key], kind, location), *out.get(key, ("", None)), archived is not None
        )
        for key, tag, kind, location, archived in _THINGS.all(session, keys=keys)
    }


def _loans(session: Session, hits: Sequence[Hit]) -> dict[UUID, Found]:
    keys = _keys(hits, HitKind.LOAN)
    if not keys:
        return {}
    return {
        key: FoundLoan(key, number or "", borrower, state, due_on)
        for key, number, borrower, state, due_on in _LOANS.all(session, keys=keys)
    }


# ---- what is asked ------------------------------------------------------------------------------

_ASKED: BindParameter[UUID] = bindparam("keys", expanding=True)
_KITS: Question[tuple[UUID, str, str, int]] = Question(
    select(
        Kit.id,
        Kit.tag,
        Kit.name,
        select(func.count(KitPart.id)).where(KitPart.kit_id == Kit.id).scalar_subquery(),
    )
    .where(Kit.archived_at.is_(None))
    .order_by(Kit.name),
    row,
)
_paid_until = (
    select(func.max(Membership.valid_to))
    .where(Membership.member_id == Member.id)
    .correlate(Member)
    .scalar_subquery()
)
_MEMBERS: Question[Any] = Question(
    select(
        Member.id,
        Member.number,
        Member.label,
        Member.kind,
        Member.commune_name,
        _paid_until,
        Member.archived_at,
    ).where(Member.id.in_(_ASKED)),
    row,
)
_OUT: Question[tuple[UUID, str, date | None]] = Question(
    select(LoanLine.equipment_id, func.min(Loan.borrower_name), func.min(Loan.due_on))
    .join(Loan, Loan.id == LoanLine.loan_id)
    .where(LoanLine.equipment_id.in_(_ASKED), LoanLine.state == LineState.OUT)
    .group_by(LoanLine.equipment_id),
    row,
)
"""Who has each thing, and until when: the first of them for a stock."""
_THINGS: Question[Any] = Question(
    select(
        Equipment.id, Equipment.tag, Equipment.kind, Equipment.location, Equipment.archived_at
    ).where(Equipment.id.in_(_ASKED)),
    row,
)
_LOANS: Question[Any] = Question(
    select(Loan.id, Loan.number, Loan.borrower_name, Loan.state, Loan.due_on).where(
        Loan.id.in_(_ASKED)
    ),
    row,
)
