"""Whatever its format, a file is sheets of rows of text; what cannot be read gets a sentence."""

import json
import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.workbooks import Cell, write_ods, write_xlsx
from vaetvient.domain.errors import VaEtVientError
from vaetvient.exchange import workbook
from vaetvient.exchange.columns import MEMBERS
from vaetvient.exchange.errors import (
    JsonDamagedError,
    NoCardError,
    NoListError,
    NotAListError,
    PasswordNeededError,
    SheetMissingError,
    SheetTooLargeError,
    SwollenFileError,
    WorkbookDamagedError,
)
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.sheet import read_sheet
from vaetvient.exchange.source import Record, Source
from vaetvient.language import show_number

ROWS: list[list[Cell]] = [
    ["Liste des adhérents", None, None],
    [],
    ["nom", "né le", "notes"],
    ["Lefèvre", date(1980, 3, 12), 3.5],
    ["Martin", None, 12],
]
CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 Lef=C3=A8vre
TEL;CELL;PREF:06 12 34 56 78
TEL;HOME:0476010203
ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;3 rue de l=27=C3=89glise =
b=C3=A2t A;Grenoble;;38000;France
BDAY:1980-03-12
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Les Jardins
N:;;;;
ORG:Les Jardins;Section potager
EMAIL;TYPE=INTERNET;TYPE=WORK:jardins@exemple.org
X-ABShowAs:COMPANY
CATEGORIES:Culture,Jardin
NOTE:une ligne\\nune autre\\, encore
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 AAAAAAAAAAAAAAAAAAAAAAAAA
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Paul Martin
N:Martin;Paul;;;
TEL;VALUE=uri;TYPE="voice,cell":tel:+33612345678
BDAY:19800315
END:VCARD
"""


def opened(path: Path) -> Source:
    return open_source(path, MEMBERS.knows)


def read(path: Path, sheet: str = "") -> list[Record]:
    source = opened(path)
    try:
        return list(source.records(sheet))
    finally:
        source.close()


@pytest.mark.parametrize("write", [write_xlsx, write_ods], ids=["xlsx", "ods"])
def test_a_workbook_says_its_days_and_figures_as_text(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    file = write(tmp_path / "liste.dat", {"Feuille 1": ROWS, "Autre": [["x"]]})
    source = opened(file)
    assert source.sheets == ("Feuille 1", "Autre")
    assert [(r.line, r.cells) for r in source.records("Feuille 1")] == [
        (1, ("Liste des adhérents", "", "")),
        (3, ("nom", "né le", "notes")),
        (4, ("Lefèvre", "1980-03-12", "3.5")),
        (5, ("Martin", "", "12")),
    ]
    with pytest.raises(SheetMissingError):
        list(source.records("Absente"))


def test_the_sheet_and_the_header_are_found_below_a_title(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "l.xlsx", {"Notice": [["Bonjour"]], "Adhérents": ROWS})
    sheet = read_sheet(file, MEMBERS)
    assert (sheet.plan.sheet, sheet.plan.header_line) == ("Adhérents", 3)
    assert [row.cells["last_name"] for row in sheet.rows] == ["Lefèvre", "Martin"]


def test_merged_cells_say_their_value_on_each_line(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["", "nom", "commune"], ["", "Martin", "Claix"], ["", "Durand", None]]
    file = write_xlsx(tmp_path / "l.xlsx", {"F": rows}, merged=["C2:C3"])
    source = opened(file)
    assert [r.cells[-1] for r in source.records("F")] == ["commune", "Claix", "Claix"]
    assert "fusionnées" in source.remarks[0]


def test_macros_are_said_and_not_run(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "l.xlsm", {"F": ROWS}, extra={"xl/vbaProject.bin": b"\0" * 50})
    assert "macros" in opened(file).remarks[0]


def test_a_sheet_that_reaches_to_the_last_cell_is_refused_before_it_is_read(
    tmp_path: Path,
) -> None:
    far = b'<worksheet><sheetData><row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    file = write_xlsx(tmp_path / "l.xlsx", {"F": ROWS}, extra={"xl/worksheets/sheet9.xml": far})
    with pytest.raises(SheetTooLargeError) as refused:
        opened(file)
    assert f"{show_number(1_048_576)} lignes" in refused.value.message


@pytest.mark.parametrize("rows", [2_000_000, 900_000])
def test_a_sheet_of_rows_without_end_is_refused(tmp_path: Path, rows: int) -> None:
    tail = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        'office:value-type="float" office:value="1" table:number-columns-repeated="60"/>'
        "</table:table-row>"
    )
    with pytest.raises(SheetTooLargeError):
        opened(write_ods(tmp_path / "l.ods", {"F": ROWS}, tail=tail))


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    file = write_xlsx(
        tmp_path / "l.xlsx", {"F": ROWS}, extra={"xl/sharedStrings.xml": b" " * (20 << 20)}
    )
    with pytest.raises(SwollenFileError):
        opened(file)


def test_an_entity_that_grows_takes_nothing(tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<worksheet><sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData>"
        b"</worksheet>"
    )
    file = write_xlsx(tmp_path / "l.xlsx", {"F": ROWS})
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for part in old.namelist():
            new.writestr(part, bomb if part.endswith("sheet1.xml") else old.read(part))
    try:
        found = read(tmp_path / "b.xlsx")
    except WorkbookDamagedError:
        return
    assert sum(len(cell) for record in found for cell in record.cells) < 1000


def test_a_password_is_asked_for_in_words(tmp_path: Path) -> None:
    file = tmp_path / "l.ods"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x93\x12")
    with pytest.raises(PasswordNeededError) as refused:
        opened(file)
    assert "mot de passe" in refused.value.message
    container = (
        workbook.OLE_BEGINS + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    )
    (tmp_path / "l.xlsx").write_bytes(container)
    with pytest.raises(PasswordNeededError):
        opened(tmp_path / "l.xlsx")
    (tmp_path / "m.xlsx").write_bytes(workbook.OLE_BEGINS + b"\0" * 1024)
    with pytest.raises(WorkbookDamagedError):
        opened(tmp_path / "m.xlsx")


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "PNG"), (b"\x1f\x8b\x08", "gzip")]
)
def test_another_kind_of_file_is_called_by_its_name(tmp_path: Path, data: bytes, kind: str) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(data)
    with pytest.raises(NotAListError) as refused:
        opened(file)
    assert kind in refused.value.message


def test_cards_of_every_version_are_read(tmp_path: Path) -> None:
    file = tmp_path / "contacts.vcf"
    file.write_bytes(CARDS.replace("\n", "\r\n").encode())
    zoe, garden, paul = read_sheet(file, MEMBERS).rows
    assert zoe.cells == {
        "type": "personne",
        "last_name": "Lefèvre",
        "first_name": "Zoé",
        "phone": "0476010203",
        "mobile": "06 12 34 56 78",
        "birth_date": "1980-03-12",
        "address": "3 rue de l'Église bât A",
        "postal_code": "38000",
        "commune": "Grenoble",
    }
    assert garden.cells["type"] == "association"
    assert garden.cells["name"] == "Les Jardins"
    assert garden.cells["notes"] == "une ligne\nune autre, encore\nSection potager"
    assert garden.cells["tags"] == "Culture, Jardin"
    assert (paul.cells["mobile"], paul.cells["birth_date"]) == ("+33612345678", "1980-03-15")


def test_a_card_cut_in_two_is_one_line_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "contacts.vcf"
    file.write_text(CARDS + "BEGIN:VCARD\nVERSION:3.0\nN:Dur", encoding="utf-8")
    rows = list(read_sheet(file, MEMBERS).rows)
    assert [bool(row.fault) for row in rows] == [False, False, False, True]


def test_cards_without_a_card_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "contacts.vcf"
    file.write_text("BEGIN:VCARDS\nEND:VCARDS\n", encoding="utf-8")
    with pytest.raises(NoCardError):
        read_sheet(file, MEMBERS)


def test_objects_are_rows_and_what_is_within_has_a_dot(tmp_path: Path) -> None:
    file = tmp_path / "l.json"
    file.write_text('[{"nom":"A","p":{"ville":"x"}},{"nom":null,"l":[1,2],"vrai":true}]')
    assert [record.cells for record in read(file)] == [
        ("nom", "p.ville", "l", "vrai"),
        ("A", "x", "", ""),
        ("", "", "1, 2", "oui"),
    ]


def test_every_list_of_a_json_file_is_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "l.json"
    file.write_text('{"entrées":[{"a":1}],"sorties":[{"b":2},{"b":3}],"version":1}')
    source = opened(file)
    assert source.sheets == ("entrées", "sorties")
    assert len(list(source.records("sorties"))) == 3


def test_lines_of_json_keep_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    file.write_text('{"nom":"A"}\n\n{"nom":"B","commune":"Claix"}\n')
    assert [record.line for record in read(file)] == [0, 1, 3]
    file.write_text('{"nom":"A"}\n{"nom":"B"}\n{"nom":\n')
    with pytest.raises(JsonDamagedError) as refused:
        read(file)
    assert refused.value.facts["line"] == 3


@pytest.mark.parametrize("text", ["[1, 2]", "{}", '{"a": "b", "c": [1]}x', "[[]]"])
def test_json_without_a_list_of_objects_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "l.json"
    file.write_text(text)
    with pytest.raises((NoListError, JsonDamagedError)):
        read(file)


def test_json_too_deep_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "l.json"
    file.write_text("[" * 200_000)
    with pytest.raises(JsonDamagedError):
        read(file)


# ---- damage ------------------------------------------------------------------------------------


def _whole(folder: Path, form: str) -> bytes:
    if form == "xlsx":
        return write_xlsx(folder / "w.xlsx", {"F": ROWS}).read_bytes()
    if form == "ods":
        return write_ods(folder / "w.ods", {"F": ROWS}).read_bytes()
    if form == "vcf":
        return CARDS.encode()
    if form == "json":
        return json.dumps([{"nom": "A", "p": {"x": 1}}, {"nom": "B"}]).encode()
    return 'nom;prénom\r\nLefèvre;"Zoé"\r\nMartin;Paul\r\n'.encode("cp1252")


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "vcf", "json"])
def test_a_damaged_file_is_read_or_refused_in_words_and_never_crashes(
    tmp_path: Path, form: str
) -> None:
    whole = _whole(tmp_path, form)
    chance = random.Random(form)
    file = tmp_path / f"damaged.{form}"
    said: list[str] = []
    for n in range(60):
        data = bytearray(whole)
        if n % 3 == 0:
            data = data[: chance.randrange(len(data))]
        for _hit in range(chance.randrange(1, 6)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        file.write_bytes(data)
        try:
            sheet = read_sheet(file, MEMBERS)
            list(sheet.rows)
            sheet.source.close()
        except VaEtVientError as error:
            said.append(error.message)
    assert all(str(file) in message for message in said)


words = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Zs")), min_size=1, max_size=12
)


@given(
    rows=st.lists(st.tuples(words, words), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    title=st.booleans(),
)
def test_a_list_is_the_same_in_every_encoding_and_with_every_separator(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    encoding: str,
    delimiter: str,
    end: str,
    title: bool,
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = [delimiter.join(map(cell, row)) for row in [("nom", "prénom"), *rows]]
    if title:
        lines.insert(0, cell("Liste éditée le 23/11/2026"))
    file = tmp_path_factory.mktemp("l") / "liste.csv"
    # Enough French for an 8-bit set to be told from another.
    padding = delimiter.join(map(cell, ("Lefèvre", "Zoé à l’été")))
    file.write_bytes((end.join([*lines, padding]) + end).encode(encoding))
    found = [record.cells for record in read(file)]
    assert [cells for cells in found if cells[:1] != ("Liste éditée le 23/11/2026",)] == [
        ("nom", "prénom"),
        *(tuple(row) for row in rows if any(t.strip(" \t\r\n;,") for t in row)),
        ("Lefèvre", "Zoé à l’été"),
    ]


def test_the_limits_are_those_of_the_formats() -> None:
    assert workbook.MOST_ROWS == 1_048_576
