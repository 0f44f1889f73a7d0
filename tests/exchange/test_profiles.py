"""Each program's list, in the form in which that program writes it, is understood as it is."""

from pathlib import Path

import pytest

from tests.exchange.program_files import FILES
from vaetvient.exchange.columns import EQUIPMENT, LAYOUTS, MEMBERS
from vaetvient.exchange.errors import ProfileDamagedError, ProfileMissingError
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.plan import How, likeliest_kind, make_plan
from vaetvient.exchange.profile import (
    Profile,
    every_profile,
    find_profile,
    keep_profile,
    key_of,
    profile_text,
    read_profile,
    shipped,
)
from vaetvient.exchange.sheet import Sheet, sheet_of


def taken(folder: Path, text: str, suffix: str = "csv") -> Sheet:
    """`text` as a file, read as the program would read it without being told anything."""
    file = folder / f"liste.{suffix}"
    file.write_text(text, encoding="utf-8", newline="")
    source = open_source(file, lambda h: any(layout.knows(h) for layout in LAYOUTS.values()))
    plan = make_plan(source, likeliest_kind(source, shipped()), profiles=shipped())
    return sheet_of(source, file, plan)


def test_every_profile_has_its_file() -> None:
    assert {profile.key for profile in shipped()} == FILES.keys()


@pytest.mark.parametrize("key", FILES)
def test_a_programs_list_is_known_and_read(tmp_path: Path, key: str) -> None:
    suffix, text, cells = FILES[key]
    sheet = taken(tmp_path, text, suffix)
    assert sheet.plan.profile is not None
    assert sheet.plan.profile.key == key
    (row,) = sheet.rows
    assert dict(row.cells) == cells


def test_what_is_paid_at_a_membership_form_is_dues_and_a_ticket_is_not(tmp_path: Path) -> None:
    text = (
        "Référence commande;Référence paiement;Montant total;Date du paiement;Statut du paiement;"
        "Versé;Date du versement;Nom payeur;Prénom payeur;Email payeur;Campagne;Type de campagne;"
        "Type;Montant du tarif;Montant des options;Don supplémentaire;Code Promo;"
        "Montant du code promo;Moyen de paiement;Attestation;Commentaire\n"
        "1;9;45,00;03/04/2026 18:23:13;Payé;Non;;Baron;David;d@exemple.org;Bal;Billetterie;Billet;"
        "40,00;;5,00;;;Carte bancaire;;\n"
        "2;8;12,00;03/04/2026;Hors Ligne;Hors Ligne;;Larue;Marion;m@exemple.org;Saison;ADHÉSION;"
        "Adhésion;10,00;;2,00;;;Virement bancaire;;ok\n"
        "3;7;10,00;04/04/2026;REMBOURSÉ;Non;;Petit;Ana;a@exemple.org;Saison;Adhésion;Adhésion;"
        "10,00;;;;;Carte bancaire;;\n"
        "4;6;9,00;03/04/2025;Payé;Oui;;LARUE;Marion;m@exemple.org;Saison;Adhésion;Adhésion;"
        "9,00;;;;;Carte bancaire;;\n"
        "5;5;40,00;05/05/2026;Payé;Oui;;Larue;Marion;M@exemple.org;Bal;Billetterie;Billet;"
        "40,00;;;;;Carte bancaire;;\n"
    )
    sheet = taken(tmp_path, text)
    assert sheet.plan.profile is not None
    assert sheet.plan.profile.key == "helloasso-orders"
    assert len(sheet.rows) == 2
    assert "2 lignes parlent de quelqu’un dont une autre" in sheet.source.remarks[0]
    ticket, member = (dict(row.cells) for row in sheet.rows)
    assert not [field for field in ticket if field.startswith("dues")]
    assert {f: v for f, v in member.items() if f.startswith(("dues", "notes"))} == {
        "dues_from": "2026-04-03",
        "dues_amount": "10,00",
        "dues_method": "Virement bancaire",
        "notes": "ok",
    }


def test_inventrees_newer_export_is_read_like_the_older(tmp_path: Path) -> None:
    text = (
        "ID,Part,Part.Name,Part.Description,Part.IPN,Quantity,Serial Number,Batch Code,"
        "Stock Location,Location.Name,Location.Path,Status,Purchase Price,Notes\n"
        "7,9,Vidéoprojecteur,,VP-1,1.0,S9,,3,Cave,Maison/Cave,OK,250.0,\n"
    )
    sheet = taken(tmp_path, text)
    assert sheet.plan.profile is not None
    assert sheet.plan.profile.key == "inventree-stock"
    cells = sheet.rows[0].cells
    assert (cells["model"], cells["serial"], cells["location"]) == ("Vidéoprojecteur", "S9", "Cave")
    assert (cells["quantity"], cells["value"]) == ("1.0", "250.0")


@pytest.mark.parametrize("key", ["galette-members", "koha-patrons", "snipe-it-users"])
def test_a_password_is_never_taken(tmp_path: Path, key: str) -> None:
    (row,) = taken(tmp_path, FILES[key][1]).rows
    kept = " ".join([*row.cells.values(), *(value for _header, value in row.notes)])
    assert "s3cret" not in kept
    assert "DPQILy" not in kept


