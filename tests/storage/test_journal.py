"""Every write within a gesture is recorded, wherever it comes from; nothing else ever is."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, delete, insert, text, update
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary, TypeEngine

from tests.trial_office import MONDAY_MORNING, VOLUNTEER, TrialOffice
from vaetvient.desk import members
from vaetvient.domain.entities import Closure, Gesture, Member, RecordedChange
from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import Key, Moment, new_id
from vaetvient.storage import journal, sqlite

TABLES = sqlite.journalled_tables()
NOT_EXCHANGED = {
    *("gesture", "recorded_change", "current_gesture", "setting"),
    *("feed", "feed_run", "feed_record", "feed_question", "import_decision"),
}


def recorded(session: Session, gesture_id: UUID) -> list[tuple[str, str, str, Any, Any]]:
    rows = session.execute(
        text(
            "SELECT change_table, operation, change_column, old_value, new_value "
            "FROM recorded_change WHERE gesture_id = :g ORDER BY id"
        ),
        {"g": gesture_id.bytes},
    )
    return [tuple(row) for row in rows]


def test_every_table_is_journalled_but_those_of_this_installation() -> None:
    everything = set(TABLES[0].metadata.tables)
    about_the_exchange = {name for name in everything if name.startswith("sync_")}
    assert {table.name for table in TABLES} == everything - NOT_EXCHANGED - about_the_exchange


# Bulk SQL on each table: no use case has to remember to record anything


def _value(kind: TypeEngine[Any], turn: int) -> Any:
    """Some value for a column; another one at the next turn."""
    if isinstance(kind, Key):
        return new_id()
    if isinstance(kind, Moment | DateTime):
        return datetime(2026, 11, 23, 10, turn, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2026, 11, 23 + turn)
    if isinstance(kind, Boolean):
        return bool(turn)
    if isinstance(kind, Integer):
        return 1 + turn
    if isinstance(kind, LargeBinary):
        return bytes([turn])
    choices = getattr(kind, "enums", None)
    if choices:
        enum = kind.enum_class  # type: ignore[attr-defined]
        return list(enum)[turn]
    return f"texte {turn}"


def _row(table: Table, turn: int) -> dict[str, Any]:
    row = {c.name: _value(c.type, turn) for c in table.columns if c.name not in ("id", "revision")}
    if table.name == "loan":
        row["state"] = "draft"
    if table.name == "loan_line":
        row |= {"quantity": 5, "returned_quantity": turn, "lost_quantity": turn}
    if table.name == "deposit":
        row |= {"amount_cents": 100 + turn}
    if {"starts_at", "ends_at"} <= row.keys():
        row["starts_at"] = datetime(2026, 11, 23, 9, turn, tzinfo=UTC)
    return row


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_bulk_sql_on_any_table_is_recorded(office: TrialOffice, table: Table) -> None:
    key = new_id()
    first, second = _row(table, 0), _row(table, 1)
    database, seat = office.desk.database, (VOLUNTEER, office.desk.site_id, office.moment)
    with database.writing() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        gestures = []
        for write in (
            insert(table).values(id=key, revision=1, **first),
            update(table).where(table.c.id == key).values(revision=2, **second),
            update(table).where(table.c.id == key).values(revision=3, **second),
            delete(table).where(table.c.id == key),
        ):
            gesture = journal.begin_gesture(
                session, "bulk", who=seat[0], site_id=seat[1], at=seat[2]
            )
            session.execute(write)
            changed = journal.end_gesture(session, gesture, {})
            gestures.append((gesture.id, changed))
        appeared, changes, nothing, vanished = (recorded(session, g) for g, _c in gestures)
        session.rollback()
    columns = set(first)
    assert [change[1:3] for change in appeared] == [("+", "")]
    assert {(op, column) for _t, op, column, _o, _n in changes} <= {("~", c) for c in columns}
    assert {c for _t, _op, c, _o, _n in changes} == {c for c in columns if first[c] != second[c]}
    assert nothing == []
    assert {(op, column) for _t, op, column, _o, _n in vanished} == {("-", c) for c in columns}
    new_values = {column: new for _t, _op, column, _old, new in changes}
    old_values = {column: old for _t, _op, column, old, _new in vanished}
    assert new_values.items() <= old_values.items()
    assert [changed for _g, changed in gestures] == [
        [(table.name, key.bytes)],
        [(table.name, key.bytes)],
        [],
        [(table.name, key.bytes)],
    ]


def test_rows_that_vanish_with_their_parent_are_recorded(office: TrialOffice) -> None:
    """A basket dropped takes its lines with it."""
    from vaetvient.desk.baskets import LineWanted
    from vaetvient.desk.loans import drop_basket, put_aside

    things = office.items(3)
    lines = tuple(LineWanted(thing) for thing in things)
    basket = put_aside(office.desk, borrower_id=None, lines=lines)
    drop_basket(office.desk, basket)
    with office.reading() as session:
        vanished = session.execute(
            text(
                "SELECT change_table, count(DISTINCT change_row) FROM recorded_change "
                "WHERE operation = '-' GROUP BY change_table ORDER BY change_table"
            )
        ).all()
    assert [tuple(row) for row in vanished] == [("loan", 1), ("loan_line", 3)]


# Outside gestures


def test_nothing_is_recorded_outside_a_gesture(office: TrialOffice) -> None:
    before = office.count("recorded_change"), office.count("gesture")
    with office.desk.database.writing() as session:
        session.add(
            Closure(
                office_id=office.desk.office_id,
                first_day=date(2026, 12, 24),
                last_day=date(2026, 12, 31),
            )
        )
        session.execute(update(Member).values(notes="relu"))
    assert (office.count("recorded_change"), office.count("gesture")) == before


def test_a_gesture_that_fails_leaves_no_trace(office: TrialOffice) -> None:
    office.person(card="C-1")
    before = office.count("recorded_change"), office.count("gesture"), office.count("member")
    with pytest.raises(members.CardTakenError):
        office.person("Giraud", "Paul", card="C-1")
    assert (
        office.count("recorded_change"),
        office.count("gesture"),
        office.count("member"),
    ) == before
    with office.reading() as session:
        open_now = session.execute(text("SELECT gesture_id FROM current_gesture")).one()
    assert tuple(open_now) == (None,)


def test_a_gesture_that_changes_nothing_leaves_no_trace(office: TrialOffice) -> None:
    form = members.MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé")
    zoe = members.enter_member(office.desk, form)
    told: list[object] = []
    leave = office.desk.database.notices.listen(told.append)
    before = office.count("gesture")
    members.change_member(office.desk, zoe, form)
    leave()
    assert office.count("gesture") == before
    assert told == []
    assert office.get(Member, zoe).revision == 1


# Who, when, at which post (invariant 5)


def test_a_gesture_says_who_when_and_where(office: TrialOffice) -> None:
    members.enter_member(
        office.desk.seated("Marcel"), members.MemberForm(MemberKind.PERSON, last_name="X")
    )
    with office.reading() as session:
        from sqlalchemy import select

        gesture = session.scalars(select(Gesture)).one()
        assert (gesture.who, gesture.at, gesture.site_id, gesture.kind) == (
            "Marcel",
            MONDAY_MORNING,
            office.desk.site_id,
            "enter_member",
        )
        assert session.scalars(select(RecordedChange.gesture_id).distinct()).all() == [gesture.id]


def test_gestures_follow_one_another_even_when_the_clock_steps_back(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer whose battery is dead wakes up in 1980; another one was in 2036 for a day."""
    years = iter([2036, 1980, 2026, 2026, 2036, 1980])

    def key_of_a_wrong_clock() -> UUID:
        moment = datetime(next(years), 1, 1, tzinfo=UTC)
        fresh = new_id()
        stamp = int(moment.timestamp() * 1000).to_bytes(6, "big")
        return UUID(bytes=stamp + fresh.bytes[6:])

    monkeypatch.setattr(journal, "new_id", key_of_a_wrong_clock)
    for number in range(6):
        office.association(f"Association {number}", dues=False)
    with office.reading() as session:
        told = session.execute(text("SELECT words FROM gesture ORDER BY id")).scalars().all()
    assert [f"Association {n}" in words for n, words in enumerate(told)] == [True] * 6


# The triggers themselves


def test_the_triggers_in_the_database_are_the_ones_the_program_makes(office: TrialOffice) -> None:
    with office.reading() as session:
        installed = sqlite.installed_journal(session.connection())
    assert set(installed) == {
        f"journal_{table.name}_{turn}" for table in TABLES for turn in ("in", "over", "out")
    }
    assert sqlite.journal_digest(installed) == sqlite.journal_digest(sqlite.journal_triggers())


def test_a_missing_or_changed_trigger_changes_the_digest(office: TrialOffice) -> None:
    whole = sqlite.journal_digest(sqlite.journal_triggers())
    with office.desk.database.writing() as session:
        session.execute(text("DROP TRIGGER journal_member_over"))
        installed = sqlite.installed_journal(session.connection())
        assert sqlite.journal_digest(installed) != whole
        sqlite.install_journal(session.connection())
        assert sqlite.journal_digest(sqlite.installed_journal(session.connection())) == whole
