"""What goes out to a file: its words, the kinds of file, and the writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vaetvient.exchange.writing.formats import FORMAT_WORDS, Format
from vaetvient.language import N_, _, ngettext, show_number

if TYPE_CHECKING:
    from uuid import UUID

    from vaetvient.desk.desk import Desk

Report = Callable[[int, int, str], None]
"""How far, of how much; raises StoppedError once it is wanted no more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing that goes out. Texts are French sources marked with N_."""

    name: str
    """In English; a command is called « out.NAME »."""
    title: str
    hint: str
    command: str
    """As the search everywhere says it."""
    synonyms: str
    icon: str
    file_name: str
    """What is proposed, without its ending; of a folder, its name."""
    kinds: tuple[tuple[str, str], ...]
    """Each kind of file in words, with its ending; none where it is a folder."""
    write: Callable[[Desk, Path, Report], str]
    """Writes it, and says in a sentence what was written. Raises VaEtVientError."""


def _list(listed: str, desk: Desk, target: Path, report: Report) -> str:
    from vaetvient.exchange.export import Listed, export_list

    with desk.database.reading() as session:
        written = export_list(
            session, Listed(listed), target, desk.zone, lambda done, of: report(done, of, "")
        )
    words = ngettext("{n} ligne écrite dans {file}.", "{n} lignes écrites dans {file}.", written)
    return words.format(n=show_number(written), file=target.name)


def _catalogue(desk: Desk, target: Path, report: Report) -> str:
    """The PDF or the folder, by the end of the name; it can be stopped at each photo."""
    from vaetvient.documents.catalogue import render_catalogue
    from vaetvient.exchange.catalogue_site import Photograph, write_site
    from vaetvient.exchange.saving import check_target, save
    from vaetvient.storage.queries.showcase import photo, showcase, thumbnail

    seen = 0
    with desk.database.reading() as session:
        content = showcase(session, desk.office_id, desk.today())
        photos = {shown.photo_id for shelf in content.shelves for shown in shelf.shown} - {None}

        def advance() -> None:
            nonlocal seen
            seen += 1
            report(min(seen, len(photos)), len(photos), "")

        def small(key: UUID) -> bytes | None:
            advance()
            return thumbnail(session, key)

        def large(key: UUID) -> Photograph | None:
            advance()
            found = photo(session, key)
            return None if found is None else Photograph(*found)

        if target.suffix.lower() == ".pdf":
            check_target(target)
            made = render_catalogue(content, small)
            report(0, 0, "")
            save(target, made)
        else:
            write_site(target, content, large)
    words = ngettext("{n} titre dans {file}.", "{n} titres dans {file}.", content.count)
    return words.format(n=show_number(content.count), file=target.name)


def _archive(desk: Desk, target: Path, report: Report) -> str:
    from vaetvient import __version__
    from vaetvient.exchange.archive import write_archive
    from vaetvient.storage.queries.office import office_name

    with desk.database.reading() as session:
        rows = write_archive(
            session,
            target,
            office=office_name(session, desk.office_id),
            program=__version__,
            zone=desk.zone,
            progress=lambda done, of: report(done, of, ""),
        )
    words = ngettext("{n} ligne archivée dans {file}.", "{n} lignes archivées dans {file}.", rows)
    return words.format(n=show_number(rows), file=target.name)


def _register(desk: Desk, target: Path, report: Report) -> str:
    """In the office's own language."""
    from vaetvient.documents.processing import render_register
    from vaetvient.exchange.saving import check_target, save
    from vaetvient.storage.queries.processing import processing_facts

    check_target(target)
    with desk.database.reading() as session:
        facts = processing_facts(
            session, desk.office_id, zone=desk.zone, now=desk.clock(), language=None
        )
    made = render_register(facts)
    report(0, 0, "")
    save(target, made)
    return _("Le registre des traitements est dans {file}.").format(file=target.name)


_PDF = ((N_("PDF"), "pdf"),)
_TABLES = tuple(
    (FORMAT_WORDS[kind], str(kind))
    for kind in (Format.XLSX, Format.ODS, Format.CSV, Format.JSON_LINES)
)
_CARDS = ((FORMAT_WORDS[Format.VCARD], str(Format.VCARD)),)
_TABLE_HINT = N_("Excel, LibreOffice, CSV ou JSON")
_LIST_WORDS = N_("exporter tableur excel csv enregistrer fichier")

OUTGOING = (
    Outgoing(
        "members",
        N_("Les adhérents"),
        N_("Excel, LibreOffice, CSV, JSON ou carnet d’adresses (vCard)"),
        N_("Exporter les adhérents"),
        N_("tableur excel csv fichier carnet d’adresses contacts vcf téléphone courriel"),
        "users",
        N_("Adhérents"),
        (*_TABLES, *_CARDS),
        partial(_list, "members"),
    ),
    Outgoing(
        "equipment",
        N_("Le matériel"),
        _TABLE_HINT,
        N_("Exporter le matériel"),
        _LIST_WORDS,
        "package",
        N_("Matériel"),
        _TABLES,
        partial(_list, "equipment"),
    ),
    Outgoing(
        "loans",
        N_("Les prêts"),
        N_("Une ligne par chose prêtée, passés compris"),
        N_("Exporter les prêts"),
        _LIST_WORDS,
        "hand-helping",
        N_("Prêts"),
        _TABLES,
        partial(_list, "loans"),
    ),
    Outgoing(
        "reservations",
        N_("Les réservations"),
        N_("Une ligne par chose réservée, passées comprises"),
        N_("Exporter les réservations"),
        _LIST_WORDS,
        "calendar-clock",
        N_("Réservations"),
        _TABLES,
        partial(_list, "reservations"),
    ),
    Outgoing(
        "catalogue",
        N_("Le catalogue pour le public, à imprimer"),
        N_("Ce qui se prête, sans aucun nom"),
        N_("Catalogue pour le public en PDF"),
        N_("exporter publier afficher liste matériel photos"),
        "image",
        N_("Catalogue"),
        _PDF,
        _catalogue,
    ),
    Outgoing(
        "site",
        N_("Le catalogue pour le public, pour un site"),
        N_("Un dossier « catalogue », fait ou refait dans celui que vous choisissez"),
        N_("Catalogue pour le public en dossier de site"),
        N_("exporter publier web internet html photos"),
        "folder",
        "catalogue",
        (),
        _catalogue,
    ),
    Outgoing(
        "archive",
        N_("Tout le bureau"),
        N_("Une archive de formats ouverts, qui se reprend dans un dossier neuf"),
        N_("Archiver tout le bureau"),
        N_("exporter sauvegarder zip déménager partir données"),
        "archive",
        N_("Bureau"),
        ((N_("Archive"), "zip"),),
        _archive,
    ),
    Outgoing(
        "register",
        N_("Le registre des traitements"),
        N_("RGPD, article 30 : ce que le bureau garde des personnes, et pourquoi"),
        N_("Registre des traitements (RGPD)"),
        N_("exporter cnil données personnelles obligations pdf"),
        "file-text",
        N_("Registre des traitements"),
        _PDF,
        _register,
    ),
)
