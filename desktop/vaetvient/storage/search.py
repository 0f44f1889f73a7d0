"""Finding members, equipment and loans from a few typed letters (invariant 6).

One index over all three, kept in the transaction that changes the data. Each entry holds the
folded words of its record (`domain.text.index_words`); FTS5 finds candidates by word prefixes,
a small score in Python puts the best first. A word that no record begins with is taken for a
slip and replaced by the nearest words of the index (Damerau-Levenshtein, one slip in short
words, two in long ones). Where few records answer, a plural also finds its singular (« tables »,
a table) and a word those it ends or stands within (« projecteur », a vidéoprojecteur).

Places are dealt out by kind, so that one kind is read without touching the others, and a limit
on candidates keeps the time of a key press independent of how much there is.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from vaetvient.domain.text import fold, one_line, words
from vaetvient.storage.prepared import Question, alone, row

SPAN = 1 << 40
_CANDIDATES = 60
_NUMBERED = 20
_SHORTEST_SLIP = 4
_LONG_WORD = 8
_FEW = 20
"""Fewer answers than this are looked for in plurals' singulars and within words too."""
_WITHIN = 12
_SHORTEST_WITHIN = 6
"""What is shorter stands within too many words: « table » in « portable »."""
_PHONE = re.compile(r"0[1-9]\d{4,}", re.ASCII)
"""A French telephone number, or its beginning; written in pairs, indexed in one piece."""


_WORDS_FROM: Question[tuple[int, str]] = Question(
    text("SELECT place, word FROM search_word WHERE place >= :p ORDER BY place"), row
)
_BEGINS: Question[int] = Question(
    text("SELECT 1 FROM search_word WHERE word >= :a AND word < :b LIMIT 1"), alone
)


class HitKind(StrEnum):
    MEMBER = "member"
    EQUIPMENT = "equipment"
    LOAN = "loan"


FIRST_PLACE = {HitKind.MEMBER: 1, HitKind.EQUIPMENT: SPAN, HitKind.LOAN: 2 * SPAN}


