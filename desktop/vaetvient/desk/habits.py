"""What was settled by hand of another program's columns, for the next file of the same form."""

from __future__ import annotations

from collections.abc import Mapping

from vaetvient.desk.desk import Desk
from vaetvient.storage import settings

_PREFIX = "columns:"


def remember_columns(desk: Desk, signature: str, columns: Mapping[str, str]) -> None:
    """Keep the field of each header key, as a person settled it, under the file's signature."""
    if columns:
        with desk.database.writing() as session:
            settings.write(session, f"{_PREFIX}{signature}", dict(columns))


def remembered_columns(desk: Desk, signature: str) -> dict[str, str] | None:
    """What was settled last time; None where nothing was."""
    with desk.database.reading() as session:
        found = settings.read(session, f"{_PREFIX}{signature}")
    return {str(key): str(field) for key, field in found.items()} if found else None
