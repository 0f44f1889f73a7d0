"""Two entries of one member made into one; both cards still in the member's hand."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import loans, mandates, members, merging
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.equipment import EquipmentForm, change_equipment
from vaetvient.desk.members import DifferentKindsError, MergedAlreadyError
from vaetvient.desk.undo import CannotUndoError, undo
from vaetvient.domain.entities import (
    Association,
    Equipment,
    Gesture,
    Member,
    Membership,
    Person,
    Representative,
)
from vaetvient.storage.queries.counter import MemberScanned, resolve


def called(office: TrialOffice, typed: str) -> UUID:
    with office.reading() as session:
        return members.member_called(session, typed).id


def test_everything_of_the_one_passes_to_the_other(office: TrialOffice) -> None:
    kept = office.person(email="zoe@jardins.example", notes="clé du local")
    gone = office.person("Lefebvre", "Zoé", phone="0476012345", notes="rappeler", card="C-2")
    jardins = office.association()
    mandate = mandates.name_representative(office.desk, jardins, gone, role="trésorière")
    thing = office.item()
    change_equipment(
        office.desk,
        thing,
        EquipmentForm(office.get(Equipment, thing).model_id, owner_member_id=gone),
    )
    lent = office.lend(gone, office.item())
    signed = office.lend(jardins, office.item(), signatory_id=gone)
    basket = loans.put_aside(office.desk, borrower_id=gone, lines=(LineWanted(thing),))

    merging.merge_members(office.desk, kept, gone)

    zoe = office.get(Person, kept)
    assert (zoe.label, zoe.email, zoe.phone) == (
        "Lefèvre Zoé",
        "zoe@jardins.example",
        "+33476012345",
    )
    assert zoe.notes == "clé du local\nrappeler"
    assert zoe.card == "C-2"
    assert office.loan(lent).borrower_id == kept
    assert office.loan(lent).borrower_name == "Lefebvre Zoé"  # as it was printed
    assert office.loan(signed).signatory_id == kept
    assert (office.loan(basket).borrower_id, office.loan(basket).borrower_name) == (
        kept,
        "Lefèvre Zoé",
    )
    assert office.get(Representative, mandate).person_id == kept
    assert office.get(Equipment, thing).owner_member_id == kept
    with office.reading() as session:
        assert set(session.scalars(select(Membership.member_id))) == {kept, jardins}
    left = office.get(Member, gone)
    assert (left.merged_into_id, left.archived_at) == (kept, office.moment)
    office.bring_back(lent)
    office.lend(kept, thing, basket_id=basket)


def test_both_cards_and_both_numbers_lead_to_the_one_that_was_kept(office: TrialOffice) -> None:
    kept = office.person(card="C-1", number="11")
    gone = office.person("Lefebvre", card="C-2", number="12")
    merging.merge_members(office.desk, kept, gone)
    for typed in ("C-1", "C-2", "11", "12", str(gone)):
        assert called(office, typed) == kept
    with office.reading() as session:
        for typed in ("C-1", "C-2", "11", "12"):
            assert resolve(session, typed) == MemberScanned(kept), typed


def test_an_address_is_not_mixed_with_another(office: TrialOffice) -> None:
    kept = office.association("Un", commune="Grenoble")
    gone = office.association("Deux", address="3, rue Thiers", commune="Meylan")
    merging.merge_members(office.desk, kept, gone)
    one = office.get(Association, kept)
    assert (one.address, one.postal_code, one.commune_name) == ("", "38000", "Grenoble")


def test_merging_twice_leads_to_the_last(office: TrialOffice) -> None:
    first, second, third = (office.person("Lefèvre", name, card=name) for name in "ABC")
    lent = office.lend(first, office.item())
    merging.merge_members(office.desk, second, first)
    merging.merge_members(office.desk, third, second)
    assert office.loan(lent).borrower_id == third
    assert called(office, "A") == called(office, "B") == third
    with office.reading() as session:
        merges = session.scalars(
            select(Gesture.id).where(Gesture.kind == "merge_members").order_by(Gesture.id)
        ).all()
    with pytest.raises(CannotUndoError) as refused:
        undo(office.desk, merges[0])
    assert "Fiche de Lefèvre B réunie à celle de Lefèvre C" in refused.value.message
    undo(office.desk)
    undo(office.desk)
    assert called(office, "A") == first
    assert office.loan(lent).borrower_id == first


def test_what_was_merged_is_not_merged_nor_restored_again(office: TrialOffice) -> None:
    kept, gone, other = office.person("K"), office.person("G"), office.person("O")
    merging.merge_members(office.desk, kept, gone)
    for into, what in ((other, gone), (gone, other), (gone, kept)):
        with pytest.raises(MergedAlreadyError) as refused:
            merging.merge_members(office.desk, into, what)
        assert "K Zoé" in refused.value.message
    with pytest.raises(MergedAlreadyError):
        members.restore_member(office.desk, gone)


def test_what_is_not_two_of_a_kind_is_not_merged(office: TrialOffice) -> None:
    zoe, jardins = office.person(), office.association()
    with pytest.raises(merging.SameMemberError):
        merging.merge_members(office.desk, zoe, zoe)
    with pytest.raises(DifferentKindsError):
        merging.merge_members(office.desk, zoe, jardins)


def test_an_archived_entry_that_takes_a_living_one_lives_again(office: TrialOffice) -> None:
    """What is out in the name of one may not end in an archive."""
    kept, gone = office.person(), office.person("Lefebvre")
    members.archive_member(office.desk, kept)
    lent = office.lend(gone, office.item())
    merging.merge_members(office.desk, kept, gone)
    assert office.get(Member, kept).archived_at is None
    undo(office.desk)
    assert office.get(Member, kept).archived_at is not None
    office.bring_back(lent)
