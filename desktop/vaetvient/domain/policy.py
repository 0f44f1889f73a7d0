"""Lending rules: who may borrow what, for how long, at what price; and which rule spoke.

A rule says something (a duration, a deposit…) of some cases: an office, a commune, a kind of
borrower, a category, a model, a season. What it leaves empty it does not speak of. For each
value the most specific rule that fits the case and fills it speaks, in this order:

1. the thing: a rule on the model before one on its category, before one on the category above,
   before one on everything;
2. the borrower: a rule on the commune before one on associations or persons, before everybody;
3. the season: a rule for some days before one for the whole year;
4. the office: a rule of this office before one of the network;
5. the newest rule first, should two still be equal.

The model's and the categories' own terms (days, deposit, membership) take their place in that
order as rules on that model or category, after a rule of the same rank. So a rule on minibuses
is never undone by a generous rule for associations, whoever wrote it last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_, _


class FeeUnit(StrEnum):
    """What a price is for."""

    LOAN = "loan"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    KM = "km"
    """Each kilometre driven."""
    LATE_DAY = "late_day"
    """Each day that something comes back late."""


class Policy(Replicated, Record):
    """A lending rule. Every scope left empty fits all; every value left empty says nothing."""

    __tablename__ = "policy"

    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    archived: Mapped[bool] = mapped_column(default=False)

    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    commune_insee: Mapped[str | None] = mapped_column(String(5))
    """The borrower's commune."""
    borrower_kind: Mapped[MemberKind | None]
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"), index=True)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("model.id"), index=True)
    season_from: Mapped[str | None] = mapped_column(String(5))
    """« 06-15 »: month and day on which the season begins, every year; both or none."""
    season_to: Mapped[str | None] = mapped_column(String(5))
    """Its last day. A season may run over the year's end."""

    loan_days: Mapped[int | None]
    """Days proposed."""
    longest_days: Mapped[int | None]
    ahead_days: Mapped[int | None]
    """How far ahead one may reserve."""
    notice_days: Mapped[int | None]
    """How long before at the latest."""
    at_once: Mapped[int | None]
    """How many units one borrower may have or have reserved at the same time."""
    extensions: Mapped[int | None]
    """How many times a loan may be extended."""
    deposit_cents: Mapped[int | None]
    """Per unit."""
    membership_required: Mapped[bool | None]
    insurance_required: Mapped[bool | None]
    """A certificate valid to the last day."""
    licence_class: Mapped[str | None] = mapped_column(String(8))
    least_age: Mapped[int | None]
    approval_required: Mapped[bool | None]
    minutes_before: Mapped[int | None]
    """Getting ready, before each use."""
    minutes_after: Mapped[int | None]
    """Cleaning, after each use."""

    prices: Mapped[list[PolicyPrice]] = relationship(
        back_populates="policy", order_by="PolicyPrice.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("(season_from IS NULL) = (season_to IS NULL)", name="season"),
    )


class PolicyPrice(Replicated, Record):
    """A price of a rule, per unit lent: so much a day, a weekend, a week or a loan."""

    __tablename__ = "policy_price"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    unit: Mapped[FeeUnit]
    amount_cents: Mapped[int]
    for_members: Mapped[bool | None]
    """True: with dues up to date; False: without; None: everyone."""
    from_day: Mapped[int] = mapped_column(default=1)
    """For prices by the day: the day of the loan from which it holds (dearer first days)."""

    policy: Mapped[Policy] = relationship(back_populates="prices")

    __table_args__ = (CheckConstraint("amount_cents >= 0 AND from_day > 0", name="price"),)


@dataclass(frozen=True, slots=True)
class Price:
    """A price of a rule as a plain value; see PolicyPrice."""

    unit: FeeUnit
    amount_cents: int
    for_members: bool | None = None
    from_day: int = 1


VALUE_WORDS: Mapping[str, str] = {
    "loan_days": N_("durée proposée (jours)"),
    "longest_days": N_("durée maximale (jours)"),
    "ahead_days": N_("réservation au plus tôt (jours avant)"),
    "notice_days": N_("réservation au plus tard (jours avant)"),
    "at_once": N_("quantité maximale à la fois"),
    "extensions": N_("nombre de prolongations"),
    "deposit_cents": N_("caution par unité"),
    "membership_required": N_("adhésion à jour"),
    "insurance_required": N_("attestation d'assurance"),
    "licence_class": N_("permis"),
    "least_age": N_("âge minimum"),
    "approval_required": N_("accord nécessaire"),
    "minutes_before": N_("préparation avant (minutes)"),
    "minutes_after": N_("remise en état après (minutes)"),
    "prices": N_("tarif"),
}
"""Every value a rule may set, in the order in which a page shows them."""

APART: Mapping[str, FeeUnit] = {"km_prices": FeeUnit.KM, "late_prices": FeeUnit.LATE_DAY}
"""Prices that each speak for themselves: a rule that gives a price by the day leaves what another
says of lateness as it is."""
SAID_WORDS: Mapping[str, str] = {
    **VALUE_WORDS,
    "km_prices": N_("tarif au kilomètre"),
    "late_prices": N_("pénalité de retard"),
}
"""Everything that `explain` gives, in words."""

