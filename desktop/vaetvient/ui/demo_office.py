"""An invented office to try things on: a folder and a window of its own, taken away whole."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QProcess

from vaetvient.desk.desk import open_desk
from vaetvient.domain.errors import RefusedError
from vaetvient.language import N_, _
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.errors import clear_faults
from vaetvient.ui.context import Context
from vaetvient.ui.one_window import LOCK_NAME

FOLDER = "exemple"


class DemoOpenError(RefusedError):
    code = "demo_open"
    text = N_("La fenêtre du bureau d'exemple est encore ouverte.")
    way_out = N_("Fermez-la, puis recommencez.")


class DemoOffice(QObject):
    """The office in the folder « exemple » of the data folder."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.folder = context.folder / FOLDER

    @property
    def exists(self) -> bool:
        """Whether it was made and not taken away."""
        return (self.folder / DATABASE_NAME).exists()

    def open(self) -> None:
        """Show its window; made first, where it is not there."""
        folder, context = self.folder, self._context

        def ready(_done: object) -> None:
            start_window(folder)
            context.say(_("Le bureau d'exemple s'ouvre dans une autre fenêtre."))
            context.copies_changed.emit()

        if not self.exists:
            context.say(_("Le bureau d'exemple se prépare…"))
        context.work.long(lambda _report: make(folder), ready, owner=self)

    def remove(self) -> None:
        """Take it away whole, its folder included."""
        folder, context = self.folder, self._context

        def gone(_done: object) -> None:
            context.say(_("Le bureau d'exemple est supprimé."))
            context.copies_changed.emit()

        context.work.do(lambda: remove(folder), gone, owner=self)


def make(folder: Path) -> None:
    """Make the invented office, unless it is there. Raises EnvironmentFaultError subclasses."""
    from vaetvient.desk.demo.making import make_demo

    if (folder / DATABASE_NAME).exists():
        return
    building = folder.with_name(f"{folder.name}.part")
    with clear_faults(folder):
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        desk = open_desk(building)
        try:
            make_demo(desk, "small")
        finally:
            desk.database.close()
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)


def remove(folder: Path) -> None:
    """Delete the invented office. Raises DemoOpenError while its window is there."""
    lock = QLockFile(str(folder / LOCK_NAME))
    lock.setStaleLockTime(0)
    if folder.exists() and not lock.tryLock(0):
        raise DemoOpenError
    lock.unlock()
    with clear_faults(folder):
        shutil.rmtree(folder)


def start_window(folder: Path) -> bool:
    """Start the program once more, on another data folder."""
    frozen = bool(getattr(sys, "frozen", False))
    arguments = ["--data", str(folder)] if frozen else ["-m", "vaetvient", "--data", str(folder)]
    started, _pid = QProcess.startDetached(sys.executable, arguments)
    return bool(started)
