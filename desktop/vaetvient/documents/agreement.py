"""The loan agreement (convention de prêt): prêt à usage, Code civil, articles 1875 to 1891.

Eleven parts in one order: head, parties, things, use and period, gratuity and deposit,
insurance, duties, attachments, data protection, signatures, return statement; then an annex for
each vehicle, room or cold room. A blank one has rules to write on, under a number of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vaetvient.documents import paper
from vaetvient.documents.annexes import annexed, print_annexes
from vaetvient.documents.blocks import (
    SECTION_GAP,
    Blocks,
    Section,
    Signer,
    dated,
    day_words,
    moment_words,
    money,
    say,
    short_day,
    signatures,
)
from vaetvient.documents.flow import Cell, Line, Words, height_of, row_height
from vaetvient.documents.handback import print_statement
from vaetvient.documents.letterhead import Heading, print_feet, print_head, registered
from vaetvient.documents.paper import (
    FULL,
    HALF,
    LABEL,
    LEAD,
    LEFT,
    MM,
    SECOND,
    STRONG,
    TEXT,
    About,
    Document,
    Page,
)
from vaetvient.documents.press import to_pdf
from vaetvient.documents.things import print_things
from vaetvient.domain.agreement import AgreementContent, Clause, writes_ordinals
from vaetvient.language import _, as_language, speaking, typeset


def render_agreement(content: AgreementContent) -> bytes:
    """The agreement as PDF, in its own language; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_agreement(content))


def render_agreements(contents: Sequence[AgreementContent]) -> bytes:
    """Several agreements as one PDF, to be printed in one go; each begins on a new sheet.

    Raises FontMissingError or FontDamagedError.
    """
    made = [compose_agreement(content) for content in contents]
    pages: list[Page] = []
    for document in made:
        pages += document.pages
        if len(document.pages) % 2 and document is not made[-1]:
            pages.append(Page())  # printed on both sides, the next would begin on its back
    numbers = ", ".join(content.number for content in contents)
    return to_pdf(Document(replace(made[0].about, keywords=numbers), tuple(pages)))


def compose_agreement(content: AgreementContent) -> Document:
    """The agreement laid out on its pages."""
    language = as_language(content.language)
    with speaking(language, first_is_ordinal=writes_ordinals(content.template)):
        blocks = Blocks()
        _print(blocks, content)
        title = " ".join(
            part for part in (_title(content), content.number, content.borrower.name) if part
        )
        about = About(
            title=title,
            author=content.office.name,
            subject=typeset(
                _("Location de matériel, Code civil, articles 1709 et suivants")
                if content.fee_cents
                else _("Prêt à usage de matériel, Code civil, articles 1875 à 1891")
            ),
            keywords=content.number,
            language=language,
            made=content.out_at or content.made_on,
        )
    return Document(about, tuple(blocks.flow.pages))


def _title(content: AgreementContent) -> str:
    return _("Contrat de location") if content.fee_cents else _("Convention de prêt")


def _print(blocks: Blocks, content: AgreementContent) -> None:
    print_head(
        blocks,
        Heading(
            office=content.office,
            addressee=content.borrower,
            title=(
                _("Contrat de location\nde matériel")
                if content.fee_cents
                else _("Convention de prêt\nde matériel")
            ),
            facts=tuple(_period(blocks, content)),
            number_label=_("Contrat n°") if content.fee_cents else _("Convention n°"),
            number=content.number,
            dated="" if content.blank else _dated(content),
            logo=content.logo,
            blank=content.blank,
        ),
    )
    _print_parties(blocks, content)
    print_things(blocks, content)
    _print_terms(blocks, content)
    _print_insurance(blocks)
    if content.note.strip():
        blocks.heading(_("Remarques"), keep=14)
        blocks.full(blocks.lines(content.note, FULL))
    _print_clauses(blocks, content)
    _print_closing(blocks, content)
    print_statement(blocks, content)
    print_annexes(blocks, content)
    if blocks.lettering.transliterated:
        blocks.full(blocks.lines(say(_("[ ] : écriture translittérée")), FULL, LABEL), above=8)
    print_feet(blocks, content.number, initials=True)


