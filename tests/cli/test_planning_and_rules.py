"""Plannings, sheets of the day, kits and rules written on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.domain.entities import Member


@pytest.fixture
def jardins(office: TrialOffice) -> str:
    """An office with a projector and forty chairs; the number of an association."""
    office.items(1, model=office.model(), tag="VID-001", location="Réserve A")
    office.stock(count=40, tag="CHA")
    return str(office.get(Member, office.association("Les Jardins")).number)


def test_a_planning_says_who_has_what_and_prints_it(
    call: CommandLine, office: TrialOffice, jardins: str, tmp_path: Path
) -> None:
    call("reserve", "--member", jardins, "--item", "VID-001", "--from", "24/11/2026", "--to",
         "28/11/2026")  # fmt: skip
    (row,) = call.json("planning", "--from", "23/11/2026", "--to", "30/11/2026")
    assert row["tag"] == "VID-001"
    assert row["held"] == [
        {"kind": "reservation", "what": "Les Jardins", "from": "2026-11-24", "to": "2026-11-28"}
    ]
    assert "24/11/2026 – 28/11/2026  Les Jardins" in call("planning").out
    for size, width in (("--pdf", 842), ("--a3", 1191)):
        path = tmp_path / f"{width}.pdf"
        more = ("--a3",) if size == "--a3" else ()
        assert call("planning", "--pdf", path, *more).status == 0
        page = PdfReader(path).pages[0]
        assert round(float(page.mediabox.width)) == width
        assert "Les Jardins" in page.extract_text()
        assert "Planning du 23 novembre 2026 au 23 décembre 2026" in page.extract_text()


def test_the_same_planning_is_the_same_file(
    call: CommandLine, jardins: str, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    call("planning", "--pdf", one)
    call("planning", "--pdf", two)
    assert one.read_bytes() == two.read_bytes()


def test_a_planning_backwards_or_of_a_category_there_is_not_is_refused(
    call: CommandLine, jardins: str
) -> None:
    assert "doit suivre" in call("planning", "--from", "24/11/2026", "--to", "23/11/2026").err
    assert call("planning", "--category", "Bateaux").status == 1


def test_the_sheet_of_a_day_says_what_to_put_out_and_what_comes_back(
    call: CommandLine, office: TrialOffice, jardins: str, tmp_path: Path
) -> None:
    call("reserve", "--member", jardins, "--item", "VID-001", "Chaise pliante=12",
         "--from", "24/11/2026 14:00", "--to", "24/11/2026 18:00")  # fmt: skip
    office.lend(office.person("Benali", "Ali"), (office.tagged("CHA").id, 5))
    said = call.json("day", "24/11/2026")
    (out,) = said["out"]
    assert (out["who"], out["when"]) == ("Les Jardins", "14:00")
    assert out["lines"] == [
        {"quantity": 1, "what": "Vidéoprojecteur", "tag": "VID-001", "place": "Réserve A"},
        {"quantity": 12, "what": "Chaise pliante", "tag": "", "place": ""},
    ]
    assert said["back"] == []
    (back,) = call.json("day", "02/12/2026")["back"]
    assert (back["who"], back["when"]) == ("Benali Ali", "2 jours de retard")
    path = tmp_path / "jour.pdf"
    assert call("day", "24/11/2026", "--pdf", path).status == 0
    text = PdfReader(path).pages[0].extract_text()
    assert "Les Jardins" in text
    assert "Réserve A" in text


def test_a_kit_is_written_counted_and_put_away(call: CommandLine, jardins: str) -> None:
    made = call("kit", "set", "Kit fête", "--part", "Chaise pliante=10", "--optional", "VID-001")
    assert made.out == "Kit « Kit fête »\n"
    (kit,) = call.json("kit", "list", "--from", "24/11/2026")
    assert kit["free"] == 4
    assert [part["required"] for part in kit["parts"]] == [True, False]
    call("kit", "set", "kit fete", "--part", "Chaise pliante=20")
    (kit,) = call.json("kit", "list", "--from", "24/11/2026")
    assert (kit["name"], kit["free"]) == ("kit fete", 2)
    assert call("kit", "remove", "Kit fête").status == 0
    assert call("kit", "list").out == "Aucun kit.\n"
    assert call("kit", "remove", "Kit fête").status == 1


def test_a_rule_is_written_seen_beforehand_changed_and_put_away(
    call: CommandLine, jardins: str
) -> None:
    call("reserve", "--member", jardins, "--item", "VID-001", "--from", "24/11/2026", "--to",
         "30/11/2026")  # fmt: skip
    seen = call("rule", "add", "Image et son", "--longest-days", "3", "--dry-run")
    assert "1 réservation en cours serait touchée :" in seen.out
    assert "R-BUR-2026-0001  Les Jardins" in seen.out
    assert call("rule", "list").out.startswith("Aucune règle"), "nothing was written"
    call("rule", "add", "Image et son", "--longest-days", "3", "--price", "jour=5", "--season",
         "06-15/09-15", "--borrower", "association", "--approval", "oui")  # fmt: skip
    (rule,) = call.json("rule", "list")
    assert rule["longest_days"] == 3
    assert rule["prices"][0]["amount_cents"] == 500
    assert rule["approval_required"] is True
    call("rule", "set", "image et son", "--longest-days", "-", "--season", "-", "--rename", "Image")
    (rule,) = call.json("rule", "list")
    assert (rule["name"], rule.get("longest_days")) == ("Image", None)
    assert "season" not in rule["about"]
    assert call("rule", "remove", "Image").status == 0
    assert call.json("rule", "list") == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("--longest-days", "trois", "n'est pas un nombre entier"),
        ("--approval", "peut-être", "n'est ni oui ni non"),
        ("--price", "heure=3", "n'est pas un tarif"),
        ("--borrower", "mairie", "n'est ni personne ni association"),
        ("--season", "31-12/01-01", "n'est pas un jour de l'année"),
        ("--commune", "Atlantide", "Atlantide"),
    ],
)
def test_a_rule_badly_typed_says_what_is_wrong(
    call: CommandLine, jardins: str, field: str, value: str, said: str
) -> None:
    answer = call("rule", "add", "Essai", field, value)
    assert answer.status == 1
    assert said in answer.err
    assert call.json("rule", "list") == []


def test_rules_go_from_one_office_to_another_in_a_file(
    call: CommandLine, jardins: str, tmp_path: Path
) -> None:
    file = tmp_path / "regles.json"
    call("rule", "add", "Tous", "--longest-days", "10")
    call("reserve", "--member", jardins, "--item", "VID-001", "--from", "24/11/2026", "--to",
         "28/11/2026")  # fmt: skip
    assert call.json("rule", "export", file) == {"file": str(file), "rules": 1}
    file.write_text(file.read_text().replace("10", "2"))
    seen = call.json("rule", "import", file, "--dry-run")
    assert (seen["changed"], len(seen["touched"])) == (["Tous"], 1)
    assert call.json("rule", "list")[0]["longest_days"] == 10
    assert "Changées : Tous" in call("rule", "import", file, "--replace").out
    assert call.json("rule", "list")[0]["longest_days"] == 2
    file.write_text("bonjour")
    assert "n'est pas un fichier de règles" in call("rule", "import", file).err
