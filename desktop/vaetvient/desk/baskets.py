"""What is about to be lent: the basket, examined at each scan, with the terms it proposes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk import custody
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.promises import Leaving, promised_to_others
from vaetvient.desk.ruling import (
    as_lending_rule,
    fees_of_loan,
    refused_loan,
    refused_vehicles,
    spoken_for,
)
from vaetvient.domain import lending
from vaetvient.domain.equipment import (
    CONDITION_WORDS,
    UNUSABLE,
    Condition,
    EquipmentKind,
    Model,
    StockMovement,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.kit import Kit, KitIncompleteError, KitPart
from vaetvient.domain.lending import LendingRefusedError, LendingRule, RuleLayer, Terms
from vaetvient.domain.loan import LineState, LoanLine
from vaetvient.domain.member import Member, MemberKind
from vaetvient.domain.office import OpeningCalendar
from vaetvient.domain.policy import ModelTerms
from vaetvient.domain.promising import PromisedError
from vaetvient.domain.text import many_lines
from vaetvient.domain.vehicle import MileageBelowLastError
from vaetvient.language import _, show_date, show_number
from vaetvient.storage.queries import lendable
from vaetvient.storage.queries.lendable import BorrowerRow, ThingRow
from vaetvient.storage.queries.rules import lineage


@dataclass(frozen=True, slots=True)
class LineWanted:
    """One thing asked for: an item, or so many of a stock, and the state it leaves in."""

    equipment_id: UUID
    quantity: int = 1
    condition: Condition | None = None
    """None: the item's own."""
    defects: str | None = None
    kit_name: str = ""
    """The kit it leaves with."""
    mileage_km: int | None = None
    """A vehicle's mileage, as it is read; None: as its file says."""
    fuel: int | None = None
    """A vehicle's fuel, in quarters of a tank."""


@dataclass(frozen=True, slots=True)
class KitWanted:
    """So many of a kit, and what of it stays behind on purpose."""

    kit_id: UUID
    quantity: int = 1
    without: tuple[UUID, ...] = ()
    """Models that it does without."""


@dataclass(frozen=True, slots=True)
class Basket:
    """A borrower and what they want; either may still be missing."""

    borrower_id: UUID | None = None
    lines: tuple[LineWanted, ...] = ()
    signatory_id: UUID | None = None
    due_on: date | None = None
    kits: tuple[KitWanted, ...] = ()
    """The kits that are to be whole."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be lent; `line` is its place in the basket, None for the whole."""

    line: int | None
    error: LendingRefusedError

    @property
    def may_be_overridden(self) -> bool:
        return self.error.may_be_overridden


@dataclass(frozen=True)
class Examination:
    """What the rules say of a basket, and what they propose."""

    terms: Terms
    refusals: tuple[Refusal, ...]
    rules: Mapping[UUID, LendingRule]
    """The rule that spoke for each model."""
    equipment: Mapping[UUID, ThingRow]
    calendar: OpeningCalendar
    borrower: BorrowerRow | None = None
    free: Mapping[UUID, int] = field(default_factory=dict)
    """Units of each stock that can still be lent."""
    fees: tuple[FeeLine, ...] = ()
    """What the rules ask for, line by line."""

    def standing(self, override_reason: str) -> tuple[Refusal, ...]:
        """The refusals that remain when a volunteer goes past what may be passed."""
        if not many_lines(override_reason):
            return self.refusals
        return tuple(refusal for refusal in self.refusals if not refusal.may_be_overridden)


