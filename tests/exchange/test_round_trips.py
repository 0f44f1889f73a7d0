"""What was taken in, whoever wrote it, goes out in every format and comes back the same."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.exchange.program_files import FILES
from tests.trial_office import TrialOffice
from vaetvient.desk.demo import make_demo
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment_intake import take_in_equipment
from vaetvient.desk.intake import IntakeReport
from vaetvient.desk.member_intake import take_in_members
from vaetvient.exchange.export import Listed, export_list
from vaetvient.exchange.opening import open_source
from vaetvient.exchange.plan import likeliest_kind
from vaetvient.exchange.profile import shipped
from vaetvient.exchange.reading import Wish, knows_any, read_list

TAKE_IN: dict[str, Callable[..., IntakeReport]] = {
    "members": take_in_members,
    "equipment": take_in_equipment,
}
TABLES = ("csv", "xlsx", "ods", "jsonl")
Rows = list[tuple[dict[str, str], tuple[tuple[str, str], ...]]]


@pytest.fixture
def other(empty_office: Path, tmp_path: Path) -> Iterator[TrialOffice]:
    """A second office, where nothing is."""
    made = TrialOffice.at(empty_office, tmp_path / "other")
    yield made
    made.close()


def take(desk: Desk, file: Path, kind: str) -> IntakeReport:
    sheet = read_list(file, Wish(kind), folder=None)
    try:
        return TAKE_IN[kind](desk, sheet)
    finally:
        sheet.source.close()


def give(desk: Desk, kind: str, target: Path) -> Rows:
    """What stands in the list that `desk` writes to `target`, as an import reads it."""
    with desk.database.reading() as session:
        export_list(session, Listed(kind), target, desk.zone, lambda _done, _total: None)
    sheet = read_list(target, Wish(kind), folder=None)
    try:
        return [(dict(row.cells), tuple(row.notes)) for row in sheet.rows]
    finally:
        sheet.source.close()


def figures(report: IntakeReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.refused)


@pytest.mark.parametrize("key", FILES)
def test_a_programs_list_goes_out_and_is_taken_in_again_without_a_change(
    office: TrialOffice, tmp_path: Path, key: str
) -> None:
    ending, text, _cells = FILES[key]
    file = tmp_path / f"theirs.{ending}"
    file.write_text(text, encoding="utf-8", newline="")
    source = open_source(file, knows_any)
    kind = likeliest_kind(source, shipped())
    source.close()
    assert figures(take(office.desk, file, kind)) == (1, 0, 0, 0)
    assert figures(take(office.desk, file, kind)) == (0, 0, 1, 0)
    for ending in (*TABLES, "vcf") if kind == "members" else TABLES:
        target = tmp_path / f"ours.{ending}"
        assert len(give(office.desk, kind, target)) == 1
        assert figures(take(office.desk, target, kind)) == (0, 0, 1, 0)
    assert figures(take(office.desk, file, kind)) == (0, 0, 1, 0)


@pytest.mark.parametrize("ending", TABLES)
def test_a_whole_office_goes_out_and_comes_back_the_same(
    office: TrialOffice, other: TrialOffice, tmp_path: Path, ending: str
) -> None:
    make_demo(office.desk, "small")
    office.association("-20 % pour tous", notes="'=1\n\n\tdeux")
    office.person("Lefèvre", "Zoé", card="007", notes="  un   écart\nfin ")
    office.stock("Table", tag="TAB-1", count=0)
    for kind in TAKE_IN:
        file, again = tmp_path / f"{kind}.{ending}", tmp_path / f"again.{ending}"
        rows = give(office.desk, kind, file)
        assert figures(take(other.desk, file, kind)) == (len(rows), 0, 0, 0)
        assert give(other.desk, kind, again) == rows
        if ending in ("csv", "jsonl"):  # the others note when they were written
            assert again.read_bytes() == file.read_bytes()
        assert figures(take(office.desk, file, kind)) == (0, 0, len(rows), 0)


def test_an_address_book_goes_out_and_comes_back_the_same(
    office: TrialOffice, other: TrialOffice, tmp_path: Path
) -> None:
    make_demo(office.desk, "small")
    file, again = tmp_path / "members.vcf", tmp_path / "again.vcf"
    rows = give(office.desk, "members", file)
    assert figures(take(other.desk, file, "members")) == (len(rows), 0, 0, 0)
    assert give(other.desk, "members", again) == rows
    assert figures(take(office.desk, file, "members")) == (0, 0, len(rows), 0)
