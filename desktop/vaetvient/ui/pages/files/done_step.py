"""Last step: what was done, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.intake import IntakeReport
from vaetvient.desk.intake_words import report_words
from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.files.follow_panel import FollowPanel
from vaetvient.ui.pages.files.state import Opened
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S12, S16
from vaetvient.ui.widgets.fields import Labelled, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label

_LOOK = {"members": N_("Voir les adhérents"), "equipment": N_("Voir le matériel")}


class DoneStep(QWidget):
    """The figures, undo, and what may come next."""

    undo = Signal()
    another = Signal()
    keep_profile = Signal(str)
    """What the profile is called."""
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
        self._opened: Opened | None = None
        self.save_button = button(
            theme, _("Enregistrer les lignes refusées…"), "save", act=self.refused_wanted.emit
        )
        self.look_button = button(
            theme, _(_LOOK[self._kind]), "eye", act=lambda: self.look.emit(self._kind)
        )
        first, then = Flow(), Flow()
        for widget in (self.another_button, self.look_button, self.undo_button, self.save_button):
            first.addWidget(widget)
        self.following, self.profile = FollowPanel(theme), _ProfilePanel(theme)
        self.follow_button = button(
            theme, _("Suivre ce fichier…"), "repeat", act=lambda: self._unfold(self.following)
        )
        self.profile_button = button(
            theme, _("Garder comme profil…"), "save", act=lambda: self._unfold(self.profile)
        )
        for widget in (self.follow_button, self.profile_button):
            then.addWidget(widget)
        self.following.left.connect(self.fold)
        self.profile.left.connect(self.fold)
        self.profile.named.connect(self.keep_profile)
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
        column.addWidget(self.following)
        column.addWidget(self.profile)
        column.addStretch(1)
        self.fold()

    def show_done(self, opened: Opened, report: IntakeReport) -> None:
        """Say what was done."""
        self._opened = opened
        self.fold()
        self.follow_button.show()
        taken = report.gesture_id is not None
        said = _("{file} est pris") if taken else _("{file} : rien n’a changé")
        self.title.setText(said.format(file=opened.path.name))
        self.save_button.setVisible(bool(report.refused))
        self._kind = opened.plan.kind
        self.look_button.setText(_(_LOOK[self._kind]))
        self.figures.setText(report_words(report))
        self.undo_button.setVisible(taken)

    def fold(self) -> None:
        """Put the panels away; the focus goes back to what opened them."""
        for panel, opener in (
            (self.following, self.follow_button),
            (self.profile, self.profile_button),
        ):
            if panel.isVisible():
                opener.setFocus()
            panel.hide()

    def _unfold(self, panel: FollowPanel | _ProfilePanel) -> None:
        if self._opened is None:
            return
        self.fold()
        panel.show()
        panel.propose(self._opened)


class _ProfilePanel(QWidget):
    """What a profile is to be called."""

    named = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name = LineField()
        self.keep = button(theme, _("Garder"), "save", kind="primary", act=self._keep)
        self.name.returnPressed.connect(self._keep)
        named = Labelled(_("Nom du profil"), self.name)
        named.setMaximumWidth(theme.pixels(420))
        buttons = Flow()
        buttons.addWidget(self.keep)
        buttons.addWidget(button(theme, _("Abandonner"), "x", kind="quiet", act=self.left.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addWidget(named)
        column.addLayout(buttons)

    def propose(self, opened: Opened) -> None:
        """Propose the name of the file."""
        self.name.put(opened.path.stem)
        self.name.setFocus()
        self.name.selectAll()

    def _keep(self) -> None:
        if self.name.text().strip():
            self.named.emit(self.name.text().strip())
