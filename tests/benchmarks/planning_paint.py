"""The planning: painting while one scrolls, against one frame of the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from time import thread_time

from tests.benchmarks.figures import Figure
from tests.benchmarks.keystrokes import FRAME
from tests.benchmarks.promising import promised_office
from tests.benchmarks.setting import Setting, apart
from tests.benchmarks.timing import centile

_STEPS = 200
_DAYS = 90
_PATIENCE_MS = 20_000


def measure(setting: Setting) -> Iterator[Figure]:
    """First the whole, then each step of a scroll down, aside, and of a zoom."""
    desk = promised_office(setting, "planned")
    desk.database.close()
    found = apart(__name__, str(setting.folder / "planned"), str(setting.runs(_STEPS)))
    what = f"planning, {found['rows']} rows × {_DAYS} days, {setting.size} office"
    frame = "a frame at 60 Hz"
    yield Figure(f"{what}: first paint", found["first"], frame, FRAME, 1)
    yield Figure(f"{what}: scrolling, 95th centile", found["scroll"], frame, FRAME, 1)
    yield Figure(f"{what}: zooming, 95th centile", found["zoom"], frame, FRAME, 1)


def _paint(folder: Path, steps: int) -> dict[str, float]:
    """The planning of an office in a process of its own, off-screen at 1280 × 720."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QThread
    from PySide6.QtGui import QPixmap

    from vaetvient import app
    from vaetvient.desk.desk import open_desk
    from vaetvient.storage.queries.planning import PlanningAsked
    from vaetvient.ui.context import Context
    from vaetvient.ui.theme import Theme, load_fonts
    from vaetvient.ui.widgets.planning.ledger import Ledger
    from vaetvient.ui.widgets.planning.view import PlanningView
    from vaetvient.ui.work import Work

    application = app.make_application()
    load_fonts()
    theme = Theme(application)
    theme.apply()
    desk = open_desk(folder, volunteer="Mesure")
    work = Work()
    context = Context(desk, work, theme, folder)
    ledger = Ledger(context)
    view = PlanningView(context, ledger)
    view.resize(1280, 720)
    view.show()
    ledger.ask(PlanningAsked(desk.office_id))

    def settle() -> None:
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not deadline.hasExpired():
            QCoreApplication.processEvents()
            if ledger.is_read and ledger.is_fresh and work.is_idle:
                return
            QThread.msleep(1)

    def paint() -> float:
        """The window's own thread at work: what else the machine does meanwhile does not count."""
        picture = QPixmap(view.viewport().size())
        start = thread_time()
        view.viewport().render(picture)
        return thread_time() - start

    settle()
    view.show_days(desk.today().toordinal() - 5, _DAYS)
    settle()
    first = paint()
    scrolled, zoomed = [], []
    down, across = view.verticalScrollBar(), view.horizontalScrollBar()
    for step in range(steps):
        bar = across if step % 4 == 3 else down
        bar.setValue(bar.value() + (40 if bar is across else down.maximum() // steps))
        settle()
        scrolled.append(paint())
    for step in range(min(steps, 40)):
        view.zoom(1.25 if step % 20 < 10 else 0.8)
        settle()
        zoomed.append(paint())
    rows = len(ledger.rows)
    work.close()
    context.close()
    desk.database.close()
    return {
        "rows": rows,
        "first": first,
        "scroll": centile(scrolled, 0.95),
        "zoom": centile(zoomed, 0.95),
    }


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(_paint(Path(sys.argv[1]), int(sys.argv[2]))))
