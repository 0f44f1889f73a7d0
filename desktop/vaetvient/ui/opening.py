"""Opening the data off the window's thread, and saying so when it takes a while."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from vaetvient.desk.desk import Desk, open_desk
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.tokens import S16, S24
from vaetvient.ui.work import Work

SAID_AFTER_MS = 500


class OpeningWindow(QWidget):
    """Seen only when the data takes long to open: a slow stick, an update of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Va-et-vient")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        words = QLabel(_("Ouverture de vos données…"))
        words.setProperty("role", "title")
        why = QLabel(
            _("Après une mise à jour, cela peut prendre une minute : une copie en est gardée.")
        )
        why.setProperty("role", "muted")
        why.setWordWrap(True)
        line = QProgressBar()
        line.setRange(0, 0)
        line.setTextVisible(False)
        line.setAccessibleName(words.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S24)
        column.setSpacing(S16)
        for widget in (words, why, line):
            column.addWidget(widget)
        self.setMinimumWidth(460)


def open_patiently(work: Work, folder: Path) -> Desk:
    """The desk of a data folder. Raises EnvironmentFaultError where it cannot be used."""
    loop = QEventLoop()
    opened: list[Desk] = []
    failed: list[BaseException] = []
    window = OpeningWindow()
    patience = QTimer(window, singleShot=True, interval=SAID_AFTER_MS)
    patience.timeout.connect(window.show)
    patience.start()

    def done(desk: Desk) -> None:
        opened.append(desk)
        loop.quit()

    def refused(error: VaEtVientError) -> None:
        failed.append(error)
        loop.quit()

    def broke(error: BaseException) -> None:
        failed.append(error)
        loop.quit()

    work.unexpected.connect(broke)
    work.do(lambda: open_desk(folder), done, refused, owner=loop)
    loop.exec()
    work.unexpected.disconnect(broke)
    patience.stop()
    window.close()
    window.deleteLater()
    if failed:
        raise failed[0]
    return opened[0]
