"""The whole office in one file of open formats, for keeping, for leaving, for another program.

A ZIP (APPNOTE 6.3) of JSON lines, one file a table, pictures as they are, the lists that people
read as CSV, and two files that say what all this is: `LISEZMOI.txt` for a person,
`archive.json` for a program. `docs/archive-format.md` is the whole of the format.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, ClassVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.exchange.errors import (
    FileMissingError,
    FileRefusedError,
    FileUnreadableError,
    reason_of,
)
from vaetvient.exchange.export import Listed, export_list
from vaetvient.exchange.saving import whole_file
from vaetvient.exchange.writing.formats import Progress
from vaetvient.language import N_, _
from vaetvient.storage import schema, whole
from vaetvient.storage.errors import DatabaseDamagedError, DatabaseTooNewError
from vaetvient.storage.whole import ColumnTold, RowUnreadableError, TableTold

FORMAT, VERSION = "vaetvient-archive", 1
_MANIFEST = "archive.json"
_LARGEST_MANIFEST = 1 << 20
_LONGEST_LINE = 64 << 20
_LARGEST_PIECE = 64 << 20
"""Bytes of a picture; the program keeps none of over a few."""
_MOST_RATIO = 1000
"""How many times its size a file may unfold to; deflate's own limit is 1,032, of zeros."""
_LISTS = {
    Listed.MEMBERS: "adherents.csv",
    Listed.EQUIPMENT: "materiel.csv",
    Listed.LOANS: "prets.csv",
    Listed.RESERVATIONS: "reservations.csv",
}
_PIECES = "pieces/"
_NOW_AND_THEN = 1000
"""Rows between two words of progress."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first day a ZIP knows: the same office gives the same bytes whenever it is archived."""


class NotAnArchiveError(FileRefusedError):
    code: ClassVar[str] = "not_an_archive"
    text: ClassVar[str] = N_("{path} n'est pas une archive de Va-et-vient.")
    way_out: ClassVar[str] = N_("Choisissez un fichier fait par « archiver tout le bureau ».")


class ArchiveTooNewError(FileRefusedError):
    code: ClassVar[str] = "archive_too_new"
    text: ClassVar[str] = N_("{path} vient d'une version plus récente du programme.")
    way_out: ClassVar[str] = N_("Installez la dernière version.")


class ArchiveDamagedError(FileRefusedError):
    code: ClassVar[str] = "archive_damaged"
    text: ClassVar[str] = N_("L'archive {path} est abîmée ({where}).")
    way_out: ClassVar[str] = N_("Rien n'a été repris. Essayez une autre copie.")


class OfficeThereError(FileRefusedError):
    code: ClassVar[str] = "office_there"
    text: ClassVar[str] = N_("Il y a déjà un bureau dans {path}.")
    way_out: ClassVar[str] = N_("Une archive se reprend dans un dossier neuf.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back from an archive."""

    rows: int
    office: str


def write_archive(
    session: Session, target: Path, *, office: str, program: str, zone: ZoneInfo, progress: Progress
) -> int:
    """Write the whole office to `target`, whole or not at all; how many rows.

    Everything is read in one consistent state. Raises what `whole_file` raises.
    """
    tables = whole.tables()
    counts = [whole.count(session, table) for table in tables]
    total, written = sum(counts), 0

    def still(_done: int, _of: int) -> None:
        progress(written, total)  # nothing more to count, but whoever watches may stop it

    with whole_file(target) as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, "LISEZMOI.txt", _read_me(office))
        _put(archive, _MANIFEST, _manifest(office, program, tables, counts))
        for table in tables:
            with archive.open(_entry(_rows_name(table)), "w", force_zip64=True) as out:
                for row in whole.rows(session, table):
                    out.write(_encoded(row))
                    written += 1
                    if written % _NOW_AND_THEN == 0:
                        progress(written, total)
            for name, data in whole.pieces(session, table):
                _put(archive, f"{_PIECES}{name}", data, ZIP_STORED)
        with tempfile.TemporaryDirectory(prefix="vaetvient-") as folder:
            for listed, name in _LISTS.items():
                path = Path(folder) / name
                export_list(session, listed, path, zone, still)
                with path.open("rb") as told, archive.open(_entry(f"listes/{name}"), "w") as out:
                    shutil.copyfileobj(told, out)
        progress(written, total)
    return written


