"""What comes into the basket together: what was reserved and is fetched, and kits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import Desk
from vaetvient.desk.kit_basket import KitOption, kits_among, open_kit, take_option
from vaetvient.desk.picking_up import propose_pick_up
from vaetvient.desk.promises import check_fetchable
from vaetvient.storage.queries.counter import thing_scanned
from vaetvient.ui.pages.counter.draft import Draft, DraftKit, DraftLine


def draft_of_reservation(desk: Desk, reservation_id: UUID) -> Draft:
    """What is proposed, as a basket: units may be changed by scanning others, before Enter.

    Raises NotFoundError, NotYetConfirmedError, ReservationClosedError.
    """
    with desk.database.reading() as session:
        check_fetchable(session, reservation_id)
        proposal = propose_pick_up(session, desk, reservation_id)
        lines = draft_lines(session, proposal.lines)
    return Draft(
        borrower_id=proposal.borrower_id,
        lines=lines,
        due_on=proposal.due_on,
        reservation_id=reservation_id,
    )


def draft_of_kit(desk: Desk, kit_id: UUID, quantity: int, draft: Draft) -> Draft:
    """The basket with a kit more: the first free units of its parts. Raises NotFoundError."""
    with desk.database.reading() as session:
        opened = open_kit(session, desk, kit_id, quantity, draft.basket())
        lines = draft_lines(session, opened.lines)
    return draft.with_kit(DraftKit(kit_id, opened.name, quantity), lines)


def draft_with_option(desk: Desk, option: KitOption, draft: Draft) -> Draft:
    """The basket with an optional part of one of its kits. Raises NotFoundError."""
    with desk.database.reading() as session:
        lines = draft_lines(session, take_option(session, desk, option, draft.basket()))
    for line in lines:
        draft = draft.with_thing(line)[0]
    return draft


def kits_of_lines(session: Session, lines: Sequence[DraftLine]) -> tuple[DraftKit, ...]:
    """The kits that these lines came with: they are to be whole again."""
    kits = kits_among(session, Draft(lines=tuple(lines)).wanted())
    return tuple(DraftKit(kit.wanted.kit_id, kit.name, kit.wanted.quantity) for kit in kits)


def draft_lines(session: Session, wanted: Sequence[LineWanted]) -> tuple[DraftLine, ...]:
    """What was chosen, with the words to show it. Raises NotFoundError."""
    lines = []
    for one in wanted:
        thing = thing_scanned(session, one.equipment_id)
        lines.append(
            DraftLine(
                *(thing.id, thing.kind, thing.tag, thing.label, one.quantity, one.condition),
                kit=one.kit_name,
            )
        )
    return tuple(lines)
