"""What the sections of the office's own texts share: fields at the left, the paper at the right.

What is typed is drawn after a moment's rest and kept after another; the fields that a text may
hold are put in by a press; below each other where there is no room beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from vaetvient.language import _
from vaetvient.ui.pages.settings.look import LANGUAGE_NAMES
from vaetvient.ui.pages.settings.paper_preview import PaperPreview
from vaetvient.ui.pages.settings.section import SAVED_AFTER_MS, Section
from vaetvient.ui.tokens import S8, S12, S24
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label

PREVIEW_DPI = 110
_DRAWN_AFTER_MS = 250
_NARROW, _PAPER_HEIGHT = 640, 560


class PaperTextSection(Section):
    """A section whose texts are seen on their paper while they are typed."""

    tables = ("office_text", "office")
    wide = True

    def lay_out(self, preview_name: str) -> QVBoxLayout:
        """Make the two halves and the choice of a language; the column of what is typed."""
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        self.languages = Choice()
        for code, own_name in LANGUAGE_NAMES:
            self.languages.addItem(own_name, code)
        self.preview = PaperPreview(self.context.theme, preview_name)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(S24)
        self._both.addWidget(left, 10)
        self._both.addWidget(self.preview, 9)
        self.column.addLayout(self._both)
        self.drawing = QTimer(self, singleShot=True, interval=_DRAWN_AFTER_MS)
        self.drawing.timeout.connect(self._draw)
        self.keeping = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self.keeping.timeout.connect(self.flush)
        return column

    def offer_fields(self, fields: Mapping[str, str], said: str, into: QVBoxLayout) -> None:
        """A chip for each field that a text may hold, and what they are."""
        chips = Flow(spacing=S8)
        into.addWidget(label(said, "small"))
        into.addLayout(chips)
        for name, words in fields.items():
            chip = button(self.context.theme, _(words), kind="chip")
            chip.setToolTip(f"{{{name}}}")
            chip.setAccessibleName(_("Insérer : {field}").format(field=_(words)))
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the text its cursor
            chip.clicked.connect(lambda _checked=False, name=name: self.insert(f"{{{name}}}"))
            chips.addWidget(chip)

    def insert(self, field: str) -> None:
        """Put a field where one types."""
        raise NotImplementedError

    def drawer(self) -> Callable[[], list[QImage]]:
        """What draws the pages with what is typed now, to be called away from the window."""
        raise NotImplementedError

    def typed(self) -> None:
        """Something was typed: it is drawn and kept after a rest."""
        self.drawing.start()
        self.keeping.start()

    def _draw(self) -> None:
        self.context.work.ask(self.drawer(), self.preview.put, owner=self, key=self.name)

    def _arrange(self) -> None:
        theme = self.context.theme
        narrow = self.width() < theme.pixels(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(down if narrow else across)
        self.preview.setFixedHeight(theme.pixels(_PAPER_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
