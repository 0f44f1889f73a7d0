"""XLSX: typed cells, the header frozen, filters on it (ECMA-376, through XlsxWriter).

Texts are written as texts: nothing that someone typed becomes a formula or a link. A list longer
than a sheet goes on in a second one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date, datetime, time
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from vaetvient.exchange.writing.cells import Column, Sort, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included: a limit of the format."""
LONGEST_TEXT = 32_767
"""Characters of a cell: another."""
_FORMATS = {
    Sort.DAY: "dd/mm/yyyy",
    Sort.MOMENT: "dd/mm/yyyy hh:mm",
    Sort.AMOUNT: '#,##0.00\\ "€"',
    Sort.COUNT: "0",
}
_WIDTHS = {Sort.TEXT: 22, Sort.DAY: 12, Sort.MOMENT: 17, Sort.AMOUNT: 13, Sort.COUNT: 10}
"""In characters of the default font."""
_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of Excel's count of days, from 1 March 1900 on."""
_SECONDS_A_DAY = 86_400


class XlsxWriter:
    """A table as XLSX; see `TableWriter`."""

    def __init__(self, file: BinaryIO, title: str, columns: Sequence[Column]) -> None:
        from xlsxwriter import Workbook

        self._columns = columns
        self._title = title
        self._drafts = TemporaryDirectory(prefix="vaetvient-", ignore_cleanup_errors=True)
        self._book = Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": self._drafts.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._bold = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._formats: list[Format | None] = [
            self._book.add_format({"num_format": _FORMATS[column.sort]})
            if column.sort in _FORMATS
            else None
            for column in columns
        ]
        self._sheets = 0
        self._sheet = self._next_sheet()
        self._row = 1

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        told = [_numbers(c.sort) for c in self._columns]
        formats = self._formats
        for row in rows:
            if self._row == MOST_ROWS:
                self._end_sheet()
                self._sheet, self._row = self._next_sheet(), 1
            place, text, number = self._row, self._sheet.write_string, self._sheet.write_number
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    text(place, column, value[:LONGEST_TEXT])
                else:
                    number(place, column, told[column](value), formats[column])
            self._row += 1

    def finish(self) -> None:
        self._end_sheet()
        self._book.close()
        self._drafts.cleanup()

    def abandon(self) -> None:
        self._book.fileclosed = True  # else it finishes by itself when it is thrown away
        for sheet in self._book.worksheets():
            with contextlib.suppress(OSError):
                sheet.row_data_fh.close()
        self._drafts.cleanup()

    def _next_sheet(self) -> Worksheet:
        self._sheets += 1
        name = self._title if self._sheets == 1 else f"{self._title} ({self._sheets})"
        sheet = cast("Worksheet", self._book.add_worksheet(name))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            width = max(_WIDTHS[column.sort], len(column.header) + 3)
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, column.header, self._bold)
        return sheet

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(0, self._row - 1), len(self._columns) - 1)


def _numbers(sort: Sort) -> Any:
    """How the values of a column become the numbers that a sheet keeps."""
    return {Sort.DAY: day_serial, Sort.MOMENT: moment_serial, Sort.AMOUNT: _euros}.get(sort, int)


def day_serial(day: date) -> int:
    """The number by which Excel knows a day of or after 1 March 1900."""
    return day.toordinal() - _EPOCH


def moment_serial(moment: datetime) -> float:
    """The same of a moment, as its clock shows it: a sheet knows no time zones."""
    shown: time = moment.time()
    seconds = shown.hour * 3600 + shown.minute * 60 + shown.second
    return moment.toordinal() - _EPOCH + seconds / _SECONDS_A_DAY


def _euros(cents: int) -> float:
    return cents / 100
