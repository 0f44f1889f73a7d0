"""Promising things, fetching them, and what lending does about promises."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.trial_office import MONDAY_MORNING, TrialOffice, examples
from vaetvient.desk import equipment, loans, undo
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import BasketRefusedError, HandOut
from vaetvient.desk.limits import TooManyError
from vaetvient.desk.merging import merge_members
from vaetvient.desk.picking_up import pick_up, propose_pick_up
from vaetvient.desk.reservations import (
    Reserve,
    Reserved,
    WantedKit,
    cancel_reservation,
    change_reservation,
    confirm_reservation,
    could_be_served,
    decline_reservation,
    note_no_show,
    reservation_called,
    reserve,
)
from vaetvient.domain import lending, promising
from vaetvient.domain.days import midnight, on_the_clock, whole_days
from vaetvient.domain.entities import Item, Kit, KitPart, Office, PickUp, Reservation, RoomPart
from vaetvient.domain.reservation import ReservationState
from vaetvient.storage.queries.answers import Wanted

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
FRIDAY = MONDAY + timedelta(days=4)


class Promises:
    """An office with two projectors, and short words to promise them."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.model = office.model()
        self.one, self.two = office.items(2, model=self.model, tag="VID-001")
        self.jardins = office.association()
        self.ali = office.person("Benali", "Ali")

    def reserve(
        self,
        first: date,
        last: date,
        *lines: Wanted | WantedKit,
        by: UUID | None = None,
        override_reason: str = "",
        or_wait: bool = False,
    ) -> Reserved:
        period = whole_days(first, last, self.office.desk.zone)
        command = Reserve(
            by or self.jardins,
            lines or (Wanted(self.model),),
            period.start,
            period.end,
            override_reason=override_reason,
            or_wait=or_wait,
        )
        return reserve(self.office.desk, command)

    def get(self, reserved: Reserved) -> Reservation:
        found: Reservation = self.office.one(
            select(Reservation)
            .where(Reservation.id == reserved.reservation_id)
            .options(selectinload(Reservation.lines))
        )
        return found

    def state(self, reserved: Reserved) -> ReservationState:
        return self.get(reserved).state


@pytest.fixture
def promises(office: TrialOffice) -> Promises:
    return Promises(office)


def refused(error: pytest.ExceptionInfo[BasketRefusedError]) -> list[str]:
    return [refusal.error.code for refusal in error.value.refusals]


# Promising


def test_a_reservation_has_a_number_of_its_own_and_holds_a_unit(promises: Promises) -> None:
    first = promises.reserve(TUESDAY, WEDNESDAY)
    second = promises.reserve(WEDNESDAY, THURSDAY)
    assert (first.number, second.number) == ("R-BUR-2026-0001", "R-BUR-2026-0002")
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(WEDNESDAY, WEDNESDAY)
    assert refused(no) == ["not_free"]
    promises.reserve(THURSDAY, FRIDAY)


def test_a_clash_says_who_until_when_from_when_on_and_what_else(promises: Promises) -> None:
    office = promises.office
    shelf = office.category()
    beamer = office.model("Rétroprojecteur", category_id=shelf)
    office.item(model=beamer, tag="RET-001")
    screen = office.model("Écran", category_id=shelf)
    only = office.item(model=screen, tag="ECR-001")
    promises.reserve(TUESDAY, WEDNESDAY, Wanted(screen, only))
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(WEDNESDAY, THURSDAY, Wanted(screen, only), by=promises.ali)
    said = no.value.refusals[0].error.message
    assert "Les Jardins d'Échirolles (R-BUR-2026-0001), jusqu'au 25/11/2026." in said
    assert "Libre à partir du 26 novembre 2026." in said
    assert "À la place : Rétroprojecteur" in said


