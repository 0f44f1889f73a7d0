"""Tabular figures: the digits of equal width that a typeface keeps under « tnum ».

Amounts and dates stand under one another on paper, so every digit takes the same room. PDF
names glyphs directly, without the shaping that would apply the feature; the feature's own
table (OpenType GSUB, single substitution) is read here once per face.
"""

from __future__ import annotations

from struct import unpack_from

_SINGLE, _EXTENSION = 1, 7


def tabular_glyphs(gsub: bytes) -> dict[int, int]:
    """Which glyph replaces which under « tnum », from a font's GSUB table; empty without it.

    Raises struct.error for a table that ends too early.
    """
    features, lookups = unpack_from(">6xHH", gsub)
    swaps: dict[int, int] = {}
    for index in _lookups_of(gsub, features, b"tnum"):
        (offset,) = unpack_from(">H", gsub, lookups + 2 + 2 * index)
        lookup = lookups + offset
        kind, _flags, count = unpack_from(">3H", gsub, lookup)
        for sub in unpack_from(f">{count}H", gsub, lookup + 6):
            at, subkind = lookup + sub, kind
            if subkind == _EXTENSION:
                _format, subkind, further = unpack_from(">HHL", gsub, at)
                at += further
            if subkind == _SINGLE:
                swaps.update(_single(gsub, at))
    return swaps


def _lookups_of(gsub: bytes, features: int, wanted: bytes) -> list[int]:
    (count,) = unpack_from(">H", gsub, features)
    found: set[int] = set()
    for record in range(count):
        tag, offset = unpack_from(">4sH", gsub, features + 2 + 6 * record)
        if tag == wanted:
            (many,) = unpack_from(">2xH", gsub, features + offset)
            found.update(unpack_from(f">{many}H", gsub, features + offset + 4))
    return sorted(found)


def _single(gsub: bytes, at: int) -> dict[int, int]:
    form, coverage, value = unpack_from(">3H", gsub, at)
    glyphs = _covered(gsub, at + coverage)
    if form == 1:  # the same distance for every glyph
        return {glyph: (glyph + value) & 0xFFFF for glyph in glyphs}
    return dict(zip(glyphs, unpack_from(f">{value}H", gsub, at + 6), strict=True))


def _covered(gsub: bytes, at: int) -> list[int]:
    form, count = unpack_from(">HH", gsub, at)
    if form == 1:
        return list(unpack_from(f">{count}H", gsub, at + 4))
    glyphs: list[int] = []
    for record in range(count):
        first, last = unpack_from(">HH", gsub, at + 4 + 6 * record)
        glyphs.extend(range(first, last + 1))
    return glyphs
