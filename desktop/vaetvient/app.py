"""Where the parts are put together: one process, one window, one data folder."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import set_texts_well, speak
from vaetvient.paths import DATABASE_NAME

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from vaetvient.desk.desk import Desk
    from vaetvient.ui.faults import Faults
    from vaetvient.ui.main_window import MainWindow
    from vaetvient.ui.one_window import OneWindow
    from vaetvient.ui.theme import Theme
    from vaetvient.ui.work import Work


def run(data_folder: Path, *, argv: Sequence[str] | None = None) -> int:
    """Open the window on `data_folder` and stay until it is closed; the exit status.

    A second start on the same folder raises the first window and ends at once. Where the folder
    cannot be used, a window says why and tries again when asked to.
    """
    bring_in_house()
    from vaetvient.ui.one_window import OneWindow

    application = make_application(argv)
    while True:
        try:
            prepare_folder(data_folder)
            claim = OneWindow(data_folder)
            if not claim.claim():
                return 0
            try:
                return _stay(application, claim, data_folder)
            finally:
                claim.release()
        except EnvironmentFaultError as error:
            print(error.message, file=sys.stderr)  # noqa: T201  (whoever started it from a terminal)
            if not _try_again(application, error):
                return 1


def bring_in_house() -> None:
    """Import what knows nothing of Qt before Qt, and collect no garbage until `settle_in`.

    From its own import on, PySide6 reads the source of every module that is imported, looking for
    its name there. And almost nothing of what is made while the program starts is ever thrown
    away: looking for garbage in between costs as much again as some of what it looks at.
    """
    gc.disable()
    import vaetvient.desk.desk  # noqa: F401


def settle_in() -> None:
    """The window is there: what was made until now stays, garbage is collected from now on.

    What stays is never looked at again, which keeps each collection short.
    """
    gc.freeze()
    gc.enable()


def make_application(argv: Sequence[str] | None = None) -> QApplication:
    """The one QApplication of this process, drawn by Fusion on every system."""
    from PySide6.QtGui import QGuiApplication, Qt
    from PySide6.QtWidgets import QApplication

    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(list(argv) if argv is not None else sys.argv[:1])
    application.setApplicationName("vaetvient")
    application.setApplicationDisplayName("Va-et-vient")
    application.setStyle("Fusion")
    set_texts_well()
    return application


def prepare_folder(folder: Path) -> None:
    """Make the data folder. Raises FolderUnusableError where that cannot be."""
    from vaetvient.storage.errors import clear_faults

    with clear_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)


def open_window(
    application: QApplication, theme: Theme, desk: Desk, folder: Path, work: Work | None = None
) -> MainWindow:
    """The window on an open desk, in the desk's language."""
    from vaetvient.desk.desk import own_language
    from vaetvient.storage.queries.office import office_name
    from vaetvient.ui.context import Context
    from vaetvient.ui.main_window import MainWindow
    from vaetvient.ui.qt_language import speak_qt
    from vaetvient.ui.work import Work

    with desk.database.reading() as session:
        language, name = own_language(session), office_name(session, desk.office_id)
    speak(language)
    speak_qt(application, language)
    work = work or Work(application)
    context = Context(desk, work, theme, folder, application)
    window = MainWindow(context, name)
    application.aboutToQuit.connect(work.close)
    window.settled.connect(settle_in)
    return window


def dress(application: QApplication) -> Theme:
    """The fonts and the look of the program."""
    from vaetvient.ui.theme import Theme, load_fonts

    load_fonts()
    theme = Theme(application)
    theme.apply()
    return theme


def _try_again(application: QApplication, error: EnvironmentFaultError) -> bool:
    """Say what is wrong; whether to try once more."""
    from vaetvient.ui.report_window import CannotOpenWindow

    theme = dress(application)
    again = CannotOpenWindow(error).exec()
    theme.deleteLater()
    return bool(again)


def _stay(application: QApplication, claim: OneWindow, folder: Path) -> int:
    from vaetvient.ui.faults import Faults

    faults = Faults(folder)
    try:
        theme = dress(application)
        while True:
            status = _show_window(application, theme, claim, faults, folder)
            if status is not None:
                return status
    finally:
        faults.leave()


def _show_window(
    application: QApplication, theme: Theme, claim: OneWindow, faults: Faults, folder: Path
) -> int | None:
    """One life of the window; None when it is to be opened again."""
    from vaetvient.desk.safekeeping import back_up_at_close
    from vaetvient.storage.errors import DatabaseDamagedError
    from vaetvient.ui.opening import open_patiently
    from vaetvient.ui.work import Work

    work = Work(application)
    work.unexpected.connect(faults.report)
    try:
        desk = open_patiently(work, folder)
    except DatabaseDamagedError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return _rescue(theme, work, folder)
    try:
        if not _welcome(theme, desk, work, claim):
            work.close()
            return 0
        window = open_window(application, theme, desk, folder, work)
        faults.happened.connect(window.leaflets.show_report)
        claim.knocked.connect(window.come_forward)
        window.show()
        status = int(application.exec())
        work.close()
        reopening = window.reopening
        if reopening is None:
            back_up_at_close(desk)
            return status
        window.context.close()
        window.deleteLater()
    finally:
        desk.database.close()
    if reopening.damaged:
        return _rescue(theme, Work(application), folder)
    if reopening.copy is not None:
        from vaetvient.storage.backups import put_back

        put_back(folder / DATABASE_NAME, reopening.copy)
    return None


def _welcome(theme: Theme, desk: Desk, work: Work, claim: OneWindow) -> bool:
    """Ask a new office its three questions; whether to go on.

    A second start brings them forward.
    """
    from vaetvient.desk.welcome import is_new

    if not is_new(desk):
        return True
    from vaetvient.ui.first_start import FirstStart

    window = FirstStart(desk, theme, work)
    claim.knocked.connect(window.come_forward)
    answered = bool(window.exec())
    window.deleteLater()
    return answered


def _rescue(theme: Theme, work: Work, folder: Path) -> int | None:
    """Offer the last good copy; None when one was put back, else the exit status."""
    from vaetvient.ui.rescue import RescueWindow

    window = RescueWindow(folder / DATABASE_NAME, theme, work)
    put_back = window.exec()
    work.close()
    window.deleteLater()
    return None if put_back else 1
