"""The cash book of a period on paper: entries, sums, and what was counted."""

from __future__ import annotations

from vaetvient.documents.blocks import money, say, short_moment
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import Table, spread
from vaetvient.domain.cash_paper import BookSum, CashBookPaper
from vaetvient.language import _, as_language, ngettext, show_number, speaking


def render_cash_book(content: CashBookPaper) -> bytes:
    """The book as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_cash_book(content))


def compose_cash_book(content: CashBookPaper) -> Document:
    """The book laid out."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("Livre de caisse, {period}"), period=content.period)
        count = ngettext("{n} écriture", "{n} écritures", len(content.lines))
        earned = _("recettes moins dépenses : {amount}")
        facts = (
            count.format(n=show_number(len(content.lines))),
            say(earned, amount=money(content.earned_cents, content.currency)),
        )
        table.print_title(title, content.office, content.made_at, facts if content.lines else ())
        if not content.lines:
            table.say(say(_("Rien n'est entré ni sorti.")))
        else:
            _print_entries(table, content)
            _print_sums(
                table, _("Par moyen de paiement"), _("Moyen"), content.by_method, content.currency
            )
            _print_sums(table, _("Par nature"), _("Nature"), content.by_kind, content.currency)
        if content.closings:
            _print_closings(table, content)
        about = About(
            title=title,
            author=content.office,
            subject=_("Livre de caisse"),
            keywords="",
            language=as_language(content.language),
            made=content.made_at,
        )
        return table.document(about)


def _print_entries(table: Table, content: CashBookPaper) -> None:
    table.begin(
        spread(
            (
                (_("Quand"), 29, "left"),
                (_("Quoi"), 50, "left"),
                (_("Qui"), 33, "left"),
                (_("Par"), 15, "left"),
                (_("Reçu"), 34, "left"),
                (_("Montant"), 22, "right"),
            ),
            table.width,
        )
    )
    for line in content.lines:
        amount = money(line.amount_cents, content.currency)
        at = short_moment(line.at)
        table.row((at, line.what, line.payer, line.method, line.receipt, amount), strong=(5,))
    table.end()


def _print_sums(
    table: Table, title: str, name: str, sums: tuple[BookSum, ...], currency: str
) -> None:
    table.section(title)
    table.begin(spread(((name, 60, "left"), (_("Somme"), 40, "right")), table.width / 2))
    for line in sums:
        table.row((line.name, money(line.amount_cents, currency)))
    table.row((_("Total"), money(sum(s.amount_cents for s in sums), currency)), strong=(0, 1))
    table.end()


def _print_closings(table: Table, content: CashBookPaper) -> None:
    table.section(_("Clôtures"))
    table.begin(
        spread(
            (
                (_("Quand"), 29, "left"),
                (_("Qui"), 28, "left"),
                (_("Moyen"), 18, "left"),
                (_("Attendu"), 24, "right"),
                (_("Compté"), 24, "right"),
                (_("Écart"), 20, "right"),
                (_("Note"), 46, "left"),
            ),
            table.width,
        )
    )
    for closing in content.closings:
        for place, (method, expected, counted) in enumerate(closing.counts):
            amounts = (expected, counted, counted - expected)
            shown = (money(cents, content.currency) for cents in amounts)
            first = place == 0
            table.row(
                (
                    short_moment(closing.at) if first else "",
                    closing.who if first else "",
                    method,
                    *shown,
                    closing.note if first else "",
                ),
                strong=(5,) if counted != expected else (),
            )
    table.end()
