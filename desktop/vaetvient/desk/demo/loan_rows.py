"""Loans as rows of the tables that keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vaetvient.desk.demo.catalogue import MOVEMENT_COLUMNS
from vaetvient.domain.equipment import Maintenance, StockMovement
from vaetvient.domain.loan import Deposit, Incident, LinePart, LineReturn, Loan, LoanLine
from vaetvient.domain.records import Record
from vaetvient.storage.bulk import BulkLoader, Row

_LOAN = (
    "id", "revision", "office_id", "state", "number", "number_year", "number_sequence",
    "borrower_id", "borrower_name", "signatory_id", "signatory_name", "signatory_capacity",
    "pickup_name", "purpose", "place_of_use", "opened_at", "handed_out_at", "due_on", "closed_at",
    "cancel_reason", "rule", "override_reason", "note",
)  # fmt: skip
_LINE = (
    "id", "revision", "loan_id", "position", "kind", "equipment_id", "state", "quantity",
    "returned_quantity", "lost_quantity", "tag", "label", "serial", "value_cents",
    "condition_out", "defects_out", "condition_in", "returned_at",
)  # fmt: skip
_PART = ("id", "revision", "line_id", "position", "name", "quantity", "missing")
_RETURN = (
    "id", "revision", "line_id", "returned_at", "quantity", "lost", "condition", "missing_parts",
    "remarks",
)  # fmt: skip
_DEPOSIT = (
    "id", "revision", "loan_id", "amount_cents", "currency", "method", "reference", "state",
    "kept_cents", "kept_reason", "settled_at",
)  # fmt: skip
_INCIDENT = ("id", "revision", "line_id", "equipment_id", "kind", "noted_at", "description")
_MAINTENANCE = ("id", "revision", "item_id", "first_day", "last_day", "reason", "cost_cents")

ENTITIES: tuple[type[Record], ...] = (
    Loan, LoanLine, LinePart, LineReturn, Deposit, Incident, Maintenance, StockMovement,
)  # fmt: skip


@dataclass(slots=True)
class LoanRows:
    """Rows of some loans, waiting to be written together."""

    loans: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)
    deposits: list[Row] = field(default_factory=list)
    incidents: list[Row] = field(default_factory=list)
    maintenance: list[Row] = field(default_factory=list)
    movements: list[Row] = field(default_factory=list)

    def write(self, loader: BulkLoader) -> int:
        """Write them all, loans before their lines; how many loans."""
        tables: Sequence[tuple[type[Record], tuple[str, ...], list[Row]]] = (
            (Loan, _LOAN, self.loans),
            (LoanLine, _LINE, self.lines),
            (LinePart, _PART, self.parts),
            (LineReturn, _RETURN, self.returns),
            (Deposit, _DEPOSIT, self.deposits),
            (Incident, _INCIDENT, self.incidents),
            (Maintenance, _MAINTENANCE, self.maintenance),
            (StockMovement, MOVEMENT_COLUMNS, self.movements),
        )
        for entity, columns, rows in tables:
            if rows:
                loader.rows(entity, columns, rows)
        return len(self.loans)
