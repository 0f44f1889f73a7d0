"""What is measured of the exchange: `python -m tests.benchmarks.exchange_parts WHAT FOLDER …`."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import zstandard

from tests.benchmarks.timing import lasting
from tests.sync.test_files import Computer, Scene
from tests.sync.world import Hands, furnish, projector
from vaetvient.paths import DATABASE_NAME
from vaetvient.sync import keys, knowing, network, roster, rounds
from vaetvient.sync.records import Heard
from vaetvient.sync.site import Site

_RECIPIENTS = 10
_CHANGE = (
    "UPDATE equipment SET location = ?, serial = ?, notes = ?, value_cents = ?, condition = ? "
    "WHERE id = ?"
)


# ---- importing ---------------------------------------------------------------------------------


def importing(folder: Path, rows: int, runs: int) -> dict[str, float]:
    """A hundred thousand column changes, taken in; the same rows written by hand."""
    scene = Scene(folder)
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    projector(gre.desk, "T-0")
    with gre.desk.database.writing() as session:
        cursor: Any = session.connection().connection.cursor()
        cursor.execute("SELECT * FROM equipment")
        columns = [name for name, *_rest in cursor.description]
        first = list(cursor.fetchone())
        marks = ", ".join("?" * len(columns))
        cursor.executemany(
            f"INSERT INTO equipment ({', '.join(columns)}) VALUES ({marks})",
            (_another(first, columns, n) for n in range(1, rows)),
        )
    ech.take(gre.out(folder / "first.vav").file)
    gre.take(ech.out(folder / "heard.vav").file)
    _strangers(gre.site, _RECIPIENTS - 1)
    with gre.desk.database.writing() as session:
        cursor = session.connection().connection.cursor()
        cursor.execute("SELECT id FROM equipment")
        ids = [key for (key,) in cursor.fetchall()]
        cursor.executemany(_CHANGE, [(*_values(n), key) for n, key in enumerate(ids)])
    file = gre.out(folder / "changes.vav").file
    for computer, name in ((ech, "before"), (gre, "after")):
        computer.close()
        _whole(computer.folder / DATABASE_NAME, folder / f"{name}.sqlite3")
    pairs = [(_import(folder, ech, file), _by_hand(folder)) for _run in range(runs + 1)][1:]
    return {
        "ours": median(ours for ours, _raw in pairs),
        "raw": median(raw for _ours, raw in pairs),
        "bytes": file.stat().st_size,
    }


def _another(first: list[Any], columns: list[str], number: int) -> list[Any]:
    row = dict(zip(columns, first, strict=True))
    return list({**row, "id": os.urandom(16), "tag": f"E-{number:06}"}.values())


def _values(n: int) -> tuple[Any, ...]:
    condition = "worn" if n % 3 else "damaged"
    return f"Étagère {n % 40}", f"SN{n * 7919 % 1000003:07}", f"Vu le {n % 28}", n * 100, condition


def _whole(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with sqlite3.connect(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _import(folder: Path, ech: Computer, file: Path) -> float:
    copy = Computer(folder / "import", Hands(), [])
    shutil.rmtree(copy.folder, ignore_errors=True)
    shutil.copytree(ech.folder, copy.folder)
    site = copy.site
    took = lasting(lambda: _hold(rounds.receive(site, [file])))
    copy.close()
    return took


def _by_hand(folder: Path) -> float:
    with sqlite3.connect(folder / "after.sqlite3") as after:
        cursor = after.execute("SELECT * FROM equipment")
        columns = [name for name, *_rest in cursor.description]
        rows = cursor.fetchall()
    copy = folder / "by-hand.sqlite3"
    shutil.copyfile(folder / "before.sqlite3", copy)
    plain = sqlite3.connect(copy, isolation_level=None)
    wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'equipment'"
    for (name,) in plain.execute(wanted).fetchall():
        plain.execute(f"DROP TRIGGER {name}")
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        plain.execute(f"PRAGMA {pragma}")
    start = perf_counter()
    plain.execute("BEGIN IMMEDIATE")
    plain.executemany(
        f"INSERT INTO equipment ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in columns)}",
        rows,
    )
    plain.execute("COMMIT")
    took = perf_counter() - start
    plain.close()
    return took


def _hold(result: rounds.Received) -> None:
    if not result.applied:
        raise RuntimeError(f"nothing was taken in: {result}")


# ---- the full copy and the empty round ---------------------------------------------------------


def _strangers(site: Site, count: int) -> None:
    """Offices that were admitted and are known to have everything."""
    with site.working() as work:
        before = roster.load(work.store)
        own = before[site.site]
        statements = []
        for n in range(count):
            admission = roster.admit(
                site.network,
                site=os.urandom(16),
                office=os.urandom(16),
                site_name="Poste 1",
                office_name=f"Bureau {n}",
                keys=keys.make().public,
                by=own.site,
                signer=site.keys,
                at=site.now_ms(),
            )
            statements.append((admission, None))
        members = roster.gather(site.network, before, statements)
        roster.save(work.store, members)
        needs = work.store.needs(work.store.channels)
        for who in members.keys() - before.keys():
            knowing.learn(work.store, Heard(who, site.now_ms(), needs), ())


def copying(folder: Path, office: Path) -> dict[str, float]:
    """Everything an office has, for one that comes new; a copy of the database, compressed."""
    scene = _scene(folder / "copying")
    gre = Computer(office, Hands(), [])
    network.found(gre.desk.database, "Réseau", gre.clock)
    with gre.site.working():
        pass  # what there is gets its names
    new = scene.joined(gre, "new")
    site = gre.site
    target = folder / "full.vav"
    ours = lasting(lambda: rounds.give(site, target))
    copied, packed = folder / "copied.sqlite3", folder / "copied.zst"

    def theirs() -> None:
        _whole(office / DATABASE_NAME, copied)
        with copied.open("rb") as source, packed.open("wb") as out:
            zstandard.ZstdCompressor().copy_stream(source, out)
            out.flush()
            os.fsync(out.fileno())

    took = lasting(theirs)
    found = {"size": target.stat().st_size, "raw": packed.stat().st_size}
    gre.close()
    there = new.site
    taken_in = lasting(lambda: _hold(rounds.receive(there, [target])))
    new.close()

    def unpack() -> None:
        with packed.open("rb") as source, copied.open("wb") as out:
            zstandard.ZstdDecompressor().copy_stream(source, out)
            out.flush()
            os.fsync(out.fileno())

    return {"ours": ours, "theirs": took, "in": taken_in, "unpacked": lasting(unpack), **found}


def _scene(folder: Path) -> Scene:
    folder.mkdir(parents=True, exist_ok=True)
    return Scene(folder)


def empty_round(folder: Path, office: Path) -> dict[str, float]:
    """Nothing new in a shared folder, at an office with much and at one with next to nothing."""
    scene = _scene(folder / "rounds")
    small = scene.founded("small")
    large = Computer(office, Hands(), [])
    works = []
    for computer in (large, small):
        site = computer.site
        _strangers(site, 50)
        shared = folder / f"shared-{computer.folder.name}"
        shared.mkdir()
        rounds.refresh(site, shared)
        works.append(_round(computer, shared))
    pairs = [(lasting(works[0]), lasting(works[1])) for _run in range(12)][2:]
    for computer in (large, small):
        computer.close()
    return {"large": median(p[0] for p in pairs), "small": median(p[1] for p in pairs)}


def _round(computer: Computer, shared: Path) -> Callable[[], object]:
    def work() -> None:
        site = computer.site
        rounds.receive(site, [shared])
        rounds.refresh(site, shared)

    return work


# ---- memory ------------------------------------------------------------------------------------


def bundling(folder: Path, megabytes: int) -> dict[str, float]:
    """Write a bundle of photos, for another process to take in: what making it took from this one
    would count there."""
    scene = _scene(folder / f"memory-{megabytes}")
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    ech.take(gre.out(scene.folder / "first.vav").file)
    with gre.desk.database.writing() as session:
        cursor: Any = session.connection().connection.cursor()
        for _ in range(megabytes * 5):
            cursor.execute(_PHOTO, (os.urandom(16), os.urandom(200_000)))
    given = gre.out(scene.folder / "large.vav")
    for computer in (gre, ech):
        computer.close()
    return {"size": sum(file.stat().st_size for file in (given.file, *given.further))}


def memory(folder: Path, megabytes: int) -> dict[str, float]:
    """The most that importing that bundle takes of a process's own memory (Linux)."""
    place = folder / f"memory-{megabytes}"
    ech = Computer(place / "ech", Hands(), [])
    site = ech.site
    rounds.receive(site, [place / "first.vav"])
    peak = _peak(lambda: _hold(rounds.receive(site, sorted(place.glob("large*.vav")))))
    ech.close()
    shutil.rmtree(place)
    return {"peak": peak}


_PHOTO = (
    "INSERT INTO photo (id, revision, jpeg, thumbnail, width, height) VALUES (?, 1, ?, x'', 9, 9)"
)


def _peak(work: Callable[[], object]) -> int:
    highest = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.is_set():
            for line in Path("/proc/self/status").read_text().splitlines():
                if line.startswith("RssAnon"):
                    highest = max(highest, int(line.split()[1]) * 1024)
            sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return highest


def main(what: str, folder: Path, *arguments: str) -> None:
    """Measure, and print it as JSON."""
    furnish(folder / "warm")
    if what == "import":
        found = importing(folder, *map(int, arguments))
    elif what in ("bundle", "memory"):
        found = {"bundle": bundling, "memory": memory}[what](folder, int(arguments[0]))
    else:
        found = {"copy": copying, "round": empty_round}[what](folder, Path(arguments[0]))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
