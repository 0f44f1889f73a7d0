"""What the benchmarks share: how large an office, where it is kept, how often to measure."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaetvient.desk.demo import DemoSize
from vaetvient.paths import DATABASE_NAME

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Setting:
    """One run of the benchmarks."""

    size: DemoSize
    folder: Path
    """Where databases are made; emptied by whoever made the setting."""
    patience: float = 1.0
    """More or fewer repetitions than usual; the smoke test has little."""
    peers: Path | None = None
    """Where peers that are no dependencies were installed (`outside_peers`), if anywhere."""
    made: dict[str, Any] = field(default_factory=dict)
    """What making the office took, when this run made it."""

    def runs(self, usual: int) -> int:
        """How many repetitions, at least one."""
        return max(1, int(usual * self.patience))

    @property
    def smaller(self) -> DemoSize:
        """The office that the one measured is held against, where size is the question."""
        return "office" if self.size == "metro" else "small"

    def office(self, size: DemoSize | None = None) -> Path:
        """The data folder of the office that is measured, or of another size; made once, never
        written to."""
        size = size or self.size
        folder = self.folder / size
        if not (folder / DATABASE_NAME).exists():
            building = self.folder / f"{size}.new"
            shutil.rmtree(building, ignore_errors=True)
            made = apart("tests.benchmarks.demo_load", "make", size, str(building))
            if size == self.size:
                self.made = made
            building.rename(folder)
        return folder

    def copy(self, name: str, size: DemoSize | None = None) -> Path:
        """A copy of that office, to be written to."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copyfile(self.office(size) / DATABASE_NAME, folder / DATABASE_NAME)
        return folder


def apart(module: str, *arguments: str) -> Any:
    """What `module`, run in a process of its own, prints as JSON on its last line."""
    return printed([sys.executable, "-m", module, *arguments])


def printed(command: Sequence[str]) -> Any:
    """What `command` prints as JSON on its last line; RuntimeError with its complaint if it
    fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-800:])
    return json.loads(done.stdout.strip().splitlines()[-1])
