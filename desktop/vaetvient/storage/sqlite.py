"""What only SQLite understands: pragmas, journal triggers, the full-text index, copies.

The journal's triggers are generated from the mapped tables. They write one row of
`recorded_change` for each row that appears and for each column that changes or vanishes, under
the gesture named in `current_gesture`; with no gesture there they stay silent. A write is thus
captured wherever it comes from, bulk SQL and cascades included.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL

from vaetvient.domain.records import Record, Replicated
from vaetvient.domain.text import fold
from vaetvient.storage.peek import may_write, reading_mode

BUSY_TIMEOUT_MS = 30_000
"""How long a write waits for its turn: dozens of scripts may come at once on a slow machine."""
_UNJOURNALLED_COLUMNS = frozenset({"id", "revision"})

_USUAL_MEMORY = ("temp_store=MEMORY", "cache_size=-32000")
_LEAN_MEMORY = ("temp_store=FILE", "cache_size=-8000")
_LEAN = "lean"

SEARCH_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS search_entry (
        place INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref BLOB NOT NULL UNIQUE,
        number TEXT NOT NULL, label TEXT NOT NULL, sort TEXT NOT NULL, body TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS ix_search_entry_number ON search_entry (number)",
    "CREATE INDEX IF NOT EXISTS ix_search_entry_sort ON search_entry (kind, sort, ref)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(
        body, content='search_entry', content_rowid='place', prefix='1 2 3 4 5 6 7 8',
        detail=none, columnsize=0, tokenize="ascii")""",  # `index_words` parted and folded them
    """CREATE TRIGGER IF NOT EXISTS search_entry_in AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_text (rowid, body) VALUES (NEW.place, NEW.body); END""",
    """CREATE TRIGGER IF NOT EXISTS search_entry_out AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_text (search_text, rowid, body)
        VALUES ('delete', OLD.place, OLD.body); END""",
    """CREATE TRIGGER IF NOT EXISTS search_entry_over AFTER UPDATE OF body ON search_entry
        WHEN OLD.body IS NOT NEW.body BEGIN
        INSERT INTO search_text (search_text, rowid, body)
        VALUES ('delete', OLD.place, OLD.body);
        INSERT INTO search_text (rowid, body) VALUES (NEW.place, NEW.body); END""",
    "CREATE TABLE IF NOT EXISTS search_word (place INTEGER PRIMARY KEY, word TEXT UNIQUE NOT NULL)",
)