def test_a_named_unit_and_any_unit_share_what_there_is(promises: Promises) -> None:
    promises.reserve(
        TUESDAY, WEDNESDAY, Wanted(promises.model, promises.one), Wanted(promises.model)
    )
    with pytest.raises(BasketRefusedError):
        promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, promises.two))


def test_a_thing_that_is_late_is_not_promised_unless_another_is_there(promises: Promises) -> None:
    office = promises.office
    office.lend(promises.ali, promises.one)
    office.later(days=20)
    friday = office.today() + timedelta(days=4)
    promises.reserve(friday, friday)
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(friday, friday)
    assert "Benali Ali (BUR-2026-0001), en retard." in no.value.refusals[0].error.message


def test_what_came_back_this_morning_is_free_today(promises: Promises) -> None:
    office = promises.office
    lent = office.lend(promises.ali, promises.one, promises.two)
    office.later(hours=1)
    office.bring_back(lent)
    office.later(hours=1)
    promises.reserve(MONDAY, MONDAY, Wanted(promises.model, quantity=2))
    with pytest.raises(BasketRefusedError):
        promises.reserve(MONDAY, MONDAY)


def test_a_stock_is_promised_by_quantity(promises: Promises) -> None:
    office = promises.office
    model = office.model("Chaise pliante")
    office.stock(count=200, tag="CHA", model=model)
    promises.reserve(TUESDAY, WEDNESDAY, Wanted(model, quantity=150))
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(WEDNESDAY, THURSDAY, Wanted(model, quantity=51))
    assert "50 libres sur 200" in no.value.refusals[0].error.message
    promises.reserve(WEDNESDAY, THURSDAY, Wanted(model, quantity=50))


def test_a_kit_is_promised_part_by_part_and_keeps_its_name(promises: Promises) -> None:
    office = promises.office
    chairs = office.model("Chaise pliante")
    office.stock(count=40, tag="CHA", model=chairs)
    with office.desk.database.writing() as session:
        kit = Kit(office_id=office.desk.office_id, name="Ciné-club")
        kit.parts = [
            KitPart(position=0, model_id=promises.model, quantity=1),
            KitPart(position=1, model_id=chairs, quantity=30, required=False),
        ]
        session.add(kit)
    promises.reserve(TUESDAY, TUESDAY, WantedKit(kit.id))
    with pytest.raises(BasketRefusedError):
        promises.reserve(TUESDAY, TUESDAY, WantedKit(kit.id), by=promises.ali)
    bare = promises.reserve(TUESDAY, TUESDAY, WantedKit(kit.id, with_optional=False))
    assert [(e.kit_name, e.label, e.quantity) for e in promises.get(bare).lines] == [
        ("Ciné-club", "Vidéoprojecteur", 1)
    ]


def test_who_has_the_whole_room_has_its_half_and_the_other_way_round(promises: Promises) -> None:
    office = promises.office
    whole, left, right = (office.item(name, tag=name) for name in ("Salle", "Gauche", "Droite"))
    with office.desk.database.writing() as session:
        session.add_all([RoomPart(whole_id=whole, part_id=part) for part in (left, right)])
    rooms = {key: Wanted(office.get(Item, key).model_id, key) for key in (whole, left, right)}
    promises.reserve(TUESDAY, TUESDAY, rooms[left])
    with pytest.raises(BasketRefusedError):
        promises.reserve(TUESDAY, TUESDAY, rooms[whole])
    promises.reserve(TUESDAY, TUESDAY, rooms[right])
    promises.reserve(WEDNESDAY, WEDNESDAY, rooms[whole])
    with pytest.raises(BasketRefusedError):
        promises.reserve(WEDNESDAY, WEDNESDAY, rooms[right])


