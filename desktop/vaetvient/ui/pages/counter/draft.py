"""The basket being made: plain, frozen, kept as text from change to change."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from vaetvient.desk.baskets import Basket, LineWanted
from vaetvient.desk.lending import HandOut
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.loan import DepositMethod


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

    @property
    def is_stock(self) -> bool:
        return self.kind is EquipmentKind.STOCK


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
                grown = replace(known, quantity=known.quantity + line.quantity)
                return self.with_line(place, grown), place
        return replace(self, lines=(*self.lines, line)), len(self.lines)

    def with_line(self, place: int, line: DraftLine) -> Draft:
        """The same with another line at `place`."""
        return replace(self, lines=(*self.lines[:place], line, *self.lines[place + 1 :]))

    def without_line(self, place: int) -> Draft:
        """The same without the line at `place`."""
        return replace(self, lines=(*self.lines[:place], *self.lines[place + 1 :]))

    def wanted(self) -> tuple[LineWanted, ...]:
        """The lines as the desk is asked for them."""
        return tuple(
            LineWanted(line.equipment_id, line.quantity, line.condition) for line in self.lines
        )

    def basket(self) -> Basket:
        """What the rules are to say about."""
        return Basket(self.borrower_id, self.wanted(), self.signatory_id, self.due_on)

    def hand_out(self) -> HandOut:
        """The command that lends it."""
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
        )

    def as_text(self) -> str:
        """Text that `draft_from_text` gives back; empty for an empty basket."""
        if self.is_empty:
            return ""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


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
            )
            for line in kept.pop("lines", ())
        )
        for name in ("borrower_id", "signatory_id", "basket_id", "reservation_id"):
            kept[name] = UUID(kept[name]) if kept.get(name) else None
        kept["due_on"] = date.fromisoformat(kept["due_on"]) if kept.get("due_on") else None
        kept["deposit_method"] = DepositMethod(kept.get("deposit_method", DepositMethod.CHEQUE))
        return Draft(lines=lines, **kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Draft()
