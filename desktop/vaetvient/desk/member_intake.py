"""Members taken in from a list, recognised among those who are there.

A row is someone known by the number, else the card, the RNA or SIRET number, the e-mail address
(with a name like the one it is known under: families and offices share addresses), else by the
same name with the same birth date or commune. Where a name is only like one that is there, the row
is doubtful. Empty cells erase nothing.

Rows are written by the batch, straight through the driver: lists have a hundred thousand lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.dues_intake import DUES_FIELDS, DuesIntake, dues_said
from vaetvient.desk.intake import (
    ADDED,
    LEFT_OUT,
    UNCHANGED,
    Candidate,
    DuplicateRowError,
    FieldChange,
    IntakeReport,
    Outcome,
    Progress,
    RowGiven,
    RowRefusedError,
    SheetGiven,
    Taken,
    take_in,
    with_notes,
)
from vaetvient.desk.intake import Doubt as Doubtful
from vaetvient.desk.manner import Manner
from vaetvient.desk.member_index import (
    ASSOCIATION,
    PERSON,
    AskedMember,
    KeptMember,
    MemberIndex,
)
from vaetvient.desk.member_row import MemberRead, place_of, readers
from vaetvient.desk.members import (
    CardTakenError,
    MissingNameError,
    next_number,
)
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.member import Member, association_label, person_label
from vaetvient.domain.records import new_key
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _
from vaetvient.storage.bulk import BulkLoader, Influx

_EVERYONES = ("number", "card", "tags", "email", "phone", "mobile", "address")
_NOTHING: dict[str, Any] = {}


class OtherKindError(RefusedError):
    code: ClassVar[str] = "other_kind"
    text: ClassVar[str] = N_("{member} est connu comme {kind}.")


def take_in_members(
    desk: Desk,
    sheet: SheetGiven,
    *,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress | None = None,
    manner: Manner | None = None,
    **more: Any,
) -> IntakeReport:
    """Take a list of members in; see `take_in`."""
    return take_in(
        desk,
        sheet,
        MemberTaker,
        dry_run=dry_run,
        keep_going=keep_going,
        progress=progress,
        manner=manner,
        **more,
    )


class MemberTaker:
    """Writes the rows of one list; see `Taker`."""

    def __init__(self, session: Session, desk: Desk, sheet: SheetGiven, manner: Manner) -> None:
        self._session, self._desk, self._headers = session, desk, sheet.headers
        self._sheet, self._manner = sheet, manner
        self._watched = type(manner).took is not Manner.took
        self._index = MemberIndex(session, desk.office_id)
        self._spoken_for: set[str] | None = None
        self._next = int(next_number(session, desk.office_id))
        self._readers = readers(desk.today())
        self._joined = desk.today().isoformat()
        self._decides = type(manner).decided is not Manner.decided
        self._influx = Influx(session, Member, len(sheet.rows))
        self._more = (1, desk.office_id.bytes, False, self._joined)
        self._added: list[tuple[Any, ...]] = []
        self._amended: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        told = any(field in sheet.headers for field in DUES_FIELDS)
        self._dues = DuesIntake(session, desk) if told else None

    def take(self, rows: Sequence[RowGiven]) -> Iterator[Taken | RowRefusedError]:
        for row in rows:
            try:
                yield self._take(row)
            except RowRefusedError as refusal:
                yield refusal
        self._write()

    def settle(self) -> None:
        self._influx.settle()

    def _take(self, row: RowGiven) -> Taken:
        manner = self._manner
        if manner.is_kept_out(row.line, row.cells):
            return LEFT_OUT
        read = MemberRead(row, self._readers)
        dues = dues_said(read.said) if self._dues is not None else None
        taken = self._taken(read)
        if dues is None or self._dues is None or not taken.key:
            return taken
        is_new = taken.outcome is Outcome.ADDED
        change = self._dues.note(taken.key, dues, is_new=is_new)
        if change is None or is_new:
            return taken
        label = self._index.kept[taken.key].label
        return Taken(Outcome.CHANGED, taken.key, label, [*taken.changes, change])

    def _taken(self, read: MemberRead) -> Taken:
        index = self._index
        number = read.said.get("number")
        key = index.numbers.get(number) if number else None
        if key is not None and "card" not in read.said:  # the usual case: nothing else to ask
            asked, match = AskedMember(read.kind, number or ""), (index.kept[key], "number")
        else:
            asked = read.asked()
            found = index.match(asked)
            if found is None:
                return self._stranger(read, asked)
            match = found
        self._check(read, asked, match)
        return self._known(read, asked, match[0], _NONE)

    def _stranger(self, read: MemberRead, asked: AskedMember) -> Taken:
        """A row that nothing sure gives away: someone new, or someone like it."""
        self._check(read, asked, None)
        index = self._index
        decided = self._manner.decided(asked.identity) if self._decides else None
        if decided is not None and decided.left_out:
            return LEFT_OUT
        if decided is not None and decided.same_as is not None:
            known = index.kept.before.get(decided.same_as.bytes)
            if known is not None:
                self._check(read, asked, (known, "last_name"))
                return self._known(read, asked, known, decided.keeps)
        if self._watched and self._manner.was_undone(asked.subject):
            return LEFT_OUT
        doubt = None
        if decided is None and index.before:
            doubt = self._doubt(read, asked)
            if doubt is not None and self._manner.asks:
                return Taken(Outcome.WAITING, doubt=doubt)
        return self._new(read, asked, doubt)

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
                Candidate(UUID(bytes=known.id), known.label, score, known._asdict())
                for known, score in alike
            ),
        )

    def _check(
        self, read: MemberRead, asked: AskedMember, match: tuple[KeptMember, str] | None
    ) -> None:
        """Refuse what cannot be written. Raises RowRefusedError."""
        index = self._index
        known = match[0] if match else None
        if match and known and known.id in index.claimed:
            line = index.claimed[known.id]
            raise RowRefusedError(DuplicateRowError(line=line, field=match[1]))
        holder = index.cards.get(asked.card) if asked.card else None
        if holder is not None and (known is None or holder != known.id):
            member = index.kept[holder].label
            error = CardTakenError(card=asked.card, member=member, field="card")
            raise RowRefusedError(error)
        if known is None and not asked.name:
            wanted = "name" if asked.kind == ASSOCIATION else "last_name"
            raise RowRefusedError(MissingNameError(field=wanted))
        if known is not None and read.said_kind not in ("", known.kind):
            kind = _("association") if known.kind == ASSOCIATION else _("personne")
            raise RowRefusedError(OtherKindError(member=known.label, kind=kind, field="type"))

    def _new(self, read: MemberRead, asked: AskedMember, doubt: Doubtful | None) -> Taken:
        kind, said = read.kind, read.said
        get = said.get
        place = place_of(get("commune", ""), get("postal_code", ""))
        own = read.own(kind)
        others = self._others(read, kind)
        notes = with_notes("", read.notes, others) if read.notes or others else ""
        known = KeptMember(
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
            return UNCHANGED if self._dues is None else Taken(Outcome.UNCHANGED, known.id)
        wanted = {change.column: change.said for change in changes}
        wanted["label"] = _label(known.kind, {**known._asdict(), **wanted})
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
                rows = self._sheet.rows
                self._spoken_for = {one_line(row.cells.get("number")) for row in rows}
        while str(self._next) in self._spoken_for:
            self._next += 1
        self._next += 1
        return str(self._next - 1)

    def _write(self) -> None:
        """Write the batch."""
        if self._added:
            self._influx.write(_NEW_COLUMNS, self._added)
            self._index.kept.written()
        for columns, amended in self._amended.items():
            BulkLoader(self._session).amend(Member, columns, amended)
        self._added, self._amended = [], {}
        if self._dues is not None:
            self._dues.write()


_NONE: frozenset[str] = frozenset()
_NEW_COLUMNS = (*KeptMember._fields, "revision", "office_id", "shared", "joined_on")


def _label(kind: str, said: Mapping[str, Any]) -> str:
    if kind == ASSOCIATION:
        return association_label(said.get("name") or "", said.get("acronym") or "")
    return person_label(said.get("last_name") or "", said.get("first_name") or "")


def _told(known: KeptMember) -> dict[str, Any]:
    """By column, what is known of someone new."""
    left_out = ("id", "kind", "label")
    return {c: v for c, v in known._asdict().items() if v and c not in left_out}


def _completed(name: str, code: str, kept_name: str, kept_code: str) -> tuple[str, str]:
    """What the row says of a place, with what is known where it says the half of it."""
    name = name or kept_name
    if not code and place_of(name, kept_code)[1] == kept_name:
        code = kept_code
    return name, code
