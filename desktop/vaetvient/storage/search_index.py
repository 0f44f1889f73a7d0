"""The search index in step with the data, in the transaction that changes it.

Each entry holds the folded words of its record (`search_entries`); places are dealt out by kind.
What is found there, and how: `search.py`. Many entries at once: `search_mending`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from vaetvient.storage.prepared import Order, Question, alone
from vaetvient.storage.search import FIRST_PLACE, SPAN, HitKind
from vaetvient.storage.search_entries import Entry, chunks, entries, forget_words
from vaetvient.storage.search_mending import (
    TRIGGERS,
    drop_indexes,
    index_new,
    is_learnt,
    reindex_many,
)
from vaetvient.storage.sqlite import SEARCH_SCHEMA

_KIND_OF_TABLE = {
    "member": HitKind.MEMBER,
    "equipment": HitKind.EQUIPMENT,
    "loan": HitKind.LOAN,
}


def _by_keys(sql: str, into: Callable[..., Any]) -> Question[Any]:
    """A question about many rows at once."""
    return Question(text(sql).bindparams(bindparam("keys", expanding=True)), into)


INDEXED: Mapping[str, frozenset[str]] = {
    "category": frozenset({"name"}),
    "equipment": frozenset({"location", "model_id", "owner_name", "serial", "tag"}),
    "loan": frozenset({"borrower_name", "number", "pickup_name", "purpose"}),
    "loan_line": frozenset({"loan_id", "tag"}),
    "member": frozenset(
        {
            "acronym",
            "archived_at",
            "card",
            "commune_name",
            "email",
            "label",
            "merged_into_id",
            "mobile",
            "number",
            "phone",
            "rna",
            "siret",
            "tags",
        }
    ),
    "model": frozenset({"brand", "category_id", "name", "reference"}),
}
"""By table the columns of which the index says something."""


def reindex(session: Session, changed: Iterable[tuple[str, UUID]]) -> None:
    """Bring the index up to date with the rows that a transaction changed."""
    reindex_rows(session, [(table, key.bytes) for table, key in changed])


def reindex_rows(session: Session, changed: Collection[tuple[str, bytes]]) -> None:
    """The same for keys as the database keeps them; anew where that is quicker."""
    rows: dict[str, list[bytes]] = {}
    for table, row_key in changed:
        rows.setdefault(table, []).append(row_key)
    wanted: dict[HitKind, dict[bytes, None]] = {}
    for table, kind in _KIND_OF_TABLE.items():
        keys = dict.fromkeys(rows.get(table, ()))
        for other, (told_kind, query) in _TOLD_BY.items():
            if told_kind is kind and other in rows:
                for chunk in chunks(rows[other]):
                    keys.update(dict.fromkeys(query.all(session, keys=chunk)))
        if keys:
            wanted[kind] = keys
    total = sum(map(len, wanted.values()))
    if total >= _MANY:
        some = ((kind, chunk) for kind, keys in wanted.items() for chunk in chunks(keys))
        known = _there(session, wanted)
        reindex_many(session, some, total - known, known)
        return
    for kind, keys in wanted.items():
        for done in entries(session, kind, tuple(keys)):
            _replace(session, kind, done)
            for entry in done:
                del keys[entry[0]]
        if keys:  # gone from the data
            _REMOVE.each(session, [{"ref": key} for key in keys])


_MANY = 500
"""Entries from which the full-text index is mended all at once rather than row by row."""


def _there(session: Session, wanted: Mapping[HitKind, Collection[bytes]]) -> int:
    """How many of `wanted` have an entry."""
    keys = (chunk for some in wanted.values() for chunk in chunks(some))
    return sum(_THERE.all(session, keys=chunk)[0] for chunk in keys)


_THERE = _by_keys("SELECT count(*) FROM search_entry WHERE ref IN :keys", alone)


def index_new_rows(session: Session, table: str, after: int, journalled: tuple[int, int]) -> None:
    """Index the rows of `table` after a rowid, which the open gesture added: it need not look at
    them again as it ends. `journalled`: the first and last place where the journal says so."""
    kind = _KIND_OF_TABLE.get(table)
    if kind is not None:
        cursor: Any = session.connection().connection.cursor()
        cursor.execute(f"SELECT count(*) FROM {table} WHERE rowid > ?", (after,))
        (fresh,) = cursor.fetchone()
        index_new(session, kind, after, fresh)
        session.info.setdefault(_INDEXED, {})[table] = journalled


_INDEXED = "indexed"
_NOTHING = (0, 0)


def reindex_gesture(session: Session, gesture_id: UUID) -> None:
    """Bring the index up to date with all that a gesture changed, as its journal has it: rows
    that would be too many to hold in memory."""
    cursor: Any = session.connection().connection.cursor()
    cursor.execute(
        "SELECT change_table, count(*) FROM recorded_change WHERE gesture_id = ? "
        "AND operation = '+' GROUP BY change_table",
        (gesture_id.bytes,),
    )
    fresh = dict(cursor.fetchall())
    done = session.info.get(_INDEXED, {})

    def wanted() -> Iterator[tuple[HitKind, Sequence[bytes]]]:
        for table, kind in _KIND_OF_TABLE.items():
            for chunk in chunks(_rows_of(session, gesture_id, table, done.get(table, _NOTHING))):
                yield kind, list(dict.fromkeys(chunk))
            for other, (told_kind, query) in _TOLD_BY.items():
                if told_kind is kind:
                    for told in chunks(_rows_of(session, gesture_id, other)):
                        keys = dict.fromkeys(query.all(session, keys=told))
                        yield from ((kind, chunk) for chunk in chunks(keys))

    some = wanted()
    first = next(some, None)
    if first is not None:
        new = sum(fresh.get(table, 0) for table in _KIND_OF_TABLE if table not in done)
        reindex_many(session, chain((first,), some), new)


def _rows_of(
    session: Session, gesture_id: UUID, table: str, besides: tuple[int, int] = _NOTHING
) -> Iterator[bytes]:
    """The rows of a table that a gesture changed, in the order in which it did; one that it
    changed again later comes again. What the journal says between two places is left out."""
    cursor: Any = session.connection().connection.cursor()
    last = -1
    while True:
        cursor.execute(
            "SELECT id, change_row FROM recorded_change WHERE gesture_id = ? AND change_table = ? "
            "AND id > ? AND id NOT BETWEEN ? AND ? ORDER BY id LIMIT 5000",
            (gesture_id.bytes, table, last, *besides),
        )
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield from (key for key, _same in groupby(key for _id, key in rows))


_TOLD_BY = {
    "category": (
        HitKind.EQUIPMENT,
        _by_keys(
            "SELECT e.id FROM equipment e JOIN model m ON m.id = e.model_id "
            "WHERE m.category_id IN :keys",
            alone,
        ),
    ),
    "model": (
        HitKind.EQUIPMENT,
        _by_keys("SELECT id FROM equipment WHERE model_id IN :keys", alone),
    ),
    "loan_line": (
        HitKind.LOAN,
        _by_keys(
            "SELECT loan_id FROM loan_line WHERE id IN :keys UNION SELECT old_value "
            "FROM recorded_change WHERE change_row IN :keys AND change_column = 'loan_id'",
            alone,
        ),
    ),
}
"""By table, the kind of record that its rows say something of, and which records those are."""


_REMOVE = Order(text("DELETE FROM search_entry WHERE ref = :ref"))
_LEARN = Order(text("INSERT OR IGNORE INTO search_word (word) SELECT value FROM json_each(:words)"))
_REPLACE = Order(
    text(
        "INSERT INTO search_entry (place, kind, ref, number, label, sort, body) VALUES "
        "(COALESCE((SELECT max(place) FROM search_entry WHERE place >= :first AND place < :end), "
        ":first - 1) + 1, :kind, :ref, :number, :label, :sort, :body) ON CONFLICT (ref) DO UPDATE "
        "SET number = excluded.number, label = excluded.label, sort = excluded.sort, "
        "body = excluded.body"
    )
)


def _replace(session: Session, kind: HitKind, some: Sequence[Entry]) -> None:
    first = FIRST_PLACE[kind]
    same = {"kind": kind, "first": first, "end": first + SPAN - 1}
    facts = [
        {"ref": ref, "number": number, "label": label, "sort": sort, "body": body, **same}
        for ref, number, label, sort, body in some
    ]
    _REPLACE.each(session, facts)
    _learn(session, {word: None for entry in some for word in entry[-1].split()})


def _learn(session: Session, found: Iterable[str]) -> None:
    new = [word for word in found if is_learnt(word)]
    if new:
        _LEARN.run(session, words=json.dumps(new, ensure_ascii=False))


def rebuild(session: Session, kinds: Sequence[HitKind] = tuple(HitKind)) -> int:
    """Make the whole index anew from the data, in the open transaction; how many entries."""
    for name in TRIGGERS:
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    session.execute(text("DELETE FROM search_entry"))
    session.execute(text("DELETE FROM search_word"))
    cursor: Any = session.connection().connection.cursor()
    drop_indexes(cursor)
    known: dict[str, None] = {}
    total = 0
    for kind in kinds:
        place = FIRST_PLACE[kind]
        for some in entries(session, kind, None):
            cursor.executemany(
                "INSERT INTO search_entry (place, kind, ref, number, label, sort, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(place + i, kind.value, *entry) for i, entry in enumerate(some)],
            )
            for entry in some:
                known.update(dict.fromkeys(entry[-1].split()))
            place += len(some)
            total += len(some)
    _learn(session, known)
    for statement in SEARCH_SCHEMA:
        session.execute(text(statement))
    session.execute(text("INSERT INTO search_text (search_text) VALUES ('rebuild')"))
    forget_words()
    return total
