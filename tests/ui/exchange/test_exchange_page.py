"""The page of exchanges, in a real window on real databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.trial_office import TrialOffice
from tests.ui.access import barriers
from tests.ui.exchange.neighbour import Neighbour
from tests.ui.fit import misfits
from vaetvient.desk import requests, transfers
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.domain.member import MemberKind
from vaetvient.domain.request import RequestState
from vaetvient.sync import network, places, rounds
from vaetvient.sync.merge import Taken
from vaetvient.sync.segment import Segment
from vaetvient.sync.site import Site, Work
from vaetvient.ui.carrier import Stick
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.exchange import transfers as transfers_panel
from vaetvient.ui.pages.exchange.page import ExchangePage


def hand(page: ExchangePage) -> Hand:
    window = page.window()
    assert isinstance(window, MainWindow)
    return Hand(window)


def settle(page: ExchangePage) -> None:
    hand(page).settle()


def until(page: ExchangePage, reached: Callable[[], bool]) -> None:
    hand(page).wait_until(reached, "the page to show it")


def plug(page: ExchangePage, plugged: list[Stick], stick: Path) -> None:
    """Put the stick into the window's computer, and wait until it may be pulled out."""
    plugged[:] = [Stick(stick, "CLE USB")]
    page.carrier.look_for_sticks()
    settle(page)
    if page.carrier.sticks[stick].visit is None:
        page.carrier.visit_stick(stick)
    until(page, lambda: page.carrier.sticks[stick].visit is not None)
    settle(page)


def pull(page: ExchangePage, plugged: list[Stick]) -> None:
    plugged.clear()
    page.carrier.look_for_sticks()
    settle(page)


def shared(office: TrialOffice, email: str = "") -> MemberForm:
    del office
    return MemberForm(
        MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé", shared=True, email=email
    )


def look_at_both_sizes(exchange: ExchangePage) -> None:
    """Nothing of what is shown is cut, at 100 and at 200 %, nor unknown to a screen reader."""
    theme = exchange.context.theme
    for percent in (200, 100):
        theme.scale_text(percent)
        settle(exchange)
        assert misfits(exchange) == []
        assert barriers(exchange) == []


def test_without_a_network_the_page_says_what_to_do_first(exchange: ExchangePage) -> None:
    assert exchange.found_button.isVisible()
    assert exchange.found_button.hasFocus()
    assert not exchange.chips["offices"].isVisible()
    assert not exchange.carrier.active


def test_two_offices_meet_through_their_windows(
    exchange: ExchangePage, office: TrialOffice, neighbour: Neighbour, tmp_path: Path
) -> None:
    exchange.founding.open()
    exchange.founding.entries["name"].put("Métropole")
    exchange.founding.confirm.click()
    until(exchange, lambda: bool(exchange.state and exchange.state.network))
    assert exchange.chips["offices"].isVisible()
    invitation = tmp_path / "invitation.vavn"
    exchange.inviting.write(invitation)
    until(exchange, invitation.exists)
    request = tmp_path / "demande.vavn"
    desk = neighbour.desk
    said = network.ask_to_join(desk.database, invitation, request, desk.clock)
    exchange.take([request])
    until(exchange, exchange.admitting.isVisible)
    exchange.admitting.entries["fingerprint"].put("11111 22222 33333 44444 55555")
    exchange.admitting.confirm.click()
    until(exchange, lambda: bool(exchange.admitting.entries["fingerprint"].error))
    exchange.admitting.entries["fingerprint"].put(said)
    exchange.admitting.entries["office_name"].put("Échirolles")
    exchange.admitting.confirm.click()
    welcome = tmp_path / "accueil-echirolles.vavn"
    until(exchange, lambda: exchange.state is not None and len(exchange.state.partners) == 2)
    network.join(desk.database, welcome, desk.clock)
    assert {one.office for one in exchange.state.partners} == {"Bureau", "Échirolles"}


def test_joining_reads_the_fingerprint_aloud_and_ends_with_the_welcome(
    exchange: ExchangePage, office: TrialOffice, neighbour: Neighbour, tmp_path: Path
) -> None:
    desk = neighbour.desk
    network.found(desk.database, "Métropole", desk.clock)
    network.invite(neighbour.site, tmp_path / "invitation.vavn")
    exchange.take([tmp_path / "invitation.vavn"])
    until(exchange, lambda: bool(exchange.joining.fingerprint.digits))
    (request,) = tmp_path.glob("demande-*.vavn")
    digits = exchange.joining.fingerprint.digits
    network.admit(neighbour.site, request, tmp_path / "w.vavn", fingerprint=digits)
    exchange.take([tmp_path / "w.vavn"])
    until(exchange, lambda: bool(exchange.state and exchange.state.network))
    assert exchange.state is not None
    assert exchange.state.network == "Métropole"


