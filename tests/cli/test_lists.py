"""Lists from files and to files, and finding what is in them."""

import csv
import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from vaetvient.cli.progress import progress_bar


def test_a_script_reads_what_became_of_each_row(
    call: CommandLine, lists: tuple[Path, Path]
) -> None:
    report = {"added": 2, "changed": 0, "unchanged": 0, "refused": []}
    assert call.json("import", "members", lists[0]) == report
    again = {"added": 0, "changed": 0, "unchanged": 2, "refused": []}
    assert call.json("import", "members", lists[0]) == again


def test_a_refused_row_has_its_line_column_value_and_reason(
    call: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom;siret\nUn;\nDeux;123\n", encoding="cp1252")
    answer = call("import", "members", file, "--json")
    (refused,) = answer.json["refused"]
    assert answer.status == 1
    assert refused.keys() == {"line", "column", "value", "reason"}
    assert (refused["line"], refused["column"], refused["value"]) == (3, "siret", "123")
    assert call.json("status")["members"] == 0


def test_a_person_reads_the_same_in_words(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom;siret;fonction\nUn;;x\nDeux;123;\n", encoding="utf-16")
    answer = call("import", "members", file)
    assert answer.status == 1
    assert "Ligne 3, siret : « 123 » n'est pas un SIRET" in answer.err
    assert "Colonnes gardées dans les notes : « fonction »" in answer.err
    assert "Rien n'a été enregistré" in answer.out


def test_keep_going_takes_the_others_and_still_says_1(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom;siret\nUn;\nDeux;123\n", encoding="utf-8")
    answer = call("import", "members", file, "--keep-going")
    assert answer.status == 1
    assert "1 ligne ajoutée" in answer.out
    assert call.json("status")["members"] == 1


def test_a_dry_run_says_so(call: CommandLine, lists: tuple[Path, Path]) -> None:
    answer = call("import", "equipment", lists[1], "--dry-run")
    assert answer.status == 0
    assert "4 lignes ajoutées" in answer.out
    assert "C'était un essai" in answer.out
    assert call.json("status")["items"] == 0


def test_unknown_columns_are_said_to_scripts_too(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom;fonction\nUn;x\n", encoding="utf-8")
    assert call.json("import", "members", file)["unknown_columns"] == ["fonction"]


def test_endless_refusals_are_counted(call: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom;siret\n" + "Un;1\n" * 150, encoding="utf-8")
    answer = call("import", "members", file)
    assert "… et 50 autres." in answer.err
    assert len(call.json("import", "members", file)["refused"]) == 150


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"nom;prenom\n", "only_header"),
        (b"role;couleur\nx;y\n", "missing_columns"),
        (b"nom;prenom\nMar\0tin;Paul\n", "not_text"),
        (b"PK\x03\x04\x00\x00", "workbook_damaged"),
        (b'nom;prenom\n"Martin;Paul\n', "quotes"),
        (b"nom;prenom\n" + b"x" * 10_000_000 + b";Paul\n", "cell_too_long"),
    ],
    ids=["empty", "header", "columns", "NUL", "zip", "quotes", "ten megabytes"],
)
def test_a_file_that_is_no_list_gets_a_sentence(
    call: CommandLine, tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(content)
    answer = call("import", "members", file, "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, code)
    assert len(answer.json["error"]["message"]) < 400
    assert call("import", "members", file).err.count("\n") == 1


def test_what_is_not_there_gets_a_sentence(call: CommandLine, tmp_path: Path) -> None:
    assert "n'existe pas" in call("import", "members", tmp_path / "absent.csv").err
    assert "est un dossier" in call("import", "members", tmp_path).err


@pytest.mark.parametrize(("kind", "rows"), [("members", 2), ("equipment", 4), ("loans", 2)])
def test_a_list_is_written(stocked: CommandLine, tmp_path: Path, kind: str, rows: int) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001", "VID-002")
    target = tmp_path / "liste.csv"
    assert stocked.json("export", kind, target) == {"rows": rows, "file": str(target)}
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == rows


def test_a_list_that_has_nowhere_to_go_is_refused(stocked: CommandLine, tmp_path: Path) -> None:
    answer = stocked("export", "members", tmp_path / "clé" / "liste.csv")
    assert answer.status == 1
    assert "Le dossier" in answer.err
    assert stocked("export", "members", tmp_path).status == 1


# ---- finding -------------------------------------------------------------------------------


def test_everything_is_found_with_what_decides(stocked: CommandLine) -> None:
    stocked("lend", "--member", "2", "--item", "VID-001")
    member, loan = stocked.json("find", "jardins echirolles")
    assert member.keys() == {"kind", "id", "number", "label", "detail"}
    assert (member["kind"], member["number"]) == ("member", "2")
    assert member["label"] == "Les Jardins d'Échirolles"
    assert member["detail"] == "association · Échirolles · 1 prêt en cours"
    assert (loan["kind"], loan["number"]) == ("loan", "BUR-2026-0001")
    assert loan["detail"] == "en cours, retour le 30/11/2026"
    thing = stocked.json("find", "VID-001")[0]
    assert (thing["kind"], thing["label"]) == ("equipment", "Vidéoprojecteur")
    assert thing["detail"] == ("Étagère 1 · en prêt à Les Jardins d'Échirolles jusqu'au 30/11/2026")


def test_a_stock_says_how_many_are_free(stocked: CommandLine) -> None:
    stocked("lend", "--member", "2", "--stock", "CHA-001=30")
    assert stocked.json("find", "chaise")[0]["detail"] == "Cave · lot : 170 libres sur 200"


def test_what_is_late_says_by_how_much(
    stocked: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time_machine

    stocked("lend", "--member", "2", "--item", "VID-001")
    with time_machine.travel("2026-12-05T09:00:00Z", tick=False):
        found = stocked.json("find", "BUR-2026-0001")
        assert found[0]["detail"] == "en retard de 5 jours"
        assert stocked.json("status")["loans_late"] == 1


def test_words_need_no_quotes_and_columns_are_aligned(stocked: CommandLine) -> None:
    answer = stocked("find", "les", "jardins")
    assert answer.out.splitlines()[0] == "2  Les Jardins d'Échirolles  association · Échirolles"


def test_nothing_found_is_no_failure(stocked: CommandLine) -> None:
    answer = stocked("find", "xylophone")
    assert answer.status == 0
    assert "Rien ne correspond à « xylophone »" in answer.out
    assert stocked.json("find", "xylophone") == []


# ---- progress -------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("Lecture") as told:
        told(50, 100)
        told(100, 100)
    assert "Lecture" in terminal.getvalue()


def test_a_file_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with progress_bar("Lecture") as told:
        told(50, 100)
    assert file.getvalue() == ""
