"""One thing done to many records: one gesture, the rules of each, undone as one."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import loans, together, undo
from vaetvient.desk.members import StillBorrowingError
from vaetvient.desk.together import (
    MOST_TOGETHER,
    NoTagError,
    NothingChosenError,
    TooManyTogetherError,
)
from vaetvient.domain.entities import Member, Model
from vaetvient.domain.equipment import Condition, Equipment, Item
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.storage.queries.history import gestures


def test_members_are_archived_as_one_and_brought_back_as_one(office: TrialOffice) -> None:
    keys = [office.person("Petit", name) for name in ("Anne", "Paul", "Zoé", "Luc")]
    before = office.count("gesture")
    assert together.archive_members(office.desk, keys).done == 4
    assert office.count("gesture") == before + 1
    assert all(office.get(Member, key).archived_at for key in keys)
    undone = undo.undo(office.desk)
    assert undone.what == "Fiches archivées : Petit Anne, Petit Paul, Petit Zoé et 1 de plus"
    assert not any(office.get(Member, key).archived_at for key in keys)


def test_whoever_still_has_something_is_left_and_named(office: TrialOffice) -> None:
    zoe, paul = office.person("Lefèvre", "Zoé"), office.person("Petit", "Paul")
    office.lend(zoe, office.item())
    done = together.archive_members(office.desk, [zoe, paul])
    assert done.done == 1
    (left,) = done.left
    assert left.name == "Lefèvre Zoé"
    assert "encore du matériel" in left.why
    assert office.get(Member, zoe).archived_at is None


def test_when_all_are_refused_the_reason_is_raised_and_nothing_recorded(
    office: TrialOffice,
) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    office.lend(zoe, office.item())
    before = office.count("gesture")
    with pytest.raises(StillBorrowingError):
        together.archive_members(office.desk, [zoe])
    assert office.count("gesture") == before


def test_keywords_are_added_once_and_taken_away_whatever_their_case(office: TrialOffice) -> None:
    anne, paul = office.person("Petit", "Anne", tags="chorale"), office.person("Petit", "Paul")
    together.tag_members(office.desk, [anne, paul], add="fête des voisins, Chorale")
    assert office.get(Member, anne).tags == "chorale, fête des voisins"
    assert office.get(Member, paul).tags == "fête des voisins, Chorale"
    together.tag_members(office.desk, [anne, paul], remove="CHORALE")
    assert office.get(Member, paul).tags == "fête des voisins"
    with pytest.raises(NoTagError):
        together.tag_members(office.desk, [anne], add=" , ")


def test_things_are_moved_and_judged_and_a_stock_keeps_no_condition(office: TrialOffice) -> None:
    item, chairs = office.item("Sono", "SON-001"), office.stock("Chaise", 40)
    together.move_things(office.desk, [item, chairs], "  Cave  2 ")
    assert {office.get(Equipment, key).location for key in (item, chairs)} == {"Cave 2"}
    done = together.judge_things(office.desk, [item, chairs], Condition.DAMAGED)
    assert done.done == 1
    assert len(done.left) == 1
    assert office.get(Item, item).condition is Condition.DAMAGED


def test_things_are_stopped_for_one_reason(office: TrialOffice) -> None:
    keys = office.items(3, "Sono", "SON-001")
    with pytest.raises(ReasonNeededError):
        together.stop_things(office.desk, keys, " ")
    yesterday = office.today() - timedelta(days=1)
    with pytest.raises(InvalidValueError):
        together.stop_things(office.desk, keys, "révision", until=yesterday)
    assert office.count("maintenance") == 0
    together.stop_things(office.desk, keys, "révision", until=office.today())
    assert office.count("maintenance") == 3
    undo.undo(office.desk)
    assert office.count("maintenance") == 0


def test_what_is_out_is_not_withdrawn(office: TrialOffice) -> None:
    first, second = office.items(2, "Sono", "SON-001")
    office.lend(office.person(), first)
    done = together.archive_things(office.desk, [first, second])
    assert (done.done, [left.name for left in done.left]) == (1, ["SON-001"])


def test_a_category_is_that_of_the_model_and_so_of_its_other_items(office: TrialOffice) -> None:
    one, _other = office.items(2, "Sono", "SON-001")
    category = office.category("Concert")
    assert together.sort_models(office.desk, [one], category).done == 1
    model = office.get(Equipment, one).model_id
    assert office.get(Model, model).category_id == category
    undo.undo(office.desk)
    assert office.get(Model, model).category_id != category


def test_loans_get_more_time_but_one_that_has_it_already(office: TrialOffice) -> None:
    anne = office.person("Petit", "Anne")
    short = office.lend(anne, office.item("Sono", "SON-001"))
    long = office.lend(anne, office.item("Barnum", "BAR-001"))
    due = office.loan(long).due_on
    assert due is not None
    until = due + timedelta(days=40)
    loans.extend(office.desk, long.loan_id, until + timedelta(days=10))
    kept = office.loan(long).due_on
    done = together.extend_loans(office.desk, [short.loan_id, long.loan_id], until)
    assert done.done == 1
    assert [left.name for left in done.left] == [long.number]
    due = office.loan(short).due_on
    assert due is not None
    assert due >= until
    assert office.loan(long).due_on == kept


def test_nothing_and_too_much_are_said(office: TrialOffice) -> None:
    with pytest.raises(NothingChosenError):
        together.move_things(office.desk, [], "Cave")
    with pytest.raises(TooManyTogetherError):
        together.archive_members(office.desk, [uuid4()] * (MOST_TOGETHER + 1))


def test_what_has_gone_meanwhile_is_left_out(office: TrialOffice) -> None:
    before = office.count("gesture")
    assert together.archive_members(office.desk, [uuid4()]).done == 0
    assert office.count("gesture") == before


def test_the_history_tells_it_in_one_line(office: TrialOffice) -> None:
    keys: list[UUID] = office.items(2, "Sono", "SON-001")
    together.move_things(office.desk, keys, "Cave")
    with office.reading() as session:
        (row,) = gestures(session, limit=1)
    assert row.what == "Rangés en « Cave » : SON-001, SON-002"
