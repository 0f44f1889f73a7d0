"""What all pages have in common: a title, a record to show, and freshness."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.context import Context


class Page(QWidget):
    """A page of the window. What changes while it is hidden is asked for when it comes up."""

    title = ""
    """A French source text, marked with N_."""
    icon = ""
    """The name of an icon of resources/icons."""
    tables: tuple[str, ...] = ()
    """The tables that this page shows; empty: all of them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "page")
        self._stale = True
        context.changed.connect(self._hear)
        context.refresh_requested.connect(self._refresh_or_mark)

    def refresh(self) -> None:
        """Ask the queries again, and keep selection and scroll position."""

    def show_record(self, key: UUID | None) -> None:
        """Show one record; None: the page as it was left."""

    def show_filtered(self, filters: Mapping[str, str]) -> None:
        """Show its list filtered by these criteria alone; a page without a list has none."""

    def came_up(self) -> None:
        """The page was chosen: put the focus where work begins."""

    def leave(self) -> None:
        """Another page takes its place, or the window closes: keep what was typed."""

    def looked_at(self) -> object:
        """What is looked at, for `go_back_to` on the page made anew in another language."""
        return None

    def go_back_to(self, looked_at: object) -> None:
        """Look at what `looked_at` told of: the same record, filter and form."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.leave()

    def _hear(self, notice: ChangeNotice) -> None:
        if not self.tables or notice.touches(*self.tables):
            self._refresh_or_mark()

    def _refresh_or_mark(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
