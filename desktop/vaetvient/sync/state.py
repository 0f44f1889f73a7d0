"""What all changes of one channel together say of one row: layer 1, as pure functions.

Each register keeps the writes that no other write knew of (a multi-value register). One is the
rule; several are a conflict, of which the newest stands until a person settles it. The result
depends on the set of changes alone, provided that a change is applied after those it knew of.

A deletion keeps what it knew of: a write that it did not know of brings the row back (an edit
beats a deletion, and is flagged); an erasure beats everything and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from vaetvient.sync.register_sets import RegisterSets

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


Order = Callable[[Stamp], Any]
"""What compares stamps of all authors alike at every site."""

Said = dict[str, Any]
"""By register a value; a list for a register of several columns (or whose value is a list)."""


class Row:
    """Layer 1 of one row in one channel: what each change said of it that still counts."""

    __slots__ = ("deletions", "erased", "groups")

    def __init__(self) -> None:
        self.groups: list[tuple[Stamp, Said]] = []
        """One entry for each change of which something stands, in the order they were merged."""
        self.deletions: list[Deletion] = []
        self.erased = False

    @property
    def registers(self) -> dict[str, list[Write]]:
        """The writes of each register that no other write knew of."""
        out: dict[str, list[Write]] = {}
        for stamp, said in self.groups:
            for register, value in said.items():
                out.setdefault(register, []).append(Write(stamp, columns_of(value)))
        return out

    def writes(self, register: str) -> list[Write]:
        """The same of one register."""
        return [
            Write(stamp, columns_of(said[register]))
            for stamp, said in self.groups
            if register in said
        ]

    def has(self, register: str) -> bool:
        """Whether anybody gave the register a value."""
        return any(register in said for _stamp, said in self.groups)

    @property
    def unheard_of(self) -> bool:
        """Whether nobody ever said anything of it."""
        return not self.groups and not self.deletions and not self.erased

    @property
    def contested(self) -> bool:
        """Whether some register has several writes."""
        groups = self.groups
        if len(groups) < 2:
            return False
        if len(groups) == 2:
            return not groups[0][1].keys().isdisjoint(groups[1][1])
        seen: set[str] = set()
        for _stamp, said in groups:
            if not seen.isdisjoint(said):
                return True
            seen.update(said)
        return False

    @property
    def alive(self) -> bool:
        """Whether the row stands: written by someone who did not know of each deletion."""
        if self.erased or not self.groups:
            return False
        if not self.deletions:
            return True
        return all(
            any(not known(stamp, gone.known) for stamp, _said in self.groups)
            for gone in self.deletions
        )

    @property
    def gone(self) -> bool:
        """Whether it was removed, and does not stand against that."""
        return (self.erased or bool(self.deletions)) and not self.alive

    @property
    def brought_back(self) -> bool:
        """Whether it stands against somebody's deletion."""
        return bool(self.deletions) and self.alive

    @property
    def given_against(self) -> set[str]:
        """The registers that somebody gave a value to who did not know of a deletion."""
        return {
            register
            for stamp, said in self.groups
            if any(not known(stamp, gone.known) for gone in self.deletions)
            for register in said
        }

    def standing(self, order: Order) -> Said:
        """The value of each register that stands: the newest among rivals."""
        groups = self.groups
        if len(groups) == 1:
            return groups[0][1]
        out: Said = {}
        values = 0
        for _stamp, said in groups:
            out.update(said)
            values += len(said)
        if len(out) < values:  # rivals
            for _stamp, said in sorted(groups, key=lambda group: order(group[0])):
                out.update(said)
        return out

    def stamp_of(self, register: str, order: Order) -> Stamp | None:
        """Who gave a register the value that stands, and when."""
        stamps = [stamp for stamp, said in self.groups if register in said]
        return max(stamps, key=order) if stamps else None


def flat(values: tuple[Any, ...]) -> Any:
    """A register's values as `Said` keeps them."""
    return values[0] if len(values) == 1 and type(values[0]) is not list else list(values)


def columns_of(value: Any) -> tuple[Any, ...]:
    """A register's values, one a column."""
    return tuple(value) if type(value) is list else (value,)


def known(stamp: Stamp, knowledge: Knowledge) -> bool:
    """Whether somebody with `knowledge` knew of a change."""
    return knowledge.get(stamp.author, 0) >= stamp.sequence


def write(row: Row, stamp: Stamp, knowledge: Knowledge, said: Said) -> bool:
    """Give registers new values; what the author knew of gives way. Whether one has a rival now."""
    if row.erased:
        return False
    rivalled = False
    if row.deletions:
        row.deletions = [gone for gone in row.deletions if not known(gone.stamp, knowledge)]
    left = []
    for group in row.groups:
        (_clock, author, sequence), before = group
        if knowledge.get(author, 0) >= sequence:
            for register in said:
                before.pop(register, None)
            if not before:
                continue
        elif not before.keys().isdisjoint(said):
            rivalled = True
        left.append(group)
    if said:
        left.append((stamp, dict(said)))
    row.groups = left
    return rivalled


def delete(row: Row, stamp: Stamp, knowledge: Knowledge) -> None:
    """Remove the row, as far as the author knew it."""
    if row.erased:
        return
    row.deletions = [gone for gone in row.deletions if not known(gone.stamp, knowledge)]
    row.deletions.append(Deletion(stamp, dict(knowledge)))


def erase(row: Row) -> None:
    """Forget the row for ever."""
    row.groups.clear()
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

ERASED = b"\x80"
"""What is kept of a row that was erased: an empty array."""


def encode(rows: Iterable[Row], sets: RegisterSets) -> list[bytes]:
    """One clock for all registers that a change wrote together, so that a plain row has one; and
    the number of their set."""
    from cbor2 import dumps

    return [dumps(_kept(row, sets)) for row in rows]


def _kept(row: Row, sets: RegisterSets) -> list[Any]:
    if row.erased:
        return []
    groups = [
        (*stamp, number, *said.values()) if number else (*stamp, said)
        for stamp, said in row.groups
        for number in (sets.number(tuple(said)),)
    ]
    if not row.deletions:
        return [groups]
    gone = [[*gone.stamp, sorted(gone.known.items())] for gone in row.deletions]
    return [groups, gone]


def decode(kept: Iterable[bytes], sets: RegisterSets) -> list[Row]:
    """The rows that `encode` wrote."""
    from cbor2 import loads

    return [_row(loads(data), sets) for data in kept]


def _row(found: list[Any], sets: RegisterSets) -> Row:
    row = Row()
    if not found:
        row.erased = True
        return row
    for clock, author, sequence, kept, *values in found[0]:
        if type(kept) is int:
            said = dict(zip(sets.names(kept), values, strict=True))
        elif type(kept) is dict:
            said = kept
        else:  # as it was kept by the first versions
            said = {register: flat(tuple(columns)) for register, columns in kept}
        row.groups.append((Stamp(clock, author, sequence), said))
    for clock, author, sequence, pairs in found[1] if len(found) > 1 else ():
        row.deletions.append(Deletion(Stamp(clock, author, sequence), dict(pairs)))
    return row
