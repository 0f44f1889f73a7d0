"""The sets of registers that changes gave values to together, each by a number.

Most changes of a table are about the same few sets. Layer 1 keeps the number with the values, and
the names once: a row takes a third of what it takes with the names in each.
"""

from __future__ import annotations

from typing import Any

from vaetvient.sync.wire import pack, unpack

Names = tuple[str, ...]

_MOST = 1024
_LONGEST = 2048
"""Sets, and letters of the names in one. Beyond, names stand in the row: a partner may make up as
many as it likes, and all sets are read by who names a change."""


class RegisterSets:
    """Those of one database within one transaction; read when the first is asked for."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._numbers: dict[Names, int] = {}
        self._names: dict[int, Names] = {}
        self._read = False

    def number(self, names: Names) -> int:
        """The number of a set, given now where it has none; 0 where there are too many."""
        found = self._numbers.get(names)
        if found is None and not self._read:
            self._read_all()
            found = self._numbers.get(names)
        if found is None and len(self._names) < _MOST and sum(map(len, names)) <= _LONGEST:
            self._cursor.execute(
                "INSERT INTO sync_register_set (registers) VALUES (?)", (pack(list(names)),)
            )
            found = int(self._cursor.lastrowid)
            self._learn(found, names)
        return found or 0

    def names(self, number: int) -> Names:
        """The registers of a set, in the order of their values."""
        if not self._read:
            self._read_all()
        return self._names[number]

    def _read_all(self) -> None:
        self._cursor.execute("SELECT id, registers FROM sync_register_set")
        for number, registers in self._cursor.fetchall():
            self._learn(number, tuple(unpack(registers)))
        self._read = True

    def _learn(self, number: int, names: Names) -> None:
        self._numbers[names] = number
        self._names[number] = names
