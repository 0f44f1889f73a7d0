"""What a scan does: a member borrows, a thing leaves or comes back, a loan is opened.

No widget here: the page shows what the reception says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.lending import NothingToLendError
from vaetvient.domain.loan import LoanState
from vaetvient.storage.queries.counter import (
    KitScanned,
    LoanScanned,
    MemberScanned,
    NothingExact,
    OpenLine,
    ReservationScanned,
    Scanned,
    ThingScanned,
    called,
    line_out_on,
    resolve,
    thing_scanned,
)
from vaetvient.storage.queries.results import (
    Found,
    FoundKit,
    FoundLoan,
    FoundMember,
    FoundThing,
    FoundWare,
    results,
)
from vaetvient.storage.search import is_named
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.draft import Draft, DraftLine
from vaetvient.ui.pages.counter.entries import Entries, Entry
from vaetvient.ui.pages.counter.till import Till

if TYPE_CHECKING:
    from vaetvient.desk.kit_basket import KitOption

T = TypeVar("T")


class Reception(QObject):
    """Understands entries one by one, and acts on the till or on the loans."""

    accepted = Signal()
    """An entry led somewhere."""
    declined = Signal()
    """An entry was refused, or led nowhere."""
    unknown = Signal(str)
    """Nothing is called so."""
    several = Signal(str, object, object)
    """A text, its quantity or None, and the Founds among which to choose."""
    basket_up = Signal()
    """The basket is what is now worked on."""
    sale_up = Signal(object, int)
    """The key of a ware that is to be sold, and how many."""
    loan_up = Signal(object, object)
    """A loan's key and the key of one of its lines, or None: it is being returned."""

    def __init__(self, context: Context, till: Till, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._till = till
        self.returning: UUID | None = None
        """The loan that comes back and is being worked on: things that are out come back."""
        self.entries = Entries(self._handle, self)
        till.lent.connect(self._go_on_done)
        till.failed.connect(self._lending_failed)

    def enter(self, entry: Entry) -> None:
        """Take in what was scanned, typed or chosen."""
        self.entries.put(entry)

    # One entry after the other

    def _handle(self, entry: Entry) -> None:
        if entry.is_go_on:
            self._go_on()
        elif entry.picked is not None:
            self._take_found(entry.picked, entry.quantity)
        else:
            database = self._context.desk.database

            def look() -> Scanned:
                with database.reading() as session:
                    if entry.key is not None:
                        return called(session, entry.key)
                    return resolve(session, entry.text)

            self._ask(look, lambda scanned: self._take(scanned, entry))

    def _take(self, scanned: Scanned, entry: Entry) -> None:
        if isinstance(scanned, MemberScanned):
            self._take_member(scanned.id)
        elif isinstance(scanned, LoanScanned):
            self._take_loan(scanned.id, scanned.state)
        elif isinstance(scanned, ThingScanned):
            self._take_thing(scanned)
        elif isinstance(scanned, KitScanned):
            self._take_kit(scanned.id, scanned.quantity)
        elif isinstance(scanned, ReservationScanned):
            self._take_reservation(scanned.id)
        elif scanned.is_a_code and scanned.quantity is None:
            self._finish_unknown(entry.text)
        elif entry.first is not None:
            self._take_found(entry.first, scanned.quantity)
        else:
            self._search(scanned, entry)

    def _take_member(self, member_id: UUID) -> None:
        self._till.lend_to(member_id)
        self._finish(self.basket_up.emit)

    def _take_loan(self, loan_id: UUID, state: LoanState) -> None:
        if state is LoanState.DRAFT:
            self._till.take_up(loan_id)
            self._finish(self.basket_up.emit)
        else:
            self._finish(lambda: self.loan_up.emit(loan_id, None))

    def _take_reservation(self, reservation_id: UUID) -> None:
        """Its things, the first units of each, in the basket of who reserved them."""

        def done(taken: Draft) -> None:
            self._till.put_aside_for(taken)
            self._finish(self.basket_up.emit)

        desk = self._context.desk

        def look() -> Draft:
            from vaetvient.ui.pages.counter.fetching import draft_of_reservation

            return draft_of_reservation(desk, reservation_id)

        self._ask(look, done)

    def _take_kit(self, kit_id: UUID, quantity: int) -> None:
        """The first free units of its parts; what is missing is said beside the basket."""

        def done(taken: Draft) -> None:
            self._till.put(taken)
            self._finish(self.basket_up.emit)

        desk, draft = self._context.desk, self._till.draft

        def look() -> Draft:
            from vaetvient.ui.pages.counter.fetching import draft_of_kit

            return draft_of_kit(desk, kit_id, quantity, draft)

        self._ask(look, done)

    def take_option(self, option: KitOption) -> None:
        """An optional part of a kit goes along."""
        desk, draft = self._context.desk, self._till.draft

        def look() -> Draft:
            from vaetvient.ui.pages.counter.fetching import draft_with_option

            return draft_with_option(desk, option, draft)

        self._ask(look, self._till.put)

    def _take_thing(self, thing: ThingScanned) -> None:
        draft = self._till.draft
        if thing.kind is EquipmentKind.ITEM and thing.out:
            line = thing.out[0]
            alone = draft.borrower_id is None and not draft.lines
            theirs = draft.borrower_id is not None and draft.borrower_id == line.borrower_id
            if alone or theirs or self.returning is not None:
                self._bring_back(line.line_id, None, line.loan_id)
                return
        if thing.kind is EquipmentKind.STOCK and self.returning is not None:
            self._count_back(thing, self.returning)
        else:
            self._put_in_basket(thing)

    def _count_back(self, thing: ThingScanned, loan_id: UUID) -> None:
        """« 20 chaises » while a loan of chairs comes back; without a number its line is chosen."""
        database = self._context.desk.database

        def look() -> OpenLine | None:
            with database.reading() as session:
                return line_out_on(session, thing.id, loan_id)

        def done(line: OpenLine | None) -> None:
            if line is None:
                self._put_in_basket(thing)
            elif thing.quantity == 1:
                self._finish(lambda: self.loan_up.emit(loan_id, line.line_id))
            else:
                self._bring_back(line.line_id, thing.quantity, loan_id)

        self._ask(look, done)

    def _put_in_basket(self, thing: ThingScanned) -> None:
        draft = self._till.draft
        added = DraftLine(thing.id, thing.kind, thing.tag, thing.label, thing.quantity)
        self._till.put(draft.with_thing(added)[0])
        self._finish(self.basket_up.emit)

    def _bring_back(self, line_id: UUID, quantity: int | None, loan_id: UUID) -> None:
        from vaetvient.desk.returning import LineBack, TakeBack, take_back

        desk = self._context.desk

        def done(_taken: object) -> None:
            self._finish(lambda: self.loan_up.emit(loan_id, line_id))

        self._context.work.do(
            lambda: take_back(desk, TakeBack((LineBack(line_id, quantity),))),
            done,
            self._refuse,
            owner=self,
        )

    def _search(self, scanned: NothingExact, entry: Entry) -> None:
        database, counted = self._context.desk.database, scanned.quantity is not None

        def look() -> list[Found]:
            with database.reading() as session:
                return results(session, database.lexicon, scanned.text, things_only=counted)

        self._ask(look, lambda rows: self._choose(scanned, entry, rows))

    def _choose(self, scanned: NothingExact, entry: Entry, rows: Sequence[Found]) -> None:
        """Take the one answer; a quantity means the one stock or kit among them, or the one so
        named."""
        stocks = [r for r in rows if _is_counted(r)]
        named = [row for row in stocks if is_named(row.label, scanned.text)]
        only = rows if scanned.quantity is None else named or stocks or rows
        if not rows:
            self._finish_unknown(entry.text)
        elif len(only) == 1:
            self._take_found(only[0], scanned.quantity)
        else:
            self.several.emit(entry.text, scanned.quantity, list(only))
            self.entries.finish()

    def _take_found(self, found: Found, quantity: int | None) -> None:
        if isinstance(found, FoundMember):
            self._take_member(found.id)
        elif isinstance(found, FoundLoan):
            self._take_loan(found.id, found.state)
        elif isinstance(found, FoundKit):
            self._take_kit(found.id, quantity or 1)
        elif isinstance(found, FoundWare):
            self._finish(lambda: self.sale_up.emit(found.id, quantity or 1))
        else:
            database = self._context.desk.database

            def look() -> ThingScanned:
                with database.reading() as session:
                    return thing_scanned(session, found.id, quantity or 1)

            self._ask(look, self._take_thing)

    # Enter on an empty field

    def _go_on(self) -> None:
        from vaetvient.desk.lending import NoBorrowerError

        draft = self._till.draft
        if self.returning is not None or draft.is_empty:
            self.entries.finish()
        elif draft.borrower_id is None:
            self._refuse(NoBorrowerError())
        elif not draft.lines:
            self._refuse(NothingToLendError())
        else:
            self._till.lend()

    def _go_on_done(self, _made: object) -> None:
        self._finish()

    def _lending_failed(self, error: VaEtVientError) -> None:
        self._refuse(error)

    # Ends

    def _ask(self, look: Callable[[], T], done: Callable[[T], None]) -> None:
        broken = self.entries.finish  # what is scanned next is still taken
        self._context.work.ask(look, done, self._refuse, owner=self, broken=broken)

    def _finish(self, then: Callable[[], None] | None = None) -> None:
        self.accepted.emit()
        if then is not None:
            then()
        self.entries.finish()

    def _finish_unknown(self, text: str) -> None:
        self._context.refuse(NotFoundError(what=text))
        self.declined.emit()
        self.unknown.emit(text)
        self.entries.finish()

    def _refuse(self, error: VaEtVientError) -> None:
        self.entries.forget()
        self._context.refuse(error)
        self.declined.emit()
        self.entries.finish()


def _is_counted(found: Found) -> bool:
    """Whether a quantity may be meant of it: a stock, or a kit."""
    stock = isinstance(found, FoundThing) and found.kind is EquipmentKind.STOCK
    return stock or isinstance(found, (FoundKit, FoundWare))
