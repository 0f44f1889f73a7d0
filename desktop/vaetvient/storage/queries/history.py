"""Who did what, when: the gestures of this office, the newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Select, case, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import GESTURE_WORDS, Gesture, describe
from vaetvient.domain.text import fold
from vaetvient.language import _
from vaetvient.storage.queries.listing import LongList, Sorting, chunks, key_of
from vaetvient.storage.queries.spans import EVER, Span, moments_within

NEVER_TAKEN_BACK = (
    *("undo", "redo", "load_demo", "print_paper", "print_blank"),
    "erase_members",
    *("close_day", "print_cash_receipt"),
)


@dataclass(frozen=True, slots=True)
class GestureRow:
    """One gesture as the history shows it."""

    id: UUID
    at: datetime
    who: str
    what: str
    undone: bool
    may_be_undone: bool
    """Whether undo may be asked; what depends on it is found out then."""
    loan_id: UUID | None
    """The loan it was about, where there is one."""
    undone_by: str = ""
    """Who took it back, where it stands taken back."""
    undone_at: datetime | None = None
    record_id: UUID | None = None
    """The member or the thing it was about, where it was one."""
    page: str = ""
    """The page that shows the record: members, equipment."""


def gestures(
    session: Session, *, before: UUID | None = None, loan_id: UUID | None = None, limit: int = 200
) -> list[GestureRow]:
    """The newest gestures, or those older than the gesture `before`; of one loan if asked."""
    wanted = select(Gesture).order_by(Gesture.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Gesture.id < before)
    if loan_id is not None:
        wanted = wanted.where(Gesture.words.contains(f'"loan": "{loan_id}"'))
    return _rows(session, list(session.scalars(wanted)))


def gestures_about(session: Session, word: str, key: UUID, limit: int = 100) -> list[GestureRow]:
    """What was done to one record, the newest first: the gestures whose `word` names it."""
    wanted = (
        select(Gesture)
        .where(Gesture.words.contains(f'"{word}": "{key}"'))
        .order_by(Gesture.id.desc())
        .limit(limit)
    )
    return _rows(session, list(session.scalars(wanted)))


def _rows(session: Session, rows: Sequence[Gesture]) -> list[GestureRow]:
    undone_by = [gesture.undone_by_id for gesture in rows if gesture.undone_by_id]
    undoing = session.scalars(select(Gesture).where(Gesture.id.in_(undone_by)))
    by_id = {gesture.id: gesture for gesture in undoing}
    return [_row(gesture, by_id) for gesture in rows]


def _row(gesture: Gesture, undoing: dict[UUID, Gesture]) -> GestureRow:
    words: dict[str, Any] = json.loads(gesture.words)
    by = undoing.get(gesture.undone_by_id) if gesture.undone_by_id is not None else None
    undone = _stands(by)
    page = "members" if gesture.kind in _ABOUT[About.MEMBERS] else "equipment"
    record_id = _key(words.get("id"))
    return GestureRow(
        id=gesture.id,
        at=gesture.at,
        who=gesture.who,
        what=describe(gesture.kind, words),
        undone=undone,
        may_be_undone=gesture.undone_by_id is None and gesture.kind not in NEVER_TAKEN_BACK,
        loan_id=_key(words.get("loan")),
        undone_by=by.who if by is not None and undone else "",
        undone_at=by.at if by is not None and undone else None,
        record_id=record_id,
        page=page if record_id is not None else "",
    )


def _stands(undoing: Gesture | None) -> bool:
    """Whether the undo was not itself undone (then the gesture is done again)."""
    return undoing is not None and undoing.undone_by_id is None


def _key(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None


# As a list that is filtered


class About(StrEnum):
    """What gestures are about, for who looks for one."""

    LOANS = "loans"
    RESERVATIONS = "reservations"
    MEMBERS = "members"
    EQUIPMENT = "equipment"
    INVENTORY = "inventory"
    MONEY = "money"
    UNDOING = "undoing"
    OTHER = "other"


_ABOUT: Mapping[About, frozenset[str]] = {
    About.LOANS: frozenset(
        {"hand_out", "take_back", "amend_return", "extend", "extend_loans", "cancel_loan"}
        | {"note_loan", "settle_deposit", "put_aside", "drop_basket", "print_blank"}
        | {"print_paper", "send_letters"}
    ),
    About.RESERVATIONS: frozenset(
        {"reserve", "change_reservation", "confirm_reservation", "decline_reservation"}
        | {"cancel_reservation", "no_show", "reserve_series", "note_agreement"}
    ),
    About.MONEY: frozenset(
        {"take_payment", "correct_entry", "close_day", "print_cash_receipt"}
        | {"sell", "write_ware", "drop_ware", "take_charges", "waive_charge"}
    ),
    About.MEMBERS: frozenset(
        {"enter_member", "change_member", "archive_member", "restore_member", "merge_members"}
        | {"renew_membership", "name_representative", "end_representation", "note_document"}
        | {"archive_members", "restore_members", "tag_members", "keep_members"}
        | {"note_sharing", "hide_members"}
        | {"erase_members", "note_consent", "withdraw_consent"}
    ),
    About.EQUIPMENT: frozenset(
        {"enter_category", "change_category", "enter_model", "change_model", "enter_equipment"}
        | {"change_equipment", "archive_equipment", "restore_equipment", "move_stock"}
        | {"take_out_of_service", "put_in_service", "write_kit", "join_rooms"}
        | {"archive_things", "move_things", "judge_things", "stop_things", "sort_models"}
    ),
    About.INVENTORY: frozenset(
        {"begin_inventory", "note_sighting", "count_stock", "forget_sighting"}
        | {"close_inventory", "drop_inventory", "accept_counts", "mark_missing"}
        | {"keep_where_found"}
    ),
    About.UNDOING: frozenset({"undo", "redo"}),
}
_SORTED_OUT = frozenset().union(*_ABOUT.values())


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """What the history is filtered by."""

    zone: ZoneInfo
    text: str = ""
    about: About | None = None
    who: str = ""
    """The volunteer's name as it is kept; empty: anyone."""
    when: Span = EVER
    undone: bool | None = None
    """Whether it was taken back; None: either."""


