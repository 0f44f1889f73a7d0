"""What the papers of the cash book say: plain data, gathered before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from vaetvient.domain.agreement import TEMPLATE_VERSION, Party


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One thing that was paid."""

    label: str
    quantity: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class PaymentReceipt:
    """The receipt of one payment."""

    number: str
    language: str
    office: Party
    place: str
    made_at: str
    """Local moment (ISO)."""
    payer: Party
    lines: tuple[PaidLine, ...]
    method: str
    """Translated already."""
    reference: str
    who: str
    currency: str = "EUR"
    logo: str = ""
    """The office's logo, base64."""
    template: int = TEMPLATE_VERSION
    """The layout that it is printed with."""

    @property
    def total_cents(self) -> int:
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class BookLine:
    """One entry of a printed cash book."""

    at: str
    what: str
    payer: str
    method: str
    receipt: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class BookSum:
    """A sum under the book: a method, or a kind."""

    name: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class BookClosing:
    """A closing within the period."""

    at: str
    who: str
    counts: tuple[tuple[str, int, int], ...]
    """Method, expected, counted."""
    note: str


@dataclass(frozen=True, slots=True)
class CashBookPaper:
    """The cash book of a period: entries, sums, closings."""

    language: str
    office: str
    period: str
    made_at: str
    lines: tuple[BookLine, ...]
    by_method: tuple[BookSum, ...]
    by_kind: tuple[BookSum, ...]
    earned_cents: int
    closings: tuple[BookClosing, ...]
    currency: str = "EUR"
