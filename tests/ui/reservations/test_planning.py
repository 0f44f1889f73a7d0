"""The planning: read, walked by keys, worked by pointer, on the real database."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.trial_office import TrialOffice
from tests.ui.access import part_in_focus, parts_told
from tests.ui.records import settle
from tests.ui.reservations.conftest import Promises, day
from vaetvient.desk import equipment
from vaetvient.domain.availability import ClaimKind
from vaetvient.domain.entities import Reservation
from vaetvient.domain.reservation import ReservationState
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.planning import RowKind
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.reservations import ReservationsPage
from vaetvient.ui.pages.reservations.faces import Face
from vaetvient.ui.pages.reservations.planning_face import PlanningFace
from vaetvient.ui.printing.pdf import page_words
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.widgets.planning.view import PlanningView

_SHIFT, _ALT, _CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class Scene:
    """The planning as it is opened, and short words for what is on it."""

    def __init__(self, page: ReservationsPage, hand: Hand) -> None:
        self.page, self.hand = page, hand

    @property
    def face(self) -> PlanningFace:
        return self.page.planning

    @property
    def view(self) -> PlanningView:
        return self.face.view

    def open(self) -> None:
        self.page.show_face(Face.PLANNING)
        self.settle()

    def settle(self) -> None:
        settle(self.hand)
        self.view.viewport().repaint()
        self.hand.wait_until(lambda: self.view.ledger.is_fresh, "what holds the rows")
        settle(self.hand)

    def rows(self) -> list[str]:
        return [f"{row.label} {row.detail}".strip() for row in self.view.ledger.rows]

    def place(self, label: str) -> int:
        return next(n for n, row in enumerate(self.view.ledger.rows) if row.label == label)

    def bars(self, label: str) -> list[tuple[ClaimKind, str, int, float]]:
        """Kind, who, first day after the Monday, and last (infinite: open) of each bar."""
        bars = self.view.ledger.bars_of(self.view.ledger.rows[self.place(label)])
        monday = day(0).toordinal()
        return [
            (bar.claim.kind, bar.claim.who, int(bar.start) - monday, bar.end - monday - 1)
            for bar in bars
        ]

    def point(self, label: str, n: float) -> QPoint:
        """Where a row and a day after the Monday are on screen."""
        place = self.place(label)
        y = self.view.y_of(place) + self.view.ledger.row_height(place) // 2
        return QPoint(self.view.x_of(day(0).toordinal() + n), y)

    def drag(
        self, label: str, start: float, end: float, *, drop: bool = True, to: str = ""
    ) -> None:
        port, over = self.view.viewport(), to or label
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(port, left, Qt.KeyboardModifier.NoModifier, self.point(label, start))
        for step in range(1, 6):
            at = start + (end - start) * step / 5
            QTest.mouseMove(port, self.point(over, at))
            _move(port, self.point(over, at))
        if drop:
            QTest.mouseRelease(port, left, Qt.KeyboardModifier.NoModifier, self.point(over, end))
            self.settle()


def _move(port: QWidget, at: QPoint) -> None:
    """QTest's move holds no button: send one that does."""

    left = Qt.MouseButton.LeftButton
    where = QPointF(at)
    plain = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, where, where, left, left, plain)
    QApplication.sendEvent(port, event)


@pytest.fixture
def scene(promises: Promises, window: MainWindow, hand: Hand) -> Scene:
    page = window.visit("reservations")
    assert isinstance(page, ReservationsPage)
    return Scene(page, hand)


def stored(office: TrialOffice, promises: Promises, key: object) -> tuple[date, date]:
    found = office.get(Reservation, key)  # type: ignore[arg-type]
    desk = office.desk
    return desk.day_of(found.starts_at), desk.day_of(found.ends_at - timedelta(minutes=1))


def test_an_empty_office_says_where_to_begin(window: MainWindow, hand: Hand) -> None:
    page = window.visit("reservations")
    assert isinstance(page, ReservationsPage)
    page.show_face(Face.PLANNING)
    settle(hand)
    assert "aucun matériel" in page.planning.empty.words


