"""Lent: what was just done, and the agreement as it is on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.domain.loan import DEPOSIT_METHOD_WORDS, DepositMethod
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S16, S24


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan that was just made, in the words to show it."""

    loan_id: UUID
    number: str
    borrower: str
    things: int
    due_on: date
    deposit_cents: int
    deposit_method: DepositMethod


class Sheet(QWidget):
    """The first page of a paper, drawn as large as there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._page = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Aperçu de la convention"))

    def show_page(self, page: QImage) -> None:
        """Show a page; a null image empties the place."""
        self._page = page
        self.update()

    @property
    def is_empty(self) -> bool:
        return self._page.isNull()

    def sizeHint(self) -> QSize:
        return QSize(300, 424)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._page.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.size() - QSize(2, 2)
        size = self._page.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left = self.width() - size.width() - 1
        ratio = self.devicePixelRatioF()
        shown = self._page.scaled(
            size * ratio,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        painter.drawImage(left, 1, shown)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(left - 1, 0, size.width() + 1, size.height() + 1)
        painter.end()


class LentPanel(QWidget):
    """Stays until the next scan."""

    print_wanted = Signal()
    open_wanted = Signal()
    loan_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.loan_id: UUID | None = None
        self.path: Path | None = None
        """Where the agreement was saved, once it is."""
        sign = QLabel()
        sign.setProperty("drawnSide", 32)
        theme.dress(sign, "circle-check", "done")
        self._title = QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._borrower = QLabel(wordWrap=True)
        self._due = QLabel(wordWrap=True)
        self._deposit = QLabel(wordWrap=True)
        self._deposit.setProperty("role", "muted")
        self._where = QLabel(wordWrap=True)
        self._where.setProperty("role", "small")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.print_button = QPushButton(_("Imprimer (Ctrl+P)"))
        self.print_button.setProperty("kind", "primary")
        theme.dress(self.print_button, "printer", "on_accent")
        self.open_button = QPushButton(_("Ouvrir le PDF"))
        theme.dress(self.open_button, "file-text")
        self.loan_button = QPushButton(_("Voir le prêt"))
        self.loan_button.setProperty("kind", "quiet")
        self.print_button.clicked.connect(self.print_wanted)
        self.open_button.clicked.connect(self.open_wanted)
        self.loan_button.clicked.connect(lambda: self.loan_wanted.emit(self.loan_id))
        hint = QLabel(_("Scannez pour continuer."))
        hint.setProperty("role", "muted")
        self.sheet = Sheet(theme)
        words = QVBoxLayout()
        words.setSpacing(S8)
        words.addWidget(sign)
        words.addWidget(self._title)
        words.addWidget(self._borrower)
        words.addWidget(self._due)
        words.addWidget(self._deposit)
        words.addSpacing(S16)
        for button in (self.print_button, self.open_button, self.loan_button):
            words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            words.addSpacing(S4)
        words.addStretch(1)
        words.addWidget(hint)
        words.addWidget(self._where)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(S24)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.sheet, 1)

    def arrange(self, narrow: bool) -> None:
        """The paper beside the words, or below."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self.sheet.setMinimumHeight(500 if narrow else 0)

    def show_lent(self, lent: Lent) -> None:
        """Say what was lent; its paper comes when it is drawn."""
        self.loan_id = lent.loan_id
        self._title.setText(_("Prêt {number}").format(number=lent.number))
        things = ngettext("{n} chose", "{n} choses", lent.things).format(n=lent.things)
        self._borrower.setText(f"{lent.borrower} · {things}")
        self._due.setText(_("Retour le {due}").format(due=show_date(lent.due_on, "full")))
        self._deposit.setVisible(lent.deposit_cents > 0)
        method = _(DEPOSIT_METHOD_WORDS[lent.deposit_method])
        self._deposit.setText(
            _("Caution {amount}, {method}").format(
                amount=show_money(lent.deposit_cents), method=method
            )
        )
        self._where.setText("")
        self.path = None
        self.sheet.show_page(QImage())
        for button in (self.print_button, self.open_button):
            button.setEnabled(False)

    def show_paper(self, path: Path, page: QImage) -> None:
        """Show the agreement, and where it was saved."""
        self._where.setText(str(path))
        self.path = path
        self.sheet.show_page(page)
        for button in (self.print_button, self.open_button):
            button.setEnabled(True)
