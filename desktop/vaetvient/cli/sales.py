"""`vaetvient cash sell | wares | ware`: what is sold at the counter, from a script."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.cli.values import amount
from vaetvient.domain.cash import PaymentMethod
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.text import fold
from vaetvient.language import _, show_money
from vaetvient.storage.queries.wares import WareRow, ware_rows


def wares(call: Call) -> int:
    """What is sold."""
    desk = call.desk
    with desk.database.reading() as session:
        rows = ware_rows(session, desk.office_id)
    call.give(
        [
            {
                "id": str(row.id),
                "name": row.name,
                "unit_cents": row.unit_cents,
                "stock": row.stock,
                "left": row.left,
            }
            for row in rows
        ],
        *(
            aligned(
                (row.name, show_money(row.unit_cents), "" if row.left is None else str(row.left))
                for row in rows
            )
            or [_("Rien n'est encore à vendre.")]
        ),
    )
    return 0


def ware(call: Call) -> int:
    """Say what is sold and for how much, or withdraw it."""
    from vaetvient.desk.sales import drop_ware, write_ware

    typed, desk = call.typed, call.desk
    with desk.database.reading() as session:
        known = _called(session, desk.office_id, typed.name)
    if typed.remove:
        if known is None:
            raise NotFoundError(what=typed.name)
        drop_ware(desk, known.id)
        call.give({"ware": str(known.id)}, _("« {ware} » ne se vend plus").format(ware=known.name))
        return 0
    cents = amount(typed.price, "amount")
    cents = (known.unit_cents if known else 0) if cents is None else cents
    stock = typed.stock if typed.stock is not None else known.stock if known else ""
    key = write_ware(desk, typed.name, cents, stock=stock, ware_id=known.id if known else None)
    said = _("« {ware} » à {amount}").format(ware=typed.name, amount=show_money(cents))
    call.give({"ware": str(key), "unit_cents": cents}, said)
    return 0


def sell(call: Call) -> int:
    """Sell so many of a ware."""
    from vaetvient.cli.cash import write_receipt
    from vaetvient.desk.cash_papers import payment_receipt
    from vaetvient.desk.members import member_called
    from vaetvient.desk.sales import Sale, SaleLine
    from vaetvient.desk.sales import sell as sold

    typed, desk = call.typed, call.desk
    with desk.database.reading() as session:
        found = _called(session, desk.office_id, typed.name)
        member_id = member_called(session, typed.member).id if typed.member else None
    if found is None:
        raise NotFoundError(what=typed.name)
    unit = amount(typed.price, "amount")
    sale = Sale(
        (SaleLine(found.id, typed.quantity, unit),),
        *(PaymentMethod(typed.method), member_id, typed.payer, typed.reference),
    )
    key = sold(desk, sale)
    cents = (found.unit_cents if unit is None else unit) * typed.quantity
    data = {"payment": str(key), "amount_cents": cents}
    words = _("Vendu : {n} × {what}, {amount}")
    said = [words.format(n=typed.quantity, what=found.name, amount=show_money(cents))]
    if typed.pdf:
        number = write_receipt(desk, payment_receipt(desk, key), Path(typed.pdf))
        data |= {"receipt": number, "pdf": typed.pdf}
        said.append(_("{number} : {path}").format(number=number, path=typed.pdf))
    call.give(data, *said)
    return 0


def _called(session: Session, office_id: UUID, name: str) -> WareRow | None:
    rows = ware_rows(session, office_id)
    return next((row for row in rows if fold(row.name) == fold(name.strip())), None)
