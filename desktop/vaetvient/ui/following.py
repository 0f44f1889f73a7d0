"""Followed files looked at in their time while the window is open, and files dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.context import Context

_MINUTE_MS = 60_000
_FIRST_MS = 20_000
"""The window is busy enough when it opens."""


class Follower(QObject):
    """Looks at the files whose time has come, and says how much they ask."""

    asked = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._looking = False
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        QTimer.singleShot(_FIRST_MS, self, self.look)
        context.changed.connect(self._hear)

    def look(self) -> None:
        """Take what changed in the files whose time has come."""
        if self._looking:
            return
        self._looking = True
        desk, folder = self._context.desk, self._context.folder

        def work(_report: object) -> int:
            from vaetvient.desk.feeding import due_feeds, run_feed
            from vaetvient.exchange.feed_file import look_at

            due = due_feeds(desk)
            for feed in due:
                run_feed(desk, feed, lambda one: look_at(one, folder))
            return len(due)

        self._context.work.long(work, self._looked, self._failed, owner=self, broken=self._over)

    def count(self) -> None:
        """Say how many things wait for a person."""
        desk = self._context.desk

        def work() -> int:
            from vaetvient.storage.queries.feeds import open_questions

            with desk.database.reading() as session:
                return open_questions(session)

        self._context.work.ask(work, self.asked.emit, owner=self, key="asked")

    def _looked(self, _count: int) -> None:
        self._over()

    def _failed(self, error: VaEtVientError) -> None:
        self._over()
        self._context.work.refused.emit(error)

    def _over(self) -> None:
        self._looking = False

    def _hear(self, notice: ChangeNotice) -> None:
        from vaetvient.storage.queries.feeds import FEED_TABLES

        if notice.touches(*FEED_TABLES):
            self.count()


def dropped_list(data: QMimeData) -> Path | None:
    """The one list in what is dropped; None where it is anything else."""
    from vaetvient.exchange.opening import SUFFIXES

    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower().lstrip(".") in SUFFIXES else None
