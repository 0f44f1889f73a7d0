"""The commands that open the window: on the office's data, or on the guided tour's."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar

from vaetvient.cli.call import Call
from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_


class NoScreenError(EnvironmentFaultError):
    code: ClassVar[str] = "no_screen"
    text = N_("Il n'y a pas d'écran ici pour ouvrir la fenêtre.")
    way_out = N_("Les commandes marchent sans : « vaetvient --help » les dit toutes.")


def open_window(call: Call) -> int:
    """`vaetvient` alone. Raises NoScreenError."""
    if not _has_screen():
        raise NoScreenError
    from vaetvient.app import run

    return run(call.folder)


def tour(call: Call) -> int:
    """`vaetvient tour`: never on the platform's data folder, which is someone's own office."""
    if not _has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the pictures need none
    from vaetvient.ui.tour import run_tour

    given = getattr(call.typed, "data", None)
    return run_tour(Path(call.typed.folder), Path(given) if given else None)


def _has_screen() -> bool:
    """Whether Qt will find where to draw; it ends the process where it does not."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
