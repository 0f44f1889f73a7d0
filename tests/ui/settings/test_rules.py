"""The lending rules in the settings: their order, which one speaks, and putting one away."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.trial_office import TrialOffice
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.days import whole_days
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.answers import Wanted
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.rules import RulesSection


def section(window: MainWindow, hand: Hand) -> RulesSection:
    page = window.visit("settings")
    assert isinstance(page, SettingsPage)
    found = page.open("rules")
    assert isinstance(found, RulesSection)
    hand.settle()
    return found


def test_rules_stand_in_the_order_in_which_they_speak(office: TrialOffice) -> None:
    parent = office.category("Image")
    child = office.category("Projection", parent_id=parent)
    model = office.model(category_id=child)
    forms = (
        RuleForm("tout le monde", {}, {"longest_days": 30}),
        RuleForm("associations", {"borrower_kind": MemberKind.ASSOCIATION}, {"longest_days": 20}),
        RuleForm("image", {"category_id": parent}, {"longest_days": 15}),
        RuleForm("projection", {"category_id": child}, {"longest_days": 10}),
        RuleForm("ce modèle", {"model_id": model}, {"longest_days": 5}),
    )
    for form in forms:
        write_rule(office.desk, form)
    with office.reading() as session:
        found = [row.name for row in rules.in_order(session)]
    assert found == ["ce modèle", "projection", "image", "associations", "tout le monde"]


def test_which_rule_speaks_is_said_value_by_value(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    model = office.model()
    write_rule(office.desk, RuleForm("ce modèle", {"model_id": model}, {"deposit_cents": 15000}))
    shown = section(window, hand)
    shown.thing.setText("videoprojecteur")
    shown.thing.setFocus()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    said = [each.text() for each in shown.answer.findChildren(QLabel)]
    assert "150,00 € — « ce modèle »" in " ".join(said).replace("\xa0", " ").replace("\u202f", " ")
    shown.thing.setText("bateau")
    shown.explain()
    hand.settle()
    assert "bateau" in shown.entries["thing"].error


def test_putting_a_rule_away_says_whom_it_touches_and_can_be_undone(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    model = office.model()
    office.item(model=model, tag="VID-001")
    key = write_rule(office.desk, RuleForm("long", {"model_id": model}, {"longest_days": 30}))
    write_rule(office.desk, RuleForm("court", {}, {"longest_days": 3}))
    first = date(2026, 11, 24)
    period = whole_days(first, first + timedelta(days=9), office.desk.zone)
    who = office.association("Les Jardins")
    reserve(office.desk, Reserve(who, (Wanted(model),), period.start, period.end))
    shown = section(window, hand)
    buttons = {b.accessibleName(): b for b in shown.findChildren(QPushButton)}
    buttons["Retirer la règle long"].click()
    hand.settle()
    with office.reading() as session:
        assert [row.name for row in rules.in_order(session)] == ["court"]
    assert "R-BUR-2026-0001" in window.done_bar.text or window.done_bar.text
    window.undo()
    hand.settle()
    with office.reading() as session:
        assert key in [row.id for row in rules.in_order(session)]
