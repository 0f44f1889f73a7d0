"""What a command gives back: words for a person, or one JSON value for a script."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from vaetvient.language import spoken

_NARROW = "\N{NARROW NO-BREAK SPACE}"


class Output:
    """Where a command's results go: the standard output, in one of the two forms."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, value: Any, *lines: str) -> None:
        """Give `value` to a script, or `lines` to a person."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False))
        else:
            for line in lines:
                print(line)

    def refuse(self, code: str, message: str) -> None:
        """Say why nothing was done: to a script on the standard output, to a person beside it."""
        if self.as_json:
            print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
        else:
            print(message, file=sys.stderr)

    def remark(self, text: str) -> None:
        """Say something beside the result; a script has it in the result."""
        if not self.as_json:
            print(text, file=sys.stderr)


def speak_any_character() -> None:
    """Print what the terminal cannot show as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def figure(number: int) -> str:
    """« 1 752 », without loading all of the CLDR for it."""
    return f"{number:,}".replace(",", "," if spoken() == "en" else _NARROW)


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """`rows` as lines with their columns one under the other."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    widths = [max(_width(row[n]) for row in cells) for n in range(len(cells[0]))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def _width(text: str) -> int:
    """How many places `text` takes on a terminal: two for Chinese, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
