"""The basket's own life: changed, kept against a crash, examined, lent, put aside, taken up.

No widget here: the page shows what the till says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from vaetvient.desk.drafts import keep_draft, kept_draft
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.counter import basket_aside, thing_scanned
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.draft import Draft, DraftLine, draft_from_text

if TYPE_CHECKING:
    from vaetvient.desk.lending import HandedOut
    from vaetvient.ui.pages.counter.examined import Examined

_TABLES = (
    *("member", "membership", "representative", "document_on_file"),
    *("equipment", "maintenance", "loan_line"),
)
PAUSE_MS = 20
"""A scanner's tags follow one another more closely than the rules need to be asked."""


@dataclass(frozen=True, slots=True)
class Made:
    """A loan that was made, and the draft that it was."""

    loan: HandedOut
    draft: Draft
    borrower: str


class Till(QObject):
    """Holds the one draft of the counter."""

    changed = Signal()
    """The draft, or what the rules say of it."""
    lent = Signal(object)
    """A Made."""
    failed = Signal(object)
    """Lending was refused: a VaEtVientError."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.draft = Draft()
        self.examined: Examined | None = None
        self.is_lending = False
        """Whether a loan is being made at this moment."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        self._pause.timeout.connect(self._examine)
        context.changed.connect(self._hear)
        context.refresh_requested.connect(self._examine)

    @property
    def is_waiting(self) -> bool:
        """Whether the last change still has to be kept and examined."""
        return self._pause.isActive()

    def put(self, draft: Draft) -> None:
        """Change the basket. The rules are asked once a scanner pauses, not at each tag."""
        if draft == self.draft:
            return
        self.draft = draft
        if draft.is_empty:
            self.examined = None
        self._pause.start()
        self.changed.emit()

    def clear(self) -> None:
        """An empty basket."""
        self.put(Draft())

    def lend_to(self, member_id: UUID) -> None:
        """Make a member the borrower."""
        if self.draft.borrower_id != member_id:
            self.put(
                replace(self.draft, borrower_id=member_id, signatory_id=None, reservation_id=None)
            )

    def put_aside_for(self, draft: Draft) -> None:
        """Work on another basket; the one on the counter is put aside, unless it only names the
        same borrower."""
        mine = self.draft
        if mine.lines or mine.borrower_id not in (None, draft.borrower_id):
            self.put_aside()
        self.put(draft)

    def take_up_last(self) -> None:
        """Bring back what was being typed when the program last ended."""
        desk = self._context.desk

        def done(text: str) -> None:
            draft = draft_from_text(text)
            if self.draft.is_empty and not draft.is_empty:
                self.put(draft)

        self._context.work.ask(lambda: kept_draft(desk), done, owner=self)

    def lend(self) -> None:
        """Hand out the basket: one gesture, durable when `lent` is heard."""
        desk, draft = self._context.desk, self.draft
        borrower = self.examined.borrower if self.examined is not None else None
        name = borrower.label if borrower is not None else ""
        self.is_lending = True
        self._pause.stop()

        def work() -> HandedOut:
            from vaetvient.desk import lending

            loan = lending.hand_out(desk, draft.hand_out())
            keep_draft(desk, "")
            return loan

        def done(loan: HandedOut) -> None:
            self.is_lending = False
            self.draft, self.examined = Draft(), None
            self.lent.emit(Made(loan, draft, name))
            self.changed.emit()

        def failed(error: VaEtVientError) -> None:
            self.is_lending = False
            self._examine()
            self.failed.emit(error)

        self._context.work.do(work, done, failed, owner=self)

    def flush(self) -> None:
        """Keep the last change now: the window closes."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep()

    def put_aside(self) -> None:
        """Keep the basket for later and empty the counter."""
        from vaetvient.desk import loans

        desk, draft = self._context.desk, self.draft
        if draft.is_empty:
            return

        def done(_key: UUID) -> None:
            if self.draft == draft:
                self.clear()

        self._context.work.do(
            lambda: loans.put_aside(
                desk,
                borrower_id=draft.borrower_id,
                lines=draft.wanted(),
                note=draft.note,
                basket_id=draft.basket_id,
                terms=loans.AsideTerms(
                    *(draft.due_on, draft.signatory_id, draft.pickup_name, draft.purpose),
                    *(draft.place_of_use, draft.override_reason),
                ),
            ),
            done,
            owner=self,
        )

    def drop(self) -> None:
        """Forget the basket; nothing left the office."""
        from vaetvient.desk import loans

        desk, basket_id, blank = self._context.desk, self.draft.basket_id, self.draft.number
        self.clear()
        if basket_id is not None and not blank:
            self._context.work.do(
                lambda: loans.drop_basket(desk, basket_id), lambda _none: None, owner=self
            )

    def take_up(self, basket_id: UUID) -> None:
        """Go on with a basket that was put aside, or with a blank agreement's number.

        The one on the counter is put aside first.
        """
        desk = self._context.desk
        if self.draft.basket_id == basket_id:
            return
        self.put_aside()

        def look() -> Draft:
            from vaetvient.ui.pages.counter.fetching import kits_of_lines

            with desk.database.reading() as session:
                aside = basket_aside(session, basket_id)
                lines = []
                for line in aside.lines:
                    thing = thing_scanned(session, line.equipment_id)
                    condition = Condition(line.condition) if line.condition else None
                    lines.append(
                        DraftLine(
                            *(thing.id, thing.kind, thing.tag, thing.label),
                            *(line.quantity, condition, line.kit),
                            mileage_km=line.mileage_km,
                            fuel=line.fuel,
                        )
                    )
                kits = kits_of_lines(session, lines)
            return Draft(
                kits=kits,
                borrower_id=aside.borrower_id,
                lines=tuple(lines),
                due_on=aside.due_on,
                signatory_id=aside.signatory_id,
                pickup_name=aside.pickup_name,
                purpose=aside.purpose,
                place_of_use=aside.place_of_use,
                override_reason=aside.override_reason,
                note=aside.note,
                basket_id=aside.id,
                number=aside.number,
            )

        # on the writers' lane: after the put-aside above
        self._context.work.do(look, self.put, owner=self)

    def _keep(self) -> None:
        desk, draft = self._context.desk, self.draft
        self._context.work.do(
            lambda: keep_draft(desk, draft.as_text()),
            lambda _none: None,
            owner=self,
            key="keep draft",
        )

    def _examine(self) -> None:
        draft, desk = self.draft, self._context.desk
        if draft.is_empty:
            return

        def look() -> Examined:
            from vaetvient.ui.pages.counter.examined import examine_draft

            return examine_draft(desk, draft)

        def done(examined: Examined) -> None:
            if examined.draft == self.draft:
                self.examined = examined
                self.changed.emit()

        def failed(error: VaEtVientError) -> None:
            if isinstance(error, NotFoundError) and draft == self.draft:
                self.clear()  # what it held has gone: undone, or merged
            self._context.refuse(error)

        self._context.work.ask(look, done, failed, owner=self, key="examine")

    def _hear(self, notice: ChangeNotice) -> None:
        if notice.touches(*_TABLES):
            self._examine()
