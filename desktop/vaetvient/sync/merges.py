"""Entries of members that were merged: what another desk lent or promised meanwhile to the one
that is gone is the other's, until the two are parted again."""

from __future__ import annotations

from collections.abc import Mapping

from vaetvient.sync import facts
from vaetvient.sync.returns import Standing
from vaetvient.sync.store import Store
from vaetvient.sync.tables import RowName, Values

_CHUNK = 400

FOLLOWS = {"loan": ("borrower_id", "signatory_id"), "reservation": ("borrower_id",)}
"""Per table the columns that name a member, and follow."""


class Merges:
    """Those of one transaction. What stands is given with each question: who answers holds this
    object, and a circle would keep the whole transaction in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._elsewhere = facts.rows(store.session, facts.FOLLOWED)
        """The rows that name another entry than they say."""

    def into(self, member: bytes, standing: Standing) -> bytes | None:
        """The entry into which a member's was merged; of two that two posts merged into each
        other, the older one stays."""
        into = _said_into(member, standing)
        if into is not None and member < into and _said_into(into, standing) == member:
            return None
        return into

    def stand(self, row: bytes, member: Values, standing: Standing) -> None:
        """Bring back an entry that was merged into one that was merged into it."""
        if _said_into(row, standing) is not None and self.into(row, standing) is None:
            member["merged_into_id"] = member["archived_at"] = None

    def follow(self, table: str, values: Values, standing: Standing) -> None:
        """Let a row name the entries that stand."""
        for column in FOLLOWS[table]:
            seen: set[bytes] = set()
            while values[column] is not None and values[column] not in seen:
                seen.add(values[column])
                values[column] = self.into(values[column], standing) or values[column]

    def concerned(self, members: list[bytes], standing: Standing) -> set[RowName]:
        """What must be looked at again where members were touched: those with whom they were
        merged, and what is said to be theirs."""
        if not members:
            return set()
        pairs = {row: into for row in members if (into := _said_into(row, standing)) is not None}
        out = {("member", into) for into in pairs.values()} | self._elsewhere
        named = sorted({*pairs, *pairs.values()})
        for start in range(0, len(named), _CHUNK):
            chunk = named[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            for table, columns in FOLLOWS.items():
                for column in columns:
                    self._store.cursor.execute(
                        f"SELECT id FROM {table} WHERE {column} IN ({marks})", chunk
                    )
                    out |= {(table, row) for (row,) in self._store.cursor}
        return out

    def note(self, written: Mapping[str, Mapping[bytes, Values]], standing: Standing) -> None:
        """Remember which rows follow, to look at them when the entries are parted."""
        now = set(self._elsewhere)
        for table, columns in FOLLOWS.items():
            for row, values in written.get(table, {}).items():
                said = standing(table, row)
                follows = said and any(values[column] != said[column] for column in columns)
                (now.add if follows else now.discard)((table, row))
        if now != self._elsewhere:
            self._elsewhere = now
            facts.keep_rows(self._store.session, facts.FOLLOWED, now)


def _said_into(member: bytes, standing: Standing) -> bytes | None:
    values = standing("member", member)
    into: bytes | None = None if values is None else values["merged_into_id"]
    return None if into is None or standing("member", into) is None else into
