"""What follows from a choice between two desks: a thing is where it was said to be, a promise that
was made twice is one, a loan that was none is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vaetvient.language import N_, _
from vaetvient.sync.registers import shapes

NO_LOAN = N_("Seul l'autre prêt de la même chose compte.")
NO_PROMISE = N_("La demande a eu une autre réponse.")


def cancel_line(session: Session, line: bytes) -> None:
    """A line that was none; with the last one goes the loan: it ended as it began, and its deposit
    was given back."""
    session.execute(_CANCEL_LINE, {"line": line})
    _end_if_emptied(session, line)


def _end_if_emptied(session: Session, line: bytes) -> None:
    emptied = session.execute(_EMPTIED, {"line": line}).scalar()
    if emptied is not None:
        session.execute(_CANCEL_LOAN, {"loan": emptied, "reason": _(NO_LOAN)})
        session.execute(_GIVE_BACK, {"loan": emptied})


_CANCEL_LINE = text("""
    UPDATE loan_line SET state = 'cancelled', disputed = 0, revision = revision + 1
    WHERE id = :line
""")
_EMPTIED = text("""
    SELECT o.id FROM loan o WHERE o.id = (SELECT loan_id FROM loan_line WHERE id = :line)
    AND o.state = 'out'
    AND NOT EXISTS (SELECT 1 FROM loan_line l WHERE l.loan_id = o.id AND l.state <> 'cancelled')
""")
_CANCEL_LOAN = text("""
    UPDATE loan SET state = 'cancelled', cancel_reason = :reason, revision = revision + 1,
    closed_at = handed_out_at WHERE id = :loan
""")
_GIVE_BACK = text("""
    UPDATE deposit SET state = 'returned', revision = revision + 1,
    settled_at = (SELECT closed_at FROM loan WHERE id = :loan)
    WHERE loan_id = :loan AND state = 'held'
""")

Sides = Sequence[tuple[Any, ...]]
"""What each side gave the register."""


def _keep_where_it_came(session: Session, transfer: bytes, _sides: Sides) -> None:
    """What was received is kept by who received it, what was refused by its sender."""
    session.execute(_CUSTODY, {"transfer": transfer})


_CUSTODY = text("""
    UPDATE equipment SET revision = revision + 1, custody_office_id = (
        SELECT CASE t.state WHEN 'received' THEN t.receiver_office_id ELSE t.sender_office_id END
        FROM transfer t WHERE t.id = :transfer
    )
    WHERE id IN (SELECT equipment_id FROM transfer_line WHERE transfer_id = :transfer)
    AND EXISTS (
        SELECT 1 FROM transfer t WHERE t.id = :transfer AND t.state IN ('received', 'refused')
        AND custody_office_id IN (t.receiver_office_id, t.sender_office_id)
        AND custody_office_id <>
            CASE t.state WHEN 'received' THEN t.receiver_office_id ELSE t.sender_office_id END
    )
""")


def _let_lines_follow(session: Session, loan: bytes, _sides: Sides) -> None:
    """A loan that was none has no lines; one that was, has those that were not called off."""
    session.execute(_CALL_OFF, {"loan": loan})
    session.execute(_FROM_LINES, {"loan": loan})


def _let_loan_follow(session: Session, line: bytes, _sides: Sides) -> None:
    """A loan is what its lines are."""
    loan = session.execute(_LOAN_OF, {"line": line}).scalar()
    session.execute(_FROM_LINES, {"loan": loan})
    _end_if_emptied(session, line)


_LOAN_OF = text("SELECT loan_id FROM loan_line WHERE id = :line")
_CALL_OFF = text("""
    UPDATE loan_line SET state = 'cancelled', disputed = 0, returned_quantity = 0,
    lost_quantity = 0, returned_at = NULL, revision = revision + 1
    WHERE loan_id = :loan AND state <> 'cancelled'
    AND EXISTS (SELECT 1 FROM loan WHERE id = :loan AND state = 'cancelled')
""")
_FROM_LINES = text("""
    UPDATE loan SET revision = revision + 1, cancel_reason = '',
    state = CASE WHEN :loan IN (SELECT loan_id FROM loan_line WHERE state = 'out')
        THEN 'out' ELSE 'returned' END,
    closed_at = CASE WHEN :loan IN (SELECT loan_id FROM loan_line WHERE state = 'out')
        THEN NULL ELSE (SELECT max(returned_at) FROM loan_line WHERE loan_id = :loan) END
    WHERE id = :loan AND state IN ('out', 'returned', 'cancelled')
    AND EXISTS (
        SELECT 1 FROM loan_line WHERE loan_id = :loan AND state IN ('out', 'returned', 'lost')
    )
""")


def _keep_one_promise(session: Session, request: bytes, sides: Sides) -> None:
    """What the answers that do not stand had promised is promised no more."""
    place = shapes()["request"].registers["answer"].columns.index("reservation_id")
    for promise in {values[place] for values in sides} - {None}:
        keys = {"request": request, "promise": promise, "reason": _(NO_PROMISE)}
        session.execute(_CANCEL_PROMISE, keys)


_CANCEL_PROMISE = text("""
    UPDATE reservation SET state = 'cancelled', revision = revision + 1, close_reason = :reason,
    closed_at = max(asked_at, (SELECT COALESCE(answered_at, '') FROM request WHERE id = :request))
    WHERE id = :promise AND state IN ('requested', 'confirmed', 'waiting')
    AND id IS NOT (SELECT reservation_id FROM request WHERE id = :request)
""")

OF: dict[tuple[str, str], Callable[[Session, bytes, Sides], None]] = {
    ("loan", "state"): _let_lines_follow,
    ("loan_line", "state"): _let_loan_follow,
    ("transfer", "state"): _keep_where_it_came,
    ("request", "answer"): _keep_one_promise,
}
"""By table and register what has to be done once one of the sides stands."""
