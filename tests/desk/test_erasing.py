"""Erasing where there is no network: no byte is left, the figures stay, and what stands in the
way is said."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.trial_office import TrialOffice
from vaetvient.desk import members
from vaetvient.desk.consents import note_consent
from vaetvient.desk.dossiers import note_document
from vaetvient.desk.erasing import erase_members
from vaetvient.desk.lending import HandedOut
from vaetvient.desk.loans import settle_deposit
from vaetvient.desk.members import MemberForm
from vaetvient.desk.merging import merge_members
from vaetvient.domain.consent import ConsentMeans, ConsentSubject
from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.personal_data import (
    DepositHeldError,
    NothingLeftError,
    StillBorrowsError,
)
from vaetvient.storage.search import Lexicon, find


def lent_with_cheque(office: TrialOffice, borrower: UUID) -> HandedOut:
    return office.lend(
        borrower,
        office.item(),
        deposit_cents=15_000,
        deposit_reference="chèque 8812345, Banque Zébulonienne",
        pickup_name="Cousin Zébulon",
        purpose="Fête des Zébulons",
    )


def bytes_on_disk(office: TrialOffice) -> bytes:
    office.close()
    return b"".join(path.read_bytes() for path in office.folder.iterdir() if path.is_file())


def test_no_byte_of_the_erased_is_left_and_the_figures_stay(office: TrialOffice) -> None:
    gone = office.person("Zébulon", "Anatole", email="zebulon@a.fr", notes="aime les Zébulons")
    stays = office.person("Restante")
    office.lend(stays, office.item())
    note_document(
        office.desk,
        gone,
        DocumentKind.INSURANCE,
        reference="Zébulon Assurances",
        valid_until=date(2027, 6, 30),
    )
    note_consent(office.desk, gone, ConsentSubject.NEWS, ConsentMeans.EMAIL)
    lent = lent_with_cheque(office, gone)
    office.bring_back(lent)
    settle_deposit(office.desk, lent.loan_id, kept_cents=2_000, reason="Zébulon a cassé l'écran")
    assert erase_members(office.desk, [gone]).done == 1
    loan = office.loan(lent)
    assert (loan.number, loan.state.value) == (lent.number, "returned")
    assert loan.borrower_name == "adhérent du bureau Bureau"
    assert (loan.purpose, loan.pickup_name) == ("", "")
    assert loan.deposit is not None
    assert (loan.deposit.amount_cents, loan.deposit.kept_cents) == (15_000, 2_000)
    assert loan.deposit.reference == ""
    with office.reading() as session:
        row = session.execute(
            text("SELECT label, number, archived_at, email FROM member WHERE id = :m"),
            {"m": gone.bytes},
        ).one()
    assert row.label == "adhérent du bureau Bureau"
    assert row.number.startswith("~")
    assert row.archived_at is not None
    assert row.email is None
    for table in ("membership", "document_on_file", "consent"):
        assert office.count(table) == (1 if table == "membership" else 0)
    left = bytes_on_disk(office)
    for said in ("Zébulon", "zebulon", "8812345", "Anatole"):
        assert said.encode() not in left, said
    assert b"Restante" in left


def test_who_never_borrowed_leaves_no_entry(office: TrialOffice) -> None:
    gone = office.person("Zébulon")
    erase_members(office.desk, [gone])
    assert office.count("member") == 0
    with pytest.raises(NotFoundError):
        erase_members(office.desk, [gone])


def test_an_entry_that_was_merged_goes_with_the_one_that_was_kept(office: TrialOffice) -> None:
    kept, double = office.person("Zébulon", "Anatole"), office.person("Zébulonne", "Anatole")
    merge_members(office.desk, kept, double)
    erase_members(office.desk, [kept])
    assert office.count("member") == 0
    assert "Zébulon".encode() not in bytes_on_disk(office)


def test_what_stands_in_the_way_is_said_and_nothing_is_erased(office: TrialOffice) -> None:
    gone, other = office.person("Zébulon"), office.person("Libre")
    lent = lent_with_cheque(office, gone)
    with pytest.raises(StillBorrowsError):
        erase_members(office.desk, [gone])
    office.bring_back(lent)
    with pytest.raises(DepositHeldError, match="caution de Zébulon"):
        erase_members(office.desk, [gone])
    together = erase_members(office.desk, [gone, other])
    assert together.done == 1
    assert [left.member_id for left in together.left] == [gone]
    settle_deposit(office.desk, lent.loan_id)
    erase_members(office.desk, [gone])
    with pytest.raises(NothingLeftError):
        erase_members(office.desk, [gone])


def test_the_history_says_that_someone_was_erased_and_not_who(office: TrialOffice) -> None:
    gone = office.person("Zébulon")
    members.change_member(
        office.desk, gone, MemberForm(MemberKind.PERSON, last_name="Zébulon", email="z@a.fr")
    )
    erase_members(office.desk, [gone])
    with office.reading() as session:
        kinds = list(session.execute(text("SELECT kind, who, words FROM gesture ORDER BY id")))
    assert kinds[-1] == ("erase_members", "Odile", '{"count": 1}')
    assert "Zébulon" not in str(kinds)


def test_a_window_beside_forgets_the_words_of_who_was_erased_and_learns_new_ones(
    office: TrialOffice,
) -> None:
    office.person("Grandjean", "Wilhelmine", dues=False)
    gone = office.person("Vandenbroucke", "Ottavio", dues=False)
    lexicon = Lexicon()  # another program's, over the same file
    with office.reading() as session:
        assert find(session, lexicon, "otavio")
    erase_members(office.desk, [gone])
    office.person("Kowalski", "Bronislaw", dues=False)
    with office.reading() as session:
        assert find(session, lexicon, "bronislav")[0].label == "Kowalski Bronislaw"
        assert lexicon.around(session, "broucke") == []
