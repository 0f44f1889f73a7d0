"""What is seen is also said: names on every control, sentences for every row."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QWidget,
)

from tests.trial_office import TrialOffice
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QListView)


def nameless(root: QWidget) -> list[str]:
    """The controls under `root` of which a screen reader could only say the kind."""
    out = []
    for kind in CONTROLS:
        for control in root.findChildren(kind):
            parent = control.parentWidget()
            if isinstance(parent, (QAbstractSpinBox, QComboBox)) or "qt_" in control.objectName():
                continue
            if isinstance(parent, QWidget) and parent.metaObject().className().startswith("QCombo"):
                continue
            interface = QAccessible.queryAccessibleInterface(control)
            if interface is None or not interface.text(QAccessible.Text.Name):
                out.append(f"{type(control).__name__} in {type(parent).__name__}")
    return out


def test_every_control_of_the_counter_has_a_name(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    model = office.model("Sono", accessories=(("micro", 2),))
    office.lend(office.person(card="C1"), office.item(tag="SON-1", model=model), deposit_cents=100)
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.scan("SON-1")
    hand.settle()
    assert nameless(window) == []


def test_a_row_is_a_whole_sentence(office: TrialOffice, counter: CounterPage, hand: Hand) -> None:
    office.lend(office.person("Martin", "Sam"), office.item("Sono", tag="SON-1"))
    office.person(card="C1")
    hand.scan("C1")
    hand.scan("SON-1")
    hand.settle()
    interface = QAccessible.queryAccessibleInterface(counter.basket.view)
    row = interface.child(0)
    assert row is not None
    assert row.text(QAccessible.Text.Name).startswith(
        "SON-1 Sono, bon état, SON-1 est déjà prêté à Martin Sam"
    )


def test_targets_are_large_enough(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    small = [
        (type(control).__name__, control.height())
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
        for control in window.findChildren(kind)
        if control.isVisible()
        and not isinstance(control.parentWidget(), (QAbstractSpinBox, QComboBox))
        and control.height() < 32
    ]
    assert small == []


def test_tab_goes_round_from_the_field_and_back(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    seen: list[QWidget] = []
    for _n in range(60):
        hand.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        seen.append(focused)
        if focused is counter.field:
            break
    assert seen[-1] is counter.field
    assert counter.basket.lend_button in seen
    assert counter.basket.view in seen
