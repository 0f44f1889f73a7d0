"""Last step: what was done, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.intake import IntakeReport
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.files.report_step import report_words
from vaetvient.ui.tokens import S16
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label


class DoneStep(QWidget):
    """The figures, undo, and what may come next."""

    undo = Signal()
    another = Signal()
    follow = Signal()
    keep_profile = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        self.title = label("", "title")
        self.figures = label("", "heading")
        self.undo_button = button(theme, _("Annuler tout cela"), "undo-2", act=self.undo.emit)
        self.another_button = button(
            theme, _("Un autre fichier"), "folder", kind="primary", act=self.another.emit
        )
        first, then = Flow(), Flow()
        for widget in (self.another_button, self.undo_button):
            first.addWidget(widget)
        for widget in (
            button(theme, _("Suivre ce fichier"), "repeat", act=self.follow.emit),
            button(theme, _("Garder comme profil…"), "save", act=self.keep_profile.emit),
        ):
            then.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        column.addWidget(self.title)
        column.addWidget(self.figures)
        column.addLayout(first)
        column.addWidget(
            label(
                _(
                    "Si ce fichier revient, suivez-le : il sera pris quand il change, sans toucher "
                    "à ce que vous avez corrigé. Un profil garde ce que vous avez dit de ses "
                    "colonnes, et se donne à un autre bureau."
                ),
                "muted",
            )
        )
        column.addLayout(then)
        column.addStretch(1)

    def show_done(self, name: str, report: IntakeReport) -> None:
        """Say what was done."""
        self.title.setText(_("{file} est pris").format(file=name))
        self.figures.setText(report_words(report))
        self.undo_button.setVisible(report.gesture_id is not None)
