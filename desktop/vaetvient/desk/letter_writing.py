"""Putting a letter together: the office's head, language and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.papers import member_party, office_party
from vaetvient.domain.agreement import Party
from vaetvient.domain.days import ONE_DAY
from vaetvient.domain.letter import (
    BETWEEN,
    LAST_STEP,
    LetterKind,
    LetterLine,
    LetterText,
    ReadyLetter,
    filled,
    text_of,
)
from vaetvient.domain.member import Member
from vaetvient.domain.office import Office
from vaetvient.language import (
    Language,
    _,
    as_language,
    ngettext,
    show_date,
    show_moment,
    show_number,
    speaking,
)
from vaetvient.storage.letter_texts import letter_texts


class Writer:
    """Puts letters together: the office's head, language and words, read once."""

    def __init__(self, session: Session, desk: Desk) -> None:
        office = session.get_one(Office, desk.office_id)
        self._desk = desk
        self._session = session
        self.language: Language = as_language(office.language)
        self._texts = letter_texts(session, office.id, self.language)
        self._place = office.commune_name
        with speaking(self.language):
            self._office = office_party(office)

    def letter(
        self,
        kind: LetterKind,
        member_id: UUID | None,
        name: str,
        about: Iterable[UUID],
        lines: Sequence[LetterLine],
        *,
        when: str,
        step: int = 1,
    ) -> ReadyLetter:
        """A letter to a member, or to a name where there is no member."""
        today = self._desk.today()
        member = self._session.get(Member, member_id) if member_id else None
        borrower = Party(name=name) if member is None else member_party(member, today)
        text = self._texts[text_of(kind, step)]
        title, before, after = filled(
            text, letter_fields(self._office, self._place, borrower, when)
        )
        is_last = kind is not LetterKind.LATE or step == LAST_STEP
        return ReadyLetter(
            kind=kind,
            step=step,
            language=self.language,
            office=self._office,
            place=self._place,
            written_on=today,
            borrower=borrower,
            member_id=member_id,
            about=tuple(about),
            title=title,
            before=before,
            lines=tuple(lines),
            after=after,
            next_on=None if is_last else today + BETWEEN,
        )


def letter_fields(office: Party, place: str, borrower: Party, when: str) -> dict[str, str]:
    """What a letter's fields are filled with, the list apart."""
    return {
        "borrower": borrower.name,
        "when": when,
        "office": office.name,
        "place": place,
        "phone": office.phone,
        "email": office.email,
    }


def sample_letter(
    session: Session, desk: Desk, language: Language, key: str, text: LetterText
) -> ReadyLetter:
    """What a letter would say today with this text, to an invented borrower. Nothing is written."""
    kind = LetterKind.LATE if key.startswith(LetterKind.LATE) else LetterKind(key)
    step = int(key[-1]) if kind is LetterKind.LATE else 1
    office, today = session.get_one(Office, desk.office_id), desk.today()
    with speaking(language):
        borrower = Party(
            name=_("Association d'exemple"),
            form=_("association"),
            address_lines=(_("1 rue de l'Exemple"), "38000 Grenoble"),
            number="A-0001",
        )
        things = (_("VID-012 Vidéoprojecteur"), _("30 × Chaise pliante"))
        if kind is LetterKind.LATE:
            late = 7 * step - 4
            when = show_date(today - timedelta(days=late), "short")
            fact, number = days_late_words(late), f"{office.code}-{today.year}-0000"
        else:
            late, number = 0, f"R-{office.code}-{today.year}-0000"
            when = show_date(today + ONE_DAY, "short")
            fact = show_date(today + timedelta(days=3), "short")
        party = office_party(office)
        fields = letter_fields(party, office.commune_name, borrower, when)
        title, before, after = filled(text, fields)
        return ReadyLetter(
            kind=kind,
            step=step,
            language=language,
            office=party,
            place=office.commune_name,
            written_on=today,
            borrower=borrower,
            member_id=None,
            about=(),
            title=title,
            before=before,
            lines=tuple(LetterLine(number, words, when, fact, late) for words in things),
            after=after,
        )


def days_late_words(late: int) -> str:
    """« 3 jours de retard »."""
    return ngettext("{n} jour de retard", "{n} jours de retard", late).format(n=show_number(late))


def start_words(desk: Desk, moment: datetime) -> str:
    """A day, with its hour unless it begins at midnight."""
    local = moment.astimezone(desk.zone)
    if local.time() == time():
        return show_date(local.date(), "short")
    return show_moment(moment, desk.timezone)


def end_words(desk: Desk, moment: datetime) -> str:
    """Up to midnight is until the day before."""
    local = moment.astimezone(desk.zone)
    if local.time() == time():
        return show_date(local.date() - ONE_DAY, "short")
    return show_moment(moment, desk.timezone)
