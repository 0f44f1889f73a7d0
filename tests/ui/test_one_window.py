"""One window per data folder, however often and however brutally it is started."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaetvient.desk.desk import open_desk
from vaetvient.desk.welcome import begin
from vaetvient.ui.one_window import address

START = """
import sys
from pathlib import Path
from vaetvient import app
from vaetvient.ui.first_start import FirstStart

def ask(questions):
    print("asked", flush=True)
    return asked(questions)

asked, FirstStart.exec = FirstStart.exec, ask
FirstStart.come_forward = lambda questions: print("raised", flush=True)
open_window = app.open_window

def tell(*given):
    window = open_window(*given)
    raised = window.come_forward
    window.come_forward = lambda: (raised(), print("raised", flush=True))
    print("open", flush=True)
    return window

app.open_window = tell
sys.exit(app.run(Path(sys.argv[1]), argv=["vaetvient"]))
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
    """The program on the folder of an office that has its name."""
    folder = tmp_path / "bureau"
    desk = open_desk(folder)
    begin(desk, "Bureau", "Grenoble", "fr")
    desk.database.close()
    yield from started_on(folder)


def started_on(folder: Path) -> Iterator[Starts]:
    made = Starts(folder)
    yield made
    for process in made.all:
        process.kill()
        process.communicate()


def has_opened(process: subprocess.Popen[str]) -> bool:
    """Whether it showed a window, rather than leave to another."""
    while line := said(process):
        if line == "open":
            return True
    return False


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_ten_starts_at_once_make_one_window(starts: Starts) -> None:
    ten = [starts.one() for _n in range(10)]
    opened = [process for process in ten if has_opened(process)]
    assert len(opened) == 1
    assert {process.wait(60) for process in ten if process not in opened} == {0}
    assert opened[0].poll() is None


def test_a_second_start_raises_the_first(starts: Starts) -> None:
    first = starts.one()
    assert said(first) == "open"
    second = starts.one()
    assert second.wait(60) == 0
    assert said(first) == "raised"
    assert first.poll() is None


def test_a_second_start_raises_the_questions_of_the_first(tmp_path: Path) -> None:
    for starts in started_on(tmp_path / "neuf"):
        first = starts.one()
        assert said(first) == "asked"
        assert starts.one().wait(60) == 0
        assert said(first) == "raised"


def test_what_a_killed_window_left_behind_is_taken_over(starts: Starts) -> None:
    first = starts.one()
    assert said(first) == "open"
    first.kill()
    first.wait()
    assert said(starts.one()) == "open"


def test_a_folder_has_one_address_however_it_is_written(tmp_path: Path) -> None:
    assert address(tmp_path / "a" / ".." / "b") == address(tmp_path / "b")
    assert address(tmp_path / "a") != address(tmp_path / "b")
