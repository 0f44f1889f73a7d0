"""How the window looks: the palette, the font and the sheet made from the tokens.

The computer's own choice of light, dark or high contrast is followed while the program runs;
a volunteer's choice goes before it.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from vaetvient.paths import resources
from vaetvient.ui import icons, tokens
from vaetvient.ui.sheet import SHEET
from vaetvient.ui.tokens import Colours, Scheme
from vaetvient.ui.wardrobe import Wardrobe

_ICON_NAME, _ICON_TONE, _ICON_SIDE = "drawnName", "drawnTone", "drawnSide"


_ICON_GAP = 7
_FIGURES = QFont.Tag("tnum")


def load_fonts() -> None:
    """Make the program's own font known to Qt; without it, a bare machine shows boxes."""
    for path in sorted((resources() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


class Theme(QObject):
    """The look now in force. `changed` when it is another one."""

    changed = Signal()

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._scheme = Scheme.SYSTEM
        self._text_percent = 100
        self.colours: Colours = tokens.LIGHT
        self._wardrobe = Wardrobe(application, self.redraw, self)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    @property
    def scheme(self) -> Scheme:
        """What the volunteer chose."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        return QColor(self.colours.ground).lightness() < 128

    @property
    def text_percent(self) -> int:
        """The size of texts, 100 to 200."""
        return self._text_percent

    def choose(self, scheme: Scheme) -> None:
        """Show another scheme at once."""
        self.wear(scheme, self._text_percent)

    def scale_text(self, percent: int) -> None:
        """Show texts at `percent` of their size, 80 to 200, at once."""
        self.wear(self._scheme, percent)

    def wear(self, scheme: Scheme, percent: int) -> None:
        """Both at once; what is worn already costs nothing."""
        look = (scheme, max(80, min(200, percent)))
        if look != (self._scheme, self._text_percent):
            self._scheme, self._text_percent = look
            self.apply()

    def apply(self) -> None:
        """Dress the application: what is seen at once, the rest as `Wardrobe` does."""
        self.colours = self._colours()
        self._wardrobe.put_aside()
        self._application.setFont(self.font(tokens.BODY_PT))
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet("")  # over another sheet, Qt takes five times as long
        self._application.setStyleSheet(self._sheet())
        self._wardrobe.dress()
        self.changed.emit()

    @property
    def is_worn(self) -> bool:
        """Whether all that there is wears it, hidden or not."""
        return self._wardrobe.is_empty

    def font(
        self,
        size: float = tokens.BODY_PT,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        figures: bool = False,
    ) -> QFont:
        """The program's font at one of the three sizes of `tokens`, at the text size in force.

        With `figures` they are all of one width, to stand under one another in a column.
        """
        font = QFont(tokens.FAMILY)
        font.setPointSizeF(size * self._text_percent / 100)
        font.setWeight(weight)
        if figures:
            font.setFeature(_FIGURES, 1)
        return font

    def pixels(self, length: int) -> int:
        """A length that grows with the texts: heights of what holds them."""
        return round(length * self._text_percent / 100)

    def colour(self, tone: str) -> QColor:
        """A colour of `tokens.Colours` by its name."""
        return QColor(getattr(self.colours, tone))

    def icon(self, name: str, tone: str = "ink") -> QIcon:
        """An icon of resources/icons by its name, in a colour of the theme."""
        return icons.icon(name, getattr(self.colours, tone))

    def dress(self, widget: QLabel | QAbstractButton, name: str, tone: str = "ink") -> None:
        """Give a button or a label an icon that follows the theme."""
        widget.setProperty(_ICON_NAME, name)
        widget.setProperty(_ICON_TONE, tone)
        self._draw(widget)

    def redraw(self, widget: QObject) -> None:
        """Draw the icon of a widget again, if it has one: its words came or went."""
        if widget.property(_ICON_NAME):
            self._draw(widget)

    def _draw(self, widget: QObject) -> None:
        name, tone = widget.property(_ICON_NAME), widget.property(_ICON_TONE) or "ink"
        side = self.pixels(widget.property(_ICON_SIDE) or 18)
        if isinstance(widget, QLabel):
            ratio = widget.devicePixelRatioF()
            widget.setPixmap(icons.pixmap(name, getattr(self.colours, tone), side, ratio))
        elif isinstance(widget, QAbstractButton):
            gap = _ICON_GAP if widget.text() else 0
            widget.setIcon(icons.icon(name, getattr(self.colours, tone), gap))
            widget.setIconSize(QSize(side + gap, side))

    def _follow(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self.apply()

    def _colours(self) -> Colours:
        hints = QGuiApplication.styleHints()
        scheme = self._scheme
        if scheme is Scheme.SYSTEM:
            if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
                return tokens.CONTRAST
            dark = hints.colorScheme() is Qt.ColorScheme.Dark
            return tokens.DARK if dark else tokens.LIGHT
        return {
            Scheme.LIGHT: tokens.LIGHT,
            Scheme.DARK: tokens.DARK,
            Scheme.CONTRAST: tokens.CONTRAST,
        }[scheme]

    def _sheet(self) -> str:
        points = {
            name: f"{size * self._text_percent / 100:.2f}pt"
            for name, size in (
                ("small", tokens.SMALL_PT),
                ("body", tokens.BODY_PT),
                ("large", tokens.LARGE_PT),
            )
        }
        target = str(self.pixels(tokens.TARGET) - 2 * tokens.S4)
        chevron = (resources() / "icons" / "chevron-down.svg").as_posix()
        return Template(SHEET).substitute(
            self.colours.as_mapping(),
            **points,
            target=target,
            scan=str(self.pixels(46)),
            whole=str(self.pixels(tokens.TARGET)),
            arrow=str(self.pixels(16)),
            turn=str(self.pixels(14)),
            drop=str(self.pixels(26)),
            spin=str(self.pixels(20)),
            box=str(self.pixels(18)),
            radius=str(tokens.RADIUS),
            check=icons.drawn_file("check", self.colours.on_accent),
            chevron=icons.drawn_file("chevron-down", self.colours.muted) or chevron,
            up=icons.drawn_file("chevron-up", self.colours.muted),
        )


def _palette(colours: Colours) -> QPalette:
    """What Fusion paints with, where the sheet says nothing."""
    role, palette = QPalette.ColorRole, QPalette()
    for name, value in (
        (role.Window, colours.ground),
        (role.WindowText, colours.ink),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.side),
        (role.Text, colours.ink),
        (role.Button, colours.surface),
        (role.ButtonText, colours.ink),
        (role.BrightText, colours.late),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.PlaceholderText, colours.muted),
        (role.ToolTipBase, colours.ink),
        (role.ToolTipText, colours.ground),
        (role.Accent, colours.accent),
        (role.Light, colours.surface),
        (role.Midlight, colours.hover),
        (role.Mid, colours.line),
        (role.Dark, colours.edge),
        (role.Shadow, colours.line),
    ):
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.edge))
    return palette
