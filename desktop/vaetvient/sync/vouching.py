"""The roster once more, in a file beside the database.

A database that was put back from a backup knows nobody who was admitted since, and with them nobody
whom those admitted: what they bring would be refused until someone it knows still passes by. The
statements are signed, so that they need no trust in the file that keeps them: what rests on a
member is taken back, anything else is as if it were not there.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.database import Database
from vaetvient.sync import roster
from vaetvient.sync.store import Store
from vaetvient.sync.wire import expect, pack, unpack

log = logging.getLogger(__name__)

FILE = "temoin-postes"
_VERSION = 1
_LARGEST = 8 << 20

_Statements = set[tuple[bytes, bytes | None]]


def reconcile(database: Database, network: bytes, office: bytes) -> None:
    """Give the database what only the file knows of the roster, and the file what it lacks."""
    path = database.path.with_name(FILE)
    kept = _read(path, network)
    with database.reading() as session:
        here = _statements(session)
        known = roster.load(Store(session, network, office))
    if kept - here:
        with contextlib.suppress(VaEtVientError):  # what cannot be read says nothing
            grown = roster.gather(network, known, sorted(kept, key=lambda pair: pair[0]))
            if grown != known:
                log.warning("the database knows fewer sites than it did: they are taken back")
                with database.writing() as session:
                    roster.save(Store(session, network, office), grown)
                    here = _statements(session)
    if kept != here:
        _write(path, network, here)


def said(session: Session) -> tuple[int, int]:
    """How many were admitted and removed: what changes whenever the roster does."""
    cursor: Any = session.connection().connection.cursor()
    cursor.execute("SELECT count(*), count(removal) FROM sync_partner")
    admitted, removed = cursor.fetchone()
    return admitted, removed


def _statements(session: Session) -> _Statements:
    cursor: Any = session.connection().connection.cursor()
    cursor.execute("SELECT admission, removal FROM sync_partner")
    return {(admission, removal) for admission, removal in cursor.fetchall()}


def _read(path: Path, network: bytes) -> _Statements:
    try:
        with path.open("rb") as file:
            version, where, pairs = expect(unpack(file.read(_LARGEST)), int, bytes, list)
        statements = {(bytes(a), None if r is None else bytes(r)) for a, r in pairs}
    except (OSError, VaEtVientError, TypeError, ValueError):
        return set()
    return statements if version == _VERSION and where == network else set()


def _write(path: Path, network: bytes, statements: _Statements) -> None:
    """Under another name first; a folder that cannot be written to goes without."""
    building = path.with_name(f"{FILE}.part")
    pairs = [list(pair) for pair in sorted(statements, key=lambda pair: pair[0])]
    with contextlib.suppress(OSError):
        try:
            with building.open("wb") as file:
                file.write(pack([_VERSION, network, pairs]))
                file.flush()
                os.fsync(file.fileno())
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)
