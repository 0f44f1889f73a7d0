"""More of a stock lent than there is, once several posts lent from it or counted it apart."""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.sync.store import Store

_OWNER = {"loan_line": "equipment_id", "stock_movement": "stock_id"}
_FREE = """
    SELECT (SELECT COALESCE(sum(delta), 0) FROM stock_movement WHERE stock_id = e.id)
         - (SELECT COALESCE(sum(quantity - returned_quantity - lost_quantity), 0) FROM loan_line
            WHERE equipment_id = e.id AND kind = 'stock' AND state = 'out')
    FROM equipment e WHERE e.id = ? AND e.kind = 'stock'
"""
_CAUSES = """
    SELECT 'loan_line', id, 'state', quantity FROM loan_line
    WHERE equipment_id = :stock AND kind = 'stock' AND state = 'out'
    UNION ALL SELECT 'stock_movement', id, 'delta', delta FROM stock_movement
    WHERE stock_id = :stock
"""


def stocks_of(store: Store, touched: Iterable[tuple[str, bytes]]) -> set[bytes]:
    """The things whose count or lending was touched, by rows that are gone since too."""
    out: set[bytes] = set()
    for table, row in touched:
        if table in _OWNER:
            writes = store.row(store.network, table, row).writes(_OWNER[table])
            out |= {write.values[0] for write in writes}
    return out


def too_much_out(store: Store, stock: bytes) -> bool:
    """Whether less than nothing is left."""
    store.cursor.execute(_FREE, (stock,))
    found = store.cursor.fetchone()
    return found is not None and found[0] < 0


def causes(store: Store, stock: bytes) -> list[tuple[str, bytes, str, int]]:
    """What is out of a stock, and what was added to it or taken from it: table, row, the register
    that says it, and how many."""
    store.cursor.execute(_CAUSES, {"stock": stock})
    return [(table, row, register, count) for table, row, register, count in store.cursor]