def test_a_room_is_promised_by_the_hour_on_the_day_the_clocks_change(office: TrialOffice) -> None:
    office.moment = datetime(2026, 3, 20, 9, tzinfo=UTC)
    room = office.item("Salle", tag="SALLE")
    jardins = office.association()
    model = office.get(Item, room).model_id
    sunday = date(2026, 3, 29)

    def hours(start: int, end: int) -> Reserve:
        zone = office.desk.zone
        return Reserve(
            jardins,
            (Wanted(model, room),),
            on_the_clock(sunday, start * 60, zone),
            on_the_clock(sunday, end * 60, zone),
            override_reason="assemblée générale",
        )

    reserve(office.desk, hours(1, 4))
    with pytest.raises(BasketRefusedError):
        reserve(office.desk, hours(3, 5))
    reserve(office.desk, hours(4, 5))


def test_the_past_a_closed_day_and_a_backward_period_are_refused(promises: Promises) -> None:
    sunday = MONDAY + timedelta(days=6)
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(sunday, sunday)
    assert refused(no) == ["closed_that_day"]
    promises.reserve(sunday, sunday, override_reason="le portail est ouvert")
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(MONDAY - timedelta(days=3), TUESDAY)
    assert refused(no) == ["in_the_past"]
    start = midnight(TUESDAY, promises.office.desk.zone)
    with pytest.raises(promising.PeriodError):
        reserve(
            promises.office.desk, Reserve(promises.ali, (Wanted(promises.model),), start, start)
        )


def test_dues_that_ended_stand_in_the_way(promises: Promises) -> None:
    later = MONDAY + timedelta(days=700)
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(later, later)
    assert "membership_expired" in refused(no)


def test_nothing_is_not_reserved(promises: Promises) -> None:
    with pytest.raises(lending.NothingToLendError):
        promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=0))


# Living


def test_dates_change_without_standing_in_their_own_way(promises: Promises) -> None:
    kept = promises.reserve(TUESDAY, WEDNESDAY, Wanted(promises.model, quantity=2))
    other = promises.reserve(FRIDAY, FRIDAY, Wanted(promises.model))
    zone = promises.office.desk.zone
    change_reservation(promises.office.desk, kept.reservation_id, end=midnight(FRIDAY, zone))
    assert promises.get(kept).ends_at == midnight(FRIDAY, zone)
    with pytest.raises(BasketRefusedError):
        change_reservation(
            promises.office.desk,
            kept.reservation_id,
            end=midnight(FRIDAY + timedelta(days=1), zone),
        )
    change_reservation(
        promises.office.desk, other.reservation_id, lines=[Wanted(promises.model, promises.two)]
    )
    assert promises.get(other).lines[0].tag == "VID-002"


def test_a_thing_that_another_office_keeps_by_now_is_not_free(promises: Promises) -> None:
    desk = promises.office.desk
    kept = promises.reserve(TUESDAY, WEDNESDAY, Wanted(promises.model, promises.one))
    with desk.database.writing() as session:
        other = Office(name="Maison des habitants", code="MDH")
        session.add(other)
        session.flush()
        session.get_one(Item, promises.one).custody_office_id = other.id
    with pytest.raises(BasketRefusedError) as no:
        change_reservation(desk, kept.reservation_id, end=midnight(FRIDAY, desk.zone))
    assert refused(no) == ["not_in_custody", "not_free"]


@pytest.mark.parametrize(
    ("close", "state"),
    [
        (
            lambda desk, key: cancel_reservation(desk, key, "plus besoin"),
            ReservationState.CANCELLED,
        ),
        (lambda desk, key: decline_reservation(desk, key, "en travaux"), ReservationState.DECLINED),
        (note_no_show, ReservationState.NO_SHOW),
    ],
    ids=["cancelled", "declined", "nobody came"],
)
def test_what_is_closed_is_free_again_and_stays_closed(
    promises: Promises, close: object, state: ReservationState
) -> None:
    assert callable(close)
    gone = promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    close(promises.office.desk, gone.reservation_id)
    assert promises.state(gone) is state
    promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    with pytest.raises(promising.ReservationClosedError):
        close(promises.office.desk, gone.reservation_id)


