"""What stands against a promise: the borrower, the days, the rules, and what is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk import custody
from vaetvient.desk.baskets import Refusal
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.promises import promised_of, view_of
from vaetvient.desk.ruling import asked_of
from vaetvient.domain import fees, lending, promising
from vaetvient.domain.availability import Claim, ClaimKind, Period
from vaetvient.domain.days import last_day, midnight
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.office import OpeningCalendar
from vaetvient.domain.policy import ModelTerms, Spoken
from vaetvient.language import _, show_date, show_moment
from vaetvient.storage.queries import lendable, rules
from vaetvient.storage.queries.answers import Answer, Wanted, answer, free_in
from vaetvient.storage.queries.availability import NOTHING, Besides, Viewpoint, pools
from vaetvient.storage.queries.lendable import BorrowerRow, ModelRow, ThingRow
from vaetvient.storage.queries.plenty import of_which_there_is_plenty

_MOST_HOLDERS = 3


@dataclass(frozen=True)
class Scrutiny:
    """What the rules say of a promise, what it would cost, and what stands against it."""

    borrower: BorrowerRow
    refusals: tuple[Refusal, ...]
    said: dict[UUID, dict[str, Spoken]]
    """Each value of the rules, by model, and which rule spoke."""
    fees: tuple[FeeLine, ...]
    deposit_cents: int
    approval: str
    """Why someone has to say yes; empty where nobody has to."""
    answers: dict[int, Answer]
    """For each line that is not free: who, until when, when it is, what else would do."""
    models: Mapping[UUID, ModelRow]
    named: Mapping[UUID, ThingRow]
    """The things that lines name."""

    @property
    def fee_cents(self) -> int:
        return fees.total(self.fees)

    @property
    def clashes(self) -> tuple[Refusal, ...]:
        """What is not free."""
        return tuple(r for r in self.refusals if isinstance(r.error, promising.NotFreeError))

    def standing(self, override_reason: str) -> tuple[Refusal, ...]:
        """The refusals that remain when a volunteer goes past what may be passed."""
        if not override_reason.strip():
            return self.refusals
        return tuple(refusal for refusal in self.refusals if not refusal.may_be_overridden)


def scrutinise(
    session: Session,
    desk: Desk,
    borrower_id: UUID,
    lines: Sequence[Wanted],
    period: Period,
    *,
    besides: Besides = NOTHING,
    long_asked: bool = False,
) -> Scrutiny:
    """Hold a promise against everything; nothing is written.

    With `long_asked`, how early or late it was asked for does not matter any more.
    Raises NotFoundError.
    """
    borrower = lendable.borrower(session, borrower_id)
    if borrower is None:
        raise NotFoundError(what=str(borrower_id))
    models = _models(session, {line.model_id for line in lines})
    named = lendable.things(session, {e.equipment_id for e in lines if e.equipment_id})
    first = desk.day_of(period.start)
    last = last_day(period.end, desk.zone)
    said = rules.explain_models(
        session, models.values(), day=first, office_id=desk.office_id, borrower=borrower
    )
    calendar = office_calendar(session, desk.office_id)
    errors = [Refusal(None, e) for e in _days_refused(desk, period, first, last, calendar)]
    errors += [Refusal(None, e) for e in _borrower_refused(session, desk, borrower, said, first)]
    for place, line in enumerate(lines):
        model, spoken = models[line.model_id], said[line.model_id]
        asked = asked_of(
            session, desk, borrower, model, line.quantity, period, spoken, besides=besides
        )
        ruled = promising.refusals(spoken, asked)
        skipped = (promising.TooFarAheadError, promising.ShortNoticeError) if long_asked else ()
        errors += [Refusal(place, e) for e in ruled if not isinstance(e, skipped)]
    errors += _kept_elsewhere(session, desk, lines, named)
    answers = _clashes(session, desk, lines, period, calendar, besides)
    errors += [Refusal(place, not_free(desk, lines[place], a)) for place, a in answers.items()]
    costs = _fees(desk, session, borrower, lines, models, said, period)
    return Scrutiny(
        borrower=borrower,
        refusals=tuple(errors),
        said=said,
        fees=costs,
        deposit_cents=sum(
            (said[line.model_id]["deposit_cents"].value or 0) * line.quantity for line in lines
        ),
        approval=_approval(lines, said),
        answers=answers,
        models=models,
        named=named,
    )


def _models(session: Session, keys: set[UUID]) -> dict[UUID, ModelRow]:
    found = lendable.models(session, keys)
    for key in keys:
        if key not in found:
            raise NotFoundError(what=str(key))
    return found


def _days_refused(
    desk: Desk, period: Period, first: date, last: date, calendar: OpeningCalendar
) -> list[LendingRefusedError]:
    if period.start < midnight(desk.today(), desk.zone) or period.end <= desk.clock():
        return [promising.InThePastError(start=show_date(first), field="start")]
    out: list[LendingRefusedError] = []
    for day, field in ((first, "start"), (last, "end")):
        if not calendar.is_open(day) and not (field == "end" and last == first):
            following = calendar.next_open_day(day)
            out.append(
                promising.ClosedOnThatDayError(
                    day=show_date(day), next=show_date(following), field=field
                )
            )
    return out


def _borrower_refused(
    session: Session,
    desk: Desk,
    borrower: BorrowerRow,
    said: dict[UUID, dict[str, Spoken]],
    day: date,
) -> list[LendingRefusedError]:
    if custody.vouched_for(session, desk, borrower):
        return []
    if borrower.archived_at is not None:
        return [lending.ArchivedMemberError(member=borrower.label)]
    asked = [s["membership_required"] for s in said.values() if s["membership_required"].value]
    if not asked:
        return []
    until = lendable.dues_until(session, borrower.id, day)
    if until is None and any(not spoken.by_default for spoken in asked):
        return [lending.NoMembershipError(member=borrower.label, member_id=borrower.id)]
    if until is not None and until < day:
        return [promising.membership_over(borrower.label, borrower.id, until, desk.today())]
    return []


def _kept_elsewhere(
    session: Session, desk: Desk, lines: Sequence[Wanted], named: Mapping[UUID, ThingRow]
) -> list[Refusal]:
    """Named things that another office keeps: it alone promises them (invariant 2)."""
    held = custody.kept_elsewhere(session, desk, named.values())
    out = []
    for place, line in enumerate(lines):
        error = held.get(line.equipment_id) if line.equipment_id else None
        if error is not None:
            out.append(Refusal(place, error))
    return out


def _clashes(
    session: Session,
    desk: Desk,
    lines: Sequence[Wanted],
    period: Period,
    calendar: OpeningCalendar,
    besides: Besides,
) -> dict[int, Answer]:
    """The lines that are not free, the earlier lines of the same model being served first."""
    view = view_of(desk)
    asked, period = period, view.ahead(period)
    plenty = _plenty(session, lines, period, view)
    scarce = [place for place, line in enumerate(lines) if line.model_id not in plenty]
    if not scarce:
        return {}
    models = {lines[place].model_id for place in scarce}
    things = {line.equipment_id for line in lines if line.equipment_id is not None}
    found = pools(session, models, period, view, besides=besides, named=things)
    out: dict[int, Answer] = {}
    named_first = sorted(scarce, key=lambda n: lines[n].equipment_id is None)
    for place in named_first:
        line = lines[place]
        pool = found[line.model_id]
        free = free_in(pool, line, period)
        if free < line.quantity:
            said = answer(session, line, asked, view, calendar, besides=besides)
            out[place] = replace(said, free=free)
        else:
            found[line.model_id] = promised_of(pool, line, period, line.quantity)
    return dict(sorted(out.items()))


def _plenty(
    session: Session, lines: Sequence[Wanted], period: Period, view: Viewpoint
) -> set[UUID]:
    """The models of which all that is asked is surely free; none where a thing is named."""
    asked: Counter[UUID] = Counter()
    for line in lines:
        asked[line.model_id] += line.quantity
    for line in lines:
        if line.equipment_id is not None:
            asked.pop(line.model_id, None)
    return of_which_there_is_plenty(session, asked, period, view)


def not_free(desk: Desk, line: Wanted, said: Answer) -> promising.NotFreeError:
    """The refusal that says it: who has it, until when, when it is free, what else would do."""
    label = " ".join(part for part in (said.tag, said.label) if part)
    return promising.NotFreeError(
        label=label,
        free=said.free,
        total=said.total,
        asked=line.quantity,
        why=_why(desk, said),
        first=_first(desk, said),
        field="start",
    )


def _why(desk: Desk, said: Answer) -> str:
    """« Les Jardins (R-GRE-2026-0003), jusqu'au 27/11/2026. » The first three to free up."""
    return "".join(f" {_holder(desk, claim)}" for claim in said.obstacles[:_MOST_HOLDERS])


