"""Rows and cells of a CSV file, each row with its line in the file."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.exchange.columns import MEMBERS
from vaetvient.exchange.errors import CellTooLongError, FileEmptyError, QuotesError
from vaetvient.exchange.table import (
    LONGEST_CELL,
    CsvSource,
    Table,
    best_delimiter,
    guarded,
    read_table,
    unguarded,
)


def table(folder: Path, text: str) -> Table:
    file = folder / "liste.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return read_table(file, known=MEMBERS.knows)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_separator_is_found_out(tmp_path: Path, delimiter: str) -> None:
    text = "numéro;nom;prénom\n1;Martin;Paul\n".replace(";", delimiter)
    assert table(tmp_path, text).rows[0].cells == ("1", "Martin", "Paul")


def test_commas_within_cells_do_not_make_columns(tmp_path: Path) -> None:
    text = "nom;adresse;notes\nMartin;1, rue X, bât. A;a, b, c\nDurand;2, rue Y;d, e\n"
    assert table(tmp_path, text).header.cells == ("nom", "adresse", "notes")


def test_excel_may_say_its_separator_first(tmp_path: Path) -> None:
    found = table(tmp_path, "sep=;\r\nnom;prénom\r\nMartin;Paul\r\n")
    assert found.header.cells == ("nom", "prénom")
    assert found.rows[0].line == 3


def test_a_single_column_is_a_table_too(tmp_path: Path) -> None:
    assert [row.cells for row in table(tmp_path, "nom\nMartin\nDurand\n").rows] == [
        ("Martin",),
        ("Durand",),
    ]


def test_lines_are_those_of_the_file_though_cells_have_several(tmp_path: Path) -> None:
    text = 'nom;notes\nMartin;"une\ndeux\ntrois"\n\n;\nDurand;x\n'
    assert [(row.line, row.cells[0]) for row in table(tmp_path, text).rows] == [
        (2, "Martin"),
        (7, "Durand"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
def test_any_end_of_line_will_do(tmp_path: Path, end: str) -> None:
    text = "nom;prénom\nMartin;Paul\nDurand;Ida\n".replace("\n", end)
    assert [row.line for row in table(tmp_path, text).rows] == [2, 3]


def test_a_quote_that_is_never_closed_is_told_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(QuotesError) as refused:
        table(tmp_path, 'nom;notes\nMartin;x\nDurand;"oubli\nPetit;y\n')
    assert refused.value.facts["line"] == 3


def test_a_cell_of_ten_megabytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CellTooLongError) as refused:
        table(tmp_path, f"nom;notes\nMartin;x\nDurand;{'x' * 10_000_000}\n")
    assert refused.value.facts["line"] == 3
    assert csv.field_size_limit() == LONGEST_CELL  # what the module goes by unless told otherwise


def test_lines_of_separators_alone_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(FileEmptyError):
        table(tmp_path, ";;;\n;;;\n")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+41 22 000 00 00", "'+41 22 000 00 00"),
        ("-5", "'-5"),
        ("@marie", "'@marie"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("l'été = beau", "l'été = beau"),
        ("", ""),
    ],
)
def test_no_cell_is_taken_for_a_formula(cell: str, written: str) -> None:
    assert guarded(cell) == written
    assert unguarded(written) == cell


@given(st.text())
def test_what_was_guarded_is_read_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@given(
    st.sampled_from([";", ",", "\t"]),
    st.lists(st.tuples(words, words, words), min_size=1, max_size=5),
)
def test_any_words_come_back_under_any_separator(
    delimiter: str, rows: list[tuple[str, str, str]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([("nom", "prénom", "commune"), *rows])
    assert best_delimiter(written.getvalue(), MEMBERS.knows) == delimiter


cells = st.sampled_from(["a", "", " ", "'=1", "é;b", "l\nm", "l\r\nm\r", 'q"q', "\n"])


@given(
    st.lists(st.lists(cells, max_size=3), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 5),
)
def test_rows_are_read_by_the_batch_as_they_are_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str, size: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "lots.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator=end)
        writer.writerows([["nom", "prénom"], *rows])
    source = CsvSource(file, MEMBERS.knows)
    by_the_batch = [record for some in source.batches("", size) for record in some.records()]
    assert by_the_batch == list(source.records())
    source.close()
