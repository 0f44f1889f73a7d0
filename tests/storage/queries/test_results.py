"""While one types, each answer brings the fact that decides."""

from tests.trial_office import TrialOffice
from vaetvient.storage.queries.results import (
    Found,
    FoundLoan,
    FoundMember,
    FoundThing,
    results,
)


def found(office: TrialOffice, text: str, *, things_only: bool = False) -> list[Found]:
    with office.reading() as session:
        lexicon = office.desk.database.lexicon
        return results(session, lexicon, text, things_only=things_only)


def test_a_member_comes_with_commune_and_dues(office: TrialOffice) -> None:
    office.person(commune="Grenoble")
    (zoe,) = found(office, "lefevre")
    assert isinstance(zoe, FoundMember)
    assert (zoe.label, zoe.commune) == ("Lefèvre Zoé", "Grenoble")
    assert zoe.paid_until is not None


def test_a_thing_comes_with_who_has_it(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item("Vidéoprojecteur Epson", tag="VID-012"))
    rows = found(office, "videopro")
    assert [type(row) for row in rows] == [FoundThing]
    (thing,) = rows
    assert isinstance(thing, FoundThing)
    assert (thing.out_to, thing.due_on) == ("Lefèvre Zoé", lent.due_on)


def test_a_loan_comes_with_its_state(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    (loan,) = (row for row in found(office, lent.number) if isinstance(row, FoundLoan))
    assert (loan.label, loan.due_on) == ("Lefèvre Zoé", lent.due_on)


def test_a_quantity_looks_among_things_alone(office: TrialOffice) -> None:
    office.person("Chaise", "Odile")
    office.stock("Chaise pliante")
    assert {type(row) for row in found(office, "chaise")} == {FoundMember, FoundThing}
    assert [type(row) for row in found(office, "chaise", things_only=True)] == [FoundThing]


def test_one_members_many_loans_do_not_hide_the_other_answers(office: TrialOffice) -> None:
    zoe = office.person()
    for _n in range(10):
        office.lend(zoe, office.item())
    office.person("Lefèvre", "Marc")
    kinds = [type(row) for row in found(office, "lefevre")]
    assert kinds.count(FoundMember) == 2
    office.person("Lefèvre", "Odile")
    assert len(found(office, "lefevre")) == 8


def test_a_word_finds_the_kinds_that_it_ends_and_many_alike_leave_room_for_others(
    office: TrialOffice,
) -> None:
    office.items(9, model=office.model("Projecteur à diodes"))
    office.item("Vidéoprojecteur Epson")
    names = [thing.label for thing in found(office, "projecteur")]
    assert names.count("Vidéoprojecteur Epson") == 1
    assert names[0] == "Projecteur à diodes"
    assert len(names) == 8
