"""What a paper window shows: where its pages come from, and what may be chosen about them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vaetvient.ui.printing.uses import PaperUse

Make = Callable[[], bytes]
"""Makes a PDF on the worker, empty where there is nothing to print; raises domain errors."""


class Source(QObject):
    """One paper, or one kind of papers. Options that change it live in `options`."""

    changed = Signal()
    """Something was chosen: the pages are others."""

    def __init__(self, title: str, name: str, use: PaperUse) -> None:
        super().__init__()
        self.title = title
        self.name = name
        """Of the file, without its ending."""
        self._use = use

    @property
    def use(self) -> PaperUse:
        """Which printer it goes to."""
        return self._use

    @property
    def said(self) -> str:
        """What the printer's queue and the window call it."""
        return self.title

    @property
    def options(self) -> QWidget | None:
        """What may be chosen about it; None: nothing."""
        return None

    def begin(self) -> None:
        """The window is there: ask for what the options offer."""

    def make(self) -> Make:
        """What makes the pages as chosen now."""
        raise NotImplementedError

    def shown(self) -> None:
        """The pages that were made are on the screen, or that there are none."""

    def nothing(self) -> str:
        """Why there is nothing to show."""
        return ""

    def final(self) -> Make | None:
        """What makes the pages that leave this window, where they differ from those shown."""
        return None

    def left(self) -> None:
        """The pages were printed or saved."""


class Ready(Source):
    """A paper that is made already."""

    def __init__(self, title: str, name: str, use: PaperUse, pdf: bytes) -> None:
        super().__init__(title, name, use)
        self._pdf = pdf

    @property
    def said(self) -> str:
        return self.name

    def make(self) -> Make:
        return lambda: self._pdf


class Made(Source):
    """A paper about which nothing is to be chosen, made when it is first shown."""

    def __init__(self, title: str, name: str, use: PaperUse, make: Make) -> None:
        super().__init__(title, name, use)
        self._make = make

    def make(self) -> Make:
        return self._make
