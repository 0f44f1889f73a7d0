"""Persons found by a few letters of their name, to be named for something."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Member
from vaetvient.domain.member import MemberKind
from vaetvient.storage.search import HitKind, Lexicon, find


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A member as a list of suggestions names it."""

    id: UUID
    number: str
    label: str
    commune: str
    kind: MemberKind


def people_called(
    session: Session,
    lexicon: Lexicon,
    typed: str,
    *,
    kind: MemberKind | None = MemberKind.PERSON,
    limit: int = 8,
) -> tuple[PersonFound, ...]:
    """The members of one kind (None: of any), not archived, that answer to `typed`, best first."""
    hits = find(session, lexicon, typed, kinds=(HitKind.MEMBER,), limit=limit * 4)
    places = {hit.id: place for place, hit in enumerate(hits)}
    wanted = select(Member.id, Member.number, Member.label, Member.commune_name, Member.kind).where(
        Member.id.in_(list(places)),
        Member.archived_at.is_(None),
        Member.merged_into_id.is_(None),
    )
    rows = session.execute(wanted if kind is None else wanted.where(Member.kind == kind))
    found = sorted((PersonFound(*row) for row in rows), key=lambda person: places[person.id])
    return tuple(found[:limit])
