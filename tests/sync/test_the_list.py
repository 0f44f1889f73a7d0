"""Every line of « The list it must survive » has a test that names its number."""

from __future__ import annotations

import re
from pathlib import Path

LINES = range(1, 37)
"""37 is the same suite on PostgreSQL, for when that comes."""


def test_every_numbered_line_is_named_by_a_test() -> None:
    named: dict[int, list[str]] = {}
    for path in Path(__file__).parent.glob("test_*.py"):
        for found in re.findall(r"^def (test_\d\w*)\(", path.read_text("utf-8"), re.MULTILINE):
            beginning = re.match(r"test_((?:\d+_|and_)+)", found)
            assert beginning is not None
            for number in re.findall(r"\d+", beginning.group(1)):
                named.setdefault(int(number), []).append(found)
    assert sorted(set(LINES) - named.keys()) == []
