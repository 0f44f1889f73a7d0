"""What the slip of a transfer says: read from what was written down when the things left."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.agreement import Party
from vaetvient.domain.entities import Office, Request, Transfer
from vaetvient.domain.equipment import CONDITION_WORDS
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.prints import SlipLine, TransferSlip
from vaetvient.domain.registration import show_phone
from vaetvient.language import _, as_language, speaking


def slip_of(desk: Desk, transfer_id: UUID) -> TransferSlip:
    """The slip of a transfer, at either office. Raises NotFoundError."""
    with desk.database.reading() as session:
        transfer = session.get(Transfer, transfer_id)
        if transfer is None:
            raise NotFoundError(what=str(transfer_id))
        sender = session.get_one(Office, transfer.sender_office_id)
        language = as_language(session.get_one(Office, desk.office_id).language)
        with speaking(language):
            moment = transfer.sent_at.astimezone(desk.zone).replace(tzinfo=None)
            return TransferSlip(
                language=language,
                number=transfer.number,
                sender=_party(sender),
                receiver=_party(session.get_one(Office, transfer.receiver_office_id)),
                place=sender.commune_name,
                sent_at=moment.isoformat(timespec="minutes"),
                sent_by=transfer.sent_by,
                carrier=transfer.carrier,
                note=transfer.note,
                request=_request(session, transfer),
                lines=tuple(
                    SlipLine(
                        tag=line.tag,
                        label=line.label,
                        serial=line.serial,
                        quantity=line.quantity,
                        condition=_(CONDITION_WORDS[line.condition]) if line.condition else "",
                        defects=line.defects,
                    )
                    for line in transfer.lines
                ),
            )


def _request(session: Session, transfer: Transfer) -> str:
    request = session.get(Request, transfer.request_id) if transfer.request_id else None
    return request.number if request else ""


def _party(office: Office) -> Party:
    town = " ".join(part for part in (office.postal_code, office.commune_name) if part)
    return Party(
        name=office.name,
        form=_("bureau"),
        address_lines=tuple(line for line in (*office.address.splitlines(), town) if line),
        email=office.email or "",
        phone=show_phone(office.phone),
    )
