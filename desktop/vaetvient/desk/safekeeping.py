"""Copies made by themselves: at closing, and once a day; in a second folder too if one was given.

They are never in anyone's way: what could not be done is kept as a sentence, for the settings to
show.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import EnvironmentFaultError, InvalidValueError
from vaetvient.language import N_, _
from vaetvient.storage import backups, settings
from vaetvient.storage.backups import Copy
from vaetvient.storage.errors import DatabaseDamagedError

log = logging.getLogger(__name__)


class NotAFolderError(InvalidValueError):
    code = "not_a_folder"
    text = N_("Le dossier « {value} » n'est pas là.")
    way_out = N_("Branchez la clé, ou choisissez-en un autre.")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that was made, and what went wrong with its second one (empty: nothing)."""

    copy: Copy
    trouble: str


@dataclass(frozen=True, slots=True)
class Safety:
    """How the copies stand: those here, the second folder, what went wrong last."""

    copies: tuple[Copy, ...]
    second_folder: str
    trouble: str


def back_up(desk: Desk) -> BackedUp:
    """Make a copy now, and hand it on to the second folder.

    Raises DatabaseDamagedError, DiskFullError and other EnvironmentFaultErrors of the first copy;
    the second one's are kept as a sentence.
    """
    path = desk.database.path
    try:
        copy = backups.make_copy(path)
    except DatabaseDamagedError:
        raise
    except EnvironmentFaultError as error:
        _note(desk, error.message)
        raise
    trouble = ""
    folder = _second_folder(desk)
    if folder:
        try:
            backups.hand_on(copy, second_place(desk, folder))
        except EnvironmentFaultError as error:
            log.warning("no second copy: %s", error.code)
            trouble = _("La copie est faite ici, mais pas dans {folder}. {why}").format(
                folder=folder, why=error.message
            )
    _note(desk, trouble)
    return BackedUp(copy, trouble)


def back_up_if_due(desk: Desk) -> BackedUp | None:
    """Make today's copy, if none was made today and something changed since the last."""
    copies = backups.automatic_so_far(desk.database.path)
    if copies and desk.day_of(copies[0].at) >= desk.today():
        return None
    return back_up(desk) if backups.is_stale(desk.database.path, copies) else None


def back_up_at_close(desk: Desk) -> BackedUp | None:
    """Make a copy at closing, if something changed since the last. Never raises: the window has
    gone, and what went wrong is said in the settings."""
    try:
        path = desk.database.path
        if backups.is_stale(path, backups.automatic_so_far(path)):
            return back_up(desk)
    except EnvironmentFaultError as error:
        log.warning("no copy at closing: %s", error.code)
    return None


def safety(desk: Desk) -> Safety:
    """How the copies stand."""
    with desk.database.reading() as session:
        folder = str(settings.read(session, settings.BACKUP_FOLDER, ""))
        trouble = str(settings.read(session, settings.BACKUP_TROUBLE, ""))
    return Safety(tuple(backups.own_copies(desk.database.path)), folder, trouble)


def choose_second_folder(desk: Desk, typed: str) -> None:
    """Where a second copy of each copy goes; empty for nowhere. Raises NotAFolderError."""
    folder = typed.strip()
    if folder and not Path(folder).is_dir():
        raise NotAFolderError(value=folder, field="second_folder")
    with desk.database.writing() as session:
        settings.write(session, settings.BACKUP_FOLDER, folder)
        settings.write(session, settings.BACKUP_TROUBLE, "")


def second_place(desk: Desk, folder: str) -> Path:
    """This post's own folder within the second one: several posts may share a stick."""
    return Path(folder) / f"vaetvient-{desk.site_id.hex[-8:]}"


def _second_folder(desk: Desk) -> str:
    with desk.database.reading() as session:
        return str(settings.read(session, settings.BACKUP_FOLDER, ""))


def _note(desk: Desk, trouble: str) -> None:
    """Keep what went wrong, when it is another thing than before."""
    with desk.database.reading() as session:
        before = settings.read(session, settings.BACKUP_TROUBLE, "")
    if before != trouble:
        with desk.database.writing() as session:
            settings.write(session, settings.BACKUP_TROUBLE, trouble)
