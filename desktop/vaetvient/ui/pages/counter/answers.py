"""The answers under the field while one types: ↑ ↓ to choose, Enter to take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.loan import LOAN_STATE_WORDS, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.queries.results import (
    Found,
    FoundKit,
    FoundMember,
    FoundThing,
    FoundWare,
)
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S4, S12, S16
from vaetvient.ui.widgets.answer_list import AnswerLine, AnswerList


def icon_of(found: Found) -> str:
    """The icon that stands for what was found."""
    if isinstance(found, FoundMember):
        return "users" if found.kind is MemberKind.ASSOCIATION else "user"
    if isinstance(found, FoundWare):
        return "banknote"
    if isinstance(found, FoundKit):
        return "layers"
    if isinstance(found, FoundThing):
        return "boxes" if found.kind is EquipmentKind.STOCK else "package"
    return "file-text"


def ware_words(found: FoundWare) -> str:
    """« à vendre, 0,10 € », « à vendre, 1,00 €, il en reste 12 »."""
    words = _("à vendre, {amount}").format(amount=show_money(found.unit_cents))
    if found.left is None:
        return words
    left = ngettext("il en reste {n}", "il en reste {n}", found.left).format(n=found.left)
    return f"{words}, {left}"


def detail_of(found: Found, today: date) -> tuple[str, str]:
    """The fact that decides between answers, and the tone in which it is said."""
    if isinstance(found, FoundMember):
        if found.archived:
            return _("archivé"), "muted"
        if found.paid_until is None:
            return found.commune, "muted"
        if found.paid_until < today:
            until = show_date(found.paid_until, "short")
            return _("adhésion expirée le {until}").format(until=until), "late"
        return found.commune or _("adhésion à jour"), "muted"
    if isinstance(found, FoundThing):
        if found.archived:
            return _("retiré du matériel"), "muted"
        if found.out_to and found.kind is EquipmentKind.ITEM:
            return _("chez {borrower}").format(borrower=found.out_to), "accent"
        return found.location or _("disponible"), "muted"
    if isinstance(found, FoundWare):
        return ware_words(found), "muted"
    if isinstance(found, FoundKit):
        n = found.parts
        return ngettext("kit de {n} élément", "kit de {n} éléments", n).format(n=n), "muted"
    if found.state is LoanState.OUT and found.due_on is not None:
        late = found.due_on < today
        due = show_date(found.due_on, "short")
        text = _("en retard depuis le {due}") if late else _("retour le {due}")
        return text.format(due=due), "late" if late else "muted"
    return _(LOAN_STATE_WORDS[found.state]), "muted"


def answer_line(found: Found, today: date) -> AnswerLine:
    """What the list of answers shows of a record."""
    detail, tone = detail_of(found, today)
    return AnswerLine(icon_of(found), found.label, found.number, detail, tone)


class Answers(QFrame):
    """A sheet that floats under the field; it never takes the focus from it."""

    picked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "pop")
        self._page = parent
        self.text = ""
        """What these are the answers to."""
        self.quantity: int | None = None
        self.moved = False
        """Whether someone chose among them, rather than being shown the first."""
        self.list = AnswerList(
            context.theme, lambda found: answer_line(found, context.desk.today())
        )
        self.list.picked.connect(self.picked)
        self._nothing = QLabel()
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(S16, S12, S16, S12)
        column = QVBoxLayout(self)
        column.setContentsMargins(S4, S4, S4, S4)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        column.addWidget(self.list)
        self.hide()

    def show_for(self, text: str, quantity: int | None, rows: Sequence[Found]) -> None:
        """The answers to `text`; none is said in words."""
        self.text, self.quantity, self.moved = text, quantity, False
        self.list.show_answers(rows)
        self._nothing.setText(_("Rien ne correspond à « {text} ».").format(text=text))
        self._nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Take the height that the answers need."""
        line, count = self.list.line_height, self.list.count
        room = max(1, (self._page.height() - self.y() - 2 * S4) // line)
        listed = min(count, room) * line
        self.list.setFixedHeight(max(1, listed))
        height = listed if count else self._nothing.sizeHint().height()
        self.resize(self.width(), height + 2 * S4 + 2)

    def move_choice(self, step: int) -> None:
        """Choose the next or the one before, and say it aloud."""
        self.moved = self.list.count > 0
        self.list.move_choice(step, self)

    def choice(self) -> Found | None:
        """What Enter would take."""
        found: Found | None = self.list.choice()
        return found

    def close_up(self) -> None:
        """Show no more answers."""
        self.text = ""
        self.moved = False
        self.hide()
