"""Each invariant is broken on purpose, past the program, and seen and named by the doctor."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.loans import cancel_loan
from vaetvient.desk.mandates import name_representative
from vaetvient.desk.papers import agreement_of
from vaetvient.desk.returning import LineBack
from vaetvient.storage.queries.doctor import MOST_OF_ONE, Problem, examine
from vaetvient.storage.queries.invariants import INVARIANTS


@pytest.fixture(scope="session")
def lively_office(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an office where everything has happened once: lent, back in part, lost…"""
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("lively"))
    zoe = office.person(number="1", card="C-1")
    jardins = office.association(number="2", card="C-2")
    name_representative(office.desk, jardins, zoe, role="trésorière")
    root = office.category("Image et son")
    model = office.model(
        "Sono",
        category_id=office.category("Sonorisation", parent_id=root),
        accessories=(("micro", 2),),
        value_cents=35000,
    )
    first = office.items(5, tag="SON-001", model=model)
    chairs = office.stock("Chaise", 200, "CHA-001")
    out = office.lend(jardins, first[0], first[1], (chairs, 30), deposit_cents=15000)
    agreement_of(office.desk, out.loan_id)
    office.take(LineBack(office.loan(out).lines[2].id, quantity=10, lost=2))
    office.later(hours=1)
    over = office.lend(zoe, first[2], deposit_cents=5000)
    office.bring_back(over)
    cancel_loan(office.desk, office.lend(zoe, first[3]).loan_id, "erreur")
    office.close()
    return office.desk.database.path


@pytest.fixture
def lively(lively_office: Path, tmp_path: Path) -> Iterator[TrialOffice]:
    """Such an office of the test's own."""
    office = TrialOffice.at(lively_office, tmp_path / "lively")
    yield office
    office.close()


def problems(office: TrialOffice) -> list[Problem]:
    with office.reading() as session:
        return examine(session)


def break_it(office: TrialOffice, *statements: str) -> None:
    """Do to the tables what the program never would."""
    office.desk.database.close()
    connection = sqlite3.connect(office.desk.database.path)
    with connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_sound_office_is_called_sound(lively: TrialOffice) -> None:
    assert problems(lively) == []


OUT = "(SELECT id FROM loan WHERE state = 'out')"
RETURNED = "(SELECT id FROM loan WHERE state = 'returned')"
CANCELLED = "(SELECT id FROM loan WHERE state = 'cancelled')"
LINE = f"(SELECT id FROM loan_line WHERE loan_id = {OUT} AND tag = 'SON-001')"
CHAIRS = f"(SELECT id FROM loan_line WHERE loan_id = {OUT} AND tag = 'CHA-001')"
BACK = f"(SELECT id FROM loan_line WHERE loan_id = {RETURNED})"

