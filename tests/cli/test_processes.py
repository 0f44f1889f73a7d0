"""Real processes: many at once, killed at any moment, on data that cannot be used."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.trial_office import TrialOffice
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.schema import REVISION

PROGRAM = [sys.executable, "-c", "import sys; from vaetvient.cli import main; sys.exit(main())"]
AT_ONCE = 10
PATIENCE = 120


def begin(folder: Path, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start `vaetvient` on `folder` and do not wait."""
    environment = {**os.environ, "PYTHONWARNINGS": "default", "LC_ALL": "C.UTF-8"}
    environment.pop("VAETVIENT_LANGUAGE", None)
    return subprocess.Popen(
        [*PROGRAM, "--data", str(folder), *(str(argument) for argument in arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        **options,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Status and words of a process once it has ended."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def call(folder: Path, *arguments: object) -> tuple[int, str, str]:
    return ended(begin(folder, *arguments))


@pytest.fixture
def shop(office: TrialOffice) -> Path:
    """The folder of an office with a member, forty items and 200 chairs; nobody has it open."""
    office.person(number="1")
    office.items(40, tag="VID-001")
    office.stock(tag="CHA-001")
    office.desk.database.close()
    return office.folder


def sequences(folder: Path) -> list[int]:
    """The places that loans have in the year's series, read past the program."""
    connection = sqlite3.connect(folder / DATABASE_NAME)
    try:
        rows = connection.execute(
            "SELECT number_sequence FROM loan WHERE number IS NOT NULL ORDER BY number_sequence"
        )
        return [place for (place,) in rows]
    finally:
        connection.close()


def test_ten_desks_that_lend_at_once_get_ten_numbers_in_a_row(shop: Path) -> None:
    desks = [
        begin(shop, "lend", "--member", 1, "--item", f"VID-{n:03}", "--json")
        for n in range(1, AT_ONCE + 1)
    ]
    answers = [ended(desk) for desk in desks]
    assert [(status, err) for status, _out, err in answers] == [(0, "")] * AT_ONCE
    numbers = sorted(json.loads(out)["number"][-4:] for _status, out, _err in answers)
    assert numbers == [f"{n:04}" for n in range(1, AT_ONCE + 1)]
    assert call(shop, "doctor")[0] == 0


def test_ten_desks_that_want_one_thing_leave_it_to_one(shop: Path) -> None:
    desks = [begin(shop, "lend", "--member", 1, "--item", "VID-001") for _n in range(AT_ONCE)]
    statuses = sorted(ended(desk)[0] for desk in desks)
    assert statuses == [0] + [1] * (AT_ONCE - 1)
    assert sequences(shop) == [1]


def test_ten_starts_on_a_new_folder_make_one_office(tmp_path: Path) -> None:
    folder = tmp_path / "neuf"
    starts = [begin(folder, "office", "show", "--json") for _n in range(AT_ONCE)]
    answers = [ended(start) for start in starts]
    assert {status for status, _out, _err in answers} == {0}
    assert len({json.loads(out)["id"] for _status, out, _err in answers}) == 1
    assert call(folder, "doctor")[0] == 0


def test_a_desk_killed_at_any_moment_leaves_sound_data_and_no_gap(shop: Path) -> None:
    lent = 0
    for n in range(1, 13):
        desk = begin(shop, "lend", "--member", 1, "--item", f"VID-{n:03}", "--json")
        try:  # some are killed while they start, some while they write, some have ended
            desk.communicate(timeout=0.25 + 0.06 * n)
        except subprocess.TimeoutExpired:
            desk.send_signal(signal.SIGKILL)
            desk.communicate()
        lent += desk.returncode == 0
    found = sequences(shop)
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= lent  # whatever said it was done is there
    status, out, _err = call(shop, "doctor", "--json")
    assert (status, json.loads(out)["problems"]) == (0, [])


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """What is started hears Ctrl+C, also where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_stopping_by_hand_is_answered_calmly(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("nom\n" + "".join(f"Martin {n}\n" for n in range(50_000)), encoding="utf-8")
    importing = begin(shop, "import", "members", file, start_new_session=True)
    begun = time.monotonic()
    while not (shop / f"{DATABASE_NAME}-wal").exists():  # until it has the data open
        assert time.monotonic() - begun < PATIENCE
        assert importing.poll() is None
    importing.send_signal(signal.SIGINT)
    status, out, err = ended(importing)
    assert (status, out) == (130, "")
    assert "Traceback" not in err
    assert json.loads(call(shop, "status", "--json")[1])["members"] == 1


def test_a_reader_that_leaves_early_is_no_crash(shop: Path) -> None:
    finding = begin(shop, "find", "video")
    assert finding.stdout is not None
    finding.stdout.close()
    _out, err = finding.communicate(timeout=PATIENCE)
    assert "Traceback" not in err


# ---- data that cannot be used -------------------------------------------------------------------


def spoilt(folder: Path, offset: int) -> None:
    """Write nonsense over the database from `offset` on."""
    with (folder / DATABASE_NAME).open("r+b") as file:
        file.seek(offset)
        file.write(b"\xde\xad\xbe\xef" * 1024)


COMMANDS = [["status"], ["find", "video"], ["lend", "--member", "1", "--item", "VID-001"]]


@pytest.mark.parametrize("typed", COMMANDS, ids=lambda typed: typed[0])
def test_a_damaged_file_gets_a_sentence_that_says_what_to_do(shop: Path, typed: list[str]) -> None:
    spoilt(shop, 0)
    before = (shop / DATABASE_NAME).read_bytes()
    status, out, err = call(shop, *typed)
    assert (status, out) == (1, "")
    assert "est abîmé" in err
    assert "sauvegardes" in err
    assert (shop / DATABASE_NAME).read_bytes() == before


@pytest.mark.parametrize("offset", [0, 5 * 4096, 60 * 4096])
def test_doctor_says_that_a_file_is_damaged(shop: Path, offset: int) -> None:
    spoilt(shop, offset)
    status, out, err = call(shop, "doctor", "--json")
    found = json.loads(out)
    assert (status, found["ok"]) == (1, False)
    assert found["problems"]
    assert "Traceback" not in err


def test_a_newer_database_is_refused_and_left_alone(shop: Path) -> None:
    connection = sqlite3.connect(shop / DATABASE_NAME)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = (shop / DATABASE_NAME).read_bytes()
    status, out, _err = call(shop, "status", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (1, "database_too_new")
    assert (shop / DATABASE_NAME).read_bytes() == before
    assert REVISION != "9999"


@pytest.mark.parametrize("inside", ["", "sous-dossier"])
def test_a_file_where_a_folder_should_be_gets_a_sentence(tmp_path: Path, inside: str) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    status, _out, err = call(tmp_path / "fichier" / inside, "status")
    assert status == 1
    assert "Impossible d'écrire dans le dossier" in err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody may write to")
def test_a_folder_nobody_may_write_to_gets_a_sentence() -> None:
    status, _out, err = call(Path("/proc/self/nowhere"), "status")
    assert status == 1
    assert "Impossible d'écrire" in err


def test_a_text_that_no_terminal_shows_is_no_crash(shop: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*PROGRAM, "--data", str(shop), "status"],
        capture_output=True,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    assert b"adh\\xe9rents" in done.stdout


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill like that")
def test_a_list_killed_midway_leaves_nothing(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    lines = "".join(f"C{n};Martin {n};Paul;p{n}@exemple.org\n" for n in range(20_000))
    file.write_text("carte;nom;prénom;courriel\n" + lines, encoding="utf-8")
    before = json.loads(call(shop, "status", "--json")[1])["members"]
    process = begin(shop, "import", "members", file)
    log = shop / f"{DATABASE_NAME}-wal"
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience and not (log.exists() and log.stat().st_size > 200_000):
        time.sleep(0.01)
    assert process.poll() is None
    process.kill()
    ended(process)
    assert json.loads(call(shop, "status", "--json")[1])["members"] == before
    assert call(shop, "doctor")[0] == 0
