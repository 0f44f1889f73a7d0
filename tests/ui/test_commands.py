"""One table of all that can be asked, and the search everywhere that reads it."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from tests.ui.records import settle
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.sales import write_ware
from vaetvient.ui.commands import Command, Commands, matching
from vaetvient.ui.context import Context
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.equipment import EquipmentPage
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.search_everywhere import SearchEverywhere
from vaetvient.ui.uses import HALF_LIFE_S, MOST_KEPT, Uses

CONTROL = Qt.KeyboardModifier.ControlModifier


def command(name: str, title: str, synonyms: str = "") -> Command:
    return Command(name, title, lambda: None, synonyms=synonyms)


LABELS = command("labels", "Imprimer des étiquettes", "codes-barres")
MEMBER = command("member", "Nouvelle fiche d'adhérent", "nouvelle adhérente inscrire")
PRINT = command("print", "Imprimer le dernier document")


def found(typed: str) -> list[str]:
    return [c.name for c, _score in matching((PRINT, LABELS, MEMBER), typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("imprimer les étiquettes", "labels"),
        ("etiquettes imprimer", "labels"),
        ("ETIQ", "labels"),
        ("imprimmer etiqettes", "labels"),
        ("etiqette", "labels"),
        ("nouvelle adhérente", "member"),
        ("inscrire", "member"),
        ("code barre", "labels"),
        ("dernier", "print"),
    ],
)
def test_a_command_is_found_by_the_words_one_thinks_of(typed: str, first: str) -> None:
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "tondeuse", "imprimer tondeuse", "%_", "été"])
def test_what_is_no_command_finds_none(typed: str) -> None:
    assert found(typed) == []


def test_a_title_goes_before_a_synonym() -> None:
    aside = command("aside", "Ouvrir le tiroir", "imprimer")
    assert [c.name for c, _s in matching((aside, PRINT), "imprimer")] == ["print", "aside"]


def test_commands_go_with_the_page_that_brought_them(qtbot: QtBot) -> None:
    commands, page = Commands(), QWidget()
    commands.add(command("page.one", "Un"), owner=page)
    window = QWidget()
    qtbot.addWidget(window)
    commands.add(command("kept", "Deux"), owner=window)
    delete(page)
    assert [c.name for c in commands.all()] == ["kept"]


def test_a_command_that_replaced_another_stays_when_the_first_owner_goes(qtbot: QtBot) -> None:
    commands, first, second = Commands(), QWidget(), QWidget()
    qtbot.addWidget(second)
    commands.add(command("same", "Ancien"), owner=first)
    commands.add(command("same", "Nouveau"), owner=second)
    delete(first)
    assert [c.title for c in commands.all()] == ["Nouveau"]


def test_what_cannot_be_done_now_is_neither_offered_nor_done(qtbot: QtBot) -> None:
    commands, owner, done = Commands(), QWidget(), []
    qtbot.addWidget(owner)
    commands.add(
        Command("never", "Jamais", lambda: done.append(1), available=lambda: False), owner=owner
    )
    assert commands.offered() == ()
    assert not commands.run("never")
    assert not commands.run("unknown")
    assert done == []


def test_a_use_fades_by_half_in_a_month(context: Context) -> None:
    now = [1_000_000.0]
    settings = QSettings(str(context.folder / "usages.ini"), QSettings.Format.IniFormat)
    uses = Uses(settings, lambda: now[0])
    uses.count("labels")
    uses.count("labels")
    assert uses.weight("labels") == pytest.approx(2.0)
    now[0] += HALF_LIFE_S
    assert uses.weight("labels") == pytest.approx(1.0)
    again = Uses(settings, lambda: now[0])
    assert again.weight("labels") == pytest.approx(1.0, abs=0.001), "remembered"
    now[0] -= 10 * HALF_LIFE_S
    assert uses.weight("labels") <= 2.0, "a clock put back makes nothing weigh more"


def test_uses_are_bounded_and_what_was_damaged_is_left_out(context: Context) -> None:
    settings = QSettings(str(context.folder / "usages.ini"), QSettings.Format.IniFormat)
    settings.setValue("uses/broken", "not a number")
    uses = Uses(settings)
    for number in range(MOST_KEPT + 20):
        uses.count(f"command.{number}")
    assert len(uses.most_used(10_000)) == MOST_KEPT
    assert uses.weight("broken") == 0.0


# The search itself, in the window


@pytest.fixture
def search(window: MainWindow, hand: Hand) -> SearchEverywhere:
    hand.press(Qt.Key.Key_K, CONTROL)
    hand.settle()
    (made,) = window.findChildren(SearchEverywhere)
    assert made.isVisible()
    return made


def lines(search: SearchEverywhere) -> list[str]:
    return search.list.said()


def test_one_list_over_people_things_loans_and_commands(
    office: TrialOffice, window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    office.person("Étiquet", "Zoé")
    office.item("Vidéoprojecteur Epson", "VID-001")
    settle(hand)
    hand.type("etiquet")
    hand.settle()
    assert any(line.startswith("Étiquet Zoé") for line in lines(search))
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("vid-001")
    hand.settle()
    assert lines(search)[0].startswith("Vidéoprojecteur Epson, VID-001")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert not search.isVisible()
    assert window.shown == "equipment"


def test_the_parts_of_the_settings_kits_and_what_is_sold_are_found(
    office: TrialOffice, window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    kit = write_kit(office.desk, "Fête de quartier", (PartForm(office.model("Barnum")),))
    write_ware(office.desk, "Copie A4", 10)
    hand.type("regles de pret")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page.section.name == "rules"
    window.search_everywhere()
    hand.type("fete")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    equipment = window.page
    assert isinstance(equipment, EquipmentPage)
    assert equipment.kits.form.key == kit
    window.search_everywhere()
    hand.type("copie a4")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    counter = window.page
    assert isinstance(counter, CounterPage)
    assert counter.shows("selling")


def test_a_command_is_carried_out_and_the_focus_was_where_it_began(
    window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    hand.type("aspect sombre")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    assert window.context.theme.is_dark
    assert not search.isVisible()
    page = window.page
    assert page is not None
    assert page.isAncestorOf(window.focusWidget())


def test_what_served_comes_first_the_next_time(
    window: MainWindow, hand: Hand, search: SearchEverywhere, open_window: Opener
) -> None:
    hand.type("aspect")
    hand.settle()
    before = lines(search)
    third = before[2]
    for _time in range(2):
        hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_K, CONTROL)
    hand.type("aspect")
    hand.settle()
    assert lines(search)[0] == third
    assert search.uses.most_used(1) != []


def test_escape_and_a_click_elsewhere_put_it_away(
    window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    hand.press(Qt.Key.Key_Escape)
    assert not search.isVisible()
    hand.press(Qt.Key.Key_K, CONTROL)
    assert search.isVisible()
    window.setFocus()
    assert not search.isVisible()
    hand.press(Qt.Key.Key_K, CONTROL)
    assert search.field.text() == "", "it comes up empty each time"


def test_nothing_found_is_said(window: MainWindow, hand: Hand, search: SearchEverywhere) -> None:
    hand.type("xyzzy")
    hand.settle()
    assert lines(search) == []
    assert "« xyzzy »" in search.hint.text()


def test_an_answer_to_an_older_question_is_dropped(
    office: TrialOffice, window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    office.person("Martin", "Paul")
    office.person("Durand", "Anne")
    settle(hand)
    hand.type("martin")  # the answer has not been delivered yet
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("durand")
    hand.settle()
    assert any("Durand" in line for line in lines(search))
    assert not any("Martin" in line for line in lines(search))


def test_it_fits_in_a_small_window_with_large_texts(
    window: MainWindow, hand: Hand, search: SearchEverywhere
) -> None:
    window.context.theme.scale_text(200)
    window.resize(window.minimumSize())
    hand.settle()
    assert window.rect().contains(search.geometry())