BREAKAGES = {
    "one item on two open loans": (
        "item_lent_once",
        "DROP INDEX uq_loan_line_item_out",
        (
            "UPDATE loan_line SET equipment_id = (SELECT id FROM equipment WHERE tag = 'SON-001') "
            "WHERE tag = 'SON-002'"
        ),
    ),
    "more of a stock lent than there is": (
        "stock",
        "UPDATE stock_movement SET delta = 5 WHERE delta > 0",
    ),
    "less than nothing of a stock": (
        "stock",
        "UPDATE stock_movement SET delta = -5 WHERE delta > 0",
    ),
    "an item lent as a stock": ("kinds", f"UPDATE loan_line SET kind = 'stock' WHERE id = {LINE}"),
    "lent by an office that does not keep it": (
        "custody",
        (
            "INSERT INTO office (id, revision, name, code, address, postal_code, commune_name, "
            "opening_days, opening_hours, timezone, currency, language, states_value) "
            "SELECT randomblob(16), revision, 'Autre', 'AUT', address, postal_code, commune_name, "
            "opening_days, opening_hours, timezone, currency, language, states_value FROM office"
        ),
        (
            "UPDATE equipment SET custody_office_id = (SELECT id FROM office WHERE code = 'AUT') "
            "WHERE tag = 'SON-001'"
        ),
    ),
    "a number missing in the series": (
        "numbers",
        f"DELETE FROM deposit WHERE loan_id = {RETURNED}",
        f"DELETE FROM line_part WHERE line_id = {BACK}",
        f"DELETE FROM line_return WHERE line_id = {BACK}",
        f"DELETE FROM loan_line WHERE loan_id = {RETURNED}",
        "DELETE FROM search_entry WHERE number = 'BUR-2026-0002'",
        "DELETE FROM loan WHERE state = 'returned'",
    ),
    "a series that does not begin at one": (
        "numbers",
        (
            "UPDATE loan SET number_sequence = number_sequence + 7, "
            "number = 'BUR-2026-000' || (number_sequence + 7)"
        ),
        (
            "UPDATE search_entry SET number = (SELECT number FROM loan WHERE id = ref) "
            "WHERE kind = 'loan'"
        ),
    ),
    "a number used twice": (
        "numbers",
        "DROP INDEX uq_loan_number",
        "DROP INDEX uq_loan_sequence",
        "UPDATE loan SET number = 'BUR-2026-0001', number_sequence = 1",
    ),
    "a number out of its place": (
        "numbers",
        "UPDATE loan SET number = 'BUR-2025-0009' WHERE number_sequence = 2",
    ),
    "cents that are no whole number": (
        "money",
        "UPDATE model SET value_cents = 12.5 WHERE name = 'Sono'",
    ),
    "an amount that is a text": (
        "money",
        "UPDATE deposit SET amount_cents = '12,50' WHERE kept_cents = 0",
    ),
    "a negative price": ("money", "UPDATE equipment SET value_cents = -1 WHERE tag = 'SON-001'"),
    "due before it left": ("dates", "UPDATE loan SET due_on = '2026-01-01' WHERE state = 'out'"),
    "closed before it left": (
        "dates",
        "UPDATE loan SET closed_at = '2020-01-01 00:00:00.000000' WHERE state = 'returned'",
    ),
    "back before it left": (
        "dates",
        f"UPDATE loan_line SET returned_at = '2020-01-01 00:00:00.000000' WHERE id = {BACK}",
    ),
    "dues that end before they begin": ("dates", "UPDATE membership SET valid_to = '2000-01-01'"),
    "a gesture left open": (
        "gesture",
        "UPDATE current_gesture SET gesture_id = (SELECT max(id) FROM gesture)",
    ),
    "an open loan with nothing out": (
        "loan_state",
        f"UPDATE loan SET state = 'out', closed_at = NULL WHERE id = {RETURNED}",
    ),
    "a closed loan with something out": (
        "loan_state",
        "UPDATE loan SET state = 'returned', closed_at = handed_out_at WHERE state = 'out'",
    ),
    "a line of no agreement on an open loan": (
        "loan_state",
        f"UPDATE loan_line SET state = 'draft' WHERE id = {LINE}",
    ),
    "a line that came back on a cancelled loan": (
        "loan_state",
        (
            f"UPDATE loan_line SET state = 'returned', returned_quantity = 1, "
            f"returned_at = '2026-12-01 10:00:00.000000' WHERE loan_id = {CANCELLED}"
        ),
    ),
    "handed out to nobody": (
        "loan_state",
        "UPDATE loan SET borrower_id = NULL WHERE state = 'returned'",
    ),
    "over without a day": (
        "loan_state",
        "UPDATE loan SET closed_at = NULL WHERE state = 'returned'",
    ),
    "cancelled without a reason": (
        "loan_state",
        "UPDATE loan SET cancel_reason = ' ' WHERE state = 'cancelled'",
    ),
    "out with nothing left of it": (
        "line_state",
        f"UPDATE loan_line SET returned_quantity = 28 WHERE id = {CHAIRS}",
    ),
    "returned with something left": (
        "line_state",
        f"UPDATE loan_line SET returned_quantity = 0 WHERE id = {BACK}",
    ),
    "lost though it came back": (
        "line_state",
        f"UPDATE loan_line SET state = 'lost' WHERE id = {BACK}",
    ),
    "more back than went out": (
        "line_counts",
        f"UPDATE loan_line SET returned_quantity = 99 WHERE id = {CHAIRS}",
    ),
    "two units of one item": (
        "line_counts",
        f"UPDATE loan_line SET quantity = 2 WHERE id = {LINE}",
    ),
    "a return that nobody noted": (
        "line_counts",
        f"DELETE FROM line_return WHERE line_id = {CHAIRS}",
    ),
    "more accessories missing than went out": ("line_counts", "UPDATE line_part SET missing = 3"),
    "a deposit kept and nothing of it": ("deposit", "UPDATE deposit SET state = 'kept'"),
    "a deposit of nothing": ("deposit", "UPDATE deposit SET amount_cents = 0"),
    "a deposit given back at no time": ("deposit", "UPDATE deposit SET state = 'returned'"),
    "a thing put away and out": (
        "archived_lent",
        "UPDATE equipment SET archived_at = '2026-12-01 10:00:00.000000' WHERE tag = 'SON-001'",
    ),
    "a borrower put away": (
        "archived_lent",
        "UPDATE member SET archived_at = '2026-12-01 10:00:00.000000' WHERE number = '2'",
    ),
    "two members of one number": (
        "members",
        "DROP INDEX uq_member_number",
        "UPDATE member SET number = '1'",
    ),
    "two members with one card": (
        "members",
        "DROP INDEX uq_member_card",
        "UPDATE member SET card = 'C-1'",
    ),
    "a member without a name": ("members", "UPDATE member SET label = '' WHERE number = '1'"),
    "a member merged with itself": (
        "members",
        (
            "UPDATE member SET merged_into_id = id, archived_at = '2026-12-01 10:00:00.000000' "
            "WHERE number = '1'"
        ),
    ),
    "represented by an association": (
        "members",
        "UPDATE representative SET person_id = association_id",
    ),
    "two things of one tag": (
        "tags",
        "DROP INDEX uq_equipment_tag",
        "UPDATE equipment SET tag = 'SON-004' WHERE tag = 'SON-005'",
    ),
    "a category within itself": (
        "categories",
        (
            "UPDATE category SET parent_id = (SELECT id FROM category WHERE name = 'Sonorisation') "
            "WHERE name = 'Image et son'"
        ),
    ),
    "a paper that cannot be read": ("papers", "UPDATE paper SET content = '{'"),
    "a paper with half of its content": (
        "papers",
        'UPDATE paper SET content = \'{"number": "x"}\'',
    ),
    "a member that search does not find": (
        "search_index",
        "DELETE FROM search_entry WHERE kind = 'member' AND number = '1'",
    ),
    "a thing found under an old name": (
        "search_index",
        "UPDATE search_entry SET label = 'Autre' WHERE number = 'SON-001'",
    ),
    "something found that is gone": (
        "search_index",
        (
            "INSERT INTO search_entry (place, kind, ref, number, label, sort, body) "
            "VALUES (9, 'member', randomblob(16), 'X', 'X', 'x', 'x')"
        ),
    ),
    "an index that does not hold what its entries say": (
        "search_index",
        "DROP TRIGGER search_entry_over",
        "UPDATE search_entry SET body = 'autre chose' WHERE number = 'SON-001'",
    ),
    "a line of no loan": (
        "foreign_keys",
        f"UPDATE loan_line SET loan_id = randomblob(16) WHERE id = {LINE}",
    ),
    "a value that its column forbids": (
        "sqlite",
        f"UPDATE loan_line SET quantity = 0 WHERE id = {LINE}",
    ),
    "an index that is gone": ("schema", "DROP INDEX ix_member_label"),
    "a column that is gone": ("schema", "ALTER TABLE site RENAME COLUMN name TO nom"),
    "a table that is gone": ("schema", "DROP TABLE maintenance"),
    "a revision of another day": ("schema", "UPDATE alembic_version SET version_num = '0000'"),
    "a journal that is not kept": ("journal", "DROP TRIGGER journal_loan_in"),
    "an office that is not there": (
        "office",
        "UPDATE setting SET value = 'null' WHERE name = 'office'",
    ),
    "a post that is not there": ("office", "DELETE FROM setting WHERE name = 'site'"),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_what_is_wrong_is_seen_and_named(lively: TrialOffice, what: str) -> None:
    check, *statements = BREAKAGES[what]
    break_it(lively, *statements)
    found = [problem for problem in problems(lively) if problem.check == check]
    assert found
    assert all(problem.what and "{" not in problem.what for problem in found)


def test_every_invariant_is_broken_here() -> None:
    assert {rule.check for rule in INVARIANTS} <= {check for check, *_sql in BREAKAGES.values()}


def test_a_gap_is_told_by_its_number(lively: TrialOffice) -> None:
    break_it(lively, *BREAKAGES["a number missing in the series"][1:])
    (gap,) = (problem.what for problem in problems(lively) if problem.check == "numbers")
    assert gap == "Le numéro 2 de 2026 manque, après BUR-2026-0001."


def test_findings_of_one_check_are_counted_beyond_a_few(office: TrialOffice) -> None:
    office.items(30, tag="SON-001")
    break_it(office, "UPDATE equipment SET value_cents = -1")
    found = [problem.what for problem in problems(office) if problem.check == "money"]
    assert len(found) == MOST_OF_ONE + 1
    assert found[-1] == "… et 10 autres."


def test_a_page_that_cannot_be_read_is_a_finding_of_each_check_that_needs_it(
    lively: TrialOffice, tmp_path: Path
) -> None:
    lively.desk.database.close()
    path = lively.desk.database.path
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'loan'"
    ).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    found = problems(lively)
    assert "sqlite" in {problem.check for problem in found}
    assert all(problem.what for problem in found)


def test_looking_changes_nothing(lively: TrialOffice) -> None:
    lively.desk.database.close()
    before = lively.desk.database.path.read_bytes()
    problems(lively)
    lively.desk.database.close()
    assert lively.desk.database.path.read_bytes() == before
