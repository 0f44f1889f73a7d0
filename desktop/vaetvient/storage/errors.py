"""What the machine can do to a database, in a volunteer's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_


class DatabaseDamagedError(EnvironmentFaultError):
    code = "database_damaged"
    text = N_("Le fichier de données {path} est abîmé.")
    way_out = N_("Rien n'y a été changé. Reprenez une copie du dossier « sauvegardes ».")


class DatabaseTooNewError(EnvironmentFaultError):
    code = "database_too_new"
    text = N_("Le fichier de données {path} vient d'une version plus récente du programme.")
    way_out = N_("Installez la dernière version. Rien n'a été changé.")


class FolderUnusableError(EnvironmentFaultError):
    code = "folder_unusable"
    text = N_("Impossible d'écrire dans le dossier {path}.")
    way_out = N_("Existe-t-il encore (clé retirée ?) et avez-vous le droit d'y écrire ?")


class DiskFullError(EnvironmentFaultError):
    code = "disk_full"
    text = N_("Il n'y a plus de place sur le disque où se trouve {path}.")
    way_out = N_("Libérez de la place et recommencez : rien d'enregistré n'est perdu.")


class DatabaseBusyError(EnvironmentFaultError):
    code = "database_busy"
    text = N_("Un autre programme occupe le fichier de données depuis trop longtemps.")
    way_out = N_("Attendez un instant et recommencez.")


class DatabaseReadOnlyError(EnvironmentFaultError):
    code = "database_read_only"
    text = N_("Le fichier de données {path} ne peut pas être modifié.")
    way_out = N_("Vérifiez les droits du dossier et que le support n'est pas protégé.")


_SIGNS: tuple[tuple[str, type[EnvironmentFaultError]], ...] = (
    ("malformed", DatabaseDamagedError),
    ("not a database", DatabaseDamagedError),
    ("database or disk is full", DiskFullError),
    ("disk I/O error", FolderUnusableError),
    ("unable to open database", FolderUnusableError),
    ("readonly database", DatabaseReadOnlyError),
    ("is locked", DatabaseBusyError),
    ("no space left", DiskFullError),
)


def as_environment_fault(error: BaseException, path: Path) -> EnvironmentFaultError | None:
    """The clear error that stands for a driver's or the system's, None when it is not one."""
    said = str(error.orig) if isinstance(error, DBAPIError) and error.orig else str(error)
    for sign, kind in _SIGNS:
        if sign.lower() in said.lower():
            return kind(path=str(path))
    if isinstance(error, OSError):
        return FolderUnusableError(path=str(path))
    return None


@contextmanager
def clear_faults(path: Path) -> Iterator[None]:
    """Turn what the driver or the system raises inside into an error a person understands."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        fault = as_environment_fault(error, path)
        if fault is None:
            raise
        raise fault from error
