"""What changed, told once after each commit to whoever asked to hear it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """The tables and keys that one transaction changed; `everything` after a bulk load."""

    rows: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    everything: bool = False

    def touches(self, *tables: str) -> bool:
        """Whether any of `tables` changed."""
        return self.everything or any(table in self.rows for table in tables)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, UUID]]) -> ChangeNotice:
        """A notice from (table, key) pairs."""
        gathered: dict[str, set[UUID]] = {}
        for table, key in pairs:
            gathered.setdefault(table, set()).add(key)
        return cls({table: frozenset(keys) for table, keys in gathered.items()})


Listener = Callable[[ChangeNotice], None]


class NoticeBoard:
    """Those who want to hear of changes; called on the thread that committed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear of every change from now on; the returned function ends it."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def publish(self, notice: ChangeNotice) -> None:
        """Tell everyone. What was committed stays so whatever a listener does."""
        for listener in tuple(self._listeners):
            try:
                listener(notice)
            except Exception:
                log.exception("a listener failed on a change notice")
