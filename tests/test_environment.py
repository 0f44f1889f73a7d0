"""The ground under the program: faults of libraries that a wrong version would bring back."""

import sqlite3
import subprocess
import sys

VOID_CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("x")
print("survived")
"""


def test_void_qt_calls_do_not_wear_none_out() -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference to None in each; it dies near the 6,000th."""
    run = subprocess.run(
        [sys.executable, "-c", VOID_CALLS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "survived\n", "")


def test_sqlite_has_what_the_storage_stands_on() -> None:
    """FTS5 that sees through accents, RETURNING, STRICT tables and ->> (SQLite 3.38 or later)."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(word, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        connection.execute("INSERT INTO words VALUES ('Étoile de Saint-Martin-d’Hères')")
        (found,) = connection.execute(
            "SELECT count(*) FROM words WHERE words MATCH 'heres AND etoi*'"
        ).fetchone()
        connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT) STRICT")
        (number,) = connection.execute(
            "INSERT INTO things (name) VALUES ('chaise') RETURNING id"
        ).fetchone()
        (tag,) = connection.execute("""SELECT '{"tag": "VID-012"}' ->> 'tag'""").fetchone()
    finally:
        connection.close()
    assert (found, number, tag) == (1, 1, "VID-012")
