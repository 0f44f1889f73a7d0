"""What a site remembers of the exchange between offices; none of it is exchanged as such.

Layer 1 of the exchange is in `sync_row`: what all changes together say of a row, whatever the
order in which they came. Layer 2 is the ordinary tables, made from layer 1.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BINARY, BigInteger, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.records import Record
from vaetvient.language import N_


class ConflictKind(StrEnum):
    """Why two changes that did not know of each other cannot both stand as they are."""

    FIELD = "field"
    """Two values for one field."""
    DELETED = "deleted"
    """Deleted here, changed there: the row stays."""
    TAKEN = "taken"
    """One number, tag or card given twice."""
    DOUBLE_LOAN = "double_loan"
    """One item on two open loans."""
    SHORTAGE = "shortage"
    """More of a stock is out than there is."""
    LENT_AND_SENT = "lent_and_sent"
    """Lent by one post while another sent it to an office elsewhere."""


class ConflictState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


CONFLICT_WORDS = {
    ConflictKind.FIELD: N_("Deux valeurs pour un même champ"),
    ConflictKind.DELETED: N_("Supprimé d'un côté, modifié de l'autre"),
    ConflictKind.TAKEN: N_("Un même numéro donné deux fois"),
    ConflictKind.DOUBLE_LOAN: N_("Une même chose prêtée deux fois"),
    ConflictKind.SHORTAGE: N_("Plus de pièces sorties qu'il n'y en a"),
    ConflictKind.LENT_AND_SENT: N_("Une même chose prêtée et envoyée ailleurs"),
}


class PendingChange(Record):
    """A row written since the last exchange; noted by the capture triggers."""

    __tablename__ = "sync_pending"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_table: Mapped[str] = mapped_column(String(40))
    change_row: Mapped[bytes] = mapped_column(BINARY(16))
    columns: Mapped[str] = mapped_column(Text)
    """The columns that changed, separated by spaces; « * » for a row that came or went."""
    gesture_id: Mapped[bytes | None] = mapped_column(BINARY(16))
    at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970 by the computer's clock."""


class Author(Record):
    """A site under one of its identities; `id` stands for it in this database alone."""

    __tablename__ = "sync_author"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    site: Mapped[bytes] = mapped_column(BINARY(16))
    epoch: Mapped[int]

    __table_args__ = (Index("uq_sync_author", "site", "epoch", unique=True),)


class StoredSegment(Record):
    """A signed group of changes as its author made it, byte for byte."""

    __tablename__ = "sync_segment"

    channel: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    author: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    applied: Mapped[bool]
    """Whether it is part of the state; else it waits for changes it depends on."""
    rows: Mapped[int]
    head: Mapped[bytes] = mapped_column(BINARY(32))
    """SHA-256 of what its author signed."""
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_sync_segment_waiting", "applied", sqlite_where=text("NOT applied")),
    )


class RowState(Record):
    """What all changes of one channel together say of one row: layer 1."""

    __tablename__ = "sync_row"

    channel: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    change_table: Mapped[str] = mapped_column(String(40), primary_key=True)
    change_row: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes | None] = mapped_column(BINARY(32))
    """SHA-256 of the row's standing values; empty for a row that is gone."""


class RegisterSet(Record):
    """Registers that changes gave values to together: rows keep the number, and the values."""

    __tablename__ = "sync_register_set"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    registers: Mapped[bytes] = mapped_column(LargeBinary)
    """Their names, in the order of the values."""


class ChannelDigest(Record):
    """The sum of all digests of a channel's rows, modulo 2²⁵⁶."""

    __tablename__ = "sync_digest"

    channel: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    total: Mapped[bytes] = mapped_column(BINARY(32))


class Claim(Record):
    """What must be unique, as each row claims it; the lowest (clock, site) keeps it."""

    __tablename__ = "sync_claim"

    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    change_row: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    clock: Mapped[int] = mapped_column(BigInteger)
    author: Mapped[int]
    sequence: Mapped[int]

    __table_args__ = (Index("ix_sync_claim_key", "rule", "key"),)


class Ghost(Record):
    """A row that is in the tables only because another refers to it."""

    __tablename__ = "sync_ghost"

    change_table: Mapped[str] = mapped_column(String(40), primary_key=True)
    change_row: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)


class Conflict(Record):
    """Two or more changes of which a person chooses; its id is made from the changes."""

    __tablename__ = "sync_conflict"

    id: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    channel: Mapped[bytes] = mapped_column(BINARY(16))
    kind: Mapped[str] = mapped_column(String(16))
    change_table: Mapped[str] = mapped_column(String(40))
    change_row: Mapped[bytes] = mapped_column(BINARY(16))
    register: Mapped[str] = mapped_column(String(40))
    sides: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), default=ConflictState.OPEN.value)

    __table_args__ = (
        Index("ix_sync_conflict_row", "change_table", "change_row"),
        Index("ix_sync_conflict_state", "state"),
    )


class Partner(Record):
    """A site of the network: the signed statements about it, and what is known of it."""

    __tablename__ = "sync_partner"

    site: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    admission: Mapped[bytes] = mapped_column(LargeBinary)
    removal: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_heard: Mapped[int | None] = mapped_column(BigInteger)
    """Milliseconds since 1970, by the partner's clock, of its newest news."""
    knowledge: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What it was last known to have, as it signed it."""


class SyncFact(Record):
    """A single fact of this site's exchange: its network, its epoch, its clock."""

    __tablename__ = "sync_fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class SentFile(Record):
    """An exchange file that was written for others."""

    __tablename__ = "sync_sent"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file: Mapped[str] = mapped_column(String(255))
    at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970 by the computer's clock."""
    readers: Mapped[bytes] = mapped_column(LargeBinary)
    """The sites that can read it, 16 bytes each."""
    erased_at: Mapped[int | None] = mapped_column(BigInteger)
    """When somebody was last erased of whom it told."""


class SentPart(Record):
    """What a file that went out told: an author's segments in one channel, from first to last."""

    __tablename__ = "sync_sent_part"

    sent: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    author: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    last: Mapped[int]


class SentMember(Record):
    """A member of whom a file told, where no segment shows it any more."""

    __tablename__ = "sync_sent_member"

    member: Mapped[bytes] = mapped_column(BINARY(16), primary_key=True)
    sent: Mapped[int] = mapped_column(primary_key=True)