def test_undoing_a_reservation_frees_what_it_held(promises: Promises) -> None:
    promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    undo.undo(promises.office.desk)
    again = promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    assert again.number == "R-BUR-2026-0001"


def test_a_cancelled_reservation_does_not_come_back_over_a_newer_one(promises: Promises) -> None:
    office = promises.office
    gone = promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    cancel_reservation(office.desk, gone.reservation_id)
    with office.reading() as session:
        cancelled = undo.last_undoable(session, office.desk)
    assert cancelled is not None
    newer = promises.reserve(TUESDAY, TUESDAY)
    with pytest.raises(promising.NoLongerFreeError):
        undo.undo(office.desk, cancelled.gesture_id)
    assert promises.state(gone) is ReservationState.CANCELLED
    cancel_reservation(office.desk, newer.reservation_id)
    undo.undo(office.desk, cancelled.gesture_id)
    assert promises.state(gone) is ReservationState.CONFIRMED


def test_the_waiting_list_is_served_in_the_order_in_which_people_asked(promises: Promises) -> None:
    office = promises.office
    full = promises.reserve(TUESDAY, TUESDAY, Wanted(promises.model, quantity=2))
    first = promises.reserve(TUESDAY, TUESDAY, by=promises.ali, or_wait=True)
    office.later(minutes=5)
    second = promises.reserve(TUESDAY, WEDNESDAY, or_wait=True)
    assert {promises.state(first), promises.state(second)} == {ReservationState.WAITING}
    with office.reading() as session:
        assert could_be_served(session, office.desk) == []
    cancel_reservation(office.desk, full.reservation_id)
    with office.reading() as session:
        served = [waiter.number for waiter in could_be_served(session, office.desk)]
    assert served == [first.number, second.number]
    confirm_reservation(office.desk, first.reservation_id)
    assert promises.state(first) is ReservationState.CONFIRMED


def test_a_merged_member_keeps_their_reservations(promises: Promises) -> None:
    twice = promises.office.person("Benali", "Aly")
    reserved = promises.reserve(TUESDAY, TUESDAY, by=twice)
    merge_members(promises.office.desk, promises.ali, twice)
    assert promises.get(reserved).borrower_id == promises.ali


# Fetching


def test_one_gesture_fetches_what_was_reserved(promises: Promises) -> None:
    office = promises.office
    reserved = promises.reserve(MONDAY, FRIDAY, Wanted(promises.model, quantity=2))
    lent = pick_up(office.desk, reserved.reservation_id)
    assert lent.due_on == FRIDAY
    assert [line.tag for line in office.loan(lent).lines] == ["VID-001", "VID-002"]
    assert promises.state(reserved) is ReservationState.PICKED_UP
    with pytest.raises(BasketRefusedError) as no:
        promises.reserve(TUESDAY, TUESDAY, by=promises.ali)
    assert "BUR-2026-0001" in no.value.refusals[0].error.message


def test_a_part_is_fetched_and_the_rest_stays_promised(promises: Promises) -> None:
    office = promises.office
    reserved = promises.reserve(MONDAY, FRIDAY, Wanted(promises.model, quantity=2))
    scanned = HandOut(None, (LineWanted(promises.two),))
    pick_up(office.desk, reserved.reservation_id, scanned)
    assert promises.get(reserved).lines[0].left == 1
    with pytest.raises(BasketRefusedError):
        promises.reserve(TUESDAY, TUESDAY, by=promises.ali)
    pick_up(office.desk, reserved.reservation_id)
    assert promises.state(reserved) is ReservationState.PICKED_UP


def test_what_is_left_can_be_given_up(promises: Promises) -> None:
    office = promises.office
    reserved = promises.reserve(MONDAY, FRIDAY, Wanted(promises.model, quantity=2))
    pick_up(office.desk, reserved.reservation_id, HandOut(None, (LineWanted(promises.one),)))
    cancel_reservation(office.desk, reserved.reservation_id)
    assert promises.state(reserved) is ReservationState.PICKED_UP
    promises.reserve(TUESDAY, TUESDAY, by=promises.ali)


