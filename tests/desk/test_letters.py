"""Lateness letters: one a borrower, in three steps, seven days apart, noted where they left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import undo
from vaetvient.desk.letters import NobodyLateError, late_letters, note_sent
from vaetvient.domain.letter import LetterMeans
from vaetvient.domain.letter_words import body_of, subject_of
from vaetvient.storage.queries.loan_file import loan_file


def send(office: TrialOffice) -> list[int]:
    """Prepare what is to be sent today and note that it left: the steps."""
    letters = late_letters(office.desk)
    note_sent(office.desk, letters, LetterMeans.PAPER)
    return [letter.step for letter in letters]


def test_a_borrower_gets_one_letter_for_all_that_is_late(office: TrialOffice) -> None:
    zoe = office.person()
    first, second = office.lend(zoe, office.item()), office.lend(zoe, (office.stock(), 30))
    office.lend(office.association(), office.item("Sono", "SON-001"))
    office.later(days=10)
    letters = late_letters(office.desk)
    assert [letter.borrower.name for letter in letters] == [
        "Les Jardins d'Échirolles",
        "Zoé Lefèvre",
    ]
    assert set(letters[1].loan_ids) == {first.loan_id, second.loan_id}
    assert [line.days_late for line in letters[1].lines] == [3, 3]
    assert letters[1].lines[1].words == "30 × Chaise pliante"


def test_three_letters_follow_seven_days_apart_and_no_fourth(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=8)
    assert send(office) == [1]
    office.later(days=6)
    with pytest.raises(NobodyLateError):
        late_letters(office.desk)
    office.later(days=1)
    (second,) = late_letters(office.desk)
    assert (second.step, second.next_on) == (2, office.today() + timedelta(days=7))
    assert send(office) == [2]
    office.later(days=7)
    assert send(office) == [3]
    office.later(days=30)
    with pytest.raises(NobodyLateError):
        late_letters(office.desk)
    (again,) = late_letters(office.desk, [lent.loan_id])
    assert (again.step, again.next_on) == (3, None)


def test_what_came_back_is_asked_for_no_more(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=8)
    office.bring_back(lent)
    with pytest.raises(NobodyLateError):
        late_letters(office.desk, [lent.loan_id])


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
    (letter,) = late_letters(office.desk)
    assert subject_of(letter) == "Matériel à rapporter"
    assert "- VID-001 Vidéoprojecteur (BUR-2026-0001), à rendre le 30/11/2026, 1 jour" in body_of(
        letter
    )
