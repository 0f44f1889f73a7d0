"""The planning and the sheet of the day as files of the data folder, opened to be printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from vaetvient.desk.desk import Desk, office_calendar, own_language
from vaetvient.desk.promises import view_of
from vaetvient.language import _
from vaetvient.storage.errors import clear_faults
from vaetvient.storage.queries.day_prints import day_sheet, planning_paper
from vaetvient.storage.queries.planning import PlanningAsked
from vaetvient.ui.context import Context

FOLDER = "plannings"


class Printing(QObject):
    """Makes a file on the worker, then has the computer's own program show it."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def planning(self, asked: PlanningAsked, first: date, last: date, *, large: bool) -> None:
        """The days from `first` to `last`, on A4 or A3."""
        desk, folder = self._context.desk, self._context.folder
        size = "A3" if large else "A4"
        name = f"{first.isoformat()}-{last.isoformat()}-{size}"
        self._make(lambda: planning_file(desk, folder, name, asked, first, last, large=large))

    def day(self, day: date) -> None:
        """What goes out and what comes back on one day."""
        desk, folder = self._context.desk, self._context.folder
        self._make(lambda: day_file(desk, folder, day))

    def _make(self, make: Callable[[], Path]) -> None:
        def done(path: Path) -> None:
            self._context.say(_("Enregistré : {path}").format(path=path))
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._context.work.long(lambda _report: make(), done, owner=self)


def planning_file(
    desk: Desk,
    folder: Path,
    name: str,
    asked: PlanningAsked,
    first: date,
    last: date,
    *,
    large: bool,
) -> Path:
    """Write the planning; raises EnvironmentFaultError subclasses where that is refused."""
    from vaetvient.documents.planning import render_planning

    with desk.database.reading() as session:
        content = planning_paper(
            session,
            asked,
            first,
            last,
            view_of(desk),
            office_calendar(session, desk.office_id),
            language=own_language(session),
            large=large,
        )
    return _write(folder / FOLDER / f"planning-{name}.pdf", render_planning(content))


def day_file(desk: Desk, folder: Path, day: date) -> Path:
    """Write the sheet of a day; raises EnvironmentFaultError subclasses where that is refused."""
    from vaetvient.documents.day_sheet import render_day_sheet

    with desk.database.reading() as session:
        content = day_sheet(session, day, view_of(desk), language=own_language(session))
    return _write(folder / FOLDER / f"jour-{day.isoformat()}.pdf", render_day_sheet(content))


def _write(path: Path, pdf: bytes) -> Path:
    with clear_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".part")
        building.write_bytes(pdf)
        building.replace(path)
    return path
