"""What is said of the whole office: its archive and back, and its catalogue for the public."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from vaetvient import __version__
from vaetvient.cli.call import Call
from vaetvient.cli.output import figure
from vaetvient.cli.progress import progress_bar
from vaetvient.language import _, ngettext


def archive(call: Call) -> int:
    """Write everything to a file of open formats."""
    from vaetvient.exchange.archive import write_archive
    from vaetvient.storage.queries.office import office_name

    target, desk = Path(call.typed.file), call.desk
    with (
        progress_bar(_("Écriture de {file}").format(file=target.name)) as progress,
        desk.database.reading() as session,
    ):
        rows = write_archive(
            session,
            target,
            office=office_name(session, desk.office_id),
            program=__version__,
            zone=desk.zone,
            progress=progress,
        )
    said = ngettext("{n} ligne archivée dans {file}.", "{n} lignes archivées dans {file}.", rows)
    call.give({"rows": rows, "file": str(target)}, said.format(n=figure(rows), file=target))
    return 0


def restore(call: Call) -> int:
    """Make the office of a new data folder out of an archive."""
    from vaetvient.desk.desk import now
    from vaetvient.exchange.archive import read_archive
    from vaetvient.paths import DATABASE_NAME
    from vaetvient.storage.errors import clear_faults

    source, database = Path(call.typed.file), call.folder / DATABASE_NAME
    with clear_faults(call.folder):
        call.folder.mkdir(parents=True, exist_ok=True)
    with progress_bar(_("Lecture de {file}").format(file=source.name)) as progress:
        made = read_archive(source, database, now=now(), progress=progress)
    said = ngettext(
        "« {office} » est repris dans {folder} : {n} ligne.",
        "« {office} » est repris dans {folder} : {n} lignes.",
        made.rows,
    )
    call.give(
        {"rows": made.rows, "office": made.office, "database": str(database)},
        said.format(n=figure(made.rows), office=made.office, folder=call.folder),
    )
    return 0


def catalogue(call: Call) -> int:
    """Write what the office lends as a folder for a web site, or as a PDF."""
    from vaetvient.documents.catalogue import render_catalogue
    from vaetvient.exchange.catalogue_site import Photograph, write_site
    from vaetvient.exchange.saving import check_target, save
    from vaetvient.storage.queries.showcase import photo, showcase, thumbnail

    target, desk = Path(call.typed.file), call.desk
    with desk.database.reading() as session:
        content = showcase(session, desk.office_id, desk.today())
        if target.suffix.lower() == ".pdf":
            check_target(target)
            save(target, render_catalogue(content, lambda key: thumbnail(session, key)))
        else:

            def picture(key: UUID) -> Photograph | None:
                found = photo(session, key)
                return None if found is None else Photograph(*found)

            write_site(target, content, picture)
    said = ngettext("{n} titre dans {file}.", "{n} titres dans {file}.", content.count)
    call.give(
        {"titles": content.count, "file": str(target)},
        said.format(n=figure(content.count), file=target),
    )
    return 0
