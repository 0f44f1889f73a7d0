"""Documents on file: what a member showed, who saw it, until when it is valid."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class DocumentKind(StrEnum):
    INSURANCE = "insurance"
    LICENCE = "licence"
    OTHER = "other"


DOCUMENT_WORDS = {
    DocumentKind.INSURANCE: N_("attestation d'assurance"),
    DocumentKind.LICENCE: N_("permis de conduire"),
    DocumentKind.OTHER: N_("autre pièce"),
}


class DocumentOnFile(Replicated, Record):
    """A certificate or a licence of a member, seen by someone of the office."""

    __tablename__ = "document_on_file"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[DocumentKind]
    reference: Mapped[str] = mapped_column(String(200), default="")
    """Insurer and policy number; the class of a licence."""
    valid_until: Mapped[date | None]
    seen_by: Mapped[str] = mapped_column(String(200), default="")
    seen_on: Mapped[date]

    __table_args__ = (Index("ix_document_on_file_member", "member_id", "kind"),)
