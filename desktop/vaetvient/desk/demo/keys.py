"""Keys that come out the same each time: UUIDv7 in form (RFC 9562), with chance from a seed."""

from __future__ import annotations

from datetime import date
from random import Random

_EPOCH_MINUTE = date(1970, 1, 1).toordinal() * 1440
_LOW = (1 << 62) - 1
_VERSION = 7 << 76
_VARIANT = 1 << 63


class Keys:
    """Deals out keys, each of the minute at which its record came to be."""

    def __init__(self, seed: str) -> None:
        self._bits = Random(f"keys {seed}").getrandbits

    def at(self, minute: int) -> bytes:
        """A fresh key for a record made at `minute` (see `days`)."""
        chance = self._bits(74)
        time = (minute - _EPOCH_MINUTE) * 60_000
        whole = (time << 80) | _VERSION | (chance >> 62 << 64) | _VARIANT | (chance & _LOW)
        return whole.to_bytes(16, "big")
