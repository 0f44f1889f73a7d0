"""What the records inside an exchange file say: docs/exchange-format.md, « The bundle »."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from vaetvient.sync.segment import Need
from vaetvient.sync.wire import count_of, expect, key_of

MANIFEST, STATEMENT, KNOWLEDGE, BASE, FLOOR, SEGMENT = "m", "r", "k", "b", "f", "s"
FORMAT = 1
ORDER = (MANIFEST, STATEMENT, KNOWLEDGE, BASE, FLOOR, SEGMENT)
"""The order in which they stand; what a reader does not know may be anywhere."""


class Heard(NamedTuple):
    """What a site was last heard to have, and when it said so by its own clock."""

    site: bytes
    at: int
    needs: tuple[Need, ...]


class Floor(NamedTuple):
    """Up to where a sender let the history of one author go."""

    need: Need
    base: int
    """The sequence number that its reader must have; of what follows nothing that counts lacks."""


def listed(needs: Iterable[Need]) -> list[list[Any]]:
    """Needs as they are written."""
    return [list(need) for need in needs]


def need_of(value: Any) -> Need:
    """One need. Raises UnreadableError."""
    channel, site, epoch, sequence = expect(value, bytes, bytes, int, int)
    return Need(key_of(channel), key_of(site), count_of(epoch), count_of(sequence))


def needs_of(values: list[Any]) -> tuple[Need, ...]:
    """Many. Raises UnreadableError."""
    return tuple(need_of(value) for value in values)
