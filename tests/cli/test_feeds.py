"""Files that are followed, and lists of other programs, from the command line."""

import os
from pathlib import Path

from tests.cli.conftest import CommandLine


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_700_000_000, 1_700_000_000))


def test_a_file_is_followed_looked_at_and_left(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "portail.csv"
    call.json("feed", "add", "Portail", file, "--kind", "members", "--every", "30")
    write(file, "numéro;nom;courriel\n1;Martin;m@exemple.org\n2;Durand;\n")
    (run,) = call.json("feed", "run")
    assert (run["outcome"], run["added"]) == ("taken", 2)
    assert call.json("feed", "run", "Portail")[0]["outcome"] == "same"
    write(file, "numéro;nom;courriel\n1;Martin;m@exemple.org\n")
    assert call.json("feed", "run")[0]["gone"] == 1
    (asked,) = call.json("feed", "questions")
    assert (asked["kind"], asked["label"]) == ("gone", "Durand")
    call.json("feed", "answer", asked["id"], "archive")
    (listed,) = call.json("feed", "list")
    assert (listed["name"], listed["every_minutes"], listed["open_questions"]) == (
        "Portail",
        30,
        0,
    )
    assert [entry["outcome"] for entry in call.json("feed", "log", "Portail")] == [
        "taken",
        "same",
        "taken",
    ]
    call.json("feed", "remove", "Portail")
    assert call.json("feed", "list") == []
    assert call.json("status")["members"] >= 1


def test_a_file_that_is_gone_is_refused_with_a_sentence(call: CommandLine, tmp_path: Path) -> None:
    call("feed", "add", "Portail", tmp_path / "x.csv", "--kind", "members")
    answer = call("feed", "run")
    assert answer.status == 1
    assert "n'existe pas" in answer.out
    assert call("feed", "run", "Autre").status == 1


def test_columns_sheets_and_profiles_may_be_said(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    file.write_text("Qui;Quoi\nZoé Lefèvre;x\n", encoding="utf-8")
    assert call("import", "members", file).status == 1
    told = call.json("import", "members", file, "--column", "Qui=full_name", "Quoi=-", "--details")
    assert told["added"] == 1
    assert [(c["header"], c["field"]) for c in told["read_as"]["columns"]] == [
        ("Qui", "full_name"),
        ("Quoi", "-"),
    ]
    assert call("import", "members", file, "--column", "Rien=name").status == 1
    assert call("import", "members", file, "--column", "Qui=tag").status == 1
    assert call("import", "members", file, "--column", "Qui").status == 2
    assert call("import", "members", file, "--profile", "inconnu").status == 1


def test_refused_lines_are_given_back_corrected_and_taken(
    call: CommandLine, tmp_path: Path
) -> None:
    file, back = tmp_path / "l.csv", tmp_path / "retour.csv"
    file.write_text(
        "nom,courriel,fonction\nUn,un@exemple.org,a\nDeux,deux chez exemple.org,b\n",
        encoding="utf-8",
    )
    told = call.json("import", "members", file, "--keep-going", "--save-refused", back)
    assert told["refused"][0]["suggestion"] == "deux@exemple.org"
    text = back.read_text(encoding="utf-8-sig")
    assert text.startswith("nom,courriel,fonction,à corriger")
    assert "Un," not in text
    back.write_text(text.replace("deux chez exemple", "deux@exemple"), encoding="utf-8-sig")
    again = call.json("import", "members", back)
    assert (again["added"], again["refused"], again["unknown_columns"]) == (1, [], ["fonction"])


def test_someone_like_someone_waits_when_asked_to(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "l.csv"
    file.write_text("nom;prénom;commune\nLefèvre;Zoé;Grenoble\n", encoding="utf-8")
    call.json("import", "members", file)
    file.write_text("nom;prénom;commune\nLefebvre;Zoé;Claix\n", encoding="utf-8")
    told = call.json("import", "members", file, "--doubtful", "wait", "--details")
    assert (told["added"], told["waiting"]) == (0, 1)
    assert told["doubtful"][0]["candidates"][0]["label"] == "Lefèvre Zoé"
    assert call.json("import", "members", file, "--fill", "email")["added"] == 1
