"""What came back damaged or incomplete waits for someone to look at it."""

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, together
from vaetvient.desk.returning import LineBack
from vaetvient.domain.equipment import Condition
from vaetvient.storage.queries.to_check import CheckRow, to_check


def waiting(office: TrialOffice) -> tuple[CheckRow, ...]:
    with office.reading() as session:
        return to_check(session, office.desk.clock(), office.desk.zone)


def back(office: TrialOffice, tag: str, condition: Condition, remarks: str = "") -> None:
    lent = office.lend(office.person(), office.tagged(tag).id)
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id, condition=condition, remarks=remarks))


def test_a_thing_that_came_back_damaged_is_to_be_checked(office: TrialOffice) -> None:
    office.items(2, "Sono", "SON-001")
    back(office, "SON-001", Condition.DAMAGED, "câble dénudé")
    back(office, "SON-002", Condition.GOOD)
    (row,) = waiting(office)
    assert (row.tag, row.what, row.damaged) == ("SON-001", "câble dénudé", True)


def test_it_is_seen_to_when_it_is_stopped_mended_withdrawn_or_old(office: TrialOffice) -> None:
    keys = office.items(4, "Sono", "SON-001")
    for number in range(1, 5):
        back(office, f"SON-00{number}", Condition.DAMAGED)
    assert len(waiting(office)) == 4
    equipment.take_out_of_service(office.desk, keys[0], "réparation")
    together.judge_things(office.desk, [keys[1]], Condition.GOOD)
    equipment.archive_equipment(office.desk, keys[2])
    assert [row.equipment_id for row in waiting(office)] == [keys[3]]
    office.later(days=20)
    assert waiting(office) == ()