class _Entry(NamedTuple):
    """What the index holds of a record, as far as answers show it."""

    kind: str
    ref: bytes
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found: its kind, key, number (or tag), the name lists show, and its score."""

    kind: HitKind
    id: UUID
    number: str
    label: str
    score: float


_NO_WORD = (0, "")


class Lexicon:
    """The words of the index held in memory, read at the first slip and kept up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_length: dict[int, list[str]] = {}
        self._by_letter: dict[str, list[str]] = {}
        self._joined = "\n"
        self._last = _NO_WORD
        """Place and word of the newest that is known."""

    def around(self, session: Session, part: str) -> list[str]:
        """The words of the index that hold `part` further than at their beginning: those that it
        ends first, then the shortest."""
        if len(part) < _SHORTEST_WITHIN or not part.isalpha():
            return []
        with self._lock:
            self._refresh(session)
            joined = self._joined
        found: list[str] = []
        at = joined.find(part)
        while at >= 0 and len(found) < 8 * _WITHIN:
            start, end = joined.rfind("\n", 0, at) + 1, joined.find("\n", at)
            if start < at:
                found.append(joined[start:end])
            at = joined.find(part, end)
        return sorted(found, key=lambda word: (not word.endswith(part), len(word)))[:_WITHIN]

    def near(self, session: Session, word: str, *, unfinished: bool) -> list[str]:
        """The words of the index nearest to `word`; an unfinished word is read as a beginning."""
        length = len(word)
        if length < _SHORTEST_SLIP:
            return []
        slips = 1 if length < _LONG_WORD else 2
        with self._lock:
            self._refresh(session)
            shortest = length - slips  # a slip changes the length by one at most
            if not unfinished:
                return _nearest(word, self._between(shortest, length + slips), slips)
            begun = self._by_letter.get(word[0], []) + self._between(shortest, length)
        for ends in ((length,), (length + 1, length - 1)):  # a letter too few or too many
            found = _nearest(word, [known[:end] for known in begun for end in ends], slips)
            if found:
                return found
        return []

    def _between(self, shortest: int, longest: int) -> list[str]:
        return [
            word
            for length in range(shortest, longest + 1)
            for word in self._by_length.get(length, ())
        ]

    def _refresh(self, session: Session) -> None:
        """Read the words that came since; all of them where the last one is no longer in its
        place: another program made the index anew."""
        rows = _WORDS_FROM.all(session, p=self._last[0])
        if self._last in rows[:1]:
            rows = rows[1:]
        elif self._last != _NO_WORD:
            self._let_go()
            rows = _WORDS_FROM.all(session, p=0)
        for _place, word in rows:
            self._by_length.setdefault(len(word), []).append(word)
            self._by_letter.setdefault(word[0], []).append(word)
        if rows:
            self._last = rows[-1]
            self._joined += "".join(f"{word}\n" for _place, word in rows)

    def forget(self) -> None:
        """Read everything again at the next slip; after the index was rebuilt."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        self._by_length.clear()
        self._by_letter.clear()
        self._joined = "\n"
        self._last = _NO_WORD


def _nearest(word: str, known: Iterable[str], slips: int) -> list[str]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    some = list(dict.fromkeys(known))
    found = extract(word, some, scorer=OSA.distance, score_cutoff=slips, limit=8)
    return [near for near, _distance, _index in found]


def find(
    session: Session,
    lexicon: Lexicon,
    query: str,
    *,
    kinds: Sequence[HitKind] = tuple(HitKind),
    limit: int = 20,
) -> list[Hit]:
    """The records that answer to `query`, best first, at most `limit`.

    Those whose number or tag begins as typed stand first. Else every word must begin a word of
    the record, in any order. When nothing answers, words are taken for slips, then one of three
    or more may be missing.
    """
    asked = words(query)[:8]
    if not asked:
        return []
    groups, rows = _answers(session, lexicon, asked, kinds, _CANDIDATES)
    if not rows and len(groups) > 2:
        for left_out in range(len(groups)):
            some = groups[:left_out] + groups[left_out + 1 :]
            rows += _candidates(session, some, kinds, _CANDIDATES)
    if len(rows) < _FEW:
        for wider in _wider(session, lexicon, groups):
            rows += _candidates(session, wider, kinds, _CANDIDATES)
    rows = [*_numbered(session, query, kinds), *rows]
    return _best(rows, query, [word for group in groups for word in group], limit)


def keys_matching(
    session: Session, lexicon: Lexicon, query: str, kind: HitKind, *, most: int
) -> list[UUID]:
    """The keys of the records of one kind that answer to every word of `query`, in no order.

    A list filtered by what is typed; at most `most`.
    """
    asked = words(query)[:8]
    if not asked:
        return []
    groups, rows = _answers(session, lexicon, asked, (kind,), most)
    for wider in _wider(session, lexicon, groups) if len(rows) < most else ():
        rows += _candidates(session, wider, (kind,), most)
    return [UUID(bytes=ref) for ref in dict.fromkeys(row.ref for row in rows)][:most]


def _answers(
    session: Session, lexicon: Lexicon, asked: list[str], kinds: Sequence[HitKind], most: int
) -> tuple[list[list[str]], list[_Entry]]:
    """What answers to every word, first as typed, then with slips forgiven; and how it was read."""
    number = "".join(asked)
    if len(asked) > 1 and _PHONE.fullmatch(number):  # « 06 39 98 12 »
        rows = _candidates(session, [[number]], kinds, most)
        if rows:
            return [[number]], rows
    groups: list[list[str]] = []
    slipped = False
    for position, word in enumerate(asked):
        group = [word]
        if not _begins_a_word(session, word):
            near = _near(session, lexicon, word, position == len(asked) - 1)
            if near:
                group, slipped = near, True
        groups.append(group)
    rows = _candidates(session, groups, kinds, most)
    if not rows and not slipped:
        wider = [
            [word, *_near(session, lexicon, word, position == len(asked) - 1)]
            for position, word in enumerate(asked)
        ]
        if any(set(group) != {word} for word, group in zip(asked, wider, strict=True)):
            groups = wider
            rows = _candidates(session, groups, kinds, most)
    return groups, rows


def _wider(
    session: Session, lexicon: Lexicon, groups: Sequence[Sequence[str]]
) -> Iterator[list[list[str]]]:
    """The same words with their singulars, then also with the words of the index around them."""
    asked = [list(group) for group in groups]
    single = [list(dict.fromkeys((*group, *map(_single, group)))) for group in asked]
    if single != asked:
        yield single
    around = [
        list(dict.fromkeys((*group, *(w for word in group for w in lexicon.around(session, word)))))
        for group in single
    ]
    if around != single:
        yield around


def is_named(label: str, query: str) -> bool:
    """Whether each word of `query`, in the plural or not, begins a word of `label` itself."""
    named = words(label)
    return all(any(word.startswith(_single(one)) for word in named) for one in words(query))


def _single(word: str) -> str:
    """« tables » as « table », « jeux » as « jeu »: a beginning of both numbers."""
    return word[:-1] if word[-1] in "sx" and len(word) > _SHORTEST_SLIP else word


def _near(session: Session, lexicon: Lexicon, word: str, unfinished: bool) -> list[str]:
    if any(c.isdigit() for c in word):
        return []
    return lexicon.near(session, word, unfinished=unfinished)


def _begins_a_word(session: Session, word: str) -> bool:
    if any(c.isdigit() for c in word):
        return True  # numbers are not in the lexicon: FTS5 answers for them
    end = word[:-1] + chr(ord(word[-1]) + 1)
    return _BEGINS.first(session, a=word, b=end) is not None


_CANDIDATES_OF = {
    direction: Question(
        text(
            "SELECT e.kind, e.ref, e.number, e.label FROM search_text "
            "JOIN search_entry e ON e.place = search_text.rowid "
            "WHERE search_text MATCH :match AND search_text.rowid >= :first "
            f"AND search_text.rowid < :end ORDER BY search_text.rowid {direction} LIMIT :most"
        ),
        _Entry,
    )
    for direction in ("ASC", "DESC")
}


def _candidates(
    session: Session, groups: Sequence[Iterable[str]], kinds: Sequence[HitKind], most: int
) -> list[_Entry]:
    match = " AND ".join(
        "(" + " OR ".join(f'"{word}"*' for word in dict.fromkeys(group)) + ")" for group in groups
    )
    out: list[_Entry] = []
    for kind in kinds:
        first = FIRST_PLACE[kind]
        newest_first = kind is HitKind.LOAN
        asked = _CANDIDATES_OF["DESC" if newest_first else "ASC"]
        out += asked.all(session, match=match, first=first, end=first + SPAN - 1, most=most)
    return out


_NUMBERED_AS = Question(
    text(
        "SELECT kind, ref, number, label FROM search_entry "
        "WHERE number >= :first AND number < :end ORDER BY number LIMIT :most"
    ),
    _Entry,
)


def _numbered(session: Session, query: str, kinds: Sequence[HitKind]) -> list[_Entry]:
    """The records whose number or tag begins as typed: a few, whatever else there is."""
    typed = one_line(query)
    if not any(c.isdigit() for c in typed):
        return []
    rows: list[_Entry] = []
    for spelling in dict.fromkeys((typed, typed.upper())):
        facts = {"first": spelling, "end": spelling + "\uffff", "most": _NUMBERED}
        rows += _NUMBERED_AS.all(session, **facts)
    return [row for row in rows if row.kind in kinds]


class _Label(NamedTuple):
    """A label as it is compared."""

    words: tuple[str, ...]
    joined: str
    sorted_by: str


@lru_cache(maxsize=8_192)
def _read(label: str) -> _Label:
    """Letter after letter, the same ones are looked at."""
    found = words(label)
    return _Label(tuple(found), " ".join(found), fold(label))


_KIND_WEIGHT = {HitKind.MEMBER: 2.0, HitKind.EQUIPMENT: 1.0, HitKind.LOAN: 0.0}


def _best(rows: Iterable[_Entry], query: str, found_words: Sequence[str], limit: int) -> list[Hit]:
    flat_query = "".join(words(query))
    folded_query = " ".join(words(query))
    wanted = {spelling for word in found_words for spelling in (word, _single(word))}
    begins = tuple(wanted)
    parts = [word for word in wanted if len(word) >= _SHORTEST_WITHIN]
    ranked: dict[bytes, tuple[float, str, _Entry]] = {}
    for entry in rows:
        if entry.ref in ranked:
            continue
        label = _read(entry.label)
        whole = begun = held = 0
        for word in label.words:
            whole += word in wanted
            begun += word.startswith(begins)
            held += any(part in word for part in parts) if parts else False
        score = _KIND_WEIGHT[HitKind(entry.kind)] + 6.0 * whole + 3.0 * begun + 2.0 * held
        score -= 0.2 * len(label.words)
        if label.joined.startswith(folded_query):
            score += 8.0
        flat_number = "".join(_read(entry.number).words)
        if flat_number == flat_query:
            score += 1000.0
        elif flat_number.startswith(flat_query):
            score += 20.0 + 10.0 * len(flat_query) / len(flat_number)
        ranked[entry.ref] = (-score, label.sorted_by, entry)
    first = sorted(ranked.values(), key=itemgetter(0, 1))[:limit]
    return [
        Hit(HitKind(entry.kind), UUID(bytes=entry.ref), entry.number, entry.label, -score)
        for score, _label, entry in first
    ]
