"""What is asked before a file is followed: name, file or folder, how often, what is ours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.language import _
from vaetvient.ui.pages.files.followed import period_words
from vaetvient.ui.pages.files.state import Opened
from vaetvient.ui.pages.files.words import COLUMNS, field_word
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12, S16
from vaetvient.ui.widgets.fields import Choice, Labelled, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

_PERIODS = (15, 60, 6 * 60, 24 * 60, 7 * 24 * 60)
_USUAL = 60
_SURE = frozenset({"number", "card", "tag", "type", "kind", "full_name"})
"""What a row is known by is the file's; so is what it is."""


class FollowPanel(QWidget):
    """Below the way on; opened by « Suivre ce fichier… »."""

    followed = Signal(str, str, int, object)
    """Its name, the path, how often in minutes, and the columns that stay the office's."""
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name, self.what, self.every = LineField(), Choice(), Choice()
        self.follow = button(theme, _("Suivre"), "repeat", kind="primary", act=self._follow)
        self.keeps: dict[str, QCheckBox] = {}
        fields = Flow(spacing=S16)
        for words, field, width in (
            (_("Nom"), self.name, 220),
            (_("Ce qui est suivi"), self.what, 300),
            (_("Regardé"), self.every, 200),
        ):
            labelled = Labelled(words, field)
            labelled.setMinimumWidth(theme.pixels(width))
            labelled.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            fields.addWidget(labelled)
        for minutes in _PERIODS:
            self.every.addItem(period_words(minutes), minutes)
        self.every.setMinimumContentsLength(18)
        self._ticks = QVBoxLayout()
        buttons = Flow()
        buttons.addWidget(self.follow)
        buttons.addWidget(button(theme, _("Abandonner"), "x", kind="quiet", act=self.left.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addLayout(fields)
        column.addWidget(
            label(
                _(
                    "Ce que vous cochez reste à vous : le fichier le remplit quand c’est vide, et "
                    "n’y change plus rien."
                ),
                "muted",
            )
        )
        column.addLayout(self._ticks)
        column.addSpacing(S8)
        column.addLayout(buttons)
        self.name.returnPressed.connect(self._follow)

    def propose(self, opened: Opened) -> None:
        """Show what following `opened` would be."""
        path = opened.path.absolute()
        self.name.put(path.stem)
        self.what.clear()
        self.what.addItem(_("ce fichier"), str(path))
        folder = _("le plus récent du dossier « {folder} »").format(folder=path.parent.name)
        self.what.addItem(folder, str(path.parent))
        self.what.setMinimumContentsLength(28)
        self.every.setCurrentIndex(self.every.findData(_USUAL))
        clear(self._ticks)
        holder = QWidget()
        ticks = Flow(holder, spacing=S16)
        self.keeps = {}
        for field in opened.plan.layout.names:
            if field in opened.plan.fields and field not in _SURE:
                tick = self.keeps[COLUMNS.get(field, field)] = QCheckBox(field_word(field))
                ticks.addWidget(tick)
        self._ticks.addWidget(holder)
        self.name.setFocus()
        self.name.selectAll()

    def _follow(self) -> None:
        keeps = frozenset(column for column, tick in self.keeps.items() if tick.isChecked())
        path = str(self.what.currentData())
        name = self.name.text().strip() or Path(path).stem
        self.followed.emit(name, path, self.every.currentData(), keeps)
