"""The list of members, and all that a member's own page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Loan, LoanLine, Member, Membership
from vaetvient.domain.loan import LineState, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.domain.personal_data import HIDDEN_AT
from vaetvient.domain.text import fold, one_line
from vaetvient.storage.queries.consents import shown_unagreed
from vaetvient.storage.queries.listing import (
    MOST_MATCHES,
    LongList,
    Sorting,
    by_name,
    chunks,
    key_of,
)
from vaetvient.storage.queries.retention import LAST_DAY, SEEN_LAST, under_review
from vaetvient.storage.search import HitKind, Lexicon, keys_matching

ENDING_WITHIN = timedelta(days=30)


class Dues(StrEnum):
    """How a member stands with their dues."""

    ANY = "any"
    PAID = "paid"
    EXPIRED = "expired"
    NEVER = "never"
    ENDING = "ending"
    """Paid, and ending within thirty days."""


class Kept(StrEnum):
    """Whether a list shows what is in use, what was put away, or both."""

    CURRENT = "current"
    ARCHIVED = "archived"
    ALL = "all"
    REVIEW = "review"
    """In use or put away, those whom the yearly review asks about."""
    UNAGREED = "unagreed"
    """The office's own that the other offices see although no consent to it is noted."""


@dataclass(frozen=True, slots=True)
class MembersAsked:
    """What the list of members is filtered by."""

    today: date
    lexicon: Lexicon
    text: str = ""
    kind: MemberKind | None = None
    commune: str = ""
    """The commune's name as it is kept; empty: any."""
    dues: Dues = Dues.ANY
    kept: Kept = Kept.CURRENT
    tag: str = ""
    """One of its keywords; empty: any."""
    borrowing: bool | None = None
    """Whether something is out in their name now; None: either."""
    office_id: UUID | None = None
    """Whose own are meant; needed for Kept.REVIEW and Kept.UNAGREED."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: UUID
    number: str
    label: str
    kind: MemberKind
    commune: str
    phone: str
    """E.164; the mobile where there is no other."""
    email: str
    paid_until: date | None
    units_out: int
    card: str
    tags: str
    archived: bool
    last_seen: date | None = None
    """The last day that anything tells of them; said in the yearly review alone."""


_KEY: Column[UUID] = key_of(Member)


def _paid_until() -> ScalarSelect[Any]:
    return (
        select(func.max(Membership.valid_to))
        .where(Membership.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )


def _units_out() -> ScalarSelect[Any]:
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    return (
        select(func.coalesce(func.sum(still), 0))
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(
            Loan.borrower_id == Member.id,
            Loan.state == LoanState.OUT,
            LoanLine.state == LineState.OUT,
        )
        .correlate(Member)
        .scalar_subquery()
    )


def _restrict_kept(session: Session, statement: Select[Any], asked: MembersAsked) -> Select[Any]:
    if asked.kept is Kept.CURRENT:
        return statement.where(Member.archived_at.is_(None))
    if asked.kept is Kept.ARCHIVED:
        return statement.where(Member.archived_at.is_not(None))
    if asked.kept is Kept.REVIEW and asked.office_id is not None:
        asks_about = under_review(session, asked.office_id, asked.today)
        return statement.where(Member.id.in_(asks_about))
    if asked.kept is Kept.UNAGREED and asked.office_id is not None:
        return statement.where(Member.id.in_(shown_unagreed(asked.office_id)))
    return statement


def _restrict(session: Session, asked: MembersAsked) -> Select[Any]:
    statement = select(Member.id).where(
        Member.merged_into_id.is_(None), Member.archived_at.is_distinct_from(HIDDEN_AT)
    )
    if asked.text.strip():
        keys = keys_matching(session, asked.lexicon, asked.text, HitKind.MEMBER, most=MOST_MATCHES)
        statement = statement.where(Member.id.in_(keys))
    if asked.kind is not None:
        statement = statement.where(Member.kind == asked.kind)
    if asked.commune:
        statement = statement.where(Member.commune_name == asked.commune)
    statement = _restrict_kept(session, statement, asked)
    if asked.dues is Dues.PAID:
        statement = statement.where(_paid_until() >= asked.today)
    elif asked.dues is Dues.EXPIRED:
        statement = statement.where(_paid_until() < asked.today)
    elif asked.dues is Dues.NEVER:
        statement = statement.where(_paid_until().is_(None))
    elif asked.dues is Dues.ENDING:
        soon = asked.today + ENDING_WITHIN
        statement = statement.where(_paid_until().between(asked.today, soon))
    if asked.tag:
        inside = ", " + func.fold(Member.tags) + ","
        statement = statement.where(inside.contains(f", {fold(asked.tag)},", autoescape=True))
    if asked.borrowing is not None:
        out = select(Loan.borrower_id).where(
            Loan.state == LoanState.OUT, Loan.borrower_id.is_not(None)
        )
        condition = Member.id.in_(out)
        statement = statement.where(condition if asked.borrowing else ~condition)
    return statement


def _read(session: Session, asked: MembersAsked, keys: Sequence[UUID]) -> Mapping[UUID, MemberRow]:
    out: dict[UUID, MemberRow] = {}
    for some in chunks(keys):
        rows = session.execute(
            select(
                Member.id,
                Member.number,
                Member.label,
                Member.kind,
                Member.commune_name,
                func.coalesce(Member.phone, Member.mobile, ""),
                func.coalesce(Member.email, ""),
                _paid_until(),
                _units_out(),
                func.coalesce(Member.card, ""),
                Member.tags,
                Member.archived_at.is_not(None),
            ).where(Member.id.in_(some))
        )
        for row in rows:
            out[row[0]] = MemberRow(*row)
        if asked.kept is Kept.REVIEW:
            for key, day in _last_seen(session, some).items():
                out[key] = replace(out[key], last_seen=day)
    return out


def _last_seen(session: Session, keys: Sequence[UUID]) -> dict[UUID, date]:
    told = _with_last_day(select(Member.id, LAST_DAY)).where(Member.id.in_(keys))
    return {key: date.fromisoformat(day[:10]) for key, day in session.execute(told) if day}


def _with_last_day(statement: Select[Any]) -> Select[Any]:
    return statement.outerjoin(SEEN_LAST, SEEN_LAST.c.member == Member.id)


MEMBERS: LongList[MembersAsked, MemberRow] = LongList(
    key=_KEY,
    restrict=_restrict,
    sortings={
        "label": by_name(_KEY, HitKind.MEMBER),
        "number": Sorting((func.length(Member.number), Member.__table__.c.number)),
        "kind": Sorting((Member.__table__.c.kind,)),
        "commune": Sorting((func.fold(Member.commune_name),)),
        "phone": Sorting((func.coalesce(Member.phone, Member.mobile, ""),)),
        "email": Sorting((Member.__table__.c.email,)),
        "paid_until": Sorting((_paid_until(),)),
        "units_out": Sorting((_units_out(),)),
        "card": Sorting((Member.__table__.c.card,)),
        "tags": Sorting((func.fold(Member.tags),)),
        "last_seen": Sorting((LAST_DAY,), join=_with_last_day),
    },
    read=_read,
    few=lambda asked: bool(asked.text.strip()),
)


def communes_present(session: Session) -> tuple[tuple[str, int], ...]:
    """The communes that members live in, with how many, the most frequent first."""
    rows = session.execute(
        select(Member.commune_name, func.count().label("n"))
        .where(
            Member.merged_into_id.is_(None),
            Member.archived_at.is_(None),
            Member.commune_name != "",
        )
        .group_by(Member.commune_name)
        .order_by(func.count().desc(), func.fold(Member.commune_name))
    )
    return tuple((name, n) for name, n in rows)


def tags_present(session: Session) -> tuple[tuple[str, int], ...]:
    """The keywords that members have, with how many, the most frequent first."""
    counts: dict[str, tuple[str, int]] = {}
    texts = session.execute(
        select(Member.tags, func.count())
        .where(Member.tags != "", Member.merged_into_id.is_(None), Member.archived_at.is_(None))
        .group_by(Member.tags)
    )
    for text, n in texts:
        for tag in filter(None, map(one_line, text.split(","))):
            said, before = counts.get(fold(tag), (tag, 0))
            counts[fold(tag)] = (said, before + n)
    return tuple(sorted(counts.values(), key=lambda pair: (-pair[1], fold(pair[0]))))
