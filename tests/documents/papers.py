"""Agreements and receipts as a desk prints them, to be varied by each test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vaetvient.domain.agreement import (
    AgreementContent,
    AgreementLine,
    Clause,
    DepositTerms,
    Part,
    Party,
    ReceiptContent,
    ReceiptLine,
)

OFFICE = Party(
    name="Maison des associations de Grenoble",
    address_lines=("6 rue Berthe-de-Boissieux", "38000 Grenoble"),
    rna="W381000123",
    siret="213 801 855 00015",
    email="materiel@mda.example",
    phone="04 76 87 91 90",
)
GARDENS = Party(
    name="Les Jardins d'Échirolles",
    form="association",
    address_lines=("12 avenue des États-Généraux", "38130 Échirolles"),
    rna="W381012345",
    siret="812 345 678 00017",
    email="bonjour@jardins.example",
    phone="06 12 34 56 78",
    number="A-0142",
    membership="à jour jusqu'au 31 août 2027",
)
PROJECTOR = AgreementLine(
    tag="VID-012",
    label="Vidéoprojecteur",
    brand="Epson EB-X06",
    serial="X8JK1203457",
    value_cents=45_000,
    condition="bon état",
    defects="rayure sur le capot",
    parts=(Part("télécommande", 1), Part("câble HDMI 5 m", 2)),
)
SPEAKERS = AgreementLine(
    tag="SON-003",
    label="Sono portable",
    brand="Yamaha 400BT",
    serial="YST-99812",
    value_cents=62_000,
    owner="Ligue de l'enseignement",
    condition="usure",
    parts=(Part("micro dynamique", 2),),
)
CHAIRS = AgreementLine(
    tag="CHA-LOT", label="Chaise pliante", quantity=30, value_cents=1_200, condition="bon état"
)
MINIBUS = AgreementLine(
    tag="VEH-001",
    label="Minibus",
    brand="Renault Trafic",
    condition="bon état",
    kind="vehicle",
    plate="GA-123-BC",
    licence_class="B",
    mileage_km=84_210,
    seats=9,
)
ROOM = AgreementLine(tag="SAL-02", label="Salle Mandela", kind="room", seats=60, step_free=True)
COLD_ROOM = AgreementLine(
    tag="FRO-001", label="Chambre froide", kind="cold_room", plate="EF-456-GH", licence_class="B96"
)
CLAUSES = (
    Clause("Nature du prêt", ("Prêt à usage, gratuit (Code civil, art. 1875 à 1891).",)),
    Clause("Durée", ("Retour au plus tard le 30 novembre 2026 ; sans délai.", "Par écrit.")),
)


def agreement(**changes: Any) -> AgreementContent:
    """An association's loan of three things, with a deposit, on 23 November 2026."""
    usual = AgreementContent(
        number="GRE-2026-0042",
        language="fr",
        office=OFFICE,
        place="Grenoble",
        made_on="2026-11-23",
        out_at="2026-11-23T14:05",
        due_on="2026-11-30",
        borrower=GARDENS,
        signatory="Zoé Lefèvre",
        signatory_capacity="trésorière",
        pickup="Karim Benali",
        lines=(PROJECTOR, SPEAKERS, CHAIRS),
        purpose="Fête de quartier",
        place_of_use="Parc Maurice-Thorez",
        deposit=DepositTerms(15_000, "chèque", "n° 4815162, Crédit coopératif"),
        note="Appeler avant de venir.",
        clauses=CLAUSES,
    )
    return replace(usual, **changes)


def blank_agreement() -> AgreementContent:
    """What is printed for a power cut."""
    return AgreementContent(
        number="GRE-2026-0099",
        language="fr",
        office=OFFICE,
        place="Grenoble",
        made_on="2026-11-23",
        out_at="",
        due_on="",
        borrower=Party(),
        clauses=CLAUSES,
        blank=True,
    )


def many(count: int) -> tuple[AgreementLine, ...]:
    """As many lines as asked, each with a tag of its own."""
    kinds = (PROJECTOR, SPEAKERS, CHAIRS)
    return tuple(replace(kinds[i % 3], tag=f"OBJ-{i:04}") for i in range(count))


def receipt(**changes: Any) -> ReceiptContent:
    """A late return with a part missing and a chair lost."""
    usual = ReceiptContent(
        number="GRE-2026-0042",
        language="fr",
        office=OFFICE,
        place="Grenoble",
        made_at="2026-12-03T10:12",
        out_at="2026-11-23T14:05",
        due_on="2026-11-30",
        borrower=GARDENS,
        lines=(
            ReceiptLine(
                tag="SON-003",
                label="Sono portable",
                serial="YST-99812",
                lent=1,
                returned=1,
                lost=0,
                still_out=0,
                condition_out="usure",
                condition_in="abîmé",
                returned_at="2026-12-03T10:12",
                remarks="grille enfoncée",
                parts=(Part("micro dynamique", 2, missing=1), Part("câble XLR", 4)),
            ),
            ReceiptLine("CHA-LOT", "Chaise pliante", "", 30, 27, 1, 2, "bon état", "", ""),
        ),
        deposit=DepositTerms(15_000, "chèque", "n° 4815162"),
        deposit_state="kept",
        deposit_kept_cents=4_000,
        deposit_kept_reason="micro manquant",
        days_late=3,
        note="Deux chaises restent au parc.",
    )
    return replace(usual, **changes)
