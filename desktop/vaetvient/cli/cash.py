"""`vaetvient cash`: the cash book from a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaetvient.cli import sales
from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.cli.values import amount, day
from vaetvient.desk.desk import Desk
from vaetvient.domain.cash import METHOD_WORDS, EntryKind, PaymentMethod
from vaetvient.language import _, show_moment, show_money
from vaetvient.storage.queries.cash import CashAsked, Drawer, EntryRow


def cash(call: Call) -> int:
    """The verb that was typed."""
    verbs = {
        "list": _list,
        "take": _take,
        "correct": _correct,
        "receipt": _receipt,
        "drawer": _drawer,
        "close": _close,
        "sell": sales.sell,
        "wares": sales.wares,
        "ware": sales.ware,
    }
    return verbs[call.typed.what](call)


def _list(call: Call) -> int:
    from vaetvient.storage.queries.cash import CASH, totals_asked
    from vaetvient.storage.queries.listing import Order
    from vaetvient.storage.queries.spans import Span

    typed, desk = call.typed, call.desk
    span = Span(day(typed.start, "from"), day(typed.end, "to"))
    asked = CashAsked(desk.office_id, desk.zone, text=typed.text, when=span)
    if typed.pdf:
        from vaetvient.desk.cash_papers import cash_book
        from vaetvient.documents.cash_book import render_cash_book
        from vaetvient.exchange.saving import check_target, save

        target = Path(typed.pdf)
        check_target(target)
        save(target, render_cash_book(cash_book(desk, asked)))
        call.give({"pdf": str(target)}, _("Livre de caisse : {path}").format(path=target))
        return 0
    with desk.database.reading() as session:
        rows = list(CASH.all_rows(session, asked, Order("at"), most=100_000))
        sums = totals_asked(session, asked)
    lines = aligned(
        (
            show_moment(row.at, desk.timezone),
            row.words,
            row.payer,
            _(METHOD_WORDS[row.method]),
            row.receipt,
            show_money(row.amount_cents),
        )
        for row in rows
    )
    call.give(
        {
            "entries": [_entry(row) for row in rows],
            "by_method": {method.value: cents for method, cents in sums.by_method.items()},
            "by_kind": {kind.value: cents for kind, cents in sums.by_kind.items()},
            "total_cents": sums.cents,
            "earned_cents": sums.earned_cents,
        },
        *lines,
        _("Total : {amount}").format(amount=show_money(sums.cents)),
    )
    return 0


def _entry(row: EntryRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.at.isoformat(),
        "kind": row.kind.value,
        "method": row.method.value,
        "amount_cents": row.amount_cents,
        "quantity": row.quantity,
        "label": row.label,
        "reference": row.reference,
        "payer": row.payer,
        "who": row.who,
        "loan": row.loan_number,
        "receipt": row.receipt,
        "corrects": str(row.corrects_id) if row.corrects_id else None,
        "corrected_by": str(row.corrected_by) if row.corrected_by else None,
        "reason": row.reason,
    }


def _take(call: Call) -> int:
    from vaetvient.desk.cash import Paid, Payment, take_payment
    from vaetvient.desk.loans import loan_called
    from vaetvient.desk.members import member_called

    typed, desk = call.typed, call.desk
    member_id = loan_id = None
    with desk.database.reading() as session:
        if typed.member:
            member_id = member_called(session, typed.member).id
        if typed.loan:
            loan = loan_called(session, typed.loan)
            loan_id = loan.id
            if member_id is None and not typed.payer:
                member_id = loan.borrower_id
    cents = amount(typed.amount, "amount") or 0
    line = Paid(EntryKind(typed.kind), cents, typed.label, typed.quantity, loan_id)
    key = take_payment(
        desk,
        Payment((line,), PaymentMethod(typed.method), member_id, typed.payer, typed.reference),
    )
    data = {"payment": str(key), "amount_cents": cents}
    said = [_("Inscrit : {amount}").format(amount=show_money(cents))]
    if typed.pdf:
        from vaetvient.desk.cash_papers import payment_receipt

        number = write_receipt(desk, payment_receipt(desk, key), Path(typed.pdf))
        data |= {"receipt": number, "pdf": typed.pdf}
        said.append(_("{number} : {path}").format(number=number, path=typed.pdf))
    call.give(data, *said)
    return 0


def _correct(call: Call) -> int:
    from vaetvient.desk.cash import correct

    row = _called(call)
    key = correct(call.desk, row.id, call.typed.reason)
    call.give(
        {"id": str(key), "corrects": str(row.id), "amount_cents": -row.amount_cents},
        _("Annulé : {what}, {amount}").format(what=row.words, amount=show_money(-row.amount_cents)),
    )
    return 0


def _receipt(call: Call) -> int:
    from vaetvient.desk.cash_papers import payment_receipt

    target = Path(call.typed.file)
    number = write_receipt(call.desk, payment_receipt(call.desk, _called(call).payment_id), target)
    call.give(
        {"receipt": number, "pdf": str(target)},
        _("{number} : {path}").format(number=number, path=target),
    )
    return 0


def write_receipt(desk: Desk, content: Any, target: Path) -> str:
    """Write a receipt to `target`; its number."""
    from vaetvient.documents.payment_receipt import render_payment_receipt
    from vaetvient.exchange.saving import check_target, save

    check_target(target)
    save(target, render_payment_receipt(content))
    number: str = content.number
    return number


def _called(call: Call) -> EntryRow:
    from vaetvient.storage.queries.cash import entry_called

    with call.desk.database.reading() as session:
        return entry_called(session, call.desk.office_id, call.typed.entry)


def _drawer(call: Call) -> int:
    from vaetvient.storage.queries.cash import drawer

    desk = call.desk
    with desk.database.reading() as session:
        held = drawer(session, desk.office_id)
    call.give(_held(held), *_held_lines(held))
    return 0


def _held(held: Drawer) -> dict[str, Any]:
    return {
        "closed_at": held.closed_at.isoformat() if held.closed_at else None,
        "methods": {
            line.method.value: {
                "expected_cents": line.expected_cents,
                "moved_cents": line.moved_cents,
            }
            for line in held.lines
        },
    }


def _held_lines(held: Drawer) -> list[str]:
    return aligned(
        (_(METHOD_WORDS[line.method]), show_money(line.expected_cents)) for line in held.lines
    )


def _close(call: Call) -> int:
    from vaetvient.desk.cash import close_day

    typed = call.typed
    said = (PaymentMethod.CASH, typed.cash), (PaymentMethod.CHEQUE, typed.cheque)
    counted = {method: amount(text, method.value) or 0 for method, text in said if text is not None}
    closed = close_day(call.desk, counted, typed.note)
    call.give(
        {"closing": str(closed.closing_id), "difference_cents": closed.difference_cents},
        _("Caisse comptée. Écart : {amount}").format(amount=show_money(closed.difference_cents)),
    )
    return 0
