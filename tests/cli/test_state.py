"""The data as a whole: how much, whether sound, a copy, an example; and the office itself."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.cli import main
from vaetvient.cli.values import weekday_words, weekdays
from vaetvient.domain.errors import InvalidValueError
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.peek import revisions, stored_setting
from vaetvient.storage.queries.status import counts
from vaetvient.storage.schema import REVISION


def test_status_says_how_much_there_is(stocked: CommandLine) -> None:
    stocked("lend", "--member", "1", "--item", "VID-001")
    assert stocked.json("status") == {
        "members": 2,
        "items": 3,
        "loans_open": 1,
        "loans_late": 0,
        "schema": REVISION,
        "database": str(stocked.folder / DATABASE_NAME),
    }
    assert "prêts en cours   1" in stocked("status").out


def test_a_new_folder_becomes_an_office_without_a_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tout" / "neuf"
    assert main(["status", "--data", str(folder)]) == 0
    assert (folder / DATABASE_NAME).exists()
    capsys.readouterr()


def test_doctor_finds_an_office_sound(stocked: CommandLine) -> None:
    assert stocked.json("doctor") == {"ok": True, "problems": []}
    assert stocked("doctor").out == "Tout va bien.\n"


def test_doctor_says_what_is_wrong_with_status_1(office: TrialOffice, stocked: CommandLine) -> None:
    office.desk.database.close()
    with sqlite3.connect(stocked.folder / DATABASE_NAME) as connection:
        connection.execute("UPDATE equipment SET value_cents = -5 WHERE tag = 'VID-001'")
    connection.close()
    answer = stocked("doctor", "--json")
    assert answer.status == 1
    assert answer.json["ok"] is False
    assert [problem["check"] for problem in answer.json["problems"]] == ["money"]
    answer = stocked("doctor")
    assert answer.status == 1
    assert "money" in answer.out


def test_a_demo_fills_a_new_folder_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "neuf")
    assert main(["demo", "--size", "small", "--data", folder]) == 0
    assert "associations" in capsys.readouterr().out
    assert main(["demo", "--size", "small", "--data", folder]) == 1
    assert "déjà" in capsys.readouterr().err


def test_a_copy_holds_everything(stocked: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert stocked("backup", other / DATABASE_NAME).status == 0
    assert CommandLine(other, stocked._capsys).json("status")["items"] == 3
    assert stocked("backup", tmp_path).status == 1


# ---- the office itself -----------------------------------------------------------------------


def test_an_office_is_named_and_its_numbers_follow(stocked: CommandLine) -> None:
    stocked("office", "set", "--name", "Maison des associations", "--commune", "echirolles")
    shown = stocked.json("office", "show")
    assert (shown["name"], shown["commune"]) == ("Maison des associations", "Échirolles")
    assert (shown["postal_code"], shown["code"]) == ("38130", "ECH")
    assert stocked.json("lend", "--member", "1", "--item", "VID-001")["number"] == "ECH-2026-0001"


def test_every_field_of_an_office_can_be_said(stocked: CommandLine) -> None:
    answer = stocked(
        *("office", "set", "--code", "mda", "--address", "1 rue X", "--postal-code", "38100"),
        *("--commune", "Grenoble", "--email", "a@exemple.org", "--phone", "0476010203"),
        *("--rna", "W381001234", "--siret", "73282932000074", "--opening-days", "mar-sam"),
        *("--opening-hours", "9 h – 12 h", "--states-value"),
    )
    assert answer.status == 0
    assert "ouvert     mar mer jeu ven sam" in answer.out
    shown = stocked.json("office", "show")
    assert (shown["code"], shown["postal_code"], shown["states_value"]) == ("MDA", "38100", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("--siret", "123"),
        ("--code", "?"),
        ("--email", "x"),
        ("--name", " "),
        ("--opening-days", "jamais"),
        ("--opening-days", "lun-mer-ven"),
        ("--opening-days", ","),
        ("--office-language", "es"),
    ],
)
def test_what_an_office_cannot_be_is_refused(call: CommandLine, field: str, value: str) -> None:
    before = call.json("office", "show")
    assert call("office", "set", "--address", "ailleurs", field, value).status == 1
    assert call.json("office", "show") == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lun-ven", "lun mar mer jeu ven"),
        ("mon-sat", "lun mar mer jeu ven sam"),
        ("Mardi, jeudi et samedi", "mar jeu sam"),
        ("sam-lun", "lun sam dim"),
        ("dim", "dim"),
    ],
)
def test_opening_days_are_read_as_people_write_them(typed: str, words: str) -> None:
    assert weekday_words(weekdays(typed)) == words


@pytest.mark.parametrize("typed", ["", "x", "ma rdi", "lun-", "m"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        weekdays(typed)


# ---- a setting read before the data are opened --------------------------------------------------


def test_a_setting_is_read_without_a_trace(office: TrialOffice, tmp_path: Path) -> None:
    path = office.desk.database.path
    assert stored_setting(path, "office") == str(office.desk.office_id)
    office.desk.database.close()
    assert stored_setting(path, "office") == str(office.desk.office_id)
    assert [entry.name for entry in path.parent.iterdir()] == [DATABASE_NAME]


@pytest.mark.parametrize("content", [None, b"", b"not a database" * 100])
def test_where_nothing_can_be_read_nothing_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / DATABASE_NAME
    if content is not None:
        path.write_bytes(content)
    assert stored_setting(path, "language") is None
    assert stored_setting(tmp_path, "language") is None


# ---- how much there is, told at once ---------------------------------------------------------


def test_status_maps_no_table(stocked: CommandLine) -> None:
    """A script may ask every minute: SQLAlchemy alone would take longer than the answer."""
    stocked("status")
    asked = (
        "import sys; from vaetvient.cli import main; "
        "status = main(['--data', sys.argv[1], 'status']); "
        "sys.exit(status or 'sqlalchemy' in sys.modules)"
    )
    command = [sys.executable, "-c", asked, str(stocked.folder)]
    done = subprocess.run(command, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_what_is_late_is_late_by_the_offices_day(office: TrialOffice, stocked: CommandLine) -> None:
    office.lend(office.person(), office.item(), due_on=office.today() + timedelta(days=1))
    path, due_day = office.desk.database.path, office.moment + timedelta(days=1)
    midnight = due_day.astimezone(office.desk.zone).replace(hour=23, minute=59)
    late = [counts(path, midnight + timedelta(minutes=more)) for more in (0, 2)]
    assert [found and found.loans_late for found in late] == [0, 1]


def test_the_newest_migration_is_the_revision_of_today() -> None:
    assert revisions()[-1] == REVISION


def test_a_database_of_another_revision_is_not_counted(stocked: CommandLine) -> None:
    path = stocked.folder / DATABASE_NAME
    assert counts(path, datetime.now(UTC)) is not None
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert counts(path, datetime.now(UTC)) is None
    answer = stocked("status", "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, "database_too_new")
