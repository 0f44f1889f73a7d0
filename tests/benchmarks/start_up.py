"""From a cold start to a usable counter, against a bare window that imports SQLAlchemy."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import in_turn, process

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
from vaetvient.desk.desk import open_desk
folder = Path(sys.argv[1])
application = app.make_application()
theme = app.dress(application)
window = app.open_window(application, theme, open_desk(folder), folder)
window.show()
window.activateWindow()
while window.page.board.today is None:
    application.processEvents()
application.processEvents()
os._exit(0)
"""
"""The window, until the counter has its day; left without tidying, as the bare one is."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Whole processes, one after the other, off-screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    setting.office()
    folder = setting.copy("started")
    ours = [sys.executable, "-c", _OURS, str(folder)]
    bare = [sys.executable, "-c", _BARE]
    found = in_turn(process(ours), process(bare), runs=setting.runs(_RUNS))
    what = f"cold start to a usable counter, {setting.size} office"
    yield Figure(what, found[0], "bare PySide6 window and SQLAlchemy", found[1], 1.5)
