"""The return receipt: what came back, in what state, and the deposit's end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.papers import receipt
from tests.documents.reading import faults, page_texts, said, tight, whole
from vaetvient.documents.receipt import compose_receipt, render_receipt
from vaetvient.domain.agreement import DepositTerms


def test_everything_about_the_return_can_be_read() -> None:
    text = whole(render_receipt(receipt()))
    for words in (
        "Reçu de retour",
        "GRE-2026-0042",
        "Grenoble, le 3 décembre 2026",
        "jeudi 3 décembre 2026, 10 h 12",
        "Il reste 2 objets à rendre.",
        "lundi 23 novembre 2026, 14 h 05",
        "lundi 30 novembre 2026, 3 jours de retard",
        "Les Jardins d'Échirolles",
        "SON-003",
        "n° YST-99812",
        "2 × micro dynamique, dont 1 en moins",
        "4 × câble XLR",
        "usure → abîmé",
        "grille enfoncée",
        "CHA-LOT",
        "150,00 €, chèque, n° 4815162",
        "conservé : 40,00 € ; rendu : 110,00 €",
        "micro manquant",
        "Deux chaises restent au parc.",
        "page 1 / 1",
    ):
        assert tight(words) in text, words


def test_a_complete_return_says_so_first() -> None:
    text = said(compose_receipt(receipt(complete=True, days_late=0)))
    assert tight("Tout est rendu.") in text
    assert "retard" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [("held", "encore détenu par le prêteur"), ("returned", "rendu à l’emprunteur")],
)
def test_the_deposit_s_end_is_told(state: str, words: str) -> None:
    assert tight(words) in said(compose_receipt(receipt(deposit_state=state)))


def test_no_deposit_no_word_of_it() -> None:
    content = receipt(deposit=DepositTerms(), deposit_state="", deposit_kept_cents=0)
    assert "Dépôt" not in said(compose_receipt(content))


def test_a_deposit_kept_whole_gives_nothing_back() -> None:
    text = said(compose_receipt(receipt(deposit_kept_cents=15_000)))
    assert tight("conservé : 150,00 €") in text
    assert tight("; rendu") not in text


def test_300_lines_go_on_over_pages_under_a_repeated_head() -> None:
    lines = tuple(replace(receipt().lines[1], tag=f"OBJ-{i:04}") for i in range(300))
    pages = page_texts(render_receipt(receipt(lines=lines)))
    for line in lines:
        assert sum(page.count(line.tag) for page in pages) == 1
    assert all("Étiquette" in page for page in pages if "OBJ-" in page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_overlaps_or_leaves_the_margins(language: str) -> None:
    assert faults(compose_receipt(receipt(language=language))) == []
    assert faults(compose_receipt(receipt(language=language, lines=()))) == []
