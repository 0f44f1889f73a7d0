"""An inventory round: begun, interrupted, scanned through, closed, and what it leads to."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, inventory, lending, settling, undo
from vaetvient.desk.baskets import LineWanted, stock_levels
from vaetvient.desk.inventory import (
    BadCountError,
    MissingPlaceError,
    Noted,
    RoundWanted,
    begin_round,
    close_round,
    count_stock,
    drop_round,
    forget_sighting,
    note_scan,
)
from vaetvient.desk.settling import (
    accept_counts,
    keep_where_found,
    mark_missing,
    note_returned,
    put_back,
    stop_found,
)
from vaetvient.domain.entities import Gesture, Maintenance, StockMovement
from vaetvient.domain.equipment import EquipmentKind, MovementReason
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.gesture import describe
from vaetvient.domain.inventory import (
    Finding,
    NotCountableError,
    NothingToSettleError,
    RoundClosedError,
    RoundOpenError,
    RoundScope,
    judge,
)
from vaetvient.domain.loan import LoanState
from vaetvient.storage.queries.rounds import RoundState, round_state, rounds


@pytest.fixture
def kept(office: TrialOffice) -> TrialOffice:
    """Two projectors and chairs in the reserve, a sewing machine in the cellar."""
    office.item("Vidéoprojecteur", "VID-001", location="Réserve")
    office.item("Vidéoprojecteur", "VID-002", location="Réserve")
    office.item("Machine à coudre", "COU-001", location="Cave")
    stock(office, "CHA-LOT", 200, "Réserve")
    return office


def stock(office: TrialOffice, tag: str, count: int, location: str) -> None:
    form = equipment.EquipmentForm(
        office.model("Chaise pliante"),
        kind=EquipmentKind.STOCK,
        tag=tag,
        location=location,
    )
    equipment.enter_equipment(office.desk, form, count=count)


def reserve(office: TrialOffice) -> UUID:
    return begin_round(office.desk, RoundWanted(RoundScope.LOCATION, "Réserve"))


def scan(office: TrialOffice, going: UUID, code: str, **where: Any) -> Noted:
    return note_scan(office.desk, going, code, **where)


def state(office: TrialOffice, going: UUID) -> RoundState:
    with office.reading() as session:
        return round_state(session, going)


def key(office: TrialOffice, tag: str) -> UUID:
    return office.tagged(tag).id


def reasons(office: TrialOffice) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(Maintenance.reason)))


# What a scan means


def test_what_is_at_its_place_is_seen_and_no_longer_waited_for(kept: TrialOffice) -> None:
    going = reserve(kept)
    assert [h.tag for h in state(kept, going).waiting] == ["CHA-LOT", "VID-001", "VID-002"]
    noted = scan(kept, going, "vid-001")
    assert (noted.finding, noted.tag, noted.label, noted.again) == (
        Finding.SEEN,
        "VID-001",
        "Vidéoprojecteur",
        False,
    )
    assert [h.tag for h in state(kept, going).waiting] == ["CHA-LOT", "VID-002"]
    assert (state(kept, going).seen, state(kept, going).expected) == (1, 2)


def test_scanned_twice_it_is_known_and_leaves_no_second_trace(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    gestures = kept.count("gesture")
    assert scan(kept, going, "VID-001").again
    assert len(state(kept, going).sightings) == 1
    assert kept.count("gesture") == gestures


def test_what_is_kept_elsewhere_is_out_of_its_place(kept: TrialOffice) -> None:
    noted = scan(kept, reserve(kept), "COU-001")
    assert (noted.finding, noted.home) == (Finding.MISPLACED, "Cave")


def test_a_place_is_the_same_in_any_spelling(kept: TrialOffice) -> None:
    going = begin_round(kept.desk, RoundWanted(RoundScope.LOCATION, "  RESERVE "))
    assert len(state(kept, going).waiting) == 3
    assert scan(kept, going, "VID-001").finding is Finding.SEEN


def test_what_is_lent_and_yet_here_says_to_whom(kept: TrialOffice) -> None:
    lent = kept.lend(kept.person(), key(kept, "VID-001"))
    going = reserve(kept)
    assert (state(kept, going).lent, state(kept, going).expected) == (1, 1)
    noted = scan(kept, going, "VID-001")
    assert noted.finding is Finding.LENT
    assert (noted.loan_number, noted.borrower) == (lent.number, "Lefèvre Zoé")


def test_once_its_return_is_noted_the_same_scan_says_seen(kept: TrialOffice) -> None:
    lent = kept.lend(kept.person(), key(kept, "VID-001"))
    going = reserve(kept)
    scan(kept, going, "VID-001")
    kept.bring_back(lent)
    noted = scan(kept, going, "VID-001")
    assert (noted.finding, noted.again) == (Finding.SEEN, False)
    (sighting,) = state(kept, going).sightings
    assert (sighting.finding, sighting.loan_id) == (Finding.SEEN, None)


def test_what_was_archived_turns_up(kept: TrialOffice) -> None:
    equipment.archive_equipment(kept.desk, key(kept, "VID-001"))
    assert scan(kept, reserve(kept), "VID-001").finding is Finding.ARCHIVED


def test_a_tag_that_is_nobody_s_is_kept_once(kept: TrialOffice) -> None:
    going = reserve(kept)
    assert scan(kept, going, "9780123456789").finding is Finding.UNKNOWN
    assert scan(kept, going, "9780123456789").again
    assert [s.tag for s in state(kept, going).found(Finding.UNKNOWN)] == ["9780123456789"]


def test_an_unknown_tag_is_recognised_once_it_is_entered_and_no_longer_when_that_is_undone(
    kept: TrialOffice,
) -> None:
    going = reserve(kept)
    scan(kept, going, "NEUF-1")
    scan(kept, going, "NEUF-2")
    kept.item(tag="NEUF-1", location="Réserve")
    kept.stock(tag="NEUF-2")
    assert state(kept, going).found(Finding.UNKNOWN) == ()
    assert "NEUF-1" in [s.tag for s in state(kept, going).found(Finding.SEEN)]
    undo.undo(kept.desk)
    assert [s.tag for s in state(kept, going).found(Finding.UNKNOWN)] == ["NEUF-2"]


def test_a_member_s_card_is_no_thing(kept: TrialOffice) -> None:
    kept.person(card="2900000000018")
    assert scan(kept, reserve(kept), "2900000000018").finding is Finding.UNKNOWN


def test_a_scanner_set_to_another_keyboard_is_understood(kept: TrialOffice) -> None:
    kept.item("Tablette", "1234", location="Réserve")
    assert scan(kept, reserve(kept), "&é\"'").tag == "1234"


def test_a_category_s_round_knows_what_belongs_to_it_and_below(office: TrialOffice) -> None:
    sound = office.category("Image et son")
    screens = office.category("Projection", parent_id=sound)
    model = office.model("Vidéoprojecteur", category_id=screens)
    office.item(tag="VID-001", model=model, location="Cave")
    office.item("Tente", "TEN-001")
    going = begin_round(office.desk, RoundWanted(RoundScope.CATEGORY, category_id=sound))
    assert [h.tag for h in state(office, going).waiting] == ["VID-001"]
    assert scan(office, going, "VID-001").finding is Finding.SEEN
    assert scan(office, going, "TEN-001").finding is Finding.OUT_OF_SCOPE


def test_through_everything_one_may_say_where_one_stands(kept: TrialOffice) -> None:
    going = begin_round(kept.desk, RoundWanted())
    assert scan(kept, going, "VID-001").finding is Finding.SEEN
    assert scan(kept, going, "VID-002", here="Cave").finding is Finding.MISPLACED
    assert state(kept, going).seen == 2


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"archived": True, "lent": True}, Finding.ARCHIVED),
        ({"foreign": True, "lent": True}, Finding.FOREIGN),
        ({"lent": True, "home": "Cave"}, Finding.LENT),
        ({"within": False, "home": "Cave"}, Finding.OUT_OF_SCOPE),
        ({"home": ""}, Finding.MISPLACED),
        ({"home": "Cave", "place": ""}, Finding.SEEN),
    ],
)
def test_the_gravest_oddity_is_the_one_that_is_said(facts: dict[str, Any], said: Finding) -> None:
    usual: dict[str, Any] = {
        "archived": False,
        "foreign": False,
        "lent": False,
        "within": True,
        "home": "Réserve",
        "place": "Réserve",
    }
    assert judge(**usual | facts) is said


# Counting


def test_a_stock_asks_to_be_counted_and_says_how_many_should_be_there(kept: TrialOffice) -> None:
    kept.lend(kept.person(), (key(kept, "CHA-LOT"), 30))
    going = reserve(kept)
    noted = scan(kept, going, "CHA-LOT")
    assert (noted.to_count, noted.expected, noted.sighting_id) == (True, 170, None)
    assert state(kept, going).sightings == ()
    counted = count_stock(kept.desk, going, key(kept, "CHA-LOT"), 168)
    assert (counted.finding, counted.expected, counted.counted) == (Finding.SEEN, 170, 168)
    (sighting,) = state(kept, going).sightings
    assert sighting.difference == -2


def test_a_count_may_be_scanned_with_its_stock(kept: TrialOffice) -> None:
    going = reserve(kept)
    assert scan(kept, going, "30 x CHA-LOT").counted == 30


def test_two_heaps_of_one_stock_add_up(kept: TrialOffice) -> None:
    going, chairs = reserve(kept), key(kept, "CHA-LOT")
    count_stock(kept.desk, going, chairs, 120)
    assert count_stock(kept.desk, going, chairs, 80, add=True).counted == 200
    assert count_stock(kept.desk, going, chairs, 199).counted == 199


def test_none_at_all_is_a_count_too(kept: TrialOffice) -> None:
    going = reserve(kept)
    count_stock(kept.desk, going, key(kept, "CHA-LOT"), 0)
    assert [h.tag for h in state(kept, going).waiting] == ["VID-001", "VID-002"]


@pytest.mark.parametrize("count", [-1, 10**9])
def test_an_impossible_count_is_refused(kept: TrialOffice, count: int) -> None:
    with pytest.raises(BadCountError):
        count_stock(kept.desk, reserve(kept), key(kept, "CHA-LOT"), count)


def test_one_thing_is_not_counted(kept: TrialOffice) -> None:
    with pytest.raises(NotCountableError):
        count_stock(kept.desk, reserve(kept), key(kept, "VID-001"), 2)


# Interrupted, gone on with, given up


def test_a_round_goes_on_after_an_interruption(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    kept.close()
    again = TrialOffice(kept.folder)
    with again.reading() as session:
        (row,) = rounds(session, again.desk.office_id, only_open=True)
    assert (row.id, row.label, row.noted) == (going, "Réserve", 1)
    scan(again, going, "VID-002")
    assert state(again, going).seen == 2
    again.close()


def test_the_same_place_is_not_gone_through_twice_at_once(kept: TrialOffice) -> None:
    going = reserve(kept)
    with pytest.raises(RoundOpenError) as refused:
        begin_round(kept.desk, RoundWanted(RoundScope.LOCATION, "réserve"))
    assert refused.value.facts["round"] == going
    begin_round(kept.desk, RoundWanted(RoundScope.LOCATION, "Cave"))


def test_a_place_must_be_named_and_a_category_known(kept: TrialOffice) -> None:
    with pytest.raises(MissingPlaceError):
        begin_round(kept.desk, RoundWanted(RoundScope.LOCATION, " "))
    with pytest.raises(NotFoundError):
        begin_round(kept.desk, RoundWanted(RoundScope.CATEGORY, category_id=uuid4()))


def test_a_round_given_up_is_forgotten_until_undone(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    drop_round(kept.desk, going)
    with pytest.raises(NotFoundError):
        state(kept, going)
    undo.undo(kept.desk)
    assert state(kept, going).seen == 1


def test_a_scan_is_taken_back_by_undo_or_from_the_list(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    scan(kept, going, "VID-002")
    undo.undo(kept.desk)
    (left,) = state(kept, going).sightings
    assert left.tag == "VID-001"
    forget_sighting(kept.desk, left.id)
    assert state(kept, going).sightings == ()


def test_a_begun_round_that_noted_things_is_not_undone_before_them(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    with kept.reading() as session:
        first = session.scalars(select(Gesture.id).where(Gesture.kind == "begin_inventory")).one()
    with pytest.raises(undo.CannotUndoError):
        undo.undo(kept.desk, first)


# Closing


def closed(office: TrialOffice) -> UUID:
    """A round of the reserve: a projector missing, the machine there, two chairs too few."""
    going = reserve(office)
    for tag in ("VID-001", "COU-001"):
        scan(office, going, tag)
    count_stock(office.desk, going, key(office, "CHA-LOT"), 198)
    close_round(office.desk, going)
    return going


def test_closing_writes_down_what_was_not_seen(kept: TrialOffice) -> None:
    found = state(kept, closed(kept))
    assert [s.tag for s in found.found(Finding.MISSING)] == ["VID-002"]
    assert [s.tag for s in found.found(Finding.MISPLACED)] == ["COU-001"]
    assert (found.seen, found.expected, found.waiting) == (1, 2, ())


def test_what_is_lent_is_not_missing(kept: TrialOffice) -> None:
    kept.lend(kept.person(), key(kept, "VID-002"))
    found = state(kept, closed(kept))
    assert found.found(Finding.MISSING) == ()
    assert found.lent == 1


def test_a_stock_that_nobody_counted_is_said_to_be_so(kept: TrialOffice) -> None:
    going = reserve(kept)
    close_round(kept.desk, going)
    (uncounted,) = [s for s in state(kept, going).sightings if s.is_stock]
    assert (uncounted.finding, uncounted.expected, uncounted.counted) == (
        Finding.MISSING,
        200,
        None,
    )


def test_a_closed_round_takes_no_more_scans_until_it_is_reopened_by_undo(
    kept: TrialOffice,
) -> None:
    going = closed(kept)
    for late in (
        lambda: scan(kept, going, "VID-002"),
        lambda: count_stock(kept.desk, going, key(kept, "CHA-LOT"), 1),
        lambda: close_round(kept.desk, going),
        lambda: drop_round(kept.desk, going),
    ):
        with pytest.raises(RoundClosedError):
            late()
    undo.undo(kept.desk)
    assert scan(kept, going, "VID-002").finding is Finding.SEEN


def test_a_scan_that_the_report_tells_of_is_not_undone_beneath_it(kept: TrialOffice) -> None:
    going = closed(kept)
    with kept.reading() as session:
        scans = select(Gesture.id).where(Gesture.kind == "note_sighting").order_by(Gesture.id)
        first = session.scalars(scans).first()
    with pytest.raises(undo.CannotUndoError, match="Inventaire clos"):
        undo.undo(kept.desk, first)
    undo.undo(kept.desk)
    undo.undo(kept.desk, first)
    assert "VID-001" in [thing.tag for thing in state(kept, going).waiting]


def test_closing_alone_changes_no_thing(kept: TrialOffice) -> None:
    closed(kept)
    with kept.reading() as session:
        assert stock_levels(session, [key(kept, "CHA-LOT")])[key(kept, "CHA-LOT")] == (200, 0)
    assert kept.tagged("COU-001").location == "Cave"
    assert kept.count("maintenance") == 0


# What it leads to


def test_a_difference_that_is_accepted_becomes_a_movement(kept: TrialOffice) -> None:
    going, chairs = closed(kept), key(kept, "CHA-LOT")
    assert accept_counts(kept.desk, going) == {"CHA-LOT": -2}
    movement = kept.one(select(StockMovement).where(StockMovement.delta == -2))
    assert movement.reason is MovementReason.COUNT
    assert movement.note == "Inventaire du 23/11/2026"
    with kept.reading() as session:
        assert stock_levels(session, [chairs])[chairs] == (198, 0)
    with pytest.raises(NothingToSettleError):
        accept_counts(kept.desk, going)
    undo.undo(kept.desk)
    with kept.reading() as session:
        assert stock_levels(session, [chairs])[chairs] == (200, 0)
    assert accept_counts(kept.desk, going) == {"CHA-LOT": -2}


def test_what_came_and_went_since_the_count_stays(kept: TrialOffice) -> None:
    going, chairs = closed(kept), key(kept, "CHA-LOT")
    equipment.move_stock(kept.desk, chairs, 50, reason=MovementReason.PURCHASE)
    kept.lend(kept.person(), (chairs, 10))
    accept_counts(kept.desk, going)
    with kept.reading() as session:
        assert stock_levels(session, [chairs])[chairs] == (248, 10)


def test_a_count_that_contradicts_what_is_lent_is_refused(kept: TrialOffice) -> None:
    going, chairs = reserve(kept), key(kept, "CHA-LOT")
    count_stock(kept.desk, going, chairs, 100)
    kept.lend(kept.person(), (chairs, 180))
    with pytest.raises(equipment.StockTooLowError):
        accept_counts(kept.desk, going)


def test_missing_things_are_kept_from_being_lent_until_they_turn_up(kept: TrialOffice) -> None:
    going = closed(kept)
    assert mark_missing(kept.desk, going) == ["VID-002"]
    stop = kept.one(select(Maintenance))
    assert stop.reason == "Manquant à l'inventaire du 23/11/2026"
    with pytest.raises(lending.BasketRefusedError, match="inventaire"):
        lending.hand_out(
            kept.desk, lending.HandOut(kept.person(), (LineWanted(key(kept, "VID-002")),))
        )
    equipment.put_in_service(kept.desk, key(kept, "VID-002"))
    kept.lend(kept.person("Martin", "Sam"), key(kept, "VID-002"))


def test_only_those_named_are_settled(kept: TrialOffice) -> None:
    going = closed(kept)
    with pytest.raises(NothingToSettleError):
        mark_missing(kept.desk, going, [key(kept, "VID-001")])
    assert mark_missing(kept.desk, going, [key(kept, "VID-002")]) == ["VID-002"]


def test_what_was_found_elsewhere_may_stay_there(kept: TrialOffice) -> None:
    going = closed(kept)
    assert keep_where_found(kept.desk, going) == ["COU-001"]
    assert kept.tagged("COU-001").location == "Réserve"
    undo.undo(kept.desk)
    assert kept.tagged("COU-001").location == "Cave"


def test_each_gesture_has_its_sentence(kept: TrialOffice) -> None:
    going = closed(kept)
    accept_counts(kept.desk, going)
    with kept.reading() as session:
        said = [
            describe(gesture.kind, json.loads(gesture.words))
            for gesture in session.scalars(select(Gesture).order_by(Gesture.id))
        ][-6:]
    assert said == [
        "Inventaire commencé : Réserve",
        "VID-001 vu à l'inventaire",
        "COU-001 vu à l'inventaire",
        "CHA-LOT : 198 à l'inventaire",
        "Inventaire clos : Réserve",
        "Lots corrigés selon l'inventaire : Réserve",
    ]


def test_whoever_may_asks_for_a_round_that_is_not_there(kept: TrialOffice) -> None:
    for act in (inventory.close_round, settling.accept_counts, settling.mark_missing):
        with pytest.raises(NotFoundError):
            act(kept.desk, uuid4())


def test_what_was_found_though_lent_comes_back_as_of_when_it_was_found(kept: TrialOffice) -> None:
    lent = kept.lend(kept.person(), key(kept, "VID-001"), deposit_cents=50_00)
    kept.later(days=1)
    going = reserve(kept)
    scan(kept, going, "VID-001")
    found_at = kept.moment
    kept.later(hours=3)
    assert note_returned(kept.desk, going, key(kept, "VID-001")) == "VID-001"
    loan = kept.loan(lent)
    assert loan.state is LoanState.RETURNED
    assert loan.lines[0].returns[0].returned_at == found_at
    with pytest.raises(NothingToSettleError):
        note_returned(kept.desk, going, key(kept, "VID-001"))
    undo.undo(kept.desk)
    assert kept.loan(lent).state is LoanState.OUT
    (sighting,) = state(kept, going).found(Finding.LENT)
    assert not sighting.settled


def test_a_thing_withdrawn_and_found_is_put_back(kept: TrialOffice) -> None:
    equipment.archive_equipment(kept.desk, key(kept, "VID-001"))
    going = reserve(kept)
    assert scan(kept, going, "VID-001").finding is Finding.ARCHIVED
    put_back(kept.desk, going, key(kept, "VID-001"))
    assert kept.tagged("VID-001").archived_at is None
    assert state(kept, going).sightings[0].settled


def test_a_thing_seen_broken_is_put_out_of_service_with_its_reason(kept: TrialOffice) -> None:
    going = reserve(kept)
    scan(kept, going, "VID-001")
    stop_found(kept.desk, going, key(kept, "VID-001"))
    assert reasons(kept) == ["Inventaire du 23/11/2026"]
    with pytest.raises(NothingToSettleError):
        stop_found(kept.desk, going, key(kept, "VID-002"))
