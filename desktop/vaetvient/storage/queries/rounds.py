"""Inventory rounds as the window and the paper show them: what was found, what is still to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import InventoryRound, InventorySighting, Loan, Office
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.inventory import FINDING_WORDS, UNEXPECTED, Finding, RoundScope
from vaetvient.domain.prints import CountLine, RoundLine, RoundReport
from vaetvient.language import Language, _, speaking
from vaetvient.storage.queries.holdings import Held, holdings


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in a list."""

    id: UUID
    label: str
    scope: RoundScope
    begun_at: datetime
    closed_at: datetime | None
    noted: int
    """How many things were scanned or counted."""


@dataclass(frozen=True, slots=True)
class SightingRow:
    """What was found of one thing; the last noted stands first in lists."""

    id: UUID
    equipment_id: UUID | None
    finding: Finding
    tag: str
    label: str
    home: str
    place: str
    loan_id: UUID | None
    loan_number: str
    borrower: str
    expected: int | None
    """Of a stock; None for an item."""
    counted: int | None
    noted_at: datetime
    settled: bool

    @property
    def is_stock(self) -> bool:
        return self.expected is not None

    @property
    def difference(self) -> int:
        """Units counted beyond those expected."""
        if self.counted is None or self.expected is None:
            return 0
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class RoundState:
    """A round as it stands."""

    id: UUID
    label: str
    scope: RoundScope
    location: str
    begun_at: datetime
    closed_at: datetime | None
    sightings: tuple[SightingRow, ...]
    """The last noted first."""
    waiting: tuple[Held, ...]
    """What is still to be seen or counted; empty once the round is closed."""
    lent: int
    """Items of the scope that are out, and so are not looked for."""

    @property
    def seen(self) -> int:
        """Items that were expected and are there."""
        good = {Finding.SEEN}
        if self.scope is not RoundScope.LOCATION:
            good.add(Finding.MISPLACED)
        return sum(1 for s in self.sightings if s.finding in good and not s.is_stock)

    @property
    def expected(self) -> int:
        """Items that should be there."""
        missing = sum(1 for s in self.sightings if s.finding is Finding.MISSING and not s.is_stock)
        return self.seen + missing + sum(1 for held in self.waiting if held.count is None)

    def found(self, *findings: Finding) -> tuple[SightingRow, ...]:
        """The sightings that say one of these, by tag."""
        rows = [s for s in self.sightings if s.finding in findings]
        return tuple(sorted(rows, key=lambda s: s.tag))


def rounds(session: Session, office_id: UUID, *, only_open: bool = False) -> tuple[RoundRow, ...]:
    """The office's rounds, open ones first, then the newest first."""
    noted = (
        select(func.count())
        .where(
            InventorySighting.round_id == InventoryRound.id,
            InventorySighting.finding != Finding.MISSING,
        )
        .correlate(InventoryRound)
        .scalar_subquery()
    )
    statement = (
        select(
            InventoryRound.id,
            InventoryRound.label,
            InventoryRound.scope,
            InventoryRound.begun_at,
            InventoryRound.closed_at,
            noted,
        )
        .where(InventoryRound.office_id == office_id)
        .order_by(InventoryRound.closed_at.is_not(None), InventoryRound.begun_at.desc())
    )
    if only_open:
        statement = statement.where(InventoryRound.closed_at.is_(None))
    return tuple(RoundRow(*row) for row in session.execute(statement))


def round_state(session: Session, round_id: UUID) -> RoundState:
    """A round with all that it found. Raises NotFoundError."""
    going = session.get(InventoryRound, round_id)
    if going is None:
        raise NotFoundError(what=str(round_id))
    rows = session.execute(
        select(InventorySighting, Loan.number, Loan.borrower_name)
        .outerjoin(Loan, Loan.id == InventorySighting.loan_id)
        .where(InventorySighting.round_id == round_id)
        .order_by(InventorySighting.noted_at.desc(), InventorySighting.id.desc())
    )
    sightings = tuple(_row(sighting, number, name) for sighting, number, name in rows)
    waiting: tuple[Held, ...] = ()
    lent = going.lent_count or 0
    if going.closed_at is None:
        waiting, lent = still_to_see(session, going, {s.equipment_id for s in sightings})
    return RoundState(
        id=going.id,
        label=going.label,
        scope=going.scope,
        location=going.location,
        begun_at=going.begun_at,
        closed_at=going.closed_at,
        sightings=sightings,
        waiting=waiting,
        lent=lent,
    )


