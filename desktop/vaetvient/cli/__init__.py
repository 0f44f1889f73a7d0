"""The command line: the same use cases as the window, for scripts and administrators."""

from __future__ import annotations

import gc
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `vaetvient` with `argv` (the process's own by default); the exit status.

    0: done. 1: refused by a rule, or the machine is at fault. 2: wrong usage.
    """
    if argv is None:  # the process is ours: starting allocates much, and frees nothing of it
        gc.set_threshold(50_000, 20, 20)
    from vaetvient.cli.program import run

    return run(argv)
