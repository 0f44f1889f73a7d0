"""Copies, printing, cups: sold at the counter, counted, undone."""

from threading import Thread
from uuid import UUID

import pytest

from tests.trial_office import VOLUNTEER, TrialOffice
from vaetvient.desk.cash import Paid, Payment, take_payment
from vaetvient.desk.cash_papers import payment_receipt
from vaetvient.desk.desk import open_desk
from vaetvient.desk.equipment import move_stock
from vaetvient.desk.sales import Sale, SaleLine, drop_ware, sell, write_ware
from vaetvient.desk.undo import undo
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.equipment import MovementReason
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.money import BadAmountError
from vaetvient.domain.ware import NotEnoughToSellError, WareKnownError, WareUnnamedError
from vaetvient.storage.queries.cash import drawer
from vaetvient.storage.queries.wares import WareRow, ware_rows


class Shop:
    """Copies that nobody counts, and two hundred cups."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.stock = office.stock("Gobelet réutilisable", 200, tag="GOB")
        self.copies = write_ware(office.desk, "Copie noir et blanc", 10)
        self.cups = write_ware(office.desk, "Gobelet", 100, stock="gob")

    def left(self, text: str = "gobelet") -> int | None:
        return self.rows(text)[0].left

    def rows(self, text: str = "") -> tuple[WareRow, ...]:
        with self.office.reading() as session:
            return ware_rows(session, self.office.desk.office_id, text)

    def cash(self) -> int:
        with self.office.reading() as session:
            return drawer(session, self.office.desk.office_id).expected(PaymentMethod.CASH)

    def sell(self, *lines: SaleLine) -> UUID:
        return sell(self.office.desk, Sale(lines, payer="Mme Roux"))


@pytest.fixture
def shop(office: TrialOffice) -> Shop:
    return Shop(office)


def test_a_sale_is_one_payment_one_receipt_and_less_in_the_stock(shop: Shop) -> None:
    key = shop.sell(SaleLine(shop.copies, 30), SaleLine(shop.cups, 12))
    assert (shop.cash(), shop.left()) == (1500, 188)
    receipt = payment_receipt(shop.office.desk, key)
    assert receipt.payer.name == "Mme Roux"
    assert [(e.label, e.quantity, e.amount_cents) for e in receipt.lines] == [
        ("Copie noir et blanc", 30, 300),
        ("Gobelet", 12, 1200),
    ]


def test_undoing_a_sale_gives_the_stock_and_the_money_back(shop: Shop) -> None:
    shop.sell(SaleLine(shop.cups, 12))
    undone = undo(shop.office.desk)
    assert (shop.cash(), shop.left()) == (0, 200)
    undo(shop.office.desk, undone.gesture_id)
    assert (shop.cash(), shop.left()) == (1200, 188), "and redone"


def test_more_than_there_is_cannot_be_sold_and_nothing_is_written(shop: Shop) -> None:
    shop.office.lend(shop.office.person(), (shop.stock, 150))
    with pytest.raises(NotEnoughToSellError) as no:
        shop.sell(SaleLine(shop.copies, 5), SaleLine(shop.cups, 51))
    assert "il en reste 50" in no.value.sentence
    assert (shop.cash(), shop.left()) == (0, 50)
    move_stock(shop.office.desk, shop.stock, 1, reason=MovementReason.PURCHASE)
    shop.sell(SaleLine(shop.cups, 51, unit_cents=50))
    assert (shop.cash(), shop.left()) == (2550, 0)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ((0, None), InvalidValueError),
        ((1, 0), BadAmountError),
        ((2_000_000, 10), InvalidValueError),
    ],
)
def test_a_sale_that_cannot_be_is_refused(
    shop: Shop, line: tuple[int, int | None], error: type[Exception]
) -> None:
    with pytest.raises(error):
        shop.sell(SaleLine(shop.copies, *line))


def test_a_ware_is_written_anew_and_withdrawn(shop: Shop) -> None:
    desk = shop.office.desk
    write_ware(desk, "Copie noir et blanc", 15, ware_id=shop.copies)
    assert [(row.name, row.unit_cents) for row in shop.rows("copie blanc")] == [
        ("Copie noir et blanc", 15)
    ]
    with pytest.raises(WareKnownError):
        write_ware(desk, "copie noir et BLANC", 20)
    with pytest.raises(WareUnnamedError):
        write_ware(desk, "  ", 20)
    with pytest.raises(NotFoundError):
        write_ware(desk, "Affiche", 20, stock="RIEN")
    drop_ware(desk, shop.copies)
    assert [row.name for row in shop.rows()] == ["Gobelet"]
    with pytest.raises(NotFoundError):
        drop_ware(desk, shop.copies)


def test_two_desks_that_give_receipts_at_once_leave_no_gap_and_no_double(shop: Shop) -> None:
    office = shop.office
    other = open_desk(office.folder, volunteer=VOLUNTEER, clock=office.desk.clock)
    numbers: list[str] = []

    def give(desk: object) -> None:
        for _n in range(8):
            paid = Payment((Paid(EntryKind.SALE, 100, "copies"),))
            numbers.append(payment_receipt(desk, take_payment(desk, paid)).number)  # type: ignore[arg-type]

    posts = [Thread(target=give, args=(desk,)) for desk in (office.desk, other)]
    for post in posts:
        post.start()
    for post in posts:
        post.join()
    other.database.close()
    assert sorted(numbers) == [f"BUR-R-2026-{n:04}" for n in range(1, 17)]
