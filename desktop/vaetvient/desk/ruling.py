"""The lending rules held against a borrower at the desk, for promises, loans and extensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, last_day, midnight
from vaetvient.domain.dossier import DocumentOnFile
from vaetvient.domain.equipment import Equipment, Item
from vaetvient.domain.fees import FeeLine, fee_lines
from vaetvient.domain.lending import LendingRefusedError, LendingRule
from vaetvient.domain.loan import LineState, Loan, LoanLine
from vaetvient.domain.policy import Borrows, ModelTerms, Spoken
from vaetvient.domain.promising import (
    Asked,
    DocumentEndsError,
    ExtendedEnoughError,
    ShortNoticeError,
    Shown,
    TooFarAheadError,
    TooLongError,
    age_on,
    licence_missing,
    refusals,
)
from vaetvient.domain.reservation import HOLDING, Reservation, ReservationLine
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.availability import NOTHING, Besides
from vaetvient.storage.queries.lendable import BorrowerRow, ThingRow, dues_until

Said = Mapping[UUID, Mapping[str, Spoken]]


def spoken_for(
    session: Session, desk: Desk, models: Iterable[ModelTerms], borrower: Borrows | None, day: date
) -> Said:
    """What the rules say of each model for this borrower; empty where no rule was written."""
    if not rules.any_written(session):
        return {}
    return rules.explain_models(
        session, models, day=day, office_id=desk.office_id, borrower=borrower
    )


def as_lending_rule(said: Mapping[str, Spoken]) -> LendingRule:
    """The terms that a loan proposes, as the rules give them."""
    dues = said["membership_required"]
    return LendingRule(
        loan_days=said["loan_days"].value,
        deposit_cents=said["deposit_cents"].value or 0,
        membership_required=bool(dues.value),
        spoken_by=said["loan_days"].rule,
        dues_on_file=bool(dues.value) and not dues.by_default,
    )


def fees_of_loan(
    session: Session,
    said: Said,
    borrower: BorrowerRow,
    things: Sequence[tuple[ModelTerms, int]],
    out_on: date,
    due_on: date,
) -> tuple[FeeLine, ...]:
    """What the rules ask for so many units of models from one day until another, line by line."""
    if not said or not any(said[model.id]["prices"].value for model, _count in things):
        return ()
    until = dues_until(session, borrower.id, out_on)
    member = until is not None and until >= out_on
    start = datetime.combine(out_on, time())
    end = datetime.combine(max(due_on, out_on), time())
    out: list[FeeLine] = []
    for model, count in things:
        prices = said[model.id]["prices"].value or ()
        out += fee_lines(model.name, prices, start, end, quantity=count, member=member)
    return tuple(out)


def refused_loan(
    session: Session,
    desk: Desk,
    said: Said,
    borrower: BorrowerRow,
    lines: Sequence[tuple[ModelTerms, int]],
    due_on: date,
) -> list[tuple[int, LendingRefusedError]]:
    """What the rules refuse of a loan that begins now, with the place of the line.

    What the borrower reserved does not count beside it: it is what is being fetched.
    """
    if not said or due_on < desk.today():
        return []
    period = Period(desk.clock(), midnight(due_on + ONE_DAY, desk.zone))
    own = Besides(borrowers=frozenset({borrower.id}))
    out: list[tuple[int, LendingRefusedError]] = []
    for place, (model, quantity) in enumerate(lines):
        asked = asked_of(
            session, desk, borrower, model, quantity, period, said[model.id], besides=own
        )
        out += [
            (place, error)
            for error in refusals(said[model.id], asked)
            if not isinstance(error, (TooFarAheadError, ShortNoticeError))
        ]
    return out


def refused_vehicles(
    session: Session,
    desk: Desk,
    said: Said,
    people: Iterable[UUID | None],
    things: Sequence[ThingRow],
    due_on: date,
) -> list[tuple[int, LendingRefusedError]]:
    """What vehicles refuse by themselves, with the place of each among `things`: nobody among
    `people` showed the licence they are driven with. Where a rule speaks of a licence, it has
    spoken already."""
    vehicles = {place: thing for place, thing in enumerate(things) if thing.is_vehicle}
    if not vehicles or due_on < desk.today():
        return []
    keys = [thing.id for thing in vehicles.values()]
    licences = select(Item.id, Item.licence_class).where(Item.id.in_(keys))
    asked_for = {key: licence or "" for key, licence in session.execute(licences)}
    shown = tuple(one for key in people if key is not None for one in _documents(session, key))
    out: list[tuple[int, LendingRefusedError]] = []
    for place, thing in vehicles.items():
        if said and said[thing.model_id]["licence_class"].value:
            continue
        today = desk.today()
        asked = Asked(f"{thing.tag} {thing.model.name}", 1, today, due_on, today, documents=shown)
        refused = licence_missing(asked, asked_for[thing.id])
        if refused is not None:
            out.append((place, refused))
    return out


_UNTIL_WHEN = (TooLongError, DocumentEndsError)
"""What a later return may meet; what was missing at the departure was passed then."""


def refused_extension(
    session: Session, desk: Desk, loan: Loan, due_on: date
) -> LendingRefusedError | None:
    """The first rule that forbids a loan to last until `due_on`."""
    assert loan.handed_out_at is not None
    models = [line.equipment.model for line in loan.lines if line.still_out]
    said = spoken_for(session, desk, models, loan.borrower, desk.day_of(loan.handed_out_at))
    for model in models if said else ():
        most = said[model.id]["extensions"]
        if most.value is not None and _extended(session, loan) >= most.value:
            return ExtendedEnoughError(label=model.name, most=most.value, rule=most.rule)
        first = desk.day_of(loan.handed_out_at)
        shown = _documents(session, loan.borrower.id) if loan.borrower is not None else ()
        asked = Asked(model.name, 1, first, due_on, first, documents=shown)
        refused = [e for e in refusals(said[model.id], asked) if isinstance(e, _UNTIL_WHEN)]
        if refused:
            return refused[0]
    return None


def _extended(session: Session, loan: Loan) -> int:
    """How many times a loan was extended: its history says so."""
    return int(
        session.execute(
            text(
                "SELECT count(DISTINCT g.id) FROM recorded_change c "
                "JOIN gesture g ON g.id = c.gesture_id "
                "WHERE c.change_row = :loan AND c.change_table = 'loan' "
                "AND g.kind = 'extend' AND g.undone_by_id IS NULL"
            ),
            {"loan": loan.id.bytes},
        ).scalar_one()
    )


def asked_of(
    session: Session,
    desk: Desk,
    borrower: BorrowerRow,
    model: ModelTerms,
    quantity: int,
    period: Period,
    said: Mapping[str, Spoken],
    *,
    besides: Besides = NOTHING,
) -> Asked:
    """What the rules need to know of a line; looked up only where they ask."""
    first = desk.day_of(period.start)
    age = None
    if borrower.birth_date is not None:
        age = age_on(borrower.birth_date, first)
    already = 0
    if said["at_once"].value is not None:
        already = _already(session, borrower, model, period, besides)
    papers = said["insurance_required"].value or said["licence_class"].value
    return Asked(
        label=model.name,
        quantity=quantity,
        first_day=first,
        last_day=last_day(period.end, desk.zone),
        today=desk.today(),
        already=already,
        age=age,
        documents=_documents(session, borrower.id) if papers else (),
    )


def _already(
    session: Session, borrower: Borrows, model: ModelTerms, period: Period, besides: Besides
) -> int:
    """Units of a model that a borrower has out, or has reserved over days that meet `period`."""
    reserved = session.scalar(
        select(func.sum(ReservationLine.quantity - ReservationLine.picked_quantity))
        .join(Reservation, Reservation.id == ReservationLine.reservation_id)
        .where(
            Reservation.borrower_id == borrower.id,
            Reservation.state.in_(HOLDING),
            Reservation.starts_at < period.end,
            Reservation.ends_at > period.start,
            Reservation.id.not_in(besides.reservations),
            Reservation.borrower_id.not_in(besides.borrowers),
            ReservationLine.model_id == model.id,
        )
    )
    out = session.scalar(
        select(func.sum(LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity))
        .join(Loan, Loan.id == LoanLine.loan_id)
        .join(Equipment, Equipment.id == LoanLine.equipment_id)
        .where(
            Loan.borrower_id == borrower.id,
            LoanLine.state == LineState.OUT,
            Equipment.model_id == model.id,
            Loan.due_on >= period.start.date(),
        )
    )
    return int(reserved or 0) + int(out or 0)


def _documents(session: Session, member_id: UUID) -> tuple[Shown, ...]:
    rows = session.scalars(select(DocumentOnFile).where(DocumentOnFile.member_id == member_id))
    return tuple(Shown(row.kind, row.reference, row.valid_until) for row in rows)
