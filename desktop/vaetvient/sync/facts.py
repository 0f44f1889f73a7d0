"""Single facts of this site's exchange, kept in the database: its network, epoch and clock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from vaetvient.sync.wire import pack, unpack

NETWORK = "network"
"""[id, name] of the network this site belongs to."""
EPOCH = "epoch"
"""Which of its identities this site writes under."""
CLOCK = "clock"
"""The latest stamp made or seen."""
JOINING = "joining"
"""An invitation that was answered and not yet welcomed."""

BROUGHT_OUT = "brought_out"
"""The rows that are archived and out, and count as there."""
FOLLOWED = "followed"
"""The rows that name another entry than they say, as theirs was merged into it."""
CLAIMED = "claimed"
"""The rules of what must be unique whose claims are all kept."""
FLOORS = "floors"
"""Up to where the segments of each author may have been let go."""
RETIRED = "retired"
"""The sites that are not waited for."""
COMPACTED = "compacted"
"""What everyone was known to have when history was last let go."""


def read(session: Session, name: str, default: Any = None) -> Any:
    """The fact called `name`."""
    found = session.execute(
        text("SELECT value FROM sync_fact WHERE name = :name"), {"name": name}
    ).scalar()
    return default if found is None else unpack(bytes(found))


def epoch(session: Session) -> int:
    """Under which of its identities this site writes."""
    return int(read(session, EPOCH))


def write(session: Session, name: str, value: Any) -> None:
    """Keep a fact."""
    session.execute(
        text(
            "INSERT INTO sync_fact (name, value) VALUES (:name, :value) "
            "ON CONFLICT DO UPDATE SET value = excluded.value"
        ),
        {"name": name, "value": pack(value)},
    )


def rows(session: Session, name: str) -> set[tuple[str, bytes]]:
    """A fact that is a list of rows, by table and key."""
    return {(table, bytes(row)) for table, row in read(session, name, [])}


def keep_rows(session: Session, name: str, rows: set[tuple[str, bytes]]) -> None:
    """Keep a list of rows."""
    write(session, name, [list(row) for row in sorted(rows)])


def forget(session: Session, name: str) -> None:
    """Drop a fact."""
    session.execute(text("DELETE FROM sync_fact WHERE name = :name"), {"name": name})
