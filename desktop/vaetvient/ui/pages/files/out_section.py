"""« Sortir » : what goes out, one line each; below it, where it was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.files.outgoing import OUTGOING, Outgoing
from vaetvient.ui.tokens import S4, S8, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.panes import Section, StateLabel, button, label


class OutSection(Section):
    """Every thing that goes out, with its button."""

    wanted = Signal(object)
    """An Outgoing."""
    folder_wanted = Signal(object)
    """The Path of something written, to be shown in the system's own window."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Sortir"))
        self.body.setSpacing(S16)
        self.lines = {
            one.name: OutLine(context, one, self.wanted.emit, self.folder_wanted.emit)
            for one in OUTGOING
        }
        for line in self.lines.values():
            self.body.addWidget(line)

    def show_written(self, outgoing: Outgoing, target: Path, words: str) -> None:
        """Say where a thing was written, on its own line and nowhere else."""
        for name, line in self.lines.items():
            if name == outgoing.name:
                line.show_written(target, words)
            else:
                line.forget()


class OutLine(QWidget):
    """One thing: its name, what it is, its button; then where it is."""

    def __init__(
        self,
        context: Context,
        outgoing: Outgoing,
        ask: Callable[[object], object],
        show_folder: Callable[[object], object],
    ) -> None:
        super().__init__()
        theme = context.theme
        self.target: Path | None = None
        self.button = button(theme, _("Écrire…"), outgoing.icon, act=lambda: ask(outgoing))
        write = self.button.text()
        self.button.setAccessibleName(f"{_(outgoing.title)} : {write}")
        self.state = StateLabel(theme)
        self.folder_button = button(
            theme,
            _("Ouvrir le dossier"),
            "folder",
            kind="quiet",
            act=lambda: show_folder(self.target),
        )
        below = QHBoxLayout()
        below.setSpacing(S16)
        middle = Qt.AlignmentFlag.AlignVCenter
        below.addWidget(self.state, 1, middle)
        below.addWidget(self.folder_button, 0, middle)
        words = QVBoxLayout()
        words.setSpacing(S4)
        words.addWidget(label(_(outgoing.title)))
        words.addWidget(label(_(outgoing.hint), "muted"))
        across = QHBoxLayout()
        across.setSpacing(S16)
        across.addLayout(words, 1)
        across.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addLayout(across)
        column.addLayout(below)
        self.forget()

    def show_written(self, target: Path, words: str) -> None:
        """It is in `target`."""
        self.target = target
        self.state.show_state(words, ("circle-check", "done"))
        self.folder_button.show()
        announce(self, words)

    def forget(self) -> None:
        """Something else was written since."""
        self.target = None
        self.state.hide()
        self.folder_button.hide()
