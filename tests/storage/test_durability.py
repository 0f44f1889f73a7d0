"""What the screen called done is on the disk; what failed is as if it had never begun."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.trial_office import TrialOffice
from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.domain.loan import LoanState
from vaetvient.storage.database import Database
from vaetvient.storage.errors import DatabaseBusyError, DiskFullError
from vaetvient.storage.notices import ChangeNotice

LEND_AND_WAIT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import HandOut, hand_out
desk = open_desk(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
lent = hand_out(desk, HandOut(UUID(sys.argv[2]), (LineWanted(UUID(sys.argv[3])),)))
print(lent.number, flush=True)
sys.stdin.read()
"""


def test_a_loan_that_was_called_done_is_there_after_the_program_was_killed(
    office: TrialOffice,
) -> None:
    zoe, projector = office.person(), office.item(tag="VID-001")
    office.close()
    child = subprocess.Popen(
        [sys.executable, "-c", LEND_AND_WAIT, str(office.folder), str(zoe), str(projector)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    number = child.stdout.readline().strip()
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=30)
    assert number == "BUR-2026-0001"
    again = TrialOffice(office.folder)
    with again.reading() as session:
        found = session.execute(text("SELECT number, state FROM loan")).one()
        assert tuple(found) == (number, "out")
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    again.close()


def test_a_program_killed_within_a_gesture_leaves_nothing_of_it(office: TrialOffice) -> None:
    """The journal, the number and the index are as before; the next loan takes the number."""
    zoe, projector = office.person(), office.item(tag="VID-001")
    office.close()
    in_the_middle = LEND_AND_WAIT.replace(
        "lent = hand_out",
        "import os, vaetvient.desk.lending as lending\n"
        "lending._DEPOSITS.write = lambda *rows: os._exit(9)\nlent = hand_out",
    ).replace(
        "(LineWanted(UUID(sys.argv[3])),)", "(LineWanted(UUID(sys.argv[3])),), deposit_cents=1"
    )
    child = subprocess.run(
        [sys.executable, "-c", in_the_middle, str(office.folder), str(zoe), str(projector)],
        check=False,
        timeout=30,
    )
    assert child.returncode == 9
    again = TrialOffice(office.folder)
    assert (again.count("loan"), again.count("loan_line")) == (0, 0)
    with again.reading() as session:
        assert session.execute(text("SELECT gesture_id FROM current_gesture")).scalar_one() is None
    assert again.lend(zoe, projector).number == "BUR-2026-0001"
    again.close()


def test_every_connection_is_durable_and_checks_its_keys(office: TrialOffice) -> None:
    pragmas = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
    with office.reading() as one, office.reading() as another, office.desk.database.writing() as w:
        for session in (one, another, w):
            said = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in pragmas}
            assert said == pragmas


# A full disk


