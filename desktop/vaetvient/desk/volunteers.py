"""Who sits at the desk: their names, and who of them may go past a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Volunteer
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.text import one_line
from vaetvient.domain.volunteer import MayNotOverrideError, volunteer_key
from vaetvient.language import N_, _
from vaetvient.storage import settings
from vaetvient.storage.prepared import Question, alone


class NoNameError(InvalidValueError):
    code: ClassVar[str] = "no_name"
    text: ClassVar[str] = N_("Il manque le nom.")


class SomeoneMustError(InvalidValueError):
    code: ClassVar[str] = "someone_must"
    text: ClassVar[str] = N_("{value} est la dernière personne à pouvoir passer outre.")
    way_out: ClassVar[str] = N_("Donnez d'abord ce droit à quelqu'un d'autre.")


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """Someone who sits at the desk of this office."""

    name: str
    may_override: bool


def volunteers(session: Session, desk: Desk) -> list[VolunteerRow]:
    """Those who are known at this office, by name."""
    rows = session.scalars(
        select(Volunteer)
        .where(Volunteer.office_id == desk.office_id, Volunteer.archived.is_(False))
        .order_by(Volunteer.name)
    )
    return [VolunteerRow(row.name, row.may_override) for row in rows]


def sit_down(desk: Desk, name: str) -> Desk:
    """Remember who is at the desk from now on; the desk in their name.

    A name that is new is noted, with the right to go past a rule. Raises NoNameError.
    """
    sitting = _name(name)
    known = _known(desk, sitting)
    if known is None or known.archived:
        _write(desk.seated(sitting), sitting, archived=False)
    else:
        sitting = known.name
    with desk.database.writing() as session:
        settings.write(session, settings.VOLUNTEER, sitting)
    return desk.seated(sitting)


def let_override(desk: Desk, name: str, may: bool) -> None:
    """Give or take the right to go past a rule. Raises NoNameError, SomeoneMustError."""
    _write(desk, _name(name), may_override=may)


def forget(desk: Desk, name: str) -> None:
    """Take someone off the list; the history keeps what they did. Raises SomeoneMustError."""
    _write(desk, _name(name), archived=True)


def refuse_override(session: Session, desk: Desk) -> None:
    """Whoever sits here and was never named may; raises MayNotOverrideError where they may not."""
    if not _MAY_NOT.all(session, key=volunteer_key(desk.office_id, desk.volunteer)):
        return
    able = [row.name for row in volunteers(session, desk) if row.may_override]
    raise MayNotOverrideError(
        volunteer=desk.volunteer, others=_listed(able), field="override_reason"
    )


_MAY_NOT: Question[UUID] = Question(
    select(Volunteer.id).where(
        Volunteer.id == bindparam("key"),
        Volunteer.archived.is_(False),
        Volunteer.may_override.is_(False),
    ),
    alone,
)


def _listed(names: Sequence[str]) -> str:
    """« Odile », « Odile ou Zoé », « Ali, Odile ou Zoé »."""
    if len(names) < 2:
        return "".join(names) or _("quelqu'un d'autre")
    return _("{names} ou {last}").format(names=", ".join(names[:-1]), last=names[-1])


def _name(typed: str) -> str:
    name = one_line(typed)[:200]
    if not name:
        raise NoNameError(value=typed, field="volunteer")
    return name


def _known(desk: Desk, name: str) -> Volunteer | None:
    with desk.database.reading() as session:
        found = session.get(Volunteer, volunteer_key(desk.office_id, name))
        if found is not None:
            session.expunge(found)
        return found


def _refuse_the_last(session: Session, desk: Desk, name: str) -> None:
    able = [row.name for row in volunteers(session, desk) if row.may_override]
    keys = {volunteer_key(desk.office_id, one) for one in able}
    if keys == {volunteer_key(desk.office_id, name)}:
        raise SomeoneMustError(value=able[0], field="rights")


def _write(
    desk: Desk, name: str, *, may_override: bool | None = None, archived: bool | None = None
) -> None:
    with desk.gesture("set_volunteer") as gesture:
        if may_override is False or archived:
            _refuse_the_last(gesture.session, desk, name)
        key = volunteer_key(desk.office_id, name)
        row = gesture.session.get(Volunteer, key)
        if row is None:
            row = Volunteer(id=key, office_id=desk.office_id, name=name, may_override=True)
            gesture.session.add(row)
        if may_override is not None:
            row.may_override = may_override
        if archived is not None:
            row.archived = archived
        gesture.say(volunteer=name)
