"""The guided tour, played without its pictures: how many gestures the counter asks, and the
longest time in which the window heard nothing.

Gestures are counted as the tour counts them: a key or a shortcut is one, a scan is one, a name
typed is one, a click is one. The others' are the fewest that their own documentation allows.

Koha (manual, « Circulation » and « Patrons », koha-community.org/manual/22.11/en/html):

- a loan of three things and its slip: the patron's barcode, three items, and Enter on the empty
  box, which prints the quick slip (« Printing receipts », CircAutoPrintQuickSlip);
- a full return: Alt+R for the check-in box, then each of the three items (« Checking items in »);
- a membership renewed, paid, and three things lent: the barcode, « Renew patron », the tab
  « Make a payment », its confirmation, back to « Check out », three items, Enter.

Lend Engine (lend-engine.com/help/docs, « Loans », « Returning items », « Memberships »):

- a loan: the member typed, chosen for a new loan, three items, « check out », the loan printed;
- a full return: the loan opened, then for each item « return » and the place where it goes;
- a membership: the member typed and opened, a new membership, its payment, then a new loan,
  three items, « check out », and the loan printed.
"""

from __future__ import annotations

import faulthandler
import json
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting, apart

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vaetvient.ui.tour import Tour

BLOCK = 0.050
_BEAT_MS = 2
_LOOK_S = 0.010
_SUSPECT_S = 0.025
_GESTURES = {
    "lend": ("a loan of three things and its paper", 5, 7),
    "return": ("a full return", 4, 7),
    "renew": ("a membership renewed, three things lent", 9, 9),
}


def measure(setting: Setting) -> Iterator[Figure]:
    """One tour, in a process of its own, on the small office that it makes for itself."""
    with tempfile.TemporaryDirectory(dir=setting.folder) as folder:
        found = apart(__name__, folder)
    for name, (what, koha, lend_engine) in _GESTURES.items():
        for peer, theirs in (
            ("Koha, as documented", koha),
            ("Lend Engine, as documented", lend_engine),
        ):
            yield Figure(what, found["gestures"][name], peer, theirs, 1, "gestures")
    longest = found["blocks"][0]
    limit = "50 ms"
    what = "longest block of the window in the tour"
    yield Figure(f"{what} ({longest['what']})", longest["wall"], limit, BLOCK, 1)
    busiest = max(found["blocks"], key=lambda block: float(block["busy"]))
    yield Figure(f"{what}, its own work ({busiest['what']})", busiest["busy"], limit, BLOCK, 1)


class Heart:
    """Beats in the window's event loop; another thread looks at what holds it up."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.blocks: list[dict[str, Any]] = []
        self._thread = threading.get_ident()
        self._said = ""
        self._wall, self._busy = perf_counter(), thread_time()
        self._timer = QTimer(interval=_BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def beat(self) -> None:
        """The loop is at work: how long was it not?"""
        wall, busy = perf_counter(), thread_time()
        if wall - self._wall > _SUSPECT_S:
            self.blocks.append(
                {"wall": wall - self._wall, "busy": busy - self._busy, "what": self._said or "?"}
            )
        self._said = ""
        self._wall, self._busy = wall, busy

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._timer.stop()

    def skip(self) -> None:
        """What was done since the last beat was not the window's."""
        self._said = ""
        self._wall, self._busy = perf_counter(), thread_time()

    def _look(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as notes:
            while not self._over.wait(_LOOK_S):
                if perf_counter() - self._wall > _SUSPECT_S and not self._said:
                    notes.seek(0)
                    notes.truncate()
                    faulthandler.dump_traceback(notes)  # makes no frame outlive its function
                    notes.seek(0)
                    self._said = _said(notes.read(), self._thread)


def _said(notes: str, thread: int) -> str:
    """The innermost lines of the program itself, in what `faulthandler` wrote of a thread."""
    (own,) = [part for part in notes.split("\n\n") if f"{thread:#018x}" in part.split("\n")[0]]
    lines = re.findall(r'vaetvient/([^"]*)\.py", line (\d+) in (\w+)', own)
    ours = [f"{file}.{name}:{line}" for file, line, name in lines if file != "ui/hand"]
    return " < ".join(ours[:2])


def _play(folder: Path) -> dict[str, Any]:
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from vaetvient import app

    app.bring_in_house()
    from vaetvient.ui import tour as touring

    app.make_application([])
    heart = Heart()
    played: list[Tour] = []
    begin = touring.Tour.play

    def play(tour: Tour) -> None:
        heart.skip()
        heart.blocks.clear()
        begin(tour)

    def look(tour: Tour, _name: str, _words: str, _shown: QWidget | None = None) -> None:
        tour.hand.settle()

    touring.Tour.play, touring.Tour.picture = play, look  # type: ignore[method-assign, assignment]
    status = touring.run_tour(folder / "tour", played=played.append)
    heart.stop()
    if status or not played:
        raise RuntimeError("the tour did not come to its end")
    blocks = sorted(heart.blocks, key=lambda block: -float(block["wall"]))
    for block in blocks[:20]:
        print(json.dumps(block), file=sys.stderr)
    return {"gestures": played[0].counted, "blocks": blocks or [{"wall": 0, "busy": 0, "what": ""}]}


if __name__ == "__main__":
    print(json.dumps(_play(Path(sys.argv[1]))))
