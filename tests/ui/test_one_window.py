"""One window per data folder, however often and however brutally it is started."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaetvient.ui.one_window import address

START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from vaetvient.ui import main_window

shown = main_window.MainWindow.showEvent
raised = main_window.MainWindow.come_forward

def tell_shown(self, event):
    shown(self, event)
    print("open", flush=True)

def tell_raised(self):
    raised(self)
    print("raised", flush=True)

main_window.MainWindow.showEvent = tell_shown
main_window.MainWindow.come_forward = tell_raised
from vaetvient.app import run
sys.exit(run(Path(sys.argv[1]), argv=["vaetvient"]))
"""


class Starts:
    """Processes that start the program on one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.all: list[subprocess.Popen[str]] = []

    def one(self) -> subprocess.Popen[str]:
        started = subprocess.Popen(
            [sys.executable, "-c", START, str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.all.append(started)
        return started


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Starts]:
    made = Starts(tmp_path / "bureau")
    yield made
    for process in made.all:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_ten_starts_at_once_make_one_window(starts: Starts) -> None:
    ten = [starts.one() for _n in range(10)]
    for process in ten:
        while process.poll() is None and process.stdout is not None:
            if process.stdout.readline().strip() == "open":
                break
    ended = [process for process in ten if process.poll() is not None or said(process) == ""]
    assert len(ended) == 9
    assert {process.wait(60) for process in ended} == {0}


def test_a_second_start_raises_the_first(starts: Starts) -> None:
    first = starts.one()
    assert said(first) == "open"
    second = starts.one()
    assert second.wait(60) == 0
    assert said(first) == "raised"
    assert first.poll() is None


def test_what_a_killed_window_left_behind_is_taken_over(starts: Starts) -> None:
    first = starts.one()
    assert said(first) == "open"
    first.kill()
    first.wait()
    assert said(starts.one()) == "open"


def test_a_folder_has_one_address_however_it_is_written(tmp_path: Path) -> None:
    assert address(tmp_path / "a" / ".." / "b") == address(tmp_path / "b")
    assert address(tmp_path / "a") != address(tmp_path / "b")
