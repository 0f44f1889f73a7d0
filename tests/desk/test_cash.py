"""The cash book: nothing is lost, nothing is changed, and what is counted is what was written."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trial_office import TrialOffice
from vaetvient.desk import cash, loans, members, undo
from vaetvient.desk.cash import Paid, Payment, close_day, correct, take_payment
from vaetvient.domain.cash import (
    BY_HAND,
    CorrectedAlreadyError,
    DifferenceUnsaidError,
    EntryKind,
    LabelNeededError,
    NothingPaidError,
    PaymentMethod,
    dues_method,
    dues_method_said,
    dues_method_words,
    method_called,
    signed,
    totals,
)
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.domain.loan import DepositMethod
from vaetvient.language import speaking
from vaetvient.storage.queries.cash import (
    CASH,
    CashAsked,
    ClosingRow,
    Drawer,
    EntryRow,
    closings,
    drawer,
    entries_of_loan,
    totals_asked,
)
from vaetvient.storage.queries.listing import Order

CASH_IN = PaymentMethod.CASH


def book(office: TrialOffice, text: str = "") -> list[EntryRow]:
    asked = CashAsked(office.desk.office_id, office.desk.zone, text=text)
    with office.reading() as session:
        return list(CASH.window(session, asked, Order("at"), 0, 500))


def held(office: TrialOffice) -> Drawer:
    with office.reading() as session:
        return drawer(session, office.desk.office_id)


def counted(office: TrialOffice) -> tuple[ClosingRow, ...]:
    with office.reading() as session:
        return closings(session, office.desk.office_id)


def copies(office: TrialOffice, cents: int = 300, quantity: int = 30) -> UUID:
    sale = Paid(EntryKind.SALE, cents, "copies", quantity)
    return take_payment(office.desk, Payment((sale,), payer="Zoé Lefèvre"))


def test_thirty_copies_are_sold_at_the_counter(office: TrialOffice) -> None:
    copies(office)
    (entry,) = book(office)
    assert (entry.words, entry.amount_cents, entry.payer) == ("30 × copies", 300, "Zoé Lefèvre")
    assert (entry.who, entry.method) == ("Odile", CASH_IN)
    assert held(office).expected(CASH_IN) == 300


def test_dues_write_their_entry_with_how_they_were_paid(office: TrialOffice) -> None:
    zoe = office.person(dues=False)
    members.renew_membership(
        office.desk, zoe, amount_cents=15_00, method=PaymentMethod.CHEQUE, reference="n° 4815162"
    )
    (entry,) = book(office)
    assert (entry.kind, entry.method, entry.amount_cents) == (
        EntryKind.DUES,
        PaymentMethod.CHEQUE,
        15_00,
    )
    assert (entry.member_id, entry.reference) == (zoe, "n° 4815162")


def test_free_dues_write_nothing(office: TrialOffice) -> None:
    office.person()
    assert book(office) == []


def test_a_cheque_that_is_only_held_moves_no_money(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=100_00)
    assert book(office) == []
    loans.settle_deposit(office.desk, lent.loan_id, kept_cents=30_00, reason="lampe cassée")
    (kept,) = book(office)
    assert (kept.kind, kept.method, kept.amount_cents) == (
        EntryKind.DEPOSIT_KEPT,
        PaymentMethod.CHEQUE,
        30_00,
    )


def test_a_deposit_in_cash_comes_in_and_goes_out_whole_and_what_is_kept_is_earned(
    office: TrialOffice,
) -> None:
    lent = office.lend(
        office.person(), office.item(), deposit_cents=100_00, deposit_method=DepositMethod.CASH
    )
    assert held(office).expected(CASH_IN) == 100_00
    loans.settle_deposit(office.desk, lent.loan_id, kept_cents=30_00, reason="lampe cassée")
    with office.reading() as session:
        entries = entries_of_loan(session, lent.loan_id)
    assert [(e.kind, e.amount_cents) for e in entries] == [
        (EntryKind.DEPOSIT, 100_00),
        (EntryKind.DEPOSIT, -100_00),
        (EntryKind.DEPOSIT_KEPT, 30_00),
    ]
    assert held(office).expected(CASH_IN) == 30_00
    assert totals(entries).earned_cents == 30_00


def test_what_was_paid_for_a_cancelled_loan_is_given_back(office: TrialOffice) -> None:
    lent = office.lend(
        office.person(), office.item(), deposit_cents=50_00, deposit_method=DepositMethod.CASH
    )
    loans.cancel_loan(office.desk, lent.loan_id, "erreur de personne")
    assert held(office).expected(CASH_IN) == 0
    assert [e.reason for e in book(office)] == ["", "erreur de personne"]


def test_a_mistake_is_put_right_by_its_opposite_once_and_with_a_reason(
    office: TrialOffice,
) -> None:
    copies(office)
    (wrong,) = book(office)
    with pytest.raises(ReasonNeededError):
        correct(office.desk, wrong.id, " ")
    counter = correct(office.desk, wrong.id, "c'était 3 copies")
    with pytest.raises(CorrectedAlreadyError):
        correct(office.desk, wrong.id, "encore")
    first, second = book(office)
    assert (first.amount_cents, first.corrected_by) == (300, counter)
    assert (second.amount_cents, second.corrects_id) == (-300, wrong.id)


def test_undoing_writes_the_opposite_and_doing_again_the_opposite_of_that(
    office: TrialOffice,
) -> None:
    copies(office)
    undo.undo(office.desk)
    assert [e.amount_cents for e in book(office)] == [300, -300]
    undo.redo(office.desk)
    assert [e.amount_cents for e in book(office)] == [300, -300, 300]
    assert held(office).expected(CASH_IN) == 300


def test_a_hand_out_taken_back_gives_its_deposit_back(office: TrialOffice) -> None:
    office.lend(
        office.person(), office.item(), deposit_cents=50_00, deposit_method=DepositMethod.CASH
    )
    undo.undo(office.desk)
    assert held(office).expected(CASH_IN) == 0


def test_nothing_no_words_and_what_has_its_own_place_are_refused(office: TrialOffice) -> None:
    for line, error in (
        (Paid(EntryKind.FEE, 0), NothingPaidError),
        (Paid(EntryKind.SALE, 100), LabelNeededError),
        (Paid(EntryKind.DUES, 100, "adhésion"), InvalidValueError),
        (Paid(EntryKind.SALE, 100, "copies", 0), InvalidValueError),
    ):
        with pytest.raises(error):
            take_payment(office.desk, Payment((line,)))
    assert book(office) == []


def test_a_closing_says_what_was_expected_what_was_counted_and_why_they_differ(
    office: TrialOffice,
) -> None:
    copies(office)
    with pytest.raises(DifferenceUnsaidError):
        close_day(office.desk, {CASH_IN: 250})
    close_day(office.desk, {CASH_IN: 250}, "il manque une pièce de 50 centimes")
    (closing,) = counted(office)
    assert closing.difference_cents == -50
    assert held(office).expected(CASH_IN) == 250
    office.later(hours=1)
    copies(office, 100, 10)
    line = held(office).lines[0]
    assert (line.moved_cents, line.expected_cents) == (100, 350)


def test_a_closing_is_never_undone(office: TrialOffice) -> None:
    copies(office)
    close_day(office.desk, {CASH_IN: 300})
    undo.undo(office.desk)
    assert len(counted(office)) == 1
    assert [e.amount_cents for e in book(office)] == [300, -300]


def test_entries_are_found_by_what_by_whom_and_how(office: TrialOffice) -> None:
    copies(office)
    spent = Paid(EntryKind.EXPENSE, 12_50, "ramettes de papier")
    take_payment(office.desk, Payment((spent,), PaymentMethod.CARD))
    assert [e.label for e in book(office, "LEFEVRE copie")] == ["copies"]
    assert [e.amount_cents for e in book(office, "carte")] == [-12_50]
    assert [e.amount_cents for e in book(office, "depense")] == [-12_50]


@pytest.mark.parametrize(
    ("said", "stored", "french", "english"),
    [
        ("cheque", "cheque", "chèque", "cheque"),
        ("Chèque", "cheque", "chèque", "cheque"),
        ("Carte bancaire", "card", "carte", "card"),
        ("Bank transfer", "transfer", "virement", "bank transfer"),
        ("autre", "other", "autre", "other"),
        ("chèques-vacances", "chèques-vacances", "chèques-vacances", "chèques-vacances"),
        ("", "", "", ""),
    ],
)
def test_how_dues_were_paid_is_stored_by_its_code_and_said_in_words(
    said: str, stored: str, french: str, english: str
) -> None:
    assert dues_method(said) == stored
    assert dues_method(dues_method_said(stored)) == stored, "read again from a file"
    for kept in (stored, said):  # memberships of before have the words themselves
        assert dues_method_words(kept) == french
        with speaking("en"):
            assert dues_method_words(kept) == english


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("espèces", PaymentMethod.CASH),
        ("Chèque n° 12", PaymentMethod.CHEQUE),
        ("CB", PaymentMethod.CARD),
        ("bank transfer", PaymentMethod.TRANSFER),
        ("un jambon", PaymentMethod.OTHER),
    ],
)
def test_how_dues_were_paid_is_read_from_words(said: str, method: PaymentMethod) -> None:
    assert method_called(said) is method


_CENTS = st.integers(1, 10**6)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.sampled_from(BY_HAND), st.sampled_from(PaymentMethod), _CENTS),
        st.tuples(st.just("correct"), st.integers(0, 30)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("count"), st.integers(-5000, 5000)),
    ),
    max_size=12,
)


@given(_ACTS)
def test_whatever_is_done_the_drawer_holds_what_was_last_counted_and_what_came_since(
    empty_office: object, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[object, ...]]
) -> None:
    """Nothing is lost: every total is the sum of the book, by method and by kind."""
    from pathlib import Path

    assert isinstance(empty_office, Path)
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("book"))
    try:
        _play(office, acts)
    finally:
        office.close()


def _play(office: TrialOffice, acts: list[tuple[object, ...]]) -> None:
    written = 0
    for act in acts:
        office.later(minutes=1)
        match act:
            case ("pay", EntryKind() as kind, PaymentMethod() as method, int() as cents):
                take_payment(office.desk, Payment((Paid(kind, cents, "x"),), method))
                written += signed(kind, cents)
            case ("correct", int() as place):
                rows = book(office)
                if rows:
                    row = rows[place % len(rows)]
                    if row.corrected_by is None:
                        correct(office.desk, row.id, "erreur")
                        written -= row.amount_cents
            case ("undo",):
                before = sum(row.amount_cents for row in book(office))
                try:
                    undo.undo(office.desk)
                except undo.NothingToUndoError:
                    continue
                written += sum(row.amount_cents for row in book(office)) - before
            case ("count", int() as off):
                found = max(0, held(office).expected(CASH_IN) + off)
                expected = held(office).expected(CASH_IN)
                if found >= 0 and held(office).expected(PaymentMethod.CHEQUE) >= 0:
                    close_day(office.desk, {CASH_IN: found}, "compté" if found != expected else "")
                    assert held(office).expected(CASH_IN) == found
    rows = book(office)
    assert sum(row.amount_cents for row in rows) == written
    asked = CashAsked(office.desk.office_id, office.desk.zone)
    with office.reading() as session:
        said = totals_asked(session, asked)
    assert said == totals(rows)
    assert said.cents == written == sum(said.by_kind.values())
    found = sum(closing.difference_cents for closing in counted(office))
    here = held(office)
    drawn = said.by_method.get(CASH_IN, 0) + said.by_method.get(PaymentMethod.CHEQUE, 0)
    assert here.expected(CASH_IN) + here.expected(PaymentMethod.CHEQUE) == drawn + found


def test_amounts_stay_whole_cents_however_many(office: TrialOffice) -> None:
    for _n in range(10):
        cash.take_payment(office.desk, Payment((Paid(EntryKind.SALE, 10, "copie"),)))
    assert held(office).expected(CASH_IN) == 100