def read_archive(source: Path, database: Path, *, now: datetime, progress: Progress) -> Restored:
    """Make the database at `database` of the archive `source`, all or nothing.

    Raises OfficeThereError, NotAnArchiveError, ArchiveTooNewError, ArchiveDamagedError,
    FileMissingError, FileUnreadableError, and what the machine can do to a database.
    """
    if database.exists():
        raise OfficeThereError(path=str(database.parent))
    try:
        with ZipFile(source) as archive:
            reading = _Reading(source, archive)
            office = reading.manifest.get("office", "")
            whole.restore(
                database,
                reading.revision,
                reading.tables,
                lambda table: reading.rows(table, progress),
                reading.piece,
                _("Poste repris d'une archive"),
                now,
            )
            return Restored(reading.done, str(office))
    except FileNotFoundError as error:
        raise FileMissingError(path=str(source)) from error
    except RowUnreadableError as error:
        raise ArchiveDamagedError(path=source.name, where=str(error)) from error
    except DatabaseTooNewError as error:
        raise ArchiveTooNewError(path=source.name) from error
    except DatabaseDamagedError as error:
        raise ArchiveDamagedError(path=source.name, where=_("liens rompus")) from error
    except IntegrityError as error:
        raise ArchiveDamagedError(path=source.name, where=_("doublons")) from error
    except BadZipFile as error:
        raise NotAnArchiveError(path=source.name) from error
    except (OSError, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        # RuntimeError, NotImplementedError: encrypted, or packed in a way that we never do
        raise FileUnreadableError(path=str(source), why=reason_of(error)) from error


class _Reading:
    """An archive being read, nothing of it trusted."""

    def __init__(self, source: Path, archive: ZipFile) -> None:
        self._source, self._archive = source, archive
        self._allowed = max(source.stat().st_size, 1 << 20) * _MOST_RATIO
        self.done = 0
        try:
            with self._open(_MANIFEST) as file:
                self.manifest: dict[str, Any] = json.loads(file.read(_LARGEST_MANIFEST))
            if self.manifest["format"] != FORMAT:
                raise ValueError(FORMAT)
            if self.manifest["version"] > VERSION:
                raise ArchiveTooNewError(path=source.name)
            self.revision = str(self.manifest["schema"])
            self.total = sum(int(table["rows"]) for table in self.manifest["tables"])
            self.tables = [
                TableTold(
                    str(table["name"]),
                    tuple(ColumnTold(**column) for column in table["columns"]),
                )
                for table in self.manifest["tables"]
            ]
        except (LookupError, ValueError, TypeError, RecursionError) as error:
            # RowUnreadableError among them: there is no manifest
            raise NotAnArchiveError(path=source.name) from error

    def rows(self, table: TableTold, progress: Progress) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows of a table, each with where it stands."""
        name = _rows_name(table)
        with self._open(name) as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                where = f"{name}, {number}"
                self._spend(len(line), where)
                yield where, self._row(line, where)
                self.done += 1
                if self.done % _NOW_AND_THEN == 0:
                    progress(self.done, self.total)

    def piece(self, name: str) -> bytes:
        """The file of a row."""
        with self._open(f"{_PIECES}{name}") as file:
            data = file.read(_LARGEST_PIECE + 1)
        if len(data) > _LARGEST_PIECE:
            raise RowUnreadableError(name)
        self._spend(len(data), name)
        return data

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._archive.open(name)
        except KeyError as error:
            raise RowUnreadableError(name) from error

    def _spend(self, size: int, where: str) -> None:
        """An archive that unfolds to far more than it is was made to fill the disk."""
        self._allowed -= size
        if self._allowed < 0:
            raise RowUnreadableError(where)

    def _row(self, line: bytes, where: str) -> dict[str, Any]:
        try:
            row = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise RowUnreadableError(where) from error
        if not isinstance(row, dict):
            raise RowUnreadableError(where)
        return row


def _no_number(name: str) -> None:
    """NaN and the infinities are no JSON (RFC 8259), though Python reads them."""
    raise ValueError(name)


def _rows_name(table: TableTold) -> str:
    return f"donnees/{table.name}.jsonl"


def _encoded(row: dict[str, Any]) -> bytes:
    return _ENCODER.encode(row).encode() + b"\n"


def _manifest(
    office: str, program: str, tables: Sequence[TableTold], counts: Sequence[int]
) -> bytes:
    told = {
        "format": FORMAT,
        "version": VERSION,
        "program": program,
        "schema": schema.REVISION,
        "office": office,
        "tables": [
            {**asdict(table), "rows": rows} for table, rows in zip(tables, counts, strict=True)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _read_me(office: str) -> bytes:
    text = _(
        "Tout ce que Va-et-vient sait du bureau « {office} ».\n\n"
        "listes/   les adhérents, le matériel, les prêts et les réservations, pour un tableur\n"
        "donnees/  toutes les données, une table par fichier, un objet JSON par ligne\n"
        "pieces/   les photos et le logo\n"
        "archive.json décrit les tables et leurs colonnes.\n\n"
        "« vaetvient restore » en refait un bureau. Ce fichier contient des données\n"
        "personnelles : gardez-le sous clé, et pas plus longtemps qu'il n'est utile.\n"
    )
    return text.format(office=office).encode()


def _entry(name: str, method: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = method
    entry.external_attr = 0o600 << 16
    return entry


def _put(archive: ZipFile, name: str, data: bytes, method: int = ZIP_DEFLATED) -> None:
    archive.writestr(_entry(name, method), data)
