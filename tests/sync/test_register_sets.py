"""Layer 1 as bytes: names once, values in the rows; and rows as earlier versions kept them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import cbor2
import pytest

from vaetvient.sync import register_sets, state
from vaetvient.sync.register_sets import RegisterSets
from vaetvient.sync.state import Row, Stamp

STAMP = Stamp(1_795_424_400_000, 3, 7)


@pytest.fixture
def cursor() -> Iterator[sqlite3.Cursor]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE sync_register_set (id INTEGER PRIMARY KEY, registers BLOB)")
    yield connection.cursor()
    connection.close()


def row(**said: object) -> Row:
    made = Row()
    made.groups.append((STAMP, said))
    return made


def test_a_row_keeps_its_values_and_the_number_of_their_names(cursor: sqlite3.Cursor) -> None:
    rows = [row(location=f"Étagère {n}", notes=None, state=["out", None]) for n in range(3)]
    kept = state.encode(rows, RegisterSets(cursor))
    assert b"location" not in b"".join(kept)
    again = state.decode(kept, RegisterSets(cursor))
    assert [one.groups for one in again] == [one.groups for one in rows]
    assert cursor.execute("SELECT count(*) FROM sync_register_set").fetchone() == (1,)


def test_names_may_be_anything_and_their_order_is_kept(cursor: sqlite3.Cursor) -> None:
    odd = row(**{"b c": 1, "a": 2, "": 3, "é\n": 4})
    (again,) = state.decode(state.encode([odd], RegisterSets(cursor)), RegisterSets(cursor))
    assert list(again.groups[0][1].items()) == [("b c", 1), ("a", 2), ("", 3), ("é\n", 4)]


def test_beyond_so_many_sets_names_stand_in_the_rows(
    cursor: sqlite3.Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_sets, "_MOST", 2)
    rows = [row(**{f"r{n}": n}) for n in range(5)]
    again = state.decode(state.encode(rows, RegisterSets(cursor)), RegisterSets(cursor))
    assert [one.groups for one in again] == [one.groups for one in rows]
    assert cursor.execute("SELECT count(*) FROM sync_register_set").fetchone() == (2,)


def test_what_nobody_needs_is_not_read_by_all(cursor: sqlite3.Cursor) -> None:
    """A partner may sign a change of sixty thousand registers."""
    made_up = row(**{f"r{n}": 0 for n in range(60_000)})
    (again,) = state.decode(state.encode([made_up], RegisterSets(cursor)), RegisterSets(cursor))
    assert again.groups == made_up.groups
    assert cursor.execute("SELECT count(*) FROM sync_register_set").fetchone() == (0,)


@pytest.mark.parametrize(
    "said",
    [
        [["location", ["Réserve"]], ["state", ["out", None]]],
        {"location": "Réserve", "state": ["out", None]},
    ],
    ids=["first", "second"],
)
def test_rows_are_read_as_earlier_versions_kept_them(cursor: sqlite3.Cursor, said: object) -> None:
    kept = cbor2.dumps([[[*STAMP, said]]])
    (again,) = state.decode([kept], RegisterSets(cursor))
    assert again.groups == [(STAMP, {"location": "Réserve", "state": ["out", None]})]
