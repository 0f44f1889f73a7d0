"""The catalogue for the public as a folder to put on any web site: no server, no cookie.

One page that reads well without JavaScript, prints, and can be searched with it; photos beside it;
the same data as JSON. WCAG 2.2 AA: landmarks, headings, labels, contrast, focus.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from vaetvient.domain.showcase import Showcase
from vaetvient.exchange.errors import (
    FileRefusedError,
    FileUnwritableError,
    FolderMissingError,
    reason_of,
)
from vaetvient.language import N_, _, as_language, ngettext, show_date, speaking
from vaetvient.paths import resources

_DATA = "catalogue.json"
_MARK = "va-et-vient-catalogue"
_OURS = frozenset({"index.html", "catalogue.css", "catalogue.js", _DATA, "photos"})


class FolderInUseError(FileRefusedError):
    code: ClassVar[str] = "folder_in_use"
    text: ClassVar[str] = N_("Le dossier {path} contient autre chose qu'un catalogue.")
    way_out: ClassVar[str] = N_("Choisissez un dossier neuf : rien n'y a été changé.")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as JPEG, with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Placed:
    path: str
    width: int
    height: int


def write_site(folder: Path, content: Showcase, photo: Callable[[UUID], Photograph | None]) -> int:
    """Write the catalogue at `folder`, in place of an older one; how many models it shows.

    Made beside it and put in its place when it is whole: whoever reads it never finds half.
    Raises FolderInUseError where something else is there, FolderMissingError, FileUnwritableError.
    """
    _check(folder)
    building = folder.with_name(f".{folder.name}-{uuid.uuid4().hex}.part")
    try:
        building.mkdir()
        pictures = _write_photos(building / "photos", content, photo)
        for name, text in _pages(content, pictures).items():
            (building / name).write_text(text, "utf-8", newline="\n")
        for path in building.rglob("*"):
            if path.is_file():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
        _put_in_place(building, folder)
    except OSError as error:
        raise FileUnwritableError(path=str(folder), why=reason_of(error)) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return content.count


def _check(folder: Path) -> None:
    try:
        if not folder.parent.is_dir():
            raise FolderMissingError(path=str(folder.parent))
        if not folder.exists():
            return
        if not folder.is_dir():
            raise FolderInUseError(path=str(folder))
        there = {path.name for path in folder.iterdir()}
        if there and not (there <= _OURS and _is_ours(folder / _DATA)):
            raise FolderInUseError(path=str(folder))
    except (OSError, ValueError) as error:
        raise FileUnwritableError(path=str(folder), why=reason_of(error)) from error


def _is_ours(data: Path) -> bool:
    try:
        told = json.loads(data.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("format") == _MARK


def _put_in_place(building: Path, folder: Path) -> None:
    if not folder.exists():
        building.rename(folder)
        return
    older = folder.with_name(f"{building.name}.old")
    folder.rename(older)
    try:
        building.rename(folder)
    except OSError:
        older.rename(folder)
        raise
    shutil.rmtree(older, ignore_errors=True)


def _write_photos(
    folder: Path, content: Showcase, photo: Callable[[UUID], Photograph | None]
) -> Mapping[UUID, _Placed]:
    out: dict[UUID, _Placed] = {}
    for shelf in content.shelves:
        for shown in shelf.shown:
            found = photo(shown.photo_id) if shown.photo_id else None
            if found is None:
                continue
            folder.mkdir(exist_ok=True)
            path = folder / f"{shown.photo_id}.jpg"
            path.write_bytes(found.jpeg)
            out[shown.key] = _Placed(f"photos/{path.name}", found.width, found.height)
    return out


def _pages(content: Showcase, pictures: Mapping[UUID, _Placed]) -> dict[str, str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    source = resources() / "catalogue"
    environment = Environment(
        loader=FileSystemLoader(source),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    with speaking(as_language(content.language)):
        lead = ngettext(
            "Tout ce que ce bureau prête : {n} titre.",
            "Tout ce que ce bureau prête : {n} titres.",
            content.count,
        )
        page = environment.get_template("page.html").render(
            c=content,
            pictures=pictures,
            say=_words(),
            lead=lead.format(n=content.count),
            made=_("Page faite le {day}.").format(
                day=show_date(date.fromisoformat(content.made_on))
            ),
            how_many=lambda n: ngettext("{n} exemplaire", "{n} exemplaires", n).format(n=n),
            seats=lambda n: ngettext("{n} place", "{n} places", n).format(n=n),
        )
    return {
        "index.html": page,
        "catalogue.css": (source / "catalogue.css").read_text("utf-8"),
        "catalogue.js": (source / "catalogue.js").read_text("utf-8"),
        _DATA: _as_json(content, pictures),
    }


def _words() -> dict[str, str]:
    """The page's own words, in the language spoken."""
    return {
        "title": _("Catalogue du matériel"),
        "to_list": _("Aller à la liste"),
        "search": _("Chercher"),
        "one_found": _("1 titre"),
        "many_found": _("{n} titres"),
        "none_found": _("Rien ne correspond. Essayez un mot plus court."),
        "categories": _("Catégories"),
        "other": _("Divers"),
        "photo": _("Photo : {name}"),
        "step_free": _("accessible sans marche"),
        "parts": _("avec {parts}"),
        "nothing": _("Ce bureau n'a encore rien à prêter."),
        "to_borrow": _("Pour emprunter"),
        "ask": _("Ce qui est libre à vos dates se demande au bureau : cette page n'en sait rien."),
        "data": _("Les mêmes données, pour un programme (JSON)"),
    }


def _as_json(content: Showcase, pictures: Mapping[UUID, _Placed]) -> str:
    told = {"format": _MARK, "version": 1, **asdict(content)}
    for shelf in told["shelves"]:
        for shown in shelf["shown"]:
            placed = pictures.get(shown["key"])
            shown["photo"] = placed.path if placed else None
            del shown["photo_id"]
    return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"
