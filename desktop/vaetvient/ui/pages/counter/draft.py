"""The basket being made: plain, frozen, kept as text from change to change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from vaetvient.domain.cash import PaymentMethod
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.loan import DepositMethod

if TYPE_CHECKING:
    from vaetvient.desk.baskets import Basket, KitWanted, LineWanted
    from vaetvient.desk.lending import HandOut


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One thing in the basket, with the words to show it at once."""

    equipment_id: UUID
    kind: EquipmentKind
    tag: str
    label: str
    quantity: int = 1
    condition: Condition | None = None
    """None: as the thing's own file says."""
    kit: str = ""
    """The name of the kit it came with."""
    mileage_km: int | None = None
    """A vehicle's mileage, as it was read; None: as its file says."""
    fuel: int | None = None

    @property
    def is_stock(self) -> bool:
        return self.kind is EquipmentKind.STOCK


@dataclass(frozen=True, slots=True)
class DraftKit:
    """A kit that the basket holds, or should."""

    kit_id: UUID
    name: str
    quantity: int = 1
    without: tuple[UUID, ...] = ()
    """Models that it leaves without, knowingly."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything typed and scanned so far for one loan."""

    borrower_id: UUID | None = None
    lines: tuple[DraftLine, ...] = ()
    due_on: date | None = None
    signatory_id: UUID | None = None
    pickup_name: str = ""
    purpose: str = ""
    place_of_use: str = ""
    deposit_cents: int | None = None
    deposit_method: DepositMethod = DepositMethod.CHEQUE
    deposit_reference: str = ""
    note: str = ""
    override_reason: str = ""
    basket_id: UUID | None = None
    """The basket put aside, or the blank agreement, that this continues."""
    number: str = ""
    """The number of that blank agreement."""
    reservation_id: UUID | None = None
    """The reservation that is being fetched."""
    kits: tuple[DraftKit, ...] = ()
    fee_paid: str = ""
    """How the fee is paid: a method's value, « waived », empty for later."""
    fee_waived: str = ""
    """Why the fee is not asked."""
    fee_reference: str = ""
    """The number of the cheque that pays it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost by forgetting it."""
        return self == Draft()

    def with_thing(self, line: DraftLine) -> tuple[Draft, int]:
        """One more thing, and its place; a stock that is there already grows by as much."""
        for place, known in enumerate(self.lines):
            if known.equipment_id == line.equipment_id:
                if not line.is_stock:
                    return self, place
                more = known.quantity + line.quantity
                grown = replace(known, quantity=more, kit=known.kit or line.kit)
                return self.with_line(place, grown), place
        return replace(self, lines=(*self.lines, line)), len(self.lines)

    def with_line(self, place: int, line: DraftLine) -> Draft:
        """The same with another line at `place`."""
        return replace(self, lines=(*self.lines[:place], line, *self.lines[place + 1 :]))

    def without_line(self, place: int) -> Draft:
        """The same without the line at `place`."""
        lines = (*self.lines[:place], *self.lines[place + 1 :])
        gone = self.lines[place].kit
        kits = self.kits
        if gone and all(line.kit != gone for line in lines):
            kits = tuple(kit for kit in kits if kit.name != gone)
        return replace(self, lines=lines, kits=kits)

    def with_kit(self, kit: DraftKit, lines: Sequence[DraftLine]) -> Draft:
        """A kit more, with the units that were chosen for it."""
        draft = self
        for line in lines:
            draft = draft.with_thing(line)[0]
        for place, known in enumerate(self.kits):
            if known.kit_id == kit.kit_id:
                more = replace(known, quantity=known.quantity + kit.quantity)
                kits = (*self.kits[:place], more, *self.kits[place + 1 :])
                return replace(draft, kits=kits)
        return replace(draft, kits=(*self.kits, kit))

    def doing_without(self, kit_id: UUID, model_id: UUID) -> Draft:
        """The same, a kit leaving without one of its models; a kit of which nothing goes is
        forgotten."""
        there = {line.kit for line in self.lines}
        return replace(
            self,
            kits=tuple(
                replace(kit, without=(*kit.without, model_id)) if kit.kit_id == kit_id else kit
                for kit in self.kits
                if kit.kit_id != kit_id or kit.name in there
            ),
        )

    def wanted(self) -> tuple[LineWanted, ...]:
        """The lines as the desk is asked for them."""
        from vaetvient.desk.baskets import LineWanted

        return tuple(
            LineWanted(
                *(line.equipment_id, line.quantity, line.condition),
                kit_name=line.kit,
                mileage_km=line.mileage_km,
                fuel=line.fuel,
            )
            for line in self.lines
        )

    def wanted_kits(self) -> tuple[KitWanted, ...]:
        """The kits as the desk is asked for them."""
        from vaetvient.desk.baskets import KitWanted

        return tuple(KitWanted(kit.kit_id, kit.quantity, kit.without) for kit in self.kits)

    def basket(self) -> Basket:
        """What the rules are to say about."""
        from vaetvient.desk.baskets import Basket

        return Basket(
            *(self.borrower_id, self.wanted(), self.signatory_id, self.due_on),
            kits=self.wanted_kits(),
        )

    def hand_out(self) -> HandOut:
        """The command that lends it."""
        from vaetvient.desk.lending import HandOut

        return HandOut(
            borrower_id=self.borrower_id,
            lines=self.wanted(),
            due_on=self.due_on,
            signatory_id=self.signatory_id,
            pickup_name=self.pickup_name,
            purpose=self.purpose,
            place_of_use=self.place_of_use,
            deposit_cents=self.deposit_cents,
            deposit_method=self.deposit_method,
            deposit_reference=self.deposit_reference,
            note=self.note,
            override_reason=self.override_reason,
            basket_id=self.basket_id,
            reservation_id=self.reservation_id,
            kits=self.wanted_kits(),
            fee_method=PaymentMethod(self.fee_paid) if self.fee_paid in _METHODS else None,
            fee_waived=self.fee_waived if self.fee_paid == "waived" else "",
            fee_reference=self.fee_reference,
        )

    def as_text(self) -> str:
        """Text that `draft_from_text` gives back; empty for an empty basket."""
        if self.is_empty:
            return ""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


_METHODS = frozenset(method.value for method in PaymentMethod)


def draft_from_text(text: str) -> Draft:
    """The basket that was kept; an empty one for a text that an other version wrote."""
    try:
        kept: dict[str, Any] = json.loads(text) if text else {}
        lines = tuple(
            DraftLine(
                equipment_id=UUID(line["equipment_id"]),
                kind=EquipmentKind(line["kind"]),
                tag=line["tag"],
                label=line["label"],
                quantity=int(line["quantity"]),
                condition=Condition(line["condition"]) if line["condition"] else None,
                kit=line.get("kit", ""),
                mileage_km=line.get("mileage_km"),
                fuel=line.get("fuel"),
            )
            for line in kept.pop("lines", ())
        )
        kept["kits"] = tuple(
            DraftKit(
                UUID(kit["kit_id"]),
                kit["name"],
                int(kit["quantity"]),
                tuple(UUID(model) for model in kit["without"]),
            )
            for kit in kept.get("kits", ())
        )
        for name in ("borrower_id", "signatory_id", "basket_id", "reservation_id"):
            kept[name] = UUID(kept[name]) if kept.get(name) else None
        kept["due_on"] = date.fromisoformat(kept["due_on"]) if kept.get("due_on") else None
        kept["deposit_method"] = DepositMethod(kept.get("deposit_method", DepositMethod.CHEQUE))
        return Draft(lines=lines, **kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Draft()
