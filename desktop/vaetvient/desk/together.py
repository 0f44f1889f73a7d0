"""One thing done to many records, as one gesture that is undone as one.

Each record is asked the same rules as when it is alone. Those that a rule forbids are left as
they are and named with the reason; the others are done. When every one is refused, the first
reason is raised and nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk import equipment, loans, members
from vaetvient.desk.consents import agree_to_sharing, stop_sharing
from vaetvient.desk.desk import Desk
from vaetvient.domain.consent import ConsentMeans
from vaetvient.domain.equipment import Category, Condition, Equipment, Item, Model
from vaetvient.domain.errors import InvalidValueError, NotFoundError, RefusedError, VaEtVientError
from vaetvient.domain.loan import Loan
from vaetvient.domain.member import Member
from vaetvient.domain.personal_data import a_year_after
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _
from vaetvient.storage.database import OpenGesture
from vaetvient.storage.queries.listing import chunks

MOST_TOGETHER = 2000
_NAMED = 3

Entity = TypeVar("Entity", Member, Equipment, Loan)


class TooManyTogetherError(RefusedError):
    code = "too_many_together"
    text = N_("{count} fiches, c'est trop pour un seul geste : {most} au plus.")
    way_out = N_("Filtrez la liste, ou choisissez-en moins.")


class NothingChosenError(RefusedError):
    code = "nothing_chosen"
    text = N_("Rien n'est choisi.")


class NoTagError(InvalidValueError):
    code = "no_tag"
    text = N_("Il manque le mot-clé.")


class NoConditionError(RefusedError):
    code = "no_condition"
    text = N_("{tag} est un lot : chaque unité a son propre état.")


@dataclass(frozen=True, slots=True)
class Left:
    """A record that was left as it was, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Together:
    """How many records were done, and which were left."""

    done: int
    left: tuple[Left, ...]


def archive_members(desk: Desk, keys: Sequence[UUID]) -> Together:
    """Put members away; those who still have something are left."""
    return _each(
        desk,
        "archive_members",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        lambda session, member: members.archive_in(session, desk, member),
    )


def restore_members(desk: Desk, keys: Sequence[UUID]) -> Together:
    """Take members out of the archive; those merged into another are left."""

    def restore(session: Session, member: Member) -> None:
        members.check_not_merged(session, member)
        member.archived_at = None

    return _each(
        desk,
        "restore_members",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        restore,
    )


def keep_members(desk: Desk, keys: Sequence[UUID]) -> Together:
    """Leave members out of the yearly review until this day next year."""
    until = a_year_after(desk.today())

    def keep(_session: Session, member: Member) -> None:
        member.kept_until = until

    return _each(
        desk,
        "keep_members",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        keep,
    )


def note_sharing(
    desk: Desk, keys: Sequence[UUID], means: ConsentMeans, given_on: date | None = None
) -> Together:
    """Note that members agreed to be seen by the other offices. Raises NotYetError."""
    day = given_on or desk.today()
    return _each(
        desk,
        "note_sharing",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        lambda session, member: agree_to_sharing(session, desk, member, means, day),
    )


def hide_members(desk: Desk, keys: Sequence[UUID]) -> Together:
    """Show members to the other offices no more; a consent that was noted is withdrawn."""
    return _each(
        desk,
        "hide_members",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        lambda session, member: stop_sharing(session, desk, member),
    )


def tag_members(desk: Desk, keys: Sequence[UUID], *, add: str = "", remove: str = "") -> Together:
    """Give keywords to members, or take some away; commas part several. Raises NoTagError."""
    added, removed = members.read_tags(add), {tag.casefold() for tag in members.read_tags(remove)}
    if not added and not removed:
        raise NoTagError(field="tag")

    def tag(_session: Session, member: Member) -> None:
        kept = [one for one in members.read_tags(member.tags) if one.casefold() not in removed]
        known = {one.casefold() for one in kept}
        kept += [one for one in added if one.casefold() not in known]
        member.tags = ", ".join(kept)

    return _each(
        desk,
        "tag_members",
        keys,
        lambda session: _all(session, Member, keys),
        lambda member: member.label,
        tag,
    )


def archive_things(desk: Desk, keys: Sequence[UUID]) -> Together:
    """Withdraw things from what is lent; those that are out are left."""
    return _things(
        desk, "archive_things", keys, lambda session, it: equipment.archive_in(session, desk, it)
    )


