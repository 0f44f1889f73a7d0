"""Filters that add up, chips that take them away, and views that keep them under a name."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QMenu

from tests.trial_office import TrialOffice
from tests.ui.access import part_in_focus, parts_told
from tests.ui.conftest import Opener
from tests.ui.records import names, settle
from vaetvient.storage.queries.loans import LoansShown
from vaetvient.storage.queries.members import Dues
from vaetvient.storage.queries.spans import Days, Span, span_of
from vaetvient.ui.context import Context
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.equipment.page import EquipmentPage
from vaetvient.ui.pages.loans.page import LoansPage
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.views import (
    MOST_VIEWS,
    NoViewNameError,
    TooManyViewsError,
    View,
    ViewNameTakenError,
    Views,
)
from vaetvient.ui.widgets.list_header import ListHeader

CONTROL = Qt.KeyboardModifier.ControlModifier


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def pick(menu: QMenu, start: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(start)).trigger()


@pytest.fixture
def members(office: TrialOffice, window: MainWindow, hand: Hand) -> MembersPage:
    office.person("Petit", "Anne", commune="Grenoble", tags="chorale, fête")
    office.person("Petit", "Paul", commune="Fontaine", tags="chorale")
    office.person("Roux", "Zoé", commune="Grenoble")
    page = window.visit("members")
    settle(hand)
    assert isinstance(page, MembersPage)
    return page


def test_criteria_add_up_and_each_chip_takes_its_own_away(members: MembersPage, hand: Hand) -> None:
    members.commune.choose("Grenoble")
    members.tag.choose("chorale")
    settle(hand)
    assert names(members, "label") == ["Petit Anne"]
    said = [chip.accessibleName() for chip in members.filters.chips]
    assert said[:2] == [
        "Enlever le filtre Commune : Grenoble (2)",
        "Enlever le filtre Mot-clé : chorale (2)",
    ]
    members.filters.chips[0].click()
    settle(hand)
    assert names(members, "label") == ["Petit Anne", "Petit Paul"]
    members.filters.reset()
    settle(hand)
    assert len(names(members, "label")) == 3
    assert members.filters.chips == []


def test_a_keyword_is_found_whole_whatever_its_case(
    office: TrialOffice, members: MembersPage, hand: Hand
) -> None:
    office.person("Vidal", "Léa", tags="fête foraine, CHORALE")
    settle(hand)
    members.refresh()
    settle(hand)
    members.tag.choose("fête")
    settle(hand)
    assert names(members, "label") == ["Petit Anne"], "« fête foraine » is another keyword"
    members.tag.choose("chorale")
    settle(hand)
    assert names(members, "label") == ["Petit Anne", "Petit Paul", "Vidal Léa"]


def test_whoever_has_something_now(office: TrialOffice, members: MembersPage, hand: Hand) -> None:
    office.lend(office.person("Vidal", "Léa"), office.item())
    settle(hand)
    members.borrowing.choose(True)
    settle(hand)
    assert names(members, "label") == ["Vidal Léa"]
    members.borrowing.choose(False)
    settle(hand)
    assert names(members, "label") == ["Petit Anne", "Petit Paul", "Roux Zoé"]


def test_a_view_keeps_filters_order_and_columns(
    members: MembersPage, hand: Hand, open_window: Opener
) -> None:
    members.commune.choose("Grenoble")
    members.table.sort_by("label", True)
    settle(hand)
    members.table.setColumnWidth(0, 333)
    members.tools.naming.open()
    hand.type("À Grenoble")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert members.tools.view_button.text() == "À Grenoble"
    pick(members.tools.views_menu(), "Toute la liste")
    settle(hand)
    assert len(names(members, "label")) == 3
    pick(members.tools.views_menu(), "À Grenoble")
    settle(hand)
    assert names(members, "label") == ["Roux Zoé", "Petit Anne"]
    assert members.table.columnWidth(0) == 333
    pick(members.tools.views_menu(), "Ouvrir la page")
    again = open_window()
    page = again.visit("members")
    assert isinstance(page, MembersPage)
    settle(Hand(again))
    assert names(page, "label") == ["Roux Zoé", "Petit Anne"], "the page opens with it"


def test_a_view_is_renamed_updated_dropped_and_put_back(members: MembersPage, hand: Hand) -> None:
    tools = members.tools
    members.dues.choose(Dues.PAID)
    tools.naming.open()
    hand.type("À jour")
    hand.press(Qt.Key.Key_Return)
    pick(tools.views_menu(), "Renommer")
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("Cotisants")
    hand.press(Qt.Key.Key_Return)
    assert [view.name for view in tools.views.all()] == ["Cotisants"]
    members.commune.choose("Grenoble")
    assert tools.view_button.text() == "Cotisants *"
    assert tools.view_button.accessibleName() == "Vue : Cotisants, changée depuis"
    pick(tools.views_menu(), "Mettre")
    assert tools.view_button.text() == "Cotisants"
    pick(tools.views_menu(), "Supprimer")
    assert tools.views.all() == ()
    pick(tools.views_menu(), "Remettre")
    assert [dict(view.filters) for view in tools.views.all()] == [
        {"dues": "paid", "commune": "Grenoble"}
    ]


def test_a_name_that_is_taken_is_said_beside_the_field(members: MembersPage, hand: Hand) -> None:
    members.tools.views.save(View("Mes retards"))
    members.tools.naming.open()
    hand.type("mes RETARDS")
    hand.press(Qt.Key.Key_Return)
    assert "déjà une vue" in members.tools.naming.entries["name"].error


def test_views_are_bounded_named_and_survive_a_spoilt_file(context: Context) -> None:
    settings = QSettings(str(context.folder / "listes.ini"), QSettings.Format.IniFormat)
    settings.setValue("members/views", '[{"name": 3}, "x", {"name": "Bonne", "filters": [1]}]')
    views = Views(settings, "members")
    assert [view.name for view in views.all()] == ["Bonne"]
    settings.setValue("loans/views", "{not json")
    assert Views(settings, "loans").all() == ()
    with pytest.raises(NoViewNameError):
        views.save(View("  "))
    for number in range(MOST_VIEWS - 1):
        views.save(View(f"Vue {number}"))
    with pytest.raises(TooManyViewsError):
        views.save(View("Une de trop"))
    with pytest.raises(ViewNameTakenError):
        views.rename(views.all()[0], "vue 7")


def test_a_view_finds_its_choice_once_it_comes_to_be_offered(
    members: MembersPage, hand: Hand
) -> None:
    members.filters.restore({"commune": "Échirolles"})
    settle(hand)
    assert members.filters.state() == {"commune": "Échirolles"}, "kept though nobody lives there"
    assert len(names(members, "label")) == 3


@pytest.fixture
def loans_page(office: TrialOffice, window: MainWindow, hand: Hand) -> LoansPage:
    anne = office.person("Petit", "Anne")
    office.lend(anne, office.item("Sono", "SON-001"))
    office.later(days=20)
    office.lend(office.association("Vélo pour tous"), office.item("Barnum", "BAR-001"))
    page = window.visit("loans")
    settle(hand)
    assert isinstance(page, LoansPage)
    return page


def test_loans_by_the_day_they_left_and_by_who_has_them(loans_page: LoansPage, hand: Hand) -> None:
    loans_page.handed_out.choose(Days.TODAY)
    settle(hand)
    assert names(loans_page, "borrower") == ["Vélo pour tous"]
    loans_page.handed_out.clear_choice()
    loans_page.due.choose(Days.NEXT_MONTH)
    settle(hand)
    assert names(loans_page, "borrower") == ["Vélo pour tous"]
    loans_page.filters.reset()
    loans_page.shown.choose(LoansShown.LATE)
    settle(hand)
    assert names(loans_page, "borrower") == ["Petit Anne"]


def test_from_a_day_to_a_day_is_asked_in_place_and_kept(
    office: TrialOffice, loans_page: LoansPage, hand: Hand
) -> None:
    first = office.today() - timedelta(days=25)
    last = office.today() - timedelta(days=15)
    choice = loans_page.handed_out
    choice.setCurrentIndex(choice.count() - 1)
    hand.type(f"{first:%d/%m/%Y}")
    hand.press(Qt.Key.Key_Tab)
    choice.asking.entries["last"].field.setFocus()
    hand.type(f"{last:%d/%m/%Y}")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert names(loans_page, "borrower") == ["Petit Anne"]
    kept = loans_page.filters.state()
    assert kept["handed_out"] == f"{first}..{last}"
    loans_page.filters.reset()
    settle(hand)
    assert len(names(loans_page, "borrower")) == 2
    loans_page.filters.restore(kept)
    settle(hand)
    assert names(loans_page, "borrower") == ["Petit Anne"]
    loans_page.filters.restore({"handed_out": "spoilt..2026-13-45"})
    assert not choice.is_filtering


def test_a_span_that_ends_before_it_begins_is_refused_beside_the_field(
    loans_page: LoansPage, hand: Hand
) -> None:
    choice = loans_page.handed_out
    choice.setCurrentIndex(choice.count() - 1)
    choice.asking.entries["first"].put("02/03/2026")
    choice.asking.entries["last"].put("01/03/2026")
    choice.asking.confirm.click()
    assert "précède le début" in choice.asking.entries["last"].error
    choice.asking.close_up()
    assert choice.currentIndex() == 0, "given up: nothing is filtered"


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (Days.TODAY, "2026-12-31", "2026-12-31"),
        (Days.LAST_WEEK, "2026-12-25", "2026-12-31"),
        (Days.NEXT_WEEK, "2026-12-31", "2027-01-06"),
        (Days.NEXT_MONTH, "2026-12-31", "2027-01-29"),
        (Days.THIS_MONTH, "2026-12-01", "2026-12-31"),
        (Days.THIS_YEAR, "2026-01-01", "2026-12-31"),
        (Days.LAST_YEAR, "2025-01-01", "2025-12-31"),
    ],
)
def test_named_spans_on_the_last_day_of_a_year(days: Days, first: str, last: str) -> None:
    span = Span(date.fromisoformat(first), date.fromisoformat(last))
    assert span_of(days, date(2026, 12, 31)) == span


def test_the_header_is_worked_by_keyboard(members: MembersPage, hand: Hand) -> None:
    header = members.table.horizontalHeader()
    assert isinstance(header, ListHeader)
    header.setFocus()
    assert header.hasFocus()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert names(members, "label") == ["Roux Zoé", "Petit Paul", "Petit Anne"]
    told = parts_told(header)
    assert [name for _role, name in told] == [
        *(f"{members.table.columns_shown()[0].title}, trié à rebours",),
        *(column.title for column in members.table.columns_shown()[1:]),
    ]
    assert {role for role, _name in told} == {QAccessible.Role.ColumnHeader}
    assert part_in_focus(header) == told[0][1]
    hand.press(Qt.Key.Key_Right)
    wide = members.table.columnWidth(header.at)
    hand.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert members.table.columnWidth(header.at) > wide
    moved = header.at
    place = header.visualIndex(moved)
    hand.press(Qt.Key.Key_Left, CONTROL)
    assert header.visualIndex(moved) < place
    hand.press(Qt.Key.Key_Down)
    assert members.table.hasFocus()


def test_what_is_listed_goes_to_a_file_as_it_is_shown(
    members: MembersPage, hand: Hand, tmp_path: Path
) -> None:
    members.commune.choose("Grenoble")
    members.table.sort_by("label", True)
    settle(hand)
    target = tmp_path / "liste.csv"
    members.tools.export_to(target)
    settle(hand)
    lines = target.read_text("utf-8-sig").splitlines()
    titles = [column.title for column in members.table.columns_shown()]
    assert lines[0].split(";") == titles
    assert [line.split(";")[0] for line in lines[1:]] == ["Roux Zoé", "Petit Anne"]


def test_a_file_that_cannot_be_written_is_said(
    window: MainWindow, members: MembersPage, hand: Hand, tmp_path: Path
) -> None:
    members.tools.export_to(tmp_path / "nowhere" / "liste.csv")
    settle(hand)
    assert window.error_bar.text


def test_rows_are_copied_with_their_titles(members: MembersPage, hand: Hand) -> None:
    members.table.setFocus()
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.press(Qt.Key.Key_C, CONTROL)
    settle(hand)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 4
    assert lines[1].startswith("Petit Anne\t")


# Many at once


def test_many_are_archived_by_one_press_and_brought_back_by_one(
    window: MainWindow, members: MembersPage, hand: Hand
) -> None:
    members.table.setFocus()
    assert members.bulk.isHidden()
    hand.press(Qt.Key.Key_A, CONTROL)
    settle(hand)
    assert members.bulk.count_label.text() == "3 choisies"
    archive = next(bulk for bulk in members.bulk.bulks if bulk.name == "archive")
    members.bulk.begin(archive)
    settle(hand)
    assert members.model.total == 0
    assert members.bulk.isHidden()
    window.undo()
    settle(hand)
    assert members.model.total == 3


def test_a_keyword_for_many_is_asked_in_place(members: MembersPage, hand: Hand) -> None:
    members.table.setFocus()
    hand.press(Qt.Key.Key_A, CONTROL)
    members.bulk.begin(members.bulk.bulks[0])
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    tags = [column.name for column in members.model.columns].index("tags")
    hand.type("bénévole")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert all("bénévole" in str(members.model.index(row, tags).data()) for row in range(3))
    assert members.bulk.count_label.text() == "3 choisies", "they stay picked out"


def test_what_is_picked_out_is_the_records_not_their_places(
    office: TrialOffice, members: MembersPage, hand: Hand
) -> None:
    members.filters.field.setFocus()
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    settle(hand)
    assert members.bulk.count_label.text() == "2 choisies"
    office.person("Abel", "Luc")  # someone else enters a member who stands before them
    settle(hand)
    archive = next(bulk for bulk in members.bulk.bulks if bulk.name == "archive")
    members.bulk.begin(archive)
    settle(hand)
    assert names(members, "label") == ["Abel Luc", "Petit Anne"]


def test_those_that_a_rule_forbids_are_named_and_stay(
    office: TrialOffice, members: MembersPage, hand: Hand
) -> None:
    office.lend(office.person("Vidal", "Léa"), office.item())
    settle(hand)
    members.table.setFocus()
    hand.press(Qt.Key.Key_A, CONTROL)
    settle(hand)
    archive = next(bulk for bulk in members.bulk.bulks if bulk.name == "archive")
    members.bulk.begin(archive)
    settle(hand)
    assert names(members, "label") == ["Vidal Léa"]
    assert members.bulk.isVisible()
    assert "1 laissée comme elle était" in members.bulk.left.text()
    assert "Vidal Léa a encore du matériel" in members.bulk.left.text()


def test_things_are_moved_judged_and_stopped_from_the_bar(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    office.items(3, "Sono", "SON-001")
    page = window.visit("equipment")
    assert isinstance(page, EquipmentPage)
    settle(hand)
    page.table.setFocus()
    hand.press(Qt.Key.Key_A, CONTROL)
    settle(hand)
    by_name = {bulk.name: bulk for bulk in page.bulk.bulks}
    page.bulk.begin(by_name["move"])
    hand.type("Cave")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert names(page, "location") == ["Cave"] * 3
    page.bulk.begin(by_name["stop"])
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert office.count("maintenance") == 0, "without a reason nothing is stopped"
    hand.type("révision")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert office.count("maintenance") == 3


def test_loans_are_extended_from_the_bar(
    office: TrialOffice, loans_page: LoansPage, hand: Hand
) -> None:
    loans_page.table.setFocus()
    hand.press(Qt.Key.Key_A, CONTROL)
    settle(hand)
    loans_page.bulk.begin(loans_page.bulk.bulks[0])
    until = office.today() + timedelta(days=40)
    hand.type(f"{until:%d/%m/%Y}")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    due = [loans_page.model.row_at(row).due_on for row in range(2)]
    assert all(day >= until for day in due)
