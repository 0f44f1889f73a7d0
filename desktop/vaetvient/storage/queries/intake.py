"""Who is there, as a list that is taken in needs to know: by the hundred thousand, and raw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session


def members_of(session: Session, office_id: UUID, columns: Sequence[str]) -> Sequence[Any]:
    """`columns` and at last `merged_into_id` of every member of an office, as the database keeps
    them; those that were made one with another come after the rest."""
    query = text(
        f"SELECT {', '.join(columns)}, merged_into_id FROM member WHERE office_id = :office "
        "ORDER BY merged_into_id IS NOT NULL, id"
    )
    return session.execute(query, {"office": office_id.bytes}).all()


def members_by_key(
    session: Session, keys: Sequence[bytes], columns: Sequence[str]
) -> Iterator[Sequence[Any]]:
    """`columns` of the members of `keys`, as the database keeps them."""
    cursor: Any = session.connection().connection.cursor()
    waiting = iter(keys)
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        cursor.execute(f"SELECT {', '.join(columns)} FROM member WHERE id IN ({marks})", some)
        yield from cursor.fetchall()


_AT_ONCE = 500
