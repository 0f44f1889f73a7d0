"""What layer 1 says of a row when all the channels that are followed here are laid together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vaetvient.sync import state
from vaetvient.sync.registers import shapes
from vaetvient.sync.state import Stamp
from vaetvient.sync.store import Store


@dataclass(slots=True)
class View:
    """One row: the standing value of each column, and who gave each register its value."""

    alive: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)


def view(store: Store, table: str, row: bytes) -> View:
    """The row as it stands. A member's register may be in two channels: the newest write stands.

    The values of a row that was deleted are still there, for rows that refer to it.
    """
    shape = shapes()[table]
    out = View()
    for channel in store.channels:
        part = store.row(channel, table, row)
        if not part.registers:
            continue
        out.alive = out.alive or part.alive
        for name, writes in part.registers.items():
            best = state.standing(writes, store.order)
            seen = out.stamps.get(name)
            if seen is not None and store.order(seen) > store.order(best.stamp):
                continue
            out.stamps[name] = best.stamp
            register = shape.registers.get(name)
            if register is not None and len(register.columns) == len(best.values):
                out.values.update(zip(register.columns, best.values, strict=True))
    return out


def written_values(table: str, found: View) -> dict[str, Any]:
    """The columns as the table can hold them; what nobody said, or cannot stand, is a default."""
    shape = shapes()[table]
    out = {}
    for column, default in shape.defaults.items():
        value = found.values.get(column, default)
        out[column] = value if shape.checks[column](value) else default
    return out
