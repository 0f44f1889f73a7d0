"""The slip that travels with things from one office to another."""

from __future__ import annotations

from dataclasses import replace

from tests.documents.reading import page_texts, tight, whole
from vaetvient.documents.transfer_slip import render_transfer_slip
from vaetvient.domain.agreement import Party
from vaetvient.domain.prints import SlipLine, TransferSlip

SLIP = TransferSlip(
    language="fr",
    number="T-ECH-3F9A2C",
    sender=Party("Maison des associations d'Échirolles", address_lines=("2 place Beaumarchais",)),
    receiver=Party(
        "Maison des habitants Centre-ville",
        address_lines=("2 rue du Vieux Temple", "38000 Grenoble"),
        phone="04 76 54 67 53",
    ),
    place="Échirolles",
    sent_at="2026-11-23T14:05",
    sent_by="Odile",
    carrier="Samir",
    note="À rendre avant Noël.",
    request="D-GRE-1B2C3D",
    lines=(
        SlipLine("VID-012", "Vidéoprojecteur Epson EB-X06", "X5FK09", 1, "bon état", "rayé"),
        SlipLine("CHA-1", "Chaise pliante", quantity=30),
    ),
)


def test_the_slip_says_what_goes_from_whom_to_whom() -> None:
    text = whole(render_transfer_slip(SLIP))
    for said in (
        SLIP.number,
        SLIP.sender.name,
        SLIP.receiver.name,
        "VID-012",
        "X5FK09",
        "bonétat",
        "rayé",
        "30",
        "Samir",
        "D-GRE-1B2C3D",
        "31objets",
        "avantNoël",
    ):
        assert tight(said) in text


def test_equal_slips_give_equal_bytes() -> None:
    assert render_transfer_slip(SLIP) == render_transfer_slip(replace(SLIP))


def test_a_long_slip_goes_on_over_pages_and_keeps_its_signatures_together() -> None:
    many = replace(SLIP, lines=SLIP.lines * 40)
    pages = page_texts(render_transfer_slip(many))
    assert len(pages) > 1
    assert all(SLIP.number in page for page in pages)
    assert "Remis par" in pages[-1]
    assert "Reçu par" in pages[-1]


def test_the_slip_speaks_english_too() -> None:
    assert "Bordereau" not in whole(render_transfer_slip(replace(SLIP, language="en")))
