"""Undo and redo: every gesture can be taken back while nothing depends on it (invariant 5).

The rows that a gesture changed go back to what they were, if they still are what it left; where
a later gesture changed them too, that one is named. A hand-out is not wiped out but cancelled,
its number kept (invariant 3). Undoing is itself a gesture, so redoing is undoing it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.loans import cancel_in
from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.domain.gesture import Gesture, describe
from vaetvient.language import N_, _
from vaetvient.storage import journal

NEVER_UNDONE = frozenset({"load_demo", "print_paper", "print_blank"})


class NothingToUndoError(RefusedError):
    code = "nothing_to_undo"
    text = N_("Il n'y a rien à annuler.")


class CannotUndoError(RefusedError):
    code = "cannot_undo"
    text = N_("« {what} » ne peut plus être annulé : « {later} » en dépend.")
    way_out = N_("Annulez d'abord ce geste-là.")


class UndoneAlreadyError(RefusedError):
    code = "undone_already"
    text = N_("« {what} » est déjà annulé.")


class NotUndoableError(RefusedError):
    code = "not_undoable"
    text = N_("« {what} » ne s'annule pas.")


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the gesture that did it."""

    what: str
    gesture_id: UUID


@dataclass(frozen=True, slots=True)
class Undoable:
    """The gesture that undo would take back, said beforehand."""

    gesture_id: UUID
    what: str
    at: datetime
    who: str


def last_undoable(session: Session, desk: Desk) -> Undoable | None:
    """This post's last gesture that stands and can be taken back."""
    return _last(session, desk, undone=False)


def last_redoable(session: Session, desk: Desk) -> Undoable | None:
    """The last gesture taken back, while nothing was done since."""
    return _last(session, desk, undone=True)


def undo(desk: Desk, gesture_id: UUID | None = None) -> Undone:
    """Take back a gesture; the last one of this post by default.

    Raises NothingToUndoError, UndoneAlreadyError, NotUndoableError, CannotUndoError.
    """
    return _reverse(desk, gesture_id, redo=False)


def redo(desk: Desk) -> Undone:
    """Do again what was taken back last. Raises NothingToUndoError, CannotUndoError."""
    return _reverse(desk, None, redo=True)


def _reverse(desk: Desk, gesture_id: UUID | None, *, redo: bool) -> Undone:
    with desk.gesture("redo" if redo else "undo") as gesture:
        session = gesture.session
        if gesture_id is None:
            found = _last(session, desk, undone=redo, besides=gesture.record.id)
            if found is None:
                raise NothingToUndoError
            gesture_id = found.gesture_id
        target = session.get(Gesture, gesture_id)
        if target is None:
            raise NotFoundError(what=str(gesture_id))
        what = _say(target)
        if target.kind in NEVER_UNDONE:
            raise NotUndoableError(what=what)
        if target.undone_by_id is not None:
            raise UndoneAlreadyError(what=what)
        if target.kind == "hand_out":
            words = json.loads(target.words)
            cancel_in(session, desk, UUID(words["loan"]), _("Annulé au comptoir"))
        else:
            _restore(session, target, what)
        session.add(gesture.record)
        session.flush()
        target.undone_by_id = gesture.record.id
        gesture.record.undoes_id = target.id
        said = _original(session, target)
        gesture.say(what=said)
        return Undone(said, gesture.record.id)


def _last(
    session: Session, desk: Desk, *, undone: bool, besides: UUID | None = None
) -> Undoable | None:
    """The newest gesture of this post that counts; for redo it must be an undo."""
    rows = session.scalars(
        select(Gesture)
        .where(Gesture.site_id == desk.site_id, Gesture.undone_by_id.is_(None))
        .order_by(Gesture.id.desc())
        .limit(200)
    )
    for gesture in rows:
        if gesture.kind in NEVER_UNDONE or gesture.id == besides:
            continue
        if undone and gesture.kind == "redo":
            continue
        if undone:
            if gesture.kind != "undo":
                return None
        elif gesture.kind == "undo":
            continue
        return Undoable(gesture.id, _original(session, gesture), gesture.at, gesture.who)
    return None


def _say(gesture: Gesture) -> str:
    return describe(gesture.kind, json.loads(gesture.words))


def _original(session: Session, gesture: Gesture) -> str:
    """The sentence of the gesture at the bottom of a pile of undo and redo."""
    node = gesture
    while node.kind in ("undo", "redo") and node.undoes_id is not None:
        below = session.get(Gesture, node.undoes_id)
        if below is None:
            break
        node = below
    return _say(node)


def _restore(session: Session, target: Gesture, what: str) -> None:
    """Put every row that `target` changed back to what it was, the last change first."""
    session.flush()
    journal.hold_foreign_keys(session)
    try:
        for change in reversed(journal.changes_of(session, target.id)):
            if not journal.restore(session, change):
                raise CannotUndoError(what=what, later=_later(session, target, change.key))
    except IntegrityError as error:
        raise CannotUndoError(what=what, later=_later(session, target, None)) from error
    if journal.orphans(session):
        raise CannotUndoError(what=what, later=_later(session, target, None))
    session.expire_all()


def _later(session: Session, target: Gesture, key: UUID | None) -> str:
    """The sentence of the newest gesture that touched the row (or any row) after `target`."""
    found = journal.last_after(session, target.id, key)
    return _("un autre geste") if found is None else describe(found[0], json.loads(found[1]))
