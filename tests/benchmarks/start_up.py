"""From a cold start to a usable counter: against a bare window that imports SQLAlchemy, and the
same on a large office against a smaller one.

Usable: the window is there, its field takes keys, the day's board is painted. What that takes is
the program's own (`app.run`), from the start of its process.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from statistics import median

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import lasting, process

_RUNS = 7
_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
import sqlalchemy.orm
application = QApplication([])
window = QMainWindow()
window.resize(1280, 720)
window.show()
application.processEvents()
"""
_OURS = """
import os, sys
from pathlib import Path
from vaetvient import app
app.bring_in_house()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = app.make_application([])

def look():
    for window in QApplication.topLevelWidgets():
        page = getattr(window, "page", None)
        if page is not None and page.board.today is not None:
            application.processEvents()
            os._exit(0)

timer = QTimer(interval=2)
timer.timeout.connect(look)
timer.start()
app.run(Path(sys.argv[1]), argv=[])
"""
"""The window, until the counter has its day; left without tidying, as the bare one is."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Whole processes, in turn, off-screen; the time on the wall and the processor's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    large = setting.copy("window")
    small = setting.copy("window-smaller", setting.smaller)
    runs = [
        process([sys.executable, "-c", _OURS, str(large)]),
        process([sys.executable, "-c", _BARE]),
        process([sys.executable, "-c", _OURS, str(small)]),
    ]
    for run in runs:
        run()
    rounds = [[_spent(run) for run in runs] for _round in range(setting.runs(_RUNS))]
    bare, smaller = "bare PySide6 window and SQLAlchemy", f"the {setting.smaller} office"
    for place, words in ((0, ""), (1, ", the processor's time")):
        ours, theirs, less = (median(one[which][place] for one in rounds) for which in range(3))
        what = f"cold start to a usable counter, {setting.size} office{words}"
        if setting.size == "metro":
            yield Figure(what, ours, smaller, less, 1.2)
            what = f"cold start to a usable counter, {setting.smaller} office{words}"
            yield Figure(what, less, bare, theirs, 1.5)
        else:
            yield Figure(what, ours, bare, theirs, 1.5)


def _spent(run: Callable[[], object]) -> tuple[float, float]:
    """How long a process took, and how much of it the processor worked for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = lasting(run)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, worked
