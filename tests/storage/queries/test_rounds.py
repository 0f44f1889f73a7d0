"""The report of a round says what the round found, and stays what it was once it is closed."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import settling
from vaetvient.desk.inventory import (
    RoundWanted,
    begin_round,
    close_round,
    count_stock,
    note_scan,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.inventory import RoundScope
from vaetvient.domain.prints import RoundReport
from vaetvient.storage.queries.rounds import round_report, round_state, rounds


def report(office: TrialOffice, going: UUID) -> RoundReport:
    with office.reading() as session:
        return round_report(session, going, language="fr", zone=office.desk.zone, now=office.moment)


def begun(office: TrialOffice) -> UUID:
    """A round of the reserve with one of everything."""
    lent = office.item("Vidéoprojecteur", "VID-001", location="Réserve")
    office.item("Vidéoprojecteur", "VID-002", location="Réserve")
    office.item("Vidéoprojecteur", "VID-003", location="Réserve")
    office.item("Machine à coudre", "COU-001", location="Cave")
    chairs = office.stock("Chaise pliante", 200, "CHA-LOT")
    office.lend(office.person(), lent)
    going = begin_round(office.desk, RoundWanted(RoundScope.LOCATION, "Réserve"))
    office.later(minutes=20)
    for code in ("VID-001", "VID-002", "COU-001", "9780123456789"):
        note_scan(office.desk, going, code)
    count_stock(office.desk, going, chairs, 198)
    office.later(minutes=40)
    return going


def test_a_report_has_each_thing_under_what_is_to_be_said_of_it(office: TrialOffice) -> None:
    going = begun(office)
    said = report(office, going)
    assert (said.scope, said.begun_at, said.closed_at) == ("Réserve", "2026-11-23T10:00", "")
    assert said.made_at == "2026-11-23T11:00"
    assert (said.seen, said.expected, said.on_loan) == (1, 2, 0)
    assert [line.tag for line in said.missing] == ["VID-003"]
    assert [(line.tag, line.place, line.found_at) for line in said.misplaced] == [
        ("CHA-LOT", "", "Réserve"),
        ("COU-001", "Cave", "Réserve"),
    ]
    assert [line.detail for line in said.lent_yet_here] == ["prêt BUR-2026-0001 à Lefèvre Zoé"]
    assert [line.tag for line in said.unknown] == ["9780123456789"]
    assert [(line.tag, line.expected, line.counted) for line in said.counts] == [
        ("CHA-LOT", 200, 198)
    ]


def test_closing_says_the_same_and_dates_it(office: TrialOffice) -> None:
    going = begun(office)
    before = report(office, going)
    close_round(office.desk, going)
    office.later(days=30)
    after = report(office, going)
    assert after.made_at == after.closed_at == before.made_at
    assert (after.missing, after.seen, after.expected) == (
        before.missing,
        before.seen,
        before.expected,
    )


def test_a_closed_round_s_report_does_not_change_with_what_comes_later(
    office: TrialOffice,
) -> None:
    going = begun(office)
    close_round(office.desk, going)
    closed = report(office, going)
    office.item("Vidéoprojecteur", "VID-004", location="Réserve")
    office.lend(office.person("Martin", "Sam"), office.tagged("VID-003").id)
    office.later(days=30)
    assert report(office, going) == closed


def test_what_was_done_about_it_is_on_the_report(office: TrialOffice) -> None:
    going = begun(office)
    close_round(office.desk, going)
    settling.accept_counts(office.desk, going)
    settling.mark_missing(office.desk, going)
    settling.keep_where_found(office.desk, going, [office.tagged("COU-001").id])
    said = report(office, going)
    assert [line.detail for line in said.missing] == ["mis hors service"]
    assert [line.detail for line in said.misplaced][-1] == "emplacement corrigé"
    assert said.counts[0].accepted


def test_open_rounds_come_first(office: TrialOffice) -> None:
    first = begin_round(office.desk, RoundWanted(RoundScope.LOCATION, "Cave"))
    close_round(office.desk, first)
    office.later(hours=1)
    second = begin_round(office.desk, RoundWanted(RoundScope.LOCATION, "Réserve"))
    office.later(hours=1)
    third = begin_round(office.desk, RoundWanted())
    close_round(office.desk, third)
    with office.reading() as session:
        every = rounds(session, office.desk.office_id)
    assert [row.id for row in every] == [second, third, first]
    assert [row.label for row in every] == ["Réserve", "tout le matériel", "Cave"]


def test_a_round_that_is_not_there_is_said_so(office: TrialOffice) -> None:
    with office.reading() as session, pytest.raises(NotFoundError):
        round_state(session, uuid4())
