"""Which promises collide with another use: reckoned once for all who show it, out of the way.

In a large office this takes seconds: it goes on the lane of what takes time, one at a time, and
only after something that matters has changed and someone looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.notices import ChangeNotice

if TYPE_CHECKING:
    from vaetvient.storage.queries.clashes import Clashing
    from vaetvient.ui.context import Context

_TABLES = (
    *("reservation", "reservation_line", "pick_up", "loan", "loan_line", "line_return"),
    *("maintenance", "equipment", "stock_movement", "transfer", "transfer_line", "busy_time"),
    *("room_part", "use_agreement"),
)


class ClashWatch(QObject):
    """Keeps the last answer; `changed` when it is another."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.promises: frozenset[UUID] = frozenset()
        """The reservations that cannot be kept as they stand."""
        self.parties: frozenset[UUID] = frozenset()
        """Those, and the ones they meet."""
        self._stale = True
        self._looking = False
        context.changed.connect(self._hear)
        context.refresh_requested.connect(self._doubt)

    def look(self) -> None:
        """Someone shows it: reckon again, if it may be another."""
        if self._looking or not self._stale:
            return
        self._looking, self._stale = True, False
        desk = self._context.desk

        def work() -> Clashing:
            from vaetvient.desk.promises import view_of
            from vaetvient.storage.queries.clashes import clashing

            with desk.database.reading() as session:
                return clashing(session, view_of(desk))

        self._context.work.long(lambda _report: work(), self._put, self._failed, owner=self)

    def _put(self, found: Clashing) -> None:
        self._looking = False
        if (found.promises, found.parties) != (self.promises, self.parties):
            self.promises, self.parties = found.promises, found.parties
            self.changed.emit()
        self.look()  # where something changed meanwhile

    def _failed(self, error: VaEtVientError) -> None:
        self._looking = False
        self._context.refuse(error)

    def _hear(self, notice: ChangeNotice) -> None:
        if notice.touches(*_TABLES):
            self._doubt()

    def _doubt(self) -> None:
        self._stale = True
