"""Many entries of the search index brought up to date at once, in bounded memory.

The full-text index is mended in the order of its places rather than row by row, or made anew from
the entries where that is quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.storage.search import FIRST_PLACE, SPAN, HitKind
from vaetvient.storage.search_entries import entries, new_entries
from vaetvient.storage.sqlite import SEARCH_SCHEMA

TRIGGERS = ("search_entry_in", "search_entry_out", "search_entry_over")
_AT_ONCE = 10_000


def reindex_many(
    session: Session,
    wanted: Iterable[tuple[HitKind, Sequence[bytes]]],
    fresh: int,
    changed: int = 0,
) -> None:
    """Bring the entries of `wanted` up to date, a few hundred keys at a time, each kind's one
    after the other; about `fresh` of them are new, and `changed` are not, as far as is known."""
    cursor: Any = session.connection().connection.cursor()
    places: dict[HitKind, int] = {}
    with _mending(cursor, fresh, changed) as (mends, words):
        for kind, keys in wanted:
            place = places.get(kind) or _last_place(cursor, kind)
            places[kind] = _reindex_some(session, cursor, kind, keys, place, mends, words)


def index_new(session: Session, kind: HitKind, after: int, fresh: int) -> None:
    """Index the rows after a rowid, `fresh` of them, of which none has an entry yet."""
    cursor: Any = session.connection().connection.cursor()
    with _mending(cursor, fresh) as (mends, words):
        place = _last_place(cursor, kind)
        for some in new_entries(session, kind, after):
            rows = [(at, kind.value, *entry) for at, entry in enumerate(some, place + 1)]
            place += len(rows)
            cursor.executemany(_INSERT, rows)
            words.note([row[-1] for row in rows])
            if not mends.are_moot:
                for row in rows:
                    mends.put_in(row[0], row[-1])
                mends.write(cursor)


_INSERT = "INSERT INTO search_entry VALUES (?, ?, ?, ?, ?, ?, ?)"


@contextmanager
def _mending(cursor: Any, fresh: int, changed: int = 0) -> Iterator[tuple[_Mends, _Words]]:
    """Entries may be written within without the full-text index knowing of it."""
    for name in TRIGGERS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    there = _entry_count(cursor)
    if fresh > there // 2:  # made again below, all at once
        drop_indexes(cursor)
    most = (there + fresh) // 2
    anew = fresh > there or fresh + 2 * changed > most
    mends, words = _Mends(most, anew=anew), _Words()
    yield mends, words
    mends.settle(cursor)
    for statement in SEARCH_SCHEMA:
        cursor.execute(statement)
    words.learn(cursor)


def _reindex_some(
    session: Session,
    cursor: Any,
    kind: HitKind,
    keys: Sequence[bytes],
    place: int,
    mends: _Mends,
    words: _Words,
) -> int:
    """Bring a few entries up to date; the last place that is taken after that of `place`."""
    before = _kept_entries(cursor, keys)
    for some in entries(session, kind, sorted(keys)):
        changed, reworded, fresh, bodies = [], [], [], []
        for ref, number, label, sort, body in some:
            old = before.pop(ref, None)
            if old is None:
                place += 1
                fresh.append((place, kind.value, ref, number, label, sort, body))
                mends.put_in(place, body)
            else:
                if old[1:4] != (number, label, sort):
                    changed.append((number, label, sort, old[0]))
                if old[-1] == body:
                    continue
                reworded.append((body, old[0]))
                mends.take_out(old[0], old[-1])
                mends.put_in(old[0], body)
            bodies.append(body)
        cursor.executemany(
            "UPDATE search_entry SET number = ?, label = ?, sort = ? WHERE place = ?",
            sorted(changed, key=itemgetter(-1)),
        )
        cursor.executemany(  # apart, since no index has it
            "UPDATE search_entry SET body = ? WHERE place = ?",
            sorted(reworded, key=itemgetter(-1)),
        )
        cursor.executemany(_INSERT, fresh)
        words.note(bodies)
    for old in before.values():  # gone from the data
        mends.take_out(old[0], old[-1])
        cursor.execute("DELETE FROM search_entry WHERE place = ?", (old[0],))
    mends.write(cursor)
    return place


class _Mends:
    """Bodies to be taken out of the full-text index and put into it; once there are more of them
    than it is worth, the index is made anew at the end."""

    def __init__(self, most: int, *, anew: bool) -> None:
        self._left, self._anew = most, anew
        self._out: list[tuple[int, str]] = []
        self._into: list[tuple[int, str]] = []

    @property
    def are_moot(self) -> bool:
        """Whether the index is made anew whatever is noted."""
        return self._anew

    def take_out(self, place: int, body: str) -> None:
        if not self._anew:
            self._out.append((place, body))

    def put_in(self, place: int, body: str) -> None:
        if not self._anew:
            self._into.append((place, body))

    def write(self, cursor: Any, *, all_of_it: bool = False) -> None:
        """Mend the full-text index where much waits, in the order of its places."""
        waiting = len(self._out) + len(self._into)
        if not waiting or (waiting < _AT_ONCE and not all_of_it):
            return
        self._left -= waiting
        if self._left < 0:
            self._anew = True
        else:
            cursor.executemany(
                "INSERT INTO search_text (search_text, rowid, body) VALUES ('delete', ?, ?)",
                sorted(self._out),
            )
            cursor.executemany(
                "INSERT INTO search_text (rowid, body) VALUES (?, ?)", sorted(self._into)
            )
        self._out, self._into = [], []

    def settle(self, cursor: Any) -> None:
        """All entries are as they should be: so is the index."""
        self.write(cursor, all_of_it=True)
        if self._anew:
            make_text_index(cursor)


def make_text_index(cursor: Any) -> None:
    """Make the full-text index anew from the entries; its parts are made one with those that later
    changes bring, a little each time."""
    cursor.execute("INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0)")
    cursor.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')")
    cursor.execute(f"INSERT INTO search_text (search_text, rank) VALUES ('automerge', {_MERGED})")


_MERGED = 4
"""How many parts of one size are made one: what FTS5 does unless told otherwise."""


class _Words:
    """The words of the entries that changed, for slips to be forgiven."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def note(self, bodies: Sequence[str]) -> None:
        found = set(" ".join(bodies).split())
        found -= self._known
        self._known.update(word for word in found if is_learnt(word))

    def learn(self, cursor: Any) -> None:
        """Write them down."""
        learn = "INSERT OR IGNORE INTO search_word (word) VALUES (?)"
        cursor.executemany(learn, [(word,) for word in sorted(self._known)])


