"""The files that are followed: their last runs, and what they ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from vaetvient.domain.feeding import Feed, FeedQuestion, FeedRun, QuestionKind, RunOutcome

FEED_TABLES = ("feed", "feed_question", "feed_run")
"""What whoever shows feeds listens to."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, as the log shows it."""

    at: datetime
    outcome: RunOutcome
    added: int
    changed: int
    unchanged: int
    refused: int
    gone: int
    asked: int
    message: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A followed file and its last run."""

    id: UUID
    name: str
    path: str
    kind: str
    wish: dict[str, Any]
    keeps: frozenset[str]
    every_minutes: int
    seen: str
    looked_at: datetime | None
    last: RunRow | None
    open_questions: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Something that a person has to decide."""

    id: UUID
    feed: str
    kind: QuestionKind
    feed_kind: str
    """« members » or « equipment »."""
    record_id: UUID | None
    label: str
    field: str
    now: Any
    said: Any
    asked_at: datetime


def feeds(session: Session) -> list[FeedRow]:
    """Every followed file, by name."""
    waiting: dict[UUID, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(FeedQuestion.feed_id, func.count())
            .where(FeedQuestion.answered_at.is_(None))
            .group_by(FeedQuestion.feed_id)
        )
    }
    return [
        FeedRow(
            id=feed.id,
            name=feed.name,
            path=feed.path,
            kind=feed.kind,
            wish=json.loads(feed.wish),
            keeps=frozenset(feed.keeps.split()),
            every_minutes=feed.every_minutes,
            seen=feed.seen,
            looked_at=feed.looked_at,
            last=next(iter(runs(session, feed.id, limit=1)), None),
            open_questions=waiting.get(feed.id, 0),
        )
        for feed in session.scalars(select(Feed).order_by(Feed.name))
    ]


def runs(session: Session, feed_id: UUID, limit: int = 50) -> list[RunRow]:
    """The last runs of a feed, the newest first."""
    found = session.scalars(
        select(FeedRun).where(FeedRun.feed_id == feed_id).order_by(FeedRun.id.desc()).limit(limit)
    )
    return [
        RunRow(
            run.at,
            run.outcome,
            run.added,
            run.changed,
            run.unchanged,
            run.refused,
            run.gone,
            run.asked,
            run.message,
        )
        for run in found
    ]


def questions(session: Session, limit: int = 1000) -> list[QuestionRow]:
    """What waits for a person, the oldest first."""
    rows = session.execute(
        select(FeedQuestion, Feed.name, Feed.kind)
        .join(Feed, Feed.id == FeedQuestion.feed_id)
        .where(FeedQuestion.answered_at.is_(None))
        .order_by(FeedQuestion.id)
        .limit(limit)
    )
    return [
        QuestionRow(
            id=asked.id,
            feed=name,
            kind=asked.kind,
            feed_kind=feed_kind,
            record_id=asked.record_id,
            label=asked.label,
            field=asked.field_name,
            now=json.loads(asked.now),
            said=json.loads(asked.said),
            asked_at=asked.asked_at,
        )
        for asked, name, feed_kind in rows
    ]


def open_questions(session: Session) -> int:
    """How many things wait for a person: questions, and files that lost much at once."""
    asked = session.scalar(
        select(func.count()).select_from(FeedQuestion).where(FeedQuestion.answered_at.is_(None))
    )
    newer = aliased(FeedRun)
    shrunken = session.scalar(
        select(func.count())
        .select_from(FeedRun)
        .where(
            FeedRun.outcome == RunOutcome.REFUSED,
            FeedRun.gone > 0,
            ~exists().where(newer.feed_id == FeedRun.feed_id, newer.id > FeedRun.id),
        )
    )
    return int(asked or 0) + int(shrunken or 0)
