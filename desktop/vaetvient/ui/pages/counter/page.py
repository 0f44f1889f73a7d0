"""The counter, the home of the window: one field, what is worked on, and today beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.cash import PaymentMethod
from vaetvient.language import N_, _, show_amount
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.counter import loan_stands
from vaetvient.storage.queries.results import Found
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.board import Board
from vaetvient.ui.pages.counter.commands import counter_commands
from vaetvient.ui.pages.counter.draft import Draft
from vaetvient.ui.pages.counter.entries import Entry
from vaetvient.ui.pages.counter.field import ScanField
from vaetvient.ui.pages.counter.hearing import Hearing
from vaetvient.ui.pages.counter.looking_up import LookingUp
from vaetvient.ui.pages.counter.panels import Panels
from vaetvient.ui.pages.counter.reception import Reception
from vaetvient.ui.pages.counter.till import Made, Till
from vaetvient.ui.pages.page import Page
from vaetvient.ui.papers import Saved
from vaetvient.ui.tokens import S4, S16, S24, S32

if TYPE_CHECKING:
    from vaetvient.ui.pages.counter.basket_panel import BasketPanel
    from vaetvient.ui.pages.counter.lent_panel import LentPanel
    from vaetvient.ui.pages.counter.return_panel import ReturnPanel
    from vaetvient.ui.pages.counter.selling import SellingPanel

BOARD_WIDTH = 284
NARROW = 860
"""The width below which today has no room beside, at 100 %."""
_PREVIEW_DPI = 120


class CounterPage(Page):
    """Whatever is scanned or typed goes to the field; the rest shows what came of it."""

    title = N_("Comptoir")
    icon = "concierge-bell"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.till = Till(context, self)
        self.reception = Reception(context, self.till, self)
        self.field = ScanField(context.theme)
        self.hearing = Hearing(self.field, context.sounds, self.reception, self.till, self)
        self.board = Board(context)
        self.panels = Panels(
            context,
            {
                "basket": self._wire_basket,
                "returns": self._wire_returns,
                "lent": self._wire_lent,
                "selling": self._wire_selling,
            },
        )
        self.idle = self.panels.idle
        self._number = ""
        self._had_nothing = True
        self._narrow: bool | None = None
        self._lay_out()
        self.looking = LookingUp(context, self.field, self)
        self.answers = self.looking.answers
        self._wire()
        self._wire_keys()
        self.panels.bring_up(self.idle)
        self.till.take_up_last()

    # Panels

    @property
    def basket(self) -> BasketPanel:
        """What is about to be lent."""
        return self.panels.basket

    @property
    def returns(self) -> ReturnPanel:
        """A loan that comes back."""
        return self.panels.returns

    @property
    def lent(self) -> LentPanel:
        """A loan that was just made."""
        return self.panels.lent

    @property
    def selling(self) -> SellingPanel:
        """Something that is sold."""
        return self.panels.selling

    @property
    def panel(self) -> QWidget | None:
        """What is worked on."""
        return self.panels.up

    def shows(self, name: str) -> bool:
        """Whether the panel of this name is up; it is not made for the question."""
        return self.panels.shows(name)

    def _wire_basket(self, made: BasketPanel) -> None:
        made.edited.connect(self._edited)
        made.field_wanted.connect(self.field.setFocus)
        made.lend.connect(self._lend)
        made.put_aside.connect(self.put_aside)
        made.dropped.connect(self._drop)
        made.typed_past.connect(self._typed_past)
        made.return_wanted.connect(self._open_loan)
        made.fetch_wanted.connect(self.show_record)
        made.option_wanted.connect(self.reception.take_option)
        made.renewal_wanted.connect(self.ask_renewal)
        made.renewal.renewed.connect(self._renew)
        made.renewal.refused.connect(self.context.refuse)
        made.renewal.given_up.connect(self._close_renewal)
        made.terms.arrange(bool(self._narrow))

    def _wire_returns(self, made: ReturnPanel) -> None:
        made.closed.connect(self._close_loan)
        made.typed_past.connect(self._typed_past)

    def _wire_lent(self, made: LentPanel) -> None:
        made.print_wanted.connect(self.context.print_last_wanted)
        made.open_wanted.connect(self.context.open_last_wanted)
        made.loan_wanted.connect(lambda key: self.context.go("loans", key))
        made.arrange(bool(self._narrow))

    def _wire_selling(self, made: SellingPanel) -> None:
        made.closed.connect(self._close_loan)

    # The page's own life

    @property
    def is_still(self) -> bool:
        """Whether all that was entered and typed has been answered."""
        waiting = self.looking.is_waiting or self.till.is_waiting
        return self.reception.entries.is_idle and self.board.is_whole and not waiting

    def refresh(self) -> None:
        self._look_for_examples()
        self.board.refresh()
        if self.shows("returns"):
            self.returns.reload()

    def _look_for_examples(self) -> None:
        """Offer examples as long as there is nobody and nothing."""
        desk, wanted = self.context.desk, self.context.demo_wanted.emit

        def look() -> bool:
            from vaetvient.desk.welcome import has_nothing_to_lend

            return has_nothing_to_lend(desk)

        def show(nothing: bool) -> None:
            self._had_nothing = nothing  # an office that has something is asked no more
            if nothing:
                go = self.context.go
                self.idle.offer_examples(wanted, lambda: go("files"), lambda: go("exchange"))
            else:
                self.idle.offer_no_more()

        if self._had_nothing:
            self.context.work.ask(look, show, owner=self, key="examples")

    def came_up(self) -> None:
        self.field.setFocus()

    def leave(self) -> None:
        self._settle_basket()
        self.till.flush()
        self.answers.close_up()

    def show_record(self, key: UUID | None) -> None:
        """A loan to be returned, a member to lend to, a reservation to be fetched, or a thing:
        as if it were scanned."""
        if key is not None:
            self.reception.enter(Entry(key=key))
            self.field.setFocus()

    def _settle_basket(self) -> None:
        if self.panels.has("basket"):
            self.basket.settle()

    # Entering

    def _enter(self, text: str) -> None:
        self._settle_basket()
        self.looking.enter(text)

    def look_up(self) -> None:
        """Look for what is in the field."""
        self.looking.look_up()

    def _several(self, text: str, quantity: int | None, rows: Sequence[Found]) -> None:
        """Several answers to what was entered: put it back to choose, unless one typed on."""
        if self.field.text() or self.reception.entries.more_waits:
            return
        self.field.setText(text)
        self.looking.show_answers(text, quantity, rows)

    def _unknown(self, text: str) -> None:
        if not self.field.text() and not self.reception.entries.more_waits:
            self.field.setText(text)
            self.field.selectAll()
            self.field.say_wrong(True)

    def _moved(self, step: int) -> None:
        if self.answers.isVisible():
            self.answers.move_choice(step)
        elif self.shows("basket"):
            self.basket.view.setFocus()
        elif self.shows("returns"):
            self.returns.view.setFocus()

    def _typed_past(self, text: str) -> None:
        self.field.setFocus()
        self.field.insert(text)
        self.looking.typed(self.field.text())

    # What came of it

    def _till_changed(self) -> None:
        if not self.till.draft.is_empty or self.panels.has("basket"):
            self.basket.show_draft(self.till.draft, self.till.examined)
        elsewhere = self.shows("returns") or self.shows("selling")
        if not self.till.draft.is_empty and not elsewhere:
            self.panels.bring_up(self.basket)
        elif self.till.draft.is_empty and self.shows("basket"):
            self.panels.bring_up(self.idle)

    def _changed(self, notice: ChangeNotice) -> None:
        """The loan that was just made was taken back: it is no longer announced."""
        if not self.shows("lent") or self.lent.loan_id is None:
            return
        loan_id, database = self.lent.loan_id, self.context.desk.database
        if not notice.everything:
            if loan_id in notice.rows.get("loan", frozenset()):
                self.panels.bring_up(self.idle)
            return

        def look() -> bool:
            with database.reading() as session:
                return loan_stands(session, loan_id)

        def done(stands: bool) -> None:
            if not stands and self.shows("lent") and self.lent.loan_id == loan_id:
                self.panels.bring_up(self.idle)

        self.context.work.ask(look, done, owner=self, key="announced")

    def _accepted(self) -> None:
        self.field.say_wrong(False)
        self.context.forgive()

    def _erase(self) -> None:
        if self.shows("basket"):
            self.basket.remove_current()

    def _edited(self, draft: Draft) -> None:
        self.context.forgive()  # what was refused may no longer be there
        self.till.put(draft)

    def _basket_up(self) -> None:
        self.panels.bring_up(self.basket)

    def _open_loan(self, loan_id: UUID, line_id: UUID | None = None) -> None:
        self.returns.open_loan(loan_id, line_id)
        self.panels.bring_up(self.returns)

    def _begin_sale(self, ware_id: UUID, quantity: int) -> None:
        """Something is sold: to whoever borrows, if somebody does."""
        examined = self.till.examined
        borrower = examined.borrower if examined is not None else None
        payer = borrower.label if borrower is not None else ""
        self.panels.bring_up(self.selling)
        self.selling.begin(ware_id, quantity, payer, self.till.draft.borrower_id)

    def sell(self, ware_id: UUID) -> None:
        """Sell one of these, to whoever borrows if somebody does."""
        self._begin_sale(ware_id, 1)

    def ask_document(self) -> None:
        """Note the document that whoever borrows did not show yet, in place."""
        if self.shows("basket"):
            self.basket.ask_document()

    def _close_loan(self) -> None:
        self.panels.bring_up(self.idle if self.till.draft.is_empty else self.basket)
        self.field.setFocus()

    def _dismissed(self) -> None:
        if self.answers.isVisible():
            self.answers.close_up()
        elif self.shows("returns") or self.shows("selling"):
            self._close_loan()
        elif self.shows("lent"):
            self.panels.bring_up(self.idle)

    def _lent(self, made: Made) -> None:
        from vaetvient.desk import papers
        from vaetvient.ui.pages.counter.lent_panel import Lent

        self._number = made.loan.number
        things = sum(line.quantity for line in made.draft.lines)
        self.lent.show_lent(
            Lent(
                made.loan.loan_id,
                made.loan.number,
                made.borrower,
                things,
                made.loan.due_on,
                made.loan.deposit_cents,
                made.draft.deposit_method,
            )
        )
        self.panels.bring_up(self.lent)
        self.field.setFocus()
        context, loan_id = self.context, made.loan.loan_id
        context.work.do(
            lambda: papers.agreement_of(context.desk, loan_id), context.file_paper, owner=self
        )

    def _paper_saved(self, saved: Saved) -> None:
        from vaetvient.domain.loan import PaperKind
        from vaetvient.ui.printing.pdf import draw_page

        if saved.number != self._number or saved.kind is not PaperKind.AGREEMENT:
            return

        def done(page: QImage) -> None:
            if saved.number == self._number:
                self.lent.show_paper(saved.path, page)

        self.context.work.ask(lambda: draw_page(saved.pdf, 0, _PREVIEW_DPI), done, owner=self)

    def _turned(self) -> None:
        self.reception.returning = self.returns.loan_id if self.shows("returns") else None

    # Gestures beside scanning

    def finish_all(self) -> None:
        """Lend the basket, or take all of the loan back."""
        if self.shows("returns"):
            self.returns.take_all()
        elif self.shows("basket"):
            self._lend()

    def _lend(self) -> None:
        self.basket.settle()
        self.field.setFocus()
        self.reception.enter(Entry())

    def turn_condition(self, step: int) -> None:
        """The next condition of the chosen line, or the one before."""
        if self.shows("basket"):
            self.basket.turn_condition(step)
        elif self.shows("returns"):
            self.returns.turn_condition(step)

    def say_condition(self, number: int) -> None:
        """The condition of the chosen line, by its number from 1."""
        if self.shows("basket"):
            self.basket.say_condition(number)
        elif self.shows("returns"):
            self.returns.say_condition(number)

    @property
    def last_aside(self) -> UUID | None:
        """The basket that was put aside last, where none is up."""
        today = self.board.today
        if self.shows("basket") or today is None or not today.aside:
            return None
        return today.aside[-1].basket_id

    def put_aside(self) -> None:
        """Put the basket aside: someone else comes to the desk. Without one, take it up again."""
        if (basket_id := self.last_aside) is not None:
            self._take_up(basket_id)
            return
        self.basket.settle()
        self.till.put_aside()
        self.field.setFocus()

    def _drop(self) -> None:
        self.till.drop()
        self.field.setFocus()

    def _take_up(self, basket_id: UUID) -> None:
        self.panels.bring_up(self.basket)
        self.till.take_up(basket_id)
        self.field.setFocus()

    def ask_renewal(self) -> None:
        """Renew the membership of whoever borrows, in place."""
        examined = self.till.examined
        if examined is not None and examined.borrower is not None and self.shows("basket"):
            cents = examined.borrower.dues_cents
            self.basket.begin_renewal(show_amount(cents) if cents else "")

    def _renew(self, cents: int, method: PaymentMethod, reference: str) -> None:
        from vaetvient.desk import members

        desk, member_id = self.context.desk, self.till.draft.borrower_id
        if member_id is None:
            return

        def done(_until: object) -> None:
            self.context.forgive()
            self._close_renewal()

        self.context.work.do(
            lambda: members.renew_membership(
                desk, member_id, amount_cents=cents, method=method, reference=reference
            ),
            done,
            owner=self,
        )

    def _close_renewal(self) -> None:
        self.basket.end_renewal()
        self.field.setFocus()

    # Putting together

    def _lay_out(self) -> None:
        scrolled = QScrollArea()
        scrolled.setWidget(self.panels)
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._below = QHBoxLayout()
        self._below.setSpacing(S32)
        self._below.setContentsMargins(S4, 0, 0, 0)
        self._below.addWidget(scrolled, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S16, S16)
        column.setSpacing(S16 + S4)
        column.addWidget(self.field)
        column.addLayout(self._below, 1)

    def _arrange(self) -> None:
        """Today stands beside where there is room, else with the counter when it is free."""
        theme = self.context.theme
        narrow = self.width() < theme.pixels(NARROW)
        self.board.setMinimumWidth(theme.pixels(BOARD_WIDTH))
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if self.panels.has("basket"):
            self.basket.terms.arrange(narrow)
        if self.panels.has("lent"):
            self.lent.arrange(narrow)
        if narrow:
            self.idle.house(self.board)
        else:
            self._below.addWidget(self.board)
            self.idle.give_up()

    def _wire(self) -> None:
        self.panels.turned.connect(self._turned)
        self.field.entered.connect(self._enter)
        self.field.textEdited.connect(self.looking.typed)
        self.field.wiped.connect(partial(self.looking.typed, ""))
        self.field.moved.connect(self._moved)
        self.field.dismissed.connect(self._dismissed)
        self.field.erased.connect(self._erase)
        self.looking.entered.connect(self.reception.enter)
        self.reception.accepted.connect(self._accepted)
        self.reception.unknown.connect(self._unknown)
        self.reception.several.connect(self._several)
        self.reception.basket_up.connect(self._basket_up)
        self.reception.loan_up.connect(self._open_loan)
        self.reception.sale_up.connect(self._begin_sale)
        self.till.changed.connect(self._till_changed)
        self.till.lent.connect(self._lent)
        self.board.loan_wanted.connect(self._open_loan)
        self.board.basket_wanted.connect(self._take_up)
        self.board.member_wanted.connect(self.show_record)
        self.board.reservation_wanted.connect(self.show_record)
        self.context.paper_saved.connect(self._paper_saved)
        self.context.changed.connect(self._changed)
        self.context.theme.changed.connect(self._arrange)

    def _wire_keys(self) -> None:
        self.context.commands.add(*counter_commands(self), owner=self)

    def fetch_first(self) -> None:
        """Whoever is at the counter comes for what was reserved."""
        if not self.shows("basket"):
            return
        if self.basket.fetch_buttons:
            self.basket.fetch_buttons[0].click()
        else:
            self.context.say(_("Rien de réservé à venir chercher en ce moment."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.answers.close_up()
        self._arrange()
