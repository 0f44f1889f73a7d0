"""A list read from a file with all that may be said of it: the one way in for window, commands
and feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vaetvient.exchange.columns import LAYOUTS, header_key
from vaetvient.exchange.errors import ColumnMissingError, FieldUnknownError
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.plan import Plan, Remembered, make_plan
from vaetvient.exchange.profile import LEFT_OUT, NOTE, every_profile, find_profile
from vaetvient.exchange.sheet import Sheet, sheet_of
from vaetvient.exchange.source import Source


@dataclass(frozen=True, slots=True)
class Wish:
    """What is said of a file beforehand; what is not said is guessed."""

    kind: str
    profile: str = ""
    """Its key, its name, or the file of one; « - » for none."""
    sheet: str = ""
    header_line: int | None = None
    """0: it has none."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By header: a field, NOTE or LEFT_OUT."""


def knows_any(header: str) -> bool:
    """Whether `header` names a field of any list."""
    return any(layout.knows(header) for layout in LAYOUTS.values())


def read_list(
    path: Path, wish: Wish, *, folder: Path | None, remembered: Remembered | None = None
) -> Sheet:
    """The list in the file at `path`; the data folder `folder` holds the user's own profiles.

    Raises the refusals of files, ProfileMissingError, ColumnMissingError, FieldUnknownError.
    """
    source = open_source(path, knows_any)
    try:
        return sheet_of(source, path, planned(source, wish, folder, remembered))
    except BaseException:
        source.close()
        raise


def planned(
    source: Source, wish: Wish, folder: Path | None, remembered: Remembered | None = None
) -> Plan:
    """How `source` is read, as `wish` says and what it does not say guessed."""
    chosen = find_profile(wish.profile, folder) if wish.profile not in ("", "-") else None
    plan = make_plan(
        source,
        wish.kind,
        sheet=wish.sheet,
        header_line=wish.header_line,
        profiles=() if wish.profile == "-" else every_profile(folder),
        profile=chosen,
        remembered=remembered,
    )
    for header, said in wish.columns.items():
        if said not in plan.layout.names and said not in (NOTE, LEFT_OUT):
            known = ", ".join((*plan.layout.names, NOTE, LEFT_OUT))
            raise FieldUnknownError(name=said, known=known)
        place = next(
            (c.place for c in plan.columns if header_key(c.header) == header_key(header)), None
        )
        if place is None:
            found = ", ".join(f"« {column.header} »" for column in plan.columns)
            raise ColumnMissingError(name=header, found=found)
        plan = plan.said(place, said)
    return plan
