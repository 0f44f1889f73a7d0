"""The ways to the pages, at the left of the window, under the name of the office."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.language import _, ngettext
from vaetvient.ui.places import PLACES, SETTINGS, Place
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S12, S16, S24
from vaetvient.ui.widgets.nav_button import NavButton

SETTINGS_KEY = "Ctrl+,"
_WIDE, _NARROW = 216, 66


class Navigation(QWidget):
    """One button a place; icons alone where there is little room."""

    wanted = Signal(str)
    """The name of a page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._office = QLabel(wordWrap=True)
        self._office.setTextFormat(Qt.TextFormat.PlainText)
        self._office.setProperty("role", "heading")
        self._office.setContentsMargins(S12, 0, 0, S16)
        self.ways: dict[str, NavButton] = {}
        """The buttons, by the names of their pages."""
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(S12, S24, S12, S16)
        column.setSpacing(S4)
        column.addWidget(self._office)
        for number, place in enumerate(PLACES, start=1):
            key = f"Ctrl+{number}" if number < 10 else ""
            column.addWidget(self._way(place, key, group))
        column.addStretch(1)
        column.addWidget(self._way(SETTINGS, SETTINGS_KEY, group))

    def name(self, office: str) -> None:
        """Whose window it is."""
        self._office.setText(office)

    def point_at(self, name: str) -> None:
        """The page of this name is shown."""
        self.ways[name].setChecked(True)

    def say_waiting(self, name: str, waiting: int) -> None:
        """How many things wait on a page."""
        words = ngettext("{n} chose attend", "{n} choses attendent", waiting)
        self.ways[name].say_waiting(waiting, words.format(n=waiting))

    def fold(self, narrow: bool) -> None:
        """Icons alone, or words beside them."""
        self.setFixedWidth(self._theme.pixels(_NARROW if narrow else _WIDE))
        self._office.setVisible(not narrow)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in self.ways.values():
            button.setToolButtonStyle(style)

    def _way(self, place: Place, keys: str, group: QButtonGroup) -> NavButton:
        """The button that leads to a page."""
        button = NavButton(self._theme, _(place.title))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolTip(f"{_(place.title)} ({keys})" if keys else _(place.title))
        self._theme.dress(button, place.icon)
        button.clicked.connect(lambda _checked=False: self.wanted.emit(place.name))
        group.addButton(button)
        self.ways[place.name] = button
        return button
