"""Opening the page of loans and scrolling through it, a large office against a smaller one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.figures import Figure
from tests.benchmarks.real_window import opened, painted
from tests.benchmarks.setting import Setting, apart

_PAGES = 60
_RUNS = 3


def measure(setting: Setting) -> Iterator[Figure]:
    """Each in processes of its own, in turn; the page is the first that is visited."""
    large = setting.copy("window")
    small = setting.copy("window-smaller", setting.smaller)
    pairs = [
        [apart(__name__, str(folder)) for folder in (large, small)]
        for _run in range(setting.runs(_RUNS))
    ]
    against = f"the {setting.smaller} office"
    aim = 1.5 if setting.size != setting.smaller else None
    for key, what in (
        ("open", "opening the list of loans"),
        ("scroll", f"scrolling it by {_PAGES} pages"),
    ):
        ours, theirs = (median(pair[place][key] for pair in pairs) for place in (0, 1))
        yield Figure(f"{what}, {setting.size} office", ours, against, theirs, aim)


def _scroll(folder: Path) -> dict[str, float]:
    with opened(folder) as hand:
        from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

        from vaetvient.storage.queries.loans import LoansShown
        from vaetvient.ui.pages.loans.page import LoansPage

        start = perf_counter()
        page = hand.window.visit("loans")
        assert isinstance(page, LoansPage)
        hand.wait_until(lambda: page.model.total is not None, "the loans")
        painted(hand)
        opening = perf_counter() - start
        hand.settle()
        page.shown.choose(LoansShown.ALL)
        hand.settle()
        view, model = page.table, page.model
        view.setFocus()
        step = max(1, view.verticalScrollBar().pageStep())

        def filled(top: QModelIndex | QPersistentModelIndex) -> bool:
            shown = model.data(top, Qt.ItemDataRole.DisplayRole) is not None
            return shown and hand.window.context.work.is_idle

        start = perf_counter()
        for place in range(1, _PAGES + 1):
            bar = view.verticalScrollBar()
            bar.setValue(place * step if bar.maximum() > _PAGES * step else bar.maximum() - place)
            top = view.indexAt(view.viewport().rect().topLeft())
            painted(hand)
            hand.wait_until(partial(filled, top), "the rows scrolled to")
            painted(hand)
        scrolling = perf_counter() - start
    return {"open": opening, "scroll": scrolling}


if __name__ == "__main__":
    print(json.dumps(_scroll(Path(sys.argv[1]))))
