"""Saved views of a list: filters, order and columns under a name, kept on this computer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from PySide6.QtCore import QSettings

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.text import fold, one_line
from vaetvient.language import N_

MOST_VIEWS = 50
LONGEST_NAME = 60


class NoViewNameError(InvalidValueError):
    code = "no_view_name"
    text = N_("Donnez un nom à cette vue.")


class ViewNameTakenError(RefusedError):
    code = "view_name_taken"
    text = N_("Il y a déjà une vue « {name} ».")
    way_out = N_("Choisissez un autre nom, ou supprimez l'autre.")


class TooManyViewsError(RefusedError):
    code = "too_many_views"
    text = N_("Il y a déjà {most} vues.")
    way_out = N_("Supprimez-en une d'abord.")


@dataclass(frozen=True, slots=True)
class View:
    """A way of looking at a list."""

    name: str
    filters: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    """What it is sorted by; empty: as the list is by itself."""
    descending: bool = False
    columns: str = ""
    """The header's state, in base 64; empty: as they are."""


class Views:
    """The saved views of one list."""

    def __init__(self, settings: QSettings, page: str) -> None:
        self._settings = settings
        self._key, self._first_key = f"{page}/views", f"{page}/first_view"
        self._views = _read(str(settings.value(self._key, "[]")))

    def all(self) -> tuple[View, ...]:
        """Every view, by name."""
        return tuple(sorted(self._views, key=lambda view: fold(view.name)))

    def named(self, name: str) -> View | None:
        """The view of this name, whatever its case and accents."""
        wanted = fold(one_line(name))
        return next((view for view in self._views if fold(view.name) == wanted), None)

    @property
    def first(self) -> View | None:
        """The view a page opens with."""
        name = str(self._settings.value(self._first_key, ""))
        return self.named(name) if name else None

    def save(self, view: View) -> View:
        """Keep a view under a new name. Raises NoViewNameError, ViewNameTakenError,
        TooManyViewsError."""
        named = _renamed(view, view.name)
        if self.named(named.name) is not None:
            raise ViewNameTakenError(name=named.name, field="name")
        if len(self._views) >= MOST_VIEWS:
            raise TooManyViewsError(most=MOST_VIEWS, field="name")
        self._views.append(named)
        self._write()
        return named

    def replace(self, view: View) -> None:
        """Keep what `view` shows in place of what its name stood for."""
        self._views = [view if old.name == view.name else old for old in self._views]
        self._write()

    def rename(self, view: View, name: str) -> View:
        """Call a view otherwise. Raises NoViewNameError, ViewNameTakenError."""
        renamed = _renamed(view, name)
        other = self.named(renamed.name)
        if other is not None and other.name != view.name:
            raise ViewNameTakenError(name=renamed.name, field="name")
        was_first = self.first is not None and self.first.name == view.name
        self._views = [renamed if old.name == view.name else old for old in self._views]
        self._write()
        if was_first:
            self.put_first(renamed)
        return renamed

    def drop(self, view: View) -> None:
        """Keep a view no more."""
        if self.first is not None and self.first.name == view.name:
            self.put_first(None)
        self._views = [old for old in self._views if old.name != view.name]
        self._write()

    def put_first(self, view: View | None) -> None:
        """Open the page with this view; None: as it is by itself."""
        self._settings.setValue(self._first_key, view.name if view else "")

    def _write(self) -> None:
        self._settings.setValue(self._key, json.dumps([asdict(view) for view in self._views]))


def _renamed(view: View, name: str) -> View:
    plain = one_line(name)[:LONGEST_NAME].strip()
    if not plain:
        raise NoViewNameError(field="name")
    return View(plain, dict(view.filters), view.column, view.descending, view.columns)


def _read(text: str) -> list[View]:
    """What was written, without what cannot be read: a settings file may be cut or edited."""
    try:
        entries: Any = json.loads(text)
    except ValueError:
        return []
    views: list[View] = []
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            continue
        filters = entry.get("filters")
        views.append(
            View(
                name=entry["name"],
                filters={str(k): str(v) for k, v in filters.items()}
                if isinstance(filters, dict)
                else {},
                column=str(entry.get("column", "")),
                descending=entry.get("descending") is True,
                columns=str(entry.get("columns", "")),
            )
        )
    return views
