"""Someone comes to fetch what was reserved: the basket that hands it out."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.desk.picking_up import propose_pick_up
from vaetvient.desk.promises import check_fetchable
from vaetvient.storage.queries.counter import thing_scanned
from vaetvient.ui.pages.counter.draft import Draft, DraftLine


def draft_of_reservation(desk: Desk, reservation_id: UUID) -> Draft:
    """What is proposed, as a basket: units may be changed by scanning others, before Enter.

    Raises NotFoundError, NotYetConfirmedError, ReservationClosedError.
    """
    with desk.database.reading() as session:
        check_fetchable(session, reservation_id)
        proposal = propose_pick_up(session, desk, reservation_id)
        lines = []
        for wanted in proposal.lines:
            thing = thing_scanned(session, wanted.equipment_id)
            lines.append(DraftLine(thing.id, thing.kind, thing.tag, thing.label, wanted.quantity))
    return Draft(
        borrower_id=proposal.borrower_id,
        lines=tuple(lines),
        due_on=proposal.due_on,
        reservation_id=reservation_id,
    )
