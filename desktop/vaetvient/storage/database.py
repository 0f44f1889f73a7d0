"""The open database: sessions to read, transactions to write, and word of what changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

import vaetvient.domain.related  # noqa: F401  (mapped before the first session)
from vaetvient.domain.gesture import Gesture
from vaetvient.storage import journal, schema, search, search_index, sqlite
from vaetvient.storage.errors import clear_faults
from vaetvient.storage.notices import ChangeNotice, NoticeBoard
from vaetvient.storage.prepared import hold_driver


@dataclass
class OpenGesture:
    """A gesture being made: its session, and the words that will describe it in the history."""

    session: Session
    record: Gesture
    words: dict[str, Any] = field(default_factory=dict)

    def say(self, **words: Any) -> None:
        """Add to what the history will say of this gesture."""
        self.words.update(words)


class Database:
    """One SQLite file, opened for as long as the program runs."""

    def __init__(self, path: Path) -> None:
        """Open, make or bring up to date the database at `path`.

        Raises EnvironmentFaultError subclasses: damaged, too new, folder not writable, disk full.
        """
        schema.prepare(path)
        self.path = path
        self.notices = NoticeBoard()
        self._engine = sqlite.engine_for(path)
        self._writer = self._engine.execution_options(begin="IMMEDIATE")
        self.lexicon = search.Lexicon()

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def compact(self) -> None:
        """Write the file anew without what was deleted, and empty the log beside it.

        After an erasure no byte of it is left in either.
        """
        with clear_faults(self.path):
            sqlite.compact(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and writes nothing."""
        with clear_faults(self.path), Session(self._engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that nobody can come between, outside any gesture: settings, bulk loads.

        Committed at the end, rolled back by any exception.
        """
        _map_all()
        with (
            clear_faults(self.path),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def gesture(
        self, kind: str, *, who: str, site_id: UUID | None, at: datetime
    ) -> Iterator[OpenGesture]:
        """One person's gesture: one transaction, recorded, indexed, then told (invariant 5).

        A gesture that changed nothing leaves no trace.
        """
        _map_all()
        notice: ChangeNotice | None = None
        with (
            clear_faults(self.path),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin() as transaction,
        ):
            hold_driver(session)
            record = journal.begin_gesture(session, kind, who=who, site_id=site_id, at=at)
            opened = OpenGesture(session, record)
            yield opened
            changed = journal.end_gesture(session, record, opened.words)
            if changed is None:
                search_index.reindex_gesture(session, record.id)
                notice = ChangeNotice(everything=True)
            elif changed:
                search_index.reindex_rows(session, changed)
                notice = ChangeNotice.of((table, UUID(bytes=key)) for table, key in changed)
            else:
                transaction.rollback()
        if notice is not None:
            self.notices.publish(notice)


def _map_all() -> None:
    """What writes knows every table: those that refer to its own, and the journal's."""
    import vaetvient.domain.entities  # noqa: F401
