"""A thing that was scanned came back at once; its state may be said afterwards."""

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import undo
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.returning import LineBack, PartMissing
from vaetvient.domain.entities import Incident, Item
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.lending import NotHandedOutError
from vaetvient.domain.loan import IncidentKind


def incidents(office: TrialOffice) -> list[tuple[IncidentKind, str]]:
    with office.reading() as session:
        return [(i.kind, i.description) for i in session.scalars(select(Incident))]


def test_the_state_is_said_after_the_scan_and_the_thing_keeps_it(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(tag="VID-001"))
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id))
    amend_return(
        office.desk, ReturnAmended(line.id, condition=Condition.DAMAGED, remarks="capot fendu")
    )
    (line,) = office.loan(lent).lines
    assert line.condition_in is Condition.DAMAGED
    assert line.returns[-1].remarks == "capot fendu"
    thing = office.tagged("VID-001")
    assert isinstance(thing, Item)
    assert (thing.condition, thing.defects) == (Condition.DAMAGED, "capot fendu")
    assert incidents(office) == [(IncidentKind.DAMAGE, "capot fendu")]


def test_saying_better_leaves_no_incident_behind(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id, condition=Condition.BROKEN))
    amend_return(office.desk, ReturnAmended(line.id, condition=Condition.GOOD))
    assert incidents(office) == []


def test_accessories_are_counted_again(office: TrialOffice) -> None:
    model = office.model("Sono portable", accessories=(("micro", 2), ("câble", 1)))
    lent = office.lend(office.person(), office.item(model=model))
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id, missing_parts=(PartMissing(line.parts[0].id, 2),)))
    amend_return(
        office.desk, ReturnAmended(line.id, missing_parts=(PartMissing(line.parts[0].id, 1),))
    )
    (line,) = office.loan(lent).lines
    assert [part.missing for part in line.parts] == [1, 0]
    assert line.returns[-1].missing_parts == "1 × micro"
    assert [kind for kind, _words in incidents(office)] == [IncidentKind.LOSS]


def test_more_cannot_be_missing_than_went_out(office: TrialOffice) -> None:
    model = office.model("Sono portable", accessories=(("micro", 2),))
    lent = office.lend(office.person(), office.item(model=model))
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id))
    with pytest.raises(NotFoundError):
        amend_return(
            office.desk, ReturnAmended(line.id, missing_parts=(PartMissing(line.parts[0].id, 3),))
        )


def test_what_is_still_out_has_no_return_to_correct(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    (line,) = office.loan(lent).lines
    with pytest.raises(NotHandedOutError):
        amend_return(office.desk, ReturnAmended(line.id, condition=Condition.WORN))


def test_it_is_undone_before_the_return_it_corrects(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id))
    amend_return(office.desk, ReturnAmended(line.id, condition=Condition.WORN))
    undo.undo(office.desk)
    (line,) = office.loan(lent).lines
    assert line.condition_in is Condition.GOOD
    undo.undo(office.desk)
    (line,) = office.loan(lent).lines
    assert line.still_out == 1