def engine_for(path: Path) -> Engine:
    """An engine on the database file at `path`, durable and with its foreign keys on.

    One that only reads where the file cannot be written: a copy on a protected medium.
    """
    writes = may_write(path) or not path.exists()
    engine = create_engine(
        URL.create("sqlite", database=str(path)) if writes else _reading_url(path),
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        for pragma in (
            "foreign_keys=ON",
            *(["journal_mode=WAL"] if writes else []),
            "synchronous=FULL",  # what the screen calls done survives a power cut
            "recursive_triggers=ON",  # what REPLACE removes is journalled and captured too
            *_USUAL_MEMORY,
            "mmap_size=33554432",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("fold", 1, _folded, deterministic=True)

    @event.listens_for(engine, "checkin")
    def as_usual(connection: Any, record: Any) -> None:
        if record.info.pop(_LEAN, None) and connection is not None:
            for pragma in _USUAL_MEMORY:
                connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.connection.cursor().execute(f"BEGIN {mode}").close()

    return engine


def be_lean(connection: Connection) -> None:
    """Let what is sorted go to temporary files where it is much, until the transaction has ended:
    an index over a million rows is made in the memory of one over ten thousand."""
    for pragma in _LEAN_MEMORY:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    connection.info[_LEAN] = True


def _address(path: Path, mode: Mapping[str, str]) -> str:
    return f"{path.resolve().as_uri()}?{urlencode(mode)}"


def _reading_url(path: Path) -> URL:
    query = {**reading_mode(path), "uri": "true"}
    return URL.create("sqlite", database=path.resolve().as_uri(), query=query)


def _folded(value: str | None) -> str | None:
    """`fold` for queries that sort a few names; never in the schema, which any reader may open."""
    return None if value is None else fold(value)


def journalled_tables() -> list[Table]:
    """The tables whose changes are recorded: every replicated entity's."""
    import vaetvient.domain.entities  # noqa: F401  (maps every table)

    mappers = Record.registry.mappers
    tables = {m.local_table for m in mappers if issubclass(m.class_, Replicated)}
    return sorted((t for t in tables if isinstance(t, Table)), key=lambda t: t.name)


def journal_triggers() -> dict[str, str]:
    """Name and text of every journal trigger, generated from the mapped tables."""
    out: dict[str, str] = {}
    into = (
        "INSERT INTO recorded_change (gesture_id, change_table, change_row, operation, "
        "change_column, old_value, new_value) SELECT g.gesture_id, "
    )
    running = "WHEN (SELECT gesture_id FROM current_gesture) IS NOT NULL"
    for table in journalled_tables():
        name = table.name
        columns = [c.name for c in table.columns if c.name not in _UNJOURNALLED_COLUMNS]
        out[f"journal_{name}_in"] = (
            f"CREATE TRIGGER journal_{name}_in AFTER INSERT ON {name} {running} BEGIN "
            f"{into} '{name}', NEW.id, '+', '', NULL, NULL FROM current_gesture g; END"
        )
        changed = " UNION ALL ".join(f"SELECT '{c}' c, OLD.{c} o, NEW.{c} n" for c in columns)
        out[f"journal_{name}_over"] = (
            f"CREATE TRIGGER journal_{name}_over AFTER UPDATE ON {name} {running} BEGIN "
            f"{into} '{name}', NEW.id, '~', v.c, v.o, v.n FROM current_gesture g, ({changed}) v "
            "WHERE v.o IS NOT v.n; END"
        )
        gone = " UNION ALL ".join(f"SELECT '{c}' c, OLD.{c} o" for c in columns)
        out[f"journal_{name}_out"] = (
            f"CREATE TRIGGER journal_{name}_out AFTER DELETE ON {name} {running} BEGIN "
            f"{into} '{name}', OLD.id, '-', v.c, v.o, NULL FROM current_gesture g, ({gone}) v; END"
        )
    return out


def journal_new_rows(table: str) -> str:
    """What journals the new rows of `table` as its trigger would have: all those after a rowid."""
    return (
        "INSERT INTO recorded_change (gesture_id, change_table, change_row, operation, "
        f"change_column, old_value, new_value) SELECT g.gesture_id, '{table}', t.id, '+', '', "
        f"NULL, NULL FROM current_gesture g JOIN {table} t ON t.rowid > ? "
        "WHERE g.gesture_id IS NOT NULL ORDER BY t.rowid"
    )


def install_journal(connection: Connection) -> None:
    """Make the database's journal triggers the ones this program generates."""
    for name in installed_journal(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in journal_triggers().values():
        connection.exec_driver_sql(statement)


def installed_journal(connection: Connection) -> dict[str, str]:
    """Name and text of the journal triggers that the database has."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal\\_%' "
        "ESCAPE '\\'"
    )
    return {str(row.name): str(row.sql) for row in rows}


def journal_digest(triggers: dict[str, str]) -> str:
    """A fingerprint of a set of triggers, to compare what is installed with what should be."""
    lines = "\n".join(f"{k}\t{' '.join(v.split())}" for k, v in sorted(triggers.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def install_search(connection: Connection) -> None:
    """Make the tables of the search index."""
    for statement in SEARCH_SCHEMA:
        connection.exec_driver_sql(statement)


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite's own checks find wrong: pages and indexes, foreign keys, the search index."""
    return [
        *page_problems(connection),
        *reference_problems(connection),
        *search_index_problems(connection),
    ]


def page_problems(connection: Connection) -> list[str]:
    """Pages, indexes and constraints, in SQLite's own words."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check")
    return [str(row[0]) for row in rows if row[0] != "ok"]


def reference_problems(connection: Connection) -> list[str]:
    """Rows that refer to one that is not there: « loan_line (12) → loan »."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [f"{table} ({rowid}) → {parent}" for table, rowid, parent, _key in rows]


def search_index_problems(connection: Connection) -> list[str]:
    """Whether the full-text index holds what its entries say.

    Asked as a write, which a database that is only read refuses: there, nothing is found.
    """
    try:
        connection.exec_driver_sql(
            "INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)"
        )
    except Exception as error:  # noqa: BLE001  (any failure of the check is a finding)
        return [] if "readonly database" in str(error) else [f"search_text: {error}"]
    return []


def copy_database(path: Path, target: Path) -> None:
    """A whole, consistent copy of the database at `path` as `target`, which must not exist."""
    mode = {"mode": "rw"} if may_write(path) else reading_mode(path)
    connection = sqlite3.connect(_address(path, mode), uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
    try:  # as bytes: a folder's name need not be text
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(target),))
    finally:
        connection.close()


def compact(engine: Engine) -> None:
    """Rebuild the file without free pages, and truncate the write-ahead log."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def read_revision(path: Path) -> str | None:
    """The schema revision written in the file at `path`.

    None for a file without tables, empty for tables that say no revision. Reads through a
    connection of its own that changes nothing.
    """
    mode = {"mode": "ro"} if may_write(path) else reading_mode(path)
    connection = sqlite3.connect(_address(path, mode), uri=True, timeout=10)
    try:
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
        if "alembic_version" not in tables:
            return None if not tables else ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return "" if row is None else str(row[0])
    finally:
        connection.close()


def drop_indexes(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Drop the secondary, non-unique indexes of `tables` before a bulk load; their statements."""
    out: list[str] = []
    for table in tables:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name = ? "
            "AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'",
            (table,),
        ).fetchall()
        for name, sql in rows:
            connection.exec_driver_sql(f"DROP INDEX {name}")
            out.append(sql)
    return out
