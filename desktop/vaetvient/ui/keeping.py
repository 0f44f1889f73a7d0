"""The automatic copies, seen from the window: today's, made while nobody waits for anything."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from vaetvient.desk.safekeeping import BackedUp, back_up, back_up_if_due
from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.errors import DatabaseDamagedError
from vaetvient.ui.context import Context

FIRST_AFTER_MS = 60_000
EVERY_MS = 30 * 60_000


class Keeper(QObject):
    """Looks every half hour whether today's copy is made, on the lane of long work."""

    damaged = Signal()
    """The database cannot be copied any more: it is damaged."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        context.work.refused.connect(self._look_for_damage)
        QTimer.singleShot(FIRST_AFTER_MS, self, self.look)
        again = QTimer(self, interval=EVERY_MS)
        again.timeout.connect(self.look)
        again.start()

    def look(self) -> None:
        """Make today's copy if it is due."""
        desk = self._context.desk
        self._context.work.long(
            lambda _report: back_up_if_due(desk), self._made, self._failed, owner=self
        )

    def copy_now(self) -> None:
        """Make a copy because someone asked for one."""
        desk = self._context.desk
        self._context.work.long(lambda _report: back_up(desk), self._made, owner=self)

    def _made(self, made: BackedUp | None) -> None:
        if made is not None:
            self._context.copies_changed.emit()

    def _failed(self, error: VaEtVientError) -> None:
        """Said in the settings, and in nobody's way; but for a damaged file."""
        self._context.copies_changed.emit()
        self._look_for_damage(error)

    def _look_for_damage(self, error: VaEtVientError) -> None:
        if isinstance(error, DatabaseDamagedError):
            self.damaged.emit()
