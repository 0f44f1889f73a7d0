"""Answers to what a feed asks: keep ours, take the file's, archive, leave, say who it is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vaetvient.desk import equipment, members
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment_intake import owners
from vaetvient.desk.feeding import keep_decision, question
from vaetvient.desk.manner import Decided
from vaetvient.domain.entities import Equipment, Member, Model
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.feeding import AnswerError, Feed, FeedQuestion, QuestionKind
from vaetvient.domain.member import label_of
from vaetvient.domain.text import fold, one_line
from vaetvient.storage.communes import recognise
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.feeds import FEED_TABLES

OURS, THEIRS, ARCHIVE, KEEP, NEW = "ours", "theirs", "archive", "keep", "new"
_DAYS = frozenset({"birth_date", "purchased_on"})


def answer_question(desk: Desk, question_id: UUID, answer: str) -> None:
    """Decide an open question; what changes is a gesture of its own, to be undone like any other.

    Raises NotFoundError, AnswerError, and what archiving raises.
    """
    with desk.database.reading() as session:
        asked = question(session, question_id)
        kind, record_id, feed_id = asked.kind, asked.record_id, asked.feed_id
        feed_kind = session.get_one(Feed, feed_id).kind
        column, said = asked.field_name, json.loads(asked.said)
        identity, candidates = asked.identity, json.loads(asked.now)
    if kind is QuestionKind.DOUBT:
        _settle_doubt(desk, feed_id, feed_kind, identity, candidates, answer)
    elif kind is QuestionKind.GONE:
        _check(answer, (ARCHIVE, KEEP))
        assert record_id is not None
        if answer == ARCHIVE and feed_kind == "members":
            members.archive_member(desk, record_id)
        elif answer == ARCHIVE:
            equipment.archive_equipment(desk, record_id)
    else:
        _check(answer, (OURS, THEIRS))
        assert record_id is not None
        if answer == THEIRS:
            _write(desk, feed_kind, record_id, column, said)
    with desk.database.writing() as session:
        session.execute(
            update(FeedQuestion)
            .where(FeedQuestion.id == question_id)
            .values(answered_at=desk.clock(), answer=answer[:64], now="null", said="null")
        )
    desk.database.notices.publish(ChangeNotice({table: frozenset() for table in FEED_TABLES}))


def _check(answer: str, known: tuple[str, ...]) -> None:
    if answer not in known:
        raise AnswerError(answer=answer, known=", ".join(known))


def _settle_doubt(
    desk: Desk,
    feed_id: UUID,
    kind: str,
    identity: str,
    candidates: list[dict[str, Any]],
    answer: str,
) -> None:
    """Say who a row is; the file is looked at again, whatever its digest."""
    with desk.database.writing() as session:
        if answer == NEW:
            decided = Decided(None)
        elif answer == KEEP:
            decided = Decided(None, left_out=True)
        else:
            known = [NEW, KEEP, *(str(one["number"]) for one in candidates)]
            named = _named if kind == "members" else _tagged
            decided = Decided(named(session, desk, answer, known))
        keep_decision(session, desk, identity, decided)
        session.execute(update(Feed).where(Feed.id == feed_id).values(seen="", looked_at=None))


def _named(session: Session, desk: Desk, typed: str, known: list[str]) -> UUID:
    """The member whose number or key was typed. Raises AnswerError."""
    number = one_line(typed)
    found = session.scalar(
        select(Member.id).where(Member.office_id == desk.office_id, Member.number == number)
    )
    if found is None:
        try:
            found = session.scalar(select(Member.id).where(Member.id == UUID(number)))
        except ValueError:
            found = None
    if found is None:
        raise AnswerError(answer=typed, known=", ".join(known))
    return found


def _tagged(session: Session, _desk: Desk, typed: str, known: list[str]) -> UUID:
    """The thing whose tag or key was typed. Raises AnswerError."""
    try:
        return equipment.equipment_called(session, typed).id
    except NotFoundError as error:
        raise AnswerError(answer=typed, known=", ".join(known)) from error


def _write(desk: Desk, kind: str, record_id: UUID, column: str, said: Any) -> None:
    """Write what the file says over what is there.

    Raises NotFoundError, NumberTakenError, CardTakenError, StockTooLowError, QuantityError.
    """
    with desk.gesture("answer_feed") as gesture:
        session = gesture.session
        record: Member | Equipment | None
        if kind == "members":
            record = session.get(Member, record_id)
        else:
            record = session.get(Equipment, record_id)
        if record is None:
            raise NotFoundError(what=str(record_id))
        if isinstance(record, Member):
            _write_member(session, record, column, said)
            gesture.say(label=record.label, id=str(record.id))
        else:
            _write_thing(session, desk, record, column, said)
            gesture.say(label=record.tag, id=str(record.id))


def _write_member(session: Session, member: Member, column: str, said: Any) -> None:
    number = said if column == "number" else member.number
    card = said if column == "card" else member.card
    members.check_free(session, member.office_id, number, card, member.id)
    setattr(member, column, _stored(column, said))
    if column in ("commune_name", "postal_code"):
        found = recognise(member.commune_name, member.postal_code)
        member.commune_insee = found.insee if found else None
    member.label = label_of(member)


def _write_thing(session: Session, desk: Desk, thing: Equipment, column: str, said: Any) -> None:
    if column == "quantity":
        total, _out = stock_levels(session, [thing.id]).get(thing.id, (0, 0))
        if total != said:
            reason = MovementReason.COUNT
            equipment.move_in(session, desk, thing, int(said) - total, reason=reason)
    elif column == "model":
        known = session.scalars(select(Model).order_by(Model.id)).all()
        found = next((model for model in known if fold(model.name) == fold(said)), None)
        if found is None:
            found = Model(name=said)
            session.add(found)
            session.flush()
        thing.model_id = found.id
    else:
        setattr(thing, column, _stored(column, said))
        if column == "owner_name":
            thing.owner_member_id = owners(session).get(fold(said))


def _stored(column: str, said: Any) -> Any:
    """What a column holds for a value that was kept as JSON."""
    if column in _DAYS and said:
        return date.fromisoformat(said)
    return Condition(said) if column == "condition" else said