def test_a_loan_made_without_looking_fetches_the_borrowers_reservation(promises: Promises) -> None:
    reserved = promises.reserve(MONDAY, FRIDAY)
    promises.office.lend(promises.jardins, promises.two, due_on=FRIDAY)
    assert promises.state(reserved) is ReservationState.PICKED_UP


def test_undoing_the_loan_promises_again_and_redoing_fetches_again(promises: Promises) -> None:
    office = promises.office
    reserved = promises.reserve(MONDAY, FRIDAY)
    pick_up(office.desk, reserved.reservation_id)
    undo.undo(office.desk)
    assert promises.state(reserved) is ReservationState.CONFIRMED
    assert promises.get(reserved).lines[0].holds
    assert office.count("pick_up") == 0
    undo.redo(office.desk)
    assert promises.state(reserved) is ReservationState.PICKED_UP
    assert office.one(select(PickUp)).quantity == 1


def test_what_is_closed_or_not_confirmed_is_not_fetched(promises: Promises) -> None:
    office = promises.office
    promises.reserve(MONDAY, FRIDAY, Wanted(promises.model, quantity=2))
    waiting = promises.reserve(MONDAY, FRIDAY, by=promises.ali, or_wait=True)
    scanned = HandOut(None, (LineWanted(promises.one),), override_reason="vu avec les Jardins")
    with pytest.raises(promising.NotYetConfirmedError):
        pick_up(office.desk, waiting.reservation_id, scanned)
    cancel_reservation(office.desk, waiting.reservation_id)
    with pytest.raises(promising.ReservationClosedError):
        pick_up(office.desk, waiting.reservation_id, scanned)
    assert office.count("loan") == 0


def test_a_pick_up_says_how_many_are_not_on_the_shelf(promises: Promises) -> None:
    office = promises.office
    reserved = promises.reserve(MONDAY, FRIDAY, Wanted(promises.model, quantity=2))
    equipment.take_out_of_service(office.desk, promises.one, "lampe")
    with office.reading() as session:
        proposal = propose_pick_up(session, office.desk, reserved.reservation_id)
    assert [line.equipment_id for line in proposal.lines] == [promises.two]
    assert proposal.missing == 1


# What lending does about promises


def test_a_thing_promised_to_another_is_lent_only_with_a_reason(promises: Promises) -> None:
    office = promises.office
    promises.reserve(WEDNESDAY, FRIDAY, Wanted(promises.model, promises.one))
    with pytest.raises(BasketRefusedError) as no:
        office.lend(promises.ali, promises.one)
    assert refused(no) == ["promised"]
    assert "Les Jardins d'Échirolles (R-BUR-2026-0001)" in no.value.message
    office.lend(promises.ali, promises.one, due_on=TUESDAY)


def test_the_last_unit_of_a_model_is_promised_too(promises: Promises) -> None:
    office = promises.office
    promises.reserve(WEDNESDAY, FRIDAY)
    office.lend(promises.ali, promises.one)
    with pytest.raises(BasketRefusedError) as no:
        office.lend(promises.ali, promises.two)
    assert refused(no) == ["promised"]
    office.lend(promises.ali, promises.two, override_reason="les Jardins sont d'accord")


def test_two_units_scanned_together_count_together(promises: Promises) -> None:
    promises.reserve(WEDNESDAY, FRIDAY)
    with pytest.raises(BasketRefusedError) as no:
        promises.office.lend(promises.ali, promises.one, promises.two)
    assert [refusal.line for refusal in no.value.refusals] == [1]


