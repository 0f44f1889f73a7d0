"""The real window on a data folder, off-screen, in a process of its own: what the other
benchmarks of the window are measured on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaetvient.ui.hand import Hand

SIZE = (1280, 720)


@contextmanager
def opened(folder: Path) -> Iterator[Hand]:
    """A hand on the window, which has come to rest on the counter."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from vaetvient import app

    app.bring_in_house()
    from vaetvient.desk.desk import open_desk
    from vaetvient.ui.hand import Hand

    application = app.make_application([])
    theme = app.dress(application)
    desk = open_desk(folder, volunteer="Mesure")
    window = app.open_window(application, theme, desk, folder)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    hand = Hand(window)
    window.visit("counter")
    hand.settle()
    try:
        yield hand
    finally:
        window.close()
        window.context.close()
        window.context.work.close()
        desk.database.close()


def painted(hand: Hand) -> None:
    """Let what waits to be painted be painted."""
    from PySide6.QtCore import QCoreApplication

    for _round in range(3):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
