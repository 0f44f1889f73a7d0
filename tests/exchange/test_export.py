"""What is written out opens right in a French spreadsheet, and comes back the same."""

import csv
from pathlib import Path

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.loans import cancel_loan, prepare_blank
from vaetvient.domain.equipment import Condition
from vaetvient.exchange.export import Listed, export_list, path_text


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


def written(office: TrialOffice, kind: str, target: Path) -> list[dict[str, str]]:
    """The rows that an export gives, by header."""
    with office.reading() as session:
        export_list(session, Listed(kind), target, office.desk.zone, quietly)
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_spreadsheet_recognises_the_file(office: TrialOffice, tmp_path: Path) -> None:
    office.person()
    written(office, "members", tmp_path / "m.csv")
    data = (tmp_path / "m.csv").read_bytes()
    assert data.startswith("\ufeffnuméro;type;nom;prénom;".encode())
    assert data.count(b"\r\n") == 2
    assert data.endswith(b"\r\n")


def test_members_are_told_as_they_are_typed(office: TrialOffice, tmp_path: Path) -> None:
    office.person(birth_date="12/03/1980", phone="0476010203", commune="grenoble", card="C-1")
    office.association(rna="W381001234", notes="une\ndeux")
    person, association = written(office, "members", tmp_path / "m.csv")
    assert person["type"] == "personne"
    assert person["date de naissance"] == "12/03/1980"
    assert person["téléphone"] == "04 76 01 02 03"
    assert person["commune"] == "Grenoble"
    assert association["dénomination"] == "Les Jardins d'Échirolles"
    assert association["notes"] == "une\ndeux"


def test_equipment_is_told_with_its_path_and_quantity(office: TrialOffice, tmp_path: Path) -> None:
    son = office.category("Image et son")
    projection = office.category("Projection", parent_id=son)
    model = office.model("Vidéoprojecteur", category_id=projection)
    office.item(tag="VID-001", model=model, value_cents=123450, condition=Condition.WORN)
    office.stock(tag="CHA-001", count=200)
    chairs, projector = written(office, "equipment", tmp_path / "e.csv")
    assert projector["catégorie"] == "Image et son > Projection"
    assert (projector["valeur"], projector["état"]) == ("1234,50", "usure")
    assert (projector["quantité"], projector["sorte"]) == ("", "exemplaire")
    assert (chairs["quantité"], chairs["sorte"], chairs["état"]) == ("200", "lot", "")


def test_loans_are_told_line_by_line(office: TrialOffice, tmp_path: Path) -> None:
    borrower = office.association()
    things = [office.item(tag="VID-001"), office.item(tag="SON-001")]
    office.lend(borrower, *things, (office.stock(tag="CHA-001"), 30), deposit_cents=5000)
    spoilt = prepare_blank(office.desk)[0]
    cancel_loan(office.desk, spoilt, "tachée")
    rows = written(office, "loans", tmp_path / "l.csv")
    assert [row["étiquette"] for row in rows] == ["VID-001", "SON-001", "CHA-001", ""]
    assert rows[2]["quantité"] == "30"
    assert rows[0]["départ"] == "23/11/2026 10:00"
    assert rows[0]["état"] == "en cours"
    assert rows[0]["caution"] == "50,00"
    assert (rows[3]["état"], rows[3]["raison de l'annulation"]) == ("annulé", "tachée")


def test_what_is_put_away_is_not_listed(office: TrialOffice, tmp_path: Path) -> None:
    from vaetvient.desk.equipment import archive_equipment
    from vaetvient.desk.members import archive_member

    archive_member(office.desk, office.person())
    archive_equipment(office.desk, office.item())
    assert written(office, "members", tmp_path / "m.csv") == []
    assert written(office, "equipment", tmp_path / "e.csv") == []


def test_no_cell_is_a_formula(office: TrialOffice, tmp_path: Path) -> None:
    office.association("=HYPERLINK(1)", notes="@x", phone="+41 22 730 00 00")
    (row,) = written(office, "members", tmp_path / "m.csv")
    assert row["dénomination"] == "'=HYPERLINK(1)"
    assert row["notes"] == "'@x"
    assert row["téléphone"].startswith("'+41")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ((), ""),
        (("Mobilier",), "Mobilier"),
        (("Image et son", "Projection"), "Image et son > Projection"),
        (("Son/Lumière",), "Son/Lumière >"),
    ],
)
def test_a_category_is_told_by_its_path(path: tuple[str, ...], told: str) -> None:
    assert path_text(path) == told


def test_progress_is_told(office: TrialOffice, tmp_path: Path) -> None:
    office.person()
    told: list[tuple[int, int]] = []
    with office.reading() as session:
        export_list(
            session,
            Listed.MEMBERS,
            tmp_path / "m.csv",
            office.desk.zone,
            lambda done, total: told.append((done, total)),
        )
    assert told == [(1, 1)]