@contextmanager
def full_disk(database: Database, spare_pages: int) -> Iterator[None]:
    """The database file may grow by so many pages, as on a disk that is nearly full."""
    engine = database._engine

    def limit(connection: Any, *_more: Any) -> None:
        cursor = connection.cursor()
        (now,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {now + spare_pages}")
        cursor.close()

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_a_full_disk_is_said_and_loses_nothing(office: TrialOffice) -> None:
    zoe, projector = office.person(), office.item(tag="VID-001")
    lent = office.lend(zoe, projector)
    held = _counts(office)
    with full_disk(office.desk.database, spare_pages=0):
        with pytest.raises(DiskFullError) as refused:
            _enter_people_until_it_fails(office)
        assert "Libérez de la place" in refused.value.message
        assert str(office.desk.database.path) in refused.value.message
        with office.reading() as session:  # what is there can still be read
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    after = _counts(office)
    assert after["member"] >= held["member"]
    assert after["member"] - held["member"] == after["gesture"] - held["gesture"]
    assert office.loan(lent).state is LoanState.OUT
    office.bring_back(lent)  # room was made
    assert office.loan(lent).state is LoanState.RETURNED


def _enter_people_until_it_fails(office: TrialOffice) -> None:
    for number in range(1000):
        office.person(f"Nom {number}", notes="x" * 4000, dues=False)


@pytest.mark.parametrize("spare_pages", range(0, 8, 2))
def test_a_loan_that_did_not_fit_on_the_disk_was_not_made_at_all(
    office: TrialOffice, spare_pages: int
) -> None:
    zoe, stock = office.person(), office.stock(count=500)
    held = _counts(office)
    long_note = "x" * 40_000
    with full_disk(office.desk.database, spare_pages), pytest.raises(DiskFullError):
        office.lend(zoe, (stock, 1), note=long_note)
    assert _counts(office) == held
    assert office.lend(zoe, (stock, 1), note=long_note).number == "BUR-2026-0001"


def _counts(office: TrialOffice) -> dict[str, int]:
    tables = ("member", "loan", "loan_line", "gesture", "recorded_change", "search_entry")
    return {table: office.count(table) for table in tables}


# Someone else holds the file


def test_a_file_held_too_long_by_another_program_is_said(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaetvient.storage.sqlite.BUSY_TIMEOUT_MS", 50)
    impatient = Database(office.desk.database.path)
    with office.desk.database.writing() as writer:
        writer.execute(text("SELECT 1"))
        with pytest.raises(DatabaseBusyError) as refused, impatient.writing() as second:
            second.execute(text("SELECT 1"))
        with impatient.reading() as session:  # reading goes on meanwhile
            session.execute(text("SELECT count(*) FROM member")).scalar_one()
    impatient.close()
    assert isinstance(refused.value, EnvironmentFaultError)
    assert "recommencez" in refused.value.message


def test_a_reader_sees_one_state_while_others_write(office: TrialOffice) -> None:
    office.person("Giraud", "Paul", dues=False)
    with office.reading() as session:
        before = session.execute(text("SELECT count(*) FROM member")).scalar_one()
        office.person("Lefèvre", "Zoé", dues=False)
        assert session.execute(text("SELECT count(*) FROM member")).scalar_one() == before
    assert office.count("member") == before + 1


# Word of what changed


def test_word_goes_out_after_the_commit_and_says_what_changed(office: TrialOffice) -> None:
    zoe, projector = office.person(), office.item()
    heard: list[tuple[ChangeNotice, int]] = []

    def listener(notice: ChangeNotice) -> None:
        another_connection = Database(office.desk.database.path)
        with another_connection.reading() as session:
            heard.append((notice, session.execute(text("SELECT count(*) FROM loan")).scalar_one()))
        another_connection.close()

    leave = office.desk.database.notices.listen(listener)
    lent = office.lend(zoe, projector)
    leave()
    office.bring_back(lent)
    ((notice, loans_seen),) = heard
    assert loans_seen == 1
    assert notice.rows["loan"] == {lent.loan_id}
    assert notice.touches("loan_line", "member")
    assert not notice.touches("member", "stock_movement")


def test_no_word_of_what_was_refused(office: TrialOffice) -> None:
    heard: list[ChangeNotice] = []
    office.desk.database.notices.listen(heard.append)
    with pytest.raises(Exception):  # noqa: B017, PT011
        office.lend(None)
    assert heard == []


def test_a_listener_that_fails_stops_neither_the_gesture_nor_the_others(
    office: TrialOffice, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[ChangeNotice] = []

    def clumsy(_notice: ChangeNotice) -> None:
        raise RuntimeError("a page that is gone")

    office.desk.database.notices.listen(clumsy)
    office.desk.database.notices.listen(heard.append)
    office.person(dues=False)
    assert office.count("member") == 1
    assert len(heard) == 1
    assert "a page that is gone" in caplog.text


def test_word_goes_out_on_the_thread_that_committed(office: TrialOffice) -> None:
    heard: list[threading.Thread] = []
    office.desk.database.notices.listen(lambda _notice: heard.append(threading.current_thread()))
    worker = threading.Thread(target=office.person, kwargs={"dues": False})
    worker.start()
    worker.join()
    assert heard == [worker]
