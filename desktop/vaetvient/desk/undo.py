"""Undo and redo: every gesture can be taken back while nothing depends on it (invariant 5).

The rows that a gesture changed go back to what they were, if they still are what it left and if
everything around them still agrees; where a later gesture stands in the way, that one is named.
A hand-out is not wiped out but cancelled, its number kept (invariant 3). Undoing is itself a
gesture, so redoing is undoing it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.desk import cash, coherence, custody
from vaetvient.desk.desk import Desk
from vaetvient.desk.loans import SomethingCameBackError, cancel_in
from vaetvient.desk.promises import refuse_broken
from vaetvient.domain.errors import NotFoundError, RefusedError, VaEtVientError
from vaetvient.domain.gesture import Gesture, describe
from vaetvient.domain.lending import LoanNotOpenError
from vaetvient.domain.loan import Loan, LoanState
from vaetvient.language import N_, _
from vaetvient.storage import journal, settings

MOST_TRIED = 2000
"""Changes of a gesture that is tried out before it is undone; a larger one is not: it would keep
others waiting."""
FORGOTTEN = "{}"
"""The words of a gesture about someone who was erased since."""
NEVER_UNDONE = frozenset(
    {"erase_members", "load_demo", "print_paper", "print_blank"}
    | {"print_cash_receipt", "close_day"}
)
_ONLY_ADDED_TO = frozenset({"cash_entry", "cash_payer"})
"""Tables of which nothing is taken away: what was written there is put right by its opposite."""


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
    """This post's last gesture that stands and can be taken back.

    A basket that was lent since is a loan: undoing ends with its hand-out, and goes on before it.
    """
    made = session.scalars(
        _of_post(desk)
        .where(
            Gesture.kind.not_in({"undo", *NEVER_UNDONE}),
            Gesture.undone_by_id.is_(None),
            Gesture.words != FORGOTTEN,
        )
        .execution_options(yield_per=50)
    )
    with closing(made):
        for gesture in made:
            if not _became_a_loan(session, _original(session, gesture)):
                return _undoable(session, gesture)
    return None


def _became_a_loan(session: Session, gesture: Gesture) -> bool:
    if gesture.kind != "put_aside":
        return False
    basket = session.get(Loan, UUID(json.loads(gesture.words)["loan"]))
    return basket is not None and basket.state is not LoanState.DRAFT


def last_redoable(session: Session, desk: Desk) -> Undoable | None:
    """What was taken back last and not done again, while nothing else was done since."""
    made = session.scalars(
        _of_post(desk)
        .where(Gesture.kind.not_in({"redo", *NEVER_UNDONE}))
        .execution_options(yield_per=50)
    )
    with closing(made):
        for gesture in made:
            if gesture.kind != "undo":
                return None
            if gesture.undone_by_id is None:
                return _undoable(session, gesture)
    return None


def _of_post(desk: Desk) -> Select[Gesture]:
    return select(Gesture).where(Gesture.site_id == desk.site_id).order_by(Gesture.id.desc())


def _undoable(session: Session, gesture: Gesture) -> Undoable:
    what = _say(_original(session, gesture))
    return Undoable(gesture.id, what, gesture.at, gesture.who)


def undo(desk: Desk, gesture_id: UUID | None = None) -> Undone:
    """Take back a gesture; the last one of this post by default.

    Raises NothingToUndoError, UndoneAlreadyError, NotUndoableError, CannotUndoError.
    """
    return _reverse(desk, gesture_id, redo=False)


def redo(desk: Desk) -> Undone:
    """Do again what was taken back last. Raises NothingToUndoError, CannotUndoError."""
    return _reverse(desk, None, redo=True)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of undoing a gesture, tried out and dropped."""

    what: str
    obstacle: VaEtVientError | None
    """Why it cannot be undone, with the way out; None: it can."""
    cancels: str = ""
    """The number of the agreement that would be cancelled and keep its number (invariant 3)."""


def foresee(desk: Desk, gesture_id: UUID) -> Foreseen:
    """Try to take a gesture back without doing it. Raises NotFoundError."""
    with desk.database.reading() as session:
        target = session.get(Gesture, gesture_id)
        if target is None:
            raise NotFoundError(what=str(gesture_id))
        original = _original(session, target)
        what = _say(original)
        hand_out = original.kind == "hand_out" and target.kind != "undo"
        number = str(json.loads(original.words).get("number", "")) if hand_out else ""
        if target.kind in ("undo", "redo"):
            raise NotUndoableError(what=_say(target))
        if journal.size_of(session, gesture_id) > MOST_TRIED:
            return Foreseen(what, None, number)
    try:
        with desk.gesture("undo") as gesture:
            session = gesture.session
            target = _chosen(session, desk, gesture_id, redo=False)
            appeared = {
                change.key
                for change in journal.changes_of(session, target.id)
                if change.operation == "+" and change.table not in _ONLY_ADDED_TO
            }
            if number:
                _cancel(session, desk, target, _original(session, target))
            else:
                _restore(session, desk, target)
                left = journal.referring(session, appeared) - appeared
                if left:
                    raise _refusal(session, target, left)
            raise _OnlyTriedError
    except _OnlyTriedError:
        return Foreseen(what, None, number)
    except VaEtVientError as error:
        return Foreseen(what, error)


