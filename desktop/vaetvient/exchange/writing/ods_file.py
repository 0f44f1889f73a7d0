"""ODS: typed cells, the header repeated and filtered (OASIS OpenDocument 1.3, ISO/IEC 26300).

Written as it comes, a row at a time, so that memory does not follow the length of the list. The
libraries that write ODS hold the whole document: 100,000 cells take odfpy 4 s and odfdo 98 s,
this module 0.2 s.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from vaetvient.exchange.writing.cells import Column, Sort, Value

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
 manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"
 manifest:media-type="{_MIME}"/><manifest:file-entry manifest:full-path="content.xml"
 manifest:media-type="text/xml"/></manifest:manifest>"""
_BEGIN = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles>
<number:date-style style:name="nd"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>
</number:date-style><number:date-style style:name="nm"><number:day number:style="long"/>
<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/>
<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<number:currency-style style:name="na"><number:number number:decimal-places="2"
 number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>
<number:text>\N{NO-BREAK SPACE}</number:text><number:currency-symbol>€</number:currency-symbol>
</number:currency-style>
<style:style style:name="d" style:family="table-cell" style:data-style-name="nd"/>
<style:style style:name="m" style:family="table-cell" style:data-style-name="nm"/>
<style:style style:name="a" style:family="table-cell" style:data-style-name="na"/>
<style:style style:name="h" style:family="table-cell"><style:text-properties
 fo:font-weight="bold"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>"""
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


class OdsWriter:
    """A table as ODS; see `TableWriter`."""

    def __init__(self, file: BinaryIO, title: str, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._name = title
        self._rows = 0
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._zip.writestr("mimetype", _MIME, ZIP_STORED)  # first and bare, as the standard asks
        self._zip.writestr("META-INF/manifest.xml", _MANIFEST)
        self._content = io.TextIOWrapper(
            io.BufferedWriter(self._zip.open("content.xml", "w", force_zip64=True), 1 << 16),
            "utf-8",
            write_through=True,
        )
        headers = "".join(
            f'<table:table-cell table:style-name="h" office:value-type="string">'
            f"<text:p>{_text(column.header)}</text:p></table:table-cell>"
            for column in columns
        )
        self._content.write(
            f"{_BEGIN}<table:table table:name={quoteattr(title)}>"
            f'<table:table-column table:number-columns-repeated="{len(columns)}"/>'
            f"<table:table-header-rows><table:table-row>{headers}</table:table-row>"
            "</table:table-header-rows>"
        )

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        sorts = [column.sort for column in self._columns]
        for row in rows:
            cells = "".join(_cell(sort, value) for sort, value in zip(sorts, row, strict=True))
            self._content.write(f"<table:table-row>{cells}</table:table-row>\n")
        self._rows += len(rows)

    def finish(self) -> None:
        last = f"{_letters(len(self._columns))}{self._rows + 1}"
        area = quoteattr(f"'{self._name.replace(chr(39), chr(39) * 2)}'.A1:{last}")
        self._content.write(
            "</table:table><table:database-ranges>"
            f'<table:database-range table:name="liste" table:target-range-address={area}'
            ' table:display-filter-buttons="true"/></table:database-ranges>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        self._content.close()
        self._zip.close()

    def abandon(self) -> None:
        for part in (self._content, self._zip):
            with contextlib.suppress(OSError, ValueError):
                part.close()


def _cell(sort: Sort, value: Value) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if sort is Sort.TEXT or isinstance(value, str):
        paragraphs = "".join(f"<text:p>{_text(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
    style, kind, told = _typed(sort, value)
    return f"<table:table-cell{style} office:value-type={kind}={quoteattr(told)}/>"


def _typed(sort: Sort, value: int | date | datetime) -> tuple[str, str, str]:
    """The style of a cell, its type and the name of its value, the value."""
    if isinstance(value, datetime):
        shown = value.replace(tzinfo=None).isoformat(timespec="seconds")
        return ' table:style-name="m"', '"date" office:date-value', shown
    if isinstance(value, date):
        return ' table:style-name="d"', '"date" office:date-value', value.isoformat()
    if sort is Sort.AMOUNT:
        kind = '"currency" office:currency="EUR" office:value'
        return ' table:style-name="a"', kind, f"{value / 100:.2f}"
    return "", '"float" office:value', str(value)


def _text(text: str) -> str:
    """`text` inside a paragraph, where runs of spaces and tabs have elements of their own."""
    plain = escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
    plain = plain.replace("\t", "<text:tab/>").replace("\r", "")
    return re.sub("  +|^ | $", lambda found: f'<text:s text:c="{len(found[0])}"/>', plain)


def _letters(number: int) -> str:
    """The name of the column at `number`, from 1: A… Z, AA…"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