def still_to_see(
    session: Session, going: InventoryRound, noted: set[UUID | None]
) -> tuple[tuple[Held, ...], int]:
    """What of a round's scope was not noted yet, and how many of its items are out on loan."""
    scope = holdings(
        session,
        going.office_id,
        location=going.location if going.scope is RoundScope.LOCATION else None,
        category_id=going.category_id if going.scope is RoundScope.CATEGORY else None,
    )
    waiting = tuple(h for h in scope if h.id not in noted and h.loan_id is None)
    lent = sum(1 for h in scope if h.id not in noted and h.loan_id is not None)
    return waiting, lent


def _row(sighting: InventorySighting, number: str | None, borrower: str | None) -> SightingRow:
    return SightingRow(
        id=sighting.id,
        equipment_id=sighting.equipment_id,
        finding=sighting.finding,
        tag=sighting.tag,
        label=sighting.label,
        home=sighting.home,
        place=sighting.place,
        loan_id=sighting.loan_id,
        loan_number=number or "",
        borrower=borrower or "",
        expected=sighting.expected,
        counted=sighting.counted,
        noted_at=sighting.noted_at,
        settled=sighting.settled_at is not None,
    )


def round_report(
    session: Session, round_id: UUID, *, language: Language, zone: ZoneInfo, now: datetime
) -> RoundReport:
    """What a round's report says, dated to its closing, or to `now`. Raises NotFoundError."""
    state = round_state(session, round_id)
    office = session.scalar(
        select(Office.name).join(InventoryRound).where(InventoryRound.id == round_id)
    )

    def local(moment: datetime | None) -> str:
        if moment is None:
            return ""
        return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")

    with speaking(language):
        missing = [_line(s) for s in state.found(Finding.MISSING) if not s.is_stock]
        missing += [_waiting_line(h) for h in state.waiting if h.count is None]
        return RoundReport(
            language=language,
            office=office or "",
            scope=state.label,
            begun_at=local(state.begun_at),
            closed_at=local(state.closed_at),
            made_at=local(state.closed_at or now),
            seen=state.seen,
            expected=state.expected,
            on_loan=state.lent,
            missing=tuple(missing),
            misplaced=_lines(state.found(Finding.MISPLACED)),
            lent_yet_here=_lines(state.found(Finding.LENT)),
            unexpected=_lines(state.found(*UNEXPECTED)),
            unknown=_lines(state.found(Finding.UNKNOWN)),
            counts=_counts(state),
        )


def _lines(rows: Sequence[SightingRow]) -> tuple[RoundLine, ...]:
    return tuple(_line(row) for row in rows)


def _line(row: SightingRow) -> RoundLine:
    detail = ""
    if row.loan_id is not None:
        detail = _("prêt {number} à {borrower}").format(
            number=row.loan_number, borrower=row.borrower
        )
    elif row.finding in UNEXPECTED:
        detail = _(FINDING_WORDS[row.finding])
    elif row.finding is Finding.MISSING and row.settled:
        detail = _("mis hors service")
    elif row.finding is Finding.MISPLACED and row.settled:
        detail = _("emplacement corrigé")
    return RoundLine(row.tag, row.label, row.home, row.place, detail)


def _waiting_line(held: Held) -> RoundLine:
    return RoundLine(held.tag, held.label, held.location)


def _counts(state: RoundState) -> tuple[CountLine, ...]:
    lines = [
        CountLine(s.tag, s.label, s.home, s.expected, s.counted, accepted=s.settled)
        for s in state.sightings
        if s.expected is not None
    ]
    lines += [
        CountLine(h.tag, h.label, h.location, h.count, None)
        for h in state.waiting
        if h.count is not None
    ]
    return tuple(sorted(lines, key=lambda line: line.tag))
