"""Several rows of a long list picked out together, known by their records.

Rows move when the list is sorted or something changes elsewhere, and a gesture must not fall on
their neighbours: what is picked out is kept by key, and shown again wherever it has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QObject, QTimer, Signal

if TYPE_CHECKING:
    from vaetvient.ui.widgets.long_table import LongTable

MOST_PICKED = 5000
"""Of more rows, which records they are is not kept: nothing is done to so many together."""
_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class Picks(QObject):
    """What is picked out in one table."""

    changed = Signal(int)
    """How many; 0 while the cursor alone says which."""

    def __init__(self, table: LongTable) -> None:
        super().__init__(table)
        self._table = table
        self._keys: tuple[UUID, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        table.selectionModel().selectionChanged.connect(self._changed)
        table.list_model.filled.connect(self._find)
        table.list_model.refreshed.connect(self._find)

    @property
    def keys(self) -> tuple[UUID, ...]:
        """The records picked out, in the order shown when they were; empty until they are known."""
        return self._keys

    @property
    def count(self) -> int:
        """How many rows are picked out: 0, or more than one."""
        count = sum(last - first + 1 for first, last in self.spans())
        return count if count > 1 else 0

    def spans(self) -> list[tuple[int, int]]:
        """The rows chosen, as spans from first to last, in order."""
        selection = self._table.selectionModel().selection()
        return sorted({(span.top(), span.bottom()) for span in selection.toList()})

    def tell(self, act: Callable[[list[UUID]], None]) -> None:
        """Tell `act` what is picked out; the record the cursor is on when nothing more is."""
        if self._keys:
            act(list(self._keys))
        elif self.count:
            self._table.list_model.keys_in(self.spans(), act)
        elif self._table.chosen_key is not None:
            act([self._table.chosen_key])

    def clear(self) -> None:
        """Keep the cursor's row alone."""
        self._keys = ()
        table = self._table
        table.selectionModel().select(table.currentIndex(), _ALONE)
        self.changed.emit(0)

    def _changed(self) -> None:
        if self._table.quiet:
            return
        self._keys = ()
        count = self.count
        self.changed.emit(count)
        if 1 < count <= MOST_PICKED:
            self._soon.start()  # once for a whole sweep of the mouse

    def _read(self) -> None:
        spans = self.spans()

        def keep(keys: list[UUID]) -> None:
            if spans == self.spans() and len(keys) > 1:
                self._keys = tuple(keys)

        if self.count:
            self._table.list_model.keys_in(spans, keep)

    def _find(self) -> None:
        if self._keys:
            self._table.list_model.places_of(self._keys, self._show_again)

    def _show_again(self, places: list[int]) -> None:
        """They are at other places, and some may have left the list."""
        self._table.select_rows(runs(places))
        if len(places) != len(self._keys):
            self._keys = ()
            self._read()
        self.changed.emit(self.count)


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places as spans from first to last, in order."""
    out: list[tuple[int, int]] = []
    for place in sorted(places):
        if out and place == out[-1][1] + 1:
            out[-1] = (out[-1][0], place)
        else:
            out.append((place, place))
    return out
