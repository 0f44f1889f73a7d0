"""Prepared statements say and write what the session would, and see what it has not written yet."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select, text, update

from tests.trial_office import TrialOffice
from vaetvient.domain.entities import Category, Equipment, Loan, Member, Membership, Person
from vaetvient.domain.loan import LoanState
from vaetvient.domain.records import new_id
from vaetvient.storage.prepared import NewRows, Order, Question, alone, row

NAMED: Question[tuple[UUID, str]] = Question(
    select(Equipment.id, Equipment.tag)
    .where(Equipment.id.in_(bindparam("keys", expanding=True)))
    .order_by(Equipment.tag),
    row,
)
CALLED: Question[UUID] = Question(
    select(Category.id).where(Category.name == bindparam("name")), alone
)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_number_of_keys_can_be_asked_about(office: TrialOffice, count: int) -> None:
    items = [office.item(tag=f"VID-00{n}") for n in range(1, 4)]
    with office.reading() as session:
        asked = items[:count]
        found = session.execute(
            select(Equipment.id, Equipment.tag)
            .where(Equipment.id.in_(asked))
            .order_by(Equipment.tag)
        )
        assert NAMED.all(session, keys=asked) == [tuple(one) for one in found]


def test_values_come_as_their_columns_types(office: TrialOffice) -> None:
    jardins, item = office.association("Les Jardins"), office.item()
    lent = office.lend(jardins, item)
    columns = (Loan.id, Loan.state, Loan.handed_out_at, Loan.due_on, Loan.closed_at)
    known: Question[tuple[object, ...]] = Question(
        select(*columns).where(Loan.id == bindparam("key")), row
    )
    with office.reading() as session:
        loan = session.get_one(Loan, lent.loan_id)
        told = known.first(session, key=lent.loan_id)
        assert told == (loan.id, LoanState.OUT, loan.handed_out_at, loan.due_on, None)


def test_what_the_session_has_not_written_yet_is_seen(office: TrialOffice) -> None:
    with office.desk.database.writing() as session:
        category = Category(name="Image et son", prefix="VID")
        session.add(category)
        assert CALLED.first(session, name="Image et son") == category.id


def test_nothing_found_is_none(office: TrialOffice) -> None:
    with office.reading() as session:
        assert CALLED.first(session, name="Jamais vu") is None


def test_a_question_without_its_facts_is_a_fault_not_an_answer(office: TrialOffice) -> None:
    with office.reading() as session, pytest.raises(KeyError):
        CALLED.first(session, nom="Image et son")


def test_a_question_in_plain_sql_answers_as_the_engine_keeps_it(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    raw: Question[bytes] = Question(text("SELECT id FROM member WHERE label = :label"), alone)
    with office.reading() as session:
        assert raw.all(session, label="Lefèvre Zoé") == [zoe.bytes]


def test_new_rows_take_the_defaults_of_their_entity(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    dues = {"member_id": zoe, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    with office.desk.database.writing() as session:
        NewRows(Membership).write(session, [dues, {**dues, "id": (key := new_id())}])
        written = session.get_one(Membership, key)
        assert (written.revision, written.amount_cents, written.currency) == (1, 0, "EUR")
        assert (written.valid_to, written.paid_on) == (date(2026, 12, 31), None)


def test_a_column_that_is_not_there_is_refused(office: TrialOffice) -> None:
    with office.desk.database.writing() as session, pytest.raises(KeyError, match="valid_until"):
        NewRows(Membership).write(session, [{"valid_until": date(2026, 12, 31)}])


def test_an_order_is_carried_out_for_each(office: TrialOffice) -> None:
    zoe, ali = office.person("Lefèvre", "Zoé"), office.person("Benali", "Ali")
    note = Order(
        update(Person).where(Member.id == bindparam("key")).values(notes=bindparam("said"))
    )
    with office.desk.database.writing() as session:
        note.each(session, [{"key": zoe, "said": "un"}, {"key": ali, "said": "deux"}])
        assert session.get_one(Member, zoe).notes == "un"
        assert session.get_one(Member, ali).notes == "deux"
