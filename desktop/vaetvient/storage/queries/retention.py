"""Whom the yearly review asks about: members of whom nothing was heard for years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, String, Uuid, column, func, literal_column, select, text
from sqlalchemy.orm import Session

from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.office import Office
from vaetvient.domain.personal_data import years_before


@dataclass(frozen=True, slots=True)
class Sleeping:
    """A member who was last heard of too long ago."""

    id: UUID
    number: str
    label: str
    kind: MemberKind
    last_seen: date
    """The last day that a loan, dues, a reservation, a mandate or an agreement tells of."""
    archived: bool
    loans: int


@dataclass(frozen=True, slots=True)
class Review:
    """The yearly review: since when one must have been heard of, and who was not."""

    years: int
    before: date
    members: tuple[Sleeping, ...]


_SEEN = """
    SELECT borrower_id, date(coalesce(closed_at, handed_out_at, opened_at)) FROM loan
        WHERE borrower_id IS NOT NULL
    UNION ALL SELECT signatory_id, date(coalesce(closed_at, handed_out_at, opened_at)) FROM loan
        WHERE signatory_id IS NOT NULL
    UNION ALL SELECT member_id, valid_to FROM membership
    UNION ALL SELECT member_id, seen_on FROM document_on_file
    UNION ALL SELECT member_id, given_on FROM consent
    UNION ALL SELECT borrower_id, date(ends_at) FROM reservation
    UNION ALL SELECT borrower_id, date(ends_at) FROM request
    UNION ALL SELECT person_id, coalesce(valid_to, '9999-12-31') FROM representative
"""
"""Each day on which somebody was heard of: of whom, and which."""
SEEN_LAST = (
    text(
        f"WITH seen (member, day) AS ({_SEEN}) SELECT member, max(day) AS day FROM seen "
        "WHERE member IS NOT NULL GROUP BY member"
    )
    .columns(column("member", Uuid), column("day", String))
    .subquery("seen_last")
)
"""By member the last such day, as ISO text; far ahead for who acts for somebody now."""
LAST_DAY = func.max(
    func.coalesce(SEEN_LAST.c.day, ""),
    func.coalesce(literal_column("member.joined_on"), ""),
    type_=String,
)
"""The same with the day on which they joined, where `SEEN_LAST` is joined to the member."""
_SLEEPING = text(
    f"""
WITH seen (member, day) AS ({_SEEN}), last (member, day) AS (
    SELECT member, max(day) FROM seen GROUP BY member
)
SELECT m.id, m.number, m.label, m.kind, m.archived_at IS NOT NULL,
    max(coalesce(last.day, ''), coalesce(m.joined_on, '')) AS last_day,
    (SELECT count(*) FROM loan WHERE loan.borrower_id = m.id)
FROM member m LEFT JOIN last ON last.member = m.id
WHERE m.office_id = :office AND m.merged_into_id IS NULL
    AND m.id NOT IN (SELECT borrower_id FROM loan WHERE state = 'out')
    AND m.id NOT IN (SELECT signatory_id FROM loan WHERE state = 'out' AND signatory_id IS NOT NULL)
    AND (m.kept_until IS NULL OR m.kept_until < :today)
    AND m.number <> '~' || substr(hex(m.id), 27)
    AND last_day < :before AND last_day <> ''
ORDER BY last_day, m.label
"""
)


def review(session: Session, office_id: UUID, today: date) -> Review:
    """Who is to be archived, erased or kept a year more, the longest silent first.

    Raises NotFoundError.
    """
    years, before = _limit(session, office_id, today)
    found = tuple(
        Sleeping(
            id=UUID(bytes=key),
            number=number,
            label=label,
            kind=MemberKind(kind),
            last_seen=date.fromisoformat(last[:10]),
            archived=bool(archived),
            loans=loans,
        )
        for key, number, label, kind, archived, last, loans in session.execute(
            _SLEEPING.bindparams(**_said(office_id, today, before))
        )
    )
    return Review(years, before, found)


def under_review(session: Session, office_id: UUID, today: date) -> Select[tuple[UUID]]:
    """The keys of those whom `review` tells, for a list to be filtered by. Raises NotFoundError."""
    _years, before = _limit(session, office_id, today)
    told = _SLEEPING.bindparams(**_said(office_id, today, before)).columns(column("id", Uuid))
    return select(told.subquery().c.id)


def _limit(session: Session, office_id: UUID, today: date) -> tuple[int, date]:
    """After how many years of silence the office asks, and so before which day."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFoundError(what=str(office_id))
    return office.retention_years, years_before(today, office.retention_years)


def _said(office_id: UUID, today: date, before: date) -> dict[str, object]:
    return {
        "office": office_id.bytes,
        "today": today.isoformat(),
        "before": before.isoformat(),
    }
