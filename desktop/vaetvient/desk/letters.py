"""Preparing letters to borrowers, and noting that they were sent: who, when, how.

Lateness goes in three steps; what is reserved is announced when it is ready; who waits hears when
there is enough again. One letter a borrower, in the office's words and language.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.lateness import late_borrowers, letters_to_late
from vaetvient.desk.letter_writing import Writer
from vaetvient.desk.noticing import notices, to_write_about
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.letter import LetterKind, LetterMeans, LettersDue, ReadyLetter
from vaetvient.domain.records import new_id
from vaetvient.domain.reservation import Reservation
from vaetvient.domain.sent_letter import Letter, ReservationNotice
from vaetvient.domain.text import fold
from vaetvient.language import N_, ngettext, show_number


class NobodyToWriteToError(RefusedError):
    """There is nothing to write about; one for each kind of letter."""


class NobodyLateError(NobodyToWriteToError):
    code = "nobody_late"
    text = N_("Personne n'est à relancer par lettre aujourd'hui.")
    way_out = N_("Rien n'est en retard, ou la dernière lettre a moins de sept jours.")


class NothingReadyError(NobodyToWriteToError):
    code = "nothing_ready"
    text = N_("Aucun avis de retrait à envoyer.")
    way_out = N_("Rien n'est à retirer d'ici trois jours, ou l'avis est déjà parti.")


class NothingFreeAgainError(NobodyToWriteToError):
    code = "nothing_free_again"
    text = N_("Personne sur la liste d'attente n'est à prévenir.")
    way_out = N_("Ce qu'on attend n'est pas libre, ou l'avis a moins de sept jours.")


_NOBODY = {
    LetterKind.LATE: NobodyLateError,
    LetterKind.PICK_UP: NothingReadyError,
    LetterKind.FREE: NothingFreeAgainError,
}


def letters(
    desk: Desk, kind: LetterKind, about: Sequence[UUID] | None = None
) -> tuple[ReadyLetter, ...]:
    """The letters of a kind that are to be sent today, one a borrower, by name.

    With `about` those about these loans or reservations, whatever was sent before. Raises
    NobodyToWriteToError subclasses.
    """
    with desk.database.reading() as session:
        writer = Writer(session, desk)
        if kind is LetterKind.LATE:
            found = letters_to_late(session, desk, writer, about)
        else:
            found = notices(session, desk, writer, kind, about)
    if not found:
        raise _NOBODY[kind]
    return tuple(sorted(found, key=lambda letter: fold(letter.borrower.name)))


def letters_due(
    session: Session, desk: Desk, servable: Sequence[Reservation] | None = None
) -> LettersDue:
    """How many letters of each kind `letters` would give today, without writing them.

    `servable`: those of the waiting list for whom there is enough again, where that is known.
    """
    ready = to_write_about(session, desk, LetterKind.PICK_UP, None)
    free = to_write_about(session, desk, LetterKind.FREE, None, servable)
    return LettersDue(
        late=late_borrowers(session, desk),
        pick_up=len({one.borrower_id for one in ready}),
        free=len({one.borrower_id for one in free}),
    )


def note_sent(desk: Desk, sent: Sequence[ReadyLetter], means: LetterMeans) -> None:
    """Write down that these letters left: one gesture, which can be undone."""
    with desk.gesture("send_letters") as gesture:
        for letter in sent:
            sending = new_id()
            for key in letter.about:
                gesture.session.add(_record(desk, letter, sending, key, means))
        count = len(sent)
        what = ngettext("{n} lettre", "{n} lettres", count)
        gesture.say(what=sent[0].borrower.name if count == 1 else what.format(n=show_number(count)))


def _record(
    desk: Desk, letter: ReadyLetter, sending: UUID, key: UUID, means: LetterMeans
) -> Letter | ReservationNotice:
    if letter.kind is LetterKind.LATE:
        return Letter(
            office_id=desk.office_id,
            sending_id=sending,
            loan_id=key,
            member_id=letter.member_id,
            step=letter.step,
            means=means,
            sent_at=desk.clock(),
            who=desk.volunteer,
        )
    assert letter.member_id is not None
    return ReservationNotice(
        office_id=desk.office_id,
        sending_id=sending,
        reservation_id=key,
        member_id=letter.member_id,
        kind=letter.kind,
        means=means,
        sent_at=desk.clock(),
        who=desk.volunteer,
    )
