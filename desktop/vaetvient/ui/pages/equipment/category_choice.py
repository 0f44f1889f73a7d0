"""A category to choose from the tree, its depth shown."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vaetvient.domain.equipment import CategoryKind
from vaetvient.language import _
from vaetvient.storage.queries.categories import CategoryRow
from vaetvient.ui.widgets.fields import Choice

_INDENT = "\N{EM SPACE}"


class CategoryChoice(Choice):
    """Its data are keys as text, empty for none."""

    def __init__(self) -> None:
        super().__init__()
        self._tree: Sequence[CategoryRow] = ()
        self.offer(())

    def offer(self, tree: Sequence[CategoryRow]) -> None:
        """Replace the choices; the one that was made stays where it still is."""
        chosen = self.currentData()
        self._tree = tree
        self.blockSignals(True)
        self.clear()
        self.addItem(_("Sans catégorie"), "")
        for row in tree:
            self.addItem(_INDENT * row.depth + row.name, str(row.id))
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    def row(self) -> CategoryRow | None:
        """The category that is chosen."""
        return next((row for row in self._tree if str(row.id) == self.currentData()), None)

    def key(self) -> UUID | None:
        """Its key."""
        row = self.row()
        return row.id if row is not None else None

    def kind(self) -> CategoryKind:
        """What its things are."""
        row = self.row()
        return row.kind if row is not None else CategoryKind.THING
