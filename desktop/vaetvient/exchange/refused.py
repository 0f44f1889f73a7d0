"""Lines that were refused, given back as a file of the form they came in, to be corrected.

A last column says what is wrong with each; an import does not take it for anything.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from vaetvient.exchange.plan import Plan
from vaetvient.exchange.saving import whole_file
from vaetvient.exchange.source import Source
from vaetvient.exchange.table import CsvSource, guarded

WHAT_IS_WRONG = "à corriger"


def refused_name(path: Path, source: Source) -> str:
    """How the file of the refused lines of `path` is called, beside it."""
    ending = "jsonl" if source.form == "json" else "csv"
    return f"{path.stem} – à corriger.{ending}"


def save_refused(target: Path, source: Source, plan: Plan, reasons: Mapping[int, str]) -> int:
    """Write the lines of `source` that `reasons` names to `target`; how many.

    Raises what `whole_file` raises, and what reading raises.
    """
    headers = [column.header for column in plan.columns]
    chosen = (record for record in source.records(plan.sheet) if record.line in reasons)
    written = 0
    with whole_file(target) as file:
        text = io.TextIOWrapper(file, "utf-8" if source.form == "json" else "utf-8-sig", newline="")
        if source.form == "json":
            for record in chosen:
                one = {h: c for h, c in zip(headers, record.cells, strict=False) if c}
                one[WHAT_IS_WRONG] = reasons[record.line]
                text.write(json.dumps(one, ensure_ascii=False) + "\n")
                written += 1
        else:
            delimiter = source.delimiter if isinstance(source, CsvSource) else ";"
            writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
            if plan.header_line or source.first_is_header:
                writer.writerow([*headers, WHAT_IS_WRONG])
            for record in chosen:
                cells = [*record.cells, *[""] * (len(headers) - len(record.cells))]
                writer.writerow([guarded(cell) for cell in [*cells, reasons[record.line]]])
                written += 1
        text.detach()  # flushes; the file itself is whole_file's to close
    return written
