"""`vaetvient rule add | set | remove`: rules as typed, and whom a change would touch."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.asking import Said
from vaetvient.desk.desk import Desk
from vaetvient.desk.rules import (
    SCOPE_FIELDS,
    NotACountError,
    RuleForm,
    Touched,
    drop_rule,
    foresee_rule,
    rule_called,
    write_rule,
)
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.policy import VALUE_WORDS, FeeUnit, Policy, Price
from vaetvient.domain.text import fold
from vaetvient.language import N_, _, ngettext
from vaetvient.storage.communes import recognise
from vaetvient.storage.queries import answers
from vaetvient.storage.queries.categories import category_tree

_NUMBERS = {
    "loan_days": "loan_days",
    "longest_days": "longest_days",
    "ahead_days": "ahead_days",
    "notice_days": "notice_days",
    "at_once": "at_once",
    "extensions": "extensions",
    "least_age": "least_age",
    "minutes_before": "minutes_before",
    "minutes_after": "minutes_after",
}
_FLAGS = {
    "membership": "membership_required",
    "insurance": "insurance_required",
    "approval": "approval_required",
}
_NOTHING = "-"
_YES, _NO = frozenset({"oui", "yes", "1"}), frozenset({"non", "no", "0"})
_UNITS = {
    "jour": FeeUnit.DAY,
    "day": FeeUnit.DAY,
    "week-end": FeeUnit.WEEKEND,
    "weekend": FeeUnit.WEEKEND,
    "semaine": FeeUnit.WEEK,
    "week": FeeUnit.WEEK,
    "forfait": FeeUnit.LOAN,
    "loan": FeeUnit.LOAN,
    "km": FeeUnit.KM,
    "retard": FeeUnit.LATE_DAY,
    "late": FeeUnit.LATE_DAY,
}
_KINDS = {
    "personne": MemberKind.PERSON,
    "person": MemberKind.PERSON,
    "association": MemberKind.ASSOCIATION,
}


class NotAnAnswerError(InvalidValueError):
    code = "not_an_answer"
    text = N_("« {value} » n'est ni oui ni non.")


class BadPriceError(InvalidValueError):
    code = "bad_price"
    text = N_("« {value} » n'est pas un tarif : écrivez jour=5, semaine=20 ou forfait=10.")


class BadKindError(InvalidValueError):
    code = "bad_borrower_kind"
    text = N_("« {value} » n'est ni personne ni association.")


def written(desk: Desk, typed: Namespace) -> Said:
    """Add a rule or change one; with `--dry-run`, say whom it would touch."""
    with desk.database.reading() as session:
        known = rule_called(session, typed.name) if typed.what == "set" else None
        form = _form(session, desk, typed, known)
        key = known.id if known is not None else None
    touched = foresee_rule(desk, form, key)
    if typed.dry_run:
        return Said([data_of(one) for one in touched], tuple(touched_lines(touched)))
    made = write_rule(desk, form, key)
    data = {"rule": str(made), "touched": [data_of(one) for one in touched]}
    return Said(data, (_("Règle « {rule} »").format(rule=form.name), *touched_lines(touched)))


def removed(desk: Desk, typed: Namespace) -> Said:
    """Put a rule away."""
    with desk.database.reading() as session:
        known = rule_called(session, typed.name)
        key, name = known.id, known.name
    drop_rule(desk, key)
    return Said({"rule": str(key)}, (_("Règle « {rule} » retirée").format(rule=name),))


def data_of(one: Touched) -> dict[str, Any]:
    """A touched reservation as data."""
    return {"number": one.number, "borrower": one.borrower, "reasons": list(one.reasons)}


def touched_lines(touched: Sequence[Touched]) -> list[str]:
    """Whom a change touches, for a reader."""
    n = len(touched)
    if not n:
        return [_("Aucune réservation en cours n'est touchée.")]
    out = [
        ngettext(
            "{n} réservation en cours serait touchée :",
            "{n} réservations en cours seraient touchées :",
            n,
        ).format(n=n)
    ]
    for one in touched:
        why = " ".join(one.reasons) or _("le tarif n'est plus le même")
        out.append(f"  {one.number}  {one.borrower} — {why}")
    return out


# ---- as typed ------------------------------------------------------------------------------------


def _form(session: Session, desk: Desk, typed: Namespace, known: Policy | None) -> RuleForm:
    scope = {name: getattr(known, name) for name in SCOPE_FIELDS} if known else {}
    values = (
        {name: getattr(known, name) for name in VALUE_WORDS if name != "prices"} if known else {}
    )
    prices = tuple(
        Price(p.unit, p.amount_cents, p.for_members, p.from_day)
        for p in (known.prices if known else ())
    )
    _scope(session, desk, typed, scope)
    _values(typed, values)
    if typed.price is not None:
        prices = tuple(_price(text) for text in typed.price if text != _NOTHING)
    note = known.note if known is not None and typed.note is None else typed.note or ""
    name = typed.rename or (known.name if known is not None else typed.name)
    return RuleForm(name, scope, values, prices, note)


def _scope(session: Session, desk: Desk, typed: Namespace, scope: dict[str, Any]) -> None:
    if typed.model is not None:
        scope["model_id"] = None if typed.model == _NOTHING else _model(session, typed.model)
    if typed.category is not None:
        scope["category_id"] = (
            None if typed.category == _NOTHING else _category(session, typed.category)
        )
    if typed.commune is not None:
        commune = None if typed.commune == _NOTHING else recognise(typed.commune)
        if commune is None and typed.commune != _NOTHING:
            raise NotFoundError(what=typed.commune)
        scope["commune_insee"] = commune.insee if commune else None
    if typed.borrower is not None:
        kind = _KINDS.get(fold(typed.borrower))
        if kind is None and typed.borrower != _NOTHING:
            raise BadKindError(value=typed.borrower, field="borrower")
        scope["borrower_kind"] = kind
    if typed.season is not None:
        first, _slash, last = typed.season.partition("/")
        empty = typed.season == _NOTHING
        scope["season_from"] = None if empty else first.strip()
        scope["season_to"] = None if empty else last.strip()
    if typed.only_here:
        scope["office_id"] = desk.office_id


def _values(typed: Namespace, values: dict[str, Any]) -> None:
    for option, field in _NUMBERS.items():
        text = getattr(typed, option)
        if text is not None:
            values[field] = None if text == _NOTHING else _count(text, option)
    for option, field in _FLAGS.items():
        text = getattr(typed, option)
        if text is not None:
            values[field] = None if text == _NOTHING else _flag(text, option)
    if typed.deposit is not None:
        values["deposit_cents"] = (
            None if typed.deposit == _NOTHING else read_amount(typed.deposit, "deposit")
        )
    if typed.licence is not None:
        values["licence_class"] = None if typed.licence == _NOTHING else typed.licence.upper()


def _count(text: str, field: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise NotACountError(value=text, field=field)
    return int(text)


def _flag(text: str, field: str) -> bool:
    said = fold(text.strip())
    if said not in _YES | _NO:
        raise NotAnAnswerError(value=text, field=field)
    return said in _YES


def _price(text: str) -> Price:
    unit, mark, amount = text.partition("=")
    known = _UNITS.get(fold(unit.strip()))
    cents = read_amount(amount, "price") if mark else None
    if known is None or cents is None:
        raise BadPriceError(value=text, field="price")
    return Price(known, cents)


def _model(session: Session, typed: str) -> UUID:
    found = answers.called(session, typed)
    if not isinstance(found, answers.Wanted):
        raise NotFoundError(what=typed)
    return found.model_id


def _category(session: Session, typed: str) -> UUID:
    asked = fold(typed.strip())
    for row in category_tree(session):
        if asked in (fold(row.name), fold(row.path)):
            return row.id
    raise NotFoundError(what=typed)
