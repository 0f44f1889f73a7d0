"""The text of a file whose encoding nobody said: UTF-8, UTF-16 or one of the old 8-bit sets.

The file is read in pieces and its text set down in a file of our own, so that neither its size nor
what becomes of it meanwhile matters: a stick may be pulled out once it has been read.
"""

from __future__ import annotations

import codecs
import io
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO

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

LARGEST_FILE = 512 << 20
_SAMPLE = 256 << 10
_PIECE = 1 << 20
_IN_MEMORY = 4 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD_SETS = ["cp1252", "mac_roman", "cp850"]
"""What French spreadsheets wrote on Windows, on a Mac and under DOS."""
_NO_TEXT = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1a\x1b")
_FEW = 1000
"""One control character in so many is a slip; more is no text."""


class Text:
    """The whole text of a file, set down in UTF-8 where it can be read again and again."""

    def __init__(self, spool: IO[bytes], size: int) -> None:
        self._spool = spool
        weakref.finalize(self, spool.close)
        self.size = size
        """In bytes of UTF-8."""

    def open(self) -> io.TextIOWrapper:
        """The text from its beginning, line ends as they are; one reader at a time."""
        self._spool.seek(0)
        return _Reader(self._spool, encoding="utf-8", newline="")

    def begins(self, most: int = _SAMPLE) -> str:
        """Its first `most` bytes, up to a whole character."""
        self._spool.seek(0)
        return self._spool.read(most).decode("utf-8", "ignore")

    def close(self) -> None:
        """Forget it."""
        self._spool.close()


class _Reader(io.TextIOWrapper):
    """Leaves what it reads open for the next one."""

    def close(self) -> None:
        if not self.closed:
            self.detach()

    def __del__(self) -> None:
        return None


def read_text(path: Path) -> str:
    """The whole text of the file at `path`, line ends as they are; see `decoded`."""
    text = decoded(path)
    try:
        return text.open().read()
    finally:
        text.close()


def decoded(path: Path) -> Text:
    """The text of the file at `path`.

    Raises FileMissingError, FolderGivenError, FileUnreadableError, FileTooLargeError,
    FileEmptyError, NotTextError, MixedEncodingError.
    """
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (Text closes it)
    try:
        with opened(path) as file:
            _set_down(path, file, spool)
        size = spool.tell()
        _check(path, spool)
    except BaseException:
        spool.close()
        raise
    return Text(spool, size)


def opened(path: Path, most: int | None = None) -> IO[bytes]:
    """The file at `path`, to be read. Raises what `decoded` says of files."""
    largest = LARGEST_FILE if most is None else most
    try:
        if path.is_dir():
            raise FolderGivenError(path=str(path))
        if path.stat().st_size > largest:
            raise FileTooLargeError(path=str(path), most=largest >> 20)
        return path.open("rb")
    except FileNotFoundError as error:
        raise FileMissingError(path=str(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL within the name
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error


def _pieces(path: Path, file: IO[bytes], start: int = 0) -> Iterator[bytes]:
    try:
        file.seek(start)
        while piece := file.read(_PIECE):
            yield piece
    except OSError as error:
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error


def _set_down(path: Path, file: IO[bytes], spool: IO[bytes]) -> None:
    head = next(_pieces(path, file), b"")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            _decode_as(path, file, spool, encoding, len(mark))
            return
    sixteen = _unmarked_utf16(head)
    if sixteen:
        _decode_as(path, file, spool, sixteen, 0)
        return
    try:
        _decode_as(path, file, spool, "utf-8", 0)
    except MixedEncodingError:
        if _mostly_utf8(path, file):
            raise
        _decode_old(path, file, spool)


def _decode_as(path: Path, file: IO[bytes], spool: IO[bytes], encoding: str, start: int) -> None:
    spool.seek(0)
    spool.truncate()
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    for piece in _pieces(path, file, start):
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, "replace")
            line = lines + before.count("\n")
            raise MixedEncodingError(path=str(path), line=line) from error
        lines += text.count("\n")
        spool.write(text.encode("utf-8", "surrogatepass"))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise MixedEncodingError(path=str(path), line=lines) from error


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


def _mostly_utf8(path: Path, file: IO[bytes]) -> bool:
    """Whether a few bytes spoil what is UTF-8 otherwise: a damaged or pieced-together file."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    spoilt = others = 0
    for piece in _pieces(path, file):
        text = decoder.decode(piece)
        spoilt += text.count("\N{REPLACEMENT CHARACTER}")
        others += sum(1 for character in text if ord(character) > 127) if others < _PIECE else 0
    return others - spoilt > 4 * spoilt


def _decode_old(path: Path, file: IO[bytes], spool: IO[bytes]) -> None:
    """An 8-bit set: Windows-1252 unless another one makes far better French of it."""
    from charset_normalizer import from_bytes

    guess = from_bytes(_telling(path, file), cp_isolation=_OLD_SETS).best()
    for encoding in (guess.encoding if guess else "cp1252", "cp1252"):
        try:
            _decode_as(path, file, spool, encoding, 0)
        except MixedEncodingError:
            continue
        return
    raise NotTextError(path=str(path), line=1)


def _telling(path: Path, file: IO[bytes]) -> bytes:
    """The lines that tell an 8-bit set from another, up to a sample's size."""
    told = b""
    lines = 0
    for piece in _pieces(path, file):
        if b"\0" in piece:
            line = lines + piece.count(b"\n", 0, piece.index(0)) + 1
            raise NotTextError(path=str(path), line=line)
        lines += piece.count(b"\n")
        if len(told) < _SAMPLE:
            kept = (line for line in piece.splitlines(keepends=True) if not line.isascii())
            told += b"".join(kept)
    return told[:_SAMPLE]


def _check(path: Path, spool: IO[bytes]) -> None:
    """Refuse what is empty or no text."""
    spool.seek(0)
    lines = odd = size = 0
    filled = False
    while piece := spool.read(_PIECE):
        nul = piece.find(b"\0")
        if nul >= 0:
            raise NotTextError(path=str(path), line=lines + piece.count(b"\n", 0, nul) + 1)
        lines += piece.count(b"\n")
        size += len(piece)
        odd += len(piece) - len(piece.translate(None, _NO_TEXT))
        filled = filled or bool(piece.strip())
    if not filled:
        raise FileEmptyError(path=str(path))
    if odd > size // _FEW + 1:
        raise NotTextError(path=str(path), line=1)
