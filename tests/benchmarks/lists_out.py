"""Writing every line of every loan to a file, against the bare writer on the same rows.

The peer reads the same rows with sqlite3, as they are stored, and hands them to the library as
they come: no dates told, no amounts, no guard against formulas, no temporary name.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import in_turn
from vaetvient.desk.desk import open_desk
from vaetvient.exchange.export import LOAN_COLUMNS, Listed, export_list
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.queries import exports

_CHUNK = 2000


def measure(setting: Setting) -> Iterator[Figure]:
    """CSV and XLSX."""
    folder = setting.copy("lists-out")
    desk = open_desk(folder, volunteer="Mesure")
    database = folder / DATABASE_NAME
    sql = str(exports.loans_statement().compile(compile_kwargs={"literal_binds": True}))
    with desk.database.reading() as session:
        rows = exports.loan_lines(session).total

    def ours(ending: str) -> Callable[[], object]:
        def run() -> None:
            with tempfile.TemporaryDirectory(dir=folder) as place, desk.database.reading() as s:
                target = Path(place) / f"prets.{ending}"
                export_list(s, Listed.LOANS, target, desk.zone, lambda _done, _total: None)

        return run

    for ending, bare in (("csv", _bare_csv), ("xlsx", _bare_xlsx)):
        runs = setting.runs(3 if ending == "csv" else 1)

        def theirs(bare: Callable[[Path, Iterator[Any]], None] = bare) -> None:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                bare(Path(place) / "prets", _stored(database, sql))

        one, other = in_turn(ours(ending), theirs, runs=runs, warm_up=0)
        what = f"{rows:,} lines of loans to {ending.upper()}"
        yield Figure(what, one, "sqlite3 and the bare writer", other, 2)
    desk.database.close()


def _stored(database: Path, sql: str) -> Iterator[Any]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    reading = connection.execute(sql)
    while chunk := reading.fetchmany(_CHUNK):
        yield from chunk
    connection.close()


def _bare_csv(target: Path, rows: Iterator[Any]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([column.header for column in LOAN_COLUMNS])
        writer.writerows(rows)


def _bare_xlsx(target: Path, rows: Iterator[Any]) -> None:
    book = Workbook(str(target), {"constant_memory": True})
    sheet, place = book.add_worksheet(), 0
    for place, row in enumerate(rows, start=1):
        line = place % 1_048_576
        if line == 0:
            sheet = book.add_worksheet()
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif value is not None:
                sheet.write_number(line, column, value)
    book.close()
