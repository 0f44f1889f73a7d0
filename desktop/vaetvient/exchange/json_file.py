"""Lists of objects as JSON (RFC 8259), whole or one object on each line."""

from __future__ import annotations

import json
import tempfile
import weakref
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from vaetvient.exchange.encoding import Text, decoded
from vaetvient.exchange.errors import FileTooLargeError, JsonDamagedError, NoListError
from vaetvient.exchange.source import Record, Source

LARGEST_WHOLE = 96 << 20
"""A file that is one list is held in memory while it is read; lines are not."""
_DEEPEST = 4
_MOST_FIELDS = 500


class JsonSource(Source):
    """A file of objects; see `Source`. Each list of objects in it is a sheet, named by its key;
    what stands within an object has a header with a dot: « payer.email »."""

    form = "json"
    first_is_header = True

    def __init__(self, path: Path) -> None:
        """Raises what `decoded` raises, FileTooLargeError, JsonDamagedError, NoListError."""
        self.path = path
        self.remarks: list[str] = []
        text = decoded(path)
        try:
            self._lists = _lines(path, text) or _whole(path, text)
        finally:
            text.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._lists)

    def records(self, sheet: str = "") -> Iterator[Record]:
        """A header of every key there is, then one row for each object."""
        found = self._lists.get(sheet) or next(iter(self._lists.values()))
        yield Record(0, found.header)
        yield from found.rows()

    def close(self) -> None:
        for found in self._lists.values():
            found.close()


class _List:
    """Flat objects, set down one a line."""

    def __init__(self, path: Path, objects: Iterator[tuple[int, Any]]) -> None:
        self._spool: IO[bytes] = tempfile.SpooledTemporaryFile(4 << 20)  # noqa: SIM115
        weakref.finalize(self, self._spool.close)
        keys: dict[str, None] = {}
        self.count = 0
        for line, one in objects:
            flat = _flat(one) if isinstance(one, dict) else {"": _text(one)}
            keys.update(dict.fromkeys(flat))
            if len(keys) > _MOST_FIELDS:
                raise JsonDamagedError(path=str(path), line=line)
            self._spool.write(json.dumps([line, flat]).encode() + b"\n")
            self.count += 1
        self.header = tuple(keys)

    def rows(self) -> Iterator[Record]:
        place = 0
        while True:
            self._spool.seek(place)
            lines = list(islice(self._spool, 500))
            if not lines:
                return
            place = self._spool.tell()
            for text in lines:
                line, flat = json.loads(text)
                yield Record(line, tuple(flat.get(key, "") for key in self.header))

    def close(self) -> None:
        self._spool.close()


def _lines(path: Path, text: Text) -> dict[str, _List] | None:
    """The objects of a file that has one on each line; None where it is not such a file."""
    with text.open() as file:
        begun = [line for line in islice(file, 20) if line.strip()][:2]
    if not begun or not all(_is_object(line) for line in begun):
        return None

    def objects() -> Iterator[tuple[int, Any]]:
        with text.open() as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    one = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise JsonDamagedError(path=str(path), line=number) from error
                if not isinstance(one, dict):
                    raise JsonDamagedError(path=str(path), line=number)
                yield number, one

    if len(begun) == 1 and (begun[0].strip() == "{}" or not _is_row(json.loads(begun[0]))):
        return None  # one object that holds lists, or nothing
    return {"": _List(path, objects())}


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_row(one: dict[str, Any]) -> bool:
    return not any(_is_list(value) for value in one.values())


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _whole(path: Path, text: Text) -> dict[str, _List]:
    if text.size > LARGEST_WHOLE:
        raise FileTooLargeError(path=str(path), most=LARGEST_WHOLE >> 20)
    with text.open() as file:
        try:
            read = json.load(file)
        except json.JSONDecodeError as error:
            raise JsonDamagedError(path=str(path), line=error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise JsonDamagedError(path=str(path), line=1) from error
    found = _lists_in(read)
    if not found:
        raise NoListError(path=str(path))
    return {
        name: _List(path, ((n, one) for n, one in enumerate(objects, start=2)))
        for name, objects in found.items()
    }


def _lists_in(read: Any) -> dict[str, list[Any]]:
    """Every list of objects, by its key; an object of objects (Paheko's answers) is one too."""
    if _is_list(read):
        return {"": read}
    if not isinstance(read, dict):
        return {}
    found = {str(key): value for key, value in read.items() if _is_list(value)}
    if found:
        return found
    values = list(read.values())
    if values and all(isinstance(value, dict) for value in values):
        return {"": values}
    return {"": [read]} if values and _is_row(read) else {}


def _flat(one: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    out: dict[str, str] = {}
    for key, value in one.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and depth < _DEEPEST:
            out |= _flat(value, f"{name}.", depth + 1)
        else:
            out[name] = _text(value)
    return out


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return ", ".join(text for one in value if (text := _text(one)))
    if isinstance(value, dict):
        return str(value.get("name") or value.get("label") or json.dumps(value, ensure_ascii=False))
    return str(value)
