"""An office leaves with everything it has, and sits down elsewhere."""

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_an_office_moves_to_a_new_folder(stocked: CommandLine, tmp_path: Path) -> None:
    file, folder = tmp_path / "bureau.zip", tmp_path / "neuf"
    said = stocked.json("archive", file)
    assert said["file"] == str(file)
    assert said["rows"] > 6
    restored = CommandLine(folder, stocked._capsys)
    made = restored.json("restore", file)
    assert made["rows"] == said["rows"]
    assert restored.json("status")["items"] == stocked.json("status")["items"]
    assert restored.json("doctor") == {"ok": True, "problems": []}


def test_an_office_is_never_overwritten(stocked: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "bureau.zip"
    assert stocked("archive", file).status == 0
    answer = stocked("restore", file)
    assert answer.status == 1
    assert "dossier neuf" in answer.err


def test_a_script_is_told_why(stocked: CommandLine, tmp_path: Path) -> None:
    said = CommandLine(tmp_path / "neuf", stocked._capsys).json("restore", tmp_path / "absent.zip")
    assert said["error"]["code"] == "file_missing"
