"""`vaetvient renew`: dues noted from a script."""

from __future__ import annotations

from vaetvient.cli.call import Call
from vaetvient.cli.values import amount, day
from vaetvient.language import _


def renew(call: Call) -> int:
    """Note that dues were paid."""
    from vaetvient.desk.members import member_called, renew_membership

    typed, desk = call.typed, call.desk
    until, paid = day(typed.until, "until"), amount(typed.amount, "amount")
    with desk.database.reading() as session:
        member = member_called(session, typed.member)
        member_id, label, number = member.id, member.label, member.number
    last_day = renew_membership(
        desk, member_id, valid_to=until, amount_cents=paid or 0, method=typed.method
    )
    call.give(
        {"member": number, "until": last_day.isoformat()},
        _("Adhésion de {member} jusqu'au {until}").format(
            member=label, until=f"{last_day:%d/%m/%Y}"
        ),
    )
    return 0
