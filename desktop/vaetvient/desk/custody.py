"""What stands between a thing, a borrower and this desk when another office has its word to say."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.lending import LendingRefusedError, NotInCustodyError
from vaetvient.domain.office import Office
from vaetvient.domain.request import Request, RequestAnswer
from vaetvient.domain.transfer import OnTheWayError, Transfer, TransferState
from vaetvient.language import _, show_date
from vaetvient.storage.queries.custody import heard_from, on_the_way
from vaetvient.storage.queries.lendable import BorrowerRow, ThingRow


def kept_elsewhere(
    session: Session, desk: Desk, things: Collection[ThingRow]
) -> dict[UUID, LendingRefusedError]:
    """Why this office cannot lend or promise some of `things`: another keeps them, or they have
    not yet come."""
    going = on_the_way(session, [thing.id for thing in things])
    out: dict[UUID, LendingRefusedError] = {}
    for thing in things:
        if thing.custody_office_id != desk.office_id:
            keeper = session.get(Office, thing.custody_office_id)
            out[thing.id] = NotInCustodyError(
                tag=thing.tag,
                office=keeper.name if keeper else "?",
                as_of=as_of(session, desk, thing.custody_office_id),
                thing_id=thing.id,
            )
        elif thing.id in going:
            sent = going[thing.id]
            out[thing.id] = OnTheWayError(tag=thing.tag, office=sent.office, number=sent.number)
    return out


def as_of(session: Session, desk: Desk, office_id: UUID) -> str:
    """« , selon l'échange du 17/11/2026 »: how old what is known of an office is."""
    heard = heard_from(session, office_id)
    if heard is None:
        return ""
    return _(", selon l'échange du {day}").format(day=show_date(desk.day_of(heard), "short"))


def vouched_for(session: Session, desk: Desk, borrower: BorrowerRow) -> bool:
    """Whether another office answers for this borrower of its own, by a request that stands.

    Its archives and dues are not known here.
    """
    if borrower.office_id == desk.office_id:
        return False
    found = session.scalar(
        select(Request.id)
        .where(
            Request.borrower_id == borrower.id,
            Request.keeping_office_id == desk.office_id,
            Request.withdrawn_at.is_(None),
            Request.answer != RequestAnswer.REFUSED,
        )
        .limit(1)
    )
    return found is not None


def answered_since(session: Session, rows: Iterable[tuple[str, UUID]]) -> set[UUID]:
    """Of transfers and requests that a gesture made, those that another office answered since.

    What comes by an exchange is no gesture of this post, and so not in its journal.
    """
    gathered: dict[str, set[UUID]] = {"transfer": set(), "request": set()}
    for table, key in rows:
        if table in gathered:
            gathered[table].add(key)
    out: set[UUID] = set()
    for column, answer, unanswered, keys in (
        (Transfer.id, Transfer.state, TransferState.ON_THE_WAY, gathered["transfer"]),
        (Request.id, Request.answer, RequestAnswer.NONE, gathered["request"]),
    ):
        if keys:
            asked = select(column).where(column.in_(keys), answer != unanswered)
            out |= set(session.scalars(asked))
    return out
