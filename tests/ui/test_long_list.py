"""Long lists: quick at any length, and still while what they show comes and goes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.many import many_members
from tests.trial_office import TrialOffice
from vaetvient.desk import members, undo
from vaetvient.desk.members import MemberForm
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.members import MEMBERS, MembersAsked
from vaetvient.ui.context import Context
from vaetvient.ui.models.long_list import KEY_ROLE, PAGE, ROW_ROLE, SORT_ROLE, LongListModel
from vaetvient.ui.models.members import member_columns
from vaetvient.ui.widgets.long_table import LongTable

MANY = 10_000
PATIENCE_MS = 20_000


@pytest.fixture
def model(context: Context) -> Iterator[LongListModel]:
    made = LongListModel(
        MEMBERS,
        member_columns(context.desk.today),
        context.desk.database,
        context.work,
        Order("label"),
    )
    context.changed.connect(lambda _notice: made.refresh())
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    tester.deleteLater()


@pytest.fixture
def table(model: LongListModel, context: Context, qtbot: QtBot) -> LongTable:
    settings = QSettings(str(context.folder / "listes.ini"), QSettings.Format.IniFormat)
    made = LongTable(model, context.theme, settings, "test")
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


def asked(office: TrialOffice, **filters: object) -> MembersAsked:
    return MembersAsked(office.today(), office.desk.database.lexicon, **filters)  # type: ignore[arg-type]


def fill(model: LongListModel, office: TrialOffice, qtbot: QtBot, **filters: object) -> None:
    model.ask(asked(office, **filters))
    qtbot.waitUntil(lambda: model.total is not None, timeout=PATIENCE_MS)


def label(model: LongListModel, row: int) -> str:
    return str(model.index(row, 0).data())


def seen(model: LongListModel, row: int, qtbot: QtBot) -> str:
    """What the row says once it has been fetched."""
    qtbot.waitUntil(
        lambda: model.row_at(row) is not None and label(model, row) != "…", timeout=PATIENCE_MS
    )
    return label(model, row)


def test_ten_thousand_rows_are_there_at_once_and_read_where_one_looks(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    many_members(office, MANY)
    model.ask(asked(office))
    qtbot.waitUntil(lambda: model.rowCount() > 0, timeout=PATIENCE_MS)
    assert seen(model, 0, qtbot).startswith("Amis"), "the first rows do not wait for the count"
    qtbot.waitUntil(lambda: model.total == MANY, timeout=PATIENCE_MS)
    assert seen(model, MANY - 1, qtbot).startswith("Zodiaque")
    words = [seen(model, row, qtbot).split()[0] for row in range(0, MANY, MANY // 8)]
    assert words == [
        "Amis",
        "Échirolles",
        "École",
        "Étoile",
        "Jardins",
        "œuvre",
        "Vélo",
        "Zodiaque",
    ]


def test_scrolling_through_asks_only_for_what_is_passed_last(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    many_members(office, MANY)
    fill(model, office, qtbot)
    bar = table.verticalScrollBar()
    for position in range(0, bar.maximum(), 97):
        bar.setValue(position)
    bar.setValue(bar.maximum())
    first = table.rowAt(0)
    assert seen(model, first, qtbot) != "…"
    held = sum(model._pages.get(page) is not None for page in range(MANY // PAGE))
    assert held <= 40, "only what is around is held"


def test_a_change_elsewhere_moves_neither_choice_nor_scroll(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    many_members(office, 1000)
    fill(model, office, qtbot)
    assert seen(model, 500, qtbot)
    table.setCurrentIndex(model.index(500, 0))
    key, chosen = model.index(500, 0).data(KEY_ROLE), label(model, 500)
    table.verticalScrollBar().setValue(495)
    form = MemberForm(MemberKind.ASSOCIATION, name="AAA première de la liste")
    members.enter_member(office.desk, form)
    qtbot.waitUntil(lambda: model.total == 1001, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 501, timeout=PATIENCE_MS)
    assert table.chosen_key == key
    qtbot.waitUntil(lambda: label(model, 501) == chosen, timeout=PATIENCE_MS)
    assert table.verticalScrollBar().value() == 496, "the row stays where it is on the screen"
    undo.undo(office.desk)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 500, timeout=PATIENCE_MS)


def test_a_record_that_leaves_the_list_takes_the_cursor_with_it(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    office.person("Petit", "Paul")
    fill(model, office, qtbot)
    table.choose(zoe)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 0, timeout=PATIENCE_MS)
    members.archive_member(office.desk, zoe)
    qtbot.waitUntil(lambda: model.total == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not table.currentIndex().isValid(), timeout=PATIENCE_MS)
    assert table.chosen_key == zoe, "what is beside the list may go on showing it"


def test_a_record_is_found_wherever_it_is(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    many_members(office, 2000)
    fill(model, office, qtbot)
    late = seen(model, 1900, qtbot), model.index(1900, 0).data(KEY_ROLE)
    model.ask(asked(office))
    qtbot.waitUntil(lambda: model.total == 2000, timeout=PATIENCE_MS)
    table.choose(late[1])
    qtbot.waitUntil(lambda: table.currentIndex().row() == 1900, timeout=PATIENCE_MS)
    assert table.rowAt(0) < 1900 < table.rowAt(table.viewport().height() - 1)


def test_sorting_keeps_the_choice(
    office: TrialOffice, model: LongListModel, table: LongTable, qtbot: QtBot
) -> None:
    many_members(office, 300)
    fill(model, office, qtbot)
    table.setCurrentIndex(model.index(3, 0))
    key = table.chosen_key
    assert key is not None
    table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 296, timeout=PATIENCE_MS)
    assert table.chosen_key == key


def test_a_row_answers_in_every_role(
    office: TrialOffice, model: LongListModel, qtbot: QtBot
) -> None:
    zoe = office.person("Lefèvre", "Zoé", phone="0476010203", commune="Grenoble")
    fill(model, office, qtbot)
    assert model.index(0, 0).data(KEY_ROLE) == zoe
    assert model.index(0, 0).data(ROW_ROLE).label == "Lefèvre Zoé"
    by_name = {column.name: place for place, column in enumerate(model.columns)}
    assert model.index(0, by_name["phone"]).data() == "04 76 01 02 03"
    assert model.index(0, by_name["paid_until"]).data(SORT_ROLE).year == 2027
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Nom"
    assert model.index(0, by_name["units_out"]).data(Qt.ItemDataRole.TextAlignmentRole) & (
        Qt.AlignmentFlag.AlignRight
    )


def test_columns_are_remembered(
    office: TrialOffice, model: LongListModel, table: LongTable, context: Context, qtbot: QtBot
) -> None:
    office.person()
    fill(model, office, qtbot)
    place = [column.name for column in model.columns].index("email")
    assert table.isColumnHidden(place)
    (action,) = [a for a in table.columns_menu().actions() if a.text() == "E-mail"]
    action.trigger()
    assert not table.isColumnHidden(place)
    table.setColumnWidth(place, 222)
    settings = QSettings(str(context.folder / "listes.ini"), QSettings.Format.IniFormat)
    table._settings.sync()
    again = LongTable(model, context.theme, settings, "test")
    qtbot.addWidget(again)
    assert not again.isColumnHidden(place)
    assert again.columnWidth(place) == 222
