"""Demonstration data: the same each time, plausible, and true to every rule."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from vaetvient.desk.demo import DemoCancelledError, DemoFigures, DemoSize, NotEmptyError, make_demo
from vaetvient.desk.demo.names import card, rna, siret
from vaetvient.desk.demo.places import in_place, of_place
from vaetvient.desk.desk import Desk, office_calendar, open_desk
from vaetvient.desk.members import MemberForm, enter_member
from vaetvient.domain.member import MemberKind
from vaetvient.domain.registration import read_email, read_phone, read_rna, read_siret, show_phone
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import sqlite
from vaetvient.storage.notices import ChangeNotice
from vaetvient.storage.queries.invariants import INVARIANTS, Invariant
from vaetvient.storage.search import HitKind, find

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
OWN_TO_THE_MACHINE = ("office_id", "custody_office_id", "site_id")
TABLES = (
    "member", "membership", "representative", "category", "model", "accessory", "equipment",
    "stock_movement", "loan", "loan_line", "line_part", "line_return", "deposit", "incident",
    "maintenance", "closure", "ware", "cash_entry", "cash_payer", "kit", "kit_part",
)  # fmt: skip


class Made:
    """An office full of demonstration data."""

    def __init__(self, folder: Path, size: DemoSize, at: datetime = AT) -> None:
        self.desk: Desk = open_desk(folder, volunteer="Zoé", clock=lambda: at)
        self.path = folder / DATABASE_NAME
        self.heard: list[ChangeNotice] = []
        self.desk.database.notices.listen(self.heard.append)
        self.figures: DemoFigures = make_demo(self.desk, size)
        self.raw = sqlite3.connect(self.path)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.raw.execute(sql).fetchall()

    def digest(self) -> str:
        whole = hashlib.sha256()
        for table in TABLES:
            names = [str(row[1]) for row in self.rows(f"PRAGMA table_info({table})")]
            kept = ", ".join(name for name in names if name not in OWN_TO_THE_MACHINE)
            for row in self.raw.execute(f"SELECT {kept} FROM {table} ORDER BY id"):
                whole.update(repr(row).encode())
        return whole.hexdigest()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    made = Made(tmp_path_factory.mktemp("small"), "small")
    yield made
    made.raw.close()
    made.desk.database.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    made = Made(tmp_path_factory.mktemp("office"), "office")
    yield made
    made.raw.close()
    made.desk.database.close()


@pytest.fixture(params=["small", "office"])
def made(request: pytest.FixtureRequest) -> Made:
    chosen = request.getfixturevalue(str(request.param))
    assert isinstance(chosen, Made)
    return chosen


def test_the_small_office_has_what_was_promised(small: Made) -> None:
    figures = small.figures
    assert (figures.associations, figures.persons, figures.items) == (20, 60, 60)
    assert figures.loans == 150
    assert figures.members == 80
    assert figures.loans_open >= 8
    assert 1 <= figures.loans_late < figures.loans_open


def test_there_is_money_in_the_drawer_and_two_kits(made: Made) -> None:
    ((drawer,),) = made.rows("SELECT sum(amount_cents) FROM cash_entry WHERE method = 'cash'")
    assert isinstance(drawer, int)
    assert 5000 <= drawer < 60_000, "what is more was brought to the bank"
    kinds = {str(kind) for (kind,) in made.rows("SELECT DISTINCT kind FROM cash_entry")}
    assert {"float", "sale", "dues", "to_bank"} <= kinds
    assert made.rows("SELECT count(*) FROM cash_entry WHERE at > '2026-11-23 14:00'") == [(0,)]
    assert made.rows(
        "SELECT name, count(p.id) FROM kit k JOIN kit_part p ON p.kit_id = k.id "
        "GROUP BY k.id ORDER BY name"
    ) == [("Ciné-club", 3), ("Fête de quartier", 4)]


def test_the_larger_office_has_what_was_promised(office: Made) -> None:
    figures = office.figures
    assert (figures.associations, figures.persons, figures.items) == (300, 1_500, 800)
    assert figures.loans == 9_000
    assert figures.loans_late >= 5


def test_the_figures_are_those_of_the_database(made: Made) -> None:
    ((open_loans, late),) = made.rows(
        "SELECT count(*), sum(due_on < '2026-11-23') FROM loan WHERE state = 'out'"
    )
    assert (made.figures.loans_open, made.figures.loans_late) == (open_loans, late)
    ((kinds,),) = made.rows(
        "SELECT group_concat(n) FROM (SELECT count(*) n FROM equipment GROUP BY kind)"
    )
    assert kinds == f"{made.figures.items},{made.figures.stocks}"


def test_two_runs_make_the_same_data(small: Made, tmp_path: Path) -> None:
    again = Made(tmp_path, "small")
    assert again.digest() == small.digest()
    again.raw.close()
    again.desk.database.close()


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1, 9, tzinfo=UTC),
        datetime(2028, 2, 29, 9, tzinfo=UTC),
        datetime(2026, 8, 30, 9, tzinfo=UTC),
    ],
    ids=["a holiday", "a leap day", "a Sunday"],
)
def test_any_day_has_its_open_and_its_late_loans(at: datetime, tmp_path: Path) -> None:
    made = Made(tmp_path, "small", at)
    assert made.figures.loans == 150
    assert made.figures.loans_open >= 3
    assert made.figures.loans_late >= 1
    assert [rule.check for rule in INVARIANTS if made.rows(rule.sql)] == []
    made.raw.close()
    made.desk.database.close()


def test_a_nameless_office_becomes_grenobles(small: Made) -> None:
    ((name, code, commune, insee),) = small.rows(
        "SELECT name, code, commune_name, commune_insee FROM office"
    )
    assert (name, code) == ("Maison des associations de Grenoble", "GRE")
    assert (commune, insee) == ("Grenoble", "38185")


def test_an_office_in_use_is_left_alone(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    enter_member(desk, MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé"))
    with pytest.raises(NotEmptyError) as refused:
        make_demo(desk, "small")
    assert refused.value.code == "not_empty"
    assert "--data" in refused.value.message
    with desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM member")) == 1
    desk.database.close()


def test_stopping_keeps_nothing(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(DemoCancelledError):
        make_demo(desk, "small", cancelled=lambda: True)
    with desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM member")) == 0
        assert session.scalar(text("SELECT name FROM office")) == "Bureau"
        indexes = "SELECT count(*) FROM sqlite_master WHERE name = 'ix_loan_line_loan_id'"
        assert session.scalar(text(indexes)) == 1
    desk.database.close()


def test_progress_grows_to_its_end(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    told: list[tuple[int, int]] = []
    make_demo(desk, "small", progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    desk.database.close()


def test_it_is_one_gesture_in_the_history_and_one_notice(small: Made) -> None:
    assert small.rows("SELECT kind, who FROM gesture") == [("load_demo", "Zoé")]
    assert small.rows("SELECT * FROM recorded_change") == []
    assert small.heard == [ChangeNotice(everything=True)]


def test_sqlite_finds_nothing_wrong(made: Made) -> None:
    with made.desk.database.writing() as session:
        assert sqlite.integrity_problems(session.connection()) == []


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.check)
def test_no_invariant_is_broken(made: Made, invariant: Invariant) -> None:
    assert made.rows(invariant.sql) == []


def test_every_index_is_there_again(made: Made, tmp_path: Path) -> None:
    empty = open_desk(tmp_path)
    names = "SELECT name, sql FROM sqlite_master ORDER BY name"
    with empty.database.reading() as session:
        expected = [tuple(row) for row in session.execute(text(names))]
    assert made.rows(names) == expected
    empty.database.close()


def test_no_item_was_ever_on_two_loans_at_once(made: Made) -> None:
    lines = made.rows(
        "SELECT n.equipment_id, l.handed_out_at, coalesce(n.returned_at, '9999') "
        "FROM loan_line n JOIN loan l ON l.id = n.loan_id "
        "WHERE n.kind = 'item' AND n.state <> 'cancelled' ORDER BY 1, 2"
    )
    assert lines
    for (thing, out, back), (next_thing, next_out, _back) in itertools.pairwise(lines):
        assert str(out) < str(back)
        if thing == next_thing:
            assert str(back) <= str(next_out)


def test_no_stock_was_ever_lent_beyond_what_there_was(made: Made) -> None:
    events: dict[object, list[tuple[str, int]]] = defaultdict(list)
    for stock, at, delta in made.rows("SELECT stock_id, moved_at, delta FROM stock_movement"):
        events[stock].append((str(at), int(str(delta))))
    for stock, at, quantity in made.rows(
        "SELECT n.equipment_id, l.handed_out_at, -n.quantity FROM loan_line n "
        "JOIN loan l ON l.id = n.loan_id WHERE n.kind = 'stock' AND n.state <> 'cancelled'"
    ):
        events[stock].append((str(at), int(str(quantity))))
    for stock, at, back in made.rows(
        "SELECT n.equipment_id, r.returned_at, r.quantity + r.lost FROM line_return r "
        "JOIN loan_line n ON n.id = r.line_id WHERE n.kind = 'stock'"
    ):
        events[stock].append((str(at), int(str(back))))
    assert events
    for moves in events.values():
        there = 0
        for _at, change in sorted(moves, key=lambda move: (move[0], -move[1])):
            there += change
            assert there >= 0


def test_what_came_back_adds_up_line_by_line(made: Made) -> None:
    wrong = made.rows(
        "SELECT n.tag, n.state FROM loan_line n LEFT JOIN (SELECT line_id, sum(quantity) q, "
        "sum(lost) l FROM line_return GROUP BY line_id) r ON r.line_id = n.id "
        "WHERE n.returned_quantity <> coalesce(r.q, 0) OR n.lost_quantity <> coalesce(r.l, 0) "
        "OR (n.state = 'out') <> (n.state <> 'cancelled' "
        "AND n.returned_quantity + n.lost_quantity < n.quantity)"
    )
    assert wrong == []
    wrong = made.rows(
        "SELECT l.number FROM loan l JOIN loan_line n ON n.loan_id = l.id GROUP BY l.id "
        "HAVING (l.state = 'out') <> (sum(n.state = 'out') > 0) "
        "OR (l.closed_at IS NULL) <> (l.state = 'out') "
        "OR (l.state = 'returned' AND l.closed_at <> max(n.returned_at))"
    )
    assert wrong == []
    assert made.rows("SELECT 1 FROM loan WHERE id NOT IN (SELECT loan_id FROM loan_line)") == []


def test_numbers_have_no_gap_and_follow_the_days(made: Made) -> None:
    loans = made.rows(
        "SELECT number, number_year, number_sequence, handed_out_at FROM loan "
        "ORDER BY number_year, number_sequence"
    )
    expected: Counter[object] = Counter()
    before = ""
    for number, year, sequence, out in loans:
        expected[year] += 1
        assert sequence == expected[year]
        assert number == f"GRE-{year}-{sequence:04}"
        assert str(out)[:4] == str(year)
        assert str(out) >= before
        before = str(out)


def test_due_dates_are_open_days(made: Made) -> None:
    with made.desk.database.reading() as session:
        calendar = office_calendar(session, made.desk.office_id)
    days = {str(day) for (day,) in made.rows("SELECT DISTINCT due_on FROM loan")}
    assert [day for day in days if not calendar.is_open(date.fromisoformat(day))] == []


def test_a_loan_has_all_that_may_happen_to_it(office: Made) -> None:
    for sql in (
        "SELECT 1 FROM loan WHERE state = 'cancelled' AND cancel_reason <> ''",
        "SELECT 1 FROM loan WHERE state = 'out' AND due_on = '2026-11-23'",
        (
            "SELECT 1 FROM loan_line n JOIN loan l ON l.id = n.loan_id "
            "WHERE l.state = 'out' AND n.state = 'returned'"
        ),
        "SELECT 1 FROM loan WHERE override_reason <> ''",
        "SELECT 1 FROM deposit WHERE state = 'held'",
        "SELECT 1 FROM deposit WHERE state = 'kept' AND kept_cents > 0 AND kept_reason <> ''",
        "SELECT 1 FROM incident WHERE kind = 'damage'",
        "SELECT 1 FROM incident WHERE kind = 'loss'",
        "SELECT 1 FROM line_part WHERE missing > 0",
        "SELECT 1 FROM maintenance WHERE last_day IS NOT NULL",
        "SELECT 1 FROM equipment WHERE owner_member_id IS NOT NULL AND owner_name <> ''",
        "SELECT 1 FROM equipment WHERE archived_at IS NOT NULL",
        "SELECT 1 FROM member WHERE archived_at IS NOT NULL",
        "SELECT 1 FROM representative WHERE valid_to < '2026-11-23'",
    ):
        assert made_rows(office, sql), sql


def made_rows(made: Made, sql: str) -> bool:
    return bool(made.rows(f"{sql} LIMIT 1"))


def test_what_is_in_repair_or_gone_is_not_out(made: Made) -> None:
    assert not made.rows(
        "SELECT e.tag FROM equipment e JOIN loan_line n ON n.equipment_id = e.id "
        "WHERE n.state = 'out' AND (e.archived_at IS NOT NULL OR e.condition = 'broken' OR e.id IN "
        "(SELECT item_id FROM maintenance WHERE last_day IS NULL OR last_day >= '2026-11-23'))"
    )
    assert not made.rows(
        "SELECT m.label FROM member m JOIN loan l ON l.borrower_id = m.id "
        "WHERE m.archived_at IS NOT NULL AND (l.state = 'out' OR l.closed_at > m.archived_at)"
    )


def test_members_carry_numbers_that_pass_every_check(made: Made) -> None:
    members = made.rows("SELECT rna, siret, email, phone, mobile, number, card FROM member")
    for their_rna, their_siret, email, phone, mobile, _number, _card in members:
        assert read_rna(str(their_rna or "")) == their_rna
        assert read_siret(str(their_siret or "")) == their_siret
        assert read_email(str(email or "")) == email
        assert email is None or str(email).endswith("@example.org")
        assert read_phone(str(phone or "")) == phone
        assert read_phone(str(mobile or "")) == mobile
        assert str(phone or "+3346571").startswith("+3346571")
        assert str(mobile or "+3363998").startswith("+3363998")
    for column in (0, 1, 2, 5, 6):
        given = [row[column] for row in members if row[column]]
        assert len(set(given)) == len(given)


def test_names_are_not_all_alike(office: Made) -> None:
    names = [str(name) for (name,) in office.rows("SELECT label FROM member ORDER BY label")]
    assert len(set(names)) > 0.97 * len(names)
    associations = office.rows("SELECT name FROM member WHERE kind = 'association'")
    assert len(set(associations)) == len(associations)
    assert any("œ" in name.lower() for name in names)
    assert any("’" in name for name in names)


def test_most_members_are_up_to_date_and_some_are_not(office: Made) -> None:
    untils = [
        str(until)
        for (until,) in office.rows(
            "SELECT max(s.valid_to) FROM member m JOIN membership s ON s.member_id = m.id "
            "WHERE m.archived_at IS NULL GROUP BY m.id"
        )
    ]
    current = sum(until >= "2026-11-23" for until in untils)
    assert 0.6 < current / len(untils) < 0.95


def test_demonstration_members_are_found_as_typed(office: Made) -> None:
    database = office.desk.database
    with database.reading() as session:
        hits = find(session, database.lexicon, "st martin dheres", kinds=(HitKind.MEMBER,))
        assert hits
        assert find(session, database.lexicon, "VID-001")[0].number == "VID-001"
        assert find(session, database.lexicon, "gre-2026-0042")[0].number == "GRE-2026-0042"


def test_a_telephone_number_is_found_as_it_is_written_on_paper(office: Made) -> None:
    ((key, phone),) = office.rows("SELECT id, mobile FROM member WHERE mobile <> '' LIMIT 1")
    assert isinstance(key, bytes)
    database = office.desk.database
    with database.reading() as session:
        hits = find(session, database.lexicon, show_phone(str(phone)))
    assert key in [hit.id.bytes for hit in hits]


def test_numbers_of_associations_are_never_given_twice() -> None:
    assert read_rna(rna(12_000)) == "W381912000"
    given = {siret(sequence, 1) for sequence in range(1, 2_000)}
    assert len(given) == 1_999
    assert all(read_siret(number) == number for number in given)


def test_a_card_is_an_ean_13() -> None:
    assert card(1) == "2900000000018"
    digits = [int(digit) for digit in card(1234567)]
    assert sum(digits[::2]) % 10 == -3 * sum(digits[1::2]) % 10


def test_places_take_their_article() -> None:
    assert of_place("Échirolles") == "d’Échirolles"
    assert of_place("Le Gua") == "du Gua"
    assert of_place("La Tronche") == "de La Tronche"
    assert of_place("Saint-Martin-d'Hères") == "de Saint-Martin-d’Hères"
    assert in_place("Le Pont-de-Claix") == "au Pont-de-Claix"
    assert in_place("Vif") == "à Vif"
