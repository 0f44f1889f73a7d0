"""What a page may ask to have on paper: a value that knows what its window shows.

What each one needs is imported when it is asked for: a window must come up at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from vaetvient.domain.letter import LetterKind

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from vaetvient.storage.queries.cash import CashAsked
    from vaetvient.storage.queries.planning import PlanningAsked
    from vaetvient.ui.context import Context
    from vaetvient.ui.printing.source import Source


class PaperAsked(Protocol):
    """Anything that can be shown before it is printed."""

    def source(self, context: Context) -> Source:
        """Where its pages come from."""
        ...


@dataclass(frozen=True, slots=True)
class LabelsAsked:
    """Tag labels: of these things, or of what is chosen in the window."""

    keys: tuple[UUID, ...] = ()

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.labels import LabelsSource

        return LabelsSource(context, self.keys)


@dataclass(frozen=True, slots=True)
class CardsAsked:
    """Members' cards: of these, or of what is chosen in the window."""

    keys: tuple[UUID, ...] = ()

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.cards import CardsSource

        return CardsSource(context, self.keys)


@dataclass(frozen=True, slots=True)
class OutListAsked:
    """What is out, by borrower."""

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.lists import out_list_source

        return out_list_source(context)


@dataclass(frozen=True, slots=True)
class ShelfListAsked:
    """What should be where, to be ticked off by hand."""

    location: str = ""
    category_id: UUID | None = None

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.lists import ShelfSource

        return ShelfSource(context, self.location, self.category_id)


@dataclass(frozen=True, slots=True)
class LettersAsked:
    """Letters about these loans or reservations; all that may go today, without any."""

    kind: LetterKind = LetterKind.LATE
    keys: tuple[UUID, ...] = ()

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.letters import LettersSource

        return LettersSource(context, self.kind, self.keys)


@dataclass(frozen=True, slots=True)
class PlanningAskedOnPaper:
    """The rows of the planning over some days, on A4 or A3."""

    asked: PlanningAsked
    first: date
    last: date
    large: bool = False

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.planning import planning_source

        return planning_source(context, self.asked, self.first, self.last, large=self.large)


@dataclass(frozen=True, slots=True)
class DaySheetAsked:
    """What goes out and what comes back on a day; today, unless it is said."""

    day: date | None = None

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.planning import day_source

        return day_source(context, self.day or context.desk.today())


@dataclass(frozen=True, slots=True)
class RoundReportAsked:
    """What an inventory round found."""

    round_id: UUID
    label: str

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.lists import round_report_source

        return round_report_source(context, self.round_id, self.label)


@dataclass(frozen=True, slots=True)
class PaymentReceiptAsked:
    """The receipt of a payment; it takes its number when it is first shown."""

    payment_id: UUID

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.money import payment_receipt_source

        return payment_receipt_source(context, self.payment_id)


@dataclass(frozen=True, slots=True)
class CashBookAsked:
    """The cash book, as it is filtered."""

    asked: CashAsked

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.money import cash_book_source

        return cash_book_source(context, self.asked)


@dataclass(frozen=True, slots=True)
class BlankAgreementsAsked:
    """Numbered agreements to be filled in by pen."""

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.blanks import BlankSource

        return BlankSource(context)


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Any list as it is shown."""

    title: str
    columns: tuple[tuple[str, bool], ...]
    """Their titles, and whether they hold figures."""
    rows: Callable[[Session], Iterable[tuple[str, ...]]]
    filters: tuple[str, ...] = ()
    """Why these rows and no others."""

    def source(self, context: Context) -> Source:
        from vaetvient.ui.printing.lists import table_source

        return table_source(context, self)
