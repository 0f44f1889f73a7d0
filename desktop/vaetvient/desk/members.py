"""Members: entered, corrected, archived, renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from vaetvient.desk import cash
from vaetvient.desk.consents import follow_sharing
from vaetvient.desk.desk import Desk
from vaetvient.domain import registration
from vaetvient.domain.cash import EntryKind, PaymentMethod, dues_method, method_called
from vaetvient.domain.errors import (
    ChangedElsewhereError,
    InvalidValueError,
    NotFoundError,
    RefusedError,
)
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
from vaetvient.domain.member import (
    Association,
    Member,
    MemberKind,
    Membership,
    Person,
    label_of,
)
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError
from vaetvient.domain.personal_data import HIDDEN_AT
from vaetvient.domain.text import many_lines, one_line, words
from vaetvient.language import N_, _, show_date
from vaetvient.storage import settings
from vaetvient.storage.communes import recognise
from vaetvient.storage.journal import last_hand
from vaetvient.storage.search import HitKind, find

LONGEST_NAME = 400


class MissingNameError(InvalidValueError):
    code = "missing_name"
    text = N_("Il manque un nom.")


class NameTooLongError(InvalidValueError):
    code = "name_too_long"
    text = N_("Ce nom a {length} caractères : 400 au plus.")


class NumberTakenError(RefusedError):
    code = "number_taken"
    text = N_("Le numéro {number} est déjà celui de {member}.")
    way_out = N_("Laissez-le vide pour en recevoir un nouveau.")


class CardTakenError(RefusedError):
    code = "card_taken"
    text = N_("La carte {card} est déjà celle de {member}.")


class NamelessMemberError(RefusedError):
    code = "nameless_member"
    text = N_("Cette fiche a été effacée, ou son bureau la garde pour lui.")


class StillBorrowingError(RefusedError):
    code = "still_borrowing"
    text = N_("{member} a encore du matériel en prêt.")
    way_out = N_("Attendez son retour pour archiver la fiche.")


class DifferentKindsError(RefusedError):
    code = "different_kinds"
    text = N_("Une personne et une association ne peuvent pas être réunies.")


class MergedAlreadyError(RefusedError):
    code = "merged_already"
    text = N_("La fiche de {member} a déjà été réunie à celle de {kept}.")


class KindStaysError(RefusedError):
    code = "kind_stays"
    text = N_("{member} : une personne ne devient pas une association, ni l'inverse.")
    way_out = N_("Créez une autre fiche.")


class PeriodBackwardsError(InvalidValueError):
    code = "period_backwards"
    text = N_("La fin ({end}) précède le début ({start}).")


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What is typed of a member, as typed; every text may be empty."""

    kind: MemberKind
    last_name: str = ""
    first_name: str = ""
    name: str = ""
    acronym: str = ""
    number: str = ""
    """Empty: the next one."""
    card: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    birth_date: str = ""
    address: str = ""
    postal_code: str = ""
    commune: str = ""
    rna: str = ""
    siret: str = ""
    notes: str = ""
    tags: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A member who may be the one being entered, and why."""

    member_id: UUID
    number: str
    label: str
    because: str
    """The field that is the same: email, rna, siret, card, name."""


def read_form(form: MemberForm) -> dict[str, Any]:
    """The columns that `form` stands for, checked and in canonical form.

    Raises InvalidValueError subclasses, each naming its field.
    """
    person = form.kind is MemberKind.PERSON
    values: dict[str, Any] = {
        "card": one_line(form.card) or None,
        "email": registration.read_email(form.email),
        "phone": registration.read_phone(form.phone),
        "mobile": registration.read_phone(form.mobile, "mobile"),
        "address": many_lines(form.address),
        "notes": many_lines(form.notes),
        "tags": ", ".join(read_tags(form.tags)),
        "shared": form.shared,
        **_place(form),
    }
    if person:
        values |= {
            "last_name": one_line(form.last_name),
            "first_name": one_line(form.first_name),
            "birth_date": registration.read_birth_date(form.birth_date),
        }
        named = values["last_name"] or values["first_name"]
    else:
        values |= {
            "name": one_line(form.name),
            "acronym": one_line(form.acronym),
            "rna": registration.read_rna(form.rna),
            "siret": registration.read_siret(form.siret),
        }
        named = values["name"]
    field = "last_name" if person else "name"
    if not named:
        raise MissingNameError(field=field)
    for column in ("last_name", "first_name", "name"):
        if len(values.get(column, "")) > LONGEST_NAME:
            raise NameTooLongError(length=len(values[column]), field=column)
    return values


def read_tags(typed: str) -> list[str]:
    """The keywords of a text that parts them by commas, each once."""
    return list(dict.fromkeys(tag for tag in map(one_line, typed.split(",")) if tag))


def lookalikes(
    session: Session, desk: Desk, form: MemberForm, *, besides: UUID | None = None
) -> list[Lookalike]:
    """Members who seem to be the one in `form`; fields that cannot be read yet are left out."""
    out: dict[UUID, Lookalike] = {}

    def add(member: Member, because: str) -> None:
        if member.id != besides and member.merged_into_id is None:
            out.setdefault(member.id, Lookalike(member.id, member.number, member.label, because))

    exact: list[tuple[Any, str | None, str]] = [
        (Member.card, one_line(form.card) or None, "card"),
        (Association.rna, _quietly(registration.read_rna, form.rna), "rna"),
        (Association.siret, _quietly(registration.read_siret, form.siret), "siret"),
        (Member.email, _quietly(registration.read_email, form.email), "email"),
    ]
    for column, value, because in exact:
        if value:
            same = func.lower(column) == value.lower() if because == "email" else column == value
            for member in session.scalars(select(Member).where(same).limit(5)):
                add(member, because)
    person = form.kind is MemberKind.PERSON
    name = f"{form.last_name} {form.first_name}" if person else form.name
    wanted = sorted(words(name))
    if len(wanted) >= (2 if person else 1):
        for hit in find(session, desk.database.lexicon, name, kinds=(HitKind.MEMBER,), limit=10):
            found = session.get(Member, hit.id)
            if found is not None and found.kind is form.kind and _same_name(found, name):
                add(found, "name")
    return list(out.values())[:5]


def _same_name(member: Member, name: str) -> bool:
    from rapidfuzz.distance import OSA

    own = member.name if isinstance(member, Association) else member.label
    left, right = " ".join(sorted(words(own))), " ".join(sorted(words(name)))
    return OSA.distance(left, right) <= (1 if len(left) < 12 else 2)


def _quietly(read: Any, typed: str) -> str | None:
    try:
        found: str | None = read(typed)
    except InvalidValueError:
        return None
    return found


def _place(form: MemberForm) -> dict[str, Any]:
    """Postal code, commune and its INSEE code; a commune that is not French is kept as typed."""
    typed, code = one_line(form.commune), one_line(form.postal_code)
    found = recognise(typed, code)
    if found is None:
        return {"postal_code": code, "commune_name": typed, "commune_insee": None}
    only = found.postal_codes[0] if found.postal_codes else ""
    return {
        "postal_code": code or only,
        "commune_name": found.name,
        "commune_insee": found.insee,
    }


def next_number(session: Session, office_id: UUID) -> str:
    """One more than the highest number made of digits alone; the next free one after it."""
    highest = session.scalar(
        select(func.max(cast(Member.number, Integer))).where(
            Member.office_id == office_id,
            Member.number.op("NOT GLOB")("*[^0-9]*"),
            func.length(Member.number) <= 9,
        )
    )
    number = (highest or 0) + 1
    while session.scalar(
        select(Member.id).where(Member.office_id == office_id, Member.number == str(number))
    ):
        number += 1
    return str(number)


def new_member(session: Session, desk: Desk, form: MemberForm) -> Member:
    """Add a member within an open gesture."""
    values = read_form(form)
    number = one_line(form.number) or next_number(session, desk.office_id)
    check_free(session, desk.office_id, number, values["card"], None)
    kind = Person if form.kind is MemberKind.PERSON else Association
    member = kind(office_id=desk.office_id, number=number, joined_on=desk.today(), **values)
    member.label = label_of(member)
    session.add(member)
    session.flush()
    if member.shared:
        follow_sharing(session, desk, member)
    return member


def amend_member(session: Session, desk: Desk, member: Member, form: MemberForm) -> bool:
    """Write `form` over `member` within an open gesture; whether anything changed."""
    if form.kind is not member.kind:
        raise KindStaysError(member=member.label, field="kind")
    values = read_form(form)
    values["number"] = one_line(form.number) or member.number
    check_free(session, member.office_id, values["number"], values["card"], member.id)
    changed = False
    was_shared = member.shared
    for column, value in values.items():
        if getattr(member, column) != value:
            setattr(member, column, value)
            changed = True
    label = label_of(member)
    if label != member.label:
        member.label = label
    session.flush()
    if member.shared != was_shared:
        follow_sharing(session, desk, member)
    return changed


def enter_member(desk: Desk, form: MemberForm) -> UUID:
    """Add a member; the key.

    Raises InvalidValueError subclasses, NumberTakenError, CardTakenError.
    """
    with desk.gesture("enter_member") as gesture:
        member = new_member(gesture.session, desk, form)
        gesture.say(member=member.label, id=str(member.id))
        return member.id


def change_member(
    desk: Desk, member_id: UUID, form: MemberForm, *, revision: int | None = None
) -> None:
    """Correct a member. `revision` is the one the form was opened on, None to overwrite.

    Raises ChangedElsewhereError besides what `enter_member` raises.
    """
    with desk.gesture("change_member") as gesture:
        member = get_member(gesture.session, member_id)
        if revision is not None and revision != member.revision:
            raise ChangedElsewhereError(who=last_hand(gesture.session, member_id))
        amend_member(gesture.session, desk, member, form)
        gesture.say(member=member.label, id=str(member.id))


def get_member(session: Session, member_id: UUID) -> Member:
    """The member with this key. Raises NotFoundError, NamelessMemberError."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFoundError(what=str(member_id))
    if member.archived_at == HIDDEN_AT:
        raise NamelessMemberError
    return member


