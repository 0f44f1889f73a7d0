"""One drawn loan after another becomes rows: terms, number, lines, returns, deposit, incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from heapq import heappush
from random import Random

from vaetvient.desk.demo.catalogue import Pile, Thing
from vaetvient.desk.demo.days import MINUTES, NEVER, Days
from vaetvient.desk.demo.fates import Coming, Fates
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.loan_rows import LoanRows
from vaetvient.desk.demo.people import Borrower
from vaetvient.desk.demo.word_lists import for_kind, word_list
from vaetvient.domain.loan import agreement_number
from vaetvient.language import _

_RECENT_DAYS = 12
_STUBBORN_DAYS = 30
_EXPECTED_TODAY = 5
"""However small the office, something is expected on the day that one looks at it."""
_METHODS = ("cheque", "cheque", "cheque", "cheque", "cheque", "cheque", "cash", "card", "transfer")


@dataclass(slots=True)
class LoanDrawn:
    """What the history decided: who takes what, when and what for."""

    place: int
    day: int
    minute: int
    borrower: Borrower
    things: list[Thing]
    piles: list[tuple[Pile, int]]
    purpose: str
    pickup: str


@dataclass(slots=True)
class _Outcome:
    """What the lines of one loan add up to."""

    still_out: bool = False
    closed_at: int = 0
    kept_for: str = ""


class LoanWriter:
    """Keeps the rows made so far in `rows`, until they are taken."""

    def __init__(
        self,
        rng: Random,
        keys: Keys,
        days: Days,
        fates: Fates,
        *,
        office_id: bytes,
        code: str,
        today: int,
    ) -> None:
        self._rng, self._keys, self._days, self._fates = rng, keys, days, fates
        self._words: dict[str, list[str]] = word_list("purposes")["words"]
        self._repairs: dict[str, list[str]] = word_list("catalogue")["repair"]
        self._office_id, self._code = office_id, code
        self._today = today
        self._end = days.at(today, 0)
        """What comes back from this minute on is still out."""
        self._expected_today = 0
        self._numbers: dict[int, int] = {}
        self.rows = LoanRows()
        self.still_out = 0
        self.late = 0

    def take_rows(self) -> LoanRows:
        """The rows made since the last time."""
        rows, self.rows = self.rows, LoanRows()
        return rows

    def write(self, loan: LoanDrawn) -> None:
        """Add the rows of `loan`."""
        rng, days = self._rng, self._days
        key = self._keys.at(loan.minute)
        due, rule, deposit = self._terms(loan)
        cancelled = rng.random() < 0.012
        if cancelled:
            outcome = _Outcome(closed_at=loan.minute + 4 + int(rng.random() * 20))
            self._cancelled_lines(key, loan)
        else:
            outcome = self._lines(key, loan, due)
            if outcome.still_out:
                self.still_out += 1
                self.late += due < self._today
        number_year = date.fromordinal(loan.day).year
        sequence = self._numbers[number_year] = self._numbers.get(number_year, 0) + 1
        borrower = loan.borrower
        signatory = borrower.signatory_on(loan.day) if borrower.is_association else None
        state = "cancelled" if cancelled else "out" if outcome.still_out else "returned"
        luck = rng.random()
        self.rows.loans.append((
            key, 1, self._office_id, state,
            agreement_number(self._code, number_year, sequence), number_year, sequence,
            borrower.id, borrower.label,
            signatory.person_id if signatory else None if borrower.is_association else borrower.id,
            signatory.person_label if signatory else "" if borrower.is_association
            else borrower.label,
            signatory.role if signatory else "", loan.pickup, loan.purpose,
            rng.choice(self._words["places"]) if luck < 0.4 else "",
            days.moment_text(loan.minute - 3), days.moment_text(loan.minute), days.day_text(due),
            None if outcome.still_out else days.moment_text(outcome.closed_at),
            rng.choice(self._words["cancelled"]) if cancelled else "", rule,
            "" if borrower.member_on(loan.day) else rng.choice(self._words["overridden"]),
            rng.choice(self._words["notes"]) if luck > 0.96 else "",
        ))  # fmt: skip
        if deposit > 0 and luck < 0.93:
            self._deposit(key, loan, deposit, outcome, cancelled=cancelled)

    def bought(self, pile: Pile, units: int, minute: int) -> None:
        """Add the purchase of `units` more of a stock."""
        moment = self._days.moment_text(minute)
        row = (self._keys.at(minute), 1, pile.id, units, "purchase", moment, "")
        self.rows.movements.append(row)

    def _terms(self, loan: LoanDrawn) -> tuple[int, str, int]:
        """Due day, the rule that gave it, and the deposit: as the desk would propose them."""
        models = [(thing.model, 1) for thing in loan.things]
        models += [(pile.model, quantity) for pile, quantity in loan.piles]
        shortest = min((model.rule for model, _q in models), key=lambda rule: rule.loan_days)
        due = self._days.next_open(loan.day + shortest.loan_days)
        deposit = sum(model.rule.deposit_cents * quantity for model, quantity in models)
        recent = loan.day >= self._today - _RECENT_DAYS
        if recent and loan.place % 6 == 1 and self._expected_today < _EXPECTED_TODAY:
            self._expected_today += 1
            return self._days.next_open(self._today), "", deposit
        if self._rng.random() < 0.06:
            return self._days.next_open(due + 7), "", deposit
        return due, shortest.spoken_by, deposit

    def _back_at(self, loan: LoanDrawn, due: int) -> int:
        minute = self._fates.back_at(loan.day, loan.minute, due)
        leaving = loan.borrower.last_loan_day < self._today
        if due < self._today and due >= self._today - _STUBBORN_DAYS and not leaving:
            if loan.place % 11 == 5:
                return NEVER  # someone always forgets
        elif due >= self._today and minute < self._end and loan.place % 3:
            return max(self._days.at(due, 16 * 60), loan.minute + 25)
        return minute

    def _lines(self, key: bytes, loan: LoanDrawn, due: int) -> _Outcome:
        rng = self._rng
        outcome = _Outcome()
        back_at = self._back_at(loan, due)
        lines = len(loan.things) + len(loan.piles)
        ahead = -1
        if lines > 1 and (rng.random() < 0.12 or (back_at >= self._end and loan.place % 4 == 0)):
            ahead = int(rng.random() * len(loan.things)) if loan.things else -1
        position = 0
        for thing in loan.things:
            minute = back_at
            if position == ahead:
                minute = self._fates.before(loan.minute, min(back_at, self._end))
            coming = self._fates.of_item(thing, minute)
            self._item_line(key, loan, position, thing, coming, outcome)
            position += 1
        for pile, quantity in loan.piles:
            goes = self._fates.of_pile(pile, quantity, back_at, loan.minute)
            self._pile_line(key, loan, position, pile, quantity, goes, outcome)
            position += 1
        return outcome

    def _item_line(
        self,
        loan_key: bytes,
        loan: LoanDrawn,
        position: int,
        thing: Thing,
        coming: Coming,
        outcome: _Outcome,
    ) -> None:
        days, rows = self._days, self.rows
        key = self._keys.at(loan.minute)
        back = coming.minute < self._end
        state = "out" if not back else "lost" if coming.lost else "returned"
        moment = days.moment_text(coming.minute) if back else None
        rows.lines.append((
            key, 1, loan_key, position, "item", thing.id, state, 1,
            coming.quantity if back else 0, coming.lost if back else 0, thing.tag,
            thing.model.name, thing.serial, thing.value_cents, thing.condition, thing.defects,
            coming.condition if back else None, moment,
        ))  # fmt: skip
        missing = coming.missing if back else None
        for place, (name, quantity) in enumerate(thing.model.accessories):
            rows.parts.append((
                self._keys.at(loan.minute), 1, key, place, name, quantity, int(place == missing),
            ))  # fmt: skip
        thing.free_at = coming.minute + 1
        if not back:
            outcome.still_out = True
            return
        outcome.closed_at = max(outcome.closed_at, coming.minute)
        absent = "" if missing is None else f"1 × {thing.model.accessories[missing][0]}"
        rows.returns.append((
            self._keys.at(coming.minute), 1, key, moment, coming.quantity, coming.lost,
            coming.condition, absent, coming.remarks,
        ))  # fmt: skip
        if absent:
            self._incident(key, thing.id, "loss", coming, _("manque : {what}").format(what=absent))
            outcome.kept_for = "pièces manquantes rachetées"
        if coming.lost:
            self._incident(key, thing.id, "loss", coming, f"1 × {thing.model.name}")
            thing.archived_at, thing.worn, thing.free_at = coming.minute, True, NEVER
            outcome.kept_for = "matériel perdu"
        elif coming.condition != thing.condition:
            self._wear(key, thing, coming, outcome)

    def _wear(self, line_key: bytes, thing: Thing, coming: Coming, outcome: _Outcome) -> None:
        """A thing comes back in another state; what is damaged goes to be repaired."""
        assert coming.condition is not None
        thing.worn, thing.condition = True, coming.condition
        if coming.condition == "worn":
            thing.defects = coming.remarks
        if coming.condition not in {"damaged", "broken"}:
            return
        thing.defects = coming.remarks
        self._incident(line_key, thing.id, "damage", coming, coming.remarks)
        outcome.kept_for = "réparation à la charge de l’emprunteur"
        first = coming.minute // MINUTES
        last: int | None = first + 4 + int(self._rng.random() * 22)
        repairs = for_kind(self._repairs, thing.model.prefix)
        reason, cost = self._rng.choice(repairs), int(self._rng.random() * 12) * 500
        if coming.condition == "broken":
            last, reason, thing.free_at = None, coming.remarks, NEVER
        elif last is not None and last >= self._today:
            last, thing.free_at = (None if self._rng.random() < 0.5 else last), NEVER
        else:
            assert last is not None
            thing.condition, thing.defects = "good", ""
            thing.free_at = self._days.at(last + 1, 0)
        self.rows.maintenance.append((
            self._keys.at(coming.minute), 1, thing.id, self._days.day_text(first),
            None if last is None else self._days.day_text(last), reason, cost or None,
        ))  # fmt: skip

    def _pile_line(
        self,
        loan_key: bytes,
        loan: LoanDrawn,
        position: int,
        pile: Pile,
        quantity: int,
        goes: list[Coming],
        outcome: _Outcome,
    ) -> None:
        days, rows = self._days, self.rows
        key = self._keys.at(loan.minute)
        pile.out += quantity
        there = [coming for coming in goes if coming.minute < self._end]
        back, lost = sum(one.quantity for one in there), sum(one.lost for one in there)
        complete = back + lost == quantity
        last = there[-1].minute if complete else 0
        rows.lines.append((
            key, 1, loan_key, position, "stock", pile.id, "returned" if complete else "out",
            quantity, back, lost, pile.tag, pile.model.name, "", pile.model.value_cents, None, "",
            None, days.moment_text(last) if complete else None,
        ))  # fmt: skip
        for place, (name, each) in enumerate(pile.model.accessories):
            rows.parts.append((self._keys.at(loan.minute), 1, key, place, name, each * quantity, 0))
        outcome.still_out = outcome.still_out or not complete
        outcome.closed_at = max(outcome.closed_at, last)
        for coming in goes:
            heappush(pile.coming, (coming.minute, coming.quantity, coming.lost))
        number = self._next_number(loan.day)
        for coming in there:
            moment = days.moment_text(coming.minute)
            rows.returns.append((
                self._keys.at(coming.minute), 1, key, moment, coming.quantity, coming.lost, None,
                "", coming.remarks,
            ))  # fmt: skip
            if coming.lost:
                what = f"{coming.lost} × {pile.model.name}"
                self._incident(key, pile.id, "loss", coming, what)
                outcome.kept_for = "matériel perdu"
                rows.movements.append((
                    self._keys.at(coming.minute), 1, pile.id, -coming.lost, "loss", moment, number,
                ))  # fmt: skip

    def _cancelled_lines(self, loan_key: bytes, loan: LoanDrawn) -> None:
        """Lines of a loan cancelled minutes after: nothing left."""
        lines: list[tuple[str, Thing | Pile, int]] = [("item", thing, 1) for thing in loan.things]
        lines += [("stock", pile, quantity) for pile, quantity in loan.piles]
        for position, (kind, thing, quantity) in enumerate(lines):
            key = self._keys.at(loan.minute)
            item = thing if isinstance(thing, Thing) else None
            self.rows.lines.append((
                key, 1, loan_key, position, kind, thing.id, "cancelled", quantity, 0, 0, thing.tag,
                thing.model.name, item.serial if item else "",
                item.value_cents if item else thing.model.value_cents,
                item.condition if item else None, item.defects if item else "", None, None,
            ))  # fmt: skip
            for place, (name, each) in enumerate(thing.model.accessories):
                part = self._keys.at(loan.minute)
                self.rows.parts.append((part, 1, key, place, name, each * quantity, 0))

    def _deposit(
        self, loan_key: bytes, loan: LoanDrawn, amount: int, outcome: _Outcome, *, cancelled: bool
    ) -> None:
        rng = self._rng
        method = rng.choice(_METHODS)
        reference = ""
        if method == "cheque":
            reference = f"n° {rng.randrange(10**6, 10**7)}, {rng.choice(self._words['banks'])}"
        state, kept, settled = "held", 0, None
        just_back = (
            not outcome.still_out
            and outcome.closed_at > self._end - 8 * MINUTES
            and rng.random() < 0.15
        )
        if not outcome.still_out and (cancelled or not just_back):
            state, settled = "returned", self._days.moment_text(outcome.closed_at)
            if outcome.kept_for and rng.random() < 0.7:
                state = "kept"
                kept = min(amount, max(500, amount // rng.choice((2, 4, 5, 10)) // 500 * 500))
        self.rows.deposits.append((
            self._keys.at(loan.minute), 1, loan_key, amount, "EUR", method, reference, state, kept,
            outcome.kept_for if kept else "", settled,
        ))  # fmt: skip

    def _incident(
        self, line_key: bytes, thing_key: bytes, kind: str, coming: Coming, what: str
    ) -> None:
        self.rows.incidents.append((
            self._keys.at(coming.minute), 1, line_key, thing_key, kind,
            self._days.moment_text(coming.minute), what,
        ))  # fmt: skip

    def _next_number(self, day: int) -> str:
        """The number that the loan being written is about to get."""
        year = date.fromordinal(day).year
        return agreement_number(self._code, year, self._numbers.get(year, 0) + 1)
