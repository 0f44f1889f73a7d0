"""What came back, when posts took returns of one loan without knowing of each other.

Each return is a fact of its own (`line_return`) and none is lost: where the counts that two posts
wrote differ, the line is counted again from its facts. More back than went out stays a conflict.
Whether a loan under way is over follows from its lines, whoever brought back the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from vaetvient.sync.store import Store, Touched

Values = dict[str, Any]

_UNDER_WAY: Mapping[str, frozenset[str]] = {
    "loan_line": frozenset({"out", "returned", "lost"}),
    "loan": frozenset({"out", "returned"}),
}
"""The states of which facts decide, by table."""

_REFERS: Mapping[str, tuple[str, str]] = {
    "line_return": ("loan_line", "line_id"),
    "loan_line": ("loan", "loan_id"),
}
"""What each fact is counted into, and the column that says so; returns before the lines that they
count in."""

_UNLIKE = """
    SELECT l.id FROM loan l WHERE l.id IN ({marks}) AND +l.state IN ('out', 'returned') AND (
        l.state <> CASE
            WHEN EXISTS (SELECT 1 FROM loan_line WHERE loan_id = l.id AND state = 'out') THEN 'out'
            ELSE 'returned'
        END
        OR l.state = 'returned'
        AND l.closed_at IS NOT (SELECT max(returned_at) FROM loan_line WHERE loan_id = l.id)
    )
"""
"""The `+` keeps SQLite from looking through all loans of a state instead."""
_CHUNK = 400


def counted_into(store: Store, touched: Iterable[tuple[str, bytes]]) -> Iterator[Touched]:
    """Rows that facts were touched of and that have to be counted again, once the facts are in
    their tables: lines first, and when those are written too, loans.

    Also of facts that are gone since: what was said of them is still in layer 1. A parent of which
    layer 1 does not know yet comes by itself, later: until then its row is left alone.
    """
    concerned = set(touched)
    for table, (parent, column) in _REFERS.items():
        facts = [row for name, row in concerned if name == table]
        store.load((store.network, table, row) for row in facts)
        named = {
            write.values[0]
            for row in facts
            for write in store.row(store.network, table, row).writes(column)
            if type(write.values[0]) is bytes
        }
        rows = sorted(row for row in named if (parent, row) not in concerned)
        store.load((store.network, parent, row) for row in rows)
        unlike = _unlike_their_lines(store, rows) if parent == "loan" else set()
        again: Touched = {
            (parent, row): None
            for row in rows
            if store.row(store.network, parent, row).groups
            and (row in unlike or told_by_facts(store, parent, row))
        }
        concerned |= again.keys()
        yield again


def _unlike_their_lines(store: Store, loans: list[bytes]) -> set[bytes]:
    """Those of the loans under way that do not end when the last of their lines came back."""
    out: set[bytes] = set()
    for start in range(0, len(loans), _CHUNK):
        chunk = loans[start : start + _CHUNK]
        store.cursor.execute(_UNLIKE.format(marks=",".join("?" * len(chunk))), chunk)
        out |= {row for (row,) in store.cursor}
    return out


def told_by_facts(store: Store, table: str, row: bytes) -> bool:
    """Whether rival states of a line or a loan are all of one under way, so that facts decide."""
    if table not in _UNDER_WAY or not store.row(store.network, table, row).contested:
        return False
    writes = store.row(store.network, table, row).writes("state")
    return len(writes) > 1 and all(write.values[0] in _UNDER_WAY[table] for write in writes)


def too_many_back(store: Store, line: bytes) -> bool:
    """Whether the facts bring more back than went out."""
    store.cursor.execute(
        "SELECT l.quantity < (SELECT COALESCE(sum(quantity + lost), 0) FROM line_return "
        "WHERE line_id = l.id) FROM loan_line l WHERE l.id = ?",
        (line,),
    )
    found = store.cursor.fetchone()
    return bool(found and found[0])


Standing = Callable[[str, bytes], Values | None]
"""Gives the values of a row that stands, None of one that does not."""


class Counting:
    """Counts lines and loans of one transaction from what layer 1 says of their facts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._touched: dict[tuple[str, bytes], set[bytes]] = {}
        """By what they are counted into, facts that may not be in their tables yet."""
        self._there: dict[tuple[str, bytes], list[bytes]] = {}
        """The same of facts that are in their tables, as far as it was asked for many at once."""

    def learn(self, names: Iterable[tuple[str, bytes]], standing: Standing) -> None:
        """Reckon with facts that are not in their tables yet."""
        names = tuple(names)
        for table, (_parent, column) in _REFERS.items():
            for row in (row for name, row in names if name == table):
                if (values := standing(table, row)) is not None:
                    self._touched.setdefault((table, values[column]), set()).add(row)

    def look_up_lines(self, loans: list[bytes]) -> None:
        """Read at once which lines loans have."""
        table, (_parent, column) = "loan_line", _REFERS["loan_line"]
        lines = []
        for start in range(0, len(loans), _CHUNK):
            chunk = loans[start : start + _CHUNK]
            self._there.update({(table, loan): [] for loan in chunk})
            self._store.cursor.execute(
                f"SELECT id, {column} FROM {table} "
                f"WHERE {column} IN ({','.join('?' * len(chunk))})",
                chunk,
            )
            for line, loan in self._store.cursor:
                self._there[table, loan].append(line)
                lines.append(line)
        self._store.load((self._store.network, table, line) for line in lines)

    def line(self, row: bytes, line: Values, standing: Standing) -> None:
        """Count a line from its returns, where posts wrote different counts."""
        if line["state"] not in _UNDER_WAY["loan_line"]:
            return
        if not told_by_facts(self._store, "loan_line", row):
            return
        facts = self._facts("line_return", row, standing)
        quantity = line["quantity"]
        back = sum(one["quantity"] for one in facts)
        lost = sum(one["lost"] for one in facts)
        over = back + lost >= quantity
        line["returned_quantity"] = min(quantity, back)
        line["lost_quantity"] = min(quantity - line["returned_quantity"], lost)
        line["state"] = "out" if not over else "returned" if back else "lost"
        line["returned_at"] = max(one["returned_at"] for one in facts) if over else None

    def loan(self, row: bytes, loan: Values, standing: Standing) -> None:
        """Close a loan of which nothing is out any more, open one of which something is."""
        if loan["state"] not in _UNDER_WAY["loan"]:
            return
        lines = self._facts("loan_line", row, standing)
        if not lines:
            return
        out = any(line["state"] == "out" for line in lines)
        state = "out" if out else "returned"
        if state == loan["state"] and not told_by_facts(self._store, "loan", row):
            return
        ends = [line["returned_at"] for line in lines if line["returned_at"] is not None]
        last = max(ends, default=loan["closed_at"] or loan["handed_out_at"])
        loan["state"], loan["closed_at"] = state, None if out else last

    def _facts(self, table: str, parent: bytes, standing: Standing) -> list[Values]:
        """What stands of the rows that are counted into another."""
        column = _REFERS[table][1]
        known = self._there.get((table, parent))
        if known is None:
            self._store.cursor.execute(f"SELECT id FROM {table} WHERE {column} = ?", (parent,))
            known = [row for (row,) in self._store.cursor.fetchall()]
        rows = {*known, *self._touched.get((table, parent), ())}
        self._store.load((self._store.network, table, row) for row in rows)
        found = [standing(table, row) for row in rows]
        return [values for values in found if values is not None and values[column] == parent]
