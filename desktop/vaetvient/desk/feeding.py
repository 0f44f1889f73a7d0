"""Files that are followed: taken in when they change, compared with last time, never just obeyed.

What a feed said last is remembered by digest. A value that is still what the feed said may be
replaced by what it says now; one that somebody changed by hand, or that was there before the feed,
stays, and the difference becomes a question. What is gone from the file is a question too, never a
deletion. A list that lost much at once is not taken until a person says that it is whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment_intake import take_in_equipment
from vaetvient.desk.intake import Doubt, IntakeReport, Progress, SheetGiven
from vaetvient.desk.manner import Decided, Manner
from vaetvient.desk.member_intake import take_in_members
from vaetvient.domain.entities import Equipment, Member
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.feeding import (
    Feed,
    FeedMissingError,
    FeedNamedError,
    FeedQuestion,
    FeedRecord,
    FeedRun,
    ImportDecision,
    QuestionKind,
    RunOutcome,
    ShrunkenFileError,
    digest,
    lost_too_many,
)
from vaetvient.domain.text import one_line
from vaetvient.language import _, ngettext
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.feeds import FEED_TABLES, FeedRow, feeds

_FOLLOWS_COMMUNE = "commune_insee"
_KEPT_RUNS = 200


@dataclass(frozen=True, slots=True)
class FeedForm:
    """A feed as it is entered."""

    name: str
    path: str
    kind: str
    wish: Mapping[str, Any] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    every_minutes: int = 60


class Looked(Protocol):
    """The file of a feed, looked at."""

    @property
    def digest(self) -> str:
        """Of all its bytes; empty while it is being written."""
        ...

    def sheet(self) -> SheetGiven:
        """The list in it."""
        ...


Look = Callable[[FeedRow], Looked]
"""Looks at the file of a feed. Raises what is wrong with it."""


def add_feed(desk: Desk, form: FeedForm) -> UUID:
    """Follow a file. Raises FeedNamedError."""
    name = one_line(form.name)[:200] or Path(form.path).stem
    with desk.database.writing() as session:
        if session.scalar(select(Feed.id).where(Feed.name == name)) is not None:
            raise FeedNamedError(name=name, field="name")
        feed = Feed(
            name=name,
            path=form.path,
            kind=form.kind,
            wish=json.dumps(dict(form.wish), ensure_ascii=False),
            keeps=" ".join(sorted(form.keeps)),
            every_minutes=max(1, form.every_minutes),
            created_at=desk.clock(),
        )
        session.add(feed)
        session.flush()
        made = feed.id
    _tell(desk)
    return made


def remove_feed(desk: Desk, name: str) -> None:
    """Follow a file no more; what it brought stays. Raises FeedMissingError."""
    found = find_feed(desk, name)
    with desk.database.writing() as session:
        session.execute(delete(Feed).where(Feed.id == found.id))
    _tell(desk)


def find_feed(desk: Desk, name: str) -> FeedRow:
    """The feed called `name`. Raises FeedMissingError."""
    with desk.database.reading() as session:
        for feed in feeds(session):
            if feed.name.casefold() == name.strip().casefold():
                return feed
    raise FeedMissingError(name=name)


def due_feeds(desk: Desk) -> list[FeedRow]:
    """The feeds whose time to look has come."""
    with desk.database.reading() as session:
        return [
            feed
            for feed in feeds(session)
            if feed.looked_at is None
            or feed.looked_at + timedelta(minutes=feed.every_minutes) <= desk.clock()
            or feed.looked_at > desk.clock()  # the clock was put back
        ]


def run_feed(
    desk: Desk,
    feed: FeedRow,
    look: Look,
    *,
    accept_shrink: bool = False,
    progress: Progress | None = None,
) -> FeedRun:
    """Take what changed in the file of `feed`, and log it; whatever is wrong with the file is
    logged too, and leaves everything as it was."""
    try:
        looked = look(feed)
        if not looked.digest:
            run = FeedRun(
                outcome=RunOutcome.WAITS, message=_("Le fichier est en cours d’écriture.")
            )
        elif looked.digest == feed.seen and not accept_shrink:
            run = FeedRun(outcome=RunOutcome.SAME)
        else:
            run = _take(desk, feed, looked, accept_shrink, progress)
    except ShrunkenFileError as error:
        gone: int = error.facts["gone"]
        run = FeedRun(outcome=RunOutcome.REFUSED, message=error.message, gone=gone)
    except VaEtVientError as error:
        run = FeedRun(outcome=RunOutcome.REFUSED, message=error.message)
    _log(desk, feed, run)
    return run


def _take(
    desk: Desk, feed: FeedRow, looked: Looked, accept_shrink: bool, progress: Progress | None
) -> FeedRun:
    """Take the file in as one gesture, with what is remembered of it in the same transaction."""
    manner = _FeedManner(desk, feed)
    run = FeedRun(outcome=RunOutcome.TAKEN)

    def after(session: Session, report: IntakeReport) -> None:
        _remember(session, desk, feed, manner, report, run, accept_shrink)
        feed_row = session.get_one(Feed, feed.id)
        feed_row.seen = looked.digest

    take_in = take_in_members if feed.kind == "members" else take_in_equipment
    report = take_in(
        desk,
        looked.sheet(),
        keep_going=True,
        progress=progress,
        manner=manner,
        kind="take_feed",
        after=after,
    )
    if report.gesture_id is None:  # nothing to record in the history: what is remembered, alone
        with desk.database.writing() as session:
            after(session, report)
    run.added, run.changed, run.unchanged = report.added, report.changed, report.unchanged
    run.refused = len({row.line for row in report.refused})
    run.message = _message(report, manner)
    return run


def _message(report: IntakeReport, manner: _FeedManner) -> str:
    """What a run says besides its figures: the first line refused, and what was left aside."""
    said: list[str] = []
    if report.refused:
        first = report.refused[0]
        said.append(_("Ligne {line} : {reason}").format(line=first.line, reason=first.reason))
    if manner.left_undone:
        words = ngettext(
            "{n} ligne laissée de côté : son ajout avait été annulé, ou la personne effacée.",
            "{n} lignes laissées de côté : leur ajout avait été annulé, ou la personne effacée.",
            manner.left_undone,
        )
        said.append(words.format(n=manner.left_undone))
    return " ".join(said)


def _log(desk: Desk, feed: FeedRow, run: FeedRun) -> None:
    with desk.database.writing() as session:
        stored = session.get(Feed, feed.id)
        if stored is None:  # removed meanwhile
            return
        stored.looked_at = desk.clock()
        run.feed_id, run.at = feed.id, desk.clock()
        last = feed.last
        same = last is not None and (last.outcome, last.message) == (run.outcome, run.message or "")
        if not (same and run.outcome is not RunOutcome.TAKEN):  # « the same » once is enough
            session.add(run)
            session.flush()
            old = select(FeedRun.id).where(FeedRun.feed_id == feed.id)
            old = old.order_by(FeedRun.id.desc()).offset(_KEPT_RUNS)
            session.execute(delete(FeedRun).where(FeedRun.id.in_(old)))
    _tell(desk)


def _tell(desk: Desk) -> None:
    """Pages that show feeds ask again."""
    desk.database.notices.publish(ChangeNotice({table: frozenset() for table in FEED_TABLES}))


class _FeedManner(Manner):
    """Lets the file change what it said itself, and asks about the rest."""

    asks = True

    def __init__(self, desk: Desk, feed: FeedRow) -> None:
        self._keeps = feed.keeps
        self.seen: dict[UUID, dict[str, str]] = {}
        self.asked: list[tuple[UUID, str, Any, Any]] = []
        self.renamed: set[UUID] = set()
        """Records whose subject is not written down yet."""
        self._commune_stays: set[UUID] = set()
        self.before: dict[UUID, dict[str, str]] = {}
        self.subjects: dict[UUID, str] = {}
        self.left_undone = 0
        with desk.database.reading() as session:
            for key, said, subject in session.execute(
                select(FeedRecord.record_id, FeedRecord.said, FeedRecord.subject).where(
                    FeedRecord.feed_id == feed.id
                )
            ):
                self.before[key] = json.loads(said)
                self.subjects[key] = subject
            self._undone = _undone(session, feed)
            self._decisions = decisions(session)

    @property
    def has_decided(self) -> bool:
        return bool(self._decisions)

    def decided(self, identity: str) -> Decided | None:
        return self._decisions.get(identity)

    def may_write(self, key: UUID, column: str, now: Any, said: Any) -> bool:
        if column == _FOLLOWS_COMMUNE:
            return key not in self._commune_stays
        if now in (None, ""):
            return True
        if column in self._keeps:
            return self._stays(key, column)
        last = self.before.get(key, {}).get(column)
        if last is not None and last == digest(now):
            return True
        if last != digest(said):
            self.asked.append((key, column, now, said))
        return self._stays(key, column)

    def was_undone(self, subject: str) -> bool:
        undone = subject in self._undone
        self.left_undone += undone
        return undone

    def took(
        self, _line: int, key: UUID, said: Mapping[str, Any], subject: Callable[[], str]
    ) -> None:
        self.seen[key] = {
            column: digest(value) for column, value in said.items() if value not in (None, "")
        }
        if not self.subjects.get(key):
            self.subjects[key] = subject()
            self.renamed.add(key)

    def _stays(self, key: UUID, column: str) -> bool:
        if column in ("commune_name", "postal_code"):
            self._commune_stays.add(key)
        return False


def decisions(session: Session) -> dict[str, Decided]:
    """What was said of doubtful rows so far, by the row's identity."""
    return {
        made.identity: Decided(made.record_id, left_out=made.left_out)
        for made in session.scalars(select(ImportDecision))
    }


