"""Taking a list in, against `csv` and `executemany` alone; and how much memory it takes.

Alone it does what `memory` needs in a process of its own:
`python -m tests.benchmarks.list_intake read|take FILE`.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting, apart
from tests.benchmarks.timing import lasting
from vaetvient.desk.desk import Desk

_HEADER = (
    "numéro;type;nom;prénom;dénomination;sigle;courriel;téléphone;mobile;date de naissance;"
    "adresse;code postal;commune;rna;siret;carte;mots-clés;notes"
)
_COMMUNES = (("38000", "Grenoble"), ("38400", "Saint-Martin-d'Hères"), ("38130", "Échirolles"))
_FIRST = ("Zoé", "Paul", "Loïc", "Inès", "Théo", "Karim", "Élise", "Hugo")
_LAST = ("Lefèvre", "Martin", "Durand", "Pelletier", "Vincent", "Roussel", "Faure", "Girard")


def write_members(file: Path, count: int) -> None:
    """A list of `count` members, three persons for each association."""
    chance = random.Random(count)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(_HEADER.split(";"))
        for n in range(1, count + 1):
            code, commune = chance.choice(_COMMUNES)
            phone = f"04 76 {n // 10000 % 100:02} {n // 100 % 100:02} {n % 100:02}"
            street = f"{chance.randrange(1, 99)} rue des Lilas"
            if n % 4:
                last = f"{chance.choice(_LAST)} {chance.choice(_LAST)}"
                born = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/1980"
                said = ("personne", last, chance.choice(_FIRST), "", "")
                rest = (f"p{n}@exemple.fr", phone, "", born, street, code, commune, "", "", f"C{n}")
            else:
                said = ("association", "", "", f"Les amis de {commune} {n}", f"A{n}")
                rest = (
                    f"a{n}@exemple.fr", phone, "", "", street, code, commune, f"W38{n:07}", "", ""
                )  # fmt: skip
            writer.writerow([n, *said, *rest, "", "note" if n % 10 == 0 else ""])


def measure(setting: Setting) -> Iterator[Figure]:
    """Taken in, taken in again, and how much memory a long list takes."""
    small = setting.size == "small"
    folder = setting.folder / "intake"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    list_file = folder / "membres.csv"
    write_members(list_file, 500 if small else 100_000)
    bare = lasting(lambda: _bare(list_file, folder / "bare.sqlite3"))
    desk = _desk_of(folder / "office")
    first = lasting(lambda: _take(desk, list_file))
    again = lasting(lambda: _take(desk, list_file))
    desk.database.close()
    few, many = folder / "few.csv", folder / "many.csv"
    write_members(few, 100 if small else 10_000)
    write_members(many, 1_000 if small else 1_000_000)
    module = "tests.benchmarks.list_intake"
    memory = [apart(module, "read", str(f))["peak"] for f in (few, many)]
    held = [apart(module, "take", str(f))["peak"] for f in (few, list_file)]
    yield Figure("take in a list of members", first, "csv + executemany", bare, 12)
    yield Figure("the same list again", again, "the first time", first, 0.4)
    yield Figure("memory of a long CSV (s = GB)", memory[1], "of a short one", memory[0], 1.3)
    yield Figure("memory of taking it in (s = GB)", held[1], "a tenth of it", held[0], 1.3)


def _bare(file: Path, target: Path) -> None:
    connection = sqlite3.connect(target)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=";")
        width = len(next(rows))
        connection.execute(f"CREATE TABLE m ({', '.join(f'c{n} TEXT' for n in range(width))})")
        connection.executemany(f"INSERT INTO m VALUES ({', '.join('?' * width)})", rows)
    connection.commit()
    connection.close()


def _desk_of(folder: Path) -> Desk:
    """A new office within a network, so that what is taken in is captured for the others."""
    from vaetvient.cli.program import run
    from vaetvient.desk.desk import open_desk

    run(["--data", str(folder), "--json", "network", "found", "--name", "Réseau"])
    return open_desk(folder)


def _take(desk: Desk, file: Path) -> None:
    from vaetvient.desk.member_intake import take_in_members
    from vaetvient.exchange.columns import MEMBERS
    from vaetvient.exchange.sheet import read_sheet

    report = take_in_members(desk, read_sheet(file, MEMBERS))
    if report.refused:
        raise RuntimeError(report.refused[0].reason)


def _read(file: Path) -> float:
    """The most memory, in GB, that reading every row of `file` takes."""
    from vaetvient.exchange.columns import MEMBERS
    from vaetvient.exchange.sheet import read_sheet

    for _row in read_sheet(file, MEMBERS).rows:
        pass
    return _peak()


def _taken(file: Path) -> float:
    """The most memory, in GB, that taking `file` into a new office takes."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _desk_of(Path(folder) / "office")
        _take(desk, file)
        desk.database.close()
    return _peak()


def _peak() -> float:
    # Not `getrusage`: on Linux it remembers what the process was forked from.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1e6


if __name__ == "__main__":
    print(json.dumps({"peak": {"read": _read, "take": _taken}[sys.argv[1]](Path(sys.argv[2]))}))
