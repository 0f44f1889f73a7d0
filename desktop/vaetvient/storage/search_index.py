"""Keeping the search index in step with the data, in the transaction that changes it.

Each entry holds the folded words of its record (`domain.text.index_words`); places are dealt out
by kind. What is found there, and how: `search.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from vaetvient.domain.text import fold, index_words
from vaetvient.storage.prepared import Order, Question, alone
from vaetvient.storage.search import FIRST_PLACE, SPAN, HitKind
from vaetvient.storage.sqlite import SEARCH_SCHEMA

_CHUNK = 500
_KIND_OF_TABLE = {
    "member": HitKind.MEMBER,
    "equipment": HitKind.EQUIPMENT,
    "loan": HitKind.LOAN,
}

Entry = tuple[bytes, str, str, str, str]
"""Key, number, label, what lists are sorted by, body."""

_MEMBER_SQL = (
    "SELECT id, number, label, acronym, card, commune_name, email, phone, mobile, rna, siret, tags "
    "FROM member WHERE merged_into_id IS NULL"
)
_EQUIPMENT_SQL = (
    "SELECT e.id, e.tag, m.name, m.brand, m.reference, e.serial, c.name, e.location, e.owner_name "
    "FROM equipment e JOIN model m ON m.id = e.model_id "
    "LEFT JOIN category c ON c.id = m.category_id WHERE 1"
)
_LOAN_SQL = (
    "SELECT l.id, l.number, l.borrower_name, l.pickup_name, l.purpose, "
    "(SELECT group_concat(n.tag, ' ') FROM loan_line n WHERE n.loan_id = l.id) "
    "FROM loan l WHERE l.number IS NOT NULL"
)


def _national(phone: str | None) -> str | None:
    return "0" + phone[3:] if phone and phone.startswith("+33") else phone


def _member_entry(row: Any) -> Entry:
    key, number, label, acronym, card, commune, email, phone, mobile, rna, siret, tags = row
    body = _body(label, acronym, number, card, commune, email, _national(phone), _national(mobile))
    more = _body(rna, siret, tags) if rna or siret or tags else ""
    return key, number, label, fold(label), f"{body} {more}"


def _equipment_entry(row: Any) -> Entry:
    key, number, label, *rest = row
    return key, number, label, fold(label), _body(number, label, *rest)


def _loan_entry(row: Any) -> Entry:
    key, number, label, *rest, tags = row
    return key, number, label, fold(label), _body(number, label, *rest, *(tags or "").split(" "))


def _body(*texts: str | None) -> str:
    """`index_words` of all `texts`."""
    found: list[str] = []
    for said in texts:
        if said:
            found += _words_of(said)
    return " ".join(dict.fromkeys(found))


def _words_of(said: str) -> Iterable[str]:
    if said.isascii() and said.isalnum() and len(said) > 3:  # a number, a card, a telephone
        return (said.lower(),)
    return index_words(said).split() if "@" in said else _known_words(said)


@lru_cache(maxsize=65_536)  # emptied when the index is whole
def _known_words(said: str) -> tuple[str, ...]:
    """The same for what many records say: worked out once."""
    return tuple(index_words(said).split())


def _by_keys(sql: str, into: Callable[..., Any]) -> Question[Any]:
    """A question about many rows at once."""
    return Question(text(sql).bindparams(bindparam("keys", expanding=True)), into)


_SOURCES: dict[HitKind, tuple[str, str, Callable[[Any], Entry]]] = {
    HitKind.MEMBER: (_MEMBER_SQL, "id", _member_entry),
    HitKind.EQUIPMENT: (_EQUIPMENT_SQL, "e.id", _equipment_entry),
    HitKind.LOAN: (_LOAN_SQL, "l.id", _loan_entry),
}
"""By kind: all its records, which column tells some of them, and what makes an entry of a row."""


def _entries(session: Session, kind: HitKind, keys: Collection[bytes] | None) -> Iterator[Entry]:
    everything, by_key, build = _SOURCES[kind]
    cursor: Any = session.connection().connection.cursor()
    if keys is None:
        yield from map(build, cursor.execute(everything))
        return
    for chunk in _chunks(keys):
        marks = ",".join("?" * len(chunk))
        cursor.execute(f"{everything} AND {by_key} IN ({marks})", chunk)
        yield from map(build, cursor.fetchall())


INDEXED: Mapping[str, frozenset[str]] = {
    "category": frozenset({"name"}),
    "equipment": frozenset({"location", "model_id", "owner_name", "serial", "tag"}),
    "loan": frozenset({"borrower_name", "number", "pickup_name", "purpose"}),
    "loan_line": frozenset({"loan_id", "tag"}),
    "member": frozenset(
        {
            "acronym",
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
                for chunk in _chunks(rows[other]):
                    keys.update(dict.fromkeys(query.all(session, keys=chunk)))
        if keys:
            wanted[kind] = keys
    if sum(map(len, wanted.values())) >= _MANY:
        _reindex_many(session, wanted)
        return
    for kind, keys in wanted.items():
        entries = _entries(session, kind, tuple(keys))
        for done in _chunks(entries):
            _replace(session, kind, done)
            for entry in done:
                del keys[entry[0]]
        if keys:  # gone from the data
            _REMOVE.each(session, [{"ref": key} for key in keys])


_MANY = 500
"""Entries from which the full-text index is mended all at once rather than row by row."""


def _reindex_many(session: Session, wanted: Mapping[HitKind, Collection[bytes]]) -> None:
    """Bring many entries up to date, then the full-text index in the order of its places."""
    cursor: Any = session.connection().connection.cursor()
    for name in _TRIGGERS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    mends = _Mends(_count(cursor) + sum(map(len, wanted.values())))
    learnt: set[str] = set()
    for kind, keys in wanted.items():
        before = _kept_entries(cursor, keys)
        if len(keys) - len(before) > _count(cursor) // 2:  # made again below, all at once
            _drop_indexes(cursor)
        place = _last_place(cursor, kind)
        for chunk in _chunks(_entries(session, kind, sorted(keys))):
            changed, fresh = [], []
            for ref, number, label, sort, body in chunk:
                old = before.pop(ref, None)
                if old is None:
                    place += 1
                    fresh.append((place, kind.value, ref, number, label, sort, body))
                    mends.put_in(place, body)
                elif old[1:] != (number, label, sort, body):
                    changed.append((number, label, sort, body, old[0]))
                    if old[-1] == body:
                        continue
                    mends.take_out(old[0], old[-1])
                    mends.put_in(old[0], body)
                else:
                    continue
                learnt.update(word for word in body.split() if _is_learnt(word))
            cursor.executemany(
                "UPDATE search_entry SET number = ?, label = ?, sort = ?, body = ? WHERE place = ?",
                sorted(changed, key=itemgetter(-1)),
            )
            cursor.executemany("INSERT INTO search_entry VALUES (?, ?, ?, ?, ?, ?, ?)", fresh)
        for old in before.values():
            mends.take_out(old[0], old[-1])
        cursor.executemany(
            "DELETE FROM search_entry WHERE place = ?", [(old[0],) for old in before.values()]
        )
    mends.write(cursor)
    for statement in SEARCH_SCHEMA:
        cursor.execute(statement)
    _learn(session, sorted(learnt))


class _Mends:
    """Bodies to be taken out of the full-text index and put into it; forgotten once there are so
    many that it is made anew."""

    def __init__(self, entries: int) -> None:
        """`entries`: how many there may be at most once all is done."""
        self._most = entries // 2
        self._out: list[tuple[int, str]] = []
        self._into: list[tuple[int, str]] = []
        self._anew = False

    def take_out(self, place: int, body: str) -> None:
        self._note(self._out, place, body)

    def put_in(self, place: int, body: str) -> None:
        self._note(self._into, place, body)

    def _note(self, bodies: list[tuple[int, str]], place: int, body: str) -> None:
        if self._anew:
            return
        bodies.append((place, body))
        if len(self._out) + len(self._into) > self._most:
            self._anew = True
            self._out, self._into = [], []

    def write(self, cursor: Any) -> None:
        """Mend the full-text index in the order of its places, or make it anew."""
        if self._anew or len(self._out) + len(self._into) > _count(cursor) // 2:
            cursor.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')")
            return
        cursor.executemany(
            "INSERT INTO search_text (search_text, rowid, body) VALUES ('delete', ?, ?)",
            sorted(self._out),
        )
        cursor.executemany(
            "INSERT INTO search_text (rowid, body) VALUES (?, ?)", sorted(self._into)
        )


_TRIGGERS = ("search_entry_in", "search_entry_out", "search_entry_over")


def _kept_entries(cursor: Any, keys: Iterable[bytes]) -> dict[bytes, tuple[Any, ...]]:
    """By key the place, number, label, sort and body of the entries that are there."""
    out: dict[bytes, tuple[Any, ...]] = {}
    for chunk in _chunks(sorted(keys)):
        cursor.execute(
            "SELECT ref, place, number, label, sort, body FROM search_entry "
            f"WHERE ref IN ({','.join('?' * len(chunk))})",
            chunk,
        )
        out.update((ref, tuple(rest)) for ref, *rest in cursor)
    return out


def _count(cursor: Any) -> int:
    cursor.execute("SELECT count(*) FROM search_entry")
    (total,) = cursor.fetchone()
    return int(total)


def _drop_indexes(cursor: Any) -> None:
    for name in ("ix_search_entry_number", "ix_search_entry_sort"):
        cursor.execute(f"DROP INDEX IF EXISTS {name}")


def _last_place(cursor: Any, kind: HitKind) -> int:
    first = FIRST_PLACE[kind]
    cursor.execute(
        "SELECT max(place) FROM search_entry WHERE place >= ? AND place < ?",
        (first, first + SPAN - 1),
    )
    (last,) = cursor.fetchone()
    return first - 1 if last is None else int(last)


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


def _chunks(waiting: Iterable[Any]) -> Iterator[list[Any]]:
    taken = iter(waiting)
    while chunk := list(islice(taken, _CHUNK)):
        yield chunk


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


def _replace(session: Session, kind: HitKind, entries: Sequence[Entry]) -> None:
    first = FIRST_PLACE[kind]
    same = {"kind": kind, "first": first, "end": first + SPAN - 1}
    facts = [
        {"ref": ref, "number": number, "label": label, "sort": sort, "body": body, **same}
        for ref, number, label, sort, body in entries
    ]
    _REPLACE.each(session, facts)
    _learn(session, {word: None for entry in entries for word in entry[-1].split()})


def _is_learnt(word: str) -> bool:
    """Whether a typo in `word` may be forgiven: none in a number."""
    return word.isalpha() or not any(map(str.isdigit, word))


def _learn(session: Session, found: Iterable[str]) -> None:
    new = [word for word in found if _is_learnt(word)]
    if new:
        _LEARN.run(session, words=json.dumps(new, ensure_ascii=False))


def rebuild(session: Session, kinds: Sequence[HitKind] = tuple(HitKind)) -> int:
    """Make the whole index anew from the data, in the open transaction; how many entries."""
    for name in _TRIGGERS:
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    session.execute(text("DELETE FROM search_entry"))
    session.execute(text("DELETE FROM search_word"))
    cursor: Any = session.connection().connection.cursor()
    _drop_indexes(cursor)
    known: dict[str, None] = {}
    total = 0
    for kind in kinds:
        place = FIRST_PLACE[kind]
        entries = _entries(session, kind, None)
        for chunk in _chunks(entries):
            cursor.executemany(
                "INSERT INTO search_entry (place, kind, ref, number, label, sort, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(place + i, kind.value, *entry) for i, entry in enumerate(chunk)],
            )
            for entry in chunk:
                known.update(dict.fromkeys(entry[-1].split()))
            place += len(chunk)
            total += len(chunk)
    _learn(session, known)
    for statement in SEARCH_SCHEMA:
        session.execute(text(statement))
    session.execute(text("INSERT INTO search_text (search_text) VALUES ('rebuild')"))
    _known_words.cache_clear()
    return total
