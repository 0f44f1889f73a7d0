"""One command being obeyed: what was typed, where the data are, where results go."""

from __future__ import annotations

from argparse import Namespace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaetvient.cli.output import Output

if TYPE_CHECKING:
    from vaetvient.desk.desk import Desk


class Call:
    """What every command is handed."""

    def __init__(self, typed: Namespace, folder: Path, out: Output) -> None:
        self.typed = typed
        self.folder = folder
        self.out = out

    @cached_property
    def desk(self) -> Desk:
        """The desk, opened when it is first needed. Raises EnvironmentFaultError subclasses."""
        from vaetvient.desk.desk import open_desk

        return open_desk(self.folder, volunteer=getattr(self.typed, "volunteer", ""))

    def leave(self) -> None:
        """Let go of the data."""
        if "desk" in self.__dict__:
            self.desk.database.close()

    def give(self, value: Any, *lines: str) -> None:
        """Give a result; see `Output.give`."""
        self.out.give(value, *lines)
