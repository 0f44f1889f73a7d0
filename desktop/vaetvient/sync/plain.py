"""What is written as it is said: registers and rows of which nothing else follows.

Most of what comes is of this kind, and comes by the thousand: it goes into the tables without a
look at anything around it. All else is `projection`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import Any

from vaetvient.sync import claims, put_away
from vaetvient.sync.registers import shapes
from vaetvient.sync.store import Store, Touched

_WORKED_OUT = frozenset({"deposit", "loan", "loan_line", "member", "reservation_line"})
"""Tables of which more is written than layer 1 says."""


@cache
def plain_registers(table: str) -> frozenset[str]:
    """The registers of a table whose value is written as it stands and concerns nothing else."""
    shape = shapes().get(table)
    if shape is None or table in _WORKED_OUT:
        return frozenset()
    if len({register.place for register in shape.registers.values()}) > 1:
        return frozenset()
    claimed = {rule.register for rule in claims.RULES_OF.get(table, ())}
    if table == "office":
        claimed.add("name")
    if table in put_away.OUT:
        claimed.add("archived_at")
    return frozenset(
        register.name
        for register in shape.registers.values()
        if register.columns == (register.name,)
        and register.name not in claimed
        and register.name not in shape.parents
    )


@cache
def stands_alone(table: str) -> bool:
    """Whether a row of a table is written as it is said, and nothing else follows from it."""
    return table not in _WORKED_OUT and table not in claims.RULES_OF and table != "office"


def can_stand(table: str, said: dict[str, Any]) -> bool:
    """Whether columns of a table can hold what is said of them."""
    checks = shapes()[table].checks
    return all(checks[column](value) for column, value in said.items())


Written = tuple[str, tuple[str, ...], list[bytes]]
"""A table, and the columns that were written in some of its rows."""


def write(store: Store, touched: Touched) -> tuple[list[Written], set[tuple[str, bytes]]]:
    """Write rows of which nothing but plain registers changed; what was written, and the rows that
    are left."""
    left: set[tuple[str, bytes]] = set()
    alike: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for name, said in touched.items():
        table, row = name
        if said is None or not (_of_one_channel(store, table, row) and can_stand(table, said)):
            left.add(name)
        elif said:
            alike.setdefault((table, tuple(said)), []).append((*said.values(), row))
    return list(_update(store, alike)), left


def _update(
    store: Store, alike: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]]
) -> Iterator[Written]:
    for (table, columns), rows in alike.items():
        assignments = ", ".join(f"{column} = ?" for column in columns)
        store.cursor.executemany(
            f"UPDATE {table} SET {assignments}, revision = revision + 1 WHERE id = ?",
            sorted(rows, key=itemgetter(-1)),
        )
        yield table, columns, [row[-1] for row in rows]


def _of_one_channel(store: Store, table: str, row: bytes) -> bool:
    """Whether one channel alone says something of a row."""
    one, other = store.channels
    if store.silent(one, table) or store.silent(other, table):
        return True
    return len(store.parts(table, row)) == 1
