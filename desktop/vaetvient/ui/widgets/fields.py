"""Fields of the house: labelled, forgiving, and without Qt's surprises."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from vaetvient.ui.tokens import S4, S8, S16


class Labelled(QWidget):
    """A field under its name; the name leads a screen reader and Alt+letter to it."""

    def __init__(self, label: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(label)
        self.label.setProperty("role", "small")
        self.label.setBuddy(field)
        self.field = field
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        column.addWidget(self.label)
        column.addWidget(field)


class LineField(QLineEdit):
    """A line of text that is settled when one leaves it or presses Enter.

    Undo goes to the window while there is nothing of its own to undo.
    """

    settled = Signal(str)
    """The text, once it has changed and is done with."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self._settled = ""
        self.editingFinished.connect(self._settle)

    def put(self, text: str) -> None:
        """Show `text`, unless it is being typed in."""
        if not self.hasFocus() or not self.isModified():
            self._settled = text
            if self.text() != text:
                self.setText(text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

    def _settle(self) -> None:
        self.setModified(False)
        if self.text() != self._settled:
            self._settled = self.text()
            self.settled.emit(self._settled)


class Choice(QComboBox):
    """A list to choose from that a stray wheel does not change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(QStyledItemDelegate(self))  # whose lines are as high as the sheet says

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt does, but what is too long ends with « … »."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        side = self.fontMetrics().ascent()
        option.iconSize = QSize(side, side)  # what stands before the words grows with them
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() - S8
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Below the field or above it, wide enough for the longest choice."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + S16)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CountField(QSpinBox):
    """A number of things, that a stray wheel does not change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(S8, 0, 0, 0)  # the sheet's padding does not reach it

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DayField(QDateEdit):
    """A day, typed or taken from a calendar."""

    chosen = Signal(object)
    """The date, when a person changed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self._quiet = False
        self.dateChanged.connect(self._changed)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leaves the field at once: its parts are gone through by typing or by arrows."""
        return QWidget.focusNextPrevChild(self, forward)

    def day(self) -> date:
        """The day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def put(self, day: date) -> None:
        """Show a day that nobody chose."""
        if day == self.day():
            return
        self._quiet = True
        self.setDate(QDate(day.year, day.month, day.day))
        self._quiet = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _changed(self, _day: QDate) -> None:
        if not self._quiet:
            self.chosen.emit(self.day())
