"""Papers of the cash book: the receipt of a payment, the book of a period."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk.cash_papers import cash_book, payment_receipt
from vaetvient.language import _
from vaetvient.storage.queries.cash import CashAsked
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Made, Source
from vaetvient.ui.printing.uses import PaperUse


def payment_receipt_source(context: Context, payment_id: UUID) -> Source:
    """A payment's receipt, the same bytes at each time."""
    desk = context.desk

    def make() -> bytes:
        from vaetvient.documents.payment_receipt import render_payment_receipt

        return render_payment_receipt(payment_receipt(desk, payment_id))

    return Made(_("Reçu de paiement"), _("recu"), PaperUse.RECEIPT, make)


def cash_book_source(context: Context, asked: CashAsked) -> Source:
    """The entries that are listed, with their sums and closings."""
    desk = context.desk

    def make() -> bytes:
        from vaetvient.documents.cash_book import render_cash_book

        return render_cash_book(cash_book(desk, asked))

    return Made(_("Livre de caisse"), _("caisse"), PaperUse.LIST, make)
