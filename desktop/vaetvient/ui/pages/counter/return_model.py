"""The lines of a loan that comes back, as a model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.language import _, ngettext
from vaetvient.storage.queries.loan_file import LineRow, LoanFile

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LINE_ROLE = Qt.ItemDataRole.UserRole


class ReturnModel(QAbstractListModel):
    """What went out on a loan: what is still out first, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LineRow, ...] = ()

    def show(self, file: LoanFile) -> None:
        """Show the lines of a loan; the same loan keeps its rows."""
        if [line.id for line in file.lines] == [line.id for line in self._lines]:
            self._lines = file.lines
            if self._lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0))
            return
        self.beginResetModel()
        self._lines = file.lines
        self.endResetModel()

    def line(self, row: int) -> LineRow | None:
        """The line in this row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, line_id: object) -> int:
        """The row of a line; -1 when it is not of this loan."""
        return next((row for row, line in enumerate(self._lines) if line.id == line_id), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{name_of(line)}, {standing(line)}"
        return None


def name_of(line: LineRow) -> str:
    """« VID-012 Vidéoprojecteur », « 30 × Chaise pliante »."""
    if line.kind is EquipmentKind.STOCK:
        return f"{line.quantity} × {line.label}"
    return f"{line.tag} {line.label}"


def standing(line: LineRow) -> str:
    """How much of a line is back, in words."""
    if line.still_out:
        if line.returned or line.lost:
            n = line.still_out
            return ngettext("encore {n} en prêt", "encore {n} en prêt", n).format(n=n)
        return _("en prêt")
    if line.lost and not line.returned:
        return _("perdu")
    words = [_("rendu")]
    if line.condition_in is not None:
        words.append(_(CONDITION_WORDS[line.condition_in]))
    missing = [f"{part.missing} × {part.name}" for part in line.parts if part.missing]
    if missing:
        words.append(_("manque {what}").format(what=", ".join(missing)))
    if line.lost:
        words.append(ngettext("{n} perdu", "{n} perdus", line.lost).format(n=line.lost))
    return ", ".join(words)