def _dated(content: AgreementContent) -> str:
    if content.template >= 3:
        return dated(content.place, content.made_on)
    day = short_day(content.made_on)
    return say(_("{place}, le {date}"), place=content.place, date=day) if _placed(content) else day


def _placed(content: AgreementContent) -> bool:
    """Whether a place goes with the date; the first layout wrote its comma without one too."""
    return content.template < 2 or bool(content.place)


def _period(blocks: Blocks, content: AgreementContent) -> list[Line]:
    """Out and back: what everyone looks for first."""
    out, due = moment_words(content.out_at), day_words(content.due_on)
    lines = blocks.lines(_("Remis le"), HALF, LABEL) if out else []
    lines += (
        blocks.lines(out, HALF, LEAD)
        if out
        else blocks.pens([(_("Remis le"), 50 * MM), (_("à"), 30 * MM)])
    )
    if not due:
        return lines + blocks.pen(_("À rendre au plus tard le"), HALF, None)
    return [
        *lines,
        *blocks.lines(_("À rendre au plus tard le"), HALF, LABEL, above=5),
        *blocks.lines(due, HALF, LEAD),
    ]


def _print_parties(blocks: Blocks, content: AgreementContent) -> None:
    office, blank = content.office, content.blank
    lender = [
        *blocks.lines(office.name, HALF, STRONG),
        *blocks.lines(
            say(
                _(
                    "Propriétaire de ce qui est prêté, sauf mention au tableau, et chargé "
                    "de sa garde"
                )
            ),
            HALF,
        ),
        *blocks.field(_("Retiré par"), content.pickup or content.signatory),
    ]
    if blank:
        taker = [
            line
            for label in (_("RNA ou SIRET"), _("Téléphone"), _("Représenté par"), _("Qualité"))
            for line in blocks.pen(label)
        ]
    else:
        taker = _borrower(blocks, content)
    blocks.pair(Section(_("Prêteur"), lender), Section(_("Emprunteur"), taker), gap=0)


def _borrower(blocks: Blocks, content: AgreementContent) -> list[Line]:
    borrower = content.borrower
    lines = blocks.lines(borrower.name, HALF, STRONG) if borrower.name.strip() else []
    born = short_day(borrower.birth_date)
    lines += blocks.joined(
        (borrower.form, borrower.number, say(_("né·e le {date}"), date=born) if born else ""), HALF
    )
    lines += blocks.joined(registered(borrower), HALF)
    lines += blocks.joined((borrower.phone, borrower.email), HALF)
    if borrower.membership.strip():
        lines += blocks.lines(say(_("adhésion {state}"), state=borrower.membership), HALF)
    signatory = ", ".join(x for x in (content.signatory, content.signatory_capacity) if x.strip())
    if signatory == borrower.name:  # a person who signs for themselves
        return lines
    return lines + blocks.value(_("Représenté par"), signatory)


def _print_terms(blocks: Blocks, content: AgreementContent) -> None:
    use = [
        *blocks.field(_("Objet"), content.purpose),
        *blocks.field(_("Lieu"), content.place_of_use),
        *blocks.pen(_("Contact du jour")),
    ]
    deposit = content.deposit
    heading = _("Gratuité et dépôt de garantie")
    if content.fee_cents:
        heading = _("Prix et dépôt de garantie")
        free = blocks.value(_("Prix"), money(content.fee_cents, content.currency))
        free += blocks.ticks((_("payé"), _("à payer")), HALF)
    else:
        free = blocks.lines(say(_("Le prêt est gratuit (Code civil, art. 1876).")), HALF)
    if deposit.amount_cents or content.blank:
        amount = money(deposit.amount_cents, content.currency) if deposit.amount_cents else ""
        terms = ", ".join(x for x in (amount, deposit.method, deposit.reference) if x.strip())
        free += blocks.field(_("Dépôt"), terms)
        free += blocks.ticks((_("non encaissé"), _("encaissé")), HALF)
    else:
        free += blocks.lines(say(_("Aucun dépôt de garantie n'est demandé.")), HALF)
    blocks.pair(Section(_("Usage"), use), Section(heading, free))


