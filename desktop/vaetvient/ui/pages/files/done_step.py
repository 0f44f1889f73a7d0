"""Last step: what was done, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.intake import IntakeReport
from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.files.report_step import report_words
from vaetvient.ui.pages.files.state import Opened
from vaetvient.ui.tokens import S16
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label

_LOOK = {"members": N_("Voir les adhérents"), "equipment": N_("Voir le matériel")}


class DoneStep(QWidget):
    """The figures, undo, and what may come next."""

    undo = Signal()
    another = Signal()
    follow = Signal()
    keep_profile = Signal()
    refused_wanted = Signal()
    look = Signal(str)
    """« members » or « equipment »: the page that lists what was taken."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        self.title = label("", "title")
        self.figures = label("", "heading")
        self.undo_button = button(theme, _("Annuler tout cela"), "undo-2", act=self.undo.emit)
        self.another_button = button(
            theme, _("Un autre fichier"), "folder", kind="primary", act=self.another.emit
        )
        self._kind = "members"
        self.save_button = button(
            theme, _("Enregistrer les lignes refusées…"), "save", act=self.refused_wanted.emit
        )
        self.look_button = button(
            theme, _(_LOOK[self._kind]), "eye", act=lambda: self.look.emit(self._kind)
        )
        first, then = Flow(), Flow()
        for widget in (self.another_button, self.look_button, self.undo_button, self.save_button):
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

    def show_done(self, opened: Opened, report: IntakeReport) -> None:
        """Say what was done."""
        taken = report.gesture_id is not None
        said = _("{file} est pris") if taken else _("{file} : rien n’a changé")
        self.title.setText(said.format(file=opened.path.name))
        self.save_button.setVisible(bool(report.refused))
        self._kind = opened.plan.kind
        self.look_button.setText(_(_LOOK[self._kind]))
        self.figures.setText(report_words(report))
        self.undo_button.setVisible(taken)
