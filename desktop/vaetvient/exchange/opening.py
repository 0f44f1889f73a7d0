"""Any file that a list may come in, opened by what it is and not by what it is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vaetvient.exchange.encoding import opened
from vaetvient.exchange.errors import NotAListError
from vaetvient.exchange.source import Source
from vaetvient.exchange.table import CsvSource
from vaetvient.exchange.workbook import OLE_BEGINS, ZIP_BEGINS

SUFFIXES = (
    "csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "vcf", "vcard", "json", "jsonl",
    "ndjson",
)  # fmt: skip
"""What such files are called, for a dialog to choose one from."""
_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
}


def open_source(path: Path, known: Callable[[str], bool]) -> Source:
    """The file at `path`; `known` says whether a header is one we know.

    Raises FileMissingError, FolderGivenError, FileUnreadableError, FileRefusedError subclasses.
    """
    with opened(path) as file:
        head = file.read(4096)
    if head.startswith((ZIP_BEGINS, OLE_BEGINS)):
        from vaetvient.exchange.workbook import WorkbookSource

        return WorkbookSource(path)
    for begins, name in _OTHER_KINDS.items():
        if head.startswith(begins):
            raise NotAListError(path=str(path), kind=name)
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if plain[:11].upper() == b"BEGIN:VCARD":
        from vaetvient.exchange.vcard import VcardSource

        return VcardSource(path)
    if plain[:1] in (b"{", b"[") and path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        from vaetvient.exchange.json_file import JsonSource

        return JsonSource(path)
    return CsvSource(path, known)