class _OnlyTriedError(Exception):
    """Rolls back what was tried out."""


def _reverse(desk: Desk, gesture_id: UUID | None, *, redo: bool) -> Undone:
    target_id: UUID | None = None
    try:
        with desk.gesture("redo" if redo else "undo") as gesture:
            session = gesture.session
            target = _chosen(session, desk, gesture_id, redo=redo)
            target_id = target.id
            original = _original(session, target)
            if original.kind == "hand_out" and target.kind != "undo":
                _cancel(session, desk, target, original)
            else:
                _restore(session, desk, target)
                _speak_as_before(session, target, original)
            session.add(gesture.record)
            session.flush()
            target.undone_by_id = gesture.record.id
            gesture.record.undoes_id = target.id
            gesture.say(what=_say(original))
            return Undone(_say(original), gesture.record.id)
    except IntegrityError as error:  # at the commit: what would be gone is referred to
        with desk.database.reading() as session:
            target = session.get_one(Gesture, target_id)
            touched = {change.key for change in journal.changes_of(session, target.id)}
            keys = journal.referring(session, touched)
            raise _refusal(session, target, keys) from error


def _chosen(session: Session, desk: Desk, gesture_id: UUID | None, *, redo: bool) -> Gesture:
    if gesture_id is None:
        found = last_redoable(session, desk) if redo else last_undoable(session, desk)
        if found is None:
            raise NothingToUndoError
        gesture_id = found.gesture_id
    target = session.get(Gesture, gesture_id)
    if target is None:
        raise NotFoundError(what=str(gesture_id))
    if target.kind in NEVER_UNDONE:
        raise NotUndoableError(what=_say(target))
    if target.undone_by_id is not None:
        raise UndoneAlreadyError(what=_say(target))
    return target


def _cancel(session: Session, desk: Desk, target: Gesture, original: Gesture) -> None:
    """A loan that stands is not wiped out but cancelled (invariant 3)."""
    loan_id = UUID(json.loads(original.words)["loan"])
    try:
        cancel_in(session, desk, loan_id, _("Annulé au comptoir"))
    except (SomethingCameBackError, LoanNotOpenError) as error:
        raise _refusal(session, target, journal.referring(session, {loan_id})) from error


def _say(gesture: Gesture) -> str:
    return describe(gesture.kind, json.loads(gesture.words))


def _original(session: Session, gesture: Gesture) -> Gesture:
    """The gesture at the bottom of a pile of undo and redo."""
    node = gesture
    while node.kind in ("undo", "redo") and node.undoes_id is not None:
        below = session.get(Gesture, node.undoes_id)
        if below is None:
            break
        node = below
    return node


def _restore(session: Session, desk: Desk, target: Gesture) -> None:
    """Put every row that `target` changed back to what it was, the last change first."""
    session.flush()
    journal.hold_foreign_keys(session)
    changed = journal.changes_of(session, target.id)
    changes = [change for change in changed if change.table not in _ONLY_ADDED_TO]
    paid = [
        change.key for change in changed if (change.table, change.operation) == ("cash_entry", "+")
    ]
    rows = [(change.table, change.key) for change in changes]
    answered = custody.answered_since(
        session, [(change.table, change.key) for change in changes if change.operation == "+"]
    )
    if answered:
        raise _refusal(session, target, answered)
    if any(c.operation == "+" and journal.changed_from_outside(session, c) for c in changes):
        raise CannotUndoError(what=_say(target), later=_("un changement d'un autre bureau"))
    around = coherence.surroundings(session, rows)
    for change in reversed(changes):
        try:
            if not journal.restore(session, change):
                raise _refusal(session, target, {change.key})
        except IntegrityError as error:
            keys = journal.rivals(session, change, error) or {change.key}
            raise _refusal(session, target, keys) from error
    session.expire_all()
    cash.counter_undone(session, desk, paid)
    refuse_broken(session, desk, rows)
    around |= coherence.surroundings(session, rows)
    clashing = coherence.clashes(session, around)
    if clashing:
        raise _refusal(session, target, journal.referring(session, clashing))


def _speak_as_before(session: Session, target: Gesture, original: Gesture) -> None:
    """The window's language goes back with the office's where one gesture set both, unless it
    was chosen anew since."""
    said = json.loads(original.words)
    if "speaks" not in said:
        return
    now, then = said["speaks"], said["spoke"]
    if target.kind == "undo":
        now, then = then, now
    if settings.read(session, settings.LANGUAGE, now) == now:
        settings.write(session, settings.LANGUAGE, then)


def _refusal(session: Session, target: Gesture, keys: Collection[UUID]) -> CannotUndoError:
    """Names the newest gesture after `target` that touched one of the rows `keys`."""
    found = journal.last_after(session, target.id, keys)
    later = _("un autre geste") if found is None else describe(found[0], json.loads(found[1]))
    return CannotUndoError(what=_say(target), later=later)
