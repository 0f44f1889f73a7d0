"""Two entries of one member made into one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from vaetvient.desk.desk import Desk
from vaetvient.desk.members import DifferentKindsError, check_not_merged, get_member
from vaetvient.domain.entities import (
    CashPayer,
    Consent,
    DocumentOnFile,
    Equipment,
    Letter,
    Loan,
    Member,
    Membership,
    Person,
    Representative,
    Reservation,
    ReservationNotice,
)
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.loan import LoanState
from vaetvient.domain.member import label_of
from vaetvient.language import N_


class SameMemberError(RefusedError):
    code = "same_member"
    text = N_("C'est deux fois la même fiche.")


def merge_members(desk: Desk, kept_id: UUID, gone_id: UUID) -> None:
    """Make two entries of one member into one: everything of `gone` passes to `kept`.

    What `kept` lacks is taken from `gone`, whose entry stays, archived and pointing to the other,
    with its number, and with its card where both had one; undoable as one gesture. Loans keep the
    name they were made under. Raises SameMemberError, DifferentKindsError, MergedAlreadyError.
    """
    if kept_id == gone_id:
        raise SameMemberError
    with desk.gesture("merge_members") as gesture:
        session = gesture.session
        kept, gone = get_member(session, kept_id), get_member(session, gone_id)
        if kept.kind is not gone.kind:
            raise DifferentKindsError
        for member in (kept, gone):
            check_not_merged(session, member)
        if gone.archived_at is None:
            kept.archived_at = None
        gone.archived_at = gone.archived_at or desk.clock()
        gone.merged_into_id = kept.id
        if kept.card is None:
            card, gone.card = gone.card, None
            session.flush()
            kept.card = card
        for column in _merged_columns(kept):
            if not getattr(kept, column) and getattr(gone, column):
                setattr(kept, column, getattr(gone, column))
        if gone.notes and gone.notes not in kept.notes:
            kept.notes = "\n".join(part for part in (kept.notes, gone.notes) if part)
        kept.label = label_of(kept)
        session.flush()
        moved: Mapping[Any, Any]
        for entity, column_name in (
            (Loan, "borrower_id"),
            (Loan, "signatory_id"),
            (Reservation, "borrower_id"),
            (DocumentOnFile, "member_id"),
            (CashPayer, "member_id"),
            (Letter, "member_id"),
            (ReservationNotice, "member_id"),
            (Consent, "member_id"),
            (Membership, "member_id"),
            (Representative, "association_id"),
            (Representative, "person_id"),
            (Equipment, "owner_member_id"),
            (Member, "merged_into_id"),
        ):
            owner = getattr(entity, column_name)
            moved = {column_name: kept.id, "revision": entity.revision + 1}
            session.execute(
                update(entity)
                .where(owner == gone.id)
                .values(moved)
                .execution_options(synchronize_session=False)
            )
        session.execute(
            update(Loan)
            .where(
                Loan.borrower_id == kept.id,
                Loan.state == LoanState.DRAFT,
                Loan.borrower_name != kept.label,
            )
            .values(borrower_name=kept.label, revision=Loan.revision + 1)
            .execution_options(synchronize_session=False)
        )
        gesture.say(gone=gone.label, kept=kept.label, id=str(kept.id))


def _merged_columns(member: Member) -> tuple[str, ...]:
    shared = ("email", "phone", "mobile", "tags")
    if isinstance(member, Person):
        return (*shared, "last_name", "first_name", "birth_date", *_address(member))
    return (*shared, "name", "acronym", "rna", "siret", *_address(member))


def _address(member: Member) -> tuple[str, ...]:
    """An address goes as one: nothing of it is mixed with the other's."""
    if member.address or member.commune_name or member.postal_code:
        return ()
    return ("address", "postal_code", "commune_name", "commune_insee")
