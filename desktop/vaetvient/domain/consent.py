"""Consents: what a person agreed to, in which words, how and when, and when that was withdrawn.

Who relies on a consent must be able to show it, and withdrawing it must be as easy as giving it
(RGPD, art. 7).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class ConsentSubject(StrEnum):
    """What is agreed to."""

    SHARING = "sharing"
    NEWS = "news"
    PICTURE = "picture"
    OTHER = "other"


class ConsentMeans(StrEnum):
    """How a person said so."""

    DESK = "desk"
    PAPER = "paper"
    EMAIL = "email"
    PHONE = "phone"
    ONLINE = "online"


SUBJECT_WORDS = {
    ConsentSubject.SHARING: N_("fiche montrée aux autres bureaux"),
    ConsentSubject.NEWS: N_("recevoir des nouvelles"),
    ConsentSubject.PICTURE: N_("photo ou image"),
    ConsentSubject.OTHER: N_("autre accord"),
}
MEANS_WORDS = {
    ConsentMeans.DESK: N_("de vive voix, au comptoir"),
    ConsentMeans.PAPER: N_("par écrit"),
    ConsentMeans.EMAIL: N_("par e-mail"),
    ConsentMeans.PHONE: N_("par téléphone"),
    ConsentMeans.ONLINE: N_("par un formulaire en ligne"),
}
USUAL_WORDING = {
    ConsentSubject.SHARING: N_(
        "J'accepte que les autres bureaux du réseau voient mon nom et mes coordonnées, pour que je "
        "puisse y emprunter. Je peux revenir sur cet accord à tout moment."
    ),
    ConsentSubject.NEWS: N_(
        "J'accepte de recevoir des nouvelles du bureau. Je peux revenir sur cet accord à tout "
        "moment."
    ),
    ConsentSubject.PICTURE: N_(
        "J'accepte que le bureau montre des images où je figure. Je peux revenir sur cet accord à "
        "tout moment."
    ),
    ConsentSubject.OTHER: "",
}
"""What is usually asked; each consent keeps the words that were said on its day."""


class Consent(Replicated, Record):
    """One thing that a member agreed to. It stays when it is withdrawn: it was valid until then."""

    __tablename__ = "consent"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    subject: Mapped[ConsentSubject]
    wording: Mapped[str] = mapped_column(Text)
    means: Mapped[ConsentMeans]
    given_on: Mapped[date]
    noted_by: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_on: Mapped[date | None]
    withdrawn_noted_by: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (Index("ix_consent_member", "member_id", "subject"),)
