"""Selling at the counter: one payment, and less of what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.cash import MOST_UNITS, Paid, Payment, pay_in
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import equipment_called
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.equipment import MovementReason, Stock, StockMovement
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.domain.text import fold, one_line
from vaetvient.domain.ware import NotEnoughToSellError, Ware, WareKnownError, WareUnnamedError
from vaetvient.language import show_money


@dataclass(frozen=True, slots=True)
class SaleLine:
    """So many of a ware; at another price than its own if one is said."""

    ware_id: UUID
    quantity: int = 1
    unit_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """What is sold together, and how it is paid."""

    lines: tuple[SaleLine, ...]
    method: PaymentMethod = PaymentMethod.CASH
    member_id: UUID | None = None
    payer: str = ""
    reference: str = ""


def sell(desk: Desk, sale: Sale) -> UUID:
    """Sell: the payment, and the stock that is left, in one transaction; the payment's key.

    Raises NotEnoughToSellError, BadAmountError, InvalidValueError, NotFoundError.
    """
    with desk.gesture("sell") as gesture:
        session = gesture.session
        paid = tuple(_sold(session, desk, line) for line in sale.lines)
        key = pay_in(
            session,
            desk,
            Payment(paid, sale.method, sale.member_id, sale.payer, sale.reference),
        )
        first = paid[0]
        what = f"{first.quantity} × {first.label}"
        amount = show_money(sum(line.amount_cents for line in paid))
        gesture.say(what=what, amount=amount, payment=str(key))
        return key


def _sold(session: Session, desk: Desk, line: SaleLine) -> Paid:
    """Take from the stock what is sold; what is paid for it."""
    ware = session.get(Ware, line.ware_id)
    if ware is None:
        raise NotFoundError(what=str(line.ware_id))
    if not 0 < line.quantity <= MOST_UNITS:
        raise InvalidValueError(value=line.quantity, field="quantity")
    unit = ware.unit_cents if line.unit_cents is None else line.unit_cents
    if not 0 < unit * line.quantity <= LARGEST_CENTS:
        raise BadAmountError(value=unit / 100, field="amount")
    if ware.stock_id is not None:
        total, out = stock_levels(session, [ware.stock_id])[ware.stock_id]
        if line.quantity > total - out:
            raise NotEnoughToSellError(
                name=ware.name, left=total - out, asked=line.quantity, field="quantity"
            )
        session.add(
            StockMovement(
                stock_id=ware.stock_id,
                delta=-line.quantity,
                reason=MovementReason.SALE,
                moved_at=desk.clock(),
            )
        )
        session.flush()
    return Paid(EntryKind.SALE, unit * line.quantity, ware.name, line.quantity)


def write_ware(
    desk: Desk, name: str, unit_cents: int, *, stock: str = "", ware_id: UUID | None = None
) -> UUID:
    """Say what is sold and for how much, or say it anew; its key.

    `stock` is the label of the stock that a sale takes from. Raises WareUnnamedError,
    WareKnownError, BadAmountError, NotFoundError.
    """
    called = one_line(name)
    if not called:
        raise WareUnnamedError(value=name, field="name")
    if not 0 < unit_cents <= LARGEST_CENTS:
        raise BadAmountError(value=unit_cents / 100, field="amount")
    with desk.gesture("write_ware") as gesture:
        session = gesture.session
        ware = session.get(Ware, ware_id) if ware_id else Ware(office_id=desk.office_id)
        if ware is None:
            raise NotFoundError(what=str(ware_id))
        others = session.scalars(
            select(Ware).where(Ware.office_id == desk.office_id, Ware.archived_at.is_(None))
        )
        if any(fold(one.name) == fold(called) and one.id != ware_id for one in others):
            raise WareKnownError(name=called, field="name")
        counted = None
        if one_line(stock):
            counted = equipment_called(session, stock)
            if not isinstance(counted, Stock):
                raise NotFoundError(what=one_line(stock), field="stock")
        ware.name, ware.unit_cents = called, unit_cents
        ware.stock_id = counted.id if counted is not None else None
        session.add(ware)
        session.flush()
        gesture.say(ware=ware.name, amount=show_money(unit_cents), id=str(ware.id))
        return ware.id


def drop_ware(desk: Desk, ware_id: UUID) -> None:
    """Sell something no more; what was sold stays in the book. Raises NotFoundError."""
    with desk.gesture("drop_ware") as gesture:
        ware = gesture.session.get(Ware, ware_id)
        if ware is None or ware.archived_at is not None:
            raise NotFoundError(what=str(ware_id))
        ware.archived_at = desk.clock()
        gesture.say(ware=ware.name, id=str(ware.id))
