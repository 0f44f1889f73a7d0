"""A clock that never contradicts cause and effect (hybrid logical clock, Kulkarni et al. 2014).

A stamp is one integer: milliseconds since 1970 in the high bits, a counter in the low sixteen.
Stamps choose winners only; whether two changes knew of each other is never asked of a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

COUNTER_BITS = 16
LONGEST_LEAD_MS = 24 * 3600 * 1000
"""A stamp further ahead of our clock than this is refused: one of the two clocks is wrong."""

LARGEST = (1 << 63) - 1

Clock = Callable[[], datetime]


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def stamp_at(ms: int) -> int:
    """The first stamp of a millisecond."""
    return max(ms, 0) << COUNTER_BITS


def moment_of(stamp: int) -> datetime:
    """When a stamp was made, by its author's clock."""
    return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000, UTC)


def tick(last: int, at_ms: int) -> int:
    """The stamp of something that happened at `at_ms`, after everything stamped up to `last`."""
    return max(last + 1, stamp_at(at_ms))


def too_far_ahead(stamp: int, now_ms: int) -> bool:
    """Whether a stamp comes from a clock that is far ahead of ours."""
    return stamp > stamp_at(now_ms + LONGEST_LEAD_MS)
