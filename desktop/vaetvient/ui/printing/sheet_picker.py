"""A sheet of labels drawn small: the first label to print on is clicked, or chosen by arrows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vaetvient.domain.prints import LabelFormat
from vaetvient.language import _
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.painted import Painted

_SHEET = (210.0, 297.0)
_HEIGHT = 220


class SheetPicker(QWidget, Painted):
    """Labels used already are crossed out; those to be printed are filled."""

    chosen = Signal(int)
    """The first label, from 1, when a person changed it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._format: LabelFormat | None = None
        self._first = 1
        self._count = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Cliquez sur la première étiquette libre, ou allez-y avec les flèches."))
        theme.changed.connect(self.updateGeometry)
        self._describe()

    @property
    def first(self) -> int:
        """The first label to print on, from 1."""
        return self._first

    def show_format(self, format_: LabelFormat, first: int = 1) -> None:
        """Draw another kind of sheet."""
        self._format = format_
        self._first = max(1, min(first, format_.per_sheet))
        self._describe()
        self.update()

    def show_count(self, count: int) -> None:
        """How many labels are to be printed."""
        self._count = count
        self.update()

    def choose(self, first: int) -> None:
        """Begin at another label, as if a person had clicked it."""
        if self._format is None:
            return
        first = max(1, min(first, self._format.per_sheet))
        if first != self._first:
            self._first = first
            self._describe()
            self.say_part()
            self.update()
            self.chosen.emit(first)

    def sizeHint(self) -> QSize:
        height = self._theme.pixels(_HEIGHT)
        return QSize(round(height * _SHEET[0] / _SHEET[1]), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def label_at(self, at: QPointF) -> int | None:
        """The label at a point of this widget, from 1; the nearest one within the sheet."""
        if self._format is None:
            return None
        sheet = self._sheet()
        if not sheet.contains(at):
            return None
        scale = sheet.width() / _SHEET[0]
        kind = self._format
        column = ((at.x() - sheet.left()) / scale - kind.left) / max(kind.step_x, kind.width)
        row = ((at.y() - sheet.top()) / scale - kind.top) / max(kind.step_y, kind.height)
        column = max(0, min(kind.columns - 1, int(column)))
        row = max(0, min(kind.rows - 1, int(row)))
        return int(row) * kind.columns + int(column) + 1

    def _sheet(self) -> QRectF:
        height = self.height() - 4
        width = height * _SHEET[0] / _SHEET[1]
        return QRectF((self.width() - width) / 2, 2, width, height)

    def _describe(self) -> None:
        if self._format is None:
            self.setAccessibleName(_("Première étiquette de la feuille"))
            return
        row, column = divmod(self._first - 1, self._format.columns)
        name = _("Première étiquette : {n} sur {count}, rangée {row}, colonne {column}")
        self.setAccessibleName(
            name.format(n=self._first, count=self._format.per_sheet, row=row + 1, column=column + 1)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._format is None:
            return
        theme, kind, sheet = self._theme, self._format, self._sheet()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(sheet, theme.colour("surface"))
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "edge"), 2 if focused else 1))
        painter.drawRect(sheet)
        for place in range(kind.per_sheet):
            area = self._area(kind, place).adjusted(1, 1, -1, -1)
            self._paint_label(painter, area, place + 1)
        painter.end()

    def _area(self, kind: LabelFormat, place: int) -> QRectF:
        """Where a label is drawn, counted from 0."""
        sheet = self._sheet()
        scale = sheet.width() / _SHEET[0]
        row, column = divmod(place, kind.columns)
        return QRectF(
            sheet.left() + (kind.left + column * kind.step_x) * scale,
            sheet.top() + (kind.top + row * kind.step_y) * scale,
            kind.width * scale,
            kind.height * scale,
        )

    def _paint_label(self, painter: QPainter, area: QRectF, number: int) -> None:
        theme = self._theme
        printed = self._first <= number < self._first + self._count
        if number == self._first:
            painter.fillRect(area, theme.colour("accent"))
        elif printed:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("line" if number < self._first else "edge"), 1))
        painter.drawRect(area)
        if number < self._first:
            painter.setPen(QPen(theme.colour("edge"), 1))
            painter.drawLine(area.topLeft(), area.bottomRight())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.label_at(event.position())
        if found is not None:
            self.choose(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._format is None:
            return
        columns = self._format.columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        key = Qt.Key(event.key())
        if key in steps and 1 <= self._first + steps[key] <= self._format.per_sheet:
            self.choose(self._first + steps[key])
        elif key == Qt.Key.Key_Home:
            self.choose(1)
        elif key == Qt.Key.Key_End:
            self.choose(self._format.per_sheet)
        elif key not in steps:
            event.ignore()

    # What a screen reader is told

    def part_count(self) -> int:
        """The labels of the sheet."""
        return self._format.per_sheet if self._format is not None else 0

    def part_name(self, part: int) -> str:
        """Which label it is, and what becomes of it."""
        assert self._format is not None
        row, column = divmod(part, self._format.columns)
        number = part + 1
        state = _("reste vide")
        if number < self._first:
            state = _("déjà utilisée")
        elif number == self._first:
            state = _("la première à imprimer")
        elif number < self._first + self._count:
            state = _("à imprimer")
        name = _("Étiquette {n} sur {count}, rangée {row}, colonne {column}, {state}")
        return name.format(
            n=number,
            count=self._format.per_sheet,
            row=row + 1,
            column=column + 1,
            state=state,
        )

    def part_area(self, part: int) -> QRect:
        """Where a label is drawn."""
        assert self._format is not None
        return self._area(self._format, part).toRect()

    def part_at(self, point: QPoint) -> int:
        """The label under a point."""
        found = self.label_at(QPointF(point))
        return -1 if found is None else found - 1

    def current_part(self) -> int:
        """The first label to print on."""
        return self._first - 1 if self._format is not None else -1

    def focusInEvent(self, event: object) -> None:
        self.say_part()
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()
