"""Exchange between offices, against SQLite itself, its session extension, and two others that
bring databases together (`outside_peers`).

Each figure is measured in a process of its own (`exchange_parts`, `session_peer`): sqlite3 and apsw
must never open one file in one process, and memory is a process's.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import outside_peers
from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting, apart
from vaetvient.desk.demo import DemoSize

_PARTS = "tests.benchmarks.exchange_parts"
_ROWS, _COLUMNS = 20_000, 5
_MEGABYTES = (10, 50, 200)
"""Sizes of bundles: memory that followed the size would show from each to the next, long before a
gigabyte, which takes minutes to make and shows nothing else."""
_HOURS = 10.0
"""The patience that the largest office asks: naming its five million rows takes a while."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Import, its bytes, the empty round, the full copy, memory."""
    folder = setting.folder / "exchange"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = max(100, int(_ROWS * min(setting.patience, 1)))
    yield from _changes(folder, rows, setting.runs(3), setting.peers)
    size = (
        setting.smaller if setting.size == "metro" and setting.patience < _HOURS else setting.size
    )
    yield from _full_copy(setting, folder, size)
    yield from _empty_round(setting, folder, size)
    yield from _memory(setting, folder)
    shutil.rmtree(folder)


def _changes(folder: Path, rows: int, runs: int, peers: Path | None) -> Iterator[Figure]:
    found = apart(_PARTS, "import", str(folder), str(rows), str(runs))
    peer = apart("tests.benchmarks.session_peer", str(folder), str(runs))
    changes = rows * _COLUMNS
    what = f"importing {changes} column changes of {rows} rows"
    yield Figure(what, found["ours"], "sqlite3 upsert of the rows", found["raw"], 5)
    yield Figure(what, found["ours"], "apsw, session changeset", peer["apply"], 5)
    yield from outside_peers.measure(peers, folder, runs, what, found)
    yield Figure(
        "bytes a changed column, to 10 recipients",
        found["bytes"] / changes,
        "session changeset + zstd",
        peer["bytes"] / changes,
        1,
        "B",
    )


def _full_copy(setting: Setting, folder: Path, size: DemoSize) -> Iterator[Figure]:
    found = apart(_PARTS, "copy", str(folder), str(setting.copy("exchange-copied", size)))
    what = f"first full copy, {size} office"
    yield Figure(what, found["ours"], "VACUUM INTO + zstd", found["theirs"], 5)
    yield Figure(f"{what}, taken in", found["in"], "the other one unpacked", found["unpacked"])
    yield Figure(what, found["size"] / 1e6, "VACUUM INTO + zstd", found["raw"] / 1e6, 1, "MB")


def _empty_round(setting: Setting, folder: Path, size: DemoSize) -> Iterator[Figure]:
    """The network founded by `_full_copy` holds the large office; a small one is made beside."""
    found = apart(_PARTS, "round", str(folder), str(setting.folder / "exchange-copied"))
    what = f"empty round, 50 offices, {size} office"
    yield Figure(what, found["large"], "the same without data", found["small"], 1.3)


def _memory(setting: Setting, folder: Path) -> Iterator[Figure]:
    small, *larger = [max(1, int(size * min(setting.patience, 1))) for size in _MEGABYTES]
    peaks = {}
    for size in {small, *larger}:
        apart(_PARTS, "bundle", str(folder), str(size))
        peaks[size] = apart(_PARTS, "memory", str(folder), str(size))["peak"] / 1e6
    for size in larger:
        yield Figure(
            f"memory of importing a bundle of {size} MB",
            peaks[size],
            f"one of {small} MB",
            peaks[small],
            1.3,
            "MB",
        )
