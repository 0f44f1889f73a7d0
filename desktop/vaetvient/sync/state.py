"""What all changes of one channel together say of one row: layer 1, as pure functions.

Each register keeps the writes that no other write knew of (a multi-value register). One is the
rule; several are a conflict, of which the newest stands until a person settles it. The result
depends on the set of changes alone, provided that a change is applied after those it knew of.

A deletion keeps what it knew of: a write that it did not know of brings the row back (an edit
beats a deletion, and is flagged); an erasure beats everything and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vaetvient.sync.wire import pack

Knowledge = Mapping[int, int]
"""For each author the sequence number up to which its changes are known."""


class Stamp(NamedTuple):
    """The name of a change, and the clock that chooses among rivals."""

    clock: int
    author: int
    sequence: int


class Write(NamedTuple):
    """A value that a change gave to a register."""

    stamp: Stamp
    values: tuple[Any, ...]


@dataclass(slots=True)
class Deletion:
    """A row's removal, and what its author knew then."""

    stamp: Stamp
    known: dict[int, int]


@dataclass(slots=True)
class Row:
    """Layer 1 of one row in one channel."""

    registers: dict[str, list[Write]] = field(default_factory=dict)
    deletions: list[Deletion] = field(default_factory=list)
    erased: bool = False

    @property
    def alive(self) -> bool:
        """Whether the row stands: written by someone who did not know of each deletion."""
        if self.erased or not self.registers:
            return False
        if not self.deletions:
            return True
        return all(
            any(
                not known(write.stamp, gone.known)
                for writes in self.registers.values()
                for write in writes
            )
            for gone in self.deletions
        )

    @property
    def brought_back(self) -> bool:
        """Whether it stands against somebody's deletion."""
        return bool(self.deletions) and self.alive


Order = Callable[[Stamp], Any]
"""What compares stamps of all authors alike at every site."""


def known(stamp: Stamp, knowledge: Knowledge) -> bool:
    """Whether somebody with `knowledge` knew of a change."""
    return knowledge.get(stamp.author, 0) >= stamp.sequence


def write(
    row: Row, stamp: Stamp, knowledge: Knowledge, values: Mapping[str, tuple[Any, ...]]
) -> None:
    """Give registers new values; what the author knew of gives way."""
    if row.erased:
        return
    row.deletions = [gone for gone in row.deletions if not known(gone.stamp, knowledge)]
    for register, value in values.items():
        rivals = [w for w in row.registers.get(register, ()) if not known(w.stamp, knowledge)]
        rivals.append(Write(stamp, value))
        row.registers[register] = rivals


def delete(row: Row, stamp: Stamp, knowledge: Knowledge) -> None:
    """Remove the row, as far as the author knew it."""
    if row.erased:
        return
    row.deletions = [gone for gone in row.deletions if not known(gone.stamp, knowledge)]
    row.deletions.append(Deletion(stamp, dict(knowledge)))


def erase(row: Row) -> None:
    """Forget the row for ever."""
    row.registers.clear()
    row.deletions.clear()
    row.erased = True


def standing(writes: list[Write], order: Order) -> Write:
    """The write that stands among rivals: the newest."""
    if len(writes) == 1:
        return writes[0]
    return max(writes, key=lambda w: order(w.stamp))


def disputed(writes: list[Write]) -> bool:
    """Whether rivals gave different values."""
    return len(writes) > 1 and any(w.values != writes[0].values for w in writes)


# ---- as bytes, in this database ----------------------------------------------------------------


def encode(row: Row) -> bytes:
    """One clock for all registers that a change wrote together, so that a plain row has one."""
    if row.erased:
        return pack([])
    by_stamp: dict[Stamp, list[list[Any]]] = {}
    for register, writes in row.registers.items():
        for one in writes:
            by_stamp.setdefault(one.stamp, []).append([register, list(one.values)])
    return pack(
        [
            [[*stamp, registers] for stamp, registers in by_stamp.items()],
            [[*gone.stamp, sorted(gone.known.items())] for gone in row.deletions],
        ]
    )


def decode(data: bytes) -> Row:
    """The row that `encode` wrote."""
    import cbor2

    found = cbor2.loads(data)
    row = Row()
    if not found:
        row.erased = True
        return row
    for clock, author, sequence, registers in found[0]:
        stamp = Stamp(clock, author, sequence)
        for register, values in registers:
            row.registers.setdefault(register, []).append(Write(stamp, tuple(values)))
    for clock, author, sequence, pairs in found[1]:
        row.deletions.append(Deletion(Stamp(clock, author, sequence), dict(pairs)))
    return row