def test_a_stick_brings_news_and_may_then_be_pulled_out(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    from vaetvient.desk.members import enter_member

    enter_member(met.desk, shared(office))
    met.plug()
    plug(exchange, plugged, met.stick)
    state = exchange.carrier.sticks[met.stick]
    assert state.may_go
    assert state.visit is not None
    assert [fresh.who for fresh in state.visit.fresh] == ["Échirolles"]
    assert "Échirolles" in exchange.going.text
    assert met.plug().applied > 0  # ours were left on it
    pull(exchange, plugged)
    assert not exchange.carrier.sticks


def test_nothing_is_written_on_a_stick_that_no_office_uses_until_one_asks(
    met: Neighbour, exchange: ExchangePage, plugged: list[Stick]
) -> None:
    plugged[:] = [Stick(met.stick, "VACANCES")]
    exchange.carrier.look_for_sticks()
    settle(exchange)
    assert list(met.stick.iterdir()) == []
    assert not exchange.sticks.isHidden()
    exchange.carrier.visit_stick(met.stick)
    until(exchange, lambda: exchange.carrier.sticks[met.stick].visit is not None)
    assert list(met.stick.iterdir()) != []


def test_a_conflict_is_settled_by_one_click_and_taken_back(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    zoe = office.person("Lefèvre", "Zoé", shared=True)
    plug(exchange, plugged, met.stick)
    met.plug()
    change_member(office.desk, zoe, shared(office, "ici@a.fr"))
    change_member(met.desk, zoe, shared(office, "la@a.fr"))
    met.plug()
    exchange.carrier.visit_stick(met.stick)
    until(exchange, lambda: bool(exchange.conflicts.cards))
    window = exchange.window()
    assert isinstance(window, MainWindow)
    badge = window.navigation.ways["exchange"]
    until(exchange, lambda: badge.waiting == 1)
    assert badge.accessibleName() == "Échanges, 1 chose attend"
    exchange.open("conflicts")
    (card,) = exchange.conflicts.cards.values()
    assert card.theirs.accessibleName() == "Prendre le leur : la@a.fr"
    look_at_both_sizes(exchange)
    stood = _email(office)
    other = {"ici@a.fr": "la@a.fr", "la@a.fr": "ici@a.fr"}[stood]
    (card.ours if other == "ici@a.fr" else card.theirs).click()
    until(exchange, lambda: not exchange.conflicts.cards)
    until(exchange, lambda: badge.waiting == 0)
    assert _email(office) == other
    window.undo()
    until(exchange, lambda: _email(office) == stood)
    exchange.conflicts.which.choose("settled")  # and one may still change one's mind
    until(exchange, lambda: bool(exchange.conflicts.cards))
    (card,) = exchange.conflicts.cards.values()
    (card.ours if other == "ici@a.fr" else card.theirs).click()
    until(exchange, lambda: _email(office) == other)


def test_another_value_settles_a_conflict_too(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    zoe = office.person("Lefèvre", "Zoé", shared=True)
    plug(exchange, plugged, met.stick)
    met.plug()
    change_member(office.desk, zoe, shared(office, "ici@a.fr"))
    change_member(met.desk, zoe, shared(office, "la@a.fr"))
    met.plug()
    exchange.carrier.visit_stick(met.stick)
    until(exchange, lambda: bool(exchange.conflicts.cards))
    exchange.open("conflicts")
    (card,) = exchange.conflicts.cards.values()
    card.other.begin()
    card.other.entries["value"].put("zoe@jardins.fr")
    card.other.confirm.click()
    until(exchange, lambda: not exchange.conflicts.cards)
    assert _email(office) == "zoe@jardins.fr"
    exchange.conflicts.which.choose("settled")
    until(exchange, lambda: len(exchange.conflicts.cards) == 1)


def _email(office: TrialOffice) -> str:
    from sqlalchemy import text

    with office.reading() as session:
        return str(session.execute(text("SELECT email FROM member")).scalar_one())


def test_a_request_is_made_from_the_page_and_its_answer_comes_back(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    from vaetvient.desk.catalogue import ModelForm, enter_model
    from vaetvient.desk.equipment import EquipmentForm, enter_equipment

    office.person("Lefèvre", "Zoé")
    model = enter_model(met.desk, ModelForm("Sono"))
    enter_equipment(met.desk, EquipmentForm(model, tag="SON-1"))
    met.plug()
    plug(exchange, plugged, met.stick)
    exchange.open("requests")
    asking = exchange.requests.asking
    asking.begin()
    asking.entries["thing"].put("SON-1")
    asking.entries["borrower"].put("personne")
    asking.confirm.click()
    until(exchange, lambda: bool(asking.entries["borrower"].error))
    look_at_both_sizes(exchange)
    asking.entries["borrower"].put("1")
    asking.confirm.click()
    until(exchange, lambda: bool(exchange.requests.cards))
    exchange.carrier.visit_stick(met.stick)
    settle(exchange)
    met.plug()
    (key,) = exchange.requests.cards
    requests.confirm(met.desk, key, "Mercredi à 10 h")
    met.plug()
    exchange.carrier.visit_stick(met.stick)
    until(
        exchange,
        lambda: bool(
            exchange.state
            and exchange.state.requests
            and exchange.state.requests[0].state is RequestState.CONFIRMED
        ),
    )


def test_what_arrives_is_said_to_have_come_and_can_then_be_lent(
    met: Neighbour,
    exchange: ExchangePage,
    office: TrialOffice,
    plugged: list[Stick],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from vaetvient.desk.catalogue import ModelForm, enter_model
    from vaetvient.desk.equipment import EquipmentForm, enter_equipment, equipment_called

    shown: list[str] = []

    class Desktop:
        @staticmethod
        def openUrl(url: object) -> bool:
            shown.append(str(url))
            return True

    monkeypatch.setattr(transfers_panel, "QDesktopServices", Desktop)
    plug(exchange, plugged, met.stick)
    met.plug()
    enter_equipment(met.desk, EquipmentForm(enter_model(met.desk, ModelForm("Sono")), tag="SON-1"))
    with met.desk.database.reading() as session:
        thing = equipment_called(session, "SON-1").id
    transfers.send(met.desk, transfers.Send(office.desk.office_id, (thing,), "Samir"))
    met.plug()
    exchange.carrier.visit_stick(met.stick)
    until(exchange, lambda: bool(exchange.transfers.cards))
    exchange.open("transfers")
    (card,) = exchange.transfers.cards.values()
    card._receive()
    settle(exchange)
    office.lend(office.person("Martin", "Léa"), thing)
    exchange.transfers.sending.begin()
    exchange.transfers.sending.entries["things"].put("SON-1")
    exchange.transfers.sending.confirm.click()
    until(exchange, exchange.transfers.sending.wrong.isVisible)  # it is out
    window = exchange.window()
    assert isinstance(window, MainWindow)
    window.undo()
    settle(exchange)
    exchange.transfers.sending.confirm.click()
    until(exchange, lambda: bool(shown))
    (slip,) = (office.folder / transfers_panel.FOLDER).glob("T-*.pdf")
    assert slip.read_bytes().startswith(b"%PDF")


def test_files_that_are_chosen_are_announced_before_they_are_taken(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, tmp_path: Path
) -> None:
    file = rounds.give(met.site, met.stick).file
    exchange.take([file])
    until(exchange, exchange.incoming.take.isVisible)
    exchange.incoming.take.click()
    until(exchange, lambda: "Échirolles" in exchange.going.text)
    exchange.take([tmp_path / "nothing.vav"])
    until(exchange, exchange.incoming.isVisible)
    assert not exchange.incoming.take.isVisible()


def test_a_chosen_file_says_how_far_it_is_and_can_be_stopped_within(
    met: Neighbour, exchange: ExchangePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = rounds.give(met.site, met.stick).file
    begun, go_on = threading.Event(), threading.Event()
    merged = Site.take_in

    def slowly(site: Site, work: Work, segments: Iterable[Segment], *more: object) -> Taken:
        def waited() -> Iterator[Segment]:
            for one in segments:
                begun.set()
                go_on.wait(10)
                yield one

        return merged(site, work, waited(), *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Site, "take_in", slowly)
    exchange.carrier.take_in([file])
    until(exchange, begun.is_set)
    assert exchange.going.stop.isVisible()
    assert file.name in exchange.going.text
    exchange.going.stop.click()
    go_on.set()
    until(exchange, lambda: "Arrêté" in exchange.going.text)
    monkeypatch.undo()
    exchange.carrier.take_in([file])
    until(exchange, lambda: "Échirolles" in exchange.going.text)


def test_a_watched_folder_is_looked_at_as_soon_as_something_arrives(
    met: Neighbour, exchange: ExchangePage, qtbot: QtBot, tmp_path: Path
) -> None:
    shared_folder = tmp_path / "nextcloud"
    shared_folder.mkdir()
    exchange.folders.watch(shared_folder)
    until(exchange, lambda: len(list(shared_folder.glob("*.vav"))) == 1)
    rounds.give(met.site, shared_folder)
    qtbot.waitUntil(lambda: "Échirolles" in exchange.going.text, timeout=10_000)
    assert places.Watched(str(shared_folder.resolve())) in exchange.carrier._watched


def test_a_computer_that_was_lost_is_not_heard_any_more(
    met: Neighbour, exchange: ExchangePage
) -> None:
    from vaetvient.ui.pages.exchange.offices import _Removing

    (other,) = exchange.state.others
    removing = exchange.offices.cards[other.id].findChild(_Removing)
    removing.begin()
    removing.replace.click()
    until(exchange, lambda: exchange.state is not None and not exchange.state.others)
    assert exchange.inviting.isVisible()


def test_a_post_is_renamed_everywhere(met: Neighbour, exchange: ExchangePage) -> None:
    from vaetvient.ui.pages.exchange.offices import _Renaming

    own = next(one for one in exchange.state.partners if one.ourselves)
    renaming = exchange.offices.cards[own.id].findChild(_Renaming)
    renaming.begin()
    renaming.entries["name"].put("")
    renaming.confirm.click()
    until(exchange, lambda: bool(renaming.entries["name"].error))
    renaming.entries["name"].put("Accueil")
    renaming.confirm.click()
    until(
        exchange,
        lambda: any(one.name == "Accueil" for one in exchange.state.partners),
    )


def test_a_scanned_thing_that_another_office_keeps_leads_to_a_request(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    from vaetvient.desk.catalogue import ModelForm, enter_model
    from vaetvient.desk.equipment import EquipmentForm, enter_equipment
    from vaetvient.ui.pages.counter.page import CounterPage

    enter_equipment(met.desk, EquipmentForm(enter_model(met.desk, ModelForm("Sono")), tag="SON-1"))
    met.plug()
    plug(exchange, plugged, met.stick)
    window = exchange.window()
    assert isinstance(window, MainWindow)
    counter = window.visit("counter")
    assert isinstance(counter, CounterPage)
    counter.till.lend_to(office.person("Martin", "Zoé"))
    hand(exchange).scan("SON-1")
    settle(exchange)
    note = counter.basket._notes.itemAt(0).widget()
    assert "selon l'échange du" in note.accessibleName()
    note.button.click()
    until(exchange, exchange.requests.asking.isVisible)
    asking = exchange.requests.asking
    assert asking.entries["thing"].text() == "SON-1"
    assert asking.entries["borrower"].text() == "Martin Zoé"
    asking.confirm.click()
    until(exchange, lambda: bool(exchange.requests.cards))
    with office.desk.database.reading() as session:
        assert session.scalar(text("SELECT borrower_name FROM request")) == "Martin Zoé"


def test_the_page_is_the_same_after_the_language_changed(
    met: Neighbour, exchange: ExchangePage
) -> None:
    del met
    window = exchange.window()
    assert isinstance(window, MainWindow)
    exchange.open("conflicts")
    window.speak("en")
    Hand(window).settle()
    page = window.page
    assert isinstance(page, ExchangePage)
    assert page.looked_at() == "conflicts"
    window.speak("fr")
    Hand(window).settle()


def test_the_age_of_news_is_told_in_days(office: TrialOffice) -> None:
    from vaetvient.ui.pages.exchange.words import age_words

    now = office.desk.clock()
    assert age_words(office.desk, None) == "jamais"
    assert age_words(office.desk, now) == "aujourd'hui"
    assert age_words(office.desk, now - timedelta(days=1)) == "hier"
    assert age_words(office.desk, now - timedelta(days=6)) == "il y a 6 jours"


def test_the_board_of_the_day_says_what_came_and_leads_to_the_page(
    met: Neighbour, exchange: ExchangePage, office: TrialOffice, plugged: list[Stick]
) -> None:
    from vaetvient.desk.members import enter_member
    from vaetvient.ui.pages.counter.board_rows import BoardRow
    from vaetvient.ui.pages.counter.page import CounterPage

    enter_member(met.desk, shared(office))
    met.plug()
    plug(exchange, plugged, met.stick)
    window = exchange.window()
    assert isinstance(window, MainWindow)
    counter = window.visit("counter")
    assert isinstance(counter, CounterPage)
    until(exchange, lambda: bool(counter.board.today and counter.board.today.came))
    settle(exchange)
    came = [
        row for row in counter.board.findChildren(BoardRow) if "Échirolles" in row.accessibleName()
    ]
    assert "nouveautés reçues" in came[0].accessibleName()
    came[0].click()
    assert window.shown == "exchange"
