"""Said when the program itself is at fault: calm words, a report to copy, and on with the work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.words import Words

_WIDTH = 560


class ReportWindow(QDialog):
    """An unexpected fault. The window behind it goes on working."""

    def __init__(self, report: str, log_path: str) -> None:
        super().__init__()
        self.setWindowTitle(_("Une erreur inattendue"))
        self.setMinimumWidth(_WIDTH)
        title = Words(_("Quelque chose ne s'est pas passé comme prévu"), "title")
        words = Words(
            _(
                "Ce qui était enregistré l'est toujours, et vous pouvez continuer. Pour aider à "
                "corriger cette erreur, copiez le rapport et envoyez-le : il ne contient ni nom "
                "ni adresse."
            )
        )
        self._report = QPlainTextEdit(report, readOnly=True)
        self._report.setAccessibleName(_("Rapport d'erreur"))
        self._report.setMinimumHeight(180)
        where = Words(_("Gardé aussi dans {path}").format(path=log_path), "small")
        copy = QPushButton(_("Copier le rapport"))
        copy.clicked.connect(self._copy)
        go_on = QPushButton(_("Continuer"), default=True)
        go_on.setProperty("kind", "primary")
        go_on.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S24)
        column.setSpacing(S16)
        for widget in (title, words, self._report, where):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(S8)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(go_on)
        column.addLayout(row)
        self.resize(_WIDTH, max(column.sizeHint().height(), column.totalHeightForWidth(_WIDTH)))
        go_on.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())


class CannotOpenWindow(QDialog):
    """The data folder cannot be used: what is wrong, and what to do. Accepted: try again."""

    def __init__(self, error: VaEtVientError) -> None:
        super().__init__()
        self.setWindowTitle("Va-et-vient")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setMinimumWidth(480)
        title = QLabel(_("Impossible d'ouvrir vos données"), wordWrap=True)
        title.setProperty("role", "title")
        sentence = QLabel(error.sentence, wordWrap=True)
        hint = QLabel(error.hint, wordWrap=True)
        hint.setProperty("role", "muted")
        close = QPushButton(_("Fermer"))
        close.clicked.connect(self.reject)
        again = QPushButton(_("Réessayer"), default=True)
        again.setProperty("kind", "primary")
        again.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S24)
        column.setSpacing(S16)
        column.addWidget(title)
        column.addWidget(sentence)
        if error.hint:
            column.addWidget(hint)
        row = QHBoxLayout()
        row.setSpacing(S8)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(again)
        column.addLayout(row)
        again.setFocus()
        self.setAccessibleDescription(error.message)
