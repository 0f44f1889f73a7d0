"""Scans of a round, one after the other, none lost: what the next one means may hang on the last.

A stock that was scanned waits for its number: « 12 » counts, « +12 » adds to what was counted
before, and anything else is the next scan.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from vaetvient.desk import inventory
from vaetvient.desk.inventory import Noted
from vaetvient.domain.errors import VaEtVientError
from vaetvient.ui.context import Context

_NUMBER = re.compile(r"(\+?)\s*([0-9]{1,6})")
"""A longer one is a tag made of digits."""


class Scanning(QObject):
    """Takes what is scanned or typed, in order, and tells what each thing meant."""

    noted = Signal(object)
    """A Noted."""
    refused = Signal(object)
    """A VaEtVientError: nothing was noted."""
    counting_changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._round: UUID | None = None
        self._here = ""
        self._waiting: deque[tuple[str, str]] = deque()
        self._busy = False
        self._then: Callable[[], None] | None = None
        self.counting: Noted | None = None
        """The stock whose number is waited for."""

    @property
    def is_still(self) -> bool:
        """Whether everything that was scanned is noted."""
        return not self._busy and not self._waiting

    def begin(self, round_id: UUID) -> None:
        """Scan for another round."""
        if round_id != self._round:
            self._round = round_id
            self.count_nothing()

    def stand(self, here: str) -> None:
        """Say where one stands."""
        self._here = here

    def take(self, text: str) -> None:
        """Something was scanned or typed, and ended with Enter."""
        self._waiting.append((text, self._here))
        self._next()

    def when_still(self, act: Callable[[], None]) -> None:
        """Do something once all that was scanned until now is noted."""
        if self.is_still:
            act()
        else:
            self._then = act

    def count(self, noted: Noted) -> None:
        """Wait for the number of a stock."""
        self.counting = noted
        self.counting_changed.emit()

    def count_nothing(self) -> None:
        """Wait for no number any more."""
        if self.counting is not None:
            self.counting = None
            self.counting_changed.emit()

    def _next(self) -> None:
        if self._busy or self._round is None:
            return
        if not self._waiting:
            then, self._then = self._then, None
            if then is not None:
                then()
            return
        text, here = self._waiting.popleft()
        self._busy = True
        desk, round_id, counting = self._context.desk, self._round, self.counting
        number = _NUMBER.fullmatch(text.strip())
        if counting is not None and counting.equipment_id is not None and number is not None:
            stock_id, add, count = counting.equipment_id, bool(number[1]), int(number[2])

            def work() -> Noted:
                return inventory.count_stock(desk, round_id, stock_id, count, here=here, add=add)

        else:

            def work() -> Noted:
                return inventory.note_scan(desk, round_id, text, here=here)

        self._context.work.do(work, self._done, self._failed, owner=self)

    def _done(self, noted: Noted) -> None:
        self._busy = False
        if noted.to_count:
            self.count(noted)
        else:
            self.count_nothing()
        self.noted.emit(noted)
        self._next()

    def _failed(self, error: VaEtVientError) -> None:
        self._busy = False
        self.refused.emit(error)
        self._next()
