"""What an office fills its register of processing with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.dossier import DocumentOnFile
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import Member, MemberKind
from vaetvient.domain.office import Office
from vaetvient.domain.processing import ProcessingFacts
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.domain.volunteer import Volunteer
from vaetvient.language import Language


def processing_facts(
    session: Session, office_id: UUID, *, zone: ZoneInfo, now: datetime, language: Language | None
) -> ProcessingFacts:
    """The office's facts; in its own language unless another is asked for. Raises NotFoundError."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFoundError(what=str(office_id))

    def count(*conditions: Any) -> int:
        found = session.scalar(
            select(func.count())
            .select_from(Member)
            .where(Member.office_id == office_id, *conditions)
        )
        return int(found or 0)

    others = session.scalars(
        select(Office.name).where(Office.id != office_id).order_by(Office.name)
    )
    town = f"{office.postal_code} {office.commune_name}".strip()
    return ProcessingFacts(
        office=office.name,
        address=", ".join(part for part in (office.address.replace("\n", ", "), town) if part),
        contact=" · ".join(part for part in (show_phone(office.phone), office.email or "") if part),
        registered=" · ".join(
            f"{name} {value}"
            for name, value in (("RNA", office.rna), ("SIRET", show_siret(office.siret)))
            if value
        ),
        made_at=now.astimezone(zone).isoformat(timespec="minutes"),
        language=language or office.language,
        retention_years=office.retention_years,
        persons=count(Member.kind == MemberKind.PERSON),
        associations=count(Member.kind == MemberKind.ASSOCIATION),
        volunteers=session.scalar(select(func.count()).select_from(Volunteer)) or 0,
        documents=session.scalar(select(func.count()).select_from(DocumentOnFile)) or 0,
        shared=count(Member.shared),
        other_offices=tuple(others),
        annex=office.register_annex,
    )
