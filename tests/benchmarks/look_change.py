"""Another theme, text size or language with every page open: how long the window hears nothing.

Held against the 50 ms that nothing may take, and against Qt dressing every widget in one go.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.figures import Figure
from tests.benchmarks.real_window import opened, painted
from tests.benchmarks.setting import Setting, apart

_BLOCK = 0.050
_RUNS = 5


def measure(setting: Setting) -> Iterator[Figure]:
    """In a process of its own."""
    found = apart(__name__, str(setting.copy("look", "small")), str(setting.runs(_RUNS)))
    for key, what in (
        ("theme", "longest block, another theme with every page open"),
        ("size", "longest block, another text size with every page open"),
        ("language", "longest block, another language with every page open"),
    ):
        yield Figure(what, found[key], "50 ms", _BLOCK, 1)
    yield Figure("another theme, until the window hears", found["theme"], "Qt", found["qt"], 0.25)


def _blocks(act: Callable[[], None], over: Callable[[], bool]) -> float:
    """The longest turn of the event loop from `act` on until it is over."""
    from PySide6.QtCore import QCoreApplication

    start = perf_counter()
    act()
    longest = perf_counter() - start
    while not over():
        start = perf_counter()
        QCoreApplication.processEvents()
        longest = max(longest, perf_counter() - start)
    return longest


def _change(folder: Path, runs: int) -> dict[str, float]:
    with opened(folder) as hand:
        from vaetvient.ui.main_window import application
        from vaetvient.ui.places import PLACES, SETTINGS
        from vaetvient.ui.tokens import Scheme

        window, theme = hand.window, hand.window.context.theme

        def visit_all() -> None:
            for place in (*PLACES, SETTINGS, PLACES[0]):
                window.visit(place.name)
                hand.settle()

        def wear(scheme: Scheme, percent: int) -> float:
            found = _blocks(lambda: theme.wear(scheme, percent), lambda: theme.is_worn)
            painted(hand)
            return found

        def speak(language: str) -> float:
            visit_all()
            work, page = window.context.work, window.page
            return _blocks(
                lambda: window.context.language_wanted.emit(language),
                lambda: window.page is not page and work.is_idle,
            )

        def by_qt(scheme: Scheme) -> float:
            wear(scheme, 100)
            sheet = application().styleSheet()
            start = perf_counter()
            application().setStyleSheet("")
            application().setStyleSheet(sheet)
            return perf_counter() - start

        visit_all()
        schemes = [(Scheme.DARK, Scheme.LIGHT)[run % 2] for run in range(runs)]
        return {
            "theme": median([wear(scheme, 100) for scheme in schemes]),
            "size": median([wear(Scheme.LIGHT, (150, 100)[run % 2]) for run in range(runs)]),
            "qt": median([by_qt(scheme) for scheme in schemes]),
            "language": median([speak(("en", "fr")[run % 2]) for run in range(runs)]),
        }


if __name__ == "__main__":
    print(json.dumps(_change(Path(sys.argv[1]), int(sys.argv[2]))))