def test_things_stand_under_their_model_and_category(scene: Scene, office: TrialOffice) -> None:
    office.stock("Chaise pliante", 200, "LOT-001")
    scene.open()
    assert scene.rows() == [
        "Image et son",
        "Écran sur pied ECR-001",
        "Vidéoprojecteur",
        "VID-001",
        "VID-002",
        "Chaise pliante LOT-001",
    ]
    kinds = [row.kind for row in scene.view.ledger.rows]
    assert kinds == [
        RowKind.CATEGORY,
        RowKind.ITEM,
        RowKind.MODEL,
        RowKind.ITEM,
        RowKind.ITEM,
        RowKind.STOCK,
    ]


def test_what_holds_a_thing_is_drawn_and_lateness_has_no_end(
    scene: Scene, office: TrialOffice, promises: Promises
) -> None:
    office.lend(promises.ali, promises.two)
    equipment.take_out_of_service(office.desk, promises.one, "lampe", until=day(1))
    promises.reserve(10, 11)
    promises.reserve(12, 14, Wanted(promises.model))
    office.later(days=8)
    scene.open()
    assert scene.bars("VID-001") == [
        (ClaimKind.MAINTENANCE, "lampe", 0, 1),
        (ClaimKind.RESERVATION, "Les Jardins", 10, 11),
    ]
    assert scene.bars("VID-002") == [(ClaimKind.LATE, "Benali Ali", 0, float("inf"))]
    assert scene.bars("Vidéoprojecteur") == [(ClaimKind.RESERVATION, "Les Jardins", 12, 14)]


def test_the_keys_choose_days_and_enter_reserves_them(
    scene: Scene, hand: Hand, promises: Promises
) -> None:
    scene.open()
    hand.type("vid-002")
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Right, _SHIFT)
    hand.press(Qt.Key.Key_Right, _SHIFT)
    assert scene.view.accessibleDescription() == (
        "VID-002 — du 24/11/2026 au 26/11/2026 (3 jours) — libre"
    )
    assert part_in_focus(scene.view) == scene.view.accessibleDescription()
    told = parts_told(scene.view)
    assert {role for role, _name in told} == {QAccessible.Role.Row}
    assert len(told) == len(scene.view.ledger.rows)
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    form = scene.page.list.form
    assert scene.page.face is Face.LIST
    assert form.entries["start"].text() == "24/11/2026"
    assert form.entries["end"].text() == "26/11/2026"
    assert [line.label for line in form.things.lines] == ["VID-002 Vidéoprojecteur"]
    assert form.entries["borrower"].field.hasFocus()