def examine(session: Session, desk: Desk, basket: Basket, *, out_on: date) -> Examination:
    """Hold `basket` against every rule; nothing is written.

    Raises NotFoundError for a borrower or a thing that does not exist.
    """
    equipment = _things(session, [line.equipment_id for line in basket.lines])
    models = list({thing.model_id: thing.model for thing in equipment.values()}.values())
    borrower = lendable.borrower(session, basket.borrower_id) if basket.borrower_id else None
    if borrower is None and basket.borrower_id is not None:
        raise NotFoundError(what=str(basket.borrower_id))
    said = spoken_for(session, desk, models, borrower, out_on)
    rules = lending_rules(session, () if said else models)
    rules |= {key: as_lending_rule(spoken) for key, spoken in said.items()}
    per_line = []
    for line in basket.lines:
        thing = equipment[line.equipment_id]
        per_line.append((rules[thing.model_id], 1 if thing.is_item else line.quantity))
    calendar = office_calendar(session, desk.office_id)
    terms = lending.propose_terms(per_line, out_on, calendar)
    free = _free_stock(session, equipment.values())
    refusals = _refused_lines(session, desk, basket.lines, equipment, free, out_on)
    due_on = basket.due_on or terms.due_on
    costs: tuple[FeeLine, ...] = ()
    if borrower is not None:
        asked = [(equipment[line.equipment_id].model, line.quantity) for line in basket.lines]
        things = [equipment[line.equipment_id] for line in basket.lines]
        ruled = refused_loan(session, desk, said, borrower, asked, due_on)
        refusals += [Refusal(place, error) for place, error in ruled]
        refusals += [
            Refusal(place, error)
            for place, error in refused_vehicles(
                session, desk, said, (borrower.id, basket.signatory_id), things, due_on
            )
        ]
        costs = fees_of_loan(session, said, borrower, asked, out_on, calendar.next_open_day(due_on))
        refusals += [
            Refusal(None, error)
            for error in _refused_borrower(
                session, desk, borrower, basket.signatory_id, terms, out_on
            )
        ]
    refusals += _promised(session, desk, basket, equipment, calendar.next_open_day(due_on))
    refusals += _incomplete(session, basket, equipment)
    due_error = lending.check_due(due_on, out_on)
    if due_error:
        refusals.append(Refusal(None, due_error))
    return Examination(
        *(terms, tuple(refusals), rules, equipment, calendar, borrower, free), fees=costs
    )


def _promised(
    session: Session,
    desk: Desk,
    basket: Basket,
    equipment: Mapping[UUID, ThingRow],
    due_on: date,
) -> list[Refusal]:
    """What was promised to someone else for a day before `due_on`."""
    leaving = [
        Leaving(line.equipment_id, equipment[line.equipment_id].model_id, line.quantity)
        for line in basket.lines
    ]
    found = promised_to_others(session, desk, leaving, due_on, borrower_id=basket.borrower_id)
    return [
        Refusal(
            place,
            PromisedError(
                tag=equipment[line.equipment_id].tag,
                who=found[line.equipment_id].who,
                number=found[line.equipment_id].number,
                day=show_date(desk.day_of(found[line.equipment_id].start)),
                reservation_id=found[line.equipment_id].ref,
            ),
        )
        for place, line in enumerate(basket.lines)
        if line.equipment_id in found
    ]


def _incomplete(
    session: Session, basket: Basket, equipment: Mapping[UUID, ThingRow]
) -> list[Refusal]:
    """What is missing of the basket's kits; units count for the kits in their order."""
    left: Counter[UUID] = Counter()
    for line in basket.lines:
        left[equipment[line.equipment_id].model_id] += line.quantity
    out = []
    for wanted in basket.kits:
        for part, name, label in _required(session, wanted.kit_id):
            needed = part.quantity * wanted.quantity
            missing = needed - min(needed, left[part.model_id])
            left[part.model_id] -= needed - missing
            if missing and part.model_id not in wanted.without:
                error = KitIncompleteError(
                    kit=name,
                    what=f"{missing} × {label}",
                    kit_id=wanted.kit_id,
                    model_id=part.model_id,
                )
                out.append(Refusal(None, error))
    return out


def _required(session: Session, kit_id: UUID) -> list[tuple[KitPart, str, str]]:
    """A kit's parts that it does not go without, with its name and theirs."""
    found = session.execute(
        select(KitPart, Kit.name, Model.name)
        .join(Kit, Kit.id == KitPart.kit_id)
        .join(Model, Model.id == KitPart.model_id)
        .where(KitPart.kit_id == kit_id, KitPart.required)
        .order_by(KitPart.position)
    )
    return [(part, name, label) for part, name, label in found]


def lending_rules(session: Session, models: Collection[ModelTerms]) -> dict[UUID, LendingRule]:
    """The rule for each of `models`, by the model's key; the most specific layer wins."""
    categories = lendable.categories_of(session, models) if models else {}
    return {
        model.id: lending.most_specific(
            [
                RuleLayer(model.name, model.loan_days, model.deposit_cents),
                *(
                    RuleLayer(c.name, c.loan_days, c.deposit_cents, c.membership_required)
                    for c in lineage(categories, model)
                ),
            ]
        )
        for model in models
    }


