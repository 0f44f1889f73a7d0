"""Measuring two things in turn, so that a machine whose speed drifts is fair to both."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter


def lasting(work: Callable[[], object]) -> float:
    """How many seconds `work` takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], *, runs: int, warm_up: int = 1
) -> tuple[float, float]:
    """The medians of `runs` runs of each, one after the other; the first ones do not count."""
    for _run in range(warm_up):
        ours()
        theirs()
    pairs = [(lasting(ours), lasting(theirs)) for _run in range(runs)]
    return median(one for one, _other in pairs), median(other for _one, other in pairs)


def process(command: Sequence[str]) -> Callable[[], object]:
    """Running `command` from start to exit, what it says thrown away; a failure is raised."""

    def run() -> None:
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-400:]}")

    return run


def centile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
