"""Who acts for an association, from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.desk.members import (
    DifferentKindsError,
    MemberForm,
    PeriodBackwardsError,
    get_member,
    new_member,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import Association, Person, Representative
from vaetvient.domain.text import one_line
from vaetvient.language import show_date


def name_representative(
    desk: Desk,
    association_id: UUID,
    person: UUID | MemberForm,
    *,
    role: str,
    may_sign: bool = True,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Note that a person acts for an association; the key of the mandate.

    A person who has no entry yet is entered in the same gesture, from a form.
    """
    with desk.gesture("name_representative") as gesture:
        session = gesture.session
        association = get_member(session, association_id)
        named = (
            new_member(session, desk, person)
            if isinstance(person, MemberForm)
            else get_member(session, person)
        )
        if not isinstance(association, Association) or not isinstance(named, Person):
            raise DifferentKindsError
        if valid_from and valid_to and valid_to < valid_from:
            raise PeriodBackwardsError(
                start=show_date(valid_from), end=show_date(valid_to), field="valid_to"
            )
        mandate = Representative(
            association_id=association.id,
            person_id=named.id,
            role=one_line(role),
            may_sign=may_sign,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        session.add(mandate)
        gesture.say(person=named.label, association=association.label, id=str(association.id))
        session.flush()
        return mandate.id


def end_representation(desk: Desk, mandate_id: UUID, last_day: date | None = None) -> None:
    """A person no longer acts for an association after `last_day` (yesterday by default)."""
    with desk.gesture("end_representation") as gesture:
        mandate = gesture.session.get(Representative, mandate_id)
        if mandate is None:
            raise NotFoundError(what=str(mandate_id))
        mandate.valid_to = last_day or desk.today() - timedelta(days=1)
        gesture.say(
            person=mandate.person.label,
            association=mandate.association.label,
            id=str(mandate.association_id),
        )
