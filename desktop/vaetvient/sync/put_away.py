"""What is out is not put away: what one desk archived while another lent it counts as there until
it is back, and so does who borrows."""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.sync import facts
from vaetvient.sync.store import Store
from vaetvient.sync.tables import RowName

_CHUNK = 400

OUT = {
    "equipment": ("loan_line", "equipment_id", ""),
    "member": ("loan", "borrower_id", "AND t.merged_into_id IS NULL"),
}
"""What can be out, by what is said to be, and the column that names it; of which rows."""
NAMED_BY = {by: (table, column) for table, (by, column, _those) in OUT.items()}


class PutAway:
    """The rows that layer 1 says are archived, and that stand all the same; of one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.standing: set[RowName] = facts.rows(store.session, facts.BROUGHT_OUT)

    def look(self, names: Iterable[RowName]) -> set[RowName]:
        """Look whether rows are out, and those that were; which have to be written again."""
        found = {name for name in names if name[0] in OUT} | self.standing
        now: set[RowName] = set()
        for table in OUT:
            rows = sorted(row for name, row in found if name == table)
            for start in range(0, len(rows), _CHUNK):
                now |= self._out(table, rows[start : start + _CHUNK])
        changed = now ^ self.standing
        if changed:
            self.standing = now
            facts.keep_rows(self._store.session, facts.BROUGHT_OUT, now)
        return changed

    def _out(self, table: str, rows: list[bytes]) -> set[RowName]:
        by, column, those = OUT[table]
        standing = [row for row in rows if (table, row) in self.standing]
        marks = ",".join("?" * len(rows))
        known = ",".join("?" * len(standing))
        self._store.cursor.execute(
            f"SELECT t.id FROM {table} t WHERE t.id IN ({marks}) {those} "
            f"AND (t.archived_at IS NOT NULL OR t.id IN ({known})) "
            f"AND EXISTS (SELECT 1 FROM {by} b WHERE b.{column} = t.id AND b.state = 'out') "
            "AND NOT EXISTS (SELECT 1 FROM sync_ghost g WHERE g.change_table = ? "
            "AND g.change_row = t.id)",
            (*rows, *standing, table),
        )
        return {(table, row) for (row,) in self._store.cursor}
