"""Searching at each key, against one frame of the screen and against LIKE over the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from statistics import median

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import centile, lasting
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.database import Database
from vaetvient.storage.search import find

FRAME = 1 / 60
TYPED = (
    "st martin dheres",
    "ecole jean jaures",
    "Saint-Égrève",
    "lefevre zoe",
    "lefevbre zoé",
    "benchaabane",
    "nguyen minh",
    "dos santos",
    "coeurdacier",
    "jardn partage",
    "comite de quartier ile verte",
    "mjc vilneuve",
    "chorale meylan",
    "repair cafe",
    "videoprojecteur epson",
    "vidoprojecteur",
    "machine a coudre brother",
    "minibus 9 places",
    "VID-0412",
    "son 120",
    "GRE-2026-0042",
    "2025-01234",
    "06 39 98 12",
    "2900000012345",
    "contact@",
)
"""What is typed at a desk, letter by letter: places, names, slips, tags, numbers, a card."""
_LIMIT = 20
_LIKE_MEMBER = "SELECT id, label FROM member WHERE label LIKE :typed LIMIT :most"
_LIKE_THING = (
    "SELECT e.id, e.tag, m.name FROM equipment e JOIN model m ON m.id = e.model_id "
    "WHERE e.tag LIKE :typed OR m.name LIKE :typed LIMIT :most"
)
_LIKE_LOAN = "SELECT id, number FROM loan WHERE number LIKE :typed LIMIT :most"


def keys() -> list[str]:
    """What stands in the field after each key."""
    return [text[:end] for text in TYPED for end in range(1, len(text) + 1)]


def measure(setting: Setting) -> Iterator[Figure]:
    """Every key of every text, first ones included."""
    path = setting.office() / DATABASE_NAME
    database = Database(path)
    plain = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def search(typed: str) -> None:
        with database.reading() as session:
            find(session, database.lexicon, typed, limit=_LIMIT)

    def like(typed: str) -> None:
        facts = {"typed": f"%{typed}%", "most": _LIMIT}
        for statement in (_LIKE_MEMBER, _LIKE_THING, _LIKE_LOAN):
            plain.execute(statement, facts).fetchall()

    ours = [lasting(partial(search, typed)) for _run in range(setting.runs(5)) for typed in keys()]
    theirs = [lasting(partial(like, typed)) for typed in keys()]
    plain.close()
    database.close()
    what = f"a key in the search field, {setting.size} office"
    slow, slow_like = centile(ours, 0.95), centile(theirs, 0.95)
    yield Figure(f"{what}, 95th centile", slow, "a frame at 60 Hz", FRAME, 1)
    yield Figure(f"{what}, median", median(ours), "a frame at 60 Hz", FRAME)
    yield Figure(f"{what}, 95th centile", slow, "LIKE over the same rows", slow_like)
    yield Figure(f"{what}, median", median(ours), "LIKE over the same rows", median(theirs))
