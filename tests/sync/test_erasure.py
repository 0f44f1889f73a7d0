"""The erased never reappear, and what else was signed with them still holds (29, 30)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.consents import note_consent
from vaetvient.desk.dossiers import note_document
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.loans import settle_deposit
from vaetvient.desk.members import MemberForm, NamelessMemberError, change_member
from vaetvient.desk.returning import TakeBack, everything_out, take_back
from vaetvient.domain.consent import ConsentMeans, ConsentSubject
from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.member import MemberKind
from vaetvient.sync import erasure

__all__ = ["scene"]


def labels(computer: Computer) -> list[tuple[object, ...]]:
    with computer.desk.database.reading() as session:
        query = "SELECT m.label, l.borrower_name FROM loan l JOIN member m ON m.id = l.borrower_id"
        return [tuple(row) for row in session.execute(text(query))]


def everything_on_disk(computer: Computer) -> bytes:
    computer.close()
    return b"".join(path.read_bytes() for path in computer.folder.iterdir() if path.is_file())


def test_29_the_erased_never_reappear(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Zébulonne", shared=True, email="zebulonne@a.fr")
    stays = person(gre.desk, "Restante", shared=True)
    tag = projector(gre.desk)
    with gre.desk.database.reading() as session:
        thing = equipment_called(session, tag).id
    lent = hand_out(gre.desk, HandOut(gone, (LineWanted(thing, 1),), override_reason="essai"))
    with gre.desk.database.reading() as session:
        back = everything_out(session, lent.loan_id)
    take_back(gre.desk, TakeBack(back))
    scene.meet(gre, ech)
    old = gre.out(scene.folder / "old.vav").file
    erasure.erase(gre.site, gone)
    form = MemberForm(MemberKind.PERSON, last_name="Zébulonne", email="tard@a.fr", shared=True)
    change_member(ech.desk, gone, form)
    late = ech.out(scene.folder / "late.vav").file
    scene.meet(gre, ech)
    for computer in (gre, ech):
        computer.take(old, late)
        assert len(labels(computer)) == 1
        assert "Zébulonne" not in str(labels(computer) + computer.members())
        assert "Restante" in computer.members()
    assert gre.digests()[0] == ech.digests()[0]
    for computer in (gre, ech):
        found = everything_on_disk(computer)
        assert "Zébulonne".encode() not in found
        assert b"zebulonne" not in found
    assert stays


def test_29_a_name_typed_again_after_the_erasure_was_heard_goes_too(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Zébulonne", shared=True)
    tag = projector(gre.desk)
    with gre.desk.database.reading() as session:
        thing = equipment_called(session, tag).id
    hand_out(gre.desk, HandOut(gone, (LineWanted(thing, 1),), override_reason="essai"))
    scene.meet(gre, ech)
    with gre.desk.database.reading() as session:
        (loan,) = session.scalars(text("SELECT id FROM loan"))
        back = everything_out(session, UUID(bytes=loan))
    take_back(gre.desk, TakeBack(back))
    erasure.erase(gre.site, gone)
    scene.meet(gre, ech)
    assert "Zébulonne" not in str(labels(ech))
    form = MemberForm(MemberKind.PERSON, last_name="Zébulonne", shared=True)
    with pytest.raises(NamelessMemberError):
        change_member(ech.desk, gone, form)  # it was open all the while
    with ech.desk.database.writing() as session:
        again = "UPDATE member SET last_name = 'Zébulonne', label = 'Zébulonne' WHERE id = :i"
        session.execute(text(again), {"i": gone.bytes})
    scene.meet(gre, ech)
    for computer in (gre, ech):
        assert "Zébulonne" not in str(labels(computer) + computer.members())
        assert "Zébulonne".encode() not in everything_on_disk(computer)


def test_29_what_another_office_noted_goes_too_and_it_goes_on_hearing(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Partie", shared=True)
    scene.meet(gre, ech)
    form = MemberForm(MemberKind.PERSON, last_name="Partie", shared=True, notes="Rend en retard.")
    change_member(ech.desk, gone, form)
    scene.meet(gre, ech)
    erasure.erase(gre.site, gone)
    person(gre.desk, "Après", shared=True)
    assert ech.take(gre.out(scene.folder / "erased.vav").file).refused == []
    assert ech.members() == ["Après"]
    assert b"Rend en retard." not in everything_on_disk(ech)


def test_29_who_was_shared_by_one_post_while_another_erased_is_erased_everywhere(
    scene: Scene,
) -> None:
    gre = scene.founded("gre")
    second = scene.joined(gre, "gre2", same_office=True)
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Partie")
    scene.meet(gre, second, ech)
    form = MemberForm(MemberKind.PERSON, last_name="Partie", shared=True)
    change_member(second.desk, gone, form)
    erasure.erase(gre.site, gone)
    ech.take(second.out(scene.folder / "shared.vav").file)
    assert ech.members() == ["Partie"]
    scene.meet(gre, second, ech)
    for computer in (gre, second, ech):
        assert "Partie" not in computer.members()
    assert gre.digests()[0] == second.digests()[0] == ech.digests()[0]


def test_30_what_was_signed_beside_the_erased_still_holds(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Partie", shared=True)
    person(gre.desk, "Restante", shared=True)
    scene.meet(gre, ech)
    erasure.erase(gre.site, gone)
    scene.meet(gre, ech)
    third = scene.joined(ech, "tiers")
    file = ech.out(scene.folder / "relay.vav").file
    assert third.take(file).refused == []
    assert "Restante" in third.members()
    assert "Partie" not in third.members()
    assert third.digests()[0] != b""


def test_the_amounts_of_a_deposit_stay_and_who_paid_it_goes_at_both_posts(scene: Scene) -> None:
    gre = scene.founded("gre")
    second = scene.joined(gre, "second", same_office=True)
    ech = scene.joined(gre, "ech")
    gone = person(gre.desk, "Zébulonne")
    tag = projector(gre.desk)
    with gre.desk.database.reading() as session:
        thing = equipment_called(session, tag).id
    lent = hand_out(
        gre.desk,
        HandOut(
            gone,
            (LineWanted(thing, 1),),
            override_reason="essai",
            deposit_cents=15_000,
            deposit_reference="chèque 8812345, Banque Zébulonne",
        ),
    )
    with gre.desk.database.reading() as session:
        back = everything_out(session, lent.loan_id)
    take_back(gre.desk, TakeBack(back))
    settle_deposit(gre.desk, lent.loan_id, kept_cents=2_000, reason="Zébulonne, écran cassé")
    note_document(
        gre.desk,
        gone,
        DocumentKind.INSURANCE,
        reference="Zébulonne Assurances",
        valid_until=date(2027, 6, 30),
    )
    note_consent(gre.desk, gone, ConsentSubject.NEWS, ConsentMeans.PHONE)
    for other in (second, ech):
        scene.meet(gre, other)
    erasure.erase(gre.site, gone, who="Zoé")
    erasure.erase(second.site, gone)
    for other in (second, ech, second):
        scene.meet(gre, other)
    kept = "SELECT amount_cents, kept_cents, state, reference, kept_reason FROM deposit"
    for post in (gre, second):
        with post.desk.database.reading() as session:
            assert [tuple(row) for row in session.execute(text(kept))] == [
                (15_000, 2_000, "kept", "", "")
            ]
            assert session.scalar(text("SELECT count(*) FROM sync_conflict")) == 0
    assert gre.digests() == second.digests()
    for computer in (gre, second, ech):
        found = everything_on_disk(computer)
        for said in ("Zébulonne", "8812345"):
            assert said.encode() not in found, (computer.folder.name, said)
