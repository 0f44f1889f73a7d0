"""What goes on labels, cards and lists, read from the database as plain data.

`made_at` is the office's local moment as ISO text, `made_on` its day: the paper says when it was
made, and the same question at the same moment gives the same paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Association, Equipment, Loan, LoanLine, Member, Model
from vaetvient.domain.kit import Kit
from vaetvient.domain.lending import days_late
from vaetvient.domain.loan import LineState
from vaetvient.domain.member import spoken_name
from vaetvient.domain.office import Office
from vaetvient.domain.prints import (
    CardSheet,
    LabelFormat,
    LabelSheet,
    LabelShows,
    MemberCard,
    OutBorrower,
    OutLine,
    OutList,
    ShelfLine,
    ShelfList,
    ShelfPlace,
    TagLabel,
)
from vaetvient.domain.registration import show_phone
from vaetvient.domain.text import fold
from vaetvient.language import Language, _, show_date, speaking
from vaetvient.storage.queries.holdings import SERIAL, Held, holdings
from vaetvient.storage.queries.listing import chunks


def label_sheet(
    session: Session,
    office_id: UUID,
    keys: Sequence[UUID] | None,
    format_: LabelFormat,
    *,
    language: Language,
    made_on: date,
    first: int = 1,
    copies: int = 1,
    shows: LabelShows | None = None,
) -> LabelSheet:
    """Labels of the things with these keys, in this order; without keys, of all that is kept.

    `copies` of each, one after the other: one for the thing, one for its box.
    """
    office = session.get_one(Office, office_id)
    shows = shows or LabelShows()
    labels = tuple(
        TagLabel(
            tag=label.tag,
            label=label.label if shows.name else "",
            owner=label.owner if shows.owner else "",
            serial=label.serial if shows.serial else "",
        )
        for label in tag_labels(session, office, keys)
    )
    return LabelSheet(
        language=language,
        office=office.name if shows.office else "",
        made_on=made_on.isoformat(),
        format=format_,
        labels=tuple(label for label in labels for _copy in range(copies)),
        first=first,
        qr=shows.qr,
        bars=shows.bars,
    )


def tag_labels(
    session: Session, office: Office, keys: Sequence[UUID] | None
) -> tuple[TagLabel, ...]:
    """What is on each thing's label; in the order of the keys, or of the tags without keys."""
    statement = select(Equipment.id, Equipment.tag, Model.name, Equipment.owner_name, SERIAL).join(
        Model, Model.id == Equipment.model_id
    )
    if keys is None:
        statement = statement.where(
            Equipment.custody_office_id == office.id, Equipment.archived_at.is_(None)
        ).order_by(Equipment.tag)
        rows: list[Any] = list(session.execute(statement))
    else:
        found = {
            row.id: row
            for some in chunks(keys)
            for row in session.execute(statement.where(Equipment.id.in_(some)))
        }
        kits = _kit_labels(session, [key for key in keys if key not in found])
        rows = [found.get(key) or kits[key] for key in keys if key in found or key in kits]
    return tuple(
        row
        if isinstance(row, TagLabel)
        else TagLabel(
            tag=row.tag,
            label=row.name,
            owner=row.owner_name if fold(row.owner_name) != fold(office.name) else "",
            serial=row.serial or "",
        )
        for row in rows
    )


def _kit_labels(session: Session, keys: Sequence[UUID]) -> dict[UUID, TagLabel]:
    """What is on the label of a kit's crate: what is scanned for it, and its name."""
    return {
        key: TagLabel(tag=tag, label=name, owner="", serial="")
        for some in chunks(keys)
        for key, tag, name in session.execute(
            select(Kit.id, Kit.tag, Kit.name).where(Kit.id.in_(some), Kit.tag != "")
        )
    }


def card_sheet(
    session: Session,
    office_id: UUID,
    keys: Sequence[UUID],
    *,
    language: Language,
    made_on: date,
) -> CardSheet:
    """Cards of the members with these keys, in this order."""
    office = session.get_one(Office, office_id)
    found = {
        member.id: member
        for some in chunks(keys)
        for member in session.scalars(select(Member).where(Member.id.in_(some)))
    }
    town = " ".join(part for part in (office.postal_code, office.commune_name) if part)
    where = ", ".join(
        part for part in (*office.address.splitlines(), town, show_phone(office.phone)) if part
    )
    with speaking(language):
        return CardSheet(
            language=language,
            office=office.name,
            contact=_("Carte trouvée ? {where}").format(where=where) if where else "",
            made_on=made_on.isoformat(),
            cards=tuple(_card(found[key]) for key in keys if key in found),
        )


def _card(member: Member) -> MemberCard:
    return MemberCard(
        name=spoken_name(member),
        number=member.number,
        code=member.card or member.number,
        form=_("association") if isinstance(member, Association) else _("personne"),
    )


def out_list(
    session: Session, office_id: UUID, *, today: date, made_at: str, language: Language
) -> OutList:
    """All that is out of this office, by borrower: the latest first, then by name."""
    rows = session.execute(
        select(
            Loan.borrower_id,
            Loan.borrower_name,
            Loan.number,
            Loan.due_on,
            LoanLine.tag,
            LoanLine.label,
            (LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity).label(
                "still"
            ),
            Member.number.label("member_number"),
            Member.phone,
            Member.mobile,
            Member.email,
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .outerjoin(Member, Member.id == Loan.borrower_id)
        .where(LoanLine.state == LineState.OUT, Loan.office_id == office_id)
        .order_by(Loan.borrower_id, Loan.due_on, Loan.number, LoanLine.position)
    )
    borrowers = []
    for _key, lines in groupby(rows, key=lambda row: row.borrower_id or row.number):
        own = list(lines)
        last = own[-1]
        borrowers.append(
            OutBorrower(
                name=last.borrower_name,
                number=last.member_number or "",
                phone=show_phone(last.phone or last.mobile),
                email=last.email or "",
                lines=tuple(
                    OutLine(
                        tag=row.tag,
                        label=row.label,
                        quantity=row.still,
                        number=row.number or "",
                        due_on=row.due_on.isoformat() if row.due_on else "",
                        days_late=days_late(row.due_on, today) if row.due_on else 0,
                    )
                    for row in own
                ),
            )
        )
    borrowers.sort(key=lambda borrower: (-borrower.days_late, fold(borrower.name)))
    return OutList(
        language=language,
        office=session.get_one(Office, office_id).name,
        made_at=made_at,
        borrowers=tuple(borrowers),
    )


def shelf_list(
    session: Session,
    office_id: UUID,
    *,
    made_at: str,
    language: Language,
    location: str | None = None,
    category_id: UUID | None = None,
) -> ShelfList:
    """What the office keeps, by place: all, or of one place or category."""
    kept = holdings(session, office_id, location=location, category_id=category_id)
    with speaking(language):
        places = tuple(
            ShelfPlace(place, tuple(_shelf_line(thing) for thing in things))
            for place, things in groupby(kept, key=lambda thing: thing.location)
        )
    return ShelfList(
        language=language,
        office=session.get_one(Office, office_id).name,
        made_at=made_at,
        places=places,
    )


def _shelf_line(thing: Held) -> ShelfLine:
    away = ""
    if thing.loan_id is not None:
        away = _("en prêt à {borrower}").format(borrower=thing.borrower)
        if thing.due_on is not None:
            away = _("{away}, retour le {day}").format(
                away=away, day=show_date(thing.due_on, "short")
            )
    return ShelfLine(thing.tag, thing.label, thing.serial, thing.count, away)
