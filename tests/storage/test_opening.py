"""What the data folder may hold when the program starts, and what then happens to it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.trial_office import TrialOffice
from vaetvient.desk.desk import open_desk
from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import schema
from vaetvient.storage.database import Database
from vaetvient.storage.errors import (
    DatabaseDamagedError,
    DatabaseTooNewError,
    FolderUnusableError,
)


@pytest.fixture(scope="module")
def lived_in_once(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("lived in"))
    zoe = office.person("Lefèvre", "Zoé", card="C-1")
    model = office.model("Vidéoprojecteur", description="x" * 50_000)
    for thing in office.items(12, model=model):
        office.bring_back(office.lend(zoe, thing))
    office.close()
    return office.folder / DATABASE_NAME


@pytest.fixture
def lived_in(lived_in_once: Path, tmp_path: Path) -> Path:
    """The closed database of an office that has lent things."""
    (tmp_path / "office").mkdir()
    return Path(shutil.copy(lived_in_once, tmp_path / "office"))


# Nothing there yet


def test_a_new_folder_becomes_an_office_without_a_question(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "a folder" / "that is not there é")
    with desk.database.reading() as session:
        name, code = session.execute(text("SELECT name, code FROM office")).one()
    desk.database.close()
    assert (name, code) == ("Bureau", "BUR")
    assert [p.name for p in (tmp_path / "a folder" / "that is not there é").iterdir()] == [
        DATABASE_NAME
    ]


@pytest.mark.parametrize("content", [b"", None], ids=["an empty file", "a database without tables"])
def test_an_empty_file_is_filled(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / DATABASE_NAME
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 1")
        connection.close()
    else:
        path.write_bytes(content)
    desk = open_desk(tmp_path)
    with desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM office")).scalar_one() == 1
    desk.database.close()


TEN_WINDOWS = """
import os, sys
from pathlib import Path
import alembic.command, mako.template
from vaetvient.desk.desk import open_desk

door, key = os.pipe()
windows = []
for _n in range(10):
    pid = os.fork()
    if pid == 0:
        os.close(key)
        os.read(door, 1)  # until the door opens for all
        desk = open_desk(Path(sys.argv[1]))
        os.write(1, f"{desk.office_id} {desk.site_id}\\n".encode())
        desk.database.close()
        sys.exit()
    windows.append(pid)
