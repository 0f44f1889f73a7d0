"""The whole office goes into one file of open formats and comes back, whole or not at all."""

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from tests.trial_office import TrialOffice
from vaetvient.desk.photos import set_photo
from vaetvient.domain.errors import VaEtVientError
from vaetvient.exchange.archive import (
    ArchiveDamagedError,
    ArchiveTooNewError,
    NotAnArchiveError,
    OfficeThereError,
    Restored,
    read_archive,
    write_archive,
)
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import schema

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


def archive(office: TrialOffice, target: Path) -> Path:
    """The archive of an office."""
    with office.reading() as session:
        write_archive(
            session,
            target,
            office="Bureau",
            program="1",
            zone=office.desk.zone,
            progress=quietly,
        )
    return target


def restore(source: Path, folder: Path) -> Restored:
    """The office of an archive, in a new folder."""
    folder.mkdir(exist_ok=True)
    return read_archive(source, folder / DATABASE_NAME, now=NOW, progress=quietly)


def contents(path: Path) -> dict[str, bytes]:
    """The files of an archive by name."""
    with ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The archive with its files changed by hand."""
    files = contents(path)
    change(files)
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


@pytest.fixture
def lived(office: TrialOffice) -> TrialOffice:
    """An office with a bit of everything: a picture, a loan, a return, a history."""
    jardins = office.association(notes="« à rappeler »\n= demain")
    projector = office.item("Vidéoprojecteur", tag="VID-001", value_cents=45_000)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    set_photo(office.desk, projector, picture.getvalue())
    lent = office.lend(jardins, projector, (office.stock(tag="CHA-001"), 30), deposit_cents=5000)
    office.later(days=3)
    office.bring_back(lent)
    return office


def test_an_office_comes_back_as_it_was(lived: TrialOffice, tmp_path: Path) -> None:
    first = archive(lived, tmp_path / "first.zip")
    made = restore(first, tmp_path / "other")
    other = TrialOffice(tmp_path / "other")
    second = archive(other, tmp_path / "second.zip")
    before, after = contents(first), contents(second)
    assert made.office == "Bureau"
    own_to_each = {"archive.json", "donnees/site.jsonl", "donnees/setting.jsonl"}
    assert {name for name in before if before[name] != after.get(name)} == own_to_each
    assert before.keys() == after.keys()
    assert other.desk.office_id == lived.desk.office_id
    assert other.desk.site_id != lived.desk.site_id
    other.close()


def test_what_came_back_is_sound_and_is_found(lived: TrialOffice, tmp_path: Path) -> None:
    from vaetvient.storage.queries.doctor import examine
    from vaetvient.storage.search import find

    restore(archive(lived, tmp_path / "a.zip"), tmp_path / "other")
    other = TrialOffice(tmp_path / "other")
    with other.reading() as session:
        assert examine(session) == []
        assert find(session, other.desk.database.lexicon, "jardins echirolles")
    other.close()


def test_the_same_office_gives_the_same_bytes(lived: TrialOffice, tmp_path: Path) -> None:
    one, two = archive(lived, tmp_path / "1.zip"), archive(lived, tmp_path / "2.zip")
    assert one.read_bytes() == two.read_bytes()


def test_any_program_can_read_it(lived: TrialOffice, tmp_path: Path) -> None:
    files = contents(archive(lived, tmp_path / "a.zip"))
    told = json.loads(files["archive.json"])
    tables = {table["name"]: table for table in told["tables"]}
    line = {column["name"]: column for column in tables["loan_line"]["columns"]}
    assert line["loan_id"] == {"name": "loan_id", "sort": "key", "refers_to": "loan"}
    assert tables["loan"]["rows"] == 1
    (loan,) = [json.loads(row) for row in files["donnees/loan.jsonl"].splitlines()]
    assert loan["number"] == "BUR-2026-0001"
    assert loan["handed_out_at"] == "2026-11-23T09:00:00.000000Z"
    (photo,) = [json.loads(row) for row in files["donnees/photo.jsonl"].splitlines()]
    assert Image.open(io.BytesIO(files[f"pieces/{photo['jpeg']}"])).size == (40, 30)
    assert "VID-001" in files["listes/prets.csv"].decode("utf-8-sig")
    assert "LISEZMOI.txt" in files


def test_no_key_of_the_exchange_is_in_it(lived: TrialOffice, tmp_path: Path) -> None:
    names = contents(archive(lived, tmp_path / "a.zip"))
    assert [name for name in names if "sync" in name or "search" in name] == []


def test_an_older_program_s_archive_is_brought_up_to_date(
    lived: TrialOffice, tmp_path: Path
) -> None:
    with schema.building(tmp_path / "old.sqlite3", "0001") as connection:
        rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        old = {
            name: {c[1] for c in connection.exec_driver_sql(f"PRAGMA table_info({name})")}
            for (name,) in rows.fetchall()
        }

    def as_then(files: dict[str, bytes]) -> None:
        told = json.loads(files["archive.json"])
        told["schema"] = "0001"
        told["tables"] = [table for table in told["tables"] if table["name"] in old]
        for table in told["tables"]:
            known = old[table["name"]]
            table["columns"] = [c for c in table["columns"] if c["name"] in known]
            name = f"donnees/{table['name']}.jsonl"
            kept = [json.loads(row) for row in files[name].splitlines()]
            lines = [json.dumps({k: v for k, v in row.items() if k in known}) for row in kept]
            files[name] = "\n".join([*lines, ""]).encode()
        files["archive.json"] = json.dumps(told).encode()

    restore(rewritten(archive(lived, tmp_path / "a.zip"), as_then), tmp_path / "other")
    other = TrialOffice(tmp_path / "other")
    with sqlite3.connect(tmp_path / "other" / DATABASE_NAME) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (
            schema.REVISION,
        )
        assert raw.execute("SELECT number FROM loan").fetchone() == ("BUR-2026-0001",)
    other.close()


def test_it_never_writes_over_an_office(lived: TrialOffice, tmp_path: Path) -> None:
    source = archive(lived, tmp_path / "a.zip")
    before = lived.desk.database.path.read_bytes()
    with pytest.raises(OfficeThereError, match="dossier neuf"):
        restore(source, lived.folder)
    assert lived.desk.database.path.read_bytes() == before


def edit(name: str, was: str, becomes: str) -> Callable[[dict[str, bytes]], None]:
    """A change of one file of an archive."""

    def change(files: dict[str, bytes]) -> None:
        assert was in files[name].decode()
        files[name] = files[name].decode().replace(was, becomes, 1).encode()

    return change


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], Any], type[VaEtVientError]]] = {
    "no manifest": (lambda files: files.pop("archive.json"), NotAnArchiveError),
    "another format": (edit("archive.json", "vaetvient-archive", "autre"), NotAnArchiveError),
    "a newer format": (edit("archive.json", '"version": 1', '"version": 2'), ArchiveTooNewError),
    "a newer schema": (
        edit("archive.json", f'"schema": "{schema.REVISION}"', '"schema": "9999"'),
        ArchiveTooNewError,
    ),
    "a table too many": (
        edit("archive.json", '"name": "loan"', '"name": "sqlite_master"'),
        ArchiveDamagedError,
    ),
    "an SQL name": (
        edit("archive.json", '"name": "loan"', '"name": "loan; DROP TABLE loan"'),
        ArchiveDamagedError,
    ),
    "an SQL column": (
        edit("archive.json", '"name": "borrower_name"', '"name": "a) VALUES (1"'),
        ArchiveDamagedError,
    ),
    "a table missing": (lambda files: files.pop("donnees/loan.jsonl"), ArchiveDamagedError),
    "a line cut short": (edit("donnees/loan.jsonl", '"}', '"'), ArchiveDamagedError),
    "a key that is none": (edit("donnees/loan.jsonl", '{"id":"', '{"id":"x'), ArchiveDamagedError),
    "an unknown column": (edit("donnees/loan.jsonl", '"number"', '"nombre"'), ArchiveDamagedError),
    "a list for a value": (
        edit("donnees/loan.jsonl", '"BUR-2026-0001"', '["BUR"]'),
        ArchiveDamagedError,
    ),
    "a number of 4,000 figures": (
        edit("donnees/loan.jsonl", '"number_year":2026', f'"number_year":{"9" * 4000}'),
        ArchiveDamagedError,
    ),
    "half a character": (
        edit("donnees/loan.jsonl", "BUR-2026-0001", "\\ud800"),
        ArchiveDamagedError,
    ),
    "a number that is none": (
        edit("donnees/loan.jsonl", '"number_year":2026', '"number_year":NaN'),
        ArchiveDamagedError,
    ),
    "a row twice": (
        lambda files: files.update({"donnees/loan.jsonl": files["donnees/loan.jsonl"] * 2}),
        ArchiveDamagedError,
    ),
    "a borrower gone": (
        lambda files: files.update({"donnees/member.jsonl": b""}),
        ArchiveDamagedError,
    ),
    "a picture elsewhere": (
        edit("donnees/photo.jsonl", '"photo/', '"../../photo/'),
        ArchiveDamagedError,
    ),
    "whose office it is": (
        lambda files: files.update({"donnees/setting.jsonl": b""}),
        ArchiveDamagedError,
    ),
    "a picture missing": (
        lambda files: [files.pop(name) for name in list(files) if name.endswith("-jpeg")],
        ArchiveDamagedError,
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_wrong_with_it_is_said_and_nothing_is_left(
    lived: TrialOffice, tmp_path: Path, case: str
) -> None:
    change, error = HOSTILE[case]
    source = rewritten(archive(lived, tmp_path / "a.zip"), change)
    with pytest.raises(error):
        restore(source, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_an_archive_that_unfolds_without_end_is_refused(
    lived: TrialOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaetvient.exchange.archive._MOST_RATIO", 0)
    with pytest.raises(ArchiveDamagedError):
        restore(archive(lived, tmp_path / "a.zip"), tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_an_archive_cut_short_is_refused(lived: TrialOffice, tmp_path: Path, share: float) -> None:
    whole = archive(lived, tmp_path / "a.zip")
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(NotAnArchiveError):
        restore(whole, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_spoilt_byte_is_noticed(lived: TrialOffice, tmp_path: Path) -> None:
    source = archive(lived, tmp_path / "a.zip")
    with ZipFile(source) as opened:
        place = opened.getinfo("donnees/loan_line.jsonl").header_offset + 80
    data = bytearray(source.read_bytes())
    data[place] ^= 0xFF
    source.write_bytes(data)
    with pytest.raises(VaEtVientError):
        restore(source, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "notes.zip"
    source.write_text("rien", "utf-8")
    with pytest.raises(NotAnArchiveError):
        restore(source, tmp_path / "other")
    shutil.make_archive(str(tmp_path / "folder"), "zip", tmp_path)
    with pytest.raises(VaEtVientError):
        restore(tmp_path / "folder.zip", tmp_path / "other")
