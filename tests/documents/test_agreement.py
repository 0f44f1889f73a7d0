"""The agreement on paper: nothing missing, in order, in its language, whatever is lent."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.documents.papers import (
    CHAIRS,
    COLD_ROOM,
    GARDENS,
    MINIBUS,
    PROJECTOR,
    ROOM,
    SPEAKERS,
    agreement,
    blank_agreement,
    many,
)
from tests.documents.reading import faults, inked, page_texts, said, tight, whole
from vaetvient.documents import paper
from vaetvient.documents.agreement import compose_agreement, render_agreement
from vaetvient.domain.agreement import (
    AgreementContent,
    DepositTerms,
    Party,
    agreement_from_json,
    to_json,
)
from vaetvient.language import speaking


def test_every_value_of_the_loan_can_be_read_on_the_paper() -> None:
    content = agreement(states_value=True)
    text = whole(render_agreement(content))
    for party in (content.office, content.borrower):
        for value in (party.name, *party.address_lines, party.rna, party.siret, party.email):
            assert tight(value) in text
    for line in content.lines:
        for value in (line.tag, line.label, line.brand, line.serial, line.owner, line.defects):
            assert tight(value) in text
        for part in line.parts:
            assert tight(f"{part.quantity} × {part.name}") in text
    for value in (
        "GRE-2026-0042",
        "A-0142",
        "à jour jusqu'au 31 août 2027",
        "Zoé Lefèvre, trésorière",
        "Karim Benali",
        "lundi 23 novembre 2026, 14 h 05",
        "lundi 30 novembre 2026",
        "Fête de quartier",
        "Parc Maurice-Thorez",
        "150,00 €, chèque, n° 4815162, Crédit coopératif",
        "Appeler avant de venir.",
        "450,00 €",
        "3 lignes · 32 objets · valeur totale 1 430,00 €",
        "1. Nature du prêt.",
        "Par écrit.",
    ):
        assert tight(value) in text, value


def test_the_eleven_parts_come_in_their_order() -> None:
    text = said(compose_agreement(agreement()))
    places = [
        text.index(tight(landmark))
        for landmark in (
            "Maison des associations de Grenoble",
            "Prêteur",
            "Désignation",
            "Lieu",
            "Gratuité et dépôt de garantie",
            "Assurance de l’emprunteur",
            "Conditions",
            "Pièces jointes",
            "Fait en deux exemplaires à Grenoble, le 23 novembre 2026",
            "Constat de retour",
            "Saisi le",
        )
    ]
    assert places == sorted(places)


def test_both_sides_sign_at_departure_and_again_at_return() -> None:
    text = said(compose_agreement(agreement()))
    assert text.count(tight("Pour le prêteur")) == 2
    assert text.count(tight("Pour l’emprunteur")) == 2
    assert text.count(tight("lu et approuvé")) == 2


def test_a_minor_signs_with_a_guardian() -> None:
    grown_up = said(compose_agreement(agreement()))
    minor = said(compose_agreement(agreement(minor=True, signatory="")))
    assert tight("Représentant légal") not in grown_up
    assert tight("Représentant légal") in minor
    assert minor.count(tight("lu et approuvé")) == 3


def test_who_signs_for_a_minor_signs_once_and_as_before_on_what_was_printed_before() -> None:
    content = agreement(minor=True, borrower=Party(name="Jules Moulin"), signatory="Anne Moulin")
    text = said(compose_agreement(content))
    assert text.count(tight("lu et approuvé")) == 2
    assert tight("Représentant légal") in text
    before = json.loads(to_json(content))
    del before["template"]  # frozen before there was a second layout
    frozen = agreement_from_json(json.dumps(before))
    assert said(compose_agreement(frozen)).count(tight("lu et approuvé")) == 3


def test_a_long_tag_is_whole_in_the_return_statement() -> None:
    line = replace(CHAIRS, tag="PROJECTEUR-0012")

    def in_one_piece(template: int) -> int:
        document = compose_agreement(agreement(lines=(line,), template=template))
        return sum(placed.text == line.tag for page in document.pages for placed in page.texts)

    assert in_one_piece(2) == in_one_piece(1) + 1


def test_an_office_without_a_commune_dates_without_a_place() -> None:
    text = said(compose_agreement(agreement(place="")))
    assert tight("Fait en deux exemplaires le 23") in text
    assert tight(", le 23") not in text
    before = said(compose_agreement(agreement(place="", template=1)))
    assert tight("exemplaires à , le 23") in before


def test_the_first_of_a_month_is_written_as_before_on_what_was_printed_before() -> None:
    content = agreement(made_on="2026-12-01", out_at="2026-12-01T09:00", due_on="2027-01-01")
    text = said(compose_agreement(content))
    assert tight("Grenoble, le 1er décembre 2026") in text
    assert tight("vendredi 1er janvier 2027") in text
    before = said(compose_agreement(replace(content, template=2)))
    assert tight("Grenoble, le 1 décembre 2026") in before
    english = said(compose_agreement(replace(content, language="en")))
    assert tight("1 January 2027") in english


def test_a_person_who_signs_for_themselves_is_named_once_among_the_borrowers_facts() -> None:
    zoe = Party(name="Zoé Lefèvre", form="personne", birth_date="1987-04-12")
    content = agreement(borrower=zoe, signatory="Zoé Lefèvre", signatory_capacity="")
    text = said(compose_agreement(content))
    assert tight("Représenté par") not in text
    assert tight("né·e le 12 avril 1987") in text


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_usual_loan_takes_two_pages(count: int) -> None:
    assert len(compose_agreement(agreement(lines=many(count))).pages) <= 2


def test_a_long_table_goes_on_with_its_head_and_loses_no_line() -> None:
    content = agreement(lines=many(300))
    pages = page_texts(render_agreement(content))
    for line in content.lines:
        assert sum(page.count(line.tag) for page in pages) == 2, "lent once, returned once"
    for number, page in enumerate(pages, start=1):
        assert f"page {number} / {len(pages)}" in " ".join(page.split())
        if "OBJ-" in page:
            assert "Étiquette" in page


def test_the_head_of_a_table_is_never_left_alone_at_the_foot_of_a_page() -> None:
    for height in range(1, 60, 3):
        borrower = replace(GARDENS, address_lines=("rue",) * height)
        content = agreement(borrower=borrower, lines=(replace(PROJECTOR, label="long " * 60),))
        for page in compose_agreement(content).pages:
            heads = [p for p in page.texts if p.text == "Désignation"]
            for head in heads:
                assert any(p.x == head.x and p.baseline > head.baseline for p in page.texts)


def test_without_a_deposit_none_is_mentioned_at_the_return() -> None:
    text = said(compose_agreement(agreement(deposit=DepositTerms())))
    assert tight("Aucun dépôt de garantie n’est demandé.") in text
    assert "conservé" not in text


def test_a_value_is_stated_only_by_choice() -> None:
    assert "1883" not in said(compose_agreement(agreement()))
    assert "1883" in said(compose_agreement(agreement(states_value=True)))


def test_amounts_stand_under_one_another() -> None:
    page = compose_agreement(agreement(states_value=True)).pages[0]
    rights = {
        round(inked(p).right, 2)
        for p in page.texts
        if p.text.endswith("€") and p.x > 400 and p.style == paper.TEXT
    }
    assert len(rights) == 1


def test_the_address_stands_in_the_envelopes_window_and_nothing_else_does() -> None:
    page = compose_agreement(agreement()).pages[0]
    window = [
        p.text
        for p in page.texts
        if p.x > 88 * paper.MM and 34 * paper.MM < p.baseline < 86 * paper.MM
    ]
    assert window == [GARDENS.name, *GARDENS.address_lines]
    framed = [f for f in page.frames if f.y + f.height > 34 * paper.MM and not f.weight]
    assert not framed, "the QR code ends above the window"


def test_a_blank_agreement_has_its_number_and_room_to_write() -> None:
    document = compose_agreement(blank_agreement())
    text = said(document)
    assert "GRE-2026-0099" in text
    assert tight("Nom et adresse de l’emprunteur") in text
    assert any(not frame.weight for frame in document.pages[0].frames), "the QR code"
    rules = sum(len(page.strokes) for page in document.pages)
    assert rules > sum(len(page.strokes) for page in compose_agreement(agreement()).pages)
    assert len(document.pages) <= 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (MINIBUS, ("Annexe 1 – Véhicule", "GA-123-BC", "84 210 km", "Conducteurs autorisés",
                   "Permis depuis au moins", "Rayon d’utilisation", "Carburant", "À bord",
                   "Croquis des dommages")),
        (ROOM, ("Annexe 1 – Salle", "60 personnes au plus", "de plain-pied", "Clés et badges",
                "État des lieux", "Sécurité")),
        (COLD_ROOM, ("Annexe 1 – Chambre froide", "Température", "Alimentation électrique",
                     "Remorquage", "EF-456-GH", "B96")),
    ],
)  # fmt: skip
def test_each_kind_of_thing_has_its_annex(line: object, expected: tuple[str, ...]) -> None:
    text = whole(render_agreement(agreement(lines=(line, CHAIRS))))
    for words in expected:
        assert tight(words) in text, words


def test_annexes_are_numbered_and_listed_among_the_attachments() -> None:
    document = compose_agreement(agreement(lines=(MINIBUS, CHAIRS, ROOM, COLD_ROOM)))
    text = said(document)
    for title in ("Annexe 1 – Véhicule", "Annexe 2 – Salle", "Annexe 3 – Chambre froide"):
        assert tight(title) in text
    assert "annexes" in text
    assert any(page.outlines for page in document.pages), "the outlines of the van"
    assert "Annexe" not in said(compose_agreement(agreement()))


@pytest.mark.parametrize(
    "content",
    [
        agreement(),
        agreement(states_value=True, minor=True),
        agreement(lines=(MINIBUS, ROOM, COLD_ROOM)),
        agreement(lines=many(40)),
        agreement(lines=()),
        agreement(language="en", lines=(MINIBUS, ROOM, COLD_ROOM, PROJECTOR)),
        blank_agreement(),
        replace(blank_agreement(), language="en"),
    ],
)
def test_nothing_overlaps_or_leaves_the_margins(content: AgreementContent) -> None:
    assert faults(compose_agreement(content)) == []


def test_a_name_of_400_characters_wraps_without_being_cut() -> None:
    for name in ("Association pour la promotion des très longs noms " * 8, "Nom" * 133 + "x"):
        content = agreement(
            borrower=replace(GARDENS, name=name[:400]),
            office=replace(GARDENS, name=name[:400]),
            signatory=name[:400],
            pickup=name[:400],
            lines=(replace(SPEAKERS, label=name[:400], owner=name[:400]),),
        )
        document = compose_agreement(content)
        assert faults(document) == []
        assert said(document).count(tight(name[:400])) >= 6


def test_names_in_other_scripts_are_spelled_out_and_said_to_be() -> None:
    content = agreement(
        borrower=replace(GARDENS, name="جمعية الصداقة"), signatory="李小龙", pickup="Zoé 🎉"
    )
    text = whole(render_agreement(content))
    assert tight("[Li Xiao Long]") in text
    assert tight("Zoé [tada]") in text
    assert "(cid:" not in text
    assert tight("[ ] : écriture translittérée") in text
    assert "translitt" not in whole(render_agreement(agreement()))


def test_the_paper_speaks_its_own_language_whatever_the_window_speaks() -> None:
    french = render_agreement(agreement())
    with speaking("en"):
        assert render_agreement(agreement()) == french
    dated = whole(render_agreement(agreement(language="en")))
    assert tight("Monday, 23 November 2026") in dated or tight("Monday 23 November 2026") in dated
    assert "€150.00" in dated
    assert whole(render_agreement(agreement(language="de"))) == whole(french)


@pytest.mark.parametrize(
    ("language", "title", "price"),
    [("fr", "Contrat de location", "Prix30,00€"), ("en", "Hire agreement", "Price€30.00")],
)
def test_what_is_paid_for_is_a_hire_and_never_said_to_be_free(
    language: str, title: str, price: str
) -> None:
    paid = whole(render_agreement(agreement(language=language, fee_cents=30_00)))
    assert tight(title) in paid
    assert tight(price) in paid
    assert "1876" not in paid
    free = whole(render_agreement(agreement(language=language)))
    assert tight(title) not in free
    assert "1876" in free
