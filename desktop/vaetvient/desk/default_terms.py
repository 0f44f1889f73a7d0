"""The office's plain terms: how long, what deposit, whose dues; one rule about everything.

They are a lending rule like any other, of the office, with an empty scope: whatever more
particular rule there is goes before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.rules import SCOPE_FIELDS, RuleForm, write_rule
from vaetvient.domain.entities import Office, Policy
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import DEFAULT_LOAN_DAYS, LONGEST_LOAN_DAYS
from vaetvient.domain.policy import VALUE_WORDS, Price
from vaetvient.language import _
from vaetvient.storage.queries.rules import standing

_TERMS = ("loan_days", "deposit_cents", "membership_required")


@dataclass(frozen=True, slots=True)
class DefaultTerms:
    """What holds where no rule says otherwise; how many rules say otherwise of something."""

    loan_days: int
    deposit_cents: int
    membership_required: bool | None
    """None: dues that ended stand in the way, not dues of which nothing is known."""
    dues_cents: int
    other_rules: int


def default_terms(session: Session, desk: Desk) -> DefaultTerms:
    """The terms as they stand."""
    rules = standing(session)
    rule = _plain_rule(rules, desk.office_id)
    return DefaultTerms(
        loan_days=(rule.loan_days if rule else None) or DEFAULT_LOAN_DAYS,
        deposit_cents=(rule.deposit_cents if rule else None) or 0,
        membership_required=rule.membership_required if rule else None,
        dues_cents=session.scalar(select(Office.dues_cents).where(Office.id == desk.office_id))
        or 0,
        other_rules=len(rules) - (rule is not None),
    )


def set_default_term(desk: Desk, term: str, value: int | bool | None) -> None:
    """Set one of the terms of the office's plain rule, which is made at the first.

    Raises InvalidValueError naming the field.
    """
    if term not in _TERMS:
        raise InvalidValueError(value=term, field=term)
    if term == "loan_days" and not 1 <= (value or 0) <= LONGEST_LOAN_DAYS:
        raise InvalidValueError(value=value, field=term)
    with desk.database.reading() as session:
        rule = _plain_rule(standing(session), desk.office_id)
        key = rule.id if rule else None
        values = (
            {name: getattr(rule, name) for name in VALUE_WORDS if name != "prices"} if rule else {}
        )
        prices = (
            tuple(
                Price(
                    unit=price.unit,
                    amount_cents=price.amount_cents,
                    for_members=price.for_members,
                    from_day=price.from_day,
                )
                for price in rule.prices
            )
            if rule
            else ()
        )
        form = RuleForm(
            name=rule.name if rule else _("Règle du bureau"),
            scope={"office_id": desk.office_id},
            values={**values, term: value},
            prices=prices,
            note=rule.note if rule else "",
        )
    write_rule(desk, form, key)


def _plain_rule(rules: list[Policy], office_id: UUID) -> Policy | None:
    """The office's rule about everything."""
    for rule in rules:
        scope = {name: getattr(rule, name) for name in SCOPE_FIELDS}
        if scope.pop("office_id") == office_id and not any(scope.values()):
            return rule
    return None
