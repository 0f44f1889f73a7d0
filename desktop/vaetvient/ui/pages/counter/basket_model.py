"""The lines of the basket as a model: what was scanned, and what the rules say beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from vaetvient.domain.equipment import CONDITION_WORDS, Condition
from vaetvient.language import _
from vaetvient.ui.pages.counter.conditions import next_condition
from vaetvient.ui.pages.counter.draft import Draft, DraftLine
from vaetvient.ui.pages.counter.examined import Examined, LineExamined

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LINE_ROLE = Qt.ItemDataRole.UserRole
SAID_ROLE = Qt.ItemDataRole.UserRole + 1


class BasketModel(QAbstractListModel):
    """Shows a draft. What is changed in the list is asked for, not done: `edited`."""

    edited = Signal(object)
    """The Draft as it should become."""

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._said: tuple[LineExamined, ...] = ()

    def show(self, draft: Draft, examined: Examined | None) -> None:
        """Show `draft`; rows that stay keep their place and selection."""
        same = [line.equipment_id for line in draft.lines]
        shown = [line.equipment_id for line in self._draft.lines]
        said = examined.lines if examined is not None else ()
        if same == shown:
            self._draft, self._said = draft, self._fitting(draft, said)
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, 0))
        elif same[: len(shown)] == shown:
            self.beginInsertRows(QModelIndex(), len(shown), len(same) - 1)
            self._draft, self._said = draft, self._fitting(draft, said)
            self.endInsertRows()
        elif (gone := _the_one_gone(shown, same)) is not None:
            self.beginRemoveRows(QModelIndex(), gone, gone)
            self._draft, self._said = draft, self._fitting(draft, said)
            self.endRemoveRows()
        else:
            self.beginResetModel()
            self._draft, self._said = draft, self._fitting(draft, said)
            self.endResetModel()

    def _fitting(self, draft: Draft, said: tuple[LineExamined, ...]) -> tuple[LineExamined, ...]:
        """What was said, when it was said of these lines; else what was known of them before."""
        return said if len(said) == len(draft.lines) else self._said[: len(draft.lines)]

    def line(self, row: int) -> DraftLine | None:
        """The line in this row."""
        return self._draft.lines[row] if 0 <= row < len(self._draft.lines) else None

    def said_of(self, row: int) -> LineExamined | None:
        """What the rules say of it; None while they are being asked."""
        return self._said[row] if 0 <= row < len(self._said) else None

    def condition_of(self, row: int) -> Condition | None:
        """The state in which the thing leaves."""
        line, said = self.line(row), self.said_of(row)
        if line is None or line.is_stock:
            return None
        return line.condition or (said.condition if said else None)

    # What is asked for

    def turn_condition(self, row: int, step: int = 1) -> None:
        """Say the next state of the thing in `row`."""
        line = self.line(row)
        if line is not None and not line.is_stock:
            self.set_condition(row, next_condition(self.condition_of(row), step))

    def set_condition(self, row: int, condition: Condition) -> None:
        """Say in what state the thing in `row` leaves."""
        line = self.line(row)
        if line is not None and not line.is_stock:
            self.edited.emit(self._draft.with_line(row, replace(line, condition=condition)))

    def set_quantity(self, row: int, quantity: int) -> None:
        """Say how many of a stock are lent."""
        line = self.line(row)
        if line is not None and line.is_stock and quantity > 0 and quantity != line.quantity:
            self.edited.emit(self._draft.with_line(row, replace(line, quantity=quantity)))

    def set_readings(self, row: int, mileage_km: int | None, fuel: int | None) -> None:
        """Say what is read on the vehicle in `row`."""
        line = self.line(row)
        if line is not None:
            read = replace(line, mileage_km=mileage_km, fuel=fuel)
            self.edited.emit(self._draft.with_line(row, read))

    def vehicle_row(self, row: int) -> int | None:
        """The vehicle in `row`, or else the first of the basket; None where there is none."""
        vehicles = [place for place, said in enumerate(self._said) if said.is_vehicle]
        return row if row in vehicles else next(iter(vehicles), None)

    def remove(self, row: int) -> None:
        """Take the thing in `row` out of the basket."""
        if self.line(row) is not None:
            self.edited.emit(self._draft.without_line(row))

    # Qt's side

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._draft.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        line = self.line(index.row()) if index.isValid() else None
        return flags | Qt.ItemFlag.ItemIsEditable if line and line.is_stock else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == SAID_ROLE:
            return self.said_of(index.row())
        if role == Qt.ItemDataRole.EditRole:
            return line.quantity
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._sentence(index.row(), line)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.set_quantity(index.row(), int(value))
        return True

    def _sentence(self, row: int, line: DraftLine) -> str:
        """The whole line in words, for whoever does not see it."""
        said, condition = self.said_of(row), self.condition_of(row)
        what = f"{line.quantity} × {line.label}" if line.is_stock else f"{line.tag} {line.label}"
        parts = [what]
        if line.kit:
            parts.append(_("kit « {kit} »").format(kit=line.kit))
        if condition is not None:
            parts.append(_(CONDITION_WORDS[condition]))
        if said is not None:
            parts += [error.message for error in said.refusals]
        return ", ".join(parts)


def _the_one_gone(before: list[UUID], after: list[UUID]) -> int | None:
    """The place of the one line that is missing; None when something else changed too."""
    pairs = zip(before, after, strict=False)
    gone = next((i for i, (old, new) in enumerate(pairs) if old != new), len(after))
    return gone if before[:gone] + before[gone + 1 :] == after else None
