"""Who is there, as a list that is taken in needs to know: by the hundred thousand, and raw.

Members are known by their place in the table, which stays while the transaction lasts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

_AT_ONCE = 500
_OF_OFFICE = "FROM member WHERE office_id = ? AND merged_into_id IS NULL"


def last_place(session: Session) -> int:
    """The last place that a member takes."""
    return int(_cursor(session).execute("SELECT max(rowid) FROM member").fetchone()[0] or 0)


def count_members(session: Session, office_id: UUID) -> int:
    """How many members an office has."""
    found = _cursor(session).execute(f"SELECT count(*) {_OF_OFFICE}", (office_id.bytes,))
    return int(found.fetchone()[0])


def members_after(
    session: Session, office_id: UUID, place: int, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Place and `columns` of an office's members after `place`, as the database keeps them."""
    cursor = _cursor(session)
    cursor.execute(
        f"SELECT rowid, {', '.join(columns)} {_OF_OFFICE} AND +rowid > ? ORDER BY rowid",
        (office_id.bytes, place),
    )
    while some := cursor.fetchmany(_AT_ONCE):
        yield from some


def members_with(
    session: Session, office_id: UUID, column: str, said: Collection[Any], columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Place and `columns` of an office's members that have one of `said` in `column`."""
    cursor = _cursor(session)
    own = (
        "" if column == "number" else "+"
    )  # found by `column`, whose index is an office's or all's
    waiting = iter(said)
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        cursor.execute(
            f"SELECT rowid, {', '.join(columns)} FROM member WHERE {column} IN ({marks}) "
            f"AND {own}office_id = ? AND merged_into_id IS NULL",
            (*some, office_id.bytes),
        )
        yield from cursor.fetchall()


def cards_elsewhere(session: Session, office_id: UUID, said: Collection[str]) -> dict[str, str]:
    """By card among `said`, the member of another office that it is, or the entry that was made
    one with another: a card is of one member in the whole network."""
    cursor = _cursor(session)
    waiting, found = iter(said), dict[str, str]()
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        cursor.execute(
            f"SELECT card, label FROM member WHERE card IN ({marks}) "
            "AND (+office_id <> ? OR merged_into_id IS NOT NULL)",
            (*some, office_id.bytes),
        )
        found.update(cursor.fetchall())
    return found


def members_at(
    session: Session, places: Sequence[int], columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Place and `columns` of the members at `places`."""
    marks = ", ".join("?" * len(places))
    query = f"SELECT rowid, {', '.join(columns)} FROM member WHERE rowid IN ({marks})"
    return list(_cursor(session).execute(query, places).fetchall())


def retired_numbers(session: Session, office_id: UUID) -> dict[str, int | None]:
    """By number of an office's entries that were made one with another, where that one is; None
    where it is not there."""
    query = (
        "SELECT gone.number, kept.rowid FROM member gone LEFT JOIN member kept "
        "ON kept.id = gone.merged_into_id AND kept.merged_into_id IS NULL "
        "AND kept.office_id = gone.office_id WHERE gone.office_id = ? "
        "AND gone.merged_into_id IS NOT NULL"
    )
    return dict(_cursor(session).execute(query, (office_id.bytes,)).fetchall())


def dues_of(session: Session, members: Iterable[bytes]) -> Iterator[tuple[bytes, str, str, str]]:
    """Member, first and last day, and day of payment of every membership of some."""
    cursor = _cursor(session)
    waiting = iter(members)
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        cursor.execute(
            "SELECT member_id, valid_from, valid_to, paid_on FROM membership "
            f"WHERE member_id IN ({marks})",
            some,
        )
        yield from cursor.fetchall()


def _cursor(session: Session) -> Any:
    return session.connection().connection.cursor()
