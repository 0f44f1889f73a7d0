"""Every place where the database says something of one member, and how it forgets it (RGPD,
art. 17; invariant 7).

With a network the exchange decides what goes (`sync.erasure`); without one `forget` does, and
leaves the same blanks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

import vaetvient.domain.entities  # noqa: F401  (maps every table)
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.personal_data import (
    HIDDEN_SINCE,
    KEPT_BACK,
    SAID_OF_BORROWER,
    SOMEONE,
    DepositHeldError,
    LeftAlone,
    NothingLeftError,
    StillBorrowsError,
    StillExpectedError,
    is_nobody,
    provisional,
)
from vaetvient.domain.records import Key, Moment, Record
from vaetvient.language import _
from vaetvient.storage import journal, search_index
from vaetvient.storage.database import Database

Cursor = Any
"""A cursor of the driver, in an open transaction."""
Figures = dict[str, Any]

_LOANS = (
    "SELECT {id} AS id, l.borrower_id AS member FROM loan l {joined} UNION ALL "
    "SELECT {id}, l.signatory_id FROM loan l {joined}"
)
NAMING = {
    "representative": (
        "SELECT id, person_id AS member FROM representative UNION ALL "
        "SELECT id, association_id FROM representative"
    ),
    "membership": "SELECT id, member_id AS member FROM membership",
    "document_on_file": "SELECT id, member_id AS member FROM document_on_file",
    "consent": "SELECT id, member_id AS member FROM consent",
    "loan": _LOANS.format(id="l.id", joined=""),
    "deposit": _LOANS.format(id="d.id", joined="JOIN deposit d ON d.loan_id = l.id"),
    "letter": "SELECT id, member_id AS member FROM letter",
    "reservation_notice": "SELECT id, member_id AS member FROM reservation_notice",
    "cash_payer": "SELECT id, member_id AS member FROM cash_payer",
    "paper": _LOANS.format(id="p.id", joined="JOIN paper p ON p.loan_id = l.id"),
    "reservation": "SELECT id, borrower_id AS member FROM reservation",
    "request": "SELECT id, borrower_id AS member FROM request",
    "use_agreement": (
        "SELECT u.id, r.borrower_id AS member FROM use_agreement u "
        "JOIN reservation r ON r.id = u.reservation_id"
    ),
}
"""By table, which rows say something of which member; every column is found by an index."""
_WAITING = "('requested', 'confirmed', 'waiting')"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIGURES = ("loan_id", "amount_cents", "currency", "method", "state", "kept_cents", "settled_at")


ABOUT = frozenset({"member", *NAMING})
"""The tables that say something of people."""


def rows_about(cursor: Cursor, member: bytes) -> dict[str, list[bytes]]:
    """By table, the rows that say something of a member, the member's own entry apart."""
    out = {}
    for table, naming in NAMING.items():
        cursor.execute(f"SELECT DISTINCT id FROM ({naming}) WHERE member = ?", (member,))
        out[table] = [row for (row,) in cursor.fetchall()]
    return out


def entries_of(cursor: Cursor, member: bytes) -> list[bytes]:
    """The member's entry and all that were merged into it, which tell of the same person."""
    out = [member]
    for entry in out:
        cursor.execute("SELECT id FROM member WHERE merged_into_id = ?", (entry,))
        out += [row for (row,) in cursor.fetchall() if row not in out]
    return out


def check_may_go(cursor: Cursor, member: bytes) -> None:
    """Raises NotFoundError, NothingLeftError, and StillBorrowsError, DepositHeldError or
    StillExpectedError while the office has to know with whom it deals."""
    cursor.execute("SELECT label, number FROM member WHERE id = ?", (member,))
    found = cursor.fetchone()
    if found is None:
        raise NotFoundError(what=str(UUID(bytes=member)))
    label, number = found
    if is_nobody(number):
        raise NothingLeftError
    check_not_needed(cursor, member, label)


