"""A thing that one post lent while another sent it to an office elsewhere.

Custody makes double lending impossible between offices; two posts of one office may still dispose
of one thing without knowing of each other. Only gestures that crossed are told: who sends what he
knows to be lent, or lends what he knows to be gone, is refused at the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from vaetvient.sync import segment, state
from vaetvient.sync.segment import Name
from vaetvient.sync.state import Stamp
from vaetvient.sync.store import Store, Touched

REGISTER = "custody_office_id"
_HAND_OUT = "equipment_id"
"""The register of a line that was written when the thing left, and never since."""
_CONCERNED = frozenset({"equipment", "loan", "loan_line"})

_CROSSED = """
    SELECT l.equipment_id, l.id, n.office_id, e.custody_office_id
    FROM loan_line l JOIN loan n ON n.id = l.loan_id JOIN equipment e ON e.id = l.equipment_id
    WHERE l.state = 'out' AND n.office_id <> e.custody_office_id AND e.id IN ({marks})
    ORDER BY l.id DESC
"""
"""Where several lines of one thing are out, the first stands."""

_LENT = {
    "loan_line": "SELECT equipment_id FROM loan_line WHERE state = 'out' AND id IN ({marks})",
    "loan": "SELECT equipment_id FROM loan_line WHERE state = 'out' AND loan_id IN ({marks})",
}
"""What is out of lines, and by loans."""
_CHUNK = 400


class Crossed(NamedTuple):
    """A thing on an open loan of one office while another keeps it, and who said each."""

    line: bytes
    lender: bytes
    lent: Stamp
    keeper: bytes
    sent: Stamp


def crossed(store: Store, touched: Touched) -> dict[bytes, Crossed | None]:
    """By thing what crossed, and None where it was told of and is over.

    Nothing is looked for where no row was touched that may say so, and only what those say.
    """
    rows: dict[str, list[bytes]] = {table: [] for table in _CONCERNED}
    for table, row in touched:
        if table in rows:
            rows[table].append(row)
    if not any(rows.values()):
        return {}
    store.cursor.execute(
        "SELECT change_row FROM sync_conflict WHERE state = 'open' AND kind = 'lent_and_sent'"
    )
    out: dict[bytes, Crossed | None] = {row: None for (row,) in store.cursor.fetchall()}
    things = {*out, *rows["equipment"]}
    for table, question in _LENT.items():
        things |= {thing for (thing,) in _asked(store, question, rows[table])}
    for thing, line, lender, keeper in _asked(store, _CROSSED, sorted(things - {None})):
        lent = _standing(store, "loan_line", line, _HAND_OUT)
        sent = _standing(store, "equipment", thing, REGISTER)
        if lent and sent and not _knew(store, lent, sent) and not _knew(store, sent, lent):
            out[thing] = Crossed(line, lender, lent, keeper, sent)
    return out


def _asked(store: Store, question: str, keys: list[bytes]) -> Iterator[tuple[Any, ...]]:
    """What is found for many keys, some hundreds at a time."""
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        store.cursor.execute(question.format(marks=",".join("?" * len(some))), some)
        yield from store.cursor.fetchall()


def _standing(store: Store, table: str, row: bytes, register: str) -> Stamp | None:
    writes = store.row(store.network, table, row).writes(register)
    return max((write.stamp for write in writes), key=store.order, default=None)


def _knew(store: Store, one: Stamp, other: Stamp) -> bool:
    """Whether a change was made knowing of another, or by the same gesture.

    The segment of a change that stands is never let go, whatever else is.
    """
    if one[1:] == other[1:]:
        return True
    body = store.body(store.network, Name(*store.name_of(one.author), one.sequence))
    return state.known(other, store.knowledge_in(segment.read(body)))
