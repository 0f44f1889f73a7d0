"""`vaetvient status` as a whole process, against an interpreter that only imports SQLAlchemy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import in_turn, process


def measure(setting: Setting) -> Iterator[Figure]:
    """From the start of the process to its exit."""
    command = str(Path(sys.executable).with_name("vaetvient"))
    ours, theirs = in_turn(
        process([command, "--data", str(setting.office()), "status"]),
        process([sys.executable, "-c", "import sqlalchemy.orm"]),
        runs=setting.runs(15),
    )
    what = f"vaetvient status, {setting.size} office"
    yield Figure(what, ours, "python -c 'import sqlalchemy.orm'", theirs, 2)
