"""Lists as tests write them: a header and lines, taken in by a desk."""

from __future__ import annotations

import textwrap
from typing import Any

from tests.trial_office import TrialOffice
from vaetvient.desk.equipment_intake import take_in_equipment
from vaetvient.desk.intake import IntakeReport
from vaetvient.desk.member_intake import take_in_members
from vaetvient.exchange.columns import EQUIPMENT, MEMBERS
from vaetvient.exchange.sheet import Sheet, read_sheet


def sheet_of(office: TrialOffice, kind: str, text: str) -> Sheet:
    """`text` (its indentation apart) as the file it would be."""
    file = office.folder / f"{kind}.csv"
    file.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8", newline="")
    return read_sheet(file, MEMBERS if kind == "members" else EQUIPMENT)


def take_members(office: TrialOffice, text: str, **how: Any) -> IntakeReport:
    return take_in_members(office.desk, sheet_of(office, "members", text), **how)


def take_equipment(office: TrialOffice, text: str, **how: Any) -> IntakeReport:
    return take_in_equipment(office.desk, sheet_of(office, "equipment", text), **how)


def figures(report: IntakeReport) -> tuple[int, int, int, int]:
    """Added, changed, unchanged, refused."""
    return report.added, report.changed, report.unchanged, len(report.refused)
