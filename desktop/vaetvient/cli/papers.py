"""Papers written as PDF: the agreement of a loan, and the receipt of its return."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.domain.agreement import AgreementContent, ReceiptContent
from vaetvient.language import _


def agreement(call: Call) -> int:
    """`vaetvient agreement`."""
    loan_id, number = _loan(call)
    target = Path(call.typed.file)
    write_agreement(call.desk, loan_id, target)
    return _written(call, number, target)


def receipt(call: Call) -> int:
    """`vaetvient receipt`."""
    from vaetvient.desk.papers import receipt_of
    from vaetvient.documents.receipt import render_receipt
    from vaetvient.exchange.saving import check_target, save

    loan_id, number = _loan(call)
    target = Path(call.typed.file)
    check_target(target)
    content = receipt_of(call.desk, loan_id).content
    assert isinstance(content, ReceiptContent)
    save(target, render_receipt(content))
    return _written(call, number, target)


def write_agreement(desk: Desk, loan_id: UUID, target: Path) -> None:
    """Write the agreement of a loan at `target`, the same bytes at each time.

    Raises EnvironmentFaultError subclasses: nowhere to write, no letters to write with.
    """
    from vaetvient.desk.papers import agreement_of
    from vaetvient.documents.agreement import render_agreement
    from vaetvient.exchange.saving import check_target, save

    check_target(target)
    content = agreement_of(desk, loan_id).content
    assert isinstance(content, AgreementContent)
    save(target, render_agreement(content))


def _loan(call: Call) -> tuple[UUID, str]:
    from vaetvient.desk.loans import loan_called

    with call.desk.database.reading() as session:
        loan = loan_called(session, call.typed.number)
        return loan.id, loan.number or ""


def _written(call: Call, number: str, target: Path) -> int:
    said = _("{number} : {path}").format(number=number, path=target)
    call.give({"number": number, "pdf": str(target)}, said)
    return 0
