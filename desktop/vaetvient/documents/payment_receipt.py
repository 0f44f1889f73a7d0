"""The receipt of a payment: who paid, what for, how much and how."""

from __future__ import annotations

from vaetvient.documents.blocks import Blocks, dated, day_words, moment_words, money, say, short_day
from vaetvient.documents.flow import Cell
from vaetvient.documents.letterhead import Heading, print_feet, print_head
from vaetvient.documents.paper import (
    FULL,
    HALF,
    LABEL,
    LEAD,
    LEFT,
    MM,
    STRONG,
    About,
    Document,
)
from vaetvient.documents.press import to_pdf
from vaetvient.domain.agreement import writes_ordinals
from vaetvient.domain.cash_paper import PaidLine, PaymentReceipt
from vaetvient.language import _, as_language, show_number, speaking

_PAD = 3.2
# Left edge and width, in millimetres: what for, quantity, amount.
_WHAT, _QUANTITY, _AMOUNT = (0, 110), (112, 22), (138, 40)


def render_payment_receipt(content: PaymentReceipt) -> bytes:
    """The receipt as PDF, in its own language; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_payment_receipt(content))


def compose_payment_receipt(content: PaymentReceipt) -> Document:
    """The receipt laid out."""
    language = as_language(content.language)
    with speaking(language, first_is_ordinal=writes_ordinals(content.template)):
        blocks = Blocks()
        _print(blocks, content)
        about = About(
            title=" ".join(p for p in (_("Reçu"), content.number, content.payer.name) if p),
            author=content.office.name,
            subject=_("Reçu de paiement"),
            keywords=content.number,
            language=language,
            made=content.made_at,
        )
    return Document(about, tuple(blocks.flow.pages))


def _print(blocks: Blocks, content: PaymentReceipt) -> None:
    total = money(abs(content.total_cents), content.currency)
    came_in = content.total_cents >= 0
    print_head(
        blocks,
        Heading(
            office=content.office,
            addressee=content.payer,
            title=_("Reçu") if came_in else _("Reçu de remboursement"),
            facts=(
                *blocks.lines(_("Reçu le") if came_in else _("Rendu le"), HALF, LABEL),
                *blocks.lines(moment_words(content.made_at), HALF, LEAD),
                *blocks.lines(total, HALF, STRONG, above=5),
            ),
            number_label=_("Reçu n°"),
            number=content.number,
            dated=_dated(content),
            logo=content.logo,
        ),
    )
    blocks.flow.skip(14)
    blocks.flow.begin_table(
        [
            Cell(LEFT, blocks.lines(_("Pour"), _WHAT[1] * MM, LABEL)),
            Cell(LEFT + _QUANTITY[0] * MM, blocks.right(_("Qté"), _QUANTITY[1] * MM, LABEL)),
            Cell(LEFT + _AMOUNT[0] * MM, blocks.right(_("Montant"), _AMOUNT[1] * MM, LABEL)),
        ]
    )
    for index, line in enumerate(content.lines):
        if index:
            blocks.flow.rule()
        blocks.flow.row(_cells(blocks, line, content.currency), above=_PAD, below=_PAD)
    blocks.flow.end_table()
    shown = money(content.total_cents, content.currency)
    blocks.flow.row(
        [
            Cell(LEFT, blocks.lines(_("Total"), _WHAT[1] * MM, STRONG)),
            Cell(LEFT + _AMOUNT[0] * MM, blocks.right(shown, _AMOUNT[1] * MM, STRONG)),
        ],
        above=_PAD,
        below=_PAD,
    )
    how = " ".join(part for part in (content.method, content.reference) if part)
    blocks.flow.skip(8)
    blocks.full(
        [
            *blocks.value(_("Payé par"), how, FULL),
            *blocks.value(_("Au comptoir"), content.who, FULL),
        ]
    )
    print_feet(blocks, content.number)


def _dated(content: PaymentReceipt) -> str:
    if content.template >= 3:
        return dated(content.place, content.made_at)
    if not content.place:
        return day_words(content.made_at)
    return say(_("{place}, le {date}"), place=content.place, date=short_day(content.made_at))


def _cells(blocks: Blocks, line: PaidLine, currency: str) -> list[Cell]:
    count = show_number(line.quantity)
    amount = money(line.amount_cents, currency)
    return [
        Cell(LEFT, blocks.lines(line.label, _WHAT[1] * MM)),
        Cell(LEFT + _QUANTITY[0] * MM, blocks.right(count, _QUANTITY[1] * MM)),
        Cell(LEFT + _AMOUNT[0] * MM, blocks.right(amount, _AMOUNT[1] * MM)),
    ]