def check_not_merged(session: Session, member: Member) -> None:
    """Raises MergedAlreadyError for an entry that was made one with another."""
    if member.merged_into_id is not None:
        kept = get_member(session, member.merged_into_id)
        raise MergedAlreadyError(member=member.label, kept=kept.label, id=kept.id)


def member_called(session: Session, text_or_id: str) -> Member:
    """The member with this card, number or key, as scanned or typed. Raises NotFoundError.

    Numbers are each office's own: this office's member comes before another's. What was an
    entry's before it was merged leads to the one that was kept.
    """
    typed = one_line(text_or_id)
    own = settings.own_office(session)
    for condition in (Member.card == typed, Member.number == typed):
        member = session.scalar(
            select(Member)
            .where(condition)
            .order_by(Member.office_id != own, Member.merged_into_id.is_not(None))
            .limit(1)
        )
        if member is not None:
            break
    else:
        try:
            member = session.get(Member, UUID(typed))
        except ValueError:
            member = None
    if member is None:
        raise NotFoundError(what=typed)
    return get_member(session, member.merged_into_id or member.id)


def check_free(
    session: Session, office_id: UUID, number: str, card: str | None, own: UUID | None
) -> None:
    """Refuse another member's number or card. Raises NumberTakenError, CardTakenError."""
    holder = session.scalar(
        select(Member).where(Member.office_id == office_id, Member.number == number)
    )
    if holder is not None and holder.id != own:
        raise NumberTakenError(number=number, member=holder.label, field="number", id=holder.id)
    if card is None:
        return
    holder = session.scalar(select(Member).where(Member.card == card))
    if holder is not None and holder.id != own:
        raise CardTakenError(card=card, member=holder.label, field="card", id=holder.id)


