"""Which file a list is written to, by the end of its name; written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, ClassVar
from zoneinfo import ZoneInfo

from vaetvient.exchange.errors import FileRefusedError
from vaetvient.exchange.saving import whole_file
from vaetvient.exchange.writing.cells import Cells, Column, TableWriter
from vaetvient.language import N_
from vaetvient.storage.queries.exports import Extract

Progress = Callable[[int, int], None]
"""Called with how many rows are done and how many there are."""


class Format(StrEnum):
    """A kind of file, named by the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON_LINES = "jsonl"
    VCARD = "vcf"
    """Of members alone."""


FORMAT_WORDS = {
    Format.CSV: N_("CSV, pour tout tableur"),
    Format.XLSX: N_("Excel"),
    Format.ODS: N_("LibreOffice"),
    Format.JSON_LINES: N_("JSON, une ligne par objet"),
    Format.VCARD: N_("Carnet d’adresses (vCard)"),
}


class UnknownFormatError(FileRefusedError):
    code: ClassVar[str] = "unknown_format"
    text: ClassVar[str] = N_("« {ending} » ne dit pas en quoi écrire {path}.")
    way_out: ClassVar[str] = N_("Terminez son nom par .csv, .xlsx, .ods ou .jsonl.")


def format_of(path: Path) -> Format:
    """The format that the end of a name asks for. Raises UnknownFormatError."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in tuple(Format):
        raise UnknownFormatError(path=path.name, ending=path.suffix or path.name)
    return Format(ending)


def write_table(
    target: Path,
    title: str,
    columns: Sequence[Column],
    extract: Extract,
    zone: ZoneInfo,
    progress: Progress,
) -> int:
    """Write an extract to `target`, whole or not at all; how many rows.

    Moments are shown as they were in `zone`. Raises UnknownFormatError, CardsAreMembersError
    where an address book is asked of another list, and what `whole_file`
    raises. A format's own limits are met by going on in a second sheet.
    """
    begin = _writer(format_of(target))
    cells = Cells(columns, extract.keys, zone)
    written = 0
    with whole_file(target) as file:
        writer = begin(file, title, columns)
        try:
            for chunk in extract.chunks:
                writer.write(cells.of(chunk))
                written += len(chunk)
                progress(written, extract.total)
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
    return written


def _writer(wanted: Format) -> Callable[[BinaryIO, str, Sequence[Column]], TableWriter]:
    match wanted:
        case Format.CSV:
            from vaetvient.exchange.writing.csv_file import CsvWriter

            return CsvWriter
        case Format.XLSX:
            from vaetvient.exchange.writing.xlsx_file import XlsxWriter

            return XlsxWriter
        case Format.ODS:
            from vaetvient.exchange.writing.ods_file import OdsWriter

            return OdsWriter
        case Format.JSON_LINES:
            from vaetvient.exchange.writing.json_lines import JsonLinesWriter

            return JsonLinesWriter
        case Format.VCARD:
            from vaetvient.exchange.writing.vcard_file import VcardWriter

            return VcardWriter
