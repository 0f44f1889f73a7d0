"""Lists on paper: nothing left out, nothing over anything else, heads on every page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.reading import faults, page_texts, said, tight
from tests.documents.test_any_text import COUNT, TAG, TEXT, _any
from vaetvient.documents.lists import (
    compose_list,
    compose_out_list,
    compose_shelf_list,
    render_list,
    render_out_list,
    render_shelf_list,
)
from vaetvient.documents.round_report import compose_round_report, render_round_report
from vaetvient.domain.prints import (
    CountLine,
    ListColumn,
    OutBorrower,
    OutLine,
    OutList,
    PrintedList,
    RoundLine,
    RoundReport,
    ShelfLine,
    ShelfList,
    ShelfPlace,
)

OFFICE = "Maison des associations de Grenoble"
AT = "2026-11-23T14:05"
PROJECTOR_OUT = OutLine("VID-012", "Vidéoprojecteur", 1, "GRE-2026-0042", "2026-11-16", days_late=7)
CHAIRS_OUT = OutLine("CHA-LOT", "Chaise pliante", 30, "GRE-2026-0043", "2026-11-27")


def any_list(count: int = 3, **changes: Any) -> PrintedList:
    usual = PrintedList(
        language="fr",
        office=OFFICE,
        title="Prêts",
        made_at=AT,
        columns=(ListColumn("Numéro"), ListColumn("Emprunteur"), ListColumn("Caution", "right")),
        rows=tuple((f"GRE-2026-{n:04}", "Zoé Lefèvre", "150,00 €") for n in range(count)),
        filters=("en retard",),
    )
    return replace(usual, **changes)


def out_list(*borrowers: OutBorrower) -> OutList:
    return OutList("fr", OFFICE, AT, borrowers)


def shelf_list(*places: ShelfPlace) -> ShelfList:
    return ShelfList("fr", OFFICE, AT, places)


def report(**changes: Any) -> RoundReport:
    usual = RoundReport(
        language="fr",
        office=OFFICE,
        scope="Réserve",
        begun_at="2026-11-23T10:05",
        closed_at="2026-11-23T11:12",
        made_at="2026-11-23T11:12",
        seen=42,
        expected=43,
        on_loan=6,
        missing=(RoundLine("VID-003", "Vidéoprojecteur", "Réserve"),),
        counts=(
            CountLine("CHA-LOT", "Chaise pliante", "Réserve", 170, 168, accepted=True),
            CountLine("NAP-LOT", "Nappe", "Réserve", 12, None),
        ),
    )
    return replace(usual, **changes)


# Any list


def test_a_list_says_what_it_is_when_and_why_these_rows() -> None:
    text = said(compose_list(any_list()))
    for words in (OFFICE, "Prêts", "État au 23/11/2026, 14 h 05", "3 lignes · en retard", "1 / 1"):
        assert tight(words) in text, words


def test_300_rows_go_on_over_pages_under_a_repeated_head() -> None:
    pages = page_texts(render_list(any_list(300)))
    assert len(pages) > 4
    assert all("Emprunteur" in page for page in pages)
    assert [sum(f"GRE-2026-{n:04}" in page for page in pages) for n in range(300)] == [1] * 300


def test_few_columns_stand_upright_many_lie_on_their_side() -> None:
    upright = compose_list(any_list()).sheet
    words = "un texte assez long pour une colonne"
    many = any_list(
        columns=tuple(ListColumn(f"Colonne {n}") for n in range(9)), rows=((words,) * 9,) * 40
    )
    sideways = compose_list(many)
    assert upright == sideways.sheet[::-1]
    assert said(sideways).count(tight(words)) == 9 * 40


def test_an_empty_list_still_comes_out() -> None:
    assert tight("0 ligne") in said(compose_list(any_list(0)))
    assert compose_list(any_list(0, columns=(), rows=())).pages


ROWS = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.builds(ListColumn, TEXT, st.sampled_from(["left", "right"])), min_size=n,
                 max_size=n),
        st.lists(st.lists(TEXT, min_size=n, max_size=n).map(tuple), max_size=6),
    )
)  # fmt: skip


@given(ROWS, TEXT)
def test_any_list_upright_keeps_to_its_columns(
    drawn: tuple[list[ListColumn], list[tuple[str, ...]]], title: str
) -> None:
    columns, rows = drawn
    document = compose_list(any_list(title=title, columns=tuple(columns), rows=tuple(rows)))
    if document.sheet[0] < document.sheet[1]:  # the measure of `faults` is the upright sheet
        assert faults(document) == []


# What is out


def test_what_is_out_is_told_borrower_by_borrower() -> None:
    zoe = OutBorrower("Zoé Lefèvre", "A-0007", "06 12 34 56 78", lines=(PROJECTOR_OUT, CHAIRS_OUT))
    text = said(compose_out_list(out_list(zoe, OutBorrower("Sam Martin", lines=(CHAIRS_OUT,)))))
    for words in (
        "61 objets · 2 emprunteurs · 1 en retard",
        "A-0007 · 06 12 34 56 78",
        "7 jours de retard",
        "VID-012",
        "GRE-2026-0042",
        "16 novembre 2026",
        "Sam Martin",
    ):
        assert tight(words) in text, words


def test_a_borrower_who_goes_on_over_the_page_is_named_again() -> None:
    lines = tuple(replace(PROJECTOR_OUT, tag=f"VID-{n:03}") for n in range(80))
    pages = page_texts(render_out_list(out_list(OutBorrower("Zoé Lefèvre", lines=lines))))
    assert all("Zoé Lefèvre (suite)" in page for page in pages[1:])


def test_when_nothing_is_out_the_paper_says_so() -> None:
    assert tight("Rien n’est sorti.") in said(compose_out_list(out_list()))


OUT = st.builds(
    OutBorrower, TEXT, TEXT, TEXT, TEXT,
    st.lists(_any(OutLine, tag=TAG, quantity=COUNT, days_late=COUNT), max_size=4).map(tuple),
)  # fmt: skip


@given(st.lists(OUT, max_size=4))
def test_whatever_is_out_is_on_the_paper(borrowers: list[OutBorrower]) -> None:
    assert faults(compose_out_list(out_list(*borrowers))) == []


# Shelves


def test_an_item_is_ticked_a_stock_counted_and_what_is_away_explained() -> None:
    away = ShelfLine("VID-013", "Vidéoprojecteur", away="en prêt à Zoé Lefèvre")
    document = compose_shelf_list(
        shelf_list(
            ShelfPlace(
                "Réserve",
                (ShelfLine("VID-012", "Vidéoprojecteur", "X8JK"), away),
            ),
            ShelfPlace("", (ShelfLine("CHA-LOT", "Chaise pliante", count=170),)),
        )
    )
    text = said(document)
    for words in ("Réserve", "n° X8JK", "en prêt à Zoé Lefèvre", "Sans emplacement", "170"):
        assert tight(words) in text, words
    assert len(document.pages[0].frames) == 1


SHELF = st.builds(
    ShelfPlace, TEXT,
    st.lists(_any(ShelfLine, tag=TAG, count=st.none() | COUNT), max_size=4).map(tuple),
)  # fmt: skip


@given(st.lists(SHELF, max_size=4))
def test_whatever_is_on_the_shelves_is_on_the_paper(places: list[ShelfPlace]) -> None:
    assert faults(compose_shelf_list(shelf_list(*places))) == []


# The report of a round


def test_a_round_s_report_says_what_is_missing_and_what_was_counted() -> None:
    text = said(compose_round_report(report()))
    for words in (
        "Inventaire : Réserve",
        "clos le 23/11/2026, 11 h 12",
        "42 objets vus sur 43 · 1 manquant",
        "Manquants (1)",
        "VID-003",
        "168",
        "−2",
        "corrigé",
        "pas compté",
    ):
        assert tight(words) in text, words
    assert "inconnues" not in text


def test_when_all_is_there_the_report_says_so() -> None:
    assert tight("Tout est là.") in said(compose_round_report(report(missing=(), counts=())))


def test_a_round_that_goes_on_is_said_to() -> None:
    assert tight("pas encore clos") in said(compose_round_report(report(closed_at="")))


THINGS = st.lists(_any(RoundLine, tag=TAG), max_size=3).map(tuple)
COUNTS = st.lists(
    _any(CountLine, tag=TAG, expected=COUNT, counted=st.none() | COUNT, accepted=st.booleans()),
    max_size=3,
).map(tuple)


@given(THINGS, THINGS, COUNTS, TEXT)
@settings(max_examples=25)
def test_whatever_a_round_finds_is_on_the_paper(
    missing: tuple[RoundLine, ...],
    unknown: tuple[RoundLine, ...],
    counts: tuple[CountLine, ...],
    scope: str,
) -> None:
    content = report(missing=missing, unknown=unknown, counts=counts, scope=scope)
    assert faults(compose_round_report(content)) == []


# All of them


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_keep_to_their_columns(language: str) -> None:
    zoe = OutBorrower("Zoé Lefèvre", lines=(PROJECTOR_OUT,) * 60)
    shelf = ShelfPlace("Réserve", (ShelfLine("CHA-LOT", "Chaise pliante", count=170),) * 60)
    for document in (
        compose_list(any_list(80, language=language)),
        compose_out_list(replace(out_list(zoe), language=language)),
        compose_shelf_list(replace(shelf_list(shelf), language=language)),
        compose_round_report(report(language=language)),
    ):
        assert faults(document) == []


def test_the_same_content_is_the_same_bytes() -> None:
    for render in (
        lambda: render_list(any_list()),
        lambda: render_out_list(out_list(OutBorrower("Zoé", lines=(PROJECTOR_OUT,)))),
        lambda: render_shelf_list(shelf_list(ShelfPlace("Réserve", ()))),
        lambda: render_round_report(report()),
    ):
        assert render() == render()
