"""Noting the certificates and licences that members show."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind, DocumentOnFile
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.member import Member
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _


class DocumentWithoutEndError(InvalidValueError):
    code: ClassVar[str] = "document_without_end"
    text: ClassVar[str] = N_("Il manque le dernier jour de l'assurance.")
    way_out: ClassVar[str] = N_("Il est écrit sur l'attestation.")


def note_document(
    desk: Desk,
    member_id: UUID,
    kind: DocumentKind,
    *,
    reference: str = "",
    valid_until: date | None = None,
) -> UUID:
    """Note what a member showed, seen by this volunteer today; its key.

    An insurance ends: without its last day it proves nothing. Raises NotFoundError,
    DocumentWithoutEndError.
    """
    if kind is DocumentKind.INSURANCE and valid_until is None:
        raise DocumentWithoutEndError(value="", field="valid_until")
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
