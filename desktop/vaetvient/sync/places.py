"""Where this post meets others: the shared folders it watches; kept here, never exchanged."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from vaetvient.domain.errors import NotFoundError
from vaetvient.storage import settings
from vaetvient.storage.database import Database
from vaetvient.storage.errors import FolderUnusableError

SETTING = "exchange_places"
EVERY_MINUTES = 15
LEAST_MINUTES, MOST_MINUTES = 1, 24 * 60


@dataclass(frozen=True, slots=True)
class Watched:
    """A folder that is looked at: shared by all, or with some partners alone."""

    folder: str
    to: tuple[str, ...] = ()
    """The sites or offices it is for, by name or id; empty: whoever comes by."""

    @property
    def path(self) -> Path:
        return Path(self.folder)


@dataclass(frozen=True, slots=True)
class Places:
    """The watched folders of this post, and how often it looks."""

    watched: tuple[Watched, ...] = ()
    minutes: int = EVERY_MINUTES


def read(session: Session) -> Places:
    """What was chosen on this post; what cannot be read counts as not chosen."""
    kept = settings.read(session, SETTING, {})
    if not isinstance(kept, dict):
        return Places()
    listed = kept.get("watched", ())
    minutes = kept.get("minutes", EVERY_MINUTES)
    watched = [_watched(one) for one in listed] if isinstance(listed, list) else []
    return Places(
        tuple(one for one in watched if one is not None),
        _bounded(minutes) if isinstance(minutes, int) else EVERY_MINUTES,
    )


def _watched(kept: Any) -> Watched | None:
    if not isinstance(kept, dict) or not isinstance(kept.get("folder"), str):
        return None
    to = kept.get("to", ())
    return Watched(kept["folder"], tuple(str(one) for one in to) if isinstance(to, list) else ())


def _bounded(minutes: int) -> int:
    return min(max(minutes, LEAST_MINUTES), MOST_MINUTES)


def watch(database: Database, folder: Path, to: tuple[str, ...] = ()) -> Places:
    """Look at a folder from now on; for whom changes if it was watched already.

    Raises FolderUnusableError where there is no such folder.
    """
    if not folder.is_dir():
        raise FolderUnusableError(path=str(folder))
    wanted = Watched(str(folder.resolve()), to)
    with database.writing() as session:
        now = read(session)
        others = tuple(one for one in now.watched if one.folder != wanted.folder)
        return _write(session, replace(now, watched=(*others, wanted)))


def leave(database: Database, folder: Path) -> Places:
    """Look at a folder no more; its files stay. Raises NotFoundError."""
    names = {str(folder), str(folder.resolve())}
    with database.writing() as session:
        now = read(session)
        others = tuple(one for one in now.watched if one.folder not in names)
        if others == now.watched:
            raise NotFoundError(what=str(folder))
        return _write(session, replace(now, watched=others))


def every(database: Database, minutes: int) -> Places:
    """How often to look, between one minute and a day."""
    with database.writing() as session:
        return _write(session, replace(read(session), minutes=_bounded(minutes)))


def _write(session: Session, places: Places) -> Places:
    listed = [{**asdict(one), "to": list(one.to)} for one in places.watched]
    settings.write(session, SETTING, {"watched": listed, "minutes": places.minutes})
    return places
