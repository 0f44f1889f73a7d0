"""The list of reservations and the form that makes them, worked by keyboard."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, nameless, names, settle, unreachable
from tests.ui.reservations.conftest import Promises
from vaetvient.desk import equipment, rules
from vaetvient.desk.rules import RuleForm
from vaetvient.domain.entities import Reservation
from vaetvient.domain.reservation import ReservationState
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.reservations import ReservationsShown
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.reservations import ReservationsPage
from vaetvient.ui.pages.reservations.form import ReserveForm
from vaetvient.ui.pages.reservations.list_face import ReservationsList


@pytest.fixture
def page(promises: Promises, window: MainWindow, hand: Hand) -> ReservationsList:
    found = window.visit("reservations")
    assert isinstance(found, ReservationsPage)
    settle(hand)
    return found.list


def foreseen(form: ReserveForm, hand: Hand) -> None:
    hand.wait_until(lambda: form.foreseen is not None, "what the desk foresees")
    settle(hand)


def pick_borrower(form: ReserveForm, hand: Hand, typed: str) -> None:
    field = form.entries["borrower"].field
    fill(hand, field, typed)
    settle(hand)
    field.picked.emit(field.offered[0].value)  # type: ignore[attr-defined]


def test_an_empty_list_says_what_to_do_first(page: ReservationsList) -> None:
    assert page.empty.words == "Rien n'est réservé."


def test_reserving_goes_dates_first_then_what_is_free_then_for_whom(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    promises.reserve(1, 2)
    hand.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.form
    fill(hand, form.entries["start"].field, "24/11")
    fill(hand, form.entries["end"].field, "25/11")
    hand.wait_until(lambda: form.free.model.rowCount() > 0, "what is free")
    settle(hand)
    offered = [str(form.free.model.index(n).data()) for n in range(form.free.model.rowCount())]
    assert offered == ["Écran sur pied, 1 libre sur 1", "Vidéoprojecteur, 1 libre sur 2"]
    fill(hand, form.free.field, "videop")
    hand.press(Qt.Key.Key_Return)
    pick_borrower(form, hand, "benali")
    foreseen(form, hand)
    assert form.foreseen is not None
    assert form.foreseen.can_be_made
    form.save()
    settle(hand)
    assert names(page, "borrower") == ["Les Jardins", "Benali Ali"]
    assert page.details.head.state.word == "confirmée"
    assert page.details.file is not None
    assert page.details.file.borrower == "Benali Ali"


def test_a_clash_is_said_beside_its_line_with_ways_out_one_click_away(
    page: ReservationsList, hand: Hand, promises: Promises
) -> None:
    promises.reserve(1, 2, Wanted(promises.model, quantity=2))
    page.begin_new()
    form = page.form
    fill(hand, form.entries["start"].field, "24/11")
    fill(hand, form.entries["end"].field, "24/11")
    fill(hand, form.free.field, "videop")
    hand.press(Qt.Key.Key_Return)
    pick_borrower(form, hand, "benali")
    foreseen(form, hand)
    chips = {b.text(): b for b in form.things.findChildren(type(form.save_button)) if b.text()}
    assert list(chips) == [
        "Prendre jeudi 26 novembre 2026",
        "Plutôt Écran sur pied (1 libre)",
    ]
    form.save()
    settle(hand)
    assert "Les Jardins (R-BUR-2026-0001), jusqu'au 25/11/2026" in form.banner.words.text()
    next(
        b
        for b in form.things.findChildren(type(form.save_button))
        if b.text() == "Prendre jeudi 26 novembre 2026" and b.isVisible()
    ).click()
    foreseen(form, hand)
    assert form.entries["start"].text() == "26/11/2026"
    form.save()
    settle(hand)
    assert names(page, "starts_at") == ["24/11/2026", "26/11/2026"]


def test_who_waits_is_served_when_something_frees_up(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    first = promises.reserve(1, 2, Wanted(promises.model, quantity=2))
    page.begin_new()
    form = page.form
    fill(hand, form.entries["start"].field, "24/11")
    fill(hand, form.entries["end"].field, "24/11")
    fill(hand, form.free.field, "videop")
    hand.press(Qt.Key.Key_Return)
    pick_borrower(form, hand, "benali")
    foreseen(form, hand)
    form.wait_button.click()
    settle(hand)
    assert page.details.head.state.word == "sur liste d'attente"
    page.context.work.do(lambda: _cancel(office, first.reservation_id), lambda _n: None, owner=page)
    settle(hand)
    assert page.details.head.state.word == "sur liste d'attente : il y en a de nouveau assez"
    page.details.confirm_button.click()
    settle(hand)
    assert page.details.head.state.word == "confirmée"


def _cancel(office: TrialOffice, key: object) -> None:
    from vaetvient.desk.reservations import cancel_reservation

    cancel_reservation(office.desk, key)  # type: ignore[arg-type]


def test_a_request_is_refused_with_a_reason_and_its_history_says_so(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    rules.write_rule(office.desk, RuleForm("Sur accord", {}, {"approval_required": True}))
    made = promises.reserve(1, 2)
    settle(hand)
    page.show_record(made.reservation_id)
    settle(hand)
    details = page.details
    assert details.head.state.word == "à confirmer"
    assert not details.fetch_button.isVisible()
    details.decline_button.click()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert "raison" in details.decline_asked.entries["reason"].error
    hand.type("déjà promis à la mairie")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    stored = office.get(Reservation, made.reservation_id)
    assert stored.state is ReservationState.DECLINED
    assert stored.close_reason == "déjà promis à la mairie"
    assert details.file is not None
    assert [row.what for row in details.file.history] == [
        "Réservation R-BUR-2026-0001 refusée",
        "Réservation R-BUR-2026-0001 pour Les Jardins",
    ]


def test_a_series_is_seen_with_its_clashes_and_saved_without_them(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    promises.reserve(8, 8, Wanted(promises.model, quantity=2))  # Tuesday the first of December
    page.begin_new()
    form = page.form
    fill(hand, form.entries["start"].field, "24/11")
    fill(hand, form.entries["start_hour"].field, "18h")
    fill(hand, form.entries["end"].field, "24/11")
    fill(hand, form.entries["end_hour"].field, "20:00")
    fill(hand, form.free.field, "videop")
    hand.press(Qt.Key.Key_Return)
    pick_borrower(form, hand, "benali")
    form.series.repeats.setChecked(True)
    fill(hand, form.series.until, "15/12/2026")
    form.series.until.editingFinished.emit()
    hand.wait_until(lambda: "4 dates" in form.series.said.text(), "the dates of the series")
    assert "dont 1 impossible" in form.series.said.text()
    form.save()
    settle(hand)
    assert office.count("reservation") == 4
    assert page.details.series_button.isVisible()
    page.details.series_button.click()
    settle(hand)
    page.shown.choose(ReservationsShown.STANDING)
    settle(hand)
    assert names(page, "borrower") == ["Les Jardins"]


def test_what_was_begun_is_still_there_after_escape(
    page: ReservationsList, hand: Hand, promises: Promises
) -> None:
    page.begin_new()
    fill(hand, page.form.free.field, "videop")
    hand.press(Qt.Key.Key_Return)
    hand.wait_until(lambda: bool(page.form.things.lines), "what was chosen")
    fill(hand, page.form.entries["purpose"].field, "Fête")
    hand.press(Qt.Key.Key_Escape)
    page.begin_new()
    settle(hand)
    assert [line.label for line in page.form.things.lines] == ["Vidéoprojecteur"]
    page.form.start_anew()
    assert page.form.things.lines == []


def test_a_reservation_is_changed_in_the_form_and_keeps_its_number(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(1, 2)
    settle(hand)
    page.show_record(made.reservation_id)
    settle(hand)
    page.details.change_button.click()
    fill(hand, page.form.entries["end"].field, "27/11/2026")
    page.form.save()
    settle(hand)
    assert page.details.file is not None
    assert page.details.file.number == made.number
    assert page.details.facts.findChildren(type(page.count_label))[1].text() == (
        "du 24/11/2026 au 27/11/2026 (4 jours)"
    )


def test_a_part_that_is_gone_is_said_and_the_thing_out_of_service_too(
    page: ReservationsList, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(0, 2, Wanted(promises.model, quantity=2))
    office.lend(promises.jardins, promises.one)
    equipment.take_out_of_service(office.desk, promises.two, "lampe")
    settle(hand)
    page.show_record(made.reservation_id)
    settle(hand)
    assert page.details.head.state.word == "confirmée, retirée en partie"
    assert lines_of(page.details.things) == ["2 × Vidéoprojecteur, 1 à retirer"]
    assert lines_of(page.details.fetched) == ["Prêt BUR-2026-0001, 1 chose"]


def test_everything_has_a_name_and_is_reached_by_tab(
    page: ReservationsList, hand: Hand, promises: Promises
) -> None:
    promises.reserve(1, 2)
    settle(hand)
    choose(page, hand, 0)
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    page.begin_new()
    settle(hand)
    assert nameless(page) == []
