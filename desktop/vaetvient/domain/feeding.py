"""Files that are taken in again each time they change: what is followed, what each said last, what
waits for a person.

All of it belongs to this post and never travels: the file is on its disk or share. Of what a file
said of a record only digests are kept, to tell a correction made by hand from news; the values
that wait for a decision stand in its question until then.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.records import Record, new_id
from vaetvient.language import N_

FEWEST_TO_GUARD = 10
"""A list of fewer rows may lose as many as it likes."""
MOST_LOST = 0.2
"""So much of a list gone at once is a file cut short, or another one, until a person says else."""


class Feed(Record):
    """A file, or the newest of a folder, taken in when it changes."""

    __tablename__ = "feed"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    """« members » or « equipment »."""
    wish: Mapped[str] = mapped_column(Text, default="{}")
    """How the file is read, as JSON: profile, sheet, header_line, columns."""
    keeps: Mapped[str] = mapped_column(Text, default="")
    """The office's own columns, separated by spaces."""
    every_minutes: Mapped[int] = mapped_column(default=60)
    seen: Mapped[str] = mapped_column(String(64), default="")
    """A digest of the file that was taken last; empty: take it whatever it is."""
    looked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class FeedRecord(Record):
    """A record that a feed speaks of, and digests of what it said last by column (JSON)."""

    __tablename__ = "feed_record"

    feed_id: Mapped[UUID] = mapped_column(
        ForeignKey("feed.id", ondelete="CASCADE"), primary_key=True
    )
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    said: Mapped[str] = mapped_column(Text, default="{}")
    gone_at: Mapped[datetime | None]
    subject: Mapped[str] = mapped_column(String(32), default="", server_default="")
    """A digest of what the row was known by: a record that is there no more was taken back or
    erased, and the row is not taken again."""

    __table_args__ = (Index("ix_feed_record_record_id", "record_id"),)


class RunOutcome(StrEnum):
    """How a run ended."""

    TAKEN = "taken"
    SAME = "same"
    WAITS = "waits"
    """The file is being written: next time."""
    REFUSED = "refused"


class FeedRun(Record):
    """One time a feed looked at its file."""

    __tablename__ = "feed_run"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[RunOutcome]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")


class QuestionKind(StrEnum):
    """What a feed asks."""

    FIELD = "field"
    """The file says other than what somebody wrote by hand."""
    GONE = "gone"
    """The file speaks of it no more."""
    DOUBT = "doubt"
    """A row is perhaps someone who is there."""


class FeedQuestion(Record):
    """Something that a person has to decide; open until it is answered."""

    __tablename__ = "feed_question"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"), index=True)
    kind: Mapped[QuestionKind]
    record_id: Mapped[UUID | None] = mapped_column(index=True)
    identity: Mapped[str] = mapped_column(String(32), default="")
    label: Mapped[str] = mapped_column(String(460), default="")
    field_name: Mapped[str] = mapped_column(String(40), default="")
    now: Mapped[str] = mapped_column(Text, default="null")
    said: Mapped[str] = mapped_column(Text, default="null")
    """Both as JSON: a value, or for a doubt the candidates and the row."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(64), default="")


class ImportDecision(Record):
    """What somebody said of a row that may be someone who is there; never asked again.

    The row is known by a digest, from which nobody can be read back.
    """

    __tablename__ = "import_decision"

    identity: Mapped[str] = mapped_column(String(32), primary_key=True)
    record_id: Mapped[UUID | None] = mapped_column(index=True)
    """Who it is; None: someone new."""
    left_out: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime]


class FeedMissingError(RefusedError):
    code: ClassVar[str] = "feed_missing"
    text: ClassVar[str] = N_("Aucun fichier suivi ne s’appelle « {name} ».")


class FeedNamedError(RefusedError):
    code: ClassVar[str] = "feed_named"
    text: ClassVar[str] = N_("Un fichier suivi s’appelle déjà « {name} ».")


class ShrunkenFileError(RefusedError):
    code: ClassVar[str] = "shrunken_file"
    text: ClassVar[str] = N_(
        "{gone} fiches sur {there} ne sont plus dans le fichier : rien n’en a été pris."
    )
    way_out: ClassVar[str] = N_("S’il est entier, choisissez « Le prendre quand même ».")


class AnswerError(RefusedError):
    code: ClassVar[str] = "no_such_answer"
    text: ClassVar[str] = N_("« {answer} » n’est pas une réponse possible ici.")
    way_out: ClassVar[str] = N_("Possibles : {known}.")


def digest(value: Any) -> str:
    """A short digest of one value as the database keeps it."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def lost_too_many(gone: int, there: int) -> bool:
    """Whether so many of a list cannot be gone at once without a person saying so."""
    return there >= FEWEST_TO_GUARD and gone > MOST_LOST * there
