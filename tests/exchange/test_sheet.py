"""Which column holds what, in the words of several programs."""

from pathlib import Path

import pytest

from vaetvient.exchange.columns import EQUIPMENT, MEMBERS, Layout
from vaetvient.exchange.errors import MissingColumnsError, OnlyHeaderError
from vaetvient.exchange.sheet import Sheet, read_sheet


def sheet(folder: Path, text: str, layout: Layout = MEMBERS) -> Sheet:
    file = folder / "liste.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return read_sheet(file, layout)


def test_headers_are_read_in_french(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "Numéro;Type;NOM;prenom;Dénomination;Courriel;Téléphone;Date de naissance;Adresse;"
        "Code postal;Commune;RNA;SIRET;Carte;Notes\n1;2;3;4;5;6;7;8;9;10;11;12;13;14;15\n",
    )
    assert dict(found.rows[0].cells) == {
        "number": "1",
        "type": "2",
        "last_name": "3",
        "first_name": "4",
        "name": "5",
        "email": "6",
        "phone": "7",
        "birth_date": "8",
        "address": "9",
        "postal_code": "10",
        "commune": "11",
        "rna": "12",
        "siret": "13",
        "card": "14",
        "notes": "15",
    }
    assert found.kept_as_notes == ()


def test_headers_are_read_in_english(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "tag,model,category,serial,value,quantity,owner,location,condition\n1,2,3,4,5,6,7,8,9\n",
        EQUIPMENT,
    )
    said = found.rows[0].cells
    names = ("tag", "model", "category", "serial", "value", "quantity", "owner", "location")
    assert [said[name] for name in names] == list("12345678")
    assert said["condition"] == "9"
    assert found.kept_as_notes == ()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("étiquette", "tag"),
        ("ETIQUETTE", "tag"),
        ("Modèle", "model"),
        ("catégorie", "category"),
        ("numéro de série", "serial"),
        ("N° de série", "serial"),
        ("numero_de_serie", "serial"),
        ("valeur", "value"),
        ("Quantité", "quantity"),
        ("propriétaire", "owner"),
        ("emplacement", "location"),
        ("état", "condition"),
    ],
)
def test_case_accents_and_underscores_do_not_matter(header: str, field: str) -> None:
    assert EQUIPMENT.places([header]) == {field: [0]}


def test_what_belongs_to_no_field_is_kept_and_said(tmp_path: Path) -> None:
    found = sheet(tmp_path, "nom;prénom;fonction;\nMartin;Paul;trésorier;\n")
    assert found.rows[0].notes == (("fonction", "trésorier"),)
    assert found.kept_as_notes == ("fonction",)


def test_a_snipe_it_list_is_understood(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "\ufeffCompany,Name,Asset Tag,Category,Manufacturer,Location,Model,Model Number,"
        "Asset Notes,Purchase Date,Purchase Cost,Checkout Type\n"
        'Acme,Pelle,ABC-1,Engins,Berge,Hangar,"Pelle 13""",PX-13,ok,1/23/23,2266.13,User\n'
        "Acme,Grue,ABC-2,Engins,Berge,Hangar,Grue 5,GX-5,,3/1/23,99.00,\n",
        EQUIPMENT,
    )
    assert dict(found.rows[0].cells) == {
        "owner": "Acme",
        "tag": "ABC-1",
        "category": "Engins",
        "brand": "Berge",
        "location": "Hangar",
        "model": 'Pelle 13"',
        "reference": "PX-13",
        "notes": "ok",
        "purchased_on": "23/01/23",
        "value": "2266.13",
    }
    assert found.rows[0].notes == (("Name", "Pelle"), ("Checkout Type", "User"))
    assert found.rows[1].cells["purchased_on"] == "01/03/23"  # months first, as line 2 shows


def test_a_homebox_list_is_understood(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "HB.location,HB.name,HB.quantity,HB.description\nCave,Chaise,12,pliante\n",
        EQUIPMENT,
    )
    assert dict(found.rows[0].cells) == {"location": "Cave", "model": "Chaise", "quantity": "12"}
    assert found.rows[0].notes == (("HB.description", "pliante"),)


def test_a_shelf_list_is_understood(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "title,category,location,valuation,barcode_Code128,assetModel,type,quantity,"
        '"cf: Serial number,type:text"\n'
        'Portable,Info,Bureau,2500,"M1,M2",Macbook,INDIVIDUAL,,S9\n'
        "Stylos,Papier,Bureau,2,,,QUANTITY_TRACKED,500,\n",
        EQUIPMENT,
    )
    laptop, pens = found.rows
    assert laptop.cells["model"] == "Macbook"
    assert laptop.cells["tag"] == "M1"
    assert laptop.cells["serial"] == "S9"
    assert ("title", "Portable") in laptop.notes
    assert ("barcode_Code128", "M1,M2") in laptop.notes
    assert pens.cells["model"] == "Stylos"
    assert pens.cells["quantity"] == "500"


def test_north_american_telephones_get_their_prefix(tmp_path: Path) -> None:
    found = sheet(tmp_path, "First Name,Last Name,Phone\nReagen,Tenant,895-137-2034\n")
    assert found.rows[0].cells["phone"] == "+1 895-137-2034"


def test_dates_lose_their_hour(tmp_path: Path) -> None:
    found = sheet(tmp_path, "nom;date de naissance\nMartin;1980-03-12T00:00:00Z\n")
    assert found.rows[0].cells["birth_date"] == "1980-03-12"


@pytest.mark.parametrize("line", ["Martin;Paul;Grenoble;encore", "Martin"])
def test_a_ragged_line_is_at_fault(tmp_path: Path, line: str) -> None:
    found = sheet(tmp_path, f"nom;prénom;commune\n{line}\nDurand;Ida;Claix\n")
    assert found.rows[0].fault
    assert not found.rows[1].fault


def test_empty_cells_too_many_do_no_harm(tmp_path: Path) -> None:
    assert not sheet(tmp_path, "nom;prénom;\nMartin;Paul;;;\n").rows[0].fault


def test_a_header_that_names_nothing_known_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnsError) as refused:
        sheet(tmp_path, "role,age\nADMIN,12\n")
    assert "« role »" in refused.value.message
    assert "dénomination" in refused.value.message


def test_empty_cells_may_lack_at_the_end_of_a_line_but_not_those_that_matter(
    tmp_path: Path,
) -> None:
    rows = sheet(tmp_path, "nom,email,role\nMartin,a@exemple.org\nDurand\n").rows
    assert rows[0].cells == {"last_name": "Martin", "email": "a@exemple.org"}
    assert "3 cases" in rows[1].fault


def test_a_column_called_type_that_says_no_kind_of_member_is_kept_as_a_note(
    tmp_path: Path,
) -> None:
    lines = "nom,type\nMartin,Adulte\nDurand,Enfant\nPetit,Adulte\n"
    assert sheet(tmp_path, lines).rows[0].notes == (("type", "Adulte"),)


def test_a_header_alone_is_nothing_to_import(tmp_path: Path) -> None:
    with pytest.raises(OnlyHeaderError):
        sheet(tmp_path, "nom;prénom\n\n")
