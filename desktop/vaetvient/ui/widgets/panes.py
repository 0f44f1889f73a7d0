"""What details are made of: sections with a heading, facts, lines that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vaetvient.ui.models.columns import Sign
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12, S16, S24, SMALL_PT
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.reading_order import step_in_order
from vaetvient.ui.widgets.rows import RowPainter, text_width
from vaetvient.ui.widgets.words import Words

_SIGN = 16


def label(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """A text on the page, in one of the roles of the sheet."""
    if wrap:
        return Words(text, role)
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def button(
    theme: Theme, text: str, icon: str = "", *, kind: str = "", act: object = None
) -> QPushButton:
    """A button with its icon; `kind` as in the sheet: primary, quiet, chip."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        tone = {"primary": "on_accent", "quiet": "accent", "link": "accent"}.get(kind, "ink")
        theme.dress(made, icon, tone)
    if callable(act):
        made.clicked.connect(lambda _checked=False: act())
    return made


def reveal(widget: QWidget, wanted: bool) -> None:
    """Show or hide; what has no place yet is shown as it gets one: before, it would be a window."""
    if wanted and widget.parent() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(wanted)


def clear(layout: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout, QGridLayout)):
            clear(inner)


class Scrolled(QScrollArea):
    """A column that scrolls when it is longer than its room, and never sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setProperty("role", "scrolled")
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(S24, S8, S24, S24)
        self.column.setSpacing(S24)
        self.setWidget(self.inside)
        self._given = 0
        """How much of the margin the scroll bar stands in."""
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def _make_room(self, _least: int, most: int) -> None:
        """The scroll bar comes into the margin: the column keeps its width and its right edge."""
        wanted = self.verticalScrollBar().sizeHint().width() if most else 0
        around = self.column.contentsMargins()
        margin = around.right() + self._given
        given = min(wanted, margin)
        if given != self._given:
            self._given = given
            around.setRight(margin - given)
            self.column.setContentsMargins(around)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on in the order of reading, and what it reaches is scrolled into sight."""
        reached = step_in_order(self.inside, forward)
        if reached is None:
            return super().focusNextPrevChild(forward)
        if self.inside.isAncestorOf(reached):
            self.ensureWidgetVisible(reached)
        return True

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What is given the focus is scrolled into sight, once it has its place; what was clicked
        is in sight and stays where it is."""
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not pressed and self.inside.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self._show_focused(now))

    def _show_focused(self, focused: QWidget) -> None:
        if focused.hasFocus() and self.inside.isAncestorOf(focused):
            self.ensureWidgetVisible(focused)


class StateLabel(QWidget):
    """How something stands: a sign and a word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._word = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._word, 1)

    @property
    def word(self) -> str:
        return self._word.text()

    def show_state(self, word: str, sign: Sign) -> None:
        """Say it; what is late or done is written in its colour too."""
        name, tone = sign
        self._theme.dress(self._icon, name, tone)
        self._word.setText(word)
        self._word.setProperty("role", tone if tone in ("late", "muted") else "")
        self._word.style().unpolish(self._word)
        self._word.style().polish(self._word)
        reveal(self, bool(word))


class RecordHead(QWidget):
    """The top of a record: its name, how it stands, and what can be done with it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = label("", "title")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = StateLabel(theme)
        self.buttons = Flow()
        self._leads = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.title)
        column.addLayout(self._leads)
        column.addWidget(self.state)
        column.addSpacing(S4)
        column.addLayout(self.buttons)

    def lead(self, widget: QWidget) -> None:
        """Put something just below the name: whose it is."""
        self._leads.addWidget(widget)


class Section(QWidget):
    """A heading, a quiet button beside it, and what it is about below."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.heading = label(heading, "heading")
        self._head = QHBoxLayout()
        self._head.setSpacing(S8)
        self._head.addWidget(self.heading, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(S4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addLayout(self._head)
        column.addLayout(self.body)

    def offer(self, *widgets: QWidget) -> None:
        """Put buttons at the right of the heading."""
        for widget in widgets:
            self._head.addWidget(widget)


class Facts(QWidget):
    """Names and values, one a line; what is not known is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S16)
        self._grid.setVerticalSpacing(S4)
        self._grid.setColumnStretch(1, 1)

    @property
    def names_width(self) -> int:
        """How much room the longest name takes."""
        names = (self._grid.itemAtPosition(row, 0) for row in range(self._grid.rowCount()))
        return max((name.sizeHint().width() for name in names if name is not None), default=0)

    def give_names(self, width: int) -> None:
        """Let values begin where those of other facts do."""
        self._grid.setColumnMinimumWidth(0, width)

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show these (name, value) pairs, but the empty ones."""
        clear(self._grid)
        known = [(name, value) for name, value in facts if value]
        for row, (name, value) in enumerate(known):
            said = label(value)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{name} : {value}")
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label(name, "muted", wrap=False), row, 0, top)
            self._grid.addWidget(said, row, 1, top)
        reveal(self, bool(known))


class LineButton(QPushButton):
    """One record in a few words: what it is, a small line below, how it stands at the right."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        small: str = "",
        *,
        state: str = "",
        sign: Sign | None = None,
        act: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._text, self._small, self._state, self._sign = text, small, state, sign
        self.setProperty("kind", "row")
        said = ", ".join(part for part in (text, small, state) if part)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if act is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.clicked.connect(lambda _checked=False: act())

    def sizeHint(self) -> QSize:
        height = self._theme.pixels(48 if self._small else 34)
        return QSize(self._theme.pixels(200), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.pixels(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QStyleOptionButton()
        self.initStyleOption(ground)
        ground.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, ground, painter, self)
        option = QStyleOptionViewItem()
        option.rect = self.rect()
        row = RowPainter(painter, option, self._theme)
        area = self.rect().adjusted(S8, S4, -S8, -S4)
        area.setRight(area.right() - self._paint_state(row, QRect(area)))
        if self._small:
            half = area.height() // 2
            row.text(QRect(area.left(), area.top(), area.width(), half), self._text)
            row.small(QRect(area.left(), area.top() + half, area.width(), half), self._small)
        else:
            row.text(area, self._text)
        row.end()
        painter.end()

    def _paint_state(self, row: RowPainter, area: QRect) -> int:
        """Write how it stands at the right; the width it takes."""
        if not self._state:
            return 0
        name, tone = self._sign or ("", "muted")
        word_tone = tone if tone in ("late", "muted") else "ink"
        width = text_width(self._theme, self._state, SMALL_PT)
        row.text(area, self._state, tone=word_tone, size=SMALL_PT, right=True)
        if not name:
            return width + S12
        side = self._theme.pixels(_SIGN)
        at = area.topRight()
        at.setX(area.right() - width - S8 - side)
        at.setY(area.center().y() - side // 2)
        row.icon(at, name, tone, _SIGN)
        return width + side + S8 + S12


class Hairline(QFrame):
    """A thin line between two parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "hairline")
