"""The counter, the home of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page
from vaetvient.ui.tokens import S24


class CounterPage(Page):
    """One field that has the focus: whatever is scanned or typed goes there."""

    title = N_("Comptoir")
    icon = "concierge-bell"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.field = QLineEdit()
        self.field.setProperty("role", "scan")
        self.field.setPlaceholderText(
            _("Scannez ou tapez : un nom, une étiquette, un numéro de convention")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S24, S24)
        column.addWidget(self.field)
        column.addStretch(1)

    def came_up(self) -> None:
        self.field.setFocus()
