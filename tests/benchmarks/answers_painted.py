"""From a key in the counter's field to its answers on the screen.

Against one frame of a 60 Hz screen beyond what Qt alone needs: a list widget with the same lines,
filled and painted in the same place.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks.figures import Figure
from tests.benchmarks.keystrokes import FRAME, TYPED
from tests.benchmarks.real_window import opened
from tests.benchmarks.setting import Setting, apart
from tests.benchmarks.timing import centile

_PATIENCE_S = 5.0
_BETWEEN_KEYS_S = 0.06
"""A quick typist: 16 keys a second."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Every key of what is typed at a desk, first ones included."""
    folder = setting.copy("window")
    texts = max(1, setting.runs(len(TYPED)))
    found = apart(__name__, str(folder), str(texts))
    what = f"a key to its answers painted, {setting.size} office"
    floor = "a frame beyond Qt's own list"
    ours, plain = found["ours"], found["plain"]
    high = centile(plain, 0.95)
    yield Figure(f"{what}, 95th centile", centile(ours, 0.95), floor, high + FRAME, 1)
    yield Figure(f"{what}, median", centile(ours, 0.5), floor, centile(plain, 0.5) + FRAME)


def _type(folder: Path, texts: int) -> dict[str, list[float]]:
    ours: list[float] = []
    plain: list[float] = []
    with opened(folder) as hand:
        from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
        from PySide6.QtGui import QKeyEvent
        from PySide6.QtWidgets import QListWidget

        from vaetvient.ui.pages.counter.page import CounterPage

        class Paints(QObject):
            """Counts the paints of what it watches."""

            count = 0

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                self.count += event.type() == QEvent.Type.Paint
                return False

        page = hand.window.page
        assert isinstance(page, CounterPage)
        hand.wait_until(lambda: page.panels.has("lent"), "the counter made whole")
        answers, field = page.answers, page.field
        paints = Paints()
        answers.list.viewport().installEventFilter(paints)
        answers.installEventFilter(paints)
        lines = QListWidget(page)
        lines.viewport().installEventFilter(paints)

        waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents  # as the program's own loop does
        heartbeat = QTimer(interval=100)
        heartbeat.start()

        def until(text: str, before: int) -> bool:
            """Whether the answers to `text` were painted before one loses patience."""
            begun = perf_counter()
            while perf_counter() - begun < _PATIENCE_S:
                QCoreApplication.processEvents(waiting)
                if answers.text == text and paints.count > before:
                    return True
            return False

        for text in TYPED[:texts]:
            field.setText("")
            page.looking.typed("")
            hand.settle()
            for letter in text:
                before, start = paints.count, perf_counter()
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    none = Qt.KeyboardModifier.NoModifier
                    event = QKeyEvent(kind, Qt.Key.Key_unknown, none, letter)
                    QCoreApplication.sendEvent(field, event)
                typed = field.text().strip()
                if len(typed) < 2 or answers.text == typed:
                    continue
                if not until(typed, before):
                    raise RuntimeError(f"no answer to « {typed} »")
                ours.append(perf_counter() - start)
                shown = answers.list.model()
                rows = [str(shown.index(row, 0).data()) for row in range(answers.list.count)]
                plain.append(_plain_list(lines, rows, answers))
                pause = perf_counter() + _BETWEEN_KEYS_S
                while perf_counter() < pause:
                    QCoreApplication.processEvents()
    return {"ours": ours, "plain": plain}


def _plain_list(lines: object, rows: list[str], answers: object) -> float:
    from PySide6.QtWidgets import QListWidget, QWidget

    assert isinstance(lines, QListWidget)
    assert isinstance(answers, QWidget)
    lines.setGeometry(answers.geometry())
    start = perf_counter()
    lines.clear()
    lines.addItems(rows)
    lines.show()
    lines.raise_()
    lines.repaint()
    spent = perf_counter() - start
    lines.hide()
    return spent


if __name__ == "__main__":
    print(json.dumps(_type(Path(sys.argv[1]), int(sys.argv[2]))))