def test_the_cursor_stays_on_its_thing_when_another_comes_above_it(
    scene: Scene, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    scene.open()
    hand.type("vid-001")
    assert scene.view.cursor_at is not None
    before = scene.view.cursor_at.place
    office.item(tag="VID-000", model=promises.model)
    scene.settle()
    assert scene.view.cursor_at is not None
    assert scene.view.cursor_at.place == before + 1 == scene.place("VID-001")


def test_enter_on_a_bar_opens_it_and_delete_cancels_it(
    scene: Scene, hand: Hand, office: TrialOffice, promises: Promises, window: MainWindow
) -> None:
    made = promises.reserve(1, 2)
    scene.open()
    hand.type("vid-001")
    hand.press(Qt.Key.Key_Right)
    assert "Les Jardins (R-BUR-2026-0001), réservé" in scene.view.accessibleDescription()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert scene.page.list.details.head.title.text() == made.number
    scene.open()
    scene.view.setFocus()
    hand.press(Qt.Key.Key_Delete)
    scene.settle()
    assert office.get(Reservation, made.reservation_id).state is ReservationState.CANCELLED
    assert scene.bars("VID-001") == []
    window.undo()
    scene.settle()
    assert scene.bars("VID-001") == [(ClaimKind.RESERVATION, "Les Jardins", 1, 2)]


def test_a_drag_over_days_reserves_them(scene: Scene, promises: Promises) -> None:
    scene.open()
    scene.drag("VID-001", 3.5, 5.5)
    form = scene.page.list.form
    assert (form.entries["start"].text(), form.entries["end"].text()) == (
        "26/11/2026",
        "28/11/2026",
    )


def test_a_reservation_is_dragged_and_stretched(
    scene: Scene, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(1, 2)
    scene.open()
    scene.drag("VID-001", 1.5, 8.5)
    assert stored(office, promises, made.reservation_id) == (day(8), day(9))
    scene.drag("VID-001", 9.98, 11.9)
    assert stored(office, promises, made.reservation_id) == (day(8), day(11))


def test_a_clash_is_said_while_dragging_and_ways_out_are_offered_when_dropped(
    scene: Scene, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(1, 2)
    promises.reserve(8, 9, by=promises.ali)
    scene.open()
    scene.drag("VID-001", 1.5, 8.5, drop=False)
    ghost = scene.view.ghost
    assert ghost is not None
    assert ghost.clash
    assert ghost.words.splitlines() == [
        "du 01/12/2026 au 02/12/2026 (2 jours)",
        "Benali Ali, jusqu'au 02/12/2026",
    ]
    QTest.mouseRelease(
        scene.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        scene.point("VID-001", 8.5),
    )
    scene.settle()
    refused = scene.face.refused
    assert refused.isVisible()
    assert "Benali Ali (R-BUR-2026-0002)" in refused.text
    assert refused.offered == [
        "Prendre du 03/12/2026 au 04/12/2026 (2 jours)",
        "Plutôt Vidéoprojecteur (1 libre)",
        "Plutôt Écran sur pied (1 libre)",
        "Laisser comme avant",
    ]
    assert stored(office, promises, made.reservation_id) == (day(1), day(2)), "nothing changed"
    refused.press(0)
    scene.settle()
    assert not refused.isVisible()
    assert stored(office, promises, made.reservation_id) == (day(10), day(11))


def unit(office: TrialOffice, key: UUID) -> UUID | None:
    """The thing that a reservation of one line names."""
    with office.reading() as session:
        (line,) = session.get_one(Reservation, key).lines
        return line.equipment_id


def test_a_reservation_is_dragged_to_another_unit_of_its_model(
    scene: Scene, office: TrialOffice, promises: Promises, window: MainWindow
) -> None:
    made = promises.reserve(1, 2)
    promises.reserve(7, 8, Wanted(promises.model, promises.two), by=promises.ali)
    scene.open()
    scene.drag("VID-001", 1.5, 7.5, to="VID-002", drop=False)
    ghost = scene.view.ghost
    assert ghost is not None
    assert (ghost.place, ghost.clash) == (scene.place("VID-002"), True)
    assert ghost.words.splitlines()[0] == "plutôt VID-002"
    assert "Benali Ali" in ghost.words
    QTest.keyClick(scene.view.viewport(), Qt.Key.Key_Escape)
    scene.view.setFocus()
    scene.drag("VID-001", 1.5, 1.5, to="Écran sur pied")
    scene.drag("VID-001", 1.5, 2.5, to="VID-002")
    assert unit(office, made.reservation_id) == promises.two
    assert stored(office, promises, made.reservation_id) == (day(2), day(3))
    window.undo()
    scene.settle()
    assert unit(office, made.reservation_id) == promises.one
    assert stored(office, promises, made.reservation_id) == (day(1), day(2))
    scene.drag("VID-001", 1.5, 1.5, to="Vidéoprojecteur")
    assert unit(office, made.reservation_id) is None
    scene.drag("Vidéoprojecteur", 1.5, 1.5, to="VID-002")
    assert unit(office, made.reservation_id) == promises.two


def test_the_keyboard_takes_a_reservation_to_another_unit_too(
    scene: Scene, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(1, 2)
    scene.open()
    hand.type("vid-001")
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Down, _ALT)
    assert scene.view.ghost is not None
    assert scene.view.ghost.place == scene.place("VID-002")
    hand.press(Qt.Key.Key_Return)
    scene.settle()
    assert unit(office, made.reservation_id) == promises.two


def test_what_collides_is_marked_on_its_bar_and_said(
    scene: Scene, office: TrialOffice, promises: Promises, window: MainWindow
) -> None:
    made = promises.reserve(1, 2)
    promises.reserve(8, 9)
    equipment.take_out_of_service(office.desk, promises.one, "lampe", until=day(3))
    scene.open()
    ledger = scene.view.ledger
    bars = ledger.bars_of(ledger.rows[scene.place("VID-001")])
    watch = window.context.clash_watch
    scene.hand.wait_until(lambda: bool(watch.parties), "what collides")
    assert [bar.claim.ref for bar in bars if ledger.clashes(bar)] == [made.reservation_id]
    said: list[str] = []
    scene.view.moved.connect(said.append)
    scene.view.choose(scene.place("VID-001"), day(1).toordinal(), day(2).toordinal())
    assert "se heurte à un autre usage" in said[-1]


def test_the_planning_and_the_day_are_looked_at_before_they_are_printed(
    scene: Scene, window: MainWindow, hand: Hand, promises: Promises
) -> None:
    promises.reserve(0, 2, override_reason="essai")
    scene.open()
    for action, name, words in (
        (0, "A4", "Les Jardins"),
        (1, "A3", "Les Jardins"),
        (2, "jour-2026-11-23", "VID-001"),
    ):
        scene.face.print_button.menu().actions()[action].trigger()
        hand.wait_until(lambda: window.papers.shown is not None, "the paper")
        paper = window.papers.shown
        assert paper is not None
        hand.wait_until(lambda: bool(window.papers.shown.pdf), "the pages")
        assert name in paper.source.name
        assert words in page_words(paper.pdf, 0)
        paper.reject()
        hand.wait_until(lambda: window.papers.shown is None, "the paper put away")


def test_calendars_go_out_and_come_in_from_the_menu(
    scene: Scene, office: TrialOffice, promises: Promises, hand: Hand, tmp_path: Path
) -> None:
    promises.reserve(1, 2)
    scene.open()
    menu = scene.face.agenda_button.menu()
    hand.type("vid-001")
    menu.aboutToShow.emit()
    given, taken = menu.actions()
    assert given.text() == "Exporter l'agenda de VID-001 Vidéoprojecteur…"
    assert taken.isVisible()
    file = tmp_path / "salle.ics"
    scene.face.agenda.export_thing(promises.one, file)
    hand.wait_until(file.exists, "the calendar")
    assert b"Les Jardins" in file.read_bytes()
    scene.face.agenda.take(promises.two, file)
    scene.hand.wait_until(lambda: office.count("busy_time") == 1, "the busy time")
    scene.settle()
    assert [bar[0] for bar in scene.bars("VID-002")] == [ClaimKind.BUSY]


def test_the_keyboard_moves_and_stretches_too(
    scene: Scene, hand: Hand, office: TrialOffice, promises: Promises
) -> None:
    made = promises.reserve(1, 2)
    scene.open()
    hand.type("vid-001")
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Right, _ALT)
    hand.press(Qt.Key.Key_Right, _ALT | _SHIFT)
    assert scene.view.ghost is not None
    hand.press(Qt.Key.Key_Return)
    scene.settle()
    assert stored(office, promises, made.reservation_id) == (day(2), day(4))
    hand.press(Qt.Key.Key_Left, _ALT)
    hand.press(Qt.Key.Key_Escape)
    scene.settle()
    assert scene.view.ghost is None
    assert stored(office, promises, made.reservation_id) == (day(2), day(4))


def test_it_zooms_from_a_day_by_hours_to_a_year(scene: Scene, hand: Hand) -> None:
    scene.open()
    width = scene.view.scale.day_width
    hand.type("+")
    assert scene.view.scale.day_width > width
    for _press in range(40):
        hand.type("-")
    view = scene.view
    assert view.room.width() / view.scale.day_width > 366
    scene.face.span.choose(1)
    scene.face.span.activated.emit(0)
    assert view.scale.is_hourly
    assert view.scale.slot == pytest.approx(1 / 24)
    assert int(view.days_at(view.column)) == day(0).toordinal()


def test_filters_narrow_the_rows(scene: Scene, hand: Hand, office: TrialOffice) -> None:
    office.item("Perceuse", "BRI-001")
    scene.open()
    scene.face.filters.field.setFocus()
    hand.type("ecran")
    settle(hand)
    assert scene.rows() == ["Image et son", "Écran sur pied ECR-001"]
    hand.type("zzz")
    settle(hand)
    assert scene.face.empty.words == "Rien ne correspond."
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert len(scene.rows()) == 6


def test_it_paints_in_every_scheme_and_at_every_size(
    scene: Scene, promises: Promises, theme: Theme
) -> None:
    promises.reserve(1, 2)
    scene.open()
    seen = set()
    for scheme in (Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST):
        theme.choose(scheme)
        scene.settle()
        picture = scene.view.grab().toImage()
        seen.add(picture.pixelColor(picture.width() // 2, picture.height() - 40).name())
    assert len(seen) == 3
    theme.choose(Scheme.LIGHT)
    theme.scale_text(200)
    scene.settle()
    assert scene.view.ledger.row_height(1) == 84, "the name of a thing, and its label below"
