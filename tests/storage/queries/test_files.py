"""All of one member, of one thing, of one loan, as their pages show them."""

from datetime import date
from uuid import uuid4

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, mandates, members
from vaetvient.desk.returning import LineBack, PartMissing
from vaetvient.domain.equipment import CategoryKind, Condition, MovementReason
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.loan import LineState, LoanState
from vaetvient.storage.queries.categories import category_tree, with_descendants
from vaetvient.storage.queries.loan_file import LoanFile, loan_file
from vaetvient.storage.queries.member_file import member_file
from vaetvient.storage.queries.models import locations_used, models_called, owners_used, tags_taken
from vaetvient.storage.queries.people import people_called
from vaetvient.storage.queries.thing_file import ThingFile, thing_file


def thing(office: TrialOffice, tag: str) -> ThingFile:
    key = office.tagged(tag).id
    with office.reading() as session:
        return thing_file(session, key, office.today())


def test_a_member_with_dues_mandates_and_loans(office: TrialOffice) -> None:
    jardins = office.association("Les Jardins", rna="W381001234")
    zoe = office.person("Lefèvre", "Zoé")
    paul = office.person("Petit", "Paul")
    mandates.name_representative(office.desk, jardins, zoe, role="présidente")
    ended = mandates.name_representative(office.desk, jardins, paul, role="trésorier")
    mandates.end_representation(office.desk, ended)
    back = office.lend(jardins, office.item("Barnum", "BAR-001"))
    office.bring_back(back)
    office.lend(jardins, (office.stock(), 12), deposit_cents=3000)
    with office.reading() as session:
        file = member_file(session, jardins)
        hers = member_file(session, zoe)
    assert (file.label, file.rna, file.birth_date) == ("Les Jardins", "W381001234", None)
    assert file.paid_until == date(2027, 11, 22)
    assert [(m.other, m.is_over(office.today())) for m in file.mandates] == [
        ("Lefèvre Zoé", False),
        ("Petit Paul", True),
    ]
    assert [(m.other, m.role) for m in hers.mandates] == [("Les Jardins", "présidente")]
    assert [(row.what, row.things) for row in file.open_loans] == [("Chaise pliante", 12)]
    assert [(row.what, row.state) for row in file.past_loans] == [("Barnum", LoanState.RETURNED)]
    assert (file.past_loans_total, file.deposits_held_cents) == (1, 3000)


def loan(office: TrialOffice, key: object) -> LoanFile:
    with office.reading() as session:
        return loan_file(session, key, office.today())  # type: ignore[arg-type]


def test_a_loan_with_parts_missing_and_units_lost(office: TrialOffice) -> None:
    sound = office.model("Sono", accessories=(("micro", 2),))
    lent = office.lend(
        office.person(), office.item("Sono", "SON-001", model=sound), (office.stock(), 30)
    )
    sono, chairs = office.loan(lent).lines
    office.take(
        LineBack(
            sono.id,
            condition=Condition.WORN,
            missing_parts=(PartMissing(sono.parts[0].id, 1),),
            remarks="grésille",
        ),
        LineBack(chairs.id, quantity=10, lost=2),
    )
    file = loan(office, lent.loan_id)
    assert file.state is LoanState.OUT
    assert (file.still_out, file.anything_back) == (18, True)
    assert [(p.name, p.quantity, p.missing) for p in file.lines[0].parts] == [("micro", 2, 1)]
    assert file.lines[0].returns[0].remarks == "grésille"
    assert (file.lines[1].returned, file.lines[1].lost) == (10, 2)


def test_a_thing_and_its_history(office: TrialOffice) -> None:
    sound = office.category("Image et son")
    model = office.model("Sono", category_id=sound, accessories=(("micro", 2), ("pied", 1)))
    sono = office.item("Sono", "SON-001", model=model, serial="X1", location="Étagère 2")
    office.bring_back(
        office.lend(office.person(), sono), condition=Condition.DAMAGED, remarks="bosse"
    )
    equipment.take_out_of_service(office.desk, sono, "à réparer")
    file = thing(office, "SON-001")
    assert (file.model.category, file.model.category_kind) == ("Image et son", CategoryKind.THING)
    assert [(p.name, p.quantity) for p in file.model.accessories] == [("micro", 2), ("pied", 1)]
    (use,) = file.uses
    assert (use.borrower, use.state, use.remarks) == ("Lefèvre Zoé", LineState.RETURNED, "bosse")
    assert use.condition_in is Condition.DAMAGED
    assert file.stop is not None
    assert file.stop.reason == "à réparer"
    equipment.put_in_service(office.desk, sono)
    file = thing(office, "SON-001")
    assert file.stop is None
    assert len(file.stops) == 1


def test_a_stock_and_its_movements(office: TrialOffice) -> None:
    chairs = office.stock("Chaise", 200, "CHA")
    equipment.move_stock(office.desk, chairs, -3, reason=MovementReason.LOSS, note="après la fête")
    office.lend(office.person(), (chairs, 30))
    file = thing(office, "CHA")
    assert (file.total, file.out) == (197, 30)
    assert [(row.delta, row.note) for row in file.movements] == [(-3, "après la fête"), (200, "")]


def test_what_is_not_there_is_said(office: TrialOffice) -> None:
    with office.reading() as session:
        for ask in (
            lambda: member_file(session, uuid4()),
            lambda: loan_file(session, uuid4(), office.today()),
            lambda: thing_file(session, uuid4(), office.today()),
        ):
            with pytest.raises(NotFoundError):
                ask()


def test_the_tree_of_categories_in_order(office: TrialOffice) -> None:
    sound = office.category("Son")
    office.category("Étranges lucarnes")
    below = office.category("Micros", parent_id=sound)
    office.item("Micro", "MIC-001", model=office.model("Micro", category_id=below))
    with office.reading() as session:
        tree = category_tree(session)
        assert with_descendants(session, [sound]) == {sound, below}
    assert [(row.path, row.depth, row.things) for row in tree] == [
        ("Étranges lucarnes", 0, 0),
        ("Son", 0, 0),
        ("Son › Micros", 1, 1),
    ]


def test_what_a_form_offers_while_one_types(office: TrialOffice) -> None:
    office.items(3, "Vidéoprojecteur Epson", location="Étagère 2", owner_name="Ville d'Eybens")
    office.item("Écran", location="Étagère 1")
    with office.reading() as session:
        (epson,) = models_called(session, "epson video")
        assert (epson.name, epson.things) == ("Vidéoprojecteur Epson", 3)
        assert locations_used(session, "etag") == ("Étagère 2", "Étagère 1")
        assert owners_used(session, "eybens") == ("Ville d'Eybens",)
        assert models_called(session, "100%") == ()
        assert tags_taken(session, ["MAT-001", "MAT-999"]) == {"MAT-001"}


def test_people_are_found_by_a_few_letters_and_archived_ones_are_not(office: TrialOffice) -> None:
    office.person("Lefèvre", "Zoé")
    office.association("Lefèvre et fils")
    members.archive_member(office.desk, office.person("Lefèvre", "Ana"))
    with office.reading() as session:
        found = people_called(session, office.desk.database.lexicon, "lefev")
    assert [person.label for person in found] == ["Lefèvre Zoé"]
