"""Three questions, then the counter; and an invented office of its own to try things on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.desk.desk import open_desk, own_language
from vaetvient.desk.welcome import begin, is_new
from vaetvient.domain.entities import Office
from vaetvient.language import speak
from vaetvient.ui import demo_office
from vaetvient.ui.demo_office import DemoOpenError
from vaetvient.ui.first_start import FirstStart
from vaetvient.ui.hand import Hand
from vaetvient.ui.one_window import LOCK_NAME
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.qt_language import speak_qt
from vaetvient.ui.theme import Theme
from vaetvient.ui.work import Work


@pytest.fixture(autouse=True)
def french_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak("fr")
    speak_qt(qapp, "fr")


@pytest.fixture
def asked(office: TrialOffice, theme: Theme, work: Work, qtbot: QtBot) -> FirstStart:
    window = FirstStart(office.desk, theme, work)
    qtbot.addWidget(window)
    window.show()
    return window


def test_three_answers_make_the_office(
    office: TrialOffice, asked: FirstStart, qtbot: QtBot
) -> None:
    assert is_new(office.desk)
    asked.office.setText("MJC du Vercors")
    asked.commune.setText("38600 Fontaine")
    with qtbot.waitSignal(asked.accepted):
        qtbot.keyClick(asked.commune, Qt.Key.Key_Return)
    made = office.get(Office, office.desk.office_id)
    assert (made.name, made.commune_name, made.postal_code, made.code) == (
        "MJC du Vercors",
        "Fontaine",
        "38600",
        "FON",
    )
    assert not is_new(office.desk)


def test_a_name_is_wanted_and_said_beside_its_field(asked: FirstStart) -> None:
    asked.begin_button.click()
    assert "Comment s'appelle" in asked.entries["name"].error
    assert asked.office.hasFocus()


def test_the_other_language_is_spoken_at_once_and_what_was_typed_stays(
    office: TrialOffice, asked: FirstStart, qtbot: QtBot
) -> None:
    asked.office.setText("MJC du Vercors")
    place = asked.language.findData("en")
    asked.language.setCurrentIndex(place)
    asked.language.activated.emit(place)
    assert asked.begin_button.text() == "Begin"
    assert asked.office.text() == "MJC du Vercors"
    with qtbot.waitSignal(asked.accepted):
        asked.begin_button.click()
    with office.reading() as session:
        assert own_language(session) == "en"


def test_an_unknown_commune_is_kept_as_typed(office: TrialOffice) -> None:
    begin(office.desk, "Bureau de là-bas", "Trifouillis", "fr")
    assert office.get(Office, office.desk.office_id).commune_name == "Trifouillis"


def test_examples_are_offered_as_long_as_there_is_nothing(
    office: TrialOffice, open_window: Opener
) -> None:
    window = open_window()
    page = window.page
    assert isinstance(page, CounterPage)
    hand = Hand(window)
    hand.wait_until(lambda: page.idle._offer is not None, "the offer")
    (file,) = [b for b in page.idle.findChildren(QPushButton) if "fichier" in b.text()]
    file.click()
    hand.settle()
    assert window.shown == "files"
    window.visit("counter")
    office.person(dues=False)
    hand.wait_until(lambda: page.idle._offer is None, "no offer any more")


def test_the_invented_office_is_apart_and_goes_whole(office: TrialOffice) -> None:
    folder = office.folder / demo_office.FOLDER
    demo_office.make(folder)
    demo_office.make(folder)
    desk = open_desk(folder)
    assert not is_new(desk)
    desk.database.close()
    assert office.count("member") == 0
    lock = QLockFile(str(folder / LOCK_NAME))
    assert lock.tryLock(0)
    with pytest.raises(DemoOpenError):
        demo_office.remove(folder)
    lock.unlock()
    demo_office.remove(folder)
    assert not folder.exists()


START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from vaetvient.ui import first_start, main_window

def answer(self):
    if sys.argv[2] == "leave":
        QTimer.singleShot(0, self.reject)
    else:
        self.office.setText("MJC du Vercors")
        QTimer.singleShot(0, self.begin)
    return shown(self)

shown = first_start.FirstStart.exec
first_start.FirstStart.exec = answer
came_up = main_window.MainWindow.showEvent

def up(self, event):
    came_up(self, event)
    print(self.windowTitle(), flush=True)
    QTimer.singleShot(200, self, self.close)

main_window.MainWindow.showEvent = up
from vaetvient.app import run
sys.exit(run(Path(sys.argv[1]), argv=["vaetvient"]))
"""


@pytest.mark.parametrize(
    ("what", "said"), [("answer", "MJC du Vercors – Va-et-vient"), ("leave", "")]
)
def test_a_new_folder_asks_first_and_then_opens(tmp_path: Path, what: str, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "neuf"), what],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.stdout.strip(), ended.returncode) == (said, 0), ended.stderr
