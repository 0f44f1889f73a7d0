"""What the search index says of each record: its number, its label, and its folded words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.domain.personal_data import HIDDEN_SINCE
from vaetvient.domain.text import fold, index_words
from vaetvient.storage.search import HitKind

Entry = tuple[bytes, str, str, str, str]
"""Key, number, label, what lists are sorted by, body."""
CHUNK = 500

_MEMBER_SQL = (
    "SELECT id, number, label, acronym, card, commune_name, email, phone, mobile, rna, siret, tags "
    f"FROM member WHERE merged_into_id IS NULL AND archived_at IS NOT '{HIDDEN_SINCE}'"
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


def entries(
    session: Session, kind: HitKind, keys: Collection[bytes] | None
) -> Iterator[list[Entry]]:
    """The entries of some records of one kind, or of all, a few hundred at a time."""
    everything, by_key, build = _SOURCES[kind]
    cursor: Any = session.connection().connection.cursor()
    if keys is None:
        cursor.execute(everything)
        while rows := cursor.fetchmany(CHUNK):
            yield build(rows)
        return
    for chunk in chunks(keys):
        marks = ",".join("?" * len(chunk))
        cursor.execute(f"{everything} AND {by_key} IN ({marks})", chunk)
        if rows := cursor.fetchall():
            yield build(rows)


def new_entries(session: Session, kind: HitKind, after: int) -> Iterator[list[Entry]]:
    """Those of the rows after a rowid, in their order."""
    everything, by_key, build = _SOURCES[kind]
    cursor: Any = session.connection().connection.cursor()
    rowid = by_key.replace("id", "rowid")
    cursor.execute(f"{everything} AND {rowid} > ? ORDER BY {rowid}", (after,))
    while rows := cursor.fetchmany(CHUNK):
        yield build(rows)


def chunks(waiting: Iterable[Any]) -> Iterator[list[Any]]:
    """`waiting`, a few hundred at a time."""
    taken = iter(waiting)
    while chunk := list(islice(taken, CHUNK)):
        yield chunk


def forget_words() -> None:
    """Let go of the words worked out so far."""
    _known_words.cache_clear()
    _sorted_as.cache_clear()


def _member_entries(rows: Sequence[Any]) -> list[Entry]:
    """Column by column: lists are taken in by the hundred thousand."""
    columns = list(zip(*rows, strict=True))
    keys, numbers, labels, acronyms, cards, communes, emails, phones, mobiles = columns[:9]
    told = (
        labels, acronyms, numbers, cards, communes, emails,
        map(_national, phones), map(_national, mobiles),
    )  # fmt: skip
    bodies = _bodies(told)
    more = [_body(*row) if any(row) else "" for row in zip(*columns[9:], strict=True)]
    said = zip(keys, numbers, labels, map(_sorted_as, labels), bodies, more, strict=True)
    return [
        (key, number, label, sort, f"{body} {rest}")
        for key, number, label, sort, body, rest in said
    ]


def _equipment_entries(rows: Sequence[Any]) -> list[Entry]:
    keys, *told = zip(*rows, strict=True)
    numbers, labels = told[:2]
    sorts = map(_sorted_as, labels)
    return list(zip(keys, numbers, labels, sorts, _bodies(told), strict=True))


def _loan_entries(rows: Sequence[Any]) -> list[Entry]:
    return [
        (key, number, label, fold(label), _body(number, label, *rest, *(tags or "").split(" ")))
        for key, number, label, *rest, tags in rows
    ]


def _national(phone: str | None) -> str | None:
    return "0" + phone[3:] if phone and phone.startswith("+33") else phone


def _bodies(columns: Iterable[Iterable[str | None]]) -> list[str]:
    """`index_words` of each row of some columns, column by column."""
    return list(map(_each_once, zip(*map(_words_of_all, columns), strict=True)))


def _body(*texts: str | None) -> str:
    """`index_words` of all `texts`."""
    return _each_once([_words_of(said) for said in texts if said])


def _each_once(said: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(said).split()))


def _words_of_all(texts: Iterable[str | None]) -> Sequence[str]:
    """The words of each; at one go where none of them asks for more than being parted."""
    said = [text or "" for text in texts]
    joined = "\n".join(said)
    if not joined.strip("\n"):
        return said
    if joined.isascii() and not any(map(joined.__contains__, "-'`")):
        parted = joined.lower().translate(_PARTED)
        words = parted.split("\n")
        if len(words) == len(said) and not ("st" in parted and _SAINT.search(parted)):
            return words
    return list(map(_words_of, said))


_SAINT = re.compile(r"\b(?:st|ste|sts)\b")
"""What `index_words` says in two ways, as it does what a hyphen or an apostrophe joins."""
_PARTED = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}


def _words_of(said: str) -> str:
    if "@" in said:  # what stands after it is the same for many
        before, _at, after = said.partition("@")
        if len(before) > 3 and before.isascii() and before.isalnum():
            return f"{before.lower()} {_known_words(after)}"
        return index_words(said)
    return _known_words(said)


_MANY = 8_192
_known_words = lru_cache(maxsize=_MANY)(index_words)  # emptied when the index is whole
_sorted_as = lru_cache(maxsize=_MANY)(fold)


_SOURCES: dict[HitKind, tuple[str, str, Callable[[Sequence[Any]], list[Entry]]]] = {
    HitKind.MEMBER: (_MEMBER_SQL, "id", _member_entries),
    HitKind.EQUIPMENT: (_EQUIPMENT_SQL, "e.id", _equipment_entries),
    HitKind.LOAN: (_LOAN_SQL, "l.id", _loan_entries),
}
"""By kind: all its records, which column tells some of them, and what makes entries of rows."""
