"""Members taken in from a list, recognised among those who are there.

A row is someone known by the number, else the card, the RNA or SIRET number, the e-mail address
(with a name like the one it is known under: families and offices share addresses), else by the
same name with the same birth date or commune. Where a name is only like one that is there, the row
is doubtful. Empty cells erase nothing.

Rows are written by the batch, straight through the driver: lists have a hundred thousand lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Unpack
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.dues_intake import DUES_FIELDS, DuesIntake, DuesSaid, dues_said
from vaetvient.desk.intake import (
    ADDED,
    LEFT_OUT,
    UNCHANGED,
    Candidate,
    DuplicateRowError,
    FieldChange,
    How,
    IntakeReport,
    Outcome,
    PortionGiven,
    RowRefusedError,
    SheetGiven,
    Taken,
    take_in,
    with_notes,
)
from vaetvient.desk.intake import Doubt as Doubtful
from vaetvient.desk.manner import Manner
from vaetvient.desk.member_columns import ColumnReaders, MemberColumns
from vaetvient.desk.member_index import MemberIndex
from vaetvient.desk.member_marks import ASSOCIATION, PERSON, AskedMember, KeptMember
from vaetvient.desk.member_row import MemberRead, place_of, readers
from vaetvient.desk.member_strangers import Strangers
from vaetvient.desk.members import (
    CardTakenError,
    MissingNameError,
    next_number,
)
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.member import Member, association_label, person_label
from vaetvient.domain.records import new_key, new_keys
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _
from vaetvient.storage.bulk import BulkLoader, Influx

_EVERYONES = ("number", "card", "tags", "email", "phone", "mobile", "address")
_NOTHING: dict[str, Any] = {}


class OtherKindError(RefusedError):
    code: ClassVar[str] = "other_kind"
    text: ClassVar[str] = N_("{member} est connu comme {kind}.")


def take_in_members(desk: Desk, sheet: SheetGiven, **how: Unpack[How]) -> IntakeReport:
    """Take a list of members in; see `take_in`."""
    return take_in(desk, sheet, MemberTaker, **how)


class MemberTaker:
    """Writes the rows of one list; see `Taker`.

    A portion of rows is read by columns. Rows that nothing gives away, and rows that say of
    somebody what is known already, are told apart by the portion; only the others are looked at
    one by one.
    """

    def __init__(self, session: Session, desk: Desk, sheet: SheetGiven, manner: Manner) -> None:
        self._session, self._desk, self._headers = session, desk, sheet.headers
        self._sheet, self._manner = sheet, manner
        self._watched = type(manner).took is not Manner.took
        self._index = MemberIndex(session, desk.office_id)
        self._spoken_for: set[str] | None = None
        self._next = int(next_number(session, desk.office_id))
        self._readers = readers(desk.today())
        self._columns = ColumnReaders(self._readers)
        self._influx = Influx(session, Member, len(sheet.rows))
        self._first = 0
        """Where the first row of the portion will stand, if it is someone new."""
        self._more = (1, desk.office_id.bytes, False, desk.today().isoformat())
        self._added: list[tuple[Any, ...]] = []
        self._amended: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        told = any(field in sheet.headers for field in DUES_FIELDS)
        self._dues = DuesIntake(session, desk) if told else None

    def batches(self, size: int) -> Iterator[PortionGiven]:
        return self._sheet.portions(size)

    def take(self, rows: PortionGiven) -> Sequence[Taken | RowRefusedError]:
        index = self._index
        index.look_up(rows.columns.get("number", ()), rows.columns.get("card", ()))
        columns = MemberColumns(rows, self._columns, dues_told=self._dues is not None)
        known = {} if self._watched else self._unchanged(columns)
        self._first = index.next_places(len(rows))
        new = self._strangers(columns, known)
        dues = dict(columns.dues)
        out: list[Taken | RowRefusedError] = [ADDED] * len(rows)
        for row in range(len(rows)) if new is None else new.others:
            out[row] = self._one(rows, row, known, new, dues)
        if new is not None:
            index.add_all(new.first, new.sure, new.marks, rows.lines)
            self._added += new.all_of_them(self._more)
        if self._dues is not None:
            self._note_dues(self._dues, out, dues, new)
        self._write()
        return out

    def settle(self) -> None:
        self._influx.settle()

    # ---- a portion -------------------------------------------------------------------------

    def _unchanged(self, columns: MemberColumns) -> dict[int, KeptMember]:
        """By place of rows that are known by their number, and change nothing, whom they mean."""
        index, odd = self._index, columns.odd
        numbers = columns.get("number")
        by_number = {n: p for n, p in index.numbers.items() if n not in index.retired}
        if not by_number:
            return {}
        places = [p for p, n in enumerate(numbers) if n in by_number and p not in odd]
        found = index.kept.all_of([by_number[numbers[place]] for place in places])
        return columns.said_already(places, found)

    def _strangers(self, columns: MemberColumns, known: Collection[int]) -> Strangers | None:
        """The rows that are someone new; None where each has to be looked at."""
        index = self._index
        if self._watched or self._manner.has_decided or index.before or len(known) == len(columns):
            return None
        numbers, cards, names = columns.get("number"), columns.get("card"), columns.name_keys()
        others = columns.odd.union(known, (p for p, name in enumerate(names) if not name))
        held = index.cards | index.cards_elsewhere
        for said, taken in ((numbers, index.numbers), (cards, held)):
            twice = {text for text, count in Counter(said).items() if count > 1 and text}
            if taken or twice:
                others.update(p for p, t in enumerate(said) if t in taken or t in twice)
        marks = columns.marks(names, names_too=index.knows_names)
        perhaps = index.perhaps_known(marks) - others
        keys = new_keys(len(columns))
        found = Strangers(self._first, columns, marks, names, keys, perhaps)
        found.others = sorted(others | perhaps)
        found.sure = [p for p in range(len(columns)) if p not in others and p not in perhaps]
        if not all(numbers):  # numbers are given out in the order of the rows
            unnumbered = (p for p in found.sure if not numbers[p])
            found.others = sorted((*found.others, *unnumbered))
        return found

    def _one(
        self,
        rows: PortionGiven,
        row: int,
        known: Mapping[int, KeptMember],
        new: Strangers | None,
        dues: dict[int, DuesSaid],
    ) -> Taken | RowRefusedError:
        """Take one row in."""
        index, line = self._index, rows.lines[row]
        if new is not None and new.is_sure(row):
            new.numbers[row] = self._free_number()
            return ADDED
        if new is not None and row in new.perhaps:
            asked = new.asked(row)
            if index.match(asked) is None:
                if not asked.number:
                    new.numbers[row] = self._free_number()
                member = new.member(row)
                index.add(member, asked, line)
                self._added.append(member + self._more)
                return ADDED
        same = known.get(row)
        if same is not None and same.place not in index.claimed:
            index.claimed[same.place] = line
            return Taken(Outcome.UNCHANGED, same.id, same.label) if self._dues else UNCHANGED
        dues.pop(row, None)
        try:
            read = MemberRead(rows[row], self._readers)
            said = dues_said(read.said) if self._dues is not None else None
            taken = self._taken(read, self._first + row)
        except RowRefusedError as refusal:
            return refusal
        if said is not None and taken.key:
            dues[row] = said
        return taken

    def _note_dues(
        self,
        intake: DuesIntake,
        out: list[Taken | RowRefusedError],
        dues: Mapping[int, DuesSaid],
        new: Strangers | None,
    ) -> None:
        """Note the dues of a portion's rows, and what they change of what became of the rows."""
        told: dict[int, Taken] = {}
        for row in sorted(dues):
            taken = out[row]
            if taken is ADDED and new is not None:
                intake.note(new.keys[row], dues[row])
            elif isinstance(taken, Taken):
                told[row] = taken
        intake.look_up(t.key for t in told.values() if t.outcome is not Outcome.ADDED)
        for row, taken in told.items():
            change = intake.note(taken.key, dues[row])
            if change is not None and taken.outcome is not Outcome.ADDED:
                changes = [*taken.changes, change]
                out[row] = Taken(Outcome.CHANGED, taken.key, taken.label, changes)

    # ---- a row -----------------------------------------------------------------------------

    def _taken(self, read: MemberRead, place: int) -> Taken:
        """`place`: where someone new would stand."""
        index = self._index
        number = read.said.get("number")
        there = index.numbers.get(number) if number else None
        if there is not None and "card" not in read.said:  # the usual case: nothing else to ask
            asked, match = AskedMember(read.kind, number or ""), (index.kept[there], "number")
        else:
            asked = read.asked()
            found = index.match(asked)
            if found is None:
                return self._stranger(read, asked, place)
            match = found
        self._check(read, asked, match)
        return self._known(read, asked, match[0], _NONE)

    def _stranger(self, read: MemberRead, asked: AskedMember, place: int) -> Taken:
        """A row that nothing sure gives away: someone new, or someone like it."""
        self._check(read, asked, None)
        index = self._index
        manner = self._manner
        decided = manner.decided(asked.identity) if manner.has_decided else None
        if decided is not None and decided.left_out:
            return LEFT_OUT
        if decided is not None and decided.same_as is not None:
            known = index.there_before(decided.same_as)
            if known is not None:
                self._check(read, asked, (known, "last_name"))
                return self._known(read, asked, known, decided.keeps)
        if self._watched and manner.was_undone(asked.subject):
            return LEFT_OUT
        doubt = None
        if decided is None and index.before:
            doubt = self._doubt(read, asked)
            if doubt is not None and manner.asks:
                return Taken(Outcome.WAITING, doubt=doubt)
        return self._new(read, asked, doubt, place)

    def _doubt(self, read: MemberRead, asked: AskedMember) -> Doubtful | None:
        alike = self._index.alike(asked)
        if not alike:
            return None
        said = {**self._said(read, read.kind), **self._place_said(read, None)}
        return Doubtful(
            line=read.line,
            identity=asked.identity,
            label=_label(read.kind, said),
            said={column: value for column, value in said.items() if value},
            candidates=tuple(
                Candidate(UUID(bytes=known.id), known.label, score, _now(known))
                for known, score in alike
            ),
        )

    def _check(
        self, read: MemberRead, asked: AskedMember, match: tuple[KeptMember, str] | None
    ) -> None:
        """Refuse what cannot be written. Raises RowRefusedError."""
        index = self._index
        known = match[0] if match else None
        if match and known and known.place in index.claimed:
            line = index.claimed[known.place]
            raise RowRefusedError(DuplicateRowError(line=line, field=match[1]))
        holder = index.holder_of(asked.card, besides=known)
        if holder is not None:
            raise RowRefusedError(CardTakenError(card=asked.card, member=holder, field="card"))
        if known is None and not asked.name:
            wanted = "name" if asked.kind == ASSOCIATION else "last_name"
            raise RowRefusedError(MissingNameError(field=wanted))
        if known is not None and read.said_kind not in ("", known.kind):
            kind = _("association") if known.kind == ASSOCIATION else _("personne")
            raise RowRefusedError(OtherKindError(member=known.label, kind=kind, field="type"))

    def _new(self, read: MemberRead, asked: AskedMember, doubt: Doubtful | None, at: int) -> Taken:
        kind, said = read.kind, read.said
        get = said.get
        place = place_of(get("commune", ""), get("postal_code", ""))
        own = read.own(kind)
        others = self._others(read, kind)
        notes = with_notes("", read.notes, others) if read.notes or others else ""
        known = KeptMember(
            at,
            new_key(),
            kind,
            get("number") or self._free_number(),
            get("card"),
            _label(kind, own),
            get("email"),
            get("phone"),
            get("mobile"),
            get("address", ""),
            *place,
            notes,
            get("tags", ""),
            **own,
        )
        self._index.add(known, asked, read.line)
        self._added.append(known + self._more)
        if self._watched:
            self._manner.took(read.line, UUID(bytes=known.id), _told(known), lambda: asked.subject)
        if doubt is None and self._dues is None:
            return ADDED
        return Taken(Outcome.ADDED, known.id, known.label, doubt=doubt)

    def _known(
        self,
        read: MemberRead,
        asked: AskedMember,
        known: KeptMember,
        keeps: frozenset[str],
    ) -> Taken:
        """Write what the row says over `known`."""
        self._index.claim(known, asked, read.line)
        said = {**self._said(read, known.kind), **self._place_said(read, known)}
        if said.get("number") in self._index.retired:
            del said["number"]
        if known.kind == PERSON and read.says_again(known):
            said.pop("last_name", None), said.pop("first_name", None)
        others = self._others(read, known.kind)
        if read.notes or others:
            said["notes"] = with_notes(known.notes, read.notes, others)
        manner = self._manner
        if self._watched:
            manner.took(read.line, UUID(bytes=known.id), said, lambda: asked.subject)
        changes = [
            FieldChange(column, now, value)
            for column, value in said.items()
            if (now := getattr(known, column)) != value
        ]
        if changes:
            key = UUID(bytes=known.id)
            changes = [
                change
                for change in changes
                if change.column not in keeps
                and manner.may_write(key, change.column, change.now, change.said)
            ]
        if not changes:
            if self._dues is None:
                return UNCHANGED
            return Taken(Outcome.UNCHANGED, known.id, known.label)
        wanted = {change.column: change.said for change in changes}
        wanted["label"] = _label(known.kind, {**known._asdict(), **wanted})
        self._index.kept.amend(known)
        columns = tuple(wanted)
        self._amended.setdefault(columns, []).append((*wanted.values(), known.id))
        return Taken(Outcome.CHANGED, known.id, known.label, changes)

    def _said(self, read: MemberRead, kind: str) -> dict[str, Any]:
        """By column, what the row says of someone of `kind`, place and notes apart."""
        said = read.said
        out = {field: said[field] for field in _EVERYONES if field in said}
        out.update((column, value) for column, value in read.own(kind).items() if value)
        return out

    def _place_said(self, read: MemberRead, known: KeptMember | None) -> dict[str, Any]:
        said = read.said
        if "commune" not in said and "postal_code" not in said:
            return _NOTHING
        name, code = said.get("commune", ""), said.get("postal_code", "")
        if known is not None:
            name, code = _completed(name, code, known.commune_name, known.postal_code)
        place = place_of(name, code)
        return {"postal_code": place[0], "commune_name": place[1], "commune_insee": place[2]}

    def _others(self, read: MemberRead, kind: str) -> Sequence[tuple[str, str]]:
        left_over = read.left_over(kind, self._headers)
        if self._dues is not None and "dues_to" not in read.said and "dues_from" not in read.said:
            told = (f for f in DUES_FIELDS if f in read.said)  # of no day: kept in the notes
            left_over += [(self._headers[field], read.cells[field]) for field in told]
        return [*left_over, *read.others] if left_over else read.others

    def _free_number(self) -> str:
        if self._spoken_for is None:
            self._spoken_for = set()
            if "number" in self._headers:
                portions = self._sheet.portions(_NUMBERS_AT_ONCE)
                numbers = (number for some in portions for number in some.columns.get("number", ()))
                self._spoken_for = {one_line(number) for number in numbers}
        while str(self._next) in self._spoken_for:
            self._next += 1
        self._next += 1
        return str(self._next - 1)

    def _write(self) -> None:
        """Write the batch."""
        if self._added:
            self._added.sort(key=itemgetter(0))
            self._influx.write(_NEW_COLUMNS, self._added)
        for columns, amended in self._amended.items():
            BulkLoader(self._session).amend(Member, columns, amended)
        self._added, self._amended = [], {}
        if self._dues is not None:
            self._dues.write()


_NONE: frozenset[str] = frozenset()
_NUMBERS_AT_ONCE = 1_000
_NEW_COLUMNS = (
    "rowid", *KeptMember._fields[1:], "revision", "office_id", "shared", "joined_on",
)  # fmt: skip


def _now(known: KeptMember) -> dict[str, Any]:
    """By column, what is known of someone."""
    return {column: value for column, value in known._asdict().items() if column != "place"}


def _label(kind: str, said: Mapping[str, Any]) -> str:
    if kind == ASSOCIATION:
        return association_label(said.get("name") or "", said.get("acronym") or "")
    return person_label(said.get("last_name") or "", said.get("first_name") or "")


def _told(known: KeptMember) -> dict[str, Any]:
    """By column, what is known of someone new."""
    left_out = ("place", "id", "kind", "label")
    return {c: v for c, v in known._asdict().items() if v and c not in left_out}


def _completed(name: str, code: str, kept_name: str, kept_code: str) -> tuple[str, str]:
    """What the row says of a place, with what is known where it says the half of it."""
    name = name or kept_name
    if not code and place_of(name, kept_code)[1] == kept_name:
        code = kept_code
    return name, code