OFFICE_DEFAULTS: Mapping[str, Any] = {
    "loan_days": 7,
    "deposit_cents": 0,
    "membership_required": True,
    "insurance_required": False,
    "approval_required": False,
    "minutes_before": 0,
    "minutes_after": 0,
}


class ModelTerms(Protocol):
    """A model, by its own terms: the entity, or a row of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def loan_days(self) -> int | None: ...
    @property
    def deposit_cents(self) -> int | None: ...


class CategoryTerms(Protocol):
    """A category, by its terms: the entity, or a row of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def loan_days(self) -> int | None: ...
    @property
    def deposit_cents(self) -> int | None: ...
    @property
    def membership_required(self) -> bool | None: ...


class Borrows(Protocol):
    """Who borrows, as far as a rule looks: the entity, or a row of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> MemberKind: ...
    @property
    def commune_insee(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule is asked about: who, what, where and from which day."""

    day: date
    office_id: UUID | None = None
    model: ModelTerms | None = None
    categories: tuple[CategoryTerms, ...] = ()
    """The model's category, then the one above, and so on."""
    borrower_kind: MemberKind | None = None
    commune_insee: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One value, and the name of the rule that gave it; no rule: the program's own default."""

    value: Any
    rule: str
    policy_id: UUID | None = None
    by_default: bool = False
    """Whether nobody set it: the office may not even note what it speaks of."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """A rule at its place in the order: the highest rank speaks first."""

    rank: tuple[Any, ...]
    name: str
    values: Mapping[str, Any]
    policy_id: UUID | None


def in_season(policy: Policy, day: date) -> bool:
    """Whether `day` is within the rule's season; 29 February counts as any other day."""
    if not policy.season_from or not policy.season_to:
        return True
    today = f"{day:%m-%d}"
    if policy.season_from <= policy.season_to:
        return policy.season_from <= today <= policy.season_to
    return today >= policy.season_from or today <= policy.season_to


def fits(policy: Policy, case: Case) -> bool:
    """Whether the rule speaks of this case."""
    if policy.archived or not in_season(policy, case.day):
        return False
    if policy.model_id and (case.model is None or policy.model_id != case.model.id):
        return False
    if policy.category_id and policy.category_id not in {c.id for c in case.categories}:
        return False
    wanted = (
        (policy.office_id, case.office_id),
        (policy.commune_insee, case.commune_insee),
        (policy.borrower_kind, case.borrower_kind),
    )
    return all(asked is None or asked == given for asked, given in wanted)


def explain(policies: Iterable[Policy], case: Case) -> dict[str, Spoken]:
    """Every value for this case, and which rule spoke for it."""
    layers = [_layer(policy, case) for policy in policies if fits(policy, case)]
    layers += _own_terms(case)
    layers.sort(key=lambda layer: layer.rank, reverse=True)
    out: dict[str, Spoken] = {}
    for name in SAID_WORDS:
        spoken = Spoken(OFFICE_DEFAULTS.get(name), _("règle du bureau"), by_default=True)
        for layer in layers:
            if layer.values.get(name) is not None:
                spoken = Spoken(layer.values[name], layer.name, layer.policy_id)
                break
        out[name] = spoken
    return out


def _depth(category_id: UUID, categories: Sequence[CategoryTerms]) -> int:
    """How near a category is to the model: the model's own is the nearest."""
    for above, category in enumerate(categories):
        if category.id == category_id:
            return len(categories) - above
    return 0


def _layer(policy: Policy, case: Case) -> _Layer:
    rank = (
        policy.model_id is not None,
        _depth(policy.category_id, case.categories) if policy.category_id else 0,
        True,
        policy.commune_insee is not None,
        policy.borrower_kind is not None,
        policy.season_from is not None,
        policy.office_id is not None,
        policy.id.bytes,
    )
    values = {name: getattr(policy, name) for name in VALUE_WORDS if name != "prices"}
    prices = [Price(p.unit, p.amount_cents, p.for_members, p.from_day) for p in policy.prices]
    values["prices"] = tuple(p for p in prices if p.unit not in APART.values()) or None
    for name, unit in APART.items():
        values[name] = tuple(p for p in prices if p.unit is unit) or None
    return _Layer(rank, policy.name, values, policy.id)


def _own_terms(case: Case) -> list[_Layer]:
    """What the model and its categories say of themselves, as rules of their rank."""
    rest = (False, False, False, False, False, b"")
    out = []
    if case.model is not None:
        values = {"loan_days": case.model.loan_days, "deposit_cents": case.model.deposit_cents}
        out.append(_Layer((True, 0, *rest), case.model.name, values, None))
    for category in case.categories:
        values = {
            "loan_days": category.loan_days,
            "deposit_cents": category.deposit_cents,
            "membership_required": category.membership_required,
        }
        depth = _depth(category.id, case.categories)
        out.append(_Layer((False, depth, *rest), category.name, values, None))
    return out
