"""Who is already there, for a list that is taken in.

Members are asked for a portion of the list at a time, as the database keeps them: keys as bytes,
days as ISO text. What they are recognised by besides number and card is worked out once a row
needs it, and held as marks (`storage.marks`): a list may have a million lines.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.member_likeness import DOUBTFUL, MOST_ALIKE, Alike, likeness, names_agree
from vaetvient.desk.member_marks import (
    PERSON,
    AskedMember,
    KeptMember,
    PortionMarks,
    field_mark,
    here_mark,
    name_mark,
    named_mark,
    place_key,
    sure_marks,
)
from vaetvient.storage.marks import Aside, Marks
from vaetvient.storage.queries.intake import (
    cards_elsewhere,
    count_members,
    last_place,
    members_after,
    members_at,
    members_with,
    retired_numbers,
)

_COLUMNS = KeptMember._fields[1:]


class _Kept:
    """Members by place: those of the rows at hand in memory, the others asked for again."""

    def __init__(self, session: Session, office_id: UUID) -> None:
        self._session, self._office_id = session, office_id
        self._waiting: dict[int, KeptMember] = {}
        self._asked: dict[int, KeptMember] = {}
        self._former = Aside()

    def add(self, known: KeptMember) -> None:
        """Someone new, who is not written yet."""
        self._waiting[known.place] = known

    def amend(self, known: KeptMember) -> None:
        """Someone who will change: the rows that follow are compared with `known` all the same."""
        self._former.put(known)

    def written(self) -> None:
        """All that was added stands in the database."""
        self._waiting, self._asked = {}, {}

    def __getitem__(self, place: int) -> KeptMember:
        return self.all_of((place,))[0]

    def all_of(self, places: Sequence[int]) -> list[KeptMember]:
        """Some of them, in the order of `places`."""
        unknown = [p for p in places if p not in self._waiting and p not in self._asked]
        for start in range(0, len(unknown), _MOST_ASKED):
            some = unknown[start : start + _MOST_ASKED]
            self._note(members_at(self._session, some, _COLUMNS))
        return [self._waiting.get(place) or self._asked[place] for place in places]

    def having(self, column: str, said: Collection[str]) -> list[KeptMember]:
        """Those in the database that have one of `said` in `column`."""
        return self._note(
            list(members_with(self._session, self._office_id, column, said, _COLUMNS))
        )

    def _note(self, rows: Sequence[tuple[Any, ...]]) -> list[KeptMember]:
        found = self._as_they_were(rows)
        self._asked.update((known.place, known) for known in found)
        return found

    def _as_they_were(self, rows: Sequence[tuple[Any, ...]]) -> list[KeptMember]:
        """`rows` of the database as they stood before the list."""
        found = {row[0]: row for row in rows}
        found.update((row[0], row) for row in self._former.of(list(found)))
        return list(map(KeptMember._make, found.values()))

    def with_id(self, key: UUID) -> KeptMember | None:
        """The one in the database that has this key."""
        rows = members_with(self._session, self._office_id, "id", (key.bytes,), _COLUMNS)
        return next(map(KeptMember._make, rows), None)

    def values(self) -> Iterator[KeptMember]:
        """Everyone, in the order in which they came, as they stood before the list."""
        rows = members_after(self._session, self._office_id, 0, _COLUMNS)
        while some := list(islice(rows, _MOST_ASKED)):
            yield from self._as_they_were(some)
        yield from self._waiting.values()


_MOST_ASKED = 500


class _Lines:
    """By place of a member, the line of the file that speaks of it."""

    def __init__(self) -> None:
        self._lines = array("I")

    def __contains__(self, place: int) -> bool:
        return place < len(self._lines) and self._lines[place] > 0

    def __getitem__(self, place: int) -> int:
        return self._lines[place]

    def __setitem__(self, place: int, line: int) -> None:
        self._reach(place)
        self._lines[place] = line

    def follow(self, first: int, lines: Sequence[int]) -> None:
        """`lines` speak of the members from `first` on, one after the other."""
        self._reach(first + len(lines) - 1)
        self._lines[first : first + len(lines)] = array("I", lines)

    def _reach(self, place: int) -> None:
        missing = place + 1 - len(self._lines)
        if missing > 0:
            self._lines.frombytes(bytes(missing * self._lines.itemsize))


class MemberIndex:
    """Finds the member that a row speaks of."""

    def __init__(self, session: Session, office_id: UUID) -> None:
        self._session, self._office_id = session, office_id
        self.kept = _Kept(session, office_id)
        self._next = self._first = last_place(session) + 1
        self.numbers: dict[str, int] = {}
        """Of those that the rows at hand say, those that are somebody's."""
        self.cards: dict[str, int] = {}
        self.cards_elsewhere: dict[str, str] = {}
        """Of those that the rows at hand say, those of other offices' members: their names."""
        self._changed: dict[tuple[str, str], int] = {}
        """Numbers and cards that stand, or stood before the file, for someone else's."""
        self.claimed = _Lines()
        """The line of the file that spoke of each already."""
        self.retired = retired_numbers(session, office_id)
        """By number of entries that were made one with another, where the one kept is: the
        number stays a way to find it."""
        self.before = count_members(session, office_id)
        self._sure: Marks | None = None
        self._here: Marks | None = None
        self._names: Marks | None = None
        self._alike: Alike | None = None

    def look_up(self, numbers: Iterable[str], cards: Iterable[str]) -> None:
        """Find whose these are, said by the rows at hand."""
        self.kept.written()
        wanted = {number for number in numbers if number}
        self.numbers = {known.number: known.place for known in self.kept.having("number", wanted)}
        for number in wanted & self.retired.keys():
            kept = self.retired[number]
            if kept is not None:
                self.numbers[number] = kept
        held = {card for card in cards if card}
        self.cards = {known.card or "": known.place for known in self.kept.having("card", held)}
        self.cards_elsewhere = cards_elsewhere(self._session, self._office_id, held)
        if self._changed:
            for field, found, said in (
                ("number", self.numbers, wanted),
                ("card", self.cards, held),
            ):
                changed = ((text, self._changed.get((field, text))) for text in said)
                found.update((text, place) for text, place in changed if place is not None)

    def holder_of(self, card: str, *, besides: KeptMember | None) -> str | None:
        """Whose card it is, if it is somebody's who is not `besides`."""
        if not card:
            return None
        place = self.cards.get(card)
        if place is None:
            return self.cards_elsewhere.get(card)
        return None if besides and place == besides.place else self.kept[place].label

    def next_places(self, count: int) -> int:
        """The first of `count` places in which the rows at hand stand where they are new."""
        place = self._next
        self._next += count
        return place

    def add(self, known: KeptMember, asked: AskedMember, line: int) -> None:
        """Recognise `known`, made of `asked`, from now on."""
        place, sure = known.place, self.sure  # of all before `known`
        self.kept.add(known)
        self.claimed[place] = line
        self.numbers[known.number] = place
        if known.card:
            self.cards[known.card] = place
        for mark in sure_marks(known, asked.name):
            sure.add(mark, place)
        if asked.name and self._here is not None:
            self._here.add(here_mark(asked.name, place_key(known.commune_name)), place)
        if asked.name and self._names is not None:
            self._names.add(name_mark(asked.name), place)

    def claim(self, known: KeptMember, asked: AskedMember, line: int) -> None:
        """`line` speaks of `known`, and may give it a number or a card."""
        self.claimed[known.place] = line
        if asked.number and asked.number != known.number:
            self._change("number", self.numbers, (known.number, asked.number), known.place)
        if asked.card and asked.card != known.card:
            self._change("card", self.cards, (known.card or "", asked.card), known.place)

    def _change(self, field: str, found: dict[str, int], said: tuple[str, str], place: int) -> None:
        before, now = said
        found[now] = self._changed[field, now] = place
        if before:
            found.setdefault(before, place)
            self._changed.setdefault((field, before), place)

    # ---- many rows at once -----------------------------------------------------------------

    @property
    def knows_names(self) -> bool:
        """Whether names are held by commune or alone."""
        return self._here is not None or self._names is not None

    def perhaps_known(self, marks: PortionMarks) -> set[int]:
        """The rows that may be somebody who is there, or one of the other rows at hand."""
        asked = {mark for column in marks.asked for mark in column if mark is not None}
        borne = [mark for column in marks.borne for mark in column if mark is not None]
        inside = _twice(borne) & asked
        if marks.lacking:
            inside |= asked & marks.lacking
        found = _bearing(marks.asked, inside | self.sure.known(asked))
        found |= _bearing(marks.borne, inside)
        for asking, said, field in (
            (marks.asks_here, marks.here, "here"),
            (marks.asks_name, marks.names, "names"),
        ):
            if asking:
                asked = {said[row] for row in asking}
                there: Marks = getattr(self, field)
                found |= _bearing([said], there.known(asked) | (_twice(said) & asked))
        return found

    def add_all(
        self, first: int, rows: Sequence[int], marks: PortionMarks, lines: Sequence[int]
    ) -> None:
        """Recognise from now on some of the rows at hand, who are strangers; the first of all
        would stand at `first`."""
        whole = len(rows) == len(lines)
        if whole:
            self.claimed.follow(first, lines)
        else:
            for row in rows:
                self.claimed[first + row] = lines[row]
        places = [first + row for row in rows]
        for column in marks.borne:
            said = column if whole else [column[row] for row in rows]
            told = zip(said, places, strict=True)
            self.sure.add_all([(mark, place) for mark, place in told if mark is not None])
        for there, bears in ((self._here, marks.here), (self._names, marks.names)):
            if there is not None:
                for row in rows:
                    there.add(bears[row], first + row)

    # ---- marks, made when a row first needs them -------------------------------------------

    @property
    def sure(self) -> Marks:
        """Everyone by RNA, SIRET and e-mail, by name and birth date, by name and telephone."""
        if self._sure is None:
            self._sure = Marks()
            for known in self.kept.values():
                for mark in sure_marks(known, known.name_key):
                    self._sure.add(mark, known.place)
        return self._sure

    @property
    def here(self) -> Marks:
        """Everyone by name and commune; only rows without a number ask."""
        if self._here is None:
            self._here = Marks()
            for known in self.kept.values():
                self._here.add(
                    here_mark(known.name_key, place_key(known.commune_name)), known.place
                )
        return self._here

    @property
    def names(self) -> Marks:
        """Everyone by name; only rows with neither number nor commune ask."""
        if self._names is None:
            self._names = Marks()
            for known in self.kept.values():
                self._names.add(name_mark(known.name_key), known.place)
        return self._names

    # ---- one row ---------------------------------------------------------------------------

    def match(self, asked: AskedMember) -> tuple[KeptMember, str] | None:
        """The member that `asked` is, and the field that gives it away; None for a stranger."""
        place = self.numbers.get(asked.number) if asked.number else None
        if place is not None:
            return self.kept[place], "number"
        place = self.cards.get(asked.card) if asked.card else None
        if place is not None:
            return self.kept[place], "card"
        for field, number in (("rna", asked.rna), ("siret", asked.siret)):
            found = self.sure.of(field_mark(field, number), 1) if number else ()
            if found:
                return self.kept[found[0]], field
        by_email = self._by_email(asked)
        if by_email is not None:
            return by_email, "email"
        by_name = self._by_name(asked)
        if by_name is not None:
            return by_name, "last_name" if asked.kind == PERSON else "name"
        return None

    def alike(self, asked: AskedMember) -> list[tuple[KeptMember, int]]:
        """Who was there before the file and may be `asked`, with a score from DOUBTFUL to 99."""
        if not self.before or not asked.name:
            return []
        if self._alike is None:
            there = (k for k in self.kept.values() if k.place < self._first)
            self._alike = Alike(k for k in there if k.place not in self.claimed)
        near = [place for place in self._alike.near(asked) if place not in self.claimed]
        scored = [
            (known, score)
            for known in self.kept.all_of(near)
            if known.kind == asked.kind and (score := likeness(asked, known)) >= DOUBTFUL
        ]
        return sorted(scored, key=lambda pair: -pair[1])[:5]

    def there_before(self, key: UUID) -> KeptMember | None:
        """The member of this key, if it was there before the file."""
        known = self.kept.with_id(key)
        return known if known is not None and known.place < self._first else None

    def _by_email(self, asked: AskedMember) -> KeptMember | None:
        if not asked.email:
            return None
        places = self.sure.of(field_mark("email", asked.email), MOST_ALIKE + 1)
        if len(places) > MOST_ALIKE:
            return None
        same = [
            known
            for known in self.kept.all_of(places)
            if asked.kind in ("", known.kind) and names_agree(asked, known)
        ]
        return self._unclaimed_first(same)

    def _by_name(self, asked: AskedMember) -> KeptMember | None:
        name = asked.name
        if not name:
            return None
        for field, said in (("birth_date", asked.birth_date), ("phone", asked.phone)):
            sure = self._may_be(asked, self.sure, named_mark(field, said, name)) if said else None
            if sure:
                return self._unclaimed_first(sure)
        if asked.number:  # two of one name in one town, each with a number: two people
            return None
        here = self._may_be(asked, self.here, here_mark(name, asked.commune))
        if here:
            return self._unclaimed_first(here)
        if asked.commune:
            return None
        alike = self._may_be(asked, self.names, name_mark(name))
        return alike[0] if len(alike) == 1 else None

    def _may_be(self, asked: AskedMember, marks: Marks, mark: int) -> list[KeptMember]:
        """Those who bear the same mark and may be `asked`, as they came."""
        return [
            known
            for known in self.kept.all_of(marks.of(mark, _MOST_NAMESAKES))
            if known.kind == asked.kind and not self._told_apart(asked, known)
        ]

    def _told_apart(self, asked: AskedMember, known: KeptMember) -> bool:
        """Whether two of one name are two: other birth dates; within one file other e-mail
        addresses or telephones too, which may change from one year's file to the next."""
        if asked.birth_date and known.birth_date and asked.birth_date != known.birth_date:
            return True
        if known.place not in self.claimed:
            return False
        if asked.email and known.email and asked.email != known.email.lower():
            return True
        return bool(asked.phone and known.phone and asked.phone != known.phone)

    def _unclaimed_first(self, found: Iterable[KeptMember]) -> KeptMember | None:
        return min(found, key=lambda known: known.place in self.claimed, default=None)


_MOST_NAMESAKES = 10_000


def _bearing(columns: Sequence[Sequence[int | None]], marks: Collection[int]) -> set[int]:
    """The rows that bear one of `marks`."""
    if not marks:
        return set()
    return {row for column in columns for row, mark in enumerate(column) if mark in marks}


def _twice(marks: Sequence[int]) -> set[int]:
    if len(set(marks)) == len(marks):
        return set()
    return {mark for mark, count in Counter(marks).items() if count > 1}