def keep_decision(session: Session, desk: Desk, identity: str, decided: Decided) -> None:
    """Remember what was said of a doubtful row, so that it is asked once."""
    session.merge(
        ImportDecision(
            identity=identity,
            record_id=decided.same_as,
            left_out=decided.left_out,
            decided_at=desk.clock(),
        )
    )


def _remember(
    session: Session,
    desk: Desk,
    feed: FeedRow,
    manner: _FeedManner,
    report: IntakeReport,
    run: FeedRun,
    accept_shrink: bool,
) -> None:
    """What the file said this time, who is gone from it, and what has to be asked.

    Raises ShrunkenFileError, and nothing of the file is kept.
    """
    there = _there(session, feed)
    unsure = bool(report.refused or report.waiting)
    gone = set() if unsure else {key for key in there if key not in manner.seen}
    gone_already = _gone_already(session, feed)
    present = {key for key in there if key not in gone_already}
    freshly_gone = gone & present
    if lost_too_many(len(freshly_gone), len(present)) and not accept_shrink:
        raise ShrunkenFileError(gone=len(freshly_gone), there=len(present))
    now = desk.clock()
    known = set(manner.before)
    for key, said in manner.seen.items():
        kept = json.dumps({**manner.before.get(key, {}), **said})
        if key in known:
            same = manner.before[key] == json.loads(kept) and key not in manner.renamed
            if same and key in present:
                continue
            session.execute(
                update(FeedRecord)
                .where(FeedRecord.feed_id == feed.id, FeedRecord.record_id == key)
                .values(said=kept, gone_at=None, subject=manner.subjects[key])
            )
        else:
            subject = manner.subjects[key]
            session.add(FeedRecord(feed_id=feed.id, record_id=key, said=kept, subject=subject))
    _close(session, feed, QuestionKind.GONE, set(manner.seen), now)
    for key in sorted(freshly_gone, key=lambda one: there[one]):
        session.execute(
            update(FeedRecord)
            .where(FeedRecord.feed_id == feed.id, FeedRecord.record_id == key)
            .values(gone_at=now)
        )
        _ask(session, desk, feed, QuestionKind.GONE, record_id=key, label=there[key])
    labels = {**there, **_labels(session, feed, {key for key, *_rest in manner.asked})}
    for key, column, current, said_now in manner.asked:
        _ask(
            session,
            desk,
            feed,
            QuestionKind.FIELD,
            record_id=key,
            label=labels.get(key, ""),
            field_name=column,
            now=current,
            said=said_now,
        )
    for doubt in report.doubts:
        _ask_doubt(session, desk, feed, doubt)
    run.gone = len(freshly_gone)
    run.asked = len(manner.asked) + len(freshly_gone) + len(report.doubts)