def move_things(desk: Desk, keys: Sequence[UUID], location: str) -> Together:
    """Say that things are now kept elsewhere; an empty place is « nowhere said »."""
    place = one_line(location)

    def move(_session: Session, thing: Equipment) -> None:
        thing.location = place

    return _things(desk, "move_things", keys, move, place=place or "–")


def judge_things(desk: Desk, keys: Sequence[UUID], condition: Condition) -> Together:
    """Say in what state items are; a stock has none and is left."""

    def judge(_session: Session, thing: Equipment) -> None:
        if not isinstance(thing, Item):
            raise NoConditionError(tag=thing.tag)
        thing.condition = condition

    return _things(desk, "judge_things", keys, judge)


def stop_things(
    desk: Desk, keys: Sequence[UUID], reason: str, *, until: date | None = None
) -> Together:
    """Take items out of service; a stock is left. Raises as `take_out_of_service`."""

    def stop(session: Session, thing: Equipment) -> None:
        equipment.stop_in(session, desk, thing, reason, until=until)

    return _things(desk, "stop_things", keys, stop)


def sort_models(desk: Desk, keys: Sequence[UUID], category_id: UUID | None) -> Together:
    """Put the models of these things in a category; it holds for all that are of these models.

    Raises NotFoundError.
    """
    name = "–"
    if category_id is not None:
        with desk.database.reading() as session:
            category = session.get(Category, category_id)
            if category is None:
                raise NotFoundError(what=str(category_id))
            name = category.name

    def sort(_session: Session, model: Model) -> None:
        model.category_id = category_id

    return _each(
        desk,
        "sort_models",
        keys,
        lambda session: _models(session, keys),
        lambda model: model.name,
        sort,
        category=name,
    )


def extend_loans(desk: Desk, keys: Sequence[UUID], due_on: date) -> Together:
    """Give loans until `due_on`; those that rules or reservations forbid are left."""
    return _each(
        desk,
        "extend_loans",
        keys,
        lambda session: _all(session, Loan, keys),
        lambda loan: loan.number or "?",
        lambda session, loan: loans.extend_in(session, desk, loan.id, due_on),
    )


def _things(
    desk: Desk,
    kind: str,
    keys: Sequence[UUID],
    act: Callable[[Session, Equipment], object],
    **words: str,
) -> Together:
    return _each(
        desk,
        kind,
        keys,
        lambda session: _all(session, Equipment, keys),
        lambda thing: thing.tag,
        act,
        **words,
    )


Thing = TypeVar("Thing")


def _each(
    desk: Desk,
    kind: str,
    keys: Sequence[UUID],
    read: Callable[[Session], list[Thing]],
    name: Callable[[Thing], str],
    act: Callable[[Session, Thing], object],
    **words: str,
) -> Together:
    if not keys:
        raise NothingChosenError
    if len(keys) > MOST_TOGETHER:
        raise TooManyTogetherError(count=len(keys), most=MOST_TOGETHER)
    done: list[str] = []
    left: list[Left] = []
    first: VaEtVientError | None = None
    with desk.gesture(kind) as gesture:
        for thing in read(gesture.session):
            try:
                act(gesture.session, thing)
            except InvalidValueError:
                raise  # what was asked is wrong for all of them
            except RefusedError as error:
                first = first or error
                left.append(Left(name(thing), error.message))
            else:
                done.append(name(thing))
        if first is not None and not done:
            raise first
        _say(gesture, done, words)
    return Together(len(done), tuple(left))


def _say(gesture: OpenGesture, done: Sequence[str], words: dict[str, str]) -> None:
    names = ", ".join(done[:_NAMED])
    more = len(done) - _NAMED
    if more > 0:
        names = _("{names} et {n} de plus").format(names=names, n=more)
    gesture.say(names=names, count=len(done), **words)


def _all(session: Session, entity: type[Entity], keys: Sequence[UUID]) -> list[Entity]:
    """The records with these keys, in this order; what has gone meanwhile is left out."""
    found = {
        record.id: record
        for some in chunks(keys)
        for record in session.scalars(select(entity).where(entity.id.in_(some)))
    }
    return [found[key] for key in keys if key in found]


def _models(session: Session, keys: Sequence[UUID]) -> list[Model]:
    of_things = select(Equipment.model_id)
    return [
        model
        for some in chunks(keys)
        for model in session.scalars(
            select(Model)
            .where(Model.id.in_(of_things.where(Equipment.id.in_(some))))
            .order_by(Model.name)
        )
    ]