os.close(key)
for pid in windows:
    os.waitpid(pid, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ten interpreters take a minute to start")
@pytest.mark.parametrize("there", ["nothing", "an empty file"])
def test_ten_windows_started_at_once_on_a_new_folder_share_one_office(
    tmp_path: Path, there: str
) -> None:
    folder = tmp_path / "office"
    if there == "an empty file":
        folder.mkdir()
        (folder / DATABASE_NAME).touch()
    tried = subprocess.run(
        [sys.executable, "-c", TEN_WINDOWS, str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert tried.stderr == ""
    assert len(tried.stdout.splitlines()) == 10
    assert len(set(tried.stdout.splitlines())) == 1
    desk = open_desk(folder)
    with desk.database.reading() as session:
        offices = session.execute(text("SELECT count(*) FROM office")).scalar_one()
    desk.database.close()
    assert offices == 1
    assert [p.name for p in folder.iterdir()] == [DATABASE_NAME]


def test_where_files_cannot_be_linked_the_database_is_still_put_in_place_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and exFAT, that sticks have, know no links."""

    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    open_desk(tmp_path).database.close()
    open_desk(tmp_path).database.close()
    assert [p.name for p in tmp_path.iterdir()] == [DATABASE_NAME]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text there")
def test_a_folder_whose_name_is_not_text(
    tmp_path: Path, empty_office: Path, next_version: Callable[[str], None]
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    office = TrialOffice.at(empty_office, folder)
    office.close()
    next_version("pass")
    TrialOffice(folder).close()
    assert len(list((folder / schema.BACKUPS).iterdir())) == 1


# A folder that cannot be used


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file")
    with pytest.raises(FolderUnusableError) as refused:
        open_desk(tmp_path / "office")
    assert str(tmp_path / "office") in refused.value.message
    assert (tmp_path / "office").read_text() == "a file"


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(FolderUnusableError) as refused:
        open_desk(tmp_path)
    assert str(tmp_path / DATABASE_NAME) in refused.value.message


AS_NOBODY = """
import os, sys
from pathlib import Path
from vaetvient.desk.desk import open_desk
from vaetvient.domain.errors import EnvironmentFaultError
import vaetvient.storage.migrations, alembic.command, mako.template
if os.getuid() == 0:
    os.setuid(65534)
try:
    desk = open_desk(Path(sys.argv[1]))
    desk.database.close()
except EnvironmentFaultError as fault:
    print(fault.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another matter there")
@pytest.mark.parametrize("there", ["nothing", "an office"])
def test_a_read_only_folder(tmp_path: Path, empty_office: Path, there: str) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    if there == "an office":
        shutil.copy(empty_office, folder / DATABASE_NAME)
        (folder / DATABASE_NAME).chmod(0o444)
    folder.chmod(0o555)
    tried = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    folder.chmod(0o755)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert tried.stdout.strip() in {"folder_unusable", "database_read_only"}


# A damaged file


def _header(data: bytearray) -> bytearray:
    data[:16] = b"not a database!!"
    return data


def _schema(data: bytearray) -> bytearray:
    data[100:3000] = b"\xff" * 2900
    return data


def _middle(data: bytearray) -> bytearray:
    for page in range(8, len(data) // 4096 - 1):
        data[page * 4096 : page * 4096 + 200] = b"\xaa" * 200
    return data


DAMAGE: dict[str, Callable[[bytearray], bytes | bytearray]] = {
    "its header": _header,
    "its schema": _schema,
    "cut after its header": lambda data: data[:100],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "text in its place": lambda _data: "Cher Journal, aujourd’hui…\n".encode() * 200,
    "zeroes": lambda data: bytes(len(data)),
    "the middle": _middle,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_said_to_be_damaged_and_left_as_it_is(
    lived_in: Path, damage: Callable[[bytearray], bytes | bytearray]
) -> None:
    lived_in.write_bytes(damage(bytearray(lived_in.read_bytes())))
    before = lived_in.read_bytes()
    with pytest.raises(DatabaseDamagedError) as refused:
        _use(lived_in)
    assert str(lived_in) in refused.value.message
    assert "sauvegardes" in refused.value.hint
    assert lived_in.read_bytes() == before


def _use(path: Path) -> None:
    """Open the database and read every table, as a day's work would."""
    database = Database(path)
    try:
        with database.reading() as session:
            names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            for (name,) in names.all():
                session.execute(text(f"SELECT * FROM {name}")).all()
    finally:
        database.close()


def test_another_program_s_database_is_not_taken_over(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(EnvironmentFaultError):
        open_desk(tmp_path)
    assert path.read_bytes() == before


def test_a_database_whose_revision_was_lost_is_left_as_it_is(lived_in: Path) -> None:
    _revise(lived_in, None)
    before = lived_in.read_bytes()
    with pytest.raises(DatabaseDamagedError):
        Database(lived_in)
    assert lived_in.read_bytes() == before


# Other versions of the program


def _revise(path: Path, revision: str | None) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM alembic_version")
        if revision is not None:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_a_newer_database_is_refused_and_left_as_it_is(lived_in: Path) -> None:
    _revise(lived_in, "9999")
    before = lived_in.read_bytes()
    with pytest.raises(DatabaseTooNewError) as refused:
        Database(lived_in)
    assert "plus récente" in refused.value.message
    assert lived_in.read_bytes() == before
    assert not (lived_in.parent / schema.BACKUPS).exists()


MIGRATION = '''
"""Members may have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{newest}"

def upgrade() -> None:
    with op.batch_alter_table("member") as batch:
        batch.add_column(sa.Column("nickname", sa.String(40), server_default="", nullable=False))
    {then}
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A program one migration ahead; called with what else that migration does."""

    def advance(then: str) -> None:
        house = tmp_path / "next version"
        shutil.copytree(Path(schema.__file__).parent / "migrations", house / "migrations")
        written = MIGRATION.replace("{then}", then).replace("{newest}", schema.REVISION)
        (house / "migrations" / "versions" / "next_nicknames.py").write_text(written)
        monkeypatch.setattr(schema, "__file__", str(house / "schema.py"))
        monkeypatch.setattr(schema, "REVISION", "next")

    return advance


def test_an_older_database_is_copied_then_migrated_with_all_it_held(
    lived_in: Path, next_version: Callable[[str], None]
) -> None:
    next_version("pass")
    held = _everything(lived_in)
    Database(lived_in).close()
    migrated = _everything(lived_in)
    assert migrated["alembic_version"] == [("next",)]
    assert [row[:-1] for row in migrated["member"]] == held["member"]
    for kept in ("loan", "loan_line", "membership", "gesture", "recorded_change", "search_entry"):
        assert migrated[kept] == held[kept]
    (copy,) = (lived_in.parent / schema.BACKUPS).iterdir()
    assert _everything(copy) == held
    assert "avant-mise-a-jour" in copy.name


def test_the_journal_goes_on_after_a_migration(
    lived_in: Path, next_version: Callable[[str], None]
) -> None:
    next_version("pass")
    office = TrialOffice(lived_in.parent)
    before = office.count("recorded_change")
    office.person("Giraud", "Paul", dues=False)
    assert office.count("recorded_change") > before
    office.close()


@pytest.mark.parametrize(
    "then",
    [
        "op.execute('INSERT INTO nowhere VALUES (1)')",
        "op.execute('DELETE FROM office')",  # sites, members and loans would hang in the air
        "raise RuntimeError('not foreseen')",
    ],
)
def test_a_migration_that_fails_changes_nothing(
    lived_in: Path, next_version: Callable[[str], None], then: str
) -> None:
    next_version(then)
    held = _everything(lived_in)
    with pytest.raises(Exception):  # noqa: B017, PT011  (whatever the migration raised)
        Database(lived_in)
    assert _everything(lived_in) == held
    (copy,) = (lived_in.parent / schema.BACKUPS).iterdir()
    assert _everything(copy) == held


def test_two_windows_may_migrate_at_once(
    lived_in: Path, next_version: Callable[[str], None]
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    next_version("pass")
    with ThreadPoolExecutor(2) as pool:
        for opened in pool.map(Database, [lived_in, lived_in]):
            opened.close()
    assert _everything(lived_in)["alembic_version"] == [("next",)]


def _everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every plain table, by table."""
    connection = sqlite3.connect(path)
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text%'"
    ).fetchall()
    held = {
        name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for (name,) in names
    }
    connection.close()
    return held
