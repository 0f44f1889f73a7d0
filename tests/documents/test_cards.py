"""Members' cards: ten to a sheet, each within its cut, each read by a scanner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.documents.reading import Ink, inked, page_texts, reader, said, tight
from tests.documents.scanning import drawn, scanned
from tests.documents.test_any_text import TEXT
from vaetvient.documents import cards as printed
from vaetvient.documents.cards import compose_cards, render_cards
from vaetvient.documents.paper import MM, Document
from vaetvient.domain.prints import CardSheet, MemberCard

GARDENS = MemberCard("Les Jardins d'Échirolles", "A-0142", "2900000000018", "association")
ZOE = MemberCard("Zoé Lefèvre", "A-0007", "A-0007", "personne")


def cards(*members: MemberCard, **changes: Any) -> CardSheet:
    usual = CardSheet(
        language="fr",
        office="Maison des associations de Grenoble",
        contact="Carte trouvée ? 6 rue Berthe-de-Boissieux, 38000 Grenoble",
        made_on="2026-11-23",
        cards=members or (GARDENS, ZOE),
    )
    return replace(usual, **changes)


def test_a_card_says_who_of_which_office_and_where_it_belongs() -> None:
    text = said(compose_cards(cards(GARDENS)))
    for words in (
        "Maison des associations de Grenoble",
        "Carte d’adhérent",
        "Les Jardins d'Échirolles",
        "n° A-0142 · association",
        "Carte trouvée ?",
    ):
        assert tight(words) in text, words


def test_both_codes_of_each_card_are_read() -> None:
    assert scanned(drawn(render_cards(cards()))) == [
        ("Code 128", "2900000000018"),
        ("Code 128", "A-0007"),
        ("QR Code", "2900000000018"),
        ("QR Code", "A-0007"),
    ]


def test_the_eleventh_card_begins_a_second_sheet() -> None:
    members = tuple(replace(ZOE, number=f"A-{n:04}") for n in range(11))
    first, second = page_texts(render_cards(cards(*members)))
    assert "A-0009" in first
    assert "A-0010" in second


def test_the_sheet_has_the_size_that_cutters_expect() -> None:
    (page,) = reader(render_cards(cards())).pages
    assert [round(float(side) / MM) for side in (page.mediabox.width, page.mediabox.height)] == [
        210,
        297,
    ]
    assert printed.CARD_WIDTH / MM == 85.6
    assert printed.TOP > 10 * MM  # what an office printer leaves white


def misplaced(document: Document) -> list[str]:
    """Texts that leave their card by less than 3 mm of margin, or stand on one another."""
    out: list[str] = []
    for page in document.pages:
        inks = [inked(placed) for placed in page.texts]
        codes = [Ink("code", f.x, f.y, f.x + f.width, f.y + f.height) for f in page.frames]
        for number, ink in enumerate(inks):
            x = (ink.left - printed.LEFT) % printed.CARD_WIDTH
            y = (ink.top - printed.TOP) % printed.CARD_HEIGHT
            wide, tall = ink.right - ink.left, ink.bottom - ink.top
            inside = (
                x >= 3 * MM
                and x + wide <= printed.CARD_WIDTH - 3 * MM
                and y >= 3 * MM
                and y + tall <= printed.CARD_HEIGHT - 3 * MM
            )
            if not inside:
                out.append(f"out of its card: {ink}")
            out += [f"{ink} on {o}" for o in (*inks[number + 1 :], *codes) if ink.overlaps(o)]
    return out


@given(TEXT, st.lists(st.builds(MemberCard, TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=3))
def test_whatever_a_member_is_called_the_card_holds_it(
    office: str, members: list[MemberCard]
) -> None:
    assert misplaced(compose_cards(cards(*members, office=office, contact=office))) == []


def test_the_same_cards_are_the_same_bytes() -> None:
    assert render_cards(cards()) == render_cards(cards())
