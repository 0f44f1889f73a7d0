"""A lending rule as it is typed in the window, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.rules import NotACountError, RuleForm
from vaetvient.domain.equipment import Model
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.policy import FeeUnit, Policy, Price
from vaetvient.domain.text import fold
from vaetvient.language import N_, show_money
from vaetvient.storage.communes import recognise
from vaetvient.storage.queries import answers

NUMBERS = (
    *("loan_days", "longest_days", "ahead_days", "notice_days", "at_once", "extensions"),
    *("least_age", "minutes_before", "minutes_after"),
)
FLAGS = ("membership_required", "insurance_required", "approval_required")
PRICES: Mapping[str, tuple[FeeUnit, bool | None]] = {
    "day": (FeeUnit.DAY, None),
    "weekend": (FeeUnit.WEEKEND, None),
    "week": (FeeUnit.WEEK, None),
    "loan": (FeeUnit.LOAN, None),
    "km": (FeeUnit.KM, None),
    "late_day": (FeeUnit.LATE_DAY, None),
    "member_day": (FeeUnit.DAY, True),
    "member_weekend": (FeeUnit.WEEKEND, True),
    "member_week": (FeeUnit.WEEK, True),
    "member_loan": (FeeUnit.LOAN, True),
}
"""Each price that has a field of its own: what it is for, and whether for members alone."""
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})")
_MOST_DIGITS = 6
_LEAP = 2024
"""A year that has every day."""


class BadDayOfYearError(InvalidValueError):
    code = "bad_day_of_year"
    text = N_("« {value} » n'est pas un jour de l'année : écrivez le jour et le mois, « 15/06 ».")


def texts_of(session: Session, rule: Policy) -> dict[str, str]:
    """What the fields hold for a rule."""
    model = session.get(Model, rule.model_id) if rule.model_id else None
    commune = recognise(rule.commune_insee) if rule.commune_insee else None
    out = {
        "name": rule.name,
        "model": model.name if model else "",
        "category": str(rule.category_id or ""),
        "commune": commune.name if commune else rule.commune_insee or "",
        "borrower_kind": rule.borrower_kind.value if rule.borrower_kind else "",
        "season_from": _day_month(rule.season_from),
        "season_to": _day_month(rule.season_to),
        "office": "here" if rule.office_id else "",
        "deposit_cents": "" if rule.deposit_cents is None else show_money(rule.deposit_cents),
        "licence_class": rule.licence_class or "",
        "note": rule.note,
    }
    out |= {name: _number(getattr(rule, name)) for name in NUMBERS}
    out |= {name: _flag(getattr(rule, name)) for name in FLAGS}
    for price in rule.prices:
        for name, (unit, members) in PRICES.items():
            if (price.unit, price.for_members, price.from_day) == (unit, members, 1):
                out[name] = show_money(price.amount_cents)
    return out


def form_of(
    session: Session, desk: Desk, texts: Mapping[str, str], known: Policy | None
) -> RuleForm:
    """The rule that is typed. What has no field of its own stays as `known` has it: prices from
    a later day on, another office.

    Raises InvalidValueError subclasses and NotFoundError, each naming the field.
    """
    scope: dict[str, Any] = {
        "model_id": _model(session, texts["model"], known),
        "category_id": UUID(texts["category"]) if texts["category"] else None,
        "commune_insee": _commune(texts["commune"], known),
        "borrower_kind": MemberKind(texts["borrower_kind"]) if texts["borrower_kind"] else None,
        "season_from": _month_day(texts["season_from"], "season_from"),
        "season_to": _month_day(texts["season_to"], "season_to"),
        "office_id": _office(desk, texts["office"], known),
    }
    values: dict[str, Any] = {name: _count(texts[name], name) for name in NUMBERS}
    values |= {name: _FLAG_OF[texts[name]] for name in FLAGS}
    values["deposit_cents"] = read_amount(texts["deposit_cents"], "deposit_cents")
    values["licence_class"] = texts["licence_class"].strip().upper() or None
    return RuleForm(texts["name"], scope, values, _prices(texts, known), texts["note"])


_FLAG_OF = {"": None, "1": True, "0": False}


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _count(typed: str, field: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise NotACountError(value=text, field=field)
    return int(text)


def check_count(typed: str) -> None:
    """For a field: raises NotACountError."""
    _count(typed, "value")


def check_day(typed: str) -> None:
    """For a field: raises BadDayOfYearError."""
    _month_day(typed, "value")


def _day_month(stored: str | None) -> str:
    month, _dash, day = (stored or "").partition("-")
    return f"{day}/{month}" if stored else ""


def _month_day(typed: str, field: str) -> str | None:
    if not typed.strip():
        return None
    found = _DAY_MONTH.fullmatch(typed.strip())
    try:
        day = date(_LEAP, int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadDayOfYearError(value=typed, field=field)
    return f"{day:%m-%d}"


def _model(session: Session, typed: str, known: Policy | None) -> UUID | None:
    if not typed.strip():
        return None
    if known is not None and known.model_id is not None:
        kept = session.get(Model, known.model_id)
        if kept is not None and fold(kept.name) == fold(typed.strip()):
            return kept.id
    try:
        found = answers.called(session, typed)
    except NotFoundError as error:
        raise NotFoundError(what=typed, field="model") from error
    if not isinstance(found, answers.Wanted):
        raise NotFoundError(what=typed, field="model")
    return found.model_id


def _commune(typed: str, known: Policy | None) -> str | None:
    if not typed.strip():
        return None
    if known is not None and typed.strip() == known.commune_insee:
        return known.commune_insee
    found = recognise(typed)
    if found is None:
        raise NotFoundError(what=typed, field="commune")
    return found.insee


def _office(desk: Desk, typed: str, known: Policy | None) -> UUID | None:
    if not typed:
        return None
    return (known.office_id if known is not None else None) or desk.office_id


def _prices(texts: Mapping[str, str], known: Policy | None) -> tuple[Price, ...]:
    typed = [
        Price(unit, cents, members)
        for name, (unit, members) in PRICES.items()
        if (cents := read_amount(texts[name], name)) is not None
    ]
    shown = {(unit, members, 1) for unit, members in PRICES.values()}
    kept = [
        Price(p.unit, p.amount_cents, p.for_members, p.from_day)
        for p in (known.prices if known is not None else ())
        if (p.unit, p.for_members, p.from_day) not in shown
    ]
    return (*typed, *kept)
