"""What a promise would meet, seen before it is made: line by line, with what else would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.promises import promised_of, view_of
from vaetvient.desk.reservations import PlannedLine, WantedKit, planned
from vaetvient.desk.scrutiny import Scrutiny, not_free, scrutinise
from vaetvient.domain.availability import Period
from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.fees import FeeLine
from vaetvient.domain.kit import Kit
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.policy import VALUE_WORDS
from vaetvient.domain.promising import NotFreeError
from vaetvient.domain.text import fold
from vaetvient.language import _
from vaetvient.storage.queries.answers import Answer, Instead, Wanted, answer, free_in, free_kits
from vaetvient.storage.queries.availability import NOTHING, Besides, pools
from vaetvient.storage.queries.shelf import everything


@dataclass(frozen=True, slots=True)
class LineForeseen:
    """One line: how many are free, what stands against it, and the ways out."""

    wanted: Wanted
    label: str
    tag: str
    kit: str
    free: int
    errors: tuple[LendingRefusedError, ...]
    first: Period | None
    """The first period as long over which it is free; None where it is free as asked."""
    instead: tuple[Instead, ...]
    optional: bool = False
    """Whether it only comes with a kit that may go without it."""

    @property
    def is_free(self) -> bool:
        return self.free >= self.wanted.quantity


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A promise seen beforehand."""

    lines: tuple[LineForeseen, ...]
    errors: tuple[LendingRefusedError, ...]
    """What stands against the whole: the days, the borrower."""
    fees: tuple[FeeLine, ...] = ()
    fee_cents: int = 0
    deposit_cents: int = 0
    approval: str = ""
    """The rule that asks for someone's yes."""
    rules: tuple[tuple[str, str], ...] = ()
    """Each rule that limits it, and on which point: shown so that nobody wonders."""

    @property
    def everything_against(self) -> tuple[LendingRefusedError, ...]:
        return (*self.errors, *(error for line in self.lines for error in line.errors))

    @property
    def can_be_made(self) -> bool:
        return not self.everything_against

    @property
    def may_be_overridden(self) -> bool:
        """Whether a reason would be enough."""
        against = self.everything_against
        return bool(against) and all(error.may_be_overridden for error in against)

    @property
    def may_wait(self) -> bool:
        """Whether only what is not free stands against it."""
        against = self.everything_against
        return bool(against) and all(
            isinstance(error, NotFreeError) or error.may_be_overridden for error in against
        )


def foresee(
    session: Session,
    desk: Desk,
    borrower_id: UUID | None,
    lines: Sequence[Wanted | WantedKit | PlannedLine],
    period: Period,
    *,
    besides: Besides = NOTHING,
) -> Foreseen:
    """Hold a promise against everything; nothing is written. Without a borrower, what is free.

    Raises NothingToLendError, TooManyError, NotFoundError.
    """
    opened = planned(session, lines)
    wanted = [line.wanted for line in opened]
    free = _how_many(session, desk, wanted, period, besides)
    if borrower_id is None:
        answers = _answers(session, desk, wanted, free, period, besides)
        against: dict[int, list[LendingRefusedError]] = {
            place: [not_free(desk, wanted[place], said)] for place, said in answers.items()
        }
        return Foreseen(_lines(session, opened, free, answers, against), ())
    found = scrutinise(session, desk, borrower_id, wanted, period, besides=besides)
    against = {}
    for refusal in found.refusals:
        if refusal.line is not None:
            against.setdefault(refusal.line, []).append(refusal.error)
    return Foreseen(
        lines=_lines(session, opened, free, found.answers, against),
        errors=tuple(r.error for r in found.refusals if r.line is None),
        fees=found.fees,
        fee_cents=found.fee_cents,
        deposit_cents=found.deposit_cents,
        approval=found.approval,
        rules=_rules_that_speak(found),
    )