def _print_insurance(blocks: Blocks) -> None:
    left = [*blocks.pen(_("Assureur")), *blocks.pen(_("Police n°"))]
    right = [
        *blocks.pen(say(_("Valable jusqu'au"))),
        *blocks.pens([(_("Attestation vue par"), 55 * MM), (_("le"), 26.4 * MM)]),
    ]
    covers = blocks.ticks((_("responsabilité civile"), _("dommages au matériel")), HALF)
    blocks.heading(say(_("Assurance de l'emprunteur")), covers, keep=2 * paper.PEN)
    blocks.halves(left, right)


def _print_clauses(blocks: Blocks, content: AgreementContent) -> None:
    if not content.clauses:
        return
    lines: list[Line] = []
    for number, clause in enumerate(content.clauses, start=1):
        lines += _clause(blocks, number, clause)
    blocks.heading(_("Conditions"), keep=36)
    blocks.flow.columns((LEFT, SECOND), lines)


def _clause(blocks: Blocks, number: int, clause: Clause) -> list[Line]:
    """A numbered article, its title run into its first paragraph."""
    lettering = blocks.lettering
    *before, title = lettering.lines(typeset(f"{number}. {clause.title}."), STRONG, HALF)
    out = [Line(paper.CLAUSE.leading, (Words(0.0, line, STRONG),), keeps=True) for line in before]
    head = Words(0.0, title, STRONG)
    indent = lettering.width(title, STRONG) + lettering.width(" ", TEXT)
    for index, paragraph in enumerate(clause.paragraphs or ("",)):
        words = lettering.lines(typeset(paragraph), TEXT, HALF, indent if not index else 0.0)
        last = len(words) - 1
        for row, text in enumerate(words):
            pieces: tuple[Words, ...] = (Words(0.0, text, TEXT),)
            if not index and not row:
                pieces = (head, Words(indent, text, TEXT))
            keeps = last > 0 and row in {0, last - 1}
            out.append(Line(paper.CLAUSE.leading, pieces, keeps=keeps))
    out[0] = out[0]._replace(above=3.6)
    return out


def _print_closing(blocks: Blocks, content: AgreementContent) -> None:
    """Attachments, date and place, and the signatures at departure: read as one."""
    labels = [
        say(_("attestation d'assurance")),
        say(_("notice d'utilisation")),
        _("règlement intérieur"),
        _("inventaire"),
    ]
    if any(annexed(line) for line in content.lines):
        labels.append(_("annexes"))
    start = 30 * MM
    attached = [
        Cell(LEFT, blocks.lines(_("Pièces jointes"), start, paper.HEADING)),
        Cell(LEFT + start, blocks.ticks(labels, FULL - start)),
    ]
    if content.blank:
        made = blocks.pens([(_("Fait en deux exemplaires à"), 100 * MM), (_("le"), 74 * MM)])
    else:
        made_at = (
            _("Fait en deux exemplaires à {place}, le {date}. Signatures au départ :")
            if _placed(content)
            else _("Fait en deux exemplaires le {date}. Signatures au départ :")
        )
        day = short_day(content.made_on)
        made = blocks.lines(say(made_at, place=content.place, date=day), FULL)
    signing = signatures(blocks, _signers(content), approved=True)
    blocks.flow.need(18 + row_height(attached) + height_of(made) + row_height(signing))
    blocks.flow.skip(SECTION_GAP)
    blocks.flow.rule()
    blocks.flow.row(attached, above=4.5)
    blocks.full(made, above=4)
    blocks.flow.row(signing, above=4)


def _signers(content: AgreementContent) -> list[Signer]:
    """Who signs at departure; for a minor their guardian too, or alone who signs in their name."""
    name, capacity = content.signatory, content.signatory_capacity
    lender = Signer(_("Pour le prêteur"))
    borrower = Signer(
        say(_("Pour l'emprunteur")),
        name or ("" if content.blank else content.borrower.name),
        capacity,
    )
    if not content.minor:
        return [lender, borrower]
    if content.template >= 2 and name and name != content.borrower.name:
        return [lender, Signer(_("Représentant légal"), name, capacity)]
    return [lender, borrower, Signer(_("Représentant légal"))]
