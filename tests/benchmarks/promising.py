"""Availability and reservations: against a scan of what overlaps, an ordinary office, plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from sqlalchemy import text

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from vaetvient.app import settle_in
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.availability import free_units, steps
from vaetvient.domain.days import midnight, whole_days
from vaetvient.domain.records import new_id
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import pools
from vaetvient.storage.queries.shelf import everything

_ITEMS_PER_RESERVATION = 3
_SCAN = (
    """SELECT n.equipment_id, n.quantity, l.handed_out_at, l.due_on FROM loan_line n
    JOIN loan l ON l.id = n.loan_id WHERE n.state = 'out' AND n.kind IN ('item', 'stock')""",
    """SELECT n.equipment_id, n.model_id, n.quantity, r.starts_at, r.ends_at
    FROM reservation_line n JOIN reservation r ON r.id = n.reservation_id
    WHERE n.holds = 1 AND r.starts_at < :end AND r.ends_at > :start""",
)
_WRITTEN = (
    ("gesture", "id = :gesture"),
    ("reservation", "id = :reservation"),
    ("reservation_line", "reservation_id = :reservation"),
    ("recorded_change", "gesture_id = :gesture"),
)


def measure(setting: Setting) -> Iterator[Figure]:
    """Everything over 30 days, one model over a year, and reserving."""
    settle_in()  # as the window does once it is there
    desk = promised_office(setting, "promised")
    ordinary = promised_office(
        Setting("office", setting.folder, setting.patience), "promised-office"
    )
    yield _everything(desk, setting)
    ours, theirs = _one_model(desk, setting), _one_model(ordinary, setting)
    yield Figure(
        f"one model over a year, {setting.size} office ({_usual(desk)})",
        ours,
        f"an ordinary office ({_usual(ordinary)})",
        theirs,
        1.5,
    )
    for each in (desk, ordinary):
        _deal(each, setting)
    ours, theirs = _one_model(desk, setting), _one_model(ordinary, setting)
    yield Figure(
        f"one model of {_DEALT} items over a year, {setting.size} office",
        ours,
        f"of {_DEALT} items, an ordinary office",
        theirs,
        1.5,
    )
    desk.database.close()
    ordinary.database.close()
    yield _reserving(setting)


def promised_office(setting: Setting, name: str) -> Desk:
    """A copy of the office with one reservation for three things: in the next three months."""
    desk = open_desk(setting.copy(name), volunteer="Mesure")
    chance = Random(1)
    with desk.database.writing() as session:
        things = session.execute(
            text("SELECT id, model_id FROM equipment WHERE archived_at IS NULL")
        ).all()
        members = session.execute(text("SELECT id FROM member LIMIT 500")).all()
        heads, lines = [], []
        for place in range(len(things) // _ITEMS_PER_RESERVATION):
            first = desk.today() + timedelta(days=chance.randrange(1, 90))
            last = first + timedelta(days=chance.randrange(1, 6))
            thing = chance.choice(things)
            key = new_id().bytes
            heads.append(
                {
                    "id": key,
                    "office": desk.office_id.bytes,
                    "number": f"R-X-{place}",
                    "place": place + 1,
                    "member": chance.choice(members)[0],
                    "start": _stored(desk, first),
                    "end": _stored(desk, last),
                }
            )
            lines.append(
                {
                    "id": new_id().bytes,
                    "reservation": key,
                    "model": thing[1],
                    "thing": thing[0] if chance.random() < 0.5 else None,
                }
            )
        session.execute(
            text(
                "INSERT INTO reservation (id, revision, office_id, number, number_year, "
                "number_sequence, state, borrower_id, borrower_name, starts_at, ends_at, asked_at, "
                "purpose, note, rule, fee_cents, deposit_cents, override_reason, close_reason) "
                "VALUES (:id, 1, :office, :number, 1, :place, 'confirmed', :member, '', :start, "
                ":end, :start, '', '', '', 0, 0, '', '')"
            ),
            heads,
        )
        session.execute(
            text(
                "INSERT INTO reservation_line (id, revision, reservation_id, position, model_id, "
                "equipment_id, quantity, picked_quantity, holds, label, tag, kit_name) "
                "VALUES (:id, 1, :reservation, 0, :model, :thing, 1, 0, 1, '', '', '')"
            ),
            lines,
        )
    return desk


_DEALT = 20
_MODELS_DEALT = 30


_ITEMS_OF = "SELECT count(*) FROM equipment WHERE kind = 'item' GROUP BY model_id"
_USES_OF = """
    SELECT (SELECT count(*) FROM loan_line n JOIN equipment e ON e.id = n.equipment_id
            WHERE e.model_id = m.id AND n.state = 'out' AND n.kind = 'item')
    + (SELECT count(*) FROM reservation_line r WHERE r.model_id = m.id AND r.holds = 1)
    FROM model m"""


def _usual(desk: Desk) -> str:
    """How many items there are of a model and how many uses of it stand, by the median."""
    with desk.database.reading() as session:
        items, uses = (
            int(median(session.execute(text(asked)).scalars())) for asked in (_ITEMS_OF, _USES_OF)
        )
        return f"{items} items, {uses} uses"


def _deal(desk: Desk, setting: Setting) -> None:
    """Let some models have as many items, and as many promises, in an office of any size.

    Everything else of them goes to one other model.
    """
    with desk.database.writing() as session:
        models = session.execute(
            text("SELECT DISTINCT model_id FROM equipment WHERE kind = 'item' ORDER BY model_id")
        ).all()
        items = session.execute(
            text(
                "SELECT id FROM equipment WHERE kind = 'item' AND archived_at IS NULL "
                "ORDER BY tag LIMIT :most"
            ),
            {"most": _DEALT * min(_MODELS_DEALT, setting.runs(40))},
        ).all()
        dealt = models[: len(items) // _DEALT]
        (spare,) = models[-1]
        for (model,) in dealt:
            facts = {"model": model, "spare": spare}
            for table in ("equipment", "reservation_line"):
                session.execute(
                    text(f"UPDATE {table} SET model_id = :spare WHERE model_id = :model"), facts
                )
        session.execute(
            text("UPDATE equipment SET model_id = :model WHERE id = :id"),
            [
                {"model": model, "id": item}
                for place, (model,) in enumerate(dealt)
                for (item,) in items[place * _DEALT : (place + 1) * _DEALT]
            ],
        )
        session.execute(
            text(
                "UPDATE reservation_line SET model_id = "
                "(SELECT e.model_id FROM equipment e WHERE e.id = equipment_id) "
                "WHERE equipment_id IS NOT NULL"
            )
        )
        floating = session.execute(
            text("SELECT id FROM reservation_line WHERE equipment_id IS NULL ORDER BY id LIMIT :n"),
            {"n": 3 * len(dealt)},
        ).all()
        session.execute(
            text("UPDATE reservation_line SET model_id = :model WHERE id = :id"),
            [
                {"model": dealt[place % len(dealt)][0], "id": key}
                for place, (key,) in enumerate(floating)
            ],
        )


def _stored(desk: Desk, day: date) -> str:
    moment = midnight(day, desk.zone)
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _everything(desk: Desk, setting: Setting) -> Figure:
    period = whole_days(
        desk.today() + timedelta(days=1), desk.today() + timedelta(days=30), desk.zone
    )
    facts = {"start": _stored(desk, desk.today()), "end": f"{period.end:%Y-%m-%d %H:%M:%S.%f}"}
    ours, theirs = [], []
    with desk.database.reading() as session:
        for _run in range(setting.runs(5)):
            start = perf_counter()
            everything(session, period, view_of(desk))
            ours.append(perf_counter() - start)
            start = perf_counter()
            for statement in _SCAN:
                session.execute(text(statement), facts).all()
            theirs.append(perf_counter() - start)
    what = f"all that is free over 30 days, {setting.size} office"
    return Figure(what, median(ours), "a scan of what overlaps", median(theirs), 3)


def _one_model(desk: Desk, setting: Setting) -> float:
    first = desk.today() + timedelta(days=1)
    period = whole_days(first, first + timedelta(days=364), desk.zone)
    times = []
    with desk.database.reading() as session:
        models = session.execute(
            text("SELECT DISTINCT model_id FROM equipment WHERE kind = 'item' ORDER BY model_id")
        ).all()
        for (model,) in models[: min(_MODELS_DEALT, setting.runs(40))]:
            key = UUID(bytes=model)
            start = perf_counter()
            pool = pools(session, [key], period, view_of(desk), named=())[key]
            steps(pool, period.start, period.end)
            free_units(pool, period)
            times.append(perf_counter() - start)
    return median(times)


def _reserving(setting: Setting) -> Figure:
    ours_at, theirs_at = setting.copy("reserving"), setting.copy("reserving-by-hand")
    open_desk(theirs_at).database.close()
    desk = open_desk(ours_at, volunteer="Mesure")
    watching = sqlite3.connect(ours_at / DATABASE_NAME)
    by_hand = _plain(theirs_at)
    with desk.database.reading() as session:
        models = session.execute(
            text("SELECT DISTINCT model_id FROM equipment WHERE kind = 'item'")
        ).all()
        borrowers = session.execute(text("SELECT id FROM member LIMIT 50")).all()
    chance = Random(3)
    ours, theirs = [], []
    for _run in range(setting.runs(60) + 2):
        period = whole_days(
            desk.today() + timedelta(days=chance.randrange(20, 40)),
            desk.today() + timedelta(days=42),
            desk.zone,
        )
        wanted = tuple(Wanted(UUID(bytes=key)) for (key,) in chance.sample(models, 3))
        borrower = UUID(bytes=chance.choice(borrowers)[0])
        command = Reserve(borrower, wanted, period.start, period.end, override_reason="mesure")
        start = perf_counter()
        try:
            made = reserve(desk, command)
        except BasketRefusedError:
            continue
        ours.append(perf_counter() - start)
        keys = {"gesture": made.gesture_id.bytes, "reservation": made.reservation_id.bytes}
        rows = [
            (table, watching.execute(f"SELECT * FROM {table} WHERE {where}", keys).fetchall())
            for table, where in _WRITTEN
        ]
        start = perf_counter()
        by_hand.execute("BEGIN IMMEDIATE")
        for table, written in rows:
            marks = ", ".join("?" * len(written[0]))
            by_hand.executemany(f"INSERT INTO {table} VALUES ({marks})", written)
        by_hand.execute("COMMIT")
        theirs.append(perf_counter() - start)
    watching.close()
    by_hand.close()
    desk.database.close()
    what = f"reserving three things, {setting.size} office"
    return Figure(what, median(ours), "the same rows by hand", median(theirs), 2.5)


def _plain(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
