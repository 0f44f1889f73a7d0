"""The text of a file, whatever program wrote it, and a clear word where there is none."""

import codecs
from pathlib import Path

import pytest

from vaetvient.exchange import encoding
from vaetvient.exchange.encoding import read_text
from vaetvient.exchange.errors import (
    FileEmptyError,
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    FolderGivenError,
    MixedEncodingError,
    NotTextError,
)

LIST = "numéro;prénom;commune\r\n1;Zoé;Saint-Martin-d'Hères\r\n2;Loïc;Échirolles\r\n"


@pytest.mark.parametrize(
    ("written_in", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
        ("mac_roman", b""),
        ("cp850", b""),
    ],
)
def test_a_french_list_is_read_in_any_usual_encoding(
    tmp_path: Path, written_in: str, mark: bytes
) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(mark + LIST.encode(written_in))
    assert read_text(file) == LIST


def test_typography_of_windows_survives(tmp_path: Path) -> None:
    text = "nom;note\nFête d’été;« 12 € – œuvre »\n"
    file = tmp_path / "liste.csv"
    file.write_bytes(text.encode("cp1252"))
    assert read_text(file) == text


def test_one_accent_in_a_long_file_is_enough_to_tell(tmp_path: Path) -> None:
    text = "nom;prenom\n" + "Martin;Paul\n" * 5000 + "Lefèvre;Zoé\n"
    file = tmp_path / "liste.csv"
    file.write_bytes(text.encode("cp1252"))
    assert read_text(file) == text


def test_a_few_bytes_that_spoil_a_utf8_file_are_told_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes("prénom\nZoé\nLoïc\nThéo\nInès\nCléo\nRémi\n".encode() + b"Andr\xe9\n")
    with pytest.raises(MixedEncodingError) as refused:
        read_text(file)
    assert refused.value.facts["line"] == 8


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + bytes(range(256)),
        b"nom;prenom\nMar\0tin;Paul\n",
        bytes(range(1, 32)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
    ids=["workbook", "a NUL", "control characters", "picture"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(data)
    with pytest.raises(NotTextError) as refused:
        read_text(file)
    assert "CSV" in refused.value.message


@pytest.mark.parametrize("data", [b"", b" \r\n\r\n", codecs.BOM_UTF8], ids=repr)
def test_an_empty_file_is_called_empty(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(data)
    with pytest.raises(FileEmptyError):
        read_text(file)


def test_what_is_not_there_is_called_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read_text(tmp_path / "liste.csv")


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderGivenError):
        read_text(tmp_path)


def test_a_name_that_no_file_can_have_is_no_crash() -> None:
    with pytest.raises(FileUnreadableError):
        read_text(Path("a\0b"))


def test_a_file_beyond_all_measure_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "LARGEST_FILE", 10)
    file = tmp_path / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    with pytest.raises(FileTooLargeError):
        read_text(file)