def test_an_extension_stops_at_the_reservation_that_it_would_empty(promises: Promises) -> None:
    office = promises.office
    lent = office.lend(promises.ali, promises.one, promises.two, due_on=TUESDAY)
    promises.reserve(THURSDAY, FRIDAY, Wanted(promises.model, quantity=2))
    loans.extend(office.desk, lent.loan_id, WEDNESDAY)
    with pytest.raises(promising.StandsInTheWayError) as no:
        loans.extend(office.desk, lent.loan_id, THURSDAY)
    assert "R-BUR-2026-0001" in no.value.message


def test_ones_own_reservation_does_not_stand_in_ones_way(promises: Promises) -> None:
    office = promises.office
    lent = office.lend(promises.jardins, promises.one, promises.two, due_on=TUESDAY)
    promises.reserve(THURSDAY, FRIDAY)
    assert loans.extend(office.desk, lent.loan_id, FRIDAY).due_on == FRIDAY


def test_a_reservation_is_called_by_its_number_or_its_key(promises: Promises) -> None:
    reserved = promises.reserve(TUESDAY, TUESDAY)
    with promises.office.reading() as session:
        for called in ("r-bur-2026-0001", str(reserved.reservation_id)):
            assert reservation_called(session, called).id == reserved.reservation_id


# Two at once


_gate: Any = None
_PATIENCE = 120
"""Seconds after which the other one is taken for dead."""


def _open_gate(gate: Any) -> None:
    """What both wait at before each try, so that no one is ever a day ahead and alone."""
    global _gate  # noqa: PLW0603  (a process of its own)
    _gate = gate


def _reserve_many(folder: str, borrower: UUID, model: UUID, days: int) -> list[bool]:
    """In a process of its own: try to have the last projector on each of `days`."""
    desk = open_desk(Path(folder), volunteer="Odile", clock=_monday)
    out = []
    for n in range(days):
        day = TUESDAY + timedelta(days=n)
        period = whole_days(day, day, desk.zone)
        command = Reserve(
            borrower, (Wanted(model),), period.start, period.end, override_reason="essai"
        )
        _gate.wait(_PATIENCE)
        try:
            reserve(desk, command)
            out.append(True)
        except BasketRefusedError:
            out.append(False)
    desk.database.close()
    return out


def _monday() -> datetime:
    return MONDAY_MORNING


def test_two_processes_never_promise_the_last_one_twice(office: TrialOffice) -> None:
    model = office.model()
    office.item(model=model, tag="VID-001")
    jardins, ali = office.association(), office.person("Benali", "Ali")
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(2, _open_gate, (spawn.Barrier(2),)) as processes:
        rounds = examples(200)
        asked = [(str(office.folder), who, model, rounds) for who in (jardins, ali)]
        won = processes.starmap(_reserve_many, asked)
    assert all(a != b for a, b in zip(*won, strict=True)), "one wins, the other is told"
    assert office.count("reservation") == rounds


def test_a_bar_code_typed_as_quantity_is_not_even_awaited(promises: Promises) -> None:
    with pytest.raises(TooManyError):
        promises.reserve(
            TUESDAY, TUESDAY, Wanted(promises.model, None, 3_760_123_456_789), or_wait=True
        )
    assert promises.office.count("reservation") == 0


def test_why_a_rule_was_gone_past_is_kept_when_a_reservation_is_changed(
    promises: Promises,
) -> None:
    made = promises.reserve(TUESDAY, WEDNESDAY)
    sunday = whole_days(
        MONDAY + timedelta(days=6), MONDAY + timedelta(days=6), promises.office.desk.zone
    )
    change_reservation(
        promises.office.desk,
        made.reservation_id,
        start=sunday.start,
        end=sunday.end,
        override_reason="le portail est ouvert",
    )
    assert promises.get(made).override_reason == "le portail est ouvert"
    week = whole_days(TUESDAY, WEDNESDAY, promises.office.desk.zone)
    change_reservation(promises.office.desk, made.reservation_id, start=week.start, end=week.end)
    assert promises.get(made).override_reason == ""