def _there(session: Session, feed: FeedRow) -> dict[UUID, str]:
    """The records that the feed ever spoke of and that are still in use, with their labels."""
    if feed.kind == "members":
        query = (
            select(FeedRecord.record_id, Member.label)
            .join(Member, Member.id == FeedRecord.record_id)
            .where(Member.archived_at.is_(None), Member.merged_into_id.is_(None))
        )
    else:
        query = (
            select(FeedRecord.record_id, Equipment.tag)
            .join(Equipment, Equipment.id == FeedRecord.record_id)
            .where(Equipment.archived_at.is_(None))
        )
    rows = session.execute(query.where(FeedRecord.feed_id == feed.id))
    return {key: label for key, label in rows}  # noqa: C416  (rows are no pairs to mypy)


def _undone(session: Session, feed: FeedRow) -> frozenset[str]:
    """The subjects of rows that the feed brought and that somebody took back: their records are
    there no more, since nothing but undoing and erasing removes one."""
    entity: type[Member | Equipment] = Member if feed.kind == "members" else Equipment
    found = session.scalars(
        select(FeedRecord.subject)
        .outerjoin(entity, entity.id == FeedRecord.record_id)
        .where(FeedRecord.feed_id == feed.id, FeedRecord.subject != "", entity.id.is_(None))
    )
    return frozenset(found)