def check_not_needed(cursor: Cursor, member: bytes, label: str) -> None:
    """Raises StillBorrowsError, DepositHeldError or StillExpectedError while a loan, a deposit or
    a promise is open."""
    for entry in entries_of(cursor, member):
        cursor.execute(
            "SELECT 1 FROM loan WHERE ? IN (borrower_id, signatory_id) AND state = 'out'", (entry,)
        )
        if cursor.fetchone() is not None:
            raise StillBorrowsError(member=label)
        cursor.execute(
            "SELECT coalesce(l.number, '') FROM deposit d JOIN loan l ON l.id = d.loan_id "
            "WHERE l.borrower_id = ? AND d.state = 'held' AND l.state <> 'draft'",
            (entry,),
        )
        if held := cursor.fetchone():
            raise DepositHeldError(member=label, number=held[0])
        cursor.execute(
            f"SELECT number FROM reservation WHERE borrower_id = ? AND state IN {_WAITING}",
            (entry,),
        )
        if waiting := cursor.fetchone():
            raise StillExpectedError(member=label, number=waiting[0])


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of members who are to be erased, those who may go; those who may not, and why."""

    going: tuple[bytes, ...]
    left: tuple[LeftAlone, ...]


def choose(cursor: Cursor, members: Sequence[bytes]) -> Chosen:
    """Sort out who may be erased. Raises what `check_may_go` does where there is but one."""
    going, left = [], []
    for member in dict.fromkeys(members):
        try:
            check_may_go(cursor, member)
        except VaEtVientError as error:
            if len(members) == 1:
                raise
            left.append(LeftAlone(UUID(bytes=member), error.message))
        else:
            going.append(member)
    covered = {entry for one in going for entry in entries_of(cursor, one)[1:]}
    return Chosen(tuple(one for one in going if one not in covered), tuple(left))


# ---- figures that stay -------------------------------------------------------------------------


def deposit_figures(cursor: Cursor, deposits: Iterable[bytes]) -> list[Figures]:
    """Of deposits that are to go: what stays, under keys of their own that every post works out
    alike. Who paid with which cheque goes; the amounts are the office's accounts."""
    out = []
    for deposit in deposits:
        cursor.execute(f"SELECT {', '.join(_FIGURES)} FROM deposit WHERE id = ?", (deposit,))
        found = cursor.fetchone()
        if found is not None:
            key = hashlib.sha256(b"figures of deposit " + deposit).digest()[:16]
            out.append({"id": key, **dict(zip(_FIGURES, found, strict=True))})
    return out


def keep_figures(cursor: Cursor, figures: Iterable[Figures]) -> None:
    """Write the deposits that `deposit_figures` took down, where none took their place."""
    for one in figures:
        row = {**one, "revision": 1, "reference": "", "kept_reason": ""}
        marks = ", ".join(f":{name}" for name in row)
        cursor.execute(
            f"INSERT INTO deposit ({', '.join(row)}) SELECT {marks} "
            "WHERE NOT EXISTS (SELECT 1 FROM deposit WHERE loan_id = :loan_id)",
            row,
        )


# ---- without a network -------------------------------------------------------------------------


def forget(cursor: Cursor, member: bytes, office: str) -> None:
    """Blank all that is said of a member in the tables, the loans' figures apart.

    `office` is the name under which the loans then go: « adhérent du bureau … ».
    """
    someone = _(SOMEONE).format(office=office)
    cursor.execute("PRAGMA defer_foreign_keys = ON")
    entries = entries_of(cursor, member)
    gone = {entry: rows_about(cursor, entry) for entry in entries}
    figures = deposit_figures(cursor, (row for about in gone.values() for row in about["deposit"]))
    for about in gone.values():
        for table, rows in about.items():
            columns = SAID_OF_BORROWER.get(table)
            if columns is None:
                cursor.executemany(f"DELETE FROM {table} WHERE id = ?", [(row,) for row in rows])
                continue
            blanks = ", ".join(f"{column} = ''" for column in columns)
            cursor.executemany(
                f"UPDATE {table} SET {blanks}, revision = revision + 1 WHERE id = ?",
                [(row,) for row in rows],
            )
    keep_figures(cursor, figures)
    for entry in reversed(entries):
        _blank_entry(cursor, entry, someone)
    for about in gone.values():
        cursor.executemany(
            "UPDATE loan SET borrower_name = coalesce((SELECT label FROM member "
            "WHERE member.id = loan.borrower_id), ''), "
            "cancel_reason = CASE state WHEN 'cancelled' THEN ? ELSE '' END WHERE id = ?",
            [(_(KEPT_BACK), row) for row in about["loan"]],
        )


def _blank_entry(cursor: Cursor, entry: bytes, someone: str) -> None:
    """Take an entry away; where others refer to it, leave one without a name."""
    for table, column in _referring():
        cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (entry,))
        if cursor.fetchone() is not None:
            break
    else:
        cursor.execute("DELETE FROM member WHERE id = ?", (entry,))
        return
    member = Record.metadata.tables["member"]
    blank = {
        column.name: plainest(column)
        for column in member.columns
        if column.name not in {"id", "revision", "office_id"}
    } | {
        "number": provisional("", entry),
        "last_name": someone,
        "label": someone,
        "archived_at": HIDDEN_SINCE,
    }
    cursor.execute(
        f"UPDATE member SET {', '.join(f'{name} = :{name}' for name in blank)}, "
        "revision = revision + 1 WHERE id = :id",
        {**blank, "id": entry},
    )


