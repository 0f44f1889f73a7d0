"""What layer 1 says of a row when all the channels that are followed here are laid together."""

from __future__ import annotations

from typing import Any

from vaetvient.sync.registers import TableShape, shapes
from vaetvient.sync.state import Order, Row, Said, Stamp
from vaetvient.sync.store import Store


class View:
    """One row: the standing value of each column, and who gave each register its value."""

    __slots__ = ("_order", "_parts", "alive", "values")

    def __init__(self, parts: list[Row], order: Order) -> None:
        self._parts = parts
        self._order = order
        self.alive = any(part.alive for part in parts)
        self.values: dict[str, Any] = {}

    def said(self, register: str) -> bool:
        """Whether anybody gave a register a value."""
        return any(part.has(register) for part in self._parts)

    def stamp(self, register: str) -> Stamp | None:
        """Who gave it the value that stands, and when."""
        stamps = [part.stamp_of(register, self._order) for part in self._parts]
        there = [stamp for stamp in stamps if stamp is not None]
        return max(there, key=self._order) if there else None


def view(store: Store, table: str, row: bytes) -> View:
    """The row as it stands. A member's register may be in two channels: the newest write stands.

    The values of a row that was deleted are still there, for rows that refer to it.
    """
    parts = store.parts(table, row)
    out = View(parts, store.order)
    if out.alive and shapes()[table].annotated and store.row(store.network, table, row).gone:
        # of what the network deleted, an office's own notes alone keep nothing here
        out.alive = any(part.brought_back for part in parts)
    if parts:
        out.values = _values(shapes()[table], _said(store, parts))
    if table == "member" and is_withdrawn(store, row):
        if _is_ours(store, row):
            late = edited_since(store, row)
            there = store.row(store.network, table, row).standing(store.order)
            edited = {register: value for register, value in there.items() if register in late}
            out.values.update(_values(shapes()[table], edited))
        else:
            out.alive = False
    return out


def edited_since(store: Store, member: bytes) -> set[str]:
    """The registers of a member that were edited elsewhere while its office took it back from the
    network: what it wrote to itself then was no edit."""
    if not is_withdrawn(store, member):
        return set()
    return store.row(store.network, "member", member).given_against - {"shared"}


def is_withdrawn(store: Store, member: bytes) -> bool:
    """Whether its office took a member back from the network, be it edited elsewhere meanwhile.

    The edit is that office's then; nobody else sees the member any more. What nobody else keeps,
    was no longer shared but deleted: then it stands against that, and is flagged.
    """
    if not store.row(store.network, "member", member).brought_back:
        return False
    return _is_ours(store, member) or not _is_of(store, member)


def _is_ours(store: Store, member: bytes) -> bool:
    """Whether the office keeps what is its own of a member."""
    return store.row(store.office, "member", member).alive


def _is_of(store: Store, member: bytes) -> bool:
    """Whether a member is said to be of this office."""
    said = store.row(store.network, "member", member).standing(store.order)
    return said.get("office_id") == store.office


def _said(store: Store, parts: list[Row]) -> Said:
    first = parts[0].standing(store.order)
    if len(parts) == 1:
        return first
    second = parts[1].standing(store.order)
    out = {**first, **second}
    for register in first.keys() & second.keys():
        one, other = (part.stamp_of(register, store.order) for part in parts)
        if one and other and store.order(one) > store.order(other):
            out[register] = first[register]
    return out


def _values(shape: TableShape, said: Said) -> dict[str, Any]:
    """By column what registers hold; one that does not have as many values as columns is void."""
    out: dict[str, Any] = {}
    columns_of = shape.columns_of
    for register, value in said.items():
        columns = columns_of.get(register)
        if columns is None:
            continue
        if type(value) is not list:
            if len(columns) == 1:
                out[columns[0]] = value
        elif len(value) == len(columns) > 1:
            out.update(zip(columns, value, strict=True))
    return out


def written_values(table: str, found: View) -> dict[str, Any]:
    """The columns as the table can hold them; what nobody said, or cannot stand, is a default."""
    out = dict(shapes()[table].defaults)
    checks = shapes()[table].checks
    out.update((column, v) for column, v in found.values.items() if checks[column](v))
    return out
