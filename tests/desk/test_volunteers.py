"""A name is asked lightly, and the right to go past a rule can be kept to some."""

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import volunteers
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.default_terms import set_default_term
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.volunteers import NoNameError, SomeoneMustError, VolunteerRow
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.volunteer import MayNotOverrideError


def known(office: TrialOffice) -> list[VolunteerRow]:
    with office.reading() as session:
        return volunteers.volunteers(session, office.desk)


def test_whoever_sits_down_is_known_from_then_on(office: TrialOffice) -> None:
    seated = volunteers.sit_down(office.desk, "  Zoé   Lefèvre ")
    assert seated.volunteer == "Zoé Lefèvre"
    assert known(office) == [VolunteerRow("Zoé Lefèvre", may_override=True)]
    again = open_desk(office.folder)
    assert again.volunteer == "Zoé Lefèvre"
    again.database.close()


def test_the_same_name_written_otherwise_is_the_same_person(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Zoé Lefèvre")
    assert volunteers.sit_down(office.desk, "ZOE LEFEVRE").volunteer == "Zoé Lefèvre"
    assert len(known(office)) == 1


def test_nobody_sits_down_without_a_name(office: TrialOffice) -> None:
    with pytest.raises(NoNameError) as caught:
        volunteers.sit_down(office.desk, "  ")
    assert caught.value.field == "volunteer"


def lend_past_a_rule(office: TrialOffice, who: str) -> None:
    set_default_term(office.desk, "membership_required", True)
    borrower, thing = office.person(dues=False), office.item(tag=f"T-{who}")
    command = HandOut(borrower, (LineWanted(thing),), override_reason="Urgence")
    hand_out(office.desk.seated(who), command)


def test_whoever_was_not_given_the_right_does_not_go_past_a_rule(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Odile")
    volunteers.sit_down(office.desk, "Ali")
    volunteers.let_override(office.desk, "Ali", False)
    with pytest.raises(MayNotOverrideError) as caught:
        lend_past_a_rule(office, "Ali")
    assert "Demandez à Odile" in caught.value.message
    assert isinstance(caught.value, RefusedError)
    assert office.count("loan") == 0
    lend_past_a_rule(office, "Odile")


def test_where_no_rule_stands_in_the_way_the_right_does_not_matter(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Odile")
    volunteers.sit_down(office.desk, "Ali")
    volunteers.let_override(office.desk, "Ali", False)
    borrower, thing = office.person(), office.item()
    command = HandOut(borrower, (LineWanted(thing),), override_reason="Pour rien")
    hand_out(office.desk.seated("Ali"), command)


def test_the_last_who_may_go_past_a_rule_keeps_the_right(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Odile")
    for take in (
        lambda: volunteers.let_override(office.desk, "Odile", False),
        lambda: volunteers.forget(office.desk, "Odile"),
    ):
        with pytest.raises(SomeoneMustError):
            take()


def test_the_last_one_keeps_the_right_however_the_name_is_written(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Zoé Lefèvre")
    for take in (
        lambda: volunteers.let_override(office.desk, "ZOE LEFEVRE", False),
        lambda: volunteers.forget(office.desk, "zoe lefevre"),
    ):
        with pytest.raises(SomeoneMustError):
            take()
    assert known(office) == [VolunteerRow("Zoé Lefèvre", may_override=True)]


def test_someone_who_left_is_off_the_list_and_back_when_they_sit_down(office: TrialOffice) -> None:
    volunteers.sit_down(office.desk, "Odile")
    volunteers.sit_down(office.desk, "Ali")
    volunteers.forget(office.desk, "Ali")
    assert [row.name for row in known(office)] == ["Odile"]
    volunteers.sit_down(office.desk, "ali")
    assert [row.name for row in known(office)] == ["Ali", "Odile"]
