"""The ordinary tables as an exchange writes them: what is unique is freed before others take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vaetvient.storage import journal, search_index
from vaetvient.sync.registers import TableShape, children, shapes
from vaetvient.sync.store import Store

RowName = tuple[str, bytes]
Values = dict[str, Any]

_CHUNK = 400

_VACATED: dict[str, tuple[tuple[str, ...], str]] = {
    "member": (
        ("number", "card"),
        "UPDATE member SET number = hex(id), card = NULL WHERE id = ?",
    ),
    "equipment": (("tag",), "UPDATE equipment SET tag = hex(id) WHERE id = ?"),
    "loan": (
        ("number", "number_sequence", "state"),
        "UPDATE loan SET number = NULL, number_sequence = NULL, state = 'draft' WHERE id = ?",
    ),
    "cash_receipt": (
        ("number_sequence",),
        "UPDATE cash_receipt SET number_sequence = -rowid WHERE id = ?",
    ),
    "reservation": (("number",), "UPDATE reservation SET number = hex(id) WHERE id = ?"),
    "loan_line": (
        ("state", "disputed"),
        "UPDATE loan_line SET disputed = 1 WHERE id = ?",
    ),
}
"""Per table the columns that must be unique, and how a row lets go of them."""


class Tables:
    """Those of one open transaction, and what was done to them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.changed: set[RowName] = set()
        """The rows that were written."""
        self.told: set[RowName] = set()
        """Those of which the search index says something."""
        self.loosened: set[RowName] = set()
        """Rows that others referred to and do so no more."""
        self._standing: set[RowName] = set()
        """Rows that are known to be there."""

    def note(self, table: str, columns: Iterable[str], rows: Iterable[bytes]) -> None:
        """Remember rows that were written, and whether the search index says something of them."""
        rows = tuple(rows)
        journal.note_from_outside(self._store.cursor, table, rows)
        names = {(table, row) for row in rows}
        self.changed |= names
        if not search_index.INDEXED.get(table, frozenset()).isdisjoint(columns):
            self.told |= names

    def look_up_parents(self, rows: dict[str, dict[bytes, Values]]) -> None:
        """Learn by the hundred which of the rows that others refer to are there."""
        named: dict[str, set[bytes]] = {}
        for table, those in rows.items():
            for column, parent in shapes()[table].parents.items():
                named.setdefault(parent, set()).update(
                    values[column] for values in those.values() if values[column] is not None
                )
        for parent, keys in named.items():
            asked = sorted(keys - rows.get(parent, {}).keys())
            for start in range(0, len(asked), _CHUNK):
                chunk = asked[start : start + _CHUNK]
                self._store.cursor.execute(
                    f"SELECT id FROM {parent} WHERE id IN ({','.join('?' * len(chunk))})", chunk
                )
                self._standing.update((parent, row) for (row,) in self._store.cursor)

    def has(self, table: str, row: bytes) -> bool:
        """Whether a row is there."""
        if (table, row) in self._standing:
            return True
        self._store.cursor.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row,))
        if self._store.cursor.fetchone() is None:
            return False
        self._standing.add((table, row))
        return True

    def write(self, shape: TableShape, rows: dict[bytes, Values], ghosts: set[RowName]) -> None:
        """Bring rows to what they hold; those with the value `hidden` are not to be seen at all.

        `ghosts` are those that stand only for the rows that refer to them.
        """
        hidden = [row for row, values in rows.items() if values.pop("hidden", False)]
        for row in hidden:
            del rows[row]
            self._delete(shape.name, row)
        if not rows:
            return
        columns = tuple(next(iter(rows.values())))
        there = self.there(shape, columns, list(rows))
        fresh = [(row, 1, *values.values()) for row, values in rows.items() if row not in there]
        updates: list[tuple[bytes, Values]] = []
        for row, old in there.items():
            new = rows[row]
            change = {
                c: new[c] for c in columns if old[c] != new[c] or type(old[c]) is not type(new[c])
            }
            if change:
                updates.append((row, change))
                for column, parent in shape.parents.items():
                    if column in change and old[column] is not None:
                        self.loosened.add((parent, old[column]))
        self._vacate(shape.name, updates, rows)
        alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row, change in updates:
            alike.setdefault(tuple(change), []).append((*change.values(), row))
        for changed, written in alike.items():
            assignments = ", ".join(f"{c} = ?" for c in changed)
            self._store.cursor.executemany(
                f"UPDATE {shape.name} SET {assignments}, revision = revision + 1 WHERE id = ?",
                written,
            )
            self.note(shape.name, changed, [row[-1] for row in written])
        marks = ", ".join("?" * (len(columns) + 2))
        self._store.cursor.executemany(
            f"INSERT INTO {shape.name} (id, revision, {', '.join(columns)}) VALUES ({marks})", fresh
        )
        added = {(shape.name, row[0]) for row in fresh}
        self.changed |= added
        self.told |= added
        named = [(shape.name, row) for row in rows]
        self._store.cursor.executemany(
            "INSERT OR IGNORE INTO sync_ghost (change_table, change_row) VALUES (?, ?)",
            [name for name in named if name in ghosts],
        )
        self._store.cursor.executemany(
            "DELETE FROM sync_ghost WHERE change_table = ? AND change_row = ?",
            [name for name in named if name not in ghosts],
        )

    def there(
        self, shape: TableShape, columns: tuple[str, ...], rows: list[bytes]
    ) -> dict[bytes, Values]:
        """What those of some rows that are there hold now."""
        out: dict[bytes, Values] = {}
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            self._store.cursor.execute(
                f"SELECT id, {', '.join(columns)} FROM {shape.name} "
                f"WHERE id IN ({','.join('?' * len(chunk))})",
                chunk,
            )
            for row, *values in self._store.cursor:
                out[row] = dict(zip(columns, values, strict=True))
        return out

    def make_room(self, gone: set[RowName]) -> None:
        """Let rows that are to go give back what is unique before others take it."""
        for table, row in gone:
            if not children()[table]:
                self._delete(table, row)
            elif table in _VACATED and not self._store.is_ghost(table, row):
                self._store.cursor.execute(_VACATED[table][1], (row,))

    def _delete(self, table: str, row: bytes) -> None:
        """Remove a row that nothing can refer to; what it referred to may go too."""
        if self.has(table, row):
            self.loosened.update(self.remove(table, row))

    def remove(self, table: str, row: bytes) -> list[RowName]:
        """Remove a row to which nothing refers; the rows to which it referred."""
        parents = self._parents(table, row)
        self._store.cursor.execute(f"DELETE FROM {table} WHERE id = ?", (row,))
        self._standing.discard((table, row))
        self.changed.add((table, row))
        self.told.add((table, row))
        self._store.cursor.execute(
            "DELETE FROM sync_ghost WHERE change_table = ? AND change_row = ?", (table, row)
        )
        return parents

    def _vacate(
        self, table: str, updates: list[tuple[bytes, Values]], rows: dict[bytes, Values]
    ) -> None:
        """Free what is unique in the rows to be changed, so that two can trade numbers."""
        if table not in _VACATED:
            return
        columns, statement = _VACATED[table]
        for row, change in updates:
            if not change.keys().isdisjoint(columns):
                self._store.cursor.execute(statement, (row,))
                change.update({column: rows[row][column] for column in columns})

    def has_children(self, table: str, row: bytes) -> bool:
        """Whether another row refers to it."""
        for child, column in children()[table]:
            self._store.cursor.execute(f"SELECT 1 FROM {child} WHERE {column} = ? LIMIT 1", (row,))
            if self._store.cursor.fetchone() is not None:
                return True
        return False

    def _parents(self, table: str, row: bytes) -> list[RowName]:
        parents = shapes()[table].parents
        if not parents:
            return []
        self._store.cursor.execute(f"SELECT {', '.join(parents)} FROM {table} WHERE id = ?", (row,))
        found = self._store.cursor.fetchone()
        return [
            (parent, key)
            for parent, key in zip(parents.values(), found, strict=True)
            if key is not None
        ]
