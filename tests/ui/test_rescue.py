"""A damaged database: calm words, the last good copy, what it lacks; and on with the day."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.storage import backups, salvage
from vaetvient.storage.errors import DatabaseDamagedError
from vaetvient.ui import rescue
from vaetvient.ui.hand import Hand
from vaetvient.ui.rescue import RescueWindow
from vaetvient.ui.theme import Theme
from vaetvient.ui.work import Work


def damage_table(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    connection = sqlite3.connect(path)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
    ).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xaa" * 4096
    path.write_bytes(bytes(data))


@pytest.fixture
def damaged(office: TrialOffice) -> Path:
    """A database with a copy of this morning, one gesture since, and a page that is lost."""
    path = office.desk.database.path
    office.person(dues=False)
    backups.make_copy(path)
    office.later(minutes=5)
    office.association("Les Jardins", dues=False)
    office.close()
    damage_table(path, "loan")
    return path


def opened(path: Path, theme: Theme, work: Work, qtbot: QtBot) -> RescueWindow:
    window = RescueWindow(path, theme, work)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: work.is_idle)
    return window


def test_the_last_good_copy_is_offered_with_what_it_lacks(
    damaged: Path, theme: Theme, work: Work, qtbot: QtBot
) -> None:
    window = opened(damaged, theme, work, qtbot)
    assert "1 adhérent" in window.holding.text()
    assert window.lacks.item(0).text() == "Fiche de Les Jardins créée"
    assert window.take.hasFocus()
    with qtbot.waitSignal(window.accepted):
        qtbot.keyClick(window.take, Qt.Key.Key_Space)
    held = salvage.holds(damaged)
    assert held is not None
    assert held.members == 1


def test_a_copy_that_is_damaged_too_is_not_offered(
    damaged: Path, theme: Theme, work: Work, qtbot: QtBot
) -> None:
    (copy,) = backups.own_copies(damaged)
    damage_table(copy.path, "loan")
    window = opened(damaged, theme, work, qtbot)
    assert window.offers == []
    assert not window.take.isEnabled()
    assert "Aucune bonne copie" in window.state.text()


def test_what_can_be_read_is_written_out_and_the_file_stays(
    damaged: Path,
    theme: Theme,
    work: Work,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Desktop:
        @staticmethod
        def openUrl(_url: object) -> bool:
            return True

    monkeypatch.setattr(rescue, "QDesktopServices", Desktop)
    before = damaged.read_bytes()
    window = opened(damaged, theme, work, qtbot)
    window.write_out(tmp_path)
    qtbot.waitUntil(lambda: "écrites" in window.state.text())
    (folder,) = tmp_path.glob("vaetvient-*")
    assert "Les Jardins" in (folder / "member.csv").read_text("utf-8-sig")
    assert damaged.read_bytes() == before


def test_a_folder_that_is_full_is_said_in_the_window(
    damaged: Path, theme: Theme, work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(damaged, theme, work, qtbot)
    window.write_out(tmp_path / "parti")
    qtbot.waitUntil(window.wrong.isVisible)
    assert "Impossible d'écrire" in window.wrong.text()


def test_damage_met_at_work_leads_to_the_rescue(open_window: Opener) -> None:
    window = open_window()
    window.context.work.refused.emit(DatabaseDamagedError(path="/base"))
    Hand(window).settle()
    assert window.reopening is not None
    assert window.reopening.damaged
    assert not window.isVisible()


START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from vaetvient.ui import main_window, rescue

def take(self):
    def look():
        if self.take.isEnabled():
            print("rescued", flush=True)
            self.take.click()
        else:
            QTimer.singleShot(50, self, look)
    QTimer.singleShot(50, self, look)
    return shown(self)

shown = rescue.RescueWindow.exec
rescue.RescueWindow.exec = take
came_up = main_window.MainWindow.showEvent
rounds = []

def up(self, event):
    came_up(self, event)
    rounds.append(self)
    print("window", flush=True)
    copies = sorted((Path(sys.argv[1]) / "sauvegardes").glob("*automatique*"))
    if sys.argv[2] == "restore" and len(rounds) == 1:
        QTimer.singleShot(300, self, lambda: self.context.reopening_wanted.emit(copies[0]))
    else:
        QTimer.singleShot(300, self, self.close)

main_window.MainWindow.showEvent = up
from vaetvient.app import run
sys.exit(run(Path(sys.argv[1]), argv=["vaetvient"]))
"""


def start(folder: Path, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, str(folder), what],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_damaged_database_is_rescued_at_the_start_and_the_window_opens(damaged: Path) -> None:
    damaged.write_bytes(b"ceci n'est pas une base" * 500)
    ended = start(damaged.parent, "rescue")
    assert (ended.stdout.split(), ended.returncode) == (["rescued", "window"], 0), ended.stderr
    held = salvage.holds(damaged)
    assert held is not None
    assert held.members == 1
    kept = [copy for copy in backups.own_copies(damaged) if copy.why == backups.ASIDE]
    assert kept[0].path.read_bytes().startswith(b"ceci n'est pas")


def test_a_copy_put_back_from_the_settings_opens_the_window_again(office: TrialOffice) -> None:
    path = office.desk.database.path
    office.person(dues=False)
    backups.make_copy(path)
    office.association(dues=False)
    office.close()
    ended = start(office.folder, "restore")
    assert (ended.stdout.split(), ended.returncode) == (["window", "window"], 0), ended.stderr
    held = salvage.holds(path)
    assert held is not None
    assert held.members == 1
