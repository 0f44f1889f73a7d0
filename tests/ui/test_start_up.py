"""What a start brings in before anybody can work, and what it leaves for later."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.trial_office import TrialOffice
from vaetvient.domain import related
from vaetvient.domain.records import Record

START = """
import json, os, sys
from pathlib import Path
from vaetvient import app
app.bring_in_house()
before_qt = "PySide6" not in sys.modules and "vaetvient.storage.database" in sys.modules
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = app.make_application([])

def look():
    for window in QApplication.topLevelWidgets():
        page = getattr(window, "page", None)
        if page is not None and page.board.today is not None:
            print(json.dumps([before_qt, sorted(sys.modules)]), flush=True)
            os._exit(0)

timer = QTimer(interval=1)
timer.timeout.connect(look)
timer.start()
app.run(Path(sys.argv[1]), argv=[])
"""
"""The program itself, until the counter has its day."""
LATER = {
    *("PIL", "alembic", "cryptography", "holidays", "icalendar", "jinja2", "phonenumbers"),
    *("pypdfium2", "python_calamine", "pyrage", "rapidfuzz", "reportlab", "segno", "stdnum"),
    *("vobject", "xlsxwriter", "zstandard"),
    "vaetvient.desk.demo",
    "vaetvient.desk.lending",
    "vaetvient.desk.undo",
    "vaetvient.documents.agreement",
    "vaetvient.domain.entities",
    "vaetvient.exchange.opening",
    "vaetvient.sync.merge",
    "vaetvient.ui.pages.counter.basket_panel",
    "vaetvient.ui.pages.records",
}
"""What a counter that lends nothing yet does without."""


def test_the_counter_opens_without_what_it_needs_later(office: TrialOffice) -> None:
    office.person()
    folder = office.folder
    office.close()
    started = subprocess.run(
        [sys.executable, "-c", START, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    before_qt, modules = json.loads(started.stdout.splitlines()[-1])
    assert before_qt
    assert LATER & set(modules) == set()


def test_every_entity_with_a_relative_is_mapped_before_the_first_session() -> None:
    import vaetvient.domain.entities  # noqa: F401  (maps every table)

    related_to = {m.class_.__module__ for m in Record.registry.mappers if m.relationships}
    assert related_to == {module.__name__ for module in related.RELATED}
