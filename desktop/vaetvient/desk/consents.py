"""Noting what members agree to, and that they no longer do.

Sharing an entry with the other offices is such a consent: showing it notes one, hiding it again
withdraws it, and the other way round.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.consent import (
    SUBJECT_WORDS,
    USUAL_WORDING,
    Consent,
    ConsentMeans,
    ConsentSubject,
)
from vaetvient.domain.errors import InvalidValueError, NotFoundError, RefusedError
from vaetvient.domain.member import Member
from vaetvient.domain.text import many_lines
from vaetvient.language import N_, _, show_date


class NoWordingError(InvalidValueError):
    code = "no_wording"
    text = N_("Un accord se garde avec ses mots : dites à quoi la personne a dit oui.")


class WithdrawnAlreadyError(RefusedError):
    code = "withdrawn_already"
    text = N_("Cet accord est déjà retiré depuis le {day}.")


class NotYetError(InvalidValueError):
    code = "not_yet"
    text = N_("Cette date est à venir : {day}.")


def note_consent(
    desk: Desk,
    member_id: UUID,
    subject: ConsentSubject,
    means: ConsentMeans,
    *,
    wording: str = "",
    given_on: date | None = None,
) -> UUID:
    """Note that a member agreed; the consent's key. Without words, the usual ones are kept.

    Raises NotFoundError, NoWordingError, NotYetError.
    """
    with desk.gesture("note_consent") as gesture:
        session = gesture.session
        member = session.get(Member, member_id)
        if member is None:
            raise NotFoundError(what=str(member_id))
        day = given_on or desk.today()
        if day > desk.today():
            raise NotYetError(day=show_date(day), field="given_on")
        consent = _agree(session, desk, member, subject, means, wording, day)
        if subject is ConsentSubject.SHARING:
            member.shared = True
        gesture.say(member=member.label, id=str(member.id), subject=_(SUBJECT_WORDS[subject]))
        session.flush()
        return consent.id


def withdraw_consent(desk: Desk, consent_id: UUID) -> None:
    """Note that a member no longer agrees, from today. Raises NotFoundError,
    WithdrawnAlreadyError."""
    with desk.gesture("withdraw_consent") as gesture:
        session = gesture.session
        consent = session.get(Consent, consent_id)
        member = session.get(Member, consent.member_id) if consent is not None else None
        if consent is None or member is None:
            raise NotFoundError(what=str(consent_id))
        if consent.withdrawn_on is not None:
            raise WithdrawnAlreadyError(day=show_date(consent.withdrawn_on))
        _withdraw(desk, consent)
        session.flush()
        if consent.subject is ConsentSubject.SHARING and not _standing(session, member.id):
            member.shared = False
        subject = _(SUBJECT_WORDS[consent.subject])
        gesture.say(member=member.label, id=str(member.id), subject=subject)


def agree_to_sharing(
    session: Session, desk: Desk, member: Member, means: ConsentMeans, day: date
) -> None:
    """Within an open gesture: note that a member agreed to be seen by the other offices, where no
    such consent holds. Raises NotYetError."""
    if day > desk.today():
        raise NotYetError(day=show_date(day), field="given_on")
    if not _standing(session, member.id):
        _agree(session, desk, member, ConsentSubject.SHARING, means, "", day)
    member.shared = True


def stop_sharing(session: Session, desk: Desk, member: Member) -> None:
    """Within an open gesture: show an entry to the other offices no more."""
    member.shared = False
    follow_sharing(session, desk, member)


def follow_sharing(session: Session, desk: Desk, member: Member) -> None:
    """Within an open gesture that showed an entry to the other offices, or hid it again: note the
    consent, or its withdrawal."""
    standing = _standing(session, member.id)
    if member.shared and not standing:
        _agree(session, desk, member, ConsentSubject.SHARING, ConsentMeans.DESK, "", desk.today())
    elif not member.shared:
        for consent in standing:
            _withdraw(desk, consent)


def _agree(
    session: Session,
    desk: Desk,
    member: Member,
    subject: ConsentSubject,
    means: ConsentMeans,
    wording: str,
    day: date,
) -> Consent:
    usual = USUAL_WORDING[subject]
    words = many_lines(wording) or (_(usual) if usual else "")
    if not words:
        raise NoWordingError(field="wording")
    consent = Consent(
        member_id=member.id,
        subject=subject,
        wording=words,
        means=means,
        given_on=day,
        noted_by=desk.volunteer,
    )
    session.add(consent)
    return consent


def _withdraw(desk: Desk, consent: Consent) -> None:
    consent.withdrawn_on = max(desk.today(), consent.given_on)
    consent.withdrawn_noted_by = desk.volunteer


def _standing(session: Session, member_id: UUID) -> list[Consent]:
    """The consents to sharing that hold."""
    found = session.scalars(
        select(Consent).where(
            Consent.member_id == member_id,
            Consent.subject == ConsentSubject.SHARING,
            Consent.withdrawn_on.is_(None),
        )
    )
    return list(found)
