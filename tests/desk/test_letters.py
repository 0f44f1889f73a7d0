"""Letters: lateness in three steps, what is ready, what is free again; noted where they left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from io import BytesIO
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest
from pypdf import PdfReader

from tests.trial_office import TrialOffice
from vaetvient.desk import undo
from vaetvient.desk.erasing import erase_members
from vaetvient.desk.letter_writing import sample_letter
from vaetvient.desk.letters import (
    NobodyLateError,
    NothingFreeAgainError,
    NothingReadyError,
    letters,
    letters_due,
    note_sent,
)
from vaetvient.desk.office_texts import write_letter
from vaetvient.desk.reservations import Reserve, Reserved, cancel_reservation, reserve
from vaetvient.documents.letters import render_letters
from vaetvient.domain.entities import Equipment
from vaetvient.domain.letter import (
    LETTER_FIELDS,
    TEXT_WORDS,
    LetterKind,
    LetterMeans,
    LettersDue,
    LetterText,
    LetterWithoutTitleError,
    ReadyLetter,
)
from vaetvient.domain.letter_words import body_of, mail_address
from vaetvient.domain.office_text import UnknownTextFieldError, check_text
from vaetvient.language import LANGUAGES, Language
from vaetvient.storage.letter_texts import shipped_letters
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.loan_file import loan_file
from vaetvient.storage.queries.member_file import member_file
from vaetvient.storage.queries.person_file import person_file
from vaetvient.storage.queries.reservations import reservation_file


def late(office: TrialOffice, loans: Sequence[UUID] | None = None) -> tuple[ReadyLetter, ...]:
    return letters(office.desk, LetterKind.LATE, loans)


def send(office: TrialOffice) -> list[int]:
    """Prepare what is to be sent today and note that it left: the steps."""
    ready = late(office)
    note_sent(office.desk, ready, LetterMeans.PAPER)
    return [letter.step for letter in ready]


def test_a_borrower_gets_one_letter_for_all_that_is_late(office: TrialOffice) -> None:
    zoe = office.person()
    first, second = office.lend(zoe, office.item()), office.lend(zoe, (office.stock(), 30))
    office.lend(office.association(), office.item("Sono", "SON-001"))
    office.later(days=10)
    ready = late(office)
    assert [letter.borrower.name for letter in ready] == [
        "Les Jardins d'Échirolles",
        "Zoé Lefèvre",
    ]
    assert set(ready[1].about) == {first.loan_id, second.loan_id}
    assert [line.days_late for line in ready[1].lines] == [3, 3]
    assert ready[1].lines[1].words == "30 × Chaise pliante"


def test_three_letters_follow_seven_days_apart_and_no_fourth(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=8)
    assert send(office) == [1]
    office.later(days=6)
    with pytest.raises(NobodyLateError):
        late(office)
    office.later(days=1)
    (second,) = late(office)
    assert (second.step, second.next_on) == (2, office.today() + timedelta(days=7))
    assert send(office) == [2]
    office.later(days=7)
    assert send(office) == [3]
    office.later(days=30)
    with pytest.raises(NobodyLateError):
        late(office)
    (again,) = late(office, [lent.loan_id])
    assert (again.step, again.next_on) == (3, None)


def test_what_came_back_is_asked_for_no_more(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=8)
    office.bring_back(lent)
    with pytest.raises(NobodyLateError):
        late(office, [lent.loan_id])


def test_what_was_sent_is_shown_on_the_loan_and_can_be_taken_back(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=8)
    send(office)
    with office.reading() as session:
        (sent,) = loan_file(session, lent.loan_id, office.today()).letters
    assert (sent.step, sent.means, sent.who) == (1, LetterMeans.PAPER, "Odile")
    undo.undo(office.desk)
    assert send(office) == [1]


def test_a_message_says_what_the_letter_says(office: TrialOffice) -> None:
    office.lend(office.person(), office.item(tag="VID-001"))
    office.later(days=8)
    (letter,) = late(office)
    assert letter.title == "Matériel à rapporter"
    assert "- VID-001 Vidéoprojecteur (BUR-2026-0001), à rendre le 30/11/2026, 1 jour" in body_of(
        letter
    )


def booked(office: TrialOffice, thing: UUID, days: int, email: str = "") -> Reserved:
    """Two days with a thing, from `days` days on."""
    start = datetime.combine(office.today() + timedelta(days=days), time(9), office.desk.zone)
    borrower = office.association(f"Amis {office.count('member')}", email=email)
    model = office.get(Equipment, thing).model_id
    wanted = (Wanted(model, thing),)
    return reserve(
        office.desk, Reserve(borrower, wanted, start, start + timedelta(days=2), or_wait=True)
    )


def due(office: TrialOffice) -> LettersDue:
    with office.reading() as session:
        return letters_due(session, office.desk)


def test_a_pick_up_is_announced_once_some_days_before(office: TrialOffice) -> None:
    made = booked(office, office.item(tag="SON-001"), days=7)
    with pytest.raises(NothingReadyError):
        letters(office.desk, LetterKind.PICK_UP)
    office.later(days=4)
    assert due(office) == LettersDue(pick_up=1)
    (letter,) = letters(office.desk, LetterKind.PICK_UP)
    assert letter.title == "Votre réservation"
    assert "Bureau, à partir du 30/11/2026" in letter.before[1]
    assert "- SON-001 Vidéoprojecteur (R-BUR-2026-0001), du 30/11/2026" in body_of(letter)
    note_sent(office.desk, [letter], LetterMeans.MAIL)
    assert due(office).total == 0
    with office.reading() as session:
        (sent,) = reservation_file(session, made.reservation_id).notices
        (told,) = member_file(session, letter.member_id or UUID(int=0)).letters
    assert (sent.kind, sent.means, sent.who) == (LetterKind.PICK_UP, LetterMeans.MAIL, "Odile")
    assert (told.number, told.about) == (made.number, made.reservation_id)
    undo.undo(office.desk)
    assert due(office).pick_up == 1


def test_who_waits_hears_when_it_is_free_again_and_once_more_a_week_later(
    office: TrialOffice,
) -> None:
    thing = office.item()
    first, waiting = booked(office, thing, days=21), booked(office, thing, days=21)
    with pytest.raises(NothingFreeAgainError):
        letters(office.desk, LetterKind.FREE)
    cancel_reservation(office.desk, first.reservation_id)
    assert due(office) == LettersDue(free=1)
    (letter,) = letters(office.desk, LetterKind.FREE)
    assert letter.about == (waiting.reservation_id,)
    note_sent(office.desk, [letter], LetterMeans.PAPER)
    assert due(office).free == 0
    office.later(days=7)
    assert due(office).free == 1


def test_how_many_are_late_is_what_would_be_written(office: TrialOffice) -> None:
    zoe = office.person()
    office.lend(zoe, office.item())
    office.lend(zoe, office.item())
    office.lend(office.association(), office.item())
    office.later(days=9)
    assert due(office).late == len(late(office)) == 2
    note_sent(office.desk, late(office)[:1], LetterMeans.PAPER)
    assert due(office).late == len(late(office)) == 1


def test_a_letter_is_written_in_the_offices_own_words(office: TrialOffice) -> None:
    office.lend(office.person("{office}", "Zoé"), office.item(tag="VID-001"))
    office.later(days=9)
    own = LetterText("Coucou {borrower}", "Il manque :\n\n{things}\n\nÀ vite, {office} {autre}")
    with pytest.raises(UnknownTextFieldError, match="things"):
        write_letter(office.desk, "fr", "late1", own)
    own = LetterText("Coucou {borrower}", "Il manque :\n\n{things}\n\nÀ vite, {office}")
    write_letter(office.desk, "fr", "late1", own)
    (letter,) = late(office)
    assert letter.title == "Coucou Zoé {office}"
    assert (letter.before, letter.after) == (("Il manque :",), ("À vite, Bureau",))
    with pytest.raises(LetterWithoutTitleError):
        write_letter(office.desk, "fr", "late1", LetterText(" ", "Bonjour"))
    write_letter(office.desk, "fr", "late1", None)
    assert late(office)[0].title == "Matériel à rapporter"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXT_WORDS)
def test_every_letter_is_shipped_in_every_language_and_drawn(
    office: TrialOffice, language: Language, key: str
) -> None:
    text = shipped_letters(language)[key]
    assert check_text(text.title + text.body, fields=LETTER_FIELDS)
    with office.reading() as session:
        sample = sample_letter(session, office.desk, language, key, text)
    words = PdfReader(BytesIO(render_letters((sample,)))).pages[0].extract_text()
    assert "VID-012" in words
    assert text.title.replace("'", "’").split()[0] in words


def test_a_mail_address_holds_the_whole_letter(office: TrialOffice) -> None:
    office.lend(office.person(email="zoe@example.org"), office.item("Été & œuf 100 %?"))
    office.later(days=9)
    (letter,) = late(office)
    said = urlsplit(mail_address(letter))
    assert (said.scheme, said.path) == ("mailto", "zoe@example.org")
    fields = dict(pair.split("=") for pair in said.query.split("&"))
    assert unquote(fields["body"]).replace("\r\n", "\n") == body_of(letter)
    assert unquote(fields["subject"]) == letter.title


def test_a_notice_is_told_to_whom_it_was_sent_and_goes_with_them(office: TrialOffice) -> None:
    made = booked(office, office.item(), days=2)
    (letter,) = letters(office.desk, LetterKind.PICK_UP)
    note_sent(office.desk, [letter], LetterMeans.MAIL)
    assert letter.member_id is not None
    with office.reading() as session:
        told = person_file(
            session, letter.member_id, zone=office.desk.zone, now=office.desk.clock()
        )
    (part,) = [part for part in told.parts if part.code == "reservation_notice"]
    said = " ".join(f"{name} {value}" for name, value in part.entries[0].facts)
    assert "Avis de retrait" in said
    assert "e-mail" in said
    cancel_reservation(office.desk, made.reservation_id)
    erase_members(office.desk, [letter.member_id])
    office.close()
    for path in office.folder.iterdir():
        assert not path.is_file() or letter.borrower.name.encode() not in path.read_bytes()