_KEY: Column[UUID] = key_of(Gesture)


def _restrict(session: Session, asked: HistoryAsked) -> Select[Any]:
    statement = select(Gesture.id)
    for word in fold(asked.text).split():
        kinds = [kind for kind, said in GESTURE_WORDS.items() if word in fold(_(said))]
        inside = func.fold(Gesture.words).contains(word, autoescape=True)
        statement = statement.where(inside | Gesture.kind.in_(kinds))
    if asked.about is About.OTHER:
        statement = statement.where(Gesture.kind.not_in(_SORTED_OUT))
    elif asked.about is not None:
        statement = statement.where(Gesture.kind.in_(_ABOUT[asked.about]))
    if asked.who:
        statement = statement.where(Gesture.who == asked.who)
    if asked.when != EVER:
        at = Gesture.__table__.c.at
        statement = statement.where(moments_within(at, asked.when, asked.zone))
    if asked.undone is not None:
        taken = Gesture.undone_by_id.is_not(None)
        statement = statement.where(taken if asked.undone else ~taken)
    return statement


def _read(session: Session, asked: HistoryAsked, keys: Sequence[UUID]) -> Mapping[UUID, GestureRow]:
    return {
        row.id: row
        for some in chunks(keys)
        for row in _rows(
            session, list(session.scalars(select(Gesture).where(Gesture.id.in_(some))))
        )
    }


HISTORY: LongList[HistoryAsked, GestureRow] = LongList(
    key=_KEY,
    restrict=_restrict,
    sortings={
        "at": Sorting(()),  # keys sort in the order in which gestures were made
        "who": Sorting((func.fold(Gesture.who),)),
        "what": Sorting(
            (case({kind: n for n, kind in enumerate(GESTURE_WORDS)}, value=Gesture.kind),)
        ),
    },
    read=_read,
)


def people_present(session: Session) -> tuple[str, ...]:
    """Who did something here, by name."""
    return tuple(session.scalars(select(Gesture.who).distinct().order_by(func.fold(Gesture.who))))


def gesture_row(session: Session, gesture_id: UUID) -> GestureRow | None:
    """One gesture; None when it is not known."""
    gesture = session.get(Gesture, gesture_id)
    return None if gesture is None else _rows(session, [gesture])[0]
