"""Where the program's own resources and a user's data are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATABASE_NAME = "vaetvient.sqlite3"
LOG_NAME = "journal.log"


@cache
def resources() -> Path:
    """The folder of fonts, icons, communes and texts: inside the wheel, or the checkout's."""
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent.parent / "resources"


def data_folder() -> Path:
    """The platform's folder for this user's data (XDG, AppData or Application Support)."""
    from platformdirs import user_data_path

    return user_data_path("vaetvient", appauthor=False)