def _how_many(
    session: Session, desk: Desk, lines: Sequence[Wanted], period: Period, besides: Besides
) -> list[int]:
    """How many each line could have: named things are served first, then the lines in order."""
    view = view_of(desk)
    ahead = view.ahead(period)
    models = {line.model_id for line in lines}
    things = {line.equipment_id for line in lines if line.equipment_id is not None}
    found = pools(session, models, ahead, view, besides=besides, named=things)
    counts = [0] * len(lines)
    for place in sorted(range(len(lines)), key=lambda n: lines[n].equipment_id is None):
        line = lines[place]
        counts[place] = free_in(found[line.model_id], line, ahead)
        if counts[place] >= line.quantity:
            found[line.model_id] = promised_of(found[line.model_id], line, ahead, line.quantity)
    return counts


def _answers(
    session: Session,
    desk: Desk,
    lines: Sequence[Wanted],
    free: Sequence[int],
    period: Period,
    besides: Besides,
) -> dict[int, Answer]:
    calendar, view = office_calendar(session, desk.office_id), view_of(desk)
    return {
        place: replace(answer(session, line, period, view, calendar, besides=besides), free=count)
        for place, (line, count) in enumerate(zip(lines, free, strict=True))
        if count < line.quantity
    }


def _lines(
    session: Session,
    opened: Sequence[PlannedLine],
    free: Sequence[int],
    answers: dict[int, Answer],
    against: dict[int, list[LendingRefusedError]],
) -> tuple[LineForeseen, ...]:
    models = select(Model.id, Model.name).where(Model.id.in_({e.wanted.model_id for e in opened}))
    names = {row.id: row.name for row in session.execute(models)}
    named = {e.wanted.equipment_id for e in opened if e.wanted.equipment_id is not None}
    things = select(Equipment.id, Equipment.tag).where(Equipment.id.in_(named))
    tags = {row.id: row.tag for row in session.execute(things)}
    out = []
    for place, line in enumerate(opened):
        said = answers.get(place)
        key = line.wanted.equipment_id
        out.append(
            LineForeseen(
                wanted=line.wanted,
                label=names[line.wanted.model_id],
                tag=tags.get(key, "") if key is not None else "",
                kit=line.kit_name,
                free=free[place],
                errors=tuple(against.get(place, ())),
                first=said.first if said else None,
                instead=said.instead if said else (),
                optional=line.optional,
            )
        )
    return tuple(out)


_LIMITS = (
    *("longest_days", "ahead_days", "notice_days", "at_once", "insurance_required"),
    *("licence_class", "least_age", "approval_required", "prices"),
)


def _rules_that_speak(found: Scrutiny) -> tuple[tuple[str, str], ...]:
    """The rules that set a limit, each once with the points on which it speaks."""
    points: dict[str, list[str]] = {}
    for said in found.said.values():
        for name in _LIMITS:
            spoken = said[name]
            if spoken.value and not spoken.by_default:
                known = points.setdefault(spoken.rule, [])
                word = _(VALUE_WORDS[name])
                if word not in known:
                    known.append(word)
    return tuple((rule, ", ".join(words)) for rule, words in points.items())


# ---- what may be chosen from ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Free:
    """Something that may be reserved over a period: a model or a kit, and how many are free."""

    wanted: Wanted | WantedKit
    label: str
    free: int
    total: int
    """0 for a kit: it has no count of its own."""

    @property
    def is_kit(self) -> bool:
        return isinstance(self.wanted, WantedKit)


def all_that_is_free(session: Session, desk: Desk, period: Period) -> list[Free]:
    """Every model of the office and every kit, by name, with what is free over `period`."""
    view = view_of(desk)
    out = [
        Free(Wanted(row.model_id), row.label, row.free, row.total)
        for row in everything(session, period, view)
    ]
    kits = session.scalars(select(Kit).where(Kit.archived_at.is_(None)))
    out += [Free(WantedKit(k.id), k.name, free_kits(session, k, period, view), 0) for k in kits]
    return sorted(out, key=lambda free: fold(free.label))
