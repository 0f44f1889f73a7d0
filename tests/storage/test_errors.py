"""What a driver or a system says, in a volunteer's words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.storage.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseReadOnlyError,
    DiskFullError,
    FolderUnusableError,
    clear_faults,
)

PATH = Path("/media/clé/vaetvient.sqlite3")


def driver(said: str) -> OperationalError:
    return OperationalError("SELECT 1", {}, sqlite3.OperationalError(said))


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (driver("database disk image is malformed"), DatabaseDamagedError),
        (driver("malformed database schema (loan)"), DatabaseDamagedError),
        (sqlite3.DatabaseError("file is not a database"), DatabaseDamagedError),
        (driver("database or disk is full"), DiskFullError),
        (OSError(errno.ENOSPC, "No space left on device"), DiskFullError),
        (driver("attempt to write a readonly database"), DatabaseReadOnlyError),
        (driver("database is locked"), DatabaseBusyError),
        (driver("database schema is locked: main"), DatabaseBusyError),
        (driver("unable to open database file"), FolderUnusableError),
        (driver("disk I/O error"), FolderUnusableError),
        (PermissionError(errno.EACCES, "Permission denied"), FolderUnusableError),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), FolderUnusableError),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), FolderUnusableError),
    ],
)
def test_a_fault_of_the_machine_is_said_with_a_way_out(
    raised: Exception, kind: type[EnvironmentFaultError]
) -> None:
    with pytest.raises(EnvironmentFaultError) as said, clear_faults(PATH):
        raise raised
    assert type(said.value) is kind
    assert said.value.hint
    assert said.value.__cause__ is raised
    if kind is not DatabaseBusyError:
        assert str(PATH) in said.value.message


@pytest.mark.parametrize(
    "raised",
    [
        IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed: loan.x")),
        driver("no such column: nickname"),
        ValueError("a fault of ours"),
    ],
)
def test_a_fault_of_ours_is_not_taken_for_the_machine_s(raised: Exception) -> None:
    with pytest.raises(type(raised)), clear_faults(PATH):
        raise raised
