"""Who may borrow: persons and associations, who signs for them, and their dues."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.records import Record, Replicated


class MemberKind(StrEnum):
    PERSON = "person"
    ASSOCIATION = "association"


class Member(Replicated, Record):
    """A borrower; a Person or an Association."""

    __tablename__ = "member"
    told_apart_by = "kind"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[MemberKind]
    number: Mapped[str] = mapped_column(String(32))
    card: Mapped[str | None] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(460), default="")
    """How lists name the member: « Lefèvre Zoé », « Les Jardins d'Échirolles »."""
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    mobile: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(Text, default="")
    postal_code: Mapped[str] = mapped_column(String(16), default="")
    commune_name: Mapped[str] = mapped_column(String(120), default="")
    commune_insee: Mapped[str | None] = mapped_column(String(5))
    notes: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether the other offices may see who this is (invariant 8)."""
    joined_on: Mapped[date | None]
    archived_at: Mapped[datetime | None]
    kept_until: Mapped[date | None]
    """Until when the yearly review leaves this entry alone, whatever its age."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="member", order_by="Membership.valid_to"
    )

    __table_args__ = (
        Index("uq_member_number", "office_id", "number", unique=True),
        Index("uq_member_card", "card", unique=True, sqlite_where=text("card IS NOT NULL")),
        Index("ix_member_email", "email"),
        Index("ix_member_label", "label"),
        Index(
            "ix_member_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
        ),
    )


class Person(Member):
    """A natural person."""

    __mapper_args__ = {"polymorphic_identity": MemberKind.PERSON}  # noqa: RUF012

    last_name: Mapped[str] = mapped_column(String(200), default="", nullable=True)
    first_name: Mapped[str] = mapped_column(String(200), default="", nullable=True)
    birth_date: Mapped[date | None] = mapped_column(use_existing_column=True)


class Association(Member):
    """An association, declared or not."""

    __mapper_args__ = {"polymorphic_identity": MemberKind.ASSOCIATION}  # noqa: RUF012

    name: Mapped[str] = mapped_column(String(400), default="", nullable=True)
    acronym: Mapped[str] = mapped_column(String(40), default="", nullable=True)
    rna: Mapped[str | None] = mapped_column(String(10), index=True)
    siret: Mapped[str | None] = mapped_column(String(14), index=True)

    representatives: Mapped[list[Representative]] = relationship(
        back_populates="association", foreign_keys="Representative.association_id"
    )


class Representative(Replicated, Record):
    """A person who may act for an association, in what capacity and until when."""

    __tablename__ = "representative"

    association_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    role: Mapped[str] = mapped_column(String(120), default="")
    may_sign: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    association: Mapped[Association] = relationship(foreign_keys=[association_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    def signs_on(self, day: date) -> bool:
        """See the function of this name."""
        return signs_on(self, day)


class Membership(Replicated, Record):
    """A member's dues for a period, both days included."""

    __tablename__ = "membership"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    amount_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    method: Mapped[str] = mapped_column(String(40), default="")
    """How it was paid: the code of a PaymentMethod, or a list's own words; see `dues_method`."""
    paid_on: Mapped[date | None]

    member: Mapped[Member] = relationship(back_populates="memberships")

    __table_args__ = (
        Index("ix_membership_member", "member_id", "valid_to"),
        Index("ix_membership_valid_to", "valid_to"),
    )


def person_label(last_name: str, first_name: str) -> str:
    """« Lefèvre Zoé »: the family name first, as lists are sorted."""
    return " ".join(part for part in (last_name, first_name) if part)


def spoken_person(first_name: str | None, last_name: str | None) -> str:
    """« Zoé Lefèvre »: the first name first, as one is named on paper and aloud."""
    return " ".join(part for part in (first_name, last_name) if part)


def spoken_name(member: Member) -> str:
    """A member as named on paper and aloud; see `spoken_person`."""
    if isinstance(member, Person):
        return spoken_person(member.first_name, member.last_name)
    return member.label


class ActsFor(Protocol):
    """What decides whether someone may sign: leave to, and the days of the mandate."""

    @property
    def may_sign(self) -> bool: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def signs_on(mandate: ActsFor, day: date) -> bool:
    """Whether this person may sign for the association on `day`, both ends included."""
    if not mandate.may_sign:
        return False
    begun = mandate.valid_from is None or mandate.valid_from <= day
    return begun and (mandate.valid_to is None or day <= mandate.valid_to)


def association_label(name: str, acronym: str) -> str:
    """« Les Jardins d'Échirolles (LJE) »."""
    return f"{name} ({acronym})" if acronym and acronym != name else name


def label_of(member: Member) -> str:
    """How lists name `member`; kept in `Member.label` so that lists sort and search by it."""
    if isinstance(member, Association):
        return association_label(member.name, member.acronym)
    if isinstance(member, Person):
        return person_label(member.last_name, member.first_name)
    return member.label
