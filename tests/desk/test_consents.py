"""Consents: kept with their words, and « shared » is one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import members
from vaetvient.desk.consents import (
    NotYetError,
    NoWordingError,
    WithdrawnAlreadyError,
    note_consent,
    withdraw_consent,
)
from vaetvient.desk.members import MemberForm
from vaetvient.desk.together import hide_members, note_sharing
from vaetvient.desk.undo import undo
from vaetvient.domain.consent import Consent, ConsentMeans, ConsentSubject
from vaetvient.domain.member import Member, MemberKind
from vaetvient.storage.queries.members import MEMBERS, Kept, MembersAsked

ZOE = MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé")


def kept(office: TrialOffice) -> list[Consent]:
    with office.reading() as session:
        found = list(session.scalars(select(Consent).order_by(Consent.id)))
        session.expunge_all()
        return found


def test_showing_an_entry_to_the_others_is_a_consent_and_hiding_it_withdraws_it(
    office: TrialOffice,
) -> None:
    zoe = members.enter_member(office.desk, replace(ZOE, shared=True))
    (first,) = kept(office)
    assert (first.subject, first.means) == (ConsentSubject.SHARING, ConsentMeans.DESK)
    assert "autres bureaux" in first.wording
    assert (first.given_on, first.noted_by) == (date(2026, 11, 23), "Odile")
    office.later(days=3)
    members.change_member(office.desk, zoe, ZOE)
    (first,) = kept(office)
    assert first.withdrawn_on == date(2026, 11, 26)
    members.change_member(office.desk, zoe, replace(ZOE, shared=True))
    assert [one.withdrawn_on is None for one in kept(office)] == [False, True]
    undo(office.desk)
    assert len(kept(office)) == 1
    assert not office.get(Member, zoe).shared


def test_withdrawing_the_consent_hides_the_entry_again(office: TrialOffice) -> None:
    zoe = members.enter_member(office.desk, ZOE)
    given = note_consent(
        office.desk, zoe, ConsentSubject.SHARING, ConsentMeans.PAPER, wording="Oui, montrez-la."
    )
    assert office.get(Member, zoe).shared
    assert kept(office)[0].wording == "Oui, montrez-la."
    withdraw_consent(office.desk, given)
    assert not office.get(Member, zoe).shared
    with pytest.raises(WithdrawnAlreadyError):
        withdraw_consent(office.desk, given)


def test_those_shown_before_consents_were_noted_are_asked_or_hidden_together(
    office: TrialOffice,
) -> None:
    desk = office.desk
    shown = [office.person("Martin", name, shared=True) for name in ("Ana", "Bob", "Cléa")]
    with desk.gesture("change_member") as gesture:
        for consent in gesture.session.scalars(select(Consent)):
            gesture.session.delete(consent)
    asked = MembersAsked(
        office.today(), desk.database.lexicon, kept=Kept.UNAGREED, office_id=desk.office_id
    )

    def unagreed() -> int:
        with office.reading() as session:
            return MEMBERS.count(session, asked)

    assert unagreed() == 3
    with pytest.raises(NotYetError):
        note_sharing(desk, shown[:2], ConsentMeans.PAPER, office.today() + timedelta(days=1))
    note_sharing(desk, shown[:2], ConsentMeans.PAPER, date(2025, 9, 6))
    assert [(one.given_on, one.means) for one in kept(office)] == [
        (date(2025, 9, 6), ConsentMeans.PAPER)
    ] * 2
    hide_members(desk, shown[1:])
    assert unagreed() == 0
    assert [office.get(Member, key).shared for key in shown] == [True, False, False]
    assert [one.withdrawn_on is None for one in kept(office)] == [True, False]
    undo(desk)
    assert unagreed() == 1


def test_a_consent_needs_its_words_and_a_day_that_has_come(office: TrialOffice) -> None:
    zoe = members.enter_member(office.desk, ZOE)
    with pytest.raises(NoWordingError):
        note_consent(office.desk, zoe, ConsentSubject.OTHER, ConsentMeans.PHONE)
    tomorrow = office.today() + timedelta(days=1)
    with pytest.raises(NotYetError):
        note_consent(office.desk, zoe, ConsentSubject.NEWS, ConsentMeans.PHONE, given_on=tomorrow)
    assert kept(office) == []
