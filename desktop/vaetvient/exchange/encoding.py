"""The text of a file whose encoding nobody said: UTF-8, UTF-16 or one of the old 8-bit sets."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from vaetvient.exchange.errors import (
    FileEmptyError,
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    FolderGivenError,
    MixedEncodingError,
    NotTextError,
    reason_of,
)

LARGEST_FILE = 256 << 20
_SAMPLE = 256 << 10
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD_SETS = ["cp1252", "mac_roman", "cp850"]
"""What French spreadsheets wrote on Windows, on a Mac and under DOS."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_FEW = 1000
"""One control character in so many is a slip; more is no text."""


def read_text(path: Path) -> str:
    """The whole text of the file at `path`, line ends as they are.

    Raises FileMissingError, FolderGivenError, FileUnreadableError, FileTooLargeError,
    FileEmptyError, NotTextError, MixedEncodingError.
    """
    text = _decode(path, _read(path))
    if not text.strip():
        raise FileEmptyError(path=str(path))
    nul = text.find("\0")
    if nul < 0 and len(_NO_TEXT.findall(text)) > len(text) // _FEW + 1:
        nul = 0
    if nul >= 0:
        raise NotTextError(path=str(path), line=text.count("\n", 0, nul) + 1)
    return text


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FolderGivenError(path=str(path))
        if path.stat().st_size > LARGEST_FILE:
            raise FileTooLargeError(path=str(path), most=LARGEST_FILE >> 20)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileMissingError(path=str(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL within the name
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error


def _decode(path: Path, data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(path, data[len(mark) :], encoding)
    sixteen = _unmarked_utf16(data)
    if sixteen:
        return _decode_as(path, data, sixteen)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise MixedEncodingError(path=str(path), line=line) from error
    return _decode_old(path, data)


def _decode_as(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise MixedEncodingError(path=str(path), line=before.count("\n") + 1) from error


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark shows as a NUL in every other place."""
    head = data[:_SAMPLE]
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    if head[1::2].count(0) > pairs * 0.6 and not head[0::2].count(0):
        return "utf-16-le"
    if head[0::2].count(0) > pairs * 0.6 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes spoil what is UTF-8 otherwise: a damaged or pieced-together file."""
    read = data.decode("utf-8", "replace")
    spoilt = read.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(1 for character in read if ord(character) > 127) - spoilt
    return whole > 4 * spoilt


def _decode_old(path: Path, data: bytes) -> str:
    """An 8-bit set: Windows-1252 unless another one makes far better French of it."""
    if b"\0" in data:
        raise NotTextError(path=str(path), line=data.count(b"\n", 0, data.index(0)) + 1)
    from charset_normalizer import from_bytes

    guess = from_bytes(_telling(data), cp_isolation=_OLD_SETS).best()
    for encoding in (guess.encoding if guess else "cp1252", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTextError(path=str(path), line=1)


def _telling(data: bytes) -> bytes:
    """The lines that tell an 8-bit set from another, up to a sample's size."""
    lines = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[:_SAMPLE]
