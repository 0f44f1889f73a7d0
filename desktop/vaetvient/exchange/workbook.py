"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS, read without running anything that is in them.

The library sets a sheet down whole in memory, from its first cell to its last: what a sheet or an
archive claims to be is looked at beforehand, so that a small file cannot ask for all there is.
"""

from __future__ import annotations

import re
import weakref
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from vaetvient.exchange.encoding import opened
from vaetvient.exchange.errors import (
    FileEmptyError,
    FileRefusedError,
    PasswordNeededError,
    SheetMissingError,
    SheetTooLargeError,
    SwollenFileError,
    WorkbookDamagedError,
)
from vaetvient.exchange.source import Record, Source
from vaetvient.language import _, show_number

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST_WORKBOOK = 128 << 20
MOST_UNPACKED = 768 << 20
_LEAST_SUSPECT = 16 << 20
_MOST_SWOLLEN = 400
"""An honest sheet packs to a hundredth; a bomb to a thousandth."""
MOST_ROWS = 1_048_576
MOST_CELLS = 24_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20
ZIP_BEGINS, OLE_BEGINS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,12})"')
_ODS_TAG = re.compile(
    rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>"
)
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,12})"')
_PIECE = 1 << 20


class WorkbookSource(Source):
    """A file of sheets; see `Source`."""

    form = "workbook"
    first_is_header = False

    def __init__(self, path: Path) -> None:
        """Raises the refusals of files, PasswordNeededError, WorkbookDamagedError,
        SwollenFileError, SheetTooLargeError."""
        self.path = path
        self.remarks: list[str] = []
        self._file = opened(path, LARGEST_WORKBOOK)
        weakref.finalize(self, self._file.close)
        try:
            self._look_inside()
            self._book = self._opened()
        except BaseException:
            self._file.close()
            raise
        from python_calamine import SheetVisibleEnum

        sheets = self._book.sheets_metadata
        visible = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
        self._sheets = tuple(visible or self._book.sheet_names)
        self._told: set[str] = set()
        if not self._sheets:
            raise FileEmptyError(path=str(path))

    @property
    def sheets(self) -> tuple[str, ...]:
        return self._sheets

    def records(self, sheet: str = "") -> Iterator[Record]:
        """The rows of one sheet that are not empty; the value of merged cells stands in each.

        Raises SheetMissingError, WorkbookDamagedError.
        """
        name = sheet or self._sheets[0]
        if name not in self._book.sheet_names:
            raise SheetMissingError(path=str(self.path), sheet=name)
        try:
            found = self._book.get_sheet_by_name(name)
        except Exception as error:
            raise WorkbookDamagedError(path=str(self.path)) from error
        if found.height > MOST_ROWS or found.height * found.width > MOST_CELLS:
            raise SheetTooLargeError(
                path=str(self.path),
                rows=show_number(found.height),
                columns=show_number(found.width),
            )
        if found.start is None:
            return
        yield from self._rows(found, name)

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def _rows(self, found: CalamineSheet, name: str) -> Iterator[Record]:
        assert found.start is not None
        merged = _merged(found, found.start[1])
        if merged and name not in self._told:
            self._told.add(name)
            self.remarks.append(
                _("Des cases sont fusionnées : leur valeur vaut pour chacune des lignes.")
            )
        held: dict[tuple[int, int], str] = {}
        for number, row in enumerate(found.iter_rows()):  # from row 1, from the first column
            cells = [_said(value) for value in row]
            for (top, left), (bottom, right) in merged.get(number, ()):
                value = cells[left] if left < len(cells) else ""
                if number == top:
                    held[top, left] = value
                for column in range(left, min(right, len(cells) - 1) + 1):
                    if number > top or column > left:
                        cells[column] = held.get((top, left), "") if bottom > top else ""
            record = Record(number + 1, tuple(cells))
            if not record.is_empty:
                yield record

    def _opened(self) -> CalamineWorkbook:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        self._file.seek(0)
        try:
            return CalamineWorkbook.from_filelike(self._file)
        except PasswordError as error:
            raise PasswordNeededError(path=str(self.path)) from error
        except (CalamineError, OSError, ValueError) as error:
            if self._is_locked():
                raise PasswordNeededError(path=str(self.path)) from error
            raise WorkbookDamagedError(path=str(self.path)) from error

    def _is_locked(self) -> bool:
        """Whether it is an XLSX behind a password: an old-style container whose directory names
        what is encrypted in it ([MS-OFFCRYPTO] 2.3)."""
        self._file.seek(0)
        if self._file.read(len(OLE_BEGINS)) != OLE_BEGINS:
            return False
        before = b""
        while part := self._file.read(_PIECE):
            if _ENCRYPTED in before + part:
                return True
            before = part[-len(_ENCRYPTED) :]
        return False

    def _look_inside(self) -> None:
        head = self._file.read(8)
        if not head.startswith(ZIP_BEGINS):
            return
        try:
            with zipfile.ZipFile(self._file) as archive:
                self._look_at(archive)
        except FileRefusedError:
            raise
        except Exception as error:
            raise WorkbookDamagedError(path=str(self.path)) from error

    def _look_at(self, archive: zipfile.ZipFile) -> None:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        swollen = any(
            part.file_size > _LEAST_SUSPECT
            and part.file_size > _MOST_SWOLLEN * max(part.compress_size, 1)
            for part in parts
        )
        if unpacked > MOST_UNPACKED or swollen or len(parts) > 10_000:
            raise SwollenFileError(path=str(self.path))
        names = {part.filename for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise PasswordNeededError(path=str(self.path))
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            self.remarks.append(_("Les macros de ce fichier ne sont ni lues ni lancées."))
        if "META-INF/manifest.xml" in names:
            manifest = archive.read("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise PasswordNeededError(path=str(self.path))
        for part in parts:
            if part.filename == "content.xml":
                with archive.open(part) as file:
                    rows, columns, cells = _ods_extent(file)
            elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                with archive.open(part) as file:
                    rows, columns = _xlsx_extent(file)
                    cells = rows * columns
            else:
                continue
            if rows > MOST_ROWS or cells > MOST_CELLS:
                raise SheetTooLargeError(
                    path=str(self.path), rows=show_number(rows), columns=show_number(columns)
                )


def _xlsx_extent(file: IO[bytes]) -> tuple[int, int]:
    """How many rows and columns the cells of a sheet reach over."""
    rows = columns = 0
    letters: set[bytes] = set()
    rest = b""
    while piece := file.read(_PIECE):
        data = rest + piece
        for found in _CELL.finditer(data):
            letters.add(found[1])
            rows = max(rows, int(found[2]))
        for found in _ROW.finditer(data):
            rows = max(rows, int(found[1]))
        rest = data[-200:]
    for name in letters:
        number = 0
        for letter in name:
            number = number * 26 + letter - 64
        columns = max(columns, number)
    return rows, columns


def _ods_extent(file: IO[bytes]) -> tuple[int, int, int]:
    """Rows and columns of the largest sheet that says something, and how many cells that makes.

    Repeated empty rows at the end, which every ODS has, do not count: nothing stands below them.
    """
    most = (0, 0, 0)
    rows = filled = columns = column = row_times = last = 0
    rest = b""
    pending: list[tuple[int, int]] = []
    while piece := file.read(_PIECE):
        data = rest + piece
        cut = data.rfind(b"<") if len(piece) == _PIECE else len(data)
        rest, data = data[cut:], data[:cut]
        for found in _ODS_TAG.finditer(data):
            closing, what, attributes = bool(found[1]), found[2], found[3]
            if what == b"table":
                if closing:
                    most = max(most, (filled, columns, filled * columns), key=lambda m: m[2])
                rows = filled = columns = 0
            elif what == b"table-row" and not closing:
                row_times, column, last = _times(attributes), 0, 0
                pending.append((row_times, 0))
                if attributes.endswith(b"/"):
                    rows += row_times
            elif what == b"table-row":
                rows += row_times
                if last:
                    filled, columns = rows, max(columns, last)
            elif not closing:
                column += _times(attributes)
                if b"office:value" in attributes or not attributes.endswith(b"/"):
                    last = column
        pending.clear()
    return max(most, (filled, columns, filled * columns), key=lambda m: m[2])


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1


def _merged(
    found: CalamineSheet, first_column: int
) -> dict[int, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """The merged ranges by the rows they reach over; columns as the sheet's rows count them."""
    out: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    ranges = found.merged_cell_ranges or []
    for (top, left), (bottom, right) in ranges[:10_000]:
        for row in range(top, min(bottom, top + 5_000) + 1):
            span = ((top, left - first_column), (bottom, right - first_column))
            out.setdefault(row, []).append(span)
    return out


def _said(value: Any) -> str:
    """A cell as text: days as 2026-11-23, whole numbers without decimals."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
