"""What was entered at the counter, one after the other, in order, however fast it comes.

An entry is finished before the next begins, because what a tag means depends on what the one
before did. Nothing waits on the window's thread meanwhile.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from vaetvient.storage.queries.results import Found


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that ended with Enter, or a result that was chosen; both empty: « go on »."""

    text: str = ""
    picked: Found | None = None
    key: UUID | None = None
    """A member, a loan or a thing that another page sends here."""
    quantity: int | None = None
    """What was typed before the answer that was chosen: « 30 chaises »."""
    first: Found | None = None
    """The best answer that was on screen for this text, if nothing is exactly it."""

    @property
    def is_go_on(self) -> bool:
        return not self.text and self.picked is None and self.key is None


class Entries(QObject):
    """The queue. `handle` is called for one entry at a time and calls `finish` when done."""

    idle = Signal()
    """All that was entered has been dealt with."""

    def __init__(self, handle: Callable[[Entry], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handle = handle
        self._waiting: deque[Entry] = deque()
        self._current: Entry | None = None

    @property
    def is_idle(self) -> bool:
        return self._current is None and not self._waiting

    @property
    def more_waits(self) -> bool:
        """Whether something was entered after what is being dealt with."""
        return bool(self._waiting)

    def put(self, entry: Entry) -> None:
        """Take an entry in."""
        self._waiting.append(entry)
        self._next()

    def finish(self) -> None:
        """The entry that was being handled is done with, well or not."""
        self._current = None
        if self._waiting:
            self._next()
        else:
            self.idle.emit()

    def forget(self) -> None:
        """Drop what waits: what it stood on has failed."""
        self._waiting.clear()

    def _next(self) -> None:
        if self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            self._handle(self._current)