def _labels(session: Session, feed: FeedRow, keys: set[UUID]) -> dict[UUID, str]:
    out: dict[UUID, str] = {}
    for key in keys:
        if feed.kind == "members":
            member = session.get(Member, key)
            out[key] = member.label if member else ""
        else:
            thing = session.get(Equipment, key)
            out[key] = thing.tag if thing else ""
    return out


def _gone_already(session: Session, feed: FeedRow) -> set[UUID]:
    return set(
        session.scalars(
            select(FeedRecord.record_id).where(
                FeedRecord.feed_id == feed.id, FeedRecord.gone_at.is_not(None)
            )
        )
    )


def _ask(
    session: Session,
    desk: Desk,
    feed: FeedRow,
    kind: QuestionKind,
    *,
    record_id: UUID | None = None,
    label: str = "",
    field_name: str = "",
    identity: str = "",
    now: Any = None,
    said: Any = None,
) -> None:
    """Ask, in the place of an older question about the same."""
    session.execute(
        delete(FeedQuestion).where(
            FeedQuestion.feed_id == feed.id,
            FeedQuestion.kind == kind,
            FeedQuestion.record_id == record_id
            if record_id is not None
            else FeedQuestion.identity == identity,
            FeedQuestion.field_name == field_name,
            FeedQuestion.answered_at.is_(None),
        )
    )
    session.add(
        FeedQuestion(
            feed_id=feed.id,
            kind=kind,
            record_id=record_id,
            label=label,
            field_name=field_name,
            identity=identity,
            now=json.dumps(now, ensure_ascii=False, default=str),
            said=json.dumps(said, ensure_ascii=False, default=str),
            asked_at=desk.clock(),
        )
    )


def _ask_doubt(session: Session, desk: Desk, feed: FeedRow, doubt: Doubt) -> None:
    candidates = [
        {
            "id": str(c.key),
            "label": c.label,
            "score": c.score,
            "number": c.now.get("number") or c.now.get("tag"),
        }
        for c in doubt.candidates
    ]
    _ask(
        session,
        desk,
        feed,
        QuestionKind.DOUBT,
        label=doubt.label,
        identity=doubt.identity,
        now=candidates,
        said=dict(doubt.said),
    )


def _close(session: Session, feed: FeedRow, kind: QuestionKind, keys: set[UUID], now: Any) -> None:
    """Questions that the file has answered by itself."""
    for asked in session.scalars(
        select(FeedQuestion).where(
            FeedQuestion.feed_id == feed.id,
            FeedQuestion.kind == kind,
            FeedQuestion.answered_at.is_(None),
        )
    ):
        if asked.record_id in keys:
            asked.answered_at, asked.answer = now, "reappeared"


def question(session: Session, question_id: UUID) -> FeedQuestion:
    """An open question. Raises NotFoundError."""
    found = session.get(FeedQuestion, question_id)
    if found is None or found.answered_at is not None:
        raise NotFoundError(what=str(question_id))
    return found
