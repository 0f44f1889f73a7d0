"""`python -m tests.benchmarks`: measure, and print one table. Judges nothing: status 0 or 1 only
says whether everything could be measured."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from tests.benchmarks import (
    agreement_pdf,
    answers_painted,
    demo_load,
    exchanging,
    handing_out,
    keystrokes,
    list_intake,
    lists_out,
    loans_list,
    look_change,
    outside_peers,
    planning_paint,
    promising,
    start_up,
    status_process,
    touring,
    window_memory,
)
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.setting import Setting
from vaetvient.desk.demo import SIZES
from vaetvient.domain.errors import VaEtVientError

BENCHMARKS: dict[str, Callable[[Setting], Iterator[Figure]]] = {
    "demo": demo_load.measure,
    "status": status_process.measure,
    "start": start_up.measure,
    "search": keystrokes.measure,
    "answers": answers_painted.measure,
    "loans": loans_list.measure,
    "look": look_change.measure,
    "memory": window_memory.measure,
    "tour": touring.measure,
    "lend": handing_out.measure,
    "promise": promising.measure,
    "planning": planning_paint.measure,
    "pdf": agreement_pdf.measure,
    "exchange": exchanging.measure,
    "out": lists_out.measure,
    "in": list_intake.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; the table goes to the standard output, progress beside it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="repeatable")
    parser.add_argument("--size", choices=SIZES, default="metro", help="of the office measured")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep databases there")
    parser.add_argument("--patience", type=float, default=1.0, help="times the usual repetitions")
    installed = os.environ.get(outside_peers.VARIABLE)
    parser.add_argument(
        "--peers",
        type=Path,
        metavar="DIR",
        default=Path(installed) if installed else None,
        help=f"where Morango and cr-sqlite were installed; else ${outside_peers.VARIABLE}",
    )
    asked = parser.parse_args(arguments)
    with ExitStack() as cleaning:
        if asked.keep is None:
            folder = Path(cleaning.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        else:
            folder = asked.keep
            folder.mkdir(parents=True, exist_ok=True)
        setting = Setting(asked.size, folder, asked.patience, asked.peers and asked.peers.resolve())
        figures, failed = _run(setting, asked.only or list(BENCHMARKS))
    print(table(figures))
    return 1 if failed else 0


def _run(setting: Setting, names: Sequence[str]) -> tuple[list[Figure], bool]:
    """All that is measured; each part's own table is shown as soon as it is there."""
    figures: list[Figure] = []
    failed = False
    for place, name in enumerate(names, start=1):
        _remark(f"{place} of {len(names)}, {name}…")
        begun, found = monotonic(), len(figures)
        try:
            figures += BENCHMARKS[name](setting)
        except (RuntimeError, OSError, VaEtVientError) as error:
            _remark(f"{name}: could not be measured: {error}")
            failed = True
        if figures[found:]:
            _remark(table(figures[found:]))
        _remark(f"{name}: {monotonic() - begun:.0f} s\n")
    return figures, failed


def _remark(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
