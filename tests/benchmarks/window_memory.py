"""The most memory that the window takes with every page visited, a large office against a
smaller one."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.real_window import opened
from tests.benchmarks.setting import Setting, apart

_KIB_IN_MB = 1024


def measure(setting: Setting) -> Iterator[Figure]:
    """A process of its own for each."""
    large = apart(__name__, str(setting.copy("window")))
    small = apart(__name__, str(setting.copy("window-smaller", setting.smaller)))
    what = f"peak memory, every page visited, {setting.size} office"
    aim = 1.3 if setting.size != setting.smaller else None
    yield Figure(what, large, f"the {setting.smaller} office", small, aim, "MB")


def _visit(folder: Path) -> float:
    with opened(folder) as hand:
        from vaetvient.ui.places import PLACES, SETTINGS

        for place in (*PLACES, SETTINGS):
            hand.window.visit(place.name)
            hand.settle()
            hand.window.grab()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (_KIB_IN_MB * _KIB_IN_MB if sys.platform == "darwin" else _KIB_IN_MB)


if __name__ == "__main__":
    print(json.dumps(_visit(Path(sys.argv[1]))))
