"""Who did what, when: the gestures of this office, the newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import Gesture, describe

NEVER_TAKEN_BACK = ("undo", "redo", "load_demo", "print_paper", "print_blank")


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


def gestures(
    session: Session, *, before: UUID | None = None, loan_id: UUID | None = None, limit: int = 200
) -> list[GestureRow]:
    """The newest gestures, or those older than the gesture `before`; of one loan if asked."""
    wanted = select(Gesture).order_by(Gesture.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Gesture.id < before)
    if loan_id is not None:
        wanted = wanted.where(Gesture.words.contains(f'"loan": "{loan_id}"'))
    return _rows(session, wanted)


def gestures_about(session: Session, word: str, key: UUID, limit: int = 100) -> list[GestureRow]:
    """What was done to one record, the newest first: the gestures whose `word` names it."""
    wanted = (
        select(Gesture)
        .where(Gesture.words.contains(f'"{word}": "{key}"'))
        .order_by(Gesture.id.desc())
        .limit(limit)
    )
    return _rows(session, wanted)


def _rows(session: Session, wanted: Select[Gesture]) -> list[GestureRow]:
    rows = list(session.scalars(wanted))
    undone_by = [gesture.undone_by_id for gesture in rows if gesture.undone_by_id]
    undoing = session.scalars(select(Gesture).where(Gesture.id.in_(undone_by)))
    by_id = {gesture.id: gesture for gesture in undoing}
    return [_row(gesture, by_id) for gesture in rows]


def _row(gesture: Gesture, undoing: dict[UUID, Gesture]) -> GestureRow:
    words: dict[str, Any] = json.loads(gesture.words)
    undone = gesture.undone_by_id is not None and _stands(undoing.get(gesture.undone_by_id))
    return GestureRow(
        id=gesture.id,
        at=gesture.at,
        who=gesture.who,
        what=describe(gesture.kind, words),
        undone=undone,
        may_be_undone=gesture.undone_by_id is None and gesture.kind not in NEVER_TAKEN_BACK,
        loan_id=_key(words.get("loan")),
    )


def _stands(undoing: Gesture | None) -> bool:
    """Whether the undo was not itself undone (then the gesture is done again)."""
    return undoing is not None and undoing.undone_by_id is None


def _key(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None
