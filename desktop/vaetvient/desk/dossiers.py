"""Noting the certificates and licences that members show."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind, DocumentOnFile
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import Member
from vaetvient.domain.text import one_line
from vaetvient.language import _


def note_document(
    desk: Desk,
    member_id: UUID,
    kind: DocumentKind,
    *,
    reference: str = "",
    valid_until: date | None = None,
) -> UUID:
    """Note what a member showed, seen by this volunteer today; its key. Raises NotFoundError."""
    with desk.gesture("note_document") as gesture:
        member = gesture.session.get(Member, member_id)
        if member is None:
            raise NotFoundError(what=str(member_id))
        document = DocumentOnFile(
            member_id=member.id,
            kind=kind,
            reference=one_line(reference),
            valid_until=valid_until,
            seen_by=desk.volunteer,
            seen_on=desk.today(),
        )
        gesture.session.add(document)
        gesture.say(member=member.label, document=_(DOCUMENT_WORDS[kind]))
        gesture.session.flush()
        return document.id