def _holder(desk: Desk, holder: Claim) -> str:
    who = f"{holder.who} ({holder.number})" if holder.number else holder.who or _("En entretien")
    if holder.kind is ClaimKind.LATE:
        return _("{who}, en retard.").format(who=who)
    if holder.end is None:
        return _("{who}, jusqu'à nouvel ordre.").format(who=who)
    if holder.end == midnight(desk.day_of(holder.end), desk.zone):
        return _("{who}, jusqu'au {end}.").format(
            who=who, end=show_date(last_day(holder.end, desk.zone), "short")
        )
    return _("{who}, jusqu'au {end}.").format(who=who, end=show_moment(holder.end, desk.timezone))


def _first(desk: Desk, said: Answer) -> str:
    words = []
    if said.first is not None:
        day = desk.day_of(said.first.start)
        whole = said.first.start == midnight(day, desk.zone)
        start = show_date(day) if whole else show_moment(said.first.start, desk.timezone)
        words.append(_("Libre à partir du {start}.").format(start=start))
    if said.instead:
        names = ", ".join(
            f"{other.label} ({other.office})" if other.office else other.label
            for other in said.instead
        )
        words.append(_("À la place : {names}.").format(names=names))
    return " ".join(words) or _("Choisissez d'autres dates, ou la liste d'attente.")


def _fees(
    desk: Desk,
    session: Session,
    borrower: BorrowerRow,
    lines: Sequence[Wanted],
    models: Mapping[UUID, ModelTerms],
    said: dict[UUID, dict[str, Spoken]],
    period: Period,
) -> tuple[FeeLine, ...]:
    if not any(said[line.model_id]["prices"].value for line in lines):
        return ()
    start, end = (_wall(desk, moment) for moment in (period.start, period.end))
    until = lendable.dues_until(session, borrower.id, start.date())
    member = until is not None and until >= start.date()
    out: list[FeeLine] = []
    for line in lines:
        prices = said[line.model_id]["prices"].value or ()
        out += fees.fee_lines(
            models[line.model_id].name, prices, start, end, quantity=line.quantity, member=member
        )
    return tuple(out)


def _wall(desk: Desk, moment: datetime) -> datetime:
    return moment.astimezone(desk.zone).replace(tzinfo=None)


def _approval(lines: Sequence[Wanted], said: dict[UUID, dict[str, Spoken]]) -> str:
    asking = (said[line.model_id]["approval_required"] for line in lines)
    return next((spoken.rule for spoken in asking if spoken.value), "")