def archive_member(desk: Desk, member_id: UUID) -> None:
    """Put a member away; refused while something is out in their name."""
    with desk.gesture("archive_member") as gesture:
        member = get_member(gesture.session, member_id)
        archive_in(gesture.session, desk, member)
        gesture.say(member=member.label, id=str(member.id))


def archive_in(session: Session, desk: Desk, member: Member) -> None:
    """Put a member away within an open gesture. Raises StillBorrowingError."""
    borrowing = session.scalar(
        select(Loan.id).where(Loan.borrower_id == member.id, Loan.state == LoanState.OUT)
    )
    if borrowing is not None:
        raise StillBorrowingError(member=member.label)
    member.archived_at = member.archived_at or desk.clock()


def restore_member(desk: Desk, member_id: UUID) -> None:
    """Take a member out of the archive. Raises MergedAlreadyError for one that has gone."""
    with desk.gesture("restore_member") as gesture:
        member = get_member(gesture.session, member_id)
        check_not_merged(gesture.session, member)
        member.archived_at = None
        gesture.say(member=member.label, id=str(member.id))


def renew_membership(
    desk: Desk,
    member_id: UUID,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    amount_cents: int = 0,
    method: str = "",
    reference: str = "",
) -> date:
    """Note that dues were paid; the last day they cover.

    `method` is a code of PaymentMethod or says it in words, `reference` a cheque's number. By
    default a year from the day after the last membership, or from today when that has passed.
    """
    with desk.gesture("renew_membership") as gesture:
        session = gesture.session
        member = get_member(session, member_id)
        today = desk.today()
        if valid_from is None:
            last = session.scalar(
                select(func.max(Membership.valid_to)).where(Membership.member_id == member.id)
            )
            valid_from = last + timedelta(days=1) if last and last >= today else today
        if not 0 <= amount_cents <= LARGEST_CENTS:
            raise BadAmountError(value=amount_cents / 100, field="amount")
        until = valid_to or a_year_from(valid_from)
        if until < valid_from:
            raise PeriodBackwardsError(
                start=show_date(valid_from), end=show_date(until), field="valid_to"
            )
        session.add(
            Membership(
                member_id=member.id,
                valid_from=valid_from,
                valid_to=until,
                amount_cents=amount_cents,
                method=dues_method(one_line(method)),
                paid_on=today,
            )
        )
        if amount_cents:
            dues = cash.Paid(
                EntryKind.DUES,
                amount_cents,
                _("adhésion jusqu'au {day}").format(day=show_date(until, "short")),
            )
            how = method_called(method) if method else PaymentMethod.CASH
            cash.pay_in(session, desk, cash.Payment((dues,), how, member.id, reference=reference))
        gesture.say(member=member.label, until=show_date(until), id=str(member.id))
        return until


def a_year_from(day: date) -> date:
    """The day before the same date next year; 29 February counts to 28 February."""
    if day.year == date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def units_out(session: Session, member_id: UUID) -> int:
    """How many units are out in a member's name."""
    total = session.scalar(
        select(func.sum(LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity))
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.borrower_id == member_id, LoanLine.state == LineState.OUT)
    )
    return int(total or 0)
