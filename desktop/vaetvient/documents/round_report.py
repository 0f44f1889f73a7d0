"""The report of an inventory round: what was seen, what was not, and what to look into."""

from __future__ import annotations

from collections.abc import Sequence

from vaetvient.documents.blocks import say, short_moment
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import Table, spread
from vaetvient.domain.prints import CountLine, RoundLine, RoundReport
from vaetvient.language import _, as_language, ngettext, show_number, speaking


def render_round_report(content: RoundReport) -> bytes:
    """The report as PDF; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_round_report(content))


def compose_round_report(content: RoundReport) -> Document:
    """The report laid out: what needs somebody first, the counts last."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("Inventaire : {scope}"), scope=content.scope)
        table.print_title(title, content.office, content.made_at, _facts(content))
        _print_things(
            table,
            _("Manquants"),
            say(_("Attendus ici, et pas vus.")),
            content.missing,
            found=False,
        )
        _print_things(
            table,
            _("Pas à leur place"),
            say(_("Vus ailleurs que là où ils sont rangés.")),
            content.misplaced,
        )
        _print_things(
            table,
            _("En prêt, et pourtant là"),
            say(_("Un retour n'a sans doute pas été noté.")),
            content.lent_yet_here,
        )
        _print_things(
            table,
            _("Inattendus"),
            say(_("Vus ici alors qu'ils ne devaient pas y être.")),
            content.unexpected,
        )
        _print_unknown(table, content.unknown)
        _print_counts(table, content.counts)
        if not _anything(content):
            table.say(_("Tout est là."))
        about = About(
            title=title,
            author=content.office,
            subject=say(_("Rapport d'inventaire")),
            keywords="",
            language=as_language(content.language),
            made=content.made_at,
        )
        return table.document(about)


def _anything(content: RoundReport) -> bool:
    return bool(
        content.missing
        or content.misplaced
        or content.lent_yet_here
        or content.unexpected
        or content.unknown
        or content.counts
    )


def _facts(content: RoundReport) -> tuple[str, ...]:
    seen = ngettext("{n} objet vu", "{n} objets vus", content.seen)
    facts = [
        say(_("commencé le {moment}"), moment=short_moment(content.begun_at)),
        say(_("clos le {moment}"), moment=short_moment(content.closed_at))
        if content.closed_at
        else _("pas encore clos"),
        say(
            _("{seen} sur {expected}"),
            seen=seen.format(n=show_number(content.seen)),
            expected=show_number(content.expected),
        ),
    ]
    if content.missing:
        count = len(content.missing)
        facts.append(ngettext("{n} manquant", "{n} manquants", count).format(n=show_number(count)))
    if content.on_loan:
        facts.append(
            ngettext("{n} en prêt", "{n} en prêt", content.on_loan).format(
                n=show_number(content.on_loan)
            )
        )
    return tuple(facts)


def _print_things(
    table: Table, title: str, sentence: str, lines: Sequence[RoundLine], *, found: bool = True
) -> None:
    if not lines:
        return
    table.section(f"{title} ({show_number(len(lines))})", sentence)
    table.begin(
        spread(
            (
                (_("Étiquette"), 27, "left"),
                (_("Désignation"), 53, "left"),
                (_("Rangé"), 34, "left"),
                (_("Vu") if found else "", 34 if found else 8, "left"),
                (_("Remarque"), 40 if found else 66, "left"),
            ),
            table.width,
        )
    )
    for line in lines:
        table.row((line.tag, line.label, line.place, line.found_at, line.detail), strong=(0,))
    table.end()


def _print_unknown(table: Table, lines: Sequence[RoundLine]) -> None:
    if not lines:
        return
    table.section(
        _("Étiquettes inconnues ({n})").format(n=show_number(len(lines))),
        say(_("Aucune fiche ne porte cette étiquette.")),
    )
    table.begin(spread(((_("Étiquette"), 1, "left"), (_("Vu"), 1, "left")), table.width))
    for line in lines:
        table.row((line.tag, line.found_at), strong=(0,))
    table.end()


def _print_counts(table: Table, counts: Sequence[CountLine]) -> None:
    if not counts:
        return
    table.section(
        _("Lots comptés"), say(_("Ce qui devait être là, prêts déduits, et ce qui a été compté."))
    )
    table.begin(
        spread(
            (
                (_("Étiquette"), 26, "left"),
                (_("Désignation"), 48, "left"),
                (_("Rangé"), 30, "left"),
                (_("Attendu"), 17, "right"),
                (_("Compté"), 16, "right"),
                (_("Écart"), 19, "right"),
                ("", 23, "left"),
            ),
            table.width,
        )
    )
    for line in counts:
        counted = line.counted
        difference = "" if counted is None else _difference(counted - line.expected)
        outcome = _("pas compté") if counted is None else _("corrigé") if line.accepted else ""
        table.row(
            (
                line.tag,
                line.label,
                line.place,
                show_number(line.expected),
                "" if counted is None else show_number(counted),
                difference,
                outcome,
            ),
            strong=(0, 5),
        )
    table.end()


def _difference(units: int) -> str:
    if not units:
        return "0"
    return f"{'+' if units > 0 else '−'}{show_number(abs(units))}"
