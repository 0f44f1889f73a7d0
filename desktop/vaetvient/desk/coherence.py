"""Whether rows that were put back still agree with everything around them.

A gesture checks its rules beforehand. Undo puts rows back without asking those rules, so that
what they promise is looked at afterwards, around the rows that it touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels

_REFERRED = {
    "loan": "SELECT id, borrower_id FROM loan WHERE id IN :keys",
    "loan_line": (
        "SELECT n.loan_id, n.equipment_id, l.borrower_id FROM loan_line n "
        "JOIN loan l ON l.id = n.loan_id WHERE n.id IN :keys"
    ),
    "stock_movement": "SELECT stock_id FROM stock_movement WHERE id IN :keys",
    "equipment": "SELECT id FROM equipment WHERE id IN :keys",
    "member": "SELECT id FROM member WHERE id IN :keys",
}
"""By table, the loans, things and members that its rows speak of."""

_CLASHES = (
    # a thing that is out is not archived, nor is who has it
    """SELECT e.id FROM equipment e JOIN loan_line n ON n.equipment_id = e.id
    WHERE e.id IN :keys AND e.archived_at IS NOT NULL AND n.state = 'out'""",
    """SELECT m.id FROM member m JOIN loan l ON l.borrower_id = m.id
    WHERE m.id IN :keys AND m.archived_at IS NOT NULL AND l.state = 'out'""",
    # a loan is out exactly as long as something of it is
    """SELECT l.id FROM loan l WHERE l.id IN :keys AND (l.state = 'out') IS NOT
    EXISTS (SELECT 1 FROM loan_line n WHERE n.loan_id = l.id AND n.state = 'out')""",
)
_STOCKS = "SELECT id FROM equipment WHERE id IN :keys AND kind = 'stock'"
_MOST_KEYS = 500


def surroundings(session: Session, rows: Iterable[tuple[str, UUID]]) -> set[UUID]:
    """The loans, things and members that rows, each named by its table and key, speak of."""
    by_table: dict[str, list[UUID]] = {}
    for table, key in rows:
        by_table.setdefault(table, []).append(key)
    return {
        key
        for table, statement in _REFERRED.items()
        for key in _keys(session, statement, by_table.get(table, ()))
    }


def clashes(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """Those among the loans, things and members `keys` of which the rules no longer hold."""
    out = {key for statement in _CLASHES for key in _keys(session, statement, keys)}
    stocks = list(_keys(session, _STOCKS, keys))
    for start in range(0, len(stocks), _MOST_KEYS):
        levels = stock_levels(session, stocks[start : start + _MOST_KEYS])
        out.update(stock for stock, (owned, lent) in levels.items() if lent > owned)
    return out


def _keys(session: Session, statement: str, keys: Collection[UUID]) -> Iterable[UUID]:
    wanted = text(statement).bindparams(bindparam("keys", expanding=True))
    waiting = [key.bytes for key in keys]
    for start in range(0, len(waiting), _MOST_KEYS):
        rows = session.execute(wanted, {"keys": waiting[start : start + _MOST_KEYS]})
        yield from (UUID(bytes=key) for row in rows for key in row if key is not None)
