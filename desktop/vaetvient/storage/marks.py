"""What rows may be known by, for more rows than memory should hold.

A mark is a number that stands for a text (its hash). The newest are held in memory; the others go
to a temporary file of SQLite's own, which is gone when this is, whatever happens.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

_IN_MEMORY = 87_000
_AT_ONCE = 500


class Marks:
    """By mark, the places of the rows that bear it."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        """`in_memory`: how many marks are held there at most."""
        self._most = in_memory
        self._newest: dict[int, int | list[int]] = {}
        self._has_several = False
        """Whether some mark of these is borne by several rows."""
        self._older: sqlite3.Connection | None = None

    def add(self, mark: int, place: int) -> None:
        """The row at `place`, which comes after those before it, bears `mark`."""
        first = self._newest.setdefault(mark, place)
        if first is not place:
            self._has_several = True
            if isinstance(first, list):
                first.append(place)
            else:
                self._newest[mark] = [first, place]
        if len(self._newest) >= self._most:
            self._set_down()

    def add_all(self, marks: Sequence[tuple[int, int]]) -> None:
        """The same for many marks, each with its place; quick where no row bears them yet."""
        new = dict(marks)
        if len(new) < len(marks) or not self._newest.keys().isdisjoint(new):
            for mark, place in marks:
                self.add(mark, place)
            return
        self._newest.update(new)
        if len(self._newest) >= self._most:
            self._set_down()

    def known(self, marks: Collection[int]) -> set[int]:
        """Those of `marks` that some row bears."""
        found = set(self._newest.keys() & marks)
        if self._older is not None:
            left = marks - found if isinstance(marks, set) else set(marks) - found
            for some in _batches(sorted(left)):
                found.update(
                    mark
                    for (mark,) in self._older.execute(
                        "SELECT DISTINCT mark FROM marked WHERE mark IN "
                        f"({','.join('?' * len(some))})",
                        some,
                    )
                )
        return found

    def of(self, mark: int, most: int) -> Sequence[int]:
        """The first `most` places that bear `mark`, as they came."""
        older: list[int] = []
        if self._older is not None:
            rows = self._older.execute(
                "SELECT place FROM marked WHERE mark = ? ORDER BY place LIMIT ?", (mark, most)
            )
            older = [place for (place,) in rows]
        newest = self._newest.get(mark)
        if newest is None:
            return older
        return [*older, *(sorted(newest) if isinstance(newest, list) else (newest,))][:most]

    def _set_down(self) -> None:
        if self._older is None:
            self._older = _temporary()
            self._older.execute(
                "CREATE TABLE marked (mark INTEGER, place INTEGER, PRIMARY KEY (mark, place)) "
                "WITHOUT ROWID"
            )
            self._older.execute("BEGIN")
        rows: Iterable[tuple[int, int]] = sorted(self._newest.items())  # type: ignore[arg-type]
        if self._has_several:
            rows = sorted(
                (mark, place)
                for mark, places in self._newest.items()
                for place in (places if isinstance(places, list) else (places,))
            )
        self._older.executemany("INSERT OR IGNORE INTO marked VALUES (?, ?)", rows)
        self._newest, self._has_several = {}, False


def _temporary() -> sqlite3.Connection:
    """A database of our own that takes a file only once it is large."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA cache_size=-4000")
    return connection


def _batches(waiting: Iterable[int]) -> Iterator[list[int]]:
    taken = iter(waiting)
    while some := list(islice(taken, _AT_ONCE)):
        yield some


class Aside:
    """Rows as they were, by the place that each begins with, for more than memory should hold; in
    a temporary file too."""

    def __init__(self) -> None:
        self._held: sqlite3.Connection | None = None

    def put(self, row: Sequence[Any]) -> None:
        """Hold what a row was, unless it is held already."""
        if self._held is None:
            self._held = _temporary()
            others = ", ".join(f"c{n}" for n in range(1, len(row)))
            self._held.execute(f"CREATE TABLE aside (place INTEGER PRIMARY KEY, {others})")
            self._held.execute("BEGIN")
        marks = ", ".join("?" * len(row))
        self._held.execute(f"INSERT OR IGNORE INTO aside VALUES ({marks})", row)

    def of(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        """What is held of some."""
        found: list[tuple[Any, ...]] = []
        if self._held is not None:
            for some in _batches(places):
                marks = ", ".join("?" * len(some))
                found += self._held.execute(f"SELECT * FROM aside WHERE place IN ({marks})", some)
        return found
