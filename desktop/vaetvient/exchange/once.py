"""Lists that have a row for each payment: whoever paid several times is taken once.

Of the rows that say the same in some columns one is kept: one that says what counts in some rows
only (dues), and of these the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vaetvient.domain.text import fold
from vaetvient.exchange.dates import told_date
from vaetvient.exchange.source import Record

_Rank = tuple[bool, str, int]


class Once:
    """Which of the rows of one and the same are kept; `look_at` all of them first."""

    def __init__(
        self, by: Sequence[int], newest: int | None, counts: Callable[[Sequence[str]], bool]
    ) -> None:
        """Places of the columns that say who it is, and of the day; `counts` says of the cells of
        a row whether it says what others do not."""
        self._by, self._newest, self._counts = by, newest, counts
        self._best: dict[tuple[str, ...], _Rank] = {}
        self.passed_over = 0

    def look_at(self, record: Record) -> bool:
        """Whether this is the first row of whom it speaks of."""
        key = self._key(record.cells)
        if not key:
            return True
        rank = self._rank(record)
        known = self._best.get(key)
        if known is None or rank > known:
            self._best[key] = rank
        self.passed_over += known is not None
        return known is None

    def keeps(self, record: Record) -> bool:
        """Whether this row is the one that is kept."""
        key = self._key(record.cells)
        return not key or self._best[key][2] == -record.line

    def _key(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Who the row speaks of; empty where a part of it lacks: then it is somebody of its own."""
        said = tuple(fold(cells[place].strip()) if place < len(cells) else "" for place in self._by)
        return said if all(said) else ()

    def _rank(self, record: Record) -> _Rank:
        cells, place = record.cells, self._newest
        written = cells[place].strip() if place is not None and place < len(cells) else ""
        day = told_date(written)
        return (self._counts(cells), day if day != written or day[4:5] == "-" else "", -record.line)


def once_of(
    told: Mapping[str, Sequence[str]],
    place_of: Callable[[str], int | None],
    counts: Callable[[Sequence[str]], bool],
) -> Once | None:
    """What a profile tells under `one_row`, on a file whose columns `place_of` finds; None where
    one of those that say who it is lacks."""
    by = [place for header in told.get("by", ()) if (place := place_of(header)) is not None]
    if not by or len(by) < len(told["by"]):
        return None
    newest = (place_of(header) for header in told.get("newest", ()))
    return Once(by, next((place for place in newest if place is not None), None), counts)