def stock_levels(session: Session, stock_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each stock how many there are and how many are out: the sums of its movements."""
    if not stock_ids:
        return {}
    owned = {
        stock_id: int(total)
        for stock_id, total in session.execute(
            select(StockMovement.stock_id, func.sum(StockMovement.delta))
            .where(StockMovement.stock_id.in_(stock_ids))
            .group_by(StockMovement.stock_id)
        )
    }
    out = {
        stock_id: int(total)
        for stock_id, total in session.execute(
            select(
                LoanLine.equipment_id,
                func.sum(LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity),
            )
            .where(
                LoanLine.equipment_id.in_(stock_ids),
                LoanLine.kind == EquipmentKind.STOCK,
                LoanLine.state == LineState.OUT,
            )
            .group_by(LoanLine.equipment_id)
        )
    }
    return {key: (owned.get(key, 0), out.get(key, 0)) for key in stock_ids}


def _things(session: Session, keys: Sequence[UUID]) -> dict[UUID, ThingRow]:
    found = lendable.things(session, keys)
    for key in keys:
        if key not in found:
            raise NotFoundError(what=str(key))
    return found


def _free_stock(session: Session, equipment: Iterable[ThingRow]) -> dict[UUID, int]:
    stocks = [thing.id for thing in equipment if not thing.is_item]
    levels = stock_levels(session, stocks)
    return {key: owned - out for key, (owned, out) in levels.items()}


def _refused_lines(
    session: Session,
    desk: Desk,
    lines: Sequence[LineWanted],
    equipment: Mapping[UUID, ThingRow],
    free: Mapping[UUID, int],
    out_on: date,
) -> list[Refusal]:
    items = [key for key, thing in equipment.items() if thing.is_item]
    already_out = lendable.loans_of(session, items)
    stopped = lendable.out_of_service(session, items, out_on)
    elsewhere = custody.kept_elsewhere(session, desk, equipment.values())
    asked: Counter[UUID] = Counter()
    seen: set[UUID] = set()
    out: list[Refusal] = []
    for place, line in enumerate(lines):
        thing = equipment[line.equipment_id]
        asked[thing.id] += line.quantity
        if thing.is_item:
            if thing.id in seen:
                out.append(Refusal(place, lending.SameTagTwiceError(tag=thing.tag)))
            elif thing.id in already_out:
                loan = already_out[thing.id]
                out.append(
                    Refusal(
                        place,
                        lending.ItemAlreadyOutError(
                            tag=thing.tag,
                            borrower=loan.borrower_name,
                            number=loan.number,
                            due=show_date(loan.due_on) if loan.due_on else "",
                            loan_id=loan.loan_id,
                        ),
                    )
                )
            elif thing.id in stopped:
                reason = stopped[thing.id] or _("en entretien")
                out.append(Refusal(place, lending.OutOfServiceError(tag=thing.tag, reason=reason)))
            elif unusable := UNUSABLE.intersection((thing.condition, line.condition)):
                word = _(CONDITION_WORDS[next(iter(unusable))])
                out.append(Refusal(place, lending.OutOfServiceError(tag=thing.tag, reason=word)))
        elif asked[thing.id] > free.get(thing.id, 0):
            levels = stock_levels(session, [thing.id])[thing.id]
            out.append(
                Refusal(
                    place,
                    lending.NotEnoughStockError(
                        label=thing.model.name,
                        free=free.get(thing.id, 0),
                        total=levels[0],
                        asked=asked[thing.id],
                    ),
                )
            )
        typed, known = line.mileage_km, thing.mileage_km
        if typed is not None and known is not None and typed < known:
            km = {"typed": show_number(typed), "known": show_number(known)}
            out.append(Refusal(place, MileageBelowLastError(tag=thing.tag, **km)))
        if thing.archived_at is not None:
            out.append(Refusal(place, lending.ArchivedEquipmentError(tag=thing.tag)))
        if thing.id in elsewhere:
            out.append(Refusal(place, elsewhere[thing.id]))
        seen.add(thing.id)
    return out


def _refused_borrower(
    session: Session,
    desk: Desk,
    borrower: BorrowerRow,
    signatory_id: UUID | None,
    terms: Terms,
    day: date,
) -> list[LendingRefusedError]:
    out: list[LendingRefusedError] = []
    vouched = custody.vouched_for(session, desk, borrower)
    if borrower.archived_at is not None and not vouched:
        out.append(lending.ArchivedMemberError(member=borrower.label))
    if terms.membership_required and not vouched:
        until = lendable.dues_until(session, borrower.id, day)
        if until is None and terms.dues_on_file:
            out.append(lending.NoMembershipError(member=borrower.label, member_id=borrower.id))
        elif until is not None and until < day:
            out.append(
                lending.MembershipExpiredError(
                    member=borrower.label, until=show_date(until), member_id=borrower.id
                )
            )
    if signatory_id is not None and borrower.kind is MemberKind.ASSOCIATION:
        acting = lendable.mandates(session, borrower.id)
        if not any(m.person_id == signatory_id and m.signs_on(day) for m in acting):
            person = session.get(Member, signatory_id)
            out.append(
                lending.CannotSignError(
                    person=person.label if person else "?", association=borrower.label
                )
            )
    return out
