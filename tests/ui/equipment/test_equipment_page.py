"""The page of equipment, worked by keyboard on the real database."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, nameless, names, settle, unreachable
from vaetvient.desk import equipment
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.days import whole_days
from vaetvient.domain.equipment import CategoryKind, Condition, EquipmentKind
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.equipment import Whereabouts
from vaetvient.storage.queries.thing_file import thing_file
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.equipment import EquipmentPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> EquipmentPage:
    found = window.visit("equipment")
    assert isinstance(found, EquipmentPage)
    settle(hand)
    return found


def test_an_empty_list_says_what_to_do_first(page: EquipmentPage) -> None:
    assert page.empty.isVisible()
    assert page.empty.words == "Il n'y a pas encore de matériel."


def test_ten_of_the_same_get_ten_consecutive_tags_shown_beforehand(
    page: EquipmentPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    sound = office.category("Image et son", prefix="VID")
    office.item("Écran", "VID-006", model=office.model("Écran", category_id=sound))
    settle(hand)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Vidéoprojecteur Epson")
    settle(hand)
    page.form.category.setCurrentIndex(1)
    page.form.category.activated.emit(1)
    fill(hand, page.form.count, "10")
    hand.press(Qt.Key.Key_Tab)
    settle(hand)
    (preview,) = [
        label.text()
        for label in page.form.entries["tag"].findChildren(type(page.form.heading))
        if "VID-007" in label.text()
    ]
    assert preview == "VID-007, VID-008 … VID-016 : 10 étiquettes"
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert names(page, "tag") == [f"VID-{number:03}" for number in range(6, 17)]
    assert page.details.file is not None
    assert page.details.file.tag == "VID-007"
    window.undo()
    settle(hand)
    assert names(page, "tag") == ["VID-006"]
    assert office.count("model") == 1, "the model was entered with its things, and goes with them"


def test_a_known_model_is_picked_while_typing(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    office.item("Barnum 3 × 6 m", "BAR-001")
    settle(hand)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("barn")
    hand.wait_until(lambda: bool(page.form.model.offered), "the model is offered")
    hand.press(Qt.Key.Key_Down)
    settle(hand)
    page.form.model.picked.emit(page.form.model.offered[0].value)
    settle(hand)
    assert not page.form.entries["brand"].isVisible(), "nothing is asked about a known model"
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert office.count("model") == 1
    assert names(page, "label") == ["Barnum 3 × 6 m", "Barnum 3 × 6 m"]


def test_a_taken_tag_is_said_beside_its_field(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    office.item("Barnum", "BAR-001")
    settle(hand)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Chaise")
    fill(hand, page.form.entries["tag"].field, "BAR-001")
    settle(hand)
    assert page.form.entries["tag"].error == "BAR-001 existe déjà."


def test_a_stock_is_counted_and_moves(
    page: EquipmentPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    page.form.chips[EquipmentKind.STOCK].click()
    fill(hand, page.form.model, "Chaise pliante")
    page.form.count.setValue(200)
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    stock = page.details.stock
    assert stock.heading.text() == "200 en tout, 0 en prêt"
    stock.take_button.click()
    fill(hand, stock.count, "3")
    stock.asked.confirm.click()
    settle(hand)
    assert stock.heading.text() == "197 en tout, 0 en prêt"
    assert lines_of(stock)[0].startswith("−3   perte")
    stock.take_button.click()
    fill(hand, stock.count, "500")
    stock.asked.confirm.click()
    settle(hand)
    assert "impossible d'en retirer 500" in stock.asked.wrong.text()


def test_a_thing_is_put_out_of_service_with_a_reason_and_back(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    office.item("Barnum", "BAR-001")
    settle(hand)
    choose(page, hand, 0)
    page.details.stop_button.click()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert "raison" in page.details.stop_asked.entries["reason"].error
    hand.type("toile déchirée")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert page.details.head.state.word == "hors service : toile déchirée"
    assert names(page, "where") == ["hors service"]
    page.details.start_button.click()
    settle(hand)
    assert names(page, "where") == ["libre"]


def test_a_thing_tells_who_had_it_and_how_it_came_back(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    barnum = office.item("Barnum", "BAR-001")
    lent = office.lend(office.association("Les Jardins"), barnum)
    office.later(days=3)
    office.bring_back(lent, condition=Condition.WORN, remarks="un pied tordu")
    office.lend(office.person("Petit", "Paul"), barnum)
    office.later(days=12)
    page.context.refresh_requested.emit()
    settle(hand)
    choose(page, hand, 0)
    history = lines_of(page.details.history)
    assert history[0].startswith("Petit Paul, 26/11/2026 → …")
    assert history[0].endswith("5 jours de retard")
    assert history[1].startswith("Les Jardins, 23/11/2026 → 26/11/2026")
    assert "un pied tordu" in history[1]
    assert history[1].endswith("usure")
    assert names(page, "where") == ["en retard → 03/12/2026"]


def test_a_vehicle_has_fields_of_its_own(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    vans = office.category("Véhicules", kind=CategoryKind.VEHICLE)
    office.item("Minibus", "VEH-001", model=office.model("Minibus", category_id=vans))
    settle(hand)
    choose(page, hand, 0)
    page.details.correct_button.click()
    settle(hand)
    form = page.form
    assert form.entries["plate"].isVisible()
    assert not form.entries["step_free"].isVisible()
    fill(hand, form.entries["plate"].field, "ab-123-cd")
    fill(hand, form.entries["mileage_km"].field, "douze")
    hand.press(Qt.Key.Key_S, CTRL)
    assert "n'est pas un nombre possible" in form.entries["mileage_km"].error
    fill(hand, form.entries["mileage_km"].field, "120500")
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert page.details.file is not None
    assert (page.details.file.plate, page.details.file.mileage_km) == ("AB-123-CD", 120500)


def test_a_photo_is_dropped_on_a_thing(
    page: EquipmentPage, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    office.item("Barnum", "BAR-001")
    settle(hand)
    choose(page, hand, 0)
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(picture, "JPEG")
    page.details.photo.given.emit(picture.getvalue())
    settle(hand)
    assert page.details.photo.has_picture


def test_a_file_that_is_no_picture_is_refused_in_words(
    page: EquipmentPage, hand: Hand, office: TrialOffice, tmp_path: Path, window: MainWindow
) -> None:
    office.item("Barnum", "BAR-001")
    settle(hand)
    choose(page, hand, 0)
    (tmp_path / "liste.txt").write_text("rien")
    page.details.photo.given.emit(tmp_path / "liste.txt")
    settle(hand)
    assert "« liste.txt » n'est pas une image" in window.error_bar.text


def test_a_category_is_entered_with_its_rule(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    page.show_categories()
    page.categories.new_button.click()
    hand.type("Image et son")
    form = page.categories.form
    fill(hand, form.entries["loan_days"].field, "7")
    fill(hand, form.entries["deposit"].field, "150")
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    (line,) = lines_of(page.categories)
    assert line.startswith("Image et son, IMA · 7 jours · 150,00")
    assert page.category.count() == 2


def test_the_list_is_filtered_by_category_and_whereabouts(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    sound = office.category("Image et son")
    below = office.category("Projection", parent_id=sound)
    office.item("Barnum", "BAR-001")
    office.item("Micro", "MIC-001", model=office.model("Micro", category_id=sound))
    screen = office.item("Écran", "ECR-001", model=office.model("Écran", category_id=below))
    office.lend(office.person(), screen)
    settle(hand)
    page.category.choose(sound)
    settle(hand)
    assert names(page, "tag") == ["ECR-001", "MIC-001"]
    page.where.choose(Whereabouts.OUT)
    settle(hand)
    assert names(page, "tag") == ["ECR-001"]
    page.where.choose(Whereabouts.FREE)
    settle(hand)
    assert names(page, "tag") == ["MIC-001"]
    page.filters.reset()
    settle(hand)
    equipment.archive_equipment(office.desk, office.tagged("MIC-001").id)
    settle(hand)
    assert names(page, "tag") == ["BAR-001", "ECR-001"]
    page.where.choose(Whereabouts.ARCHIVED)
    settle(hand)
    assert names(page, "tag") == ["MIC-001"]


def test_the_list_is_sorted_by_any_column_in_french(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    for name, tag in (("Zodiac", "A-1"), ("Écran", "A-2"), ("Eau", "A-3")):
        office.item(name, tag)
    settle(hand)
    columns = [column.name for column in page.model.columns]
    page.table.horizontalHeader().setSortIndicator(
        columns.index("label"), Qt.SortOrder.AscendingOrder
    )
    settle(hand)
    assert names(page, "label") == ["Eau", "Écran", "Zodiac"]
    for place in range(len(columns)):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            page.table.horizontalHeader().setSortIndicator(place, order)
            settle(hand)
            assert sorted(names(page, "tag")) == ["A-1", "A-2", "A-3"]


def test_every_control_has_a_name_and_a_key(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    office.item("Barnum", "BAR-001")
    settle(hand)
    choose(page, hand, 0)
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    hand.press(Qt.Key.Key_N, CTRL)
    settle(hand)
    assert nameless(page) == []
    assert list(unreachable(page)) == []


def test_the_parts_of_a_room_are_lines_and_one_that_is_promised_is_let_go_with_a_warning(
    page: EquipmentPage, hand: Hand, office: TrialOffice
) -> None:
    rooms = office.category("Salles", kind=CategoryKind.ROOM)
    for tag, name in (("SAL-001", "Grande salle"), ("SAL-002", "Salle nord"), ("SAL-003", "Cave")):
        office.item(model=office.model(name, category_id=rooms), tag=tag)
    whole, north = office.tagged("SAL-001").id, office.tagged("SAL-002")
    period = whole_days(office.today(), office.today(), office.desk.zone)
    wanted = (Wanted(north.model_id),)
    reserve(office.desk, Reserve(office.association(), wanted, period.start, period.end))
    page.show_record(whole)
    settle(hand)
    page.correct()
    settle(hand)
    parts = page.form.room_parts
    assert parts.isVisible()
    assert nameless(page.form) == []
    fill(hand, parts.field, "salle")
    settle(hand)
    (found,) = [offered.value for offered in parts.field.offered]
    assert found.tag == "SAL-002", "the room itself is none of its parts"
    parts.field.picked.emit(found)
    parts.remove("SAL-002")
    assert parts.lines == [], "it was none of the parts yet: nothing to be warned of"
    parts.field.picked.emit(found)
    page.form.save()
    settle(hand)
    with office.reading() as session:
        assert thing_file(session, whole, office.today()).room_parts == ("SAL-002",)
    page.correct()
    settle(hand)
    assert parts.lines == ["SAL-002  Salle nord"]
    parts.remove("SAL-002")
    assert "Elle est réservée le" in parts.lines[0]
    parts.add("SAL-002")
    assert parts.lines == ["SAL-002  Salle nord"]
    parts.remove("SAL-002")
    page.form.save()
    settle(hand)
    with office.reading() as session:
        assert thing_file(session, whole, office.today()).room_parts == ()
