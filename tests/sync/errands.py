"""What else is done at a desk, that every other post has to be able to take in."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.sync.world import Post
from vaetvient.desk.busy_times import BusyStretch, take_busy_times
from vaetvient.desk.cash import Paid, Payment, close_day, correct, take_payment
from vaetvient.desk.cash_papers import payment_receipt
from vaetvient.desk.clashes import note_agreement
from vaetvient.desk.equipment import archive_equipment, restore_equipment
from vaetvient.desk.inventory import (
    RoundWanted,
    begin_round,
    close_round,
    count_stock,
    drop_round,
    note_scan,
)
from vaetvient.desk.kits import PartForm, divide_room, drop_kit, join_rooms, write_kit
from vaetvient.desk.members import archive_member, restore_member
from vaetvient.desk.papers import agreement_of
from vaetvient.desk.picking_up import pick_up
from vaetvient.desk.reservations import (
    Reserve,
    cancel_reservation,
    change_reservation,
    confirm_reservation,
    reserve,
)
from vaetvient.desk.rules import RuleForm, drop_rule, write_rule
from vaetvient.desk.volunteers import forget, sit_down
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.storage.queries.answers import Wanted

_THINGS = "SELECT id FROM equipment ORDER BY id"


@dataclass
class Errands:
    """Promises, rooms, kits, rules, the cash book, rounds: anything that any post may write."""

    choose: random.Random
    fresh: Callable[[], str]

    @property
    def actions(self) -> list[Callable[[Post], Any]]:
        """What may happen at a post."""
        return [
            self.promise,
            self.promise,
            self.change_promise,
            self.fetch,
            self.divide,
            self.kit,
            self.rule,
            self.busy,
            self.cash,
            self.round,
            self.people,
            self.put_away,
            self.put_away,
        ]

    def _pick(self, post: Post, sql: str) -> UUID | None:
        rows = post.rows(sql)
        return UUID(bytes=self.choose.choice(rows)[0]) if rows else None

    def _own(self, post: Post, table: str) -> UUID | None:
        office = post.desk.office_id.hex.upper()
        return self._pick(
            post, f"SELECT id FROM {table} WHERE hex(office_id) = '{office}' ORDER BY id"
        )

    def _command(self, post: Post) -> Reserve | None:
        who, what = self._own(post, "member"), self._pick(post, _THINGS)
        if who is None or what is None:
            return None
        model = post.one("SELECT model_id FROM equipment WHERE id = :i", i=what.bytes)
        named = what if self.choose.random() < 0.5 else None
        start = post.desk.clock() + timedelta(days=self.choose.randint(1, 5))
        end = start + timedelta(days=self.choose.randint(1, 3))
        lines = (Wanted(UUID(bytes=model), named),)
        return Reserve(who, lines, start, end, override_reason="essai", or_wait=True)

    def promise(self, post: Post) -> None:
        """Two posts of one office give the same number to two promises."""
        command = self._command(post)
        if command is not None:
            reserve(post.desk, command)

    def change_promise(self, post: Post) -> None:
        """Another day, a yes, no longer; what was agreed where two promises collide."""
        found = self._own(post, "reservation")
        command = self._command(post)
        if found is None or command is None:
            return
        what = self.choose.choice(("change", "confirm", "cancel", "agree"))
        if what == "change":
            change_reservation(
                post.desk, found, end=command.end, lines=command.lines, override_reason="essai"
            )
        elif what == "confirm":
            confirm_reservation(post.desk, found, override_reason="essai")
        elif what == "cancel":
            cancel_reservation(post.desk, found)
        else:
            note_agreement(post.desk, found, self.fresh())

    def fetch(self, post: Post) -> None:
        """The promise becomes a loan, and its agreement is printed."""
        found = self._own(post, "reservation")
        if found is not None:
            agreement_of(post.desk, pick_up(post.desk, found).loan_id)

    def divide(self, post: Post) -> None:
        """A room is part of another; or it is divided anew."""
        whole, part = self._pick(post, _THINGS), self._pick(post, _THINGS)
        if whole is None or part is None:
            return
        if self.choose.random() < 0.7:
            join_rooms(post.desk, whole, part)
            return
        with post.desk.gesture("join_rooms") as gesture:
            divide_room(gesture.session, whole, [part] if self.choose.random() < 0.5 else [])

    def kit(self, post: Post) -> None:
        """What is lent together is written, rewritten, dropped."""
        known = self._pick(post, "SELECT id FROM kit ORDER BY id")
        model = self._pick(post, "SELECT id FROM model ORDER BY id")
        if known is not None and self.choose.random() < 0.3:
            drop_kit(post.desk, known)
        elif model is not None:
            kit = known if self.choose.random() < 0.5 else None
            parts = (PartForm(model, self.choose.randint(1, 3)),)
            write_kit(post.desk, self.fresh(), parts, tag="KIT-1", kit_id=kit)

    def rule(self, post: Post) -> None:
        """What is asked of who borrows."""
        known = self._pick(post, "SELECT id FROM policy ORDER BY id")
        if known is not None and self.choose.random() < 0.3:
            drop_rule(post.desk, known)
        else:
            values = {"longest_days": self.choose.randint(5, 9)}
            form = RuleForm(self.fresh(), {}, values, (self._price(),))
            write_rule(post.desk, form, known if self.choose.random() < 0.5 else None)

    def _price(self) -> Price:
        return Price(FeeUnit.LOAN, self.choose.randint(1, 900))

    def busy(self, post: Post) -> None:
        """A calendar from elsewhere says when a thing is taken."""
        what = self._pick(post, _THINGS)
        if what is not None:
            start = post.desk.clock() + timedelta(days=30)
            stretch = BusyStretch(start, start + timedelta(hours=2), self.fresh())
            take_busy_times(post.desk, what, "agenda.ics", [stretch])

    def cash(self, post: Post) -> None:
        """Money comes, with a receipt whose number another post gives too; or the day is closed."""
        entry = self._own(post, "cash_entry")
        what = self.choose.random()
        if entry is not None and what < 0.2:
            correct(post.desk, entry, "essai")
        elif what < 0.3:
            close_day(post.desk, {PaymentMethod.CASH: self.choose.randint(0, 900)})
        else:
            paid = Paid(EntryKind.OTHER, self.choose.randint(1, 900), self.fresh())
            key = take_payment(post.desk, Payment((paid,), payer="Marc"))
            payment_receipt(post.desk, key)

    def round(self, post: Post) -> None:
        """The shelves are gone through, at two posts at once."""
        going = self._pick(post, "SELECT id FROM inventory_round WHERE closed_at IS NULL")
        found = post.rows("SELECT id, tag, kind FROM equipment ORDER BY id")
        if going is None:
            begin_round(post.desk, RoundWanted())
        elif self.choose.random() < 0.2:
            close_round(post.desk, going)
        elif self.choose.random() < 0.1:
            drop_round(post.desk, going)
        elif found:
            thing, tag, kind = self.choose.choice(found)
            if kind == "stock":
                count_stock(post.desk, going, UUID(bytes=thing), self.choose.randint(0, 9))
            else:
                note_scan(post.desk, going, tag)

    def put_away(self, post: Post) -> None:
        """A thing or a member is archived, or brought back."""
        what, who = self._pick(post, _THINGS), self._own(post, "member")
        if what is not None and self.choose.random() < 0.5:
            self.choose.choice((archive_equipment, restore_equipment))(post.desk, what)
        elif who is not None:
            self.choose.choice((archive_member, restore_member))(post.desk, who)

    def people(self, post: Post) -> None:
        """Somebody sits down, who sat at another post too; or is forgotten."""
        name = self.choose.choice(("Zoé", "Ali", "Marc"))
        if self.choose.random() < 0.8:
            sit_down(post.desk, name)
        else:
            forget(post.desk, name)
