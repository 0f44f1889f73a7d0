"""Any gestures in any order, and any of them undone at any time: the invariants hold throughout.

Here nobody knows what should come of it; `vaetvient doctor` is asked whether all is well.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text

from tests.storage.test_search import assert_index_is_what_a_rebuild_would_make
from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import catalogue, equipment, loans, mandates, members, merging, papers
from vaetvient.desk import office as own_office
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, ModelForm
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.members import MemberForm
from vaetvient.desk.picking_up import pick_up
from vaetvient.desk.reservations import (
    Reserve,
    cancel_reservation,
    change_reservation,
    confirm_reservation,
    decline_reservation,
    note_no_show,
    reserve,
)
from vaetvient.desk.returning import LineBack, PartMissing, TakeBack, take_back
from vaetvient.desk.undo import CannotUndoError, NothingToUndoError, redo, undo
from vaetvient.domain.entities import Equipment
from vaetvient.domain.equipment import Condition, EquipmentKind, MovementReason
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.loan import DepositMethod
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.doctor import examine

NAMES = ["Lefèvre", "Martin", "École Jean-Jaurès", "李", "L'Œuvre", "", "x" * 401]
NAME = st.sampled_from(NAMES)
ANY = st.integers(0, 30)
"""Which row of a table, counted round."""
QUANTITY = st.sampled_from([1, 1, 2, 3, 5, 12, 40, 0, -1, 10**9, 10**30])
CENTS = st.sampled_from([None, 0, 1, 50_00, -1, 10**13])
CONDITION = st.none() | st.sampled_from(Condition)


CLOSINGS: list[Any] = [
    lambda desk, key: cancel_reservation(desk, key, "erreur"),
    lambda desk, key: decline_reservation(desk, key, "prêté"),
    note_no_show,
]


class Anything(RuleBasedStateMachine):
    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="anything"))
        self.office = TrialOffice.at(self.template, self.folder)
        self.office.moment = datetime(2026, 12, 20, 22, 30, tzinfo=UTC)
        self.desk = self.office.desk

    @initialize()
    def furnish(self) -> None:
        for name in NAMES[:2]:
            self.office.person(name, "Zoé", dues=False)
            self.office.association(name, dues=True)
        model = self.office.model("Sono", accessories=(("micro", 2),))
        self.office.items(3, model=model)
        self.office.stock(count=20)

    def pick(self, table: str, which: int, where: str = "1") -> Any:
        with self.office.reading() as session:
            rows = session.execute(text(f"SELECT id FROM {table} WHERE {where} ORDER BY id"))
            keys = rows.scalars().all()
        return UUID(bytes=keys[which % len(keys)]) if keys else UUID(int=7)

    def attempt(self, gesture: Any, *given: Any, **named: Any) -> None:
        """Done, or refused in words; in both cases all is well afterwards."""
        before, refused = self.counts(), None
        try:
            gesture(*given, **named)
        except VaEtVientError as error:
            refused = error
        if refused is None:
            self.all_is_well()
        else:
            assert refused.message
            assert self.counts() == before

    def counts(self) -> list[int]:
        with self.office.reading() as session:
            tables = ("recorded_change", "gesture", "loan", "member", "reservation")
            return [
                session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in tables
            ]

    def all_is_well(self) -> None:
        with self.office.reading() as session:
            assert examine(session) == []

    # ---- people --------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(MemberKind), name=NAME, card=st.sampled_from(["", "C1", "C2"]))
    def enter_member(self, kind: MemberKind, name: str, card: str) -> None:
        form = MemberForm(kind, last_name=name, name=name, card=card)
        self.attempt(members.enter_member, self.desk, form)

    @rule(which=ANY, kind=st.sampled_from(MemberKind), name=NAME, number=st.sampled_from("12 "))
    def change_member(self, which: int, kind: MemberKind, name: str, number: str) -> None:
        form = MemberForm(kind, last_name=name, name=name, number=number)
        self.attempt(members.change_member, self.desk, self.pick("member", which), form)

    @rule(one=ANY, other=ANY)
    def merge(self, one: int, other: int) -> None:
        kept, gone = self.pick("member", one), self.pick("member", other)
        self.attempt(merging.merge_members, self.desk, kept, gone)

    @rule(which=ANY, back=st.booleans())
    def archive_member(self, which: int, back: bool) -> None:
        gesture = members.restore_member if back else members.archive_member
        self.attempt(gesture, self.desk, self.pick("member", which))

    @rule(which=ANY, first=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    def renew(self, which: int, first: date | None) -> None:
        key = self.pick("member", which)
        self.attempt(members.renew_membership, self.desk, key, valid_from=first)

    @rule(one=ANY, other=ANY)
    def represent(self, one: int, other: int) -> None:
        association, person = self.pick("member", one), self.pick("member", other)
        self.attempt(mandates.name_representative, self.desk, association, person, role="x")

    # ---- things --------------------------------------------------------------------------------

    @rule(name=NAME, above=ANY, days=st.sampled_from([None, 0, 3, -1, 10**9]), cents=CENTS)
    def category(self, name: str, above: int, days: int | None, cents: int | None) -> None:
        parent = self.pick("category", above) if above % 2 else None
        form = CategoryForm(name, parent, loan_days=days, deposit_cents=cents)
        if above % 3:
            self.attempt(catalogue.enter_category, self.desk, form)
        else:
            self.attempt(catalogue.change_category, self.desk, self.pick("category", above), form)

    @rule(which=ANY, name=NAME, above=ANY, parts=QUANTITY)
    def model(self, which: int, name: str, above: int, parts: int) -> None:
        category = self.pick("category", above) if above % 2 else None
        form = ModelForm(name, category, accessories=(("micro", parts), ("pied", 1)))
        if which % 3:
            self.attempt(catalogue.enter_model, self.desk, form)
        else:
            self.attempt(catalogue.change_model, self.desk, self.pick("model", which), form)

    @rule(which=ANY, count=QUANTITY, kind=st.sampled_from(EquipmentKind), tag=NAME)
    def things(self, which: int, count: int, kind: EquipmentKind, tag: str) -> None:
        form = EquipmentForm(self.pick("model", which), kind, tag=tag[:3])
        self.attempt(equipment.enter_equipment, self.desk, form, count=count)

    @rule(which=ANY, model=ANY, tag=NAME, condition=st.sampled_from(Condition))
    def change_thing(self, which: int, model: int, tag: str, condition: Condition) -> None:
        form = EquipmentForm(self.pick("model", model), tag=tag, condition=condition)
        self.attempt(equipment.change_equipment, self.desk, self.pick("equipment", which), form)

    @rule(which=ANY, delta=QUANTITY, sign=st.sampled_from([1, -1]))
    def move_stock(self, which: int, delta: int, sign: int) -> None:
        stock = self.pick("equipment", which, "kind = 'stock'")
        self.attempt(
            equipment.move_stock, self.desk, stock, sign * delta, reason=MovementReason.COUNT
        )

    @rule(
        which=ANY,
        gesture=st.sampled_from(
            [
                equipment.archive_equipment,
                equipment.restore_equipment,
                equipment.put_in_service,
                lambda desk, key: equipment.take_out_of_service(desk, key, "lampe"),
            ]
        ),
    )
    def serve(self, which: int, gesture: Any) -> None:
        self.attempt(gesture, self.desk, self.pick("equipment", which))

    # ---- loans ---------------------------------------------------------------------------------

    def basket(self, which: int) -> UUID | None:
        return self.pick("loan", which, "state = 'draft'") if which % 3 == 0 else None

    @rule(
        who=ANY,
        things=st.lists(st.tuples(ANY, QUANTITY, CONDITION), max_size=4),
        days=st.sampled_from([None, 0, 5, 20, -3, 10**5]),
        cents=CENTS,
        reason=st.sampled_from(["", "accord"]),
        hours_ago=st.sampled_from([None, 0, 5, 24 * 400]),
    )
    def lend(
        self,
        who: int,
        things: Sequence[tuple[int, int, Condition | None]],
        days: int | None,
        cents: int | None,
        reason: str,
        hours_ago: int | None,
    ) -> None:
        lines = tuple(
            LineWanted(self.pick("equipment", which), quantity, condition)
            for which, quantity, condition in things
        )
        out_at = None if hours_ago is None else self.office.moment - timedelta(hours=hours_ago)
        due = None if days is None else self.office.today() + timedelta(days=days)
        command = HandOut(
            self.pick("member", who),
            lines,
            due_on=due,
            deposit_cents=cents,
            deposit_method=DepositMethod.CASH,
            override_reason=reason,
            out_at=out_at,
            basket_id=self.basket(who),
        )
        self.attempt(hand_out, self.desk, command)

    @rule(who=ANY, things=st.lists(st.tuples(ANY, QUANTITY), max_size=3))
    def put_aside(self, who: int, things: Sequence[tuple[int, int]]) -> None:
        lines = tuple(LineWanted(self.pick("equipment", w), quantity) for w, quantity in things)
        borrower = self.pick("member", who) if who % 4 else None
        self.attempt(
            loans.put_aside,
            self.desk,
            borrower_id=borrower,
            lines=lines,
            basket_id=self.basket(who),
        )

    @rule(which=ANY)
    def blank_or_drop(self, which: int) -> None:
        if which % 2:
            self.attempt(loans.prepare_blank, self.desk, which % 3)
        else:
            self.attempt(loans.drop_basket, self.desk, self.pick("loan", which))

    @rule(
        back=st.lists(
            st.tuples(ANY, st.none() | QUANTITY, st.sampled_from([0, 0, 1]), CONDITION, QUANTITY),
            min_size=1,
            max_size=3,
        ),
        hours_ago=st.sampled_from([None, 0, 30]),
    )
    def take_back(self, back: Sequence[Any], hours_ago: int | None) -> None:
        lines = []
        for which, quantity, lost, condition, missing in back:
            key = self.pick("loan_line", which, "state = 'out'")
            part = self.pick("line_part", which, f"line_id = x'{key.hex}'")
            lines.append(
                LineBack(
                    key,
                    quantity,
                    lost,
                    condition,
                    (PartMissing(part, missing),) if which % 3 == 0 else (),
                    remarks="vu",
                )
            )
        at = None if hours_ago is None else self.office.moment - timedelta(hours=hours_ago)
        self.attempt(take_back, self.desk, TakeBack(tuple(lines), at))

    @rule(which=ANY, condition=CONDITION)
    def amend(self, which: int, condition: Condition | None) -> None:
        key = self.pick("loan_line", which)
        self.attempt(amend_return, self.desk, ReturnAmended(key, condition, remarks="précisé"))

    @rule(which=ANY, days=st.integers(-5, 60))
    def extend(self, which: int, days: int) -> None:
        due = self.office.today() + timedelta(days=days)
        self.attempt(loans.extend, self.desk, self.pick("loan", which), due)

    @rule(which=ANY, reason=st.sampled_from(["", "erreur"]))
    def cancel(self, which: int, reason: str) -> None:
        self.attempt(loans.cancel_loan, self.desk, self.pick("loan", which), reason)

    @rule(which=ANY, cents=CENTS)
    def settle(self, which: int, cents: int | None) -> None:
        self.attempt(
            loans.settle_deposit,
            self.desk,
            self.pick("loan", which),
            kept_cents=cents or 0,
            reason="rayure",
        )

    @rule(which=ANY, paper=st.sampled_from([papers.agreement_of, papers.receipt_of]))
    def look_at_a_paper_twice(self, which: int, paper: Any) -> None:
        key = self.pick("loan", which)
        self.attempt(paper, self.desk, key)
        try:
            assert paper(self.desk, key) == paper(self.desk, key)
        except VaEtVientError:
            return

    # ---- promises ------------------------------------------------------------------------------

    @rule(
        who=ANY,
        things=st.lists(st.tuples(ANY, QUANTITY, st.booleans()), max_size=3),
        first=st.integers(-2, 10),
        days=st.integers(-1, 9),
        reason=st.sampled_from(["", "accord"]),
        or_wait=st.booleans(),
    )
    def reserve(
        self,
        who: int,
        things: Sequence[tuple[int, int, bool]],
        first: int,
        days: int,
        reason: str,
        or_wait: bool,
    ) -> None:
        lines = []
        for which, quantity, this_one in things:
            thing = self.pick("equipment", which)
            model = self.pick("model", which)
            with self.office.reading() as session:
                found = session.get(Equipment, thing)
                model = found.model_id if found is not None and this_one else model
            lines.append(Wanted(model, thing if this_one else None, quantity))
        start = self.office.moment + timedelta(days=first)
        command = Reserve(
            self.pick("member", who),
            tuple(lines),
            start,
            start + timedelta(days=days),
            override_reason=reason,
            or_wait=or_wait,
        )
        self.attempt(reserve, self.desk, command)

    @rule(which=ANY, gesture=st.sampled_from([*CLOSINGS, pick_up, confirm_reservation]))
    def keep_or_break_a_promise(self, which: int, gesture: Any) -> None:
        self.attempt(gesture, self.desk, self.pick("reservation", which))

    @rule(which=ANY, first=st.integers(-1, 9), days=st.integers(0, 9))
    def change_a_promise(self, which: int, first: int, days: int) -> None:
        start = self.office.moment + timedelta(days=first)
        end = start + timedelta(days=days)
        key = self.pick("reservation", which)
        self.attempt(change_reservation, self.desk, key, start=start, end=end)

    # ---- the office, the clock, and back -------------------------------------------------------

    @rule(
        commune=st.sampled_from(["Vif", "Strasbourg", "", "Saint-Denis"]),
        code=st.sampled_from("GM"),
    )
    def set_office(self, commune: str, code: str) -> None:
        self.attempt(
            own_office.set_office, self.desk, {"commune": commune, "code": code * 3, "name": "M"}
        )

    @rule(hours=st.sampled_from([1, 30, 24 * 12, -2, -24 * 40]))
    def time_passes_or_is_set(self, hours: int) -> None:
        self.office.later(hours=hours)

    @rule(which=st.integers(0, 8))
    def undo_any(self, which: int) -> None:
        """One of the last gestures, whichever: not only the very last."""
        with self.office.reading() as session:
            newest = text("SELECT id FROM gesture ORDER BY id DESC LIMIT 1 OFFSET :n")
            key = session.execute(newest, {"n": which}).scalar()
        if key is not None:
            self.attempt(undo, self.desk, UUID(bytes=key))

    @rule()
    def undo_the_last(self) -> None:
        self.attempt(undo, self.desk)

    @rule()
    def redo_the_last(self) -> None:
        self.attempt(redo, self.desk)

    def teardown(self) -> None:
        assert_index_is_what_a_rebuild_would_make(self.office)
        for _n in range(15):  # and all the way back, as far as it goes
            try:
                undo(self.desk)
            except (NothingToUndoError, CannotUndoError):
                break
            self.all_is_well()
        assert_index_is_what_a_rebuild_would_make(self.office)
        self.office.close()
        shutil.rmtree(self.folder)


@pytest.fixture(autouse=True, scope="module")
def from_a_template(empty_office: Path) -> None:
    Anything.template = empty_office


Anything.TestCase.settings = settings(
    max_examples=examples(3), stateful_step_count=40, phases=PHASES
)
TestAnyGestures = Anything.TestCase
