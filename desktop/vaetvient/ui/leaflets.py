"""What is read over the window, one at a time, and the help beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from vaetvient.paths import LOG_NAME
from vaetvient.ui.context import Context
from vaetvient.ui.report_window import ReportWindow

if TYPE_CHECKING:
    from vaetvient.ui.help_window import HelpWindow
    from vaetvient.ui.main_window import MainWindow


class Leaflets:
    """Sheets, help and reports of one window; each is made when it is asked for."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context = context
        self._window = window
        self.dialog: QDialog | None = None
        """What is read over the window now."""
        self.help: HelpWindow | None = None
        self.reports: list[ReportWindow] = []

    def show_shortcuts(self) -> None:
        """Every key there is, from the table that binds them."""
        from vaetvient.ui.shortcut_sheet import ShortcutSheet

        self._open(ShortcutSheet(self._context.theme, self._context.commands))

    def show_about(self) -> None:
        """Versions, licences, where the data is."""
        from vaetvient.ui.about import AboutWindow

        self._open(AboutWindow(self._context.theme, self._context.folder))

    def show_help(self, topic: str = "") -> None:
        """The local help, beside the work: on the page that is shown, or on a topic."""
        if self.help is None:
            from vaetvient.ui.help_window import HelpWindow

            self.help = HelpWindow(self._context.theme, self._window)
        self.help.show_topic(topic or self._window.shown)

    def put_help_away(self) -> None:
        """It is made anew when it is asked for again: in another language."""
        if self.help is not None:
            self.help.close()
            self.help.deleteLater()
            self.help = None

    def show_report(self, report: str) -> None:
        """Say that the program was at fault; one such window at a time is enough."""
        if self.reports:
            return
        window = ReportWindow(report, str(self._context.folder / LOG_NAME))
        self.reports.append(window)
        window.finished.connect(self.reports.clear)
        window.open()

    def _open(self, dialog: QDialog) -> None:
        """Over the window, until it is put away; one at a time."""
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setParent(self._window, dialog.windowFlags())
        dialog.finished.connect(self._gone)
        dialog.open()

    def _gone(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
