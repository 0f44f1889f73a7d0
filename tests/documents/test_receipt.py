"""The return receipt: what came back, in what state, and the deposit's end."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.documents.papers import receipt
from tests.documents.reading import faults, page_texts, said, tight, whole
from vaetvient.documents.payment_receipt import compose_payment_receipt
from vaetvient.documents.receipt import compose_receipt, render_receipt
from vaetvient.domain.agreement import (
    DepositTerms,
    Party,
    build_receipt,
    receipt_from_json,
    to_json,
)
from vaetvient.domain.cash_paper import PaidLine, PaymentReceipt


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


def _as_frozen_before(content: object) -> str:
    """The JSON text of a receipt that was printed before receipts named their layout."""
    before = json.loads(to_json(content))
    del before["template"]
    return json.dumps(before)


def test_the_first_of_a_month_is_written_as_before_on_what_was_printed_before() -> None:
    content = receipt(made_at="2026-12-01T10:12", out_at="2026-11-01T09:00", place="")
    text = said(compose_receipt(content))
    assert tight("mardi 1er décembre 2026, 10 h 12") in text
    assert tight("dimanche 1er novembre 2026") in text
    assert tight(", le 1er") not in text, "an office without a commune"
    before = said(compose_receipt(receipt_from_json(_as_frozen_before(content))))
    assert tight("mardi 1 décembre 2026, 10 h 12") in before
    assert tight(", le 1 décembre 2026") in before

    paid = PaymentReceipt(
        *("REC-2026-0001", "fr", Party("Bureau"), "", "2026-12-01T10:12", Party("Zoé Lefèvre")),
        lines=(PaidLine("Adhésion", 1, 15_00),),
        method="espèces",
        reference="",
        who="",
    )
    assert tight("mardi 1er décembre") in said(compose_payment_receipt(paid))
    kept = build_receipt(PaymentReceipt, _as_frozen_before(paid))
    assert tight("mardi 1 décembre") in said(compose_payment_receipt(kept))
