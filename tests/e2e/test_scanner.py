"""A scanner as the computer sees it: another program that types as fast as the screen takes it."""

import subprocess
import sys
import threading

import pytest

from tests.trial_office import TrialOffice

pytestmark = pytest.mark.e2e
OPEN = """
import sys
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from vaetvient import app
from vaetvient.desk.desk import open_desk
from vaetvient.ui.theme import Theme, load_fonts

folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
application = app.make_application(["vaetvient"])
load_fonts()
theme = Theme(application)
theme.apply()
desk = open_desk(folder, clock=lambda: now)
window = app.open_window(application, theme, desk, folder)
page = window.visit("counter")
page.till.lent.connect(lambda made: (print("lent", made.loan.number, flush=True), window.close()))
seen = []

def look():
    if page.field.hasFocus() and not seen:
        seen.append(1)
        print("ready", flush=True)
    tags = [line.tag for line in page.till.draft.lines]
    if tags and len(tags) == int(sys.argv[3]) and page.is_still and len(seen) == 1:
        seen.append(2)
        print(",".join(tags), flush=True)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
window.show()
window.activateWindow()
application.exec()
"""


def test_thirty_tags_typed_without_a_pause_and_enter(
    office: TrialOffice, desktop: dict[str, str]
) -> None:
    office.person(card="C1")
    office.items(30, tag="VID-001", model=office.model())
    tags = [f"VID-{number:03}" for number in range(1, 31)]
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(office.folder), office.moment.isoformat(), "30"],
        env=desktop,
        stdout=subprocess.PIPE,
        text=True,
    )
    watch = threading.Timer(90, process.kill)
    watch.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        codes = "\n".join(["C1", *tags, ""])
        subprocess.run(["xdotool", "type", "--delay", "1", codes], env=desktop, check=True)
        assert process.stdout.readline().strip() == ",".join(tags)
        subprocess.run(["xdotool", "key", "Return"], env=desktop, check=True)
        assert process.stdout.readline().strip() == "lent BUR-2026-0001"
        assert process.wait(60) == 0
    finally:
        watch.cancel()
        process.kill()
        process.communicate()