def _referring() -> list[tuple[str, str]]:
    """The (table, column) pairs that refer to a member."""
    return [
        (table.name, key.parent.name)
        for table in Record.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "member"
    ]


def plainest(column: sa.Column[Any]) -> Any:
    """The column's own default as it is stored, or the plainest value its type allows."""
    default = column.default
    if default is not None and default.is_scalar:
        value = default.arg  # type: ignore[attr-defined]
        return getattr(value, "value", int(value) if isinstance(value, bool) else value)
    if column.nullable:
        return None
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    if isinstance(kind, Moment | sa.DateTime):
        return HIDDEN_SINCE
    if isinstance(kind, sa.Date):
        return "1970-01-01"
    if isinstance(kind, Key | sa.LargeBinary):
        return b""
    return 0 if isinstance(kind, sa.Integer | sa.Boolean) else ""


# ---- traces ------------------------------------------------------------------------------------


def names_of(cursor: Cursor, members: Iterable[bytes]) -> set[str]:
    """What the history calls members: their names as lists give them."""
    out = set()
    for member in members:
        cursor.execute("SELECT label FROM member WHERE id = ?", (member,))
        if found := cursor.fetchone():
            out.add(str(found[0]))
    return {name for name in out if len(name) > 2}


def purge_traces(cursor: Cursor, rows: Collection[bytes], names: Collection[str]) -> None:
    """Forget what the history, the files that are followed and what is being typed say of rows
    or of whom they are about, by name.

    Of a row of a followed file a digest alone stays, tied to nothing any more, so that the next
    file does not bring back who asked to be forgotten (RGPD art. 17(3)(b) and 21: what is needed
    to go on honouring an objection may be kept).
    """
    for row in rows:
        cursor.execute(
            "UPDATE gesture SET words = '{}' WHERE id IN "
            "(SELECT gesture_id FROM recorded_change WHERE change_row = ?)",
            (row,),
        )
        cursor.execute(
            "UPDATE recorded_change SET old_value = NULL, new_value = NULL WHERE change_row = ?",
            (row,),
        )
        cursor.execute(
            "UPDATE feed_record SET record_id = randomblob(16), said = '{}', gone_at = NULL "
            "WHERE record_id = ? AND subject <> ''",
            (row,),
        )
        for table in ("feed_record", "feed_question", "import_decision"):
            cursor.execute(f"DELETE FROM {table} WHERE record_id = ?", (row,))
        cursor.execute(
            "DELETE FROM feed_question WHERE kind = 'doubt' AND instr(now, ?) > 0",
            (str(UUID(bytes=row)),),
        )
    keys = {str(UUID(bytes=row)) for row in rows}
    said = {json.dumps(name, ensure_ascii=False)[1:-1] for name in names}
    cursor.execute("SELECT id, words FROM gesture WHERE words <> '{}'")
    spoken = [
        (key,)
        for key, words in cursor.fetchall()
        if not keys.isdisjoint(_UUID.findall(words)) or any(name in words for name in said)
    ]
    cursor.executemany("UPDATE gesture SET words = '{}' WHERE id = ?", spoken)
    cursor.execute("SELECT value FROM setting WHERE name = 'draft'")
    for (draft,) in cursor.fetchall():
        if not keys.isdisjoint(_UUID.findall(draft)):
            cursor.execute("DELETE FROM setting WHERE name = 'draft'")


def all_rows(about: Mapping[str, Iterable[bytes]]) -> set[bytes]:
    """The keys of what `rows_about` found."""
    return {row for rows in about.values() for row in rows}


def note_erasure(
    session: Session, how_many: int, *, who: str, site_id: UUID | None, at: datetime
) -> None:
    """Keep that people were erased, by whom and when, and nothing of who they were."""
    if not how_many:
        return
    gesture = journal.begin_gesture(session, "erase_members", who=who, site_id=site_id, at=at)
    journal.end_gesture(session, gesture, {"count": how_many})


def scrub(database: Database) -> None:
    """Make the search index anew and give no byte of what was deleted a place in the file."""
    with database.writing() as session:
        search_index.rebuild(session)
    database.lexicon.forget()
    database.compact()