def is_learnt(word: str) -> bool:
    """Whether a typo in `word` may be forgiven: none in a number."""
    if word.isascii():  # what is no letter in it is a figure
        return word.isalpha()
    return word.isalpha() or not any(character.isdigit() for character in word)


def _entry_count(cursor: Any) -> int:
    """How many entries there are."""
    cursor.execute("SELECT count(*) FROM search_entry")
    (total,) = cursor.fetchone()
    return int(total)


def drop_indexes(cursor: Any) -> None:
    """Drop what `SEARCH_SCHEMA` makes again once many entries are written."""
    for name in ("ix_search_entry_number", "ix_search_entry_sort"):
        cursor.execute(f"DROP INDEX IF EXISTS {name}")


def _kept_entries(cursor: Any, keys: Sequence[bytes]) -> dict[bytes, tuple[Any, ...]]:
    """By key the place, number, label, sort and body of the entries that are there."""
    cursor.execute(
        "SELECT ref, place, number, label, sort, body FROM search_entry "
        f"WHERE ref IN ({','.join('?' * len(keys))})",
        sorted(keys),
    )
    return {ref: tuple(rest) for ref, *rest in cursor}


def _last_place(cursor: Any, kind: HitKind) -> int:
    first = FIRST_PLACE[kind]
    cursor.execute(
        "SELECT max(place) FROM search_entry WHERE place >= ? AND place < ?",
        (first, first + SPAN - 1),
    )
    (last,) = cursor.fetchone()
    return first - 1 if last is None else int(last)
