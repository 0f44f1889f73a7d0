"""Every model of the window keeps Qt's own rules while what it shows comes and goes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.records import new_id
from vaetvient.storage.queries.history import HISTORY, HistoryAsked
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.loan_file import loan_file
from vaetvient.storage.queries.results import results
from vaetvient.ui.context import Context
from vaetvient.ui.models.history import history_columns
from vaetvient.ui.models.long_list import LongListModel
from vaetvient.ui.pages.counter.answers import answer_line
from vaetvient.ui.pages.counter.basket_model import BasketModel
from vaetvient.ui.pages.counter.draft import Draft, DraftLine
from vaetvient.ui.pages.counter.return_model import ReturnModel
from vaetvient.ui.widgets.answer_list import AnswerModel

_TESTERS: list[QAbstractItemModelTester] = []


def watch(model: QAbstractItemModel) -> None:
    _TESTERS.append(
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    )


@pytest.fixture(autouse=True)
def _let_testers_go() -> Iterator[None]:
    yield
    _TESTERS.clear()


def item(tag: str) -> DraftLine:
    return DraftLine(new_id(), EquipmentKind.ITEM, tag, "Vidéoprojecteur")


def test_the_basket(qapp: object) -> None:
    model = BasketModel()
    watch(model)
    asked: list[Draft] = []
    model.edited.connect(asked.append)
    a, b, c = item("A"), item("B"), item("C")
    chairs = DraftLine(new_id(), EquipmentKind.STOCK, "CHA", "Chaise", 30)
    for lines in ((a,), (a, b), (a, b, c, chairs), (a, c, chairs), (c,), (), (b, a)):
        model.show(Draft(lines=lines), None)
        assert [model.line(row) for row in range(model.rowCount())] == list(lines)
    model.turn_condition(0)
    assert asked[-1].lines[0] == replace(b, condition=Condition.WORN)
    model.show(Draft(lines=(chairs,)), None)
    assert model.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    model.setData(model.index(0, 0), 12)
    assert asked[-1].lines[0].quantity == 12
    model.remove(0)
    assert asked[-1].lines == ()


def test_the_lines_of_a_loan(office: TrialOffice, qapp: object) -> None:
    lent = office.lend(office.person(), office.item(tag="A1"), (office.stock(), 3))
    model = ReturnModel()
    watch(model)
    for _step in range(2):
        with office.reading() as session:
            model.show(loan_file(session, lent.loan_id, office.today()))
        assert model.rowCount() == 2
        assert model.index(0, 0).data().startswith("A1 Vidéoprojecteur, ")
        if _step == 0:
            office.bring_back(lent)
    assert "rendu, bon état" in model.index(0, 0).data()


def test_the_answers(office: TrialOffice, context: Context) -> None:
    zoe = office.person(commune="Grenoble")
    office.lend(zoe, office.item(tag="VID-1"))
    model = AnswerModel(lambda found: answer_line(found, context.desk.today()))
    watch(model)
    with office.reading() as session:
        rows = results(session, office.desk.database.lexicon, "lefevre")
    model.show(rows)
    said = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert said[0] == "Lefèvre Zoé, 1, Grenoble"
    assert any(words.endswith("retour le 30/11/2026") for words in said)
    model.show([])


def test_the_history_is_fetched_as_it_is_scrolled(
    office: TrialOffice, context: Context, qtbot: QtBot
) -> None:
    for number in range(130):
        office.person("Martin", f"N{number}")
    zone = context.desk.timezone
    order = Order("at", descending=True)
    model = LongListModel(
        HISTORY, history_columns(zone), context.desk.database, context.work, order
    )
    watch(model)
    model.ask(HistoryAsked(context.desk.zone))
    qtbot.waitUntil(lambda: model.total == 260)
    qtbot.waitUntil(lambda: model.row_at(259) is not None)
    assert model.row_at(259).what == "Fiche de Martin N0 créée"
