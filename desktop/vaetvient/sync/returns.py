"""What came back, when two posts took returns of one line without knowing of each other.

Each return is a fact of its own (`line_return`) and none is lost: where the counts that two posts
wrote differ, the line is counted again from its facts. More back than went out stays a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.sync.state import Write
from vaetvient.sync.store import Store

_UNDER_WAY = frozenset({"out", "returned", "lost"})

_COUNT_AGAIN = """
    UPDATE loan_line SET
        returned_quantity = min(quantity, f.back),
        lost_quantity = min(quantity - min(quantity, f.back), f.lost),
        state = CASE WHEN f.back + f.lost < quantity THEN 'out'
                     WHEN f.back > 0 THEN 'returned' ELSE 'lost' END,
        returned_at = CASE WHEN f.back + f.lost < quantity THEN NULL ELSE f.last END
    FROM (SELECT COALESCE(sum(quantity), 0) AS back, COALESCE(sum(lost), 0) AS lost,
                 max(returned_at) AS last FROM line_return WHERE line_id = :line) AS f
    WHERE id = :line AND state IN ('out', 'returned', 'lost')
"""

_CLOSE_OR_OPEN = """
    UPDATE loan SET
        state = CASE WHEN f.still_out > 0 THEN 'out' ELSE 'returned' END,
        closed_at = CASE WHEN f.still_out > 0 THEN NULL
                         ELSE COALESCE(f.last, closed_at, handed_out_at) END
    FROM (SELECT sum(state = 'out') AS still_out, max(returned_at) AS last,
                 count(*) AS lines FROM loan_line WHERE loan_id = :loan) AS f
    WHERE id = :loan AND f.lines > 0 AND state IN ('out', 'returned')
        AND (state = 'out') <> (f.still_out > 0)
"""


def told_by_facts(writes: Iterable[Write]) -> bool:
    """Whether rival states of a line are all of a loan under way, so that its returns decide."""
    return all(write.values[0] in _UNDER_WAY for write in writes)


def too_many_back(store: Store, line: bytes) -> bool:
    """Whether the facts bring more back than went out."""
    store.cursor.execute(
        "SELECT l.quantity < (SELECT COALESCE(sum(quantity + lost), 0) FROM line_return "
        "WHERE line_id = l.id) FROM loan_line l WHERE l.id = ?",
        (line,),
    )
    found = store.cursor.fetchone()
    return bool(found and found[0])


def rivals(store: Store, line: bytes) -> list[Write]:
    """The writes of a line's state that did not know of each other."""
    return store.row(store.network, "loan_line", line).registers.get("state", [])


def counted(store: Store, line: bytes) -> bool:
    """Whether a line is counted from its returns, whatever its rival states say."""
    writes = rivals(store, line)
    return len(writes) > 1 and told_by_facts(writes)


def count_again(store: Store, touched: Iterable[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Count lines again whose returns or states were touched, and close or open their loans; the
    rows that may have changed."""
    lines = set()
    loans = set()
    for table, row in touched:
        if table == "loan":
            loans.add(row)
        elif table == "loan_line":
            lines.add(row)
        elif table == "line_return":
            store.cursor.execute("SELECT line_id FROM line_return WHERE id = ?", (row,))
            lines |= {line for (line,) in store.cursor.fetchall()}
    changed: set[tuple[str, bytes]] = set()
    for line in lines:
        if counted(store, line):
            store.cursor.execute(_COUNT_AGAIN, {"line": line})
            store.cursor.execute("SELECT loan_id FROM loan_line WHERE id = ?", (line,))
            loans |= {loan for (loan,) in store.cursor.fetchall()}
            changed.add(("loan_line", line))
    for loan in loans:
        store.cursor.execute(_CLOSE_OR_OPEN, {"loan": loan})
        if store.cursor.rowcount:
            changed.add(("loan", loan))
    return changed
