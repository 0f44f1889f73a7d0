"""Writing the lending rules, and seeing beforehand what a rule would touch."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.reservations import look_again
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.policy import VALUE_WORDS, Policy, PolicyPrice, Price
from vaetvient.domain.records import key_within, new_id
from vaetvient.domain.reservation import STANDING, Reservation
from vaetvient.domain.text import fold, many_lines, one_line
from vaetvient.language import N_

SCOPE_FIELDS = (
    "office_id",
    "commune_insee",
    "borrower_kind",
    "category_id",
    "model_id",
    "season_from",
    "season_to",
)
_FLAGS = frozenset({"membership_required", "insurance_required", "approval_required"})
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class RuleWithoutNameError(InvalidValueError):
    code = "rule_without_name"
    text = N_("Il manque le nom de la règle.")


class BadSeasonError(InvalidValueError):
    code = "bad_season"
    text = N_("« {value} » n'est pas un jour de l'année : écrivez le mois et le jour, « 06-15 ».")


class NotACountError(InvalidValueError):
    code = "not_a_count"
    text = N_("« {value} » n'est pas un nombre entier.")


class UnknownRuleFieldError(InvalidValueError):
    code = "unknown_rule_field"
    text = N_("Une règle n'a pas de champ « {value} ».")


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule as it is typed; `scope` and `values` by the names of Policy's columns."""

    name: str
    scope: Mapping[str, Any]
    values: Mapping[str, Any]
    prices: tuple[Price, ...] = ()
    note: str = ""


def write_rule(desk: Desk, form: RuleForm, rule_id: UUID | None = None) -> UUID:
    """Write a rule, or write it anew; its key.

    Raises InvalidValueError subclasses naming the field, NotFoundError.
    """
    check_rule(form)
    with desk.gesture("write_rule") as gesture:
        rule = put_rule(gesture.session, form, rule_id)
        gesture.say(rule=rule.name, id=str(rule.id))
        return rule.id


class _SeenError(Exception):
    """Ends a gesture that was only to be looked at: nothing of it is written."""


def foresee_rule(desk: Desk, form: RuleForm | None, rule_id: UUID | None = None) -> list[Touched]:
    """The reservations that writing this rule (None: putting it away) would refuse or price
    otherwise than today's rules do. Nothing is written.

    Raises InvalidValueError subclasses naming the field, NotFoundError.
    """
    if form is not None:
        check_rule(form)

    def change(session: Session) -> None:
        if form is not None:
            put_rule(session, form, rule_id)
        elif rule_id is not None:
            _get(session, rule_id).archived = True

    return seen_after(desk, change)[1]


_T = TypeVar("_T")


def seen_after(desk: Desk, change: Callable[[Session], _T]) -> tuple[_T, list[Touched]]:
    """What a change of rules gives, and the reservations that are touched after it and were not
    before, or otherwise. Nothing is written."""
    seen: list[tuple[_T, list[Touched]]] = []
    try:
        with desk.gesture("write_rule") as gesture:
            session = gesture.session
            before = {one.number: one for one in touched_reservations(session, desk)}
            given = change(session)
            session.flush()
            after = touched_reservations(session, desk)
            seen.append((given, [one for one in after if before.get(one.number) != one]))
            raise _SeenError
    except _SeenError:
        return seen[0]


def put_rule(session: Session, form: RuleForm, rule_id: UUID | None) -> Policy:
    """Write a checked rule within a gesture. Raises NotFoundError."""
    name = one_line(form.name)
    rule = _get(session, rule_id) if rule_id else Policy(id=new_id())
    rule.name, rule.note = name, many_lines(form.note)
    for field in SCOPE_FIELDS:
        setattr(rule, field, form.scope.get(field))
    for field in VALUE_WORDS:
        if field != "prices":
            setattr(rule, field, form.values.get(field))
    rule.prices.clear()
    session.flush()
    rule.prices = [
        PolicyPrice(
            id=key_within(rule.id, f"price/{place}"),
            position=place,
            unit=price.unit,
            amount_cents=price.amount_cents,
            for_members=price.for_members,
            from_day=price.from_day,
        )
        for place, price in enumerate(form.prices)
    ]
    session.add(rule)
    session.flush()
    return rule


def check_rule(form: RuleForm) -> None:
    """Raises InvalidValueError subclasses naming the field."""
    if not one_line(form.name):
        raise RuleWithoutNameError(value=form.name, field="name")
    for field in form.scope:
        if field not in SCOPE_FIELDS:
            raise UnknownRuleFieldError(value=field, field=field)
    for field in ("season_from", "season_to"):
        typed = form.scope.get(field)
        other = form.scope.get("season_to" if field == "season_from" else "season_from")
        if (typed is None) != (other is None) or (
            typed is not None and not _DAY_OF_YEAR.fullmatch(typed)
        ):
            raise BadSeasonError(value=typed or "", field=field)
    for field, value in form.values.items():
        if field not in VALUE_WORDS or field == "prices":
            raise UnknownRuleFieldError(value=field, field=field)
        number = field not in _FLAGS and field != "licence_class"
        if value is not None and number and (not isinstance(value, int) or value < 0):
            raise InvalidValueError(value=value, field=field)
    for price in form.prices:
        if price.amount_cents < 0 or price.from_day < 1:
            raise InvalidValueError(value=price.amount_cents, field="prices")


def drop_rule(desk: Desk, rule_id: UUID) -> None:
    """Put a rule away: it speaks no more. Raises NotFoundError."""
    with desk.gesture("drop_rule") as gesture:
        rule = _get(gesture.session, rule_id)
        rule.archived = True
        gesture.say(rule=rule.name, id=str(rule.id))


def _get(session: Session, rule_id: UUID) -> Policy:
    rule = session.get(Policy, rule_id)
    if rule is None:
        raise NotFoundError(what=str(rule_id))
    return rule


def rule_called(session: Session, typed: str) -> Policy:
    """The standing rule with this name (any case or accents) or key. Raises NotFoundError."""
    for rule in session.scalars(select(Policy).where(Policy.archived.is_(False))):
        if fold(rule.name) == fold(typed.strip()) or str(rule.id) == typed.strip():
            return rule
    raise NotFoundError(what=typed)


@dataclass(frozen=True, slots=True)
class Touched:
    """A reservation that today's rules would not give as it stands."""

    number: str
    borrower: str
    reasons: tuple[str, ...]
    fees: tuple[FeeLine, ...]


def touched_reservations(session: Session, desk: Desk) -> list[Touched]:
    """The standing reservations that the rules, as this session sees them, now refuse or price
    otherwise: what a change of rules means for what was promised."""
    out: list[Touched] = []
    standing = session.scalars(
        select(Reservation)
        .where(Reservation.state.in_(STANDING), Reservation.ends_at > desk.clock())
        .order_by(Reservation.starts_at)
        .options(selectinload(Reservation.lines))
    )
    for reservation in standing:
        found = look_again(session, desk, reservation)
        clashing = {id(refusal) for refusal in found.clashes}
        reasons = tuple(r.error.sentence for r in found.refusals if id(r) not in clashing)
        if reasons or found.fee_cents != reservation.fee_cents:
            out.append(Touched(reservation.number, reservation.borrower_name, reasons, found.fees))
    return out
