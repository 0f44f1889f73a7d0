"""The lending rules in the settings: their order, which one speaks, and putting one away."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from tests.trial_office import TrialOffice
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.days import whole_days
from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import FeeUnit, Price
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


def _promised(office: TrialOffice, model: UUID) -> None:
    first = date(2026, 11, 24)
    period = whole_days(first, first + timedelta(days=4), office.desk.zone)
    who = office.association("Les Jardins")
    reserve(office.desk, Reserve(who, (Wanted(model),), period.start, period.end))


def test_a_rule_is_written_once_it_was_seen_whom_it_touches(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    category = office.category("Image")
    model = office.model(category_id=category)
    office.item(model=model, tag="VID-001")
    _promised(office, model)
    form = section(window, hand).form
    section(window, hand).write.click()
    hand.settle()
    form.entries["name"].put("Image, payante")
    form.entries["category"].put(str(category))
    form.entries["borrower_kind"].put("association")
    form.entries["season_from"].put("1/9")
    form.entries["season_to"].put("30/06")
    form.entries["longest_days"].put("3")
    form.entries["day"].put("5")
    form.confirm.click()
    hand.settle()
    assert "1 réservation" in form.outcome.text()
    assert "R-BUR-2026-0001 · Les Jardins — Vidéoprojecteur : 3 jours au plus" in (
        form.touched.text().replace("\xa0", " ").replace("\u202f", " ")
    )
    with office.reading() as session:
        assert rules.in_order(session) == [], "nothing is written before it was seen"
    form.confirm.click()
    hand.settle()
    assert form.isHidden()
    with office.reading() as session:
        (rule,) = rules.standing(session)
        assert (rule.category_id, rule.borrower_kind) == (category, MemberKind.ASSOCIATION)
        assert (rule.season_from, rule.season_to, rule.longest_days) == ("09-01", "06-30", 3)
        assert [(p.unit, p.amount_cents) for p in rule.prices] == [(FeeUnit.DAY, 500)]


def test_what_is_changed_after_it_was_seen_is_seen_again_before_it_is_saved(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    form = section(window, hand).form
    form.begin()
    hand.settle()
    form.entries["name"].put("Trois jours")
    form.entries["longest_days"].put("3")
    form.confirm.click()
    hand.settle()
    assert form.outcome.text() == "Aucune réservation en cours n'est touchée."
    form.entries["longest_days"].put("4")
    form.confirm.click()
    hand.settle()
    with office.reading() as session:
        assert rules.in_order(session) == []
    form.confirm.click()
    hand.settle()
    with office.reading() as session:
        assert rules.standing(session)[0].longest_days == 4


def test_a_rule_opened_and_saved_again_is_the_same_with_what_has_no_field(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    model = office.model()
    scope = {"model_id": model, "commune_insee": "38151", "office_id": office.desk.office_id}
    values = {"deposit_cents": 15000, "membership_required": False, "minutes_after": 90}
    prices = (
        Price(FeeUnit.DAY, 500),
        Price(FeeUnit.DAY, 300, for_members=True),
        Price(FeeUnit.DAY, 200, from_day=4),
    )
    write_rule(office.desk, RuleForm("tout", scope, values, prices, "voté\nen juin"))
    shown = section(window, hand)
    buttons = {b.accessibleName(): b for b in shown.findChildren(QPushButton)}
    buttons["Modifier la règle tout"].click()
    hand.settle()
    assert shown.form.text("commune") == "Échirolles"
    for _step in range(2):
        shown.form.confirm.click()
        hand.settle()
    assert shown.form.isHidden()
    with office.reading() as session:
        (rule,) = rules.standing(session)
        assert {name: getattr(rule, name) for name in scope} == scope
        assert {name: getattr(rule, name) for name in values} == values
        kept = {Price(p.unit, p.amount_cents, p.for_members, p.from_day) for p in rule.prices}
        assert (kept, rule.note) == (set(prices), "voté\nen juin")


def test_what_cannot_be_is_said_beside_its_field(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    form = section(window, hand).form
    form.begin()
    hand.settle()
    for field, typed in (("season_from", "31/02"), ("longest_days", "deux"), ("day", "cher")):
        form.entries[field].put(typed)
        form.confirm.click()
        hand.settle()
        assert form.entries[field].error, field
        form.entries[field].put("")
    for field, typed in (("model", "bateau"), ("commune", "Atlantide")):
        form.entries["name"].put("essai")
        form.entries[field].put(typed)
        form.confirm.click()
        hand.settle()
        assert typed in form.entries[field].error
        form.entries[field].put("")
    form.entries["name"].put("")
    form.confirm.click()
    hand.settle()
    assert form.entries["name"].error


def test_rules_of_another_office_are_looked_at_before_they_are_taken(
    office: TrialOffice, window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    write_rule(office.desk, RuleForm("La nôtre", {}, {"loan_days": 5}))
    shown = section(window, hand)
    file = tmp_path / "regles.json"
    shown.given.give_to(file)
    hand.wait_until(file.exists, "the file")
    file.write_text(file.read_text().replace("La nôtre", "La leur"))
    shown.taken.look_at(file)
    hand.wait_until(lambda: "Nouvelles : La leur" in shown.taken.outcome.text(), "what is new")
    shown.taken.replace.click()
    hand.wait_until(lambda: "Retirées : La nôtre" in shown.taken.outcome.text(), "what goes")
    shown.taken.confirm.click()
    hand.wait_until(shown.taken.isHidden, "the rules taken")
    with office.reading() as session:
        assert [rule.name for rule in rules.standing(session)] == ["La leur"]
    window.undo()
    hand.settle()
    with office.reading() as session:
        assert [rule.name for rule in rules.standing(session)] == ["La nôtre"]