def test_galettes_json_is_read_like_its_csv(tmp_path: Path) -> None:
    text = (
        '[{"nom_adh":"Doe","prenom_adh":"John","ville_adh":"Claix","cp_adh":"38640",'
        '"mdp_adh":"x","societe_adh":"Galette, Inc.","bool_exempt_adh":true}]'
    )
    sheet = taken(tmp_path, text, "json")
    assert sheet.plan.profile is not None
    assert sheet.plan.profile.key == "galette-members"
    assert sheet.rows[0].cells["name"] == "Galette, Inc."


def test_what_nobody_named_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    text = "qui;a;b;c;d;e\n" + "".join(
        f"Martin {n};m{n}@exemple.org;06 12 34 56 7{n};12/03/198{n};Échirolles;38130\n"
        for n in range(5)
    )
    file = tmp_path / "l.csv"
    file.write_text(text, encoding="utf-8")
    plan = make_plan(open_source(file, MEMBERS.knows), "members")
    assert [(c.header, c.field) for c in plan.columns] == [
        ("qui", "note"),
        ("a", "email"),
        ("b", "mobile"),
        ("c", "birth_date"),
        ("d", "commune"),
        ("e", "postal_code"),
    ]
    assert not plan.is_enough
    named = plan.said(0, "full_name")
    assert named.is_enough
    assert named.columns[0].how is How.HAND


def test_a_file_without_a_header_is_known_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    file.write_text("Martin;m@exemple.org\nDurand;d@exemple.org\n", encoding="utf-8")
    plan = make_plan(open_source(file, MEMBERS.knows), "members")
    assert plan.header_line == 0
    assert [c.field for c in plan.columns] == ["note", "email"]
    sheet = sheet_of(open_source(file, MEMBERS.knows), file, plan.said(0, "last_name"))
    assert [row.cells["last_name"] for row in sheet.rows] == ["Martin", "Durand"]


def test_what_was_settled_last_time_is_known_again(tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    file.write_text("Qui;Quoi\nMartin;x\n", encoding="utf-8")
    habits: dict[str, dict[str, str]] = {}
    first = make_plan(open_source(file, MEMBERS.knows), "members", remembered=habits.get)
    habits[first.signature] = {"qui": "last_name"}
    again = make_plan(open_source(file, MEMBERS.knows), "members", remembered=habits.get)
    assert (again.columns[0].field, again.columns[0].how) == ("last_name", How.LAST)


OWN = Profile(
    key="mairie-de-gieres",
    name="Mairie de Gières « 2026 »",
    kind="members",
    about='Une "liste"\nsur deux lignes \\ et une barre',
    recognised_by=("Nom", "N° dossier"),
    columns={"Nom": "name", "N° dossier": "number", "x.y": "-"},
    joined={"address": ("Voie", "N°")},
    constants={"type": "association"},
    values={"type": {"Asso.": "association", "": "personne"}},
    left_out={"État": ("Radiée", "En cours\tde radiation")},
    month_first=True,
    last_name_first=False,
    own=True,
)


def test_a_profile_goes_from_office_to_office_as_a_file(tmp_path: Path) -> None:
    kept = keep_profile(tmp_path, OWN)
    assert read_profile(kept, own=True) == OWN
    assert every_profile(tmp_path)[0] == OWN
    assert find_profile("mairie de gières « 2026 »", tmp_path) == OWN
    assert find_profile(str(kept), None).name == OWN.name
    assert key_of(OWN.name) == "mairie-de-gieres-2026"


def test_every_profile_of_ours_is_written_as_it_is_read(tmp_path: Path) -> None:
    for profile in shipped():
        file = tmp_path / f"{profile.key}.toml"
        file.write_text(profile_text(profile), encoding="utf-8")
        assert read_profile(file) == profile


@pytest.mark.parametrize(
    "text",
    [
        "name = 'x'",
        "name = 'x'\nkind = 'robots'",
        "name = 'x'\nkind = 'members'\n[columns]\na = 'quantity'",
        "name = 'x'\nkind = 'members'\ncolumns = 3",
        "pas du tout",
        "a = " + "[" * 5000,
    ],
)
def test_a_damaged_profile_is_refused_in_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileDamagedError):
        read_profile(file)


def test_a_profile_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(ProfileMissingError) as refused:
        find_profile("inconnu", None)
    assert "galette-members" in refused.value.message


def test_the_header_is_the_line_that_names_the_most(tmp_path: Path) -> None:
    text = (
        "Inventaire du matériel;;\nÉdité le 23/11/2026;;\n\nétiquette;modèle;valeur\n"
        "VID-1;Vidéoprojecteur;1 234,50\n"
    )
    sheet = taken(tmp_path, text)
    assert (sheet.plan.kind, sheet.plan.header_line) == ("equipment", 4)
    assert sheet.rows[0].cells == {"tag": "VID-1", "model": "Vidéoprojecteur", "value": "1 234,50"}
    assert sheet.plan.layout is EQUIPMENT
