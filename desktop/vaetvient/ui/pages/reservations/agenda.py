"""Calendar files from the window: a row's or a member's out, a room's busy times in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from vaetvient.desk.busy_times import BusyStretch, BusyTaken, take_busy_times
from vaetvient.language import _, ngettext
from vaetvient.storage.queries import calendars
from vaetvient.ui.context import Context

AHEAD = timedelta(days=400)


class Agenda(QObject):
    """Asks for a file, then works on the worker; what came of it is said in the bar below."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask_to_export_thing(self, key: UUID, name: str) -> None:
        """Write the reservations of a thing."""
        self._ask_where(name, lambda path: self.export_thing(key, path))

    def ask_to_export_member(self, key: UUID, name: str) -> None:
        """Write what a member has reserved."""
        self._ask_where(name, lambda path: self.export_member(key, path))

    def ask_to_import(self, key: UUID) -> None:
        """Take when another calendar says that a thing is taken."""
        dialog = QFileDialog(self._window, _("Prendre les heures occupées d'un agenda"))
        dialog.setNameFilter(_("Agendas (*.ics)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, lambda path: self.take(key, path))

    def export_thing(self, key: UUID, path: Path) -> None:
        """Write the reservations of a thing to `path`."""
        self._write(path, key, of_thing=True)

    def export_member(self, key: UUID, path: Path) -> None:
        """Write what a member has reserved to `path`."""
        self._write(path, key, of_thing=False)

    def take(self, key: UUID, path: Path) -> None:
        """Take the busy times of the file at `path`; the same file replaces what it gave."""
        desk = self._context.desk

        def work() -> BusyTaken:
            from vaetvient.exchange.calendar_file import read_busy, read_calendar

            now = desk.clock()
            read = read_busy(read_calendar(path), path.name, now, now + AHEAD, desk.zone)
            stretches = [BusyStretch(b.start, b.end, b.label) for b in read.stretches]
            return take_busy_times(desk, key, path.name, stretches)

        def done(taken: BusyTaken) -> None:
            n = taken.taken
            words = ngettext("{n} moment occupé", "{n} moments occupés", n).format(n=n)
            if taken.crossed:
                numbers = ", ".join(taken.crossed)
                words = _("{words} ; à revoir : {numbers}").format(words=words, numbers=numbers)
            self._context.say(words)

        self._context.work.do(work, done, owner=self)

    def _ask_where(self, name: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, _("Écrire l'agenda"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Agendas (*.ics)"))
        dialog.setDefaultSuffix("ics")
        dialog.selectFile("".join(c if c.isalnum() else "-" for c in name))
        self._open(dialog, then)

    def _open(self, dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, key: UUID, *, of_thing: bool) -> None:
        desk = self._context.desk

        def work() -> int:
            from vaetvient.exchange.calendar_file import events_of, write_calendar
            from vaetvient.exchange.saving import save

            with desk.database.reading() as session:
                if of_thing:
                    name = " ".join(calendars.name_of(session, key))
                    rows = calendars.of_thing(session, key, desk.zone)
                else:
                    name = calendars.member_name(session, key)
                    rows = calendars.of_member(session, key, desk.zone)
            events = events_of(rows, of_thing=of_thing)
            save(path, write_calendar(name, events, desk.clock(), desk.zone))
            return len(events)

        def done(n: int) -> None:
            count = ngettext("{n} réservation", "{n} réservations", n).format(n=n)
            self._context.say(_("Agenda : {path} ({count})").format(path=path, count=count))

        self._context.work.long(lambda _report: work(), done, owner=self)
