"""The return receipt: what came back, when and in what state, and the deposit's end."""

from __future__ import annotations

from vaetvient.documents.blocks import (
    Blocks,
    Section,
    Signer,
    dated,
    day_words,
    moment_words,
    money,
    say,
    short_day,
    short_moment,
    signatures,
)
from vaetvient.documents.flow import Cell, Line, height_of, row_height
from vaetvient.documents.letterhead import Heading, print_feet, print_head, registered
from vaetvient.documents.paper import FULL, HALF, LABEL, LEAD, LEFT, MM, STRONG, About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.domain.agreement import ReceiptContent, ReceiptLine, writes_ordinals
from vaetvient.domain.vehicle import fuel_words
from vaetvient.language import _, as_language, ngettext, show_number, speaking

_PAD = 2.8
_GAP = 18.0
_KEPT_WITH_HEAD = 300.0
# Left edge and width, in millimetres: tag, designation, four counts, state.
_TAG, _NAME = (0, 24), (27, 53)
_TAG_BEFORE, _NAME_BEFORE = (0, 21), (24, 56)
"""Up to the second layout."""
_COUNTS = ((81, 13), (95, 13), (109, 13), (123, 13))
_STATE = (140, 38)


def render_receipt(content: ReceiptContent) -> bytes:
    """The receipt as PDF, in its own language; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_receipt(content))


def compose_receipt(content: ReceiptContent) -> Document:
    """The receipt laid out on its pages."""
    language = as_language(content.language)
    with speaking(language, first_is_ordinal=writes_ordinals(content.template)):
        blocks = Blocks()
        _print(blocks, content)
        title = " ".join(
            part for part in (_("Reçu de retour"), content.number, content.borrower.name) if part
        )
        about = About(
            title=title,
            author=content.office.name,
            subject=_("Retour de matériel prêté"),
            keywords=content.number,
            language=language,
            made=content.made_at,
        )
    return Document(about, tuple(blocks.flow.pages))


def _print(blocks: Blocks, content: ReceiptContent) -> None:
    outcome = _outcome(content)
    print_head(
        blocks,
        Heading(
            office=content.office,
            addressee=content.borrower,
            title=_("Reçu de retour"),
            facts=(
                *blocks.lines(_("Constaté le"), HALF, LABEL),
                *blocks.lines(moment_words(content.made_at), HALF, LEAD),
                *blocks.lines(outcome, HALF, STRONG, above=5),
            ),
            number_label=_("Convention n°"),
            number=content.number,
            dated=_dated(content),
        ),
    )
    _print_loan(blocks, content)
    _print_lines(blocks, content)
    _print_deposit(blocks, content)
    if content.note.strip():
        blocks.heading(_("Remarques"), keep=14, gap=_GAP)
        blocks.full(blocks.lines(content.note, FULL))
    _print_closing(blocks, content)
    if blocks.lettering.transliterated:
        blocks.full(blocks.lines(say(_("[ ] : écriture translittérée")), FULL, LABEL), above=8)
    print_feet(blocks, content.number)


def _dated(content: ReceiptContent) -> str:
    """The place and the day; the second layout wrote its comma without a place too."""
    if content.template >= 3:
        return dated(content.place, content.made_at)
    return say(_("{place}, le {date}"), place=content.place, date=short_day(content.made_at))


def _outcome(content: ReceiptContent) -> str:
    """What the borrower wants to read first: whether anything is still due."""
    if content.complete:
        return _("Tout est rendu.")
    waiting = sum(line.still_out for line in content.lines)
    return ngettext(
        "Il reste {n} objet à rendre.", "Il reste {n} objets à rendre.", waiting
    ).format(n=show_number(waiting))


def _print_loan(blocks: Blocks, content: ReceiptContent) -> None:
    borrower = content.borrower
    late = ""
    if content.days_late > 0:
        late = ngettext("{n} jour de retard", "{n} jours de retard", content.days_late).format(
            n=show_number(content.days_late)
        )
    due = ", ".join(part for part in (day_words(content.due_on), late) if part)
    blocks.pair(
        Section(
            _("Prêt"),
            [
                *blocks.value(_("Remis le"), moment_words(content.out_at)),
                *blocks.value(_("À rendre le"), due),
            ],
        ),
        Section(
            _("Emprunteur"),
            [
                *(blocks.lines(borrower.name, HALF, STRONG) if borrower.name.strip() else ()),
                *blocks.joined((borrower.form, borrower.number), HALF),
                *blocks.joined(registered(borrower), HALF),
                *blocks.joined((borrower.phone, borrower.email), HALF),
            ],
        ),
        gap=0,
    )


def _print_lines(blocks: Blocks, content: ReceiptContent) -> None:
    blocks.flow.skip(10)
    early = content.template < 3
    tag, name = (_TAG_BEFORE, _NAME_BEFORE) if early else (_TAG, _NAME)
    head = _head(blocks, tag, name)
    if not content.lines:
        blocks.flow.begin_table(head)
    for index, line in enumerate(content.lines):
        cells = _cells(blocks, line, tag, name)
        if index:
            blocks.flow.rule()
        else:
            blocks.flow.begin_table(head, keep=min(row_height(cells) + 2 * _PAD, _KEPT_WITH_HEAD))
        blocks.flow.row(cells, above=_PAD, below=_PAD)
    blocks.flow.end_table()


def _head(blocks: Blocks, tag: tuple[int, int], name: tuple[int, int]) -> list[Cell]:
    cells = [
        Cell(LEFT, blocks.lines(_("Étiquette"), tag[1] * MM, LABEL)),
        Cell(LEFT + name[0] * MM, blocks.lines(_("Désignation"), name[1] * MM, LABEL)),
        Cell(LEFT + _STATE[0] * MM, blocks.lines(_("État"), _STATE[1] * MM, LABEL)),
    ]
    titles = (_("Prêté"), _("Rendu"), _("Perdu"), _("Reste"))
    for (x, width), title in zip(_COUNTS, titles, strict=True):
        cells.append(Cell(LEFT + x * MM, blocks.right(title, width * MM, LABEL)))
    return cells


def _cells(
    blocks: Blocks, line: ReceiptLine, tag: tuple[int, int], name: tuple[int, int]
) -> list[Cell]:
    cells = [
        Cell(LEFT, blocks.lines(line.tag, tag[1] * MM, STRONG)),
        Cell(LEFT + name[0] * MM, _designation(blocks, line, name[1] * MM)),
        Cell(LEFT + _STATE[0] * MM, _state(blocks, line, _STATE[1] * MM)),
    ]
    counts = (line.lent, line.returned, line.lost, line.still_out)
    for (x, width), count in zip(_COUNTS, counts, strict=True):
        shown = show_number(count) if count else "–"
        cells.append(Cell(LEFT + x * MM, blocks.right(shown, width * MM)))
    return cells


def _designation(blocks: Blocks, line: ReceiptLine, width: float) -> list[Line]:
    lines = blocks.lines(line.label, width)
    if line.serial.strip():
        lines += blocks.lines(say(_("n° {serial}"), serial=line.serial), width)
    if line.kit.strip():
        lines += blocks.lines(say(_("kit « {kit} »"), kit=line.kit), width)
    for part in line.parts:
        if not part.missing:
            lines += blocks.lines(f"{part.quantity} × {part.name}", width)
            continue
        words = _("{quantity} × {name}, dont {missing} en moins")
        lines += blocks.lines(
            say(words, quantity=part.quantity, name=part.name, missing=part.missing), width, STRONG
        )
    return lines


def _state(blocks: Blocks, line: ReceiptLine, width: float) -> list[Line]:
    lines: list[Line] = []
    states = [state for state in (line.condition_out, line.condition_in) if state.strip()]
    if line.condition_out == line.condition_in:
        states = states[:1]
    if states:
        lines += blocks.lines(" → ".join(states), width)
    if line.returned_at:
        lines += blocks.lines(short_moment(line.returned_at), width)
    lines += blocks.joined(_driven(line), width)
    if line.remarks.strip():
        lines += blocks.lines(line.remarks, width)
    return lines


def _driven(line: ReceiptLine) -> list[str]:
    """What was read on a vehicle: « 45 210 → 45 380 km (170 km) », « carburant : plein → ½ »."""
    parts = []
    if line.mileage_in_km is not None:
        out = line.mileage_out_km
        back = show_number(line.mileage_in_km)
        if out is None:
            parts.append(say(_("{back} km"), back=back))
        else:
            driven = show_number(line.mileage_in_km - out)
            words = _("{out} → {back} km ({driven} km parcourus)")
            parts.append(say(words, out=show_number(out), back=back, driven=driven))
    fuel = [fuel_words(quarters) for quarters in (line.fuel_out, line.fuel_in)]
    if fuel[1]:
        said = " → ".join(word for word in fuel if word)
        parts.append(say(_("carburant : {fuel}"), fuel=said))
    return parts


def _print_deposit(blocks: Blocks, content: ReceiptContent) -> None:
    deposit, currency = content.deposit, content.currency
    if not deposit.amount_cents and not content.deposit_state:
        return
    terms = ", ".join(
        part
        for part in (money(deposit.amount_cents, currency), deposit.method, deposit.reference)
        if part.strip()
    )
    outcome = {
        "held": _("encore détenu par le prêteur"),
        "returned": say(_("rendu à l'emprunteur")),
    }.get(content.deposit_state, "")
    reason = ""
    if content.deposit_state == "kept":
        kept = content.deposit_kept_cents
        outcome = say(_("conservé : {kept}"), kept=money(kept, currency))
        if kept < deposit.amount_cents:
            rest = money(deposit.amount_cents - kept, currency)
            outcome = say(_("{kept} ; rendu : {rest}"), kept=outcome, rest=rest)
        reason = content.deposit_kept_reason
    blocks.heading(_("Dépôt de garantie"), keep=40, gap=_GAP)
    blocks.full(
        [
            *blocks.value(_("Dépôt"), terms, FULL),
            *blocks.value(_("Suite"), outcome, FULL),
            *blocks.value(_("Motif"), reason, FULL),
        ]
    )


def _print_closing(blocks: Blocks, content: ReceiptContent) -> None:
    hidden = blocks.lines(
        say(
            _(
                "Un dommage qui ne se voyait pas au retour est signalé dans le délai prévu par la "
                "convention."
            )
        ),
        FULL,
    )
    signing = signatures(
        blocks, (Signer(_("Pour le prêteur")), Signer(say(_("Pour l'emprunteur"))))
    )
    blocks.flow.need(height_of(hidden) + row_height(signing) + 24)
    blocks.full(hidden, above=12)
    blocks.flow.row(signing, above=10)
