"""A list comes to the same thing in every format, and no format runs what someone typed."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.trial_office import TrialOffice
from vaetvient.exchange.errors import FileUnwritableError
from vaetvient.exchange.export import Listed, export_list
from vaetvient.exchange.writing import xlsx_file
from vaetvient.exchange.writing.cells import Column, Sort
from vaetvient.exchange.writing.formats import Format, UnknownFormatError, format_of, write_table
from vaetvient.storage.queries.exports import Extract

PARIS = ZoneInfo("Europe/Paris")
COLUMNS = (
    Column("désignation", "label"),
    Column("jour", "day", Sort.DAY),
    Column("moment", "moment", Sort.MOMENT),
    Column("caution", "cents", Sort.AMOUNT),
    Column("quantité", "count", Sort.COUNT),
)
TABLES = [one for one in Format if one is not Format.VCARD]
A_DAY = date(2026, 11, 23)
A_MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def write(target: Path, *rows: Sequence[Any]) -> Path:
    """A file of these rows."""
    extract = Extract(("label", "day", "moment", "cents", "count"), len(rows), iter([rows]))
    write_table(target, "Liste", COLUMNS, extract, PARIS, lambda _done, _total: None)
    return target


def sheet(path: Path) -> list[list[Any]]:
    """What a spreadsheet reads."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_spreadsheet_has_typed_cells(tmp_path: Path, ending: str) -> None:
    header, row = sheet(write(tmp_path / f"l.{ending}", ("Barnum", A_DAY, A_MOMENT, 123450, 30)))
    assert header == ["désignation", "jour", "moment", "caution", "quantité"]
    assert row == ["Barnum", A_DAY, datetime(2026, 11, 23, 10, 0), 1234.5, 30.0]  # noqa: DTZ001


def test_json_lines_are_plain(tmp_path: Path) -> None:
    rows = ("Barnum", A_DAY, A_MOMENT, 123450, 30), ("Étoile", None, None, -5, None)
    first, second = write(tmp_path / "l.jsonl", *rows).read_text("utf-8").splitlines()
    assert json.loads(first) == {
        "désignation": "Barnum",
        "jour": "2026-11-23",
        "moment": "2026-11-23T10:00:00+01:00",
        "caution": 1234.5,
        "quantité": 30,
    }
    assert json.loads(second)["caution"] == -0.05
    assert "Étoile" in second


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+33 4", "-1", "12/03/1980", "0476010203", "https://example.org"]
)
def test_what_was_typed_stays_text(tmp_path: Path, ending: str, text: str) -> None:
    rows = sheet(write(tmp_path / f"l.{ending}", (text, None, None, None, None)))
    assert rows[1][0] == text


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, ending: str, text: str
) -> None:
    target = tmp_path_factory.mktemp("any") / f"l.{ending}"
    rows = sheet(write(target, (text, A_DAY, None, None, None)))
    shown = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert rows[1][0] in (text, shown)


@pytest.mark.parametrize("ending", TABLES)
def test_characters_that_a_format_cannot_write_do_not_spoil_it(tmp_path: Path, ending: str) -> None:
    target = write(
        tmp_path / f"l.{ending}", ("a\x00b\x0bc", A_DAY, None, None, 2), ("d",) * 1 + (None,) * 4
    )
    if ending in ("xlsx", "ods"):
        assert [row[0] for row in sheet(target)][2] == "d"
    assert target.stat().st_size


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_an_empty_list_has_its_header(tmp_path: Path, ending: str) -> None:
    assert len(sheet(write(tmp_path / f"l.{ending}"))) == 1


def test_a_list_longer_than_a_sheet_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 3)
    rows = [(str(n), None, None, None, n) for n in range(5)]
    book = CalamineWorkbook.from_path(write(tmp_path / "l.xlsx", *rows))
    assert book.sheet_names == ["Liste", "Liste (2)", "Liste (3)"]
    told = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [row[0] for rows in told for row in rows[1:]] == ["0", "1", "2", "3", "4"]


def test_the_end_of_the_name_says_the_format(tmp_path: Path) -> None:
    assert format_of(Path("Liste.XLSX")) is Format.XLSX
    with pytest.raises(UnknownFormatError, match=r"\.xls"):
        write(tmp_path / "liste.xls")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", TABLES)
def test_a_fault_half_way_leaves_what_was_there(tmp_path: Path, ending: str) -> None:
    target = write(tmp_path / f"l.{ending}", ("avant", None, None, None, None))
    before = target.read_bytes()

    def rows() -> Any:
        yield [("après", None, None, None, None)]
        raise OSError(28, "No space left on device")

    extract = Extract(("label", "day", "moment", "cents", "count"), 2, rows())
    with pytest.raises(FileUnwritableError, match="plus de place"):
        write_table(target, "Liste", COLUMNS, extract, PARIS, lambda _done, _total: None)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("listed", tuple(Listed))
@pytest.mark.parametrize("ending", TABLES)
def test_every_list_goes_out_in_every_format(
    office: TrialOffice, tmp_path: Path, listed: Listed, ending: str
) -> None:
    borrower = office.association()
    office.lend(borrower, office.item(tag="VID-001"), deposit_cents=5000)
    target = tmp_path / f"l.{ending}"
    with office.reading() as session:
        written = export_list(session, listed, target, PARIS, lambda _done, _total: None)
    assert written == (0 if listed is Listed.RESERVATIONS else 1)
    assert target.exists()
