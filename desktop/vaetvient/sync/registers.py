"""What travels and how far: the registers of each table, and the channel each belongs to.

A register is what is written and merged as one: a column, or columns that only make sense
together. Each register has a place:

- NETWORK: offices, posts, equipment, stock movements and the facts of loans; every office has it;
- OFFICE: dues, mandates, deposits, papers, notes, who borrowed; it never leaves the office;
- SHARED: a member, who stays in the office until he or she agreed to be seen (`member.shared`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import sqlalchemy as sa

from vaetvient.domain.personal_data import SAID_OF_BORROWER
from vaetvient.domain.records import Key, Moment
from vaetvient.storage.capture import captured_columns
from vaetvient.storage.forgetting import plainest
from vaetvient.storage.sqlite import journalled_tables


class Place(StrEnum):
    NETWORK = "network"
    OFFICE = "office"
    SHARED = "shared"


_PRIVATE_TABLES = frozenset(
    {
        "cash_closing",
        "cash_count",
        "cash_entry",
        "cash_payer",
        "cash_receipt",
        "consent",
        "deposit",
        "document_on_file",
        "inventory_round",
        "inventory_sighting",
        "letter",
        "membership",
        "office_text",
        "paper",
        "representative",
        "reservation_notice",
        "volunteer",
        "ware",
    }
)
_PRIVATE_COLUMNS = {
    **{table: frozenset(columns) for table, columns in SAID_OF_BORROWER.items()},
    "busy_time": frozenset({"label"}),
    "member": frozenset({"kept_until", "notes", "tags"}),
    "stock_movement": frozenset({"note"}),
}
_ADDRESS = ("address", "postal_code", "commune_name", "commune_insee")
_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "member": {"address": _ADDRESS},
    "office": {"address": _ADDRESS},
    "loan": {
        "number": ("number", "number_year", "number_sequence"),
        "state": ("state", "closed_at"),
    },
    "cash_receipt": {"number": ("number", "number_year", "number_sequence")},
    "reservation": {
        "number": ("number", "number_year", "number_sequence"),
        "period": ("starts_at", "ends_at"),
        "state": ("state", "closed_at"),
    },
    "reservation_line": {"left": ("quantity", "picked_quantity", "holds")},
    "policy": {"season": ("season_from", "season_to")},
    "request": {
        "period": ("starts_at", "ends_at"),
        "answer": (
            *("answer", "answered_at", "answered_by", "answer_note"),
            *("alternative", "reservation_id"),
        ),
    },
    "transfer": {"state": ("state", "answered_at", "answered_by", "answer_note")},
    "loan_line": {"state": ("state", "returned_quantity", "lost_quantity", "returned_at")},
}


@dataclass(frozen=True, slots=True)
class Register:
    """One or more columns of a table that are written and merged as one."""

    name: str
    columns: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TableShape:
    """How one table travels."""

    name: str
    registers: Mapping[str, Register]
    columns_of: Mapping[str, tuple[str, ...]]
    """The columns of each register."""
    register_of: Mapping[str, str]
    """The register of each captured column."""
    defaults: Mapping[str, Any]
    """What a column holds while nobody has said anything of it."""
    checks: Mapping[str, Callable[[Any], bool]]
    """Whether a value from elsewhere can stand in a column."""
    parents: Mapping[str, str]
    """The table that each foreign key refers to."""
    nullable: frozenset[str]
    heavy: bool
    """Whether its rows hold pictures."""
    annotated: bool
    """Whether the network has its rows, and an office what it alone notes of them."""


@cache
def shapes() -> dict[str, TableShape]:
    """Every table that travels, by name."""
    return {table.name: _shape(table) for table in journalled_tables()}


@cache
def parents_first() -> tuple[str, ...]:
    """Every table that travels, each after those that its rows refer to.

    Rows that come in portions need it: of a row whose parent has not come yet, a nameless parent
    is made, and one that must itself refer to another cannot be.
    """
    refers = {name: {*shape.parents.values()} - {name} for name, shape in shapes().items()}
    return tuple(TopologicalSorter(refers).static_order())


@cache
def children() -> dict[str, tuple[tuple[str, str], ...]]:
    """For each table the (table, column) pairs that refer to it."""
    out: dict[str, list[tuple[str, str]]] = {name: [] for name in shapes()}
    for shape in shapes().values():
        for column, parent in shape.parents.items():
            out[parent].append((shape.name, column))
    return {name: tuple(pairs) for name, pairs in out.items()}


def _shape(table: sa.Table) -> TableShape:
    captured = captured_columns(table.name)
    grouped = _GROUPS.get(table.name, {})
    group_of = {column: group for group, columns in grouped.items() for column in columns}
    registers: dict[str, Register] = {}
    for column in captured:
        name = group_of.get(column, column)
        columns = grouped.get(name, (column,))
        registers.setdefault(name, Register(name, columns, _place(table.name, name)))
    return TableShape(
        name=table.name,
        registers=registers,
        columns_of={name: register.columns for name, register in registers.items()},
        register_of={column: group_of.get(column, column) for column in captured},
        defaults={column: plainest(table.c[column]) for column in captured},
        checks={column: _check(table.c[column]) for column in captured},
        parents={
            column: key.column.table.name
            for column in captured
            for key in table.c[column].foreign_keys
        },
        nullable=frozenset(c.name for c in table.columns if c.nullable),
        heavy=any(isinstance(table.c[c].type, sa.LargeBinary) for c in captured),
        annotated={Place.NETWORK, Place.OFFICE} == {r.place for r in registers.values()},
    )


def _place(table: str, register: str) -> Place:
    if table in _PRIVATE_TABLES or register in _PRIVATE_COLUMNS.get(table, ()):
        return Place.OFFICE
    return Place.SHARED if table == "member" else Place.NETWORK


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _check(column: sa.Column[Any]) -> Callable[[Any], bool]:
    kind = column.type
    right: Callable[[Any], bool]
    if isinstance(kind, Key):
        right = _is_key
    elif isinstance(kind, Moment | sa.DateTime):
        right = _is_moment
    elif isinstance(kind, sa.Date):
        right = _is_day
    elif isinstance(kind, sa.Enum):
        right = frozenset(kind.enums).__contains__
    elif isinstance(kind, sa.Boolean):
        right = _is_flag
    elif isinstance(kind, sa.Integer):
        right = _is_whole
    elif isinstance(kind, sa.LargeBinary):
        right = _is_bytes
    else:
        right = _is_text
    if column.nullable:
        return lambda value: value is None or right(value)
    return right


def _is_key(value: Any) -> bool:
    return type(value) is bytes and len(value) == 16


def _is_flag(value: Any) -> bool:
    return type(value) is int and value in (0, 1)


def _is_whole(value: Any) -> bool:
    return type(value) is int


def _is_bytes(value: Any) -> bool:
    return type(value) is bytes


def _is_text(value: Any) -> bool:
    return type(value) is str and "\0" not in value


def _is_moment(value: Any) -> bool:
    from datetime import datetime

    if type(value) is not str or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_day(value: Any) -> bool:
    from datetime import date

    if type(value) is not str or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
