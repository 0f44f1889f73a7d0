"""The counter with nobody before it: how one lends and how one takes back, in three lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from vaetvient.language import N_, _
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S16, S24
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label

_WAYS = (
    (
        "hand-helping",
        N_("Prêter"),
        N_("La carte ou le nom de l'adhérent, puis chaque chose, puis Entrée."),
    ),
    (
        "undo-2",
        N_("Rendre"),
        N_("Scannez la chose : elle est rendue. Ou la convention, puis « Tout est là »."),
    ),
    (
        "boxes",
        N_("Compter"),
        N_("« 30 chaises » prête trente chaises d'un coup."),
    ),
)

_IN_THE_MIDDLE = (2, 3)
"""Shares of the room above and below: a little above the middle is where one looks."""


class IdlePanel(QWidget):
    """Shown until something is scanned."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._offer: QFrame | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(S16)
        grid.setVerticalSpacing(S24)
        grid.setColumnStretch(1, 1)
        for row, (icon, title, words) in enumerate(_WAYS):
            sign = QLabel()
            sign.setProperty("drawnSide", 28)
            theme.dress(sign, icon, "accent")
            heading = QLabel(_(title))
            heading.setProperty("role", "heading")
            text = QLabel(_(words), wordWrap=True)
            text.setProperty("role", "muted")
            pair = QVBoxLayout()
            pair.setSpacing(S4)
            pair.addWidget(heading)
            pair.addWidget(text)
            grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(pair, row, 1)
        self._ways = QWidget()
        self._ways.setLayout(grid)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(S24, 0, S24, 0)
        self._column.addStretch()
        self._column.addWidget(self._ways)
        self._column.addStretch()
        self._spread(*_IN_THE_MIDDLE)

    def offer_examples(
        self,
        wanted: Callable[[], object],
        file_wanted: Callable[[], object],
        network_wanted: Callable[[], object],
    ) -> None:
        """There is nobody and nothing here yet: offer an invented office to try things on, to
        take in the file of before, and to join the offices that work together already."""
        if self._offer is not None:
            return
        self._offer = QFrame()
        self._offer.setProperty("role", "inset")
        column = QVBoxLayout(self._offer)
        column.setContentsMargins(S16, S16, S16, S16)
        column.setSpacing(S8)
        column.addWidget(label(_("Pour commencer"), "heading"))
        column.addWidget(
            label(
                _(
                    "Un bureau inventé s'ouvre dans une fenêtre et un dossier à lui : adhérents, "
                    "matériel et prêts d'exemple. Le vôtre reste vide, et l'exemple se supprime "
                    "aux réglages."
                ),
                "muted",
            )
        )
        show = button(self._theme, _("Ouvrir l'exemple"), "eye", act=wanted)
        file = button(self._theme, _("J’ai déjà un fichier"), "upload", act=file_wanted)
        join = button(self._theme, _("Rejoindre un réseau"), "log-in", act=network_wanted)
        buttons = Flow()
        for way in (show, file, join):
            buttons.addWidget(way)
        column.addLayout(buttons)
        self._column.insertWidget(self._column.count() - 1, self._offer)
        self._column.insertSpacing(self._column.count() - 2, S24)

    def offer_no_more(self) -> None:
        """Somebody or something is there."""
        if self._offer is not None:
            self._offer.hide()
            self._offer.deleteLater()
            self._offer = None

    def house(self, board: QWidget) -> None:
        """Take today in: there is no room for it beside."""
        self._spread(0, 0)
        self._column.insertWidget(0, board, 1)
        self._ways.hide()

    def give_up(self) -> None:
        """Today has gone back beside."""
        self._ways.show()
        self._spread(*_IN_THE_MIDDLE)

    def _spread(self, above: int, below: int) -> None:
        """Share what room is left above and below."""
        self._column.setStretch(0, above)
        self._column.setStretch(self._column.count() - 1, below)
