"""What must be unique, and who keeps it when two sites gave it without knowing of each other.

The lowest (clock, site) keeps it, at every site alike; the other gets something provisional that
nobody else can have, and a Conflict. A number is thus never lost and never twice there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vaetvient.domain.exchange import ConflictKind
from vaetvient.domain.personal_data import provisional
from vaetvient.sync.state import Stamp
from vaetvient.sync.store import Store
from vaetvient.sync.view import View
from vaetvient.sync.wire import pack

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that only one row may have."""

    name: str
    table: str
    register: str
    """Whose clock decides, and what the conflict is about."""
    key: Callable[[Values], Any]
    """What is claimed; None for a row that claims nothing."""
    yield_: Callable[[Values, bytes], None]
    """Make the loser's values provisional."""
    kind: ConflictKind | None = ConflictKind.TAKEN
    """What a person is asked; None where the rivals say the same, and nothing is to be asked."""
    asked_by: str = ""
    """The rule that asks for this one too, where a row loses both."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """A row that claims, and when it did."""

    row: bytes
    stamp: Stamp


def _yield_number(values: Values, row: bytes) -> None:
    values["number"] = provisional(values["number"], row)


def _yield_card(values: Values, row: bytes) -> None:
    values["card"] = None


def _yield_tag(values: Values, row: bytes) -> None:
    values["tag"] = provisional(values["tag"], row)


def _yield_agreement(values: Values, row: bytes) -> None:
    if values["number_sequence"] < 0:
        return  # provisional already
    values["number"] = provisional(values["number"], row)
    values["number_sequence"] = -int.from_bytes(row[-6:], "big")


def _yield_item(values: Values, row: bytes) -> None:
    values["disputed"] = 1


def _yield_place(values: Values, row: bytes) -> None:
    values["hidden"] = True


RULES: tuple[Rule, ...] = (
    Rule(
        "member_number",
        "member",
        "number",
        lambda v: [v["office_id"], v["number"]],
        _yield_number,
    ),
    Rule("member_card", "member", "card", lambda v: v["card"], _yield_card),
    Rule("equipment_tag", "equipment", "tag", lambda v: v["tag"], _yield_tag),
    Rule("loan_number", "loan", "number", lambda v: v["number"], _yield_agreement),
    Rule(
        "loan_sequence",
        "loan",
        "number",
        lambda v: v["number_sequence"] and [v["office_id"], v["number_year"], v["number_sequence"]],
        _yield_agreement,
        asked_by="loan_number",
    ),
    Rule(
        "receipt_sequence",
        "cash_receipt",
        "number",
        lambda v: v["number_sequence"] and [v["office_id"], v["number_year"], v["number_sequence"]],
        _yield_agreement,
    ),
    Rule("reservation_number", "reservation", "number", lambda v: v["number"], _yield_agreement),
    Rule("deposit_loan", "deposit", "loan_id", lambda v: v["loan_id"], _yield_place),
    Rule(
        "room_part",
        "room_part",
        "part_id",
        lambda v: [v["whole_id"], v["part_id"]],
        _yield_place,
        None,
    ),
    Rule(
        "item_out",
        "loan_line",
        "state",
        lambda v: v["equipment_id"] if v["kind"] == "item" and v["state"] == "out" else None,
        _yield_item,
        ConflictKind.DOUBLE_LOAN,
    ),
)
RULES_OF: dict[str, tuple[Rule, ...]] = {
    table: tuple(rule for rule in RULES if rule.table == table)
    for table in {rule.table for rule in RULES}
}
BY_NAME = {rule.name: rule for rule in RULES}

FIRST = frozenset(BY_NAME) - {"reservation_number", "room_part"}
"""The rules whose claims every database keeps; of the others it keeps which ones it does."""


_Kept = tuple[bytes, int, int, int]
"""The key that a row claims, and the stamp with which it does."""

Claim = tuple[str, bytes]
"""A rule's name, and the key that is claimed under it."""

_OF_TWO_CHANNELS = frozenset({"member"})
"""Tables whose rows come to be shared, or no longer: a conflict about them then moves with them."""

_CHUNK = 400


class Ledger:
    """The claims of one transaction, read and written by the hundred."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[Claim, _Kept | None] = {}
        """By rule and row what the row claims."""
        self._rivalled: dict[Claim, bool] = {}
        """Whether several rows claim a key, as far as it was asked."""

    def restate(self, table: str, rows: dict[bytes, tuple[View, Values]]) -> set[Claim]:
        """Bring rows' claims up to date; those that have several claimants, or had before."""
        contested: set[Claim] = set()
        for rule in RULES_OF.get(table, ()):
            self._load(rule, list(rows))
            gone, fresh = [], []
            before, after, asked = set(), set(), set()
            for row, (found, values) in rows.items():
                new = _claim(rule, found, values)
                old = self._kept[rule.name, row]
                if new is not None:
                    asked.add(new[0])
                if old == new:
                    if new is not None and table in _OF_TWO_CHANNELS:
                        after.add(new[0])
                    continue
                self._kept[rule.name, row] = new
                if old is not None:
                    before.add(old[0])
                if new is None:
                    gone.append((rule.name, row))
                else:
                    after.add(new[0])
                    fresh.append((rule.name, row, *new))
            had_several = self._with_rivals(rule, before)
            self._store.cursor.executemany(
                "DELETE FROM sync_claim WHERE rule = ? AND change_row = ?", gone
            )
            self._store.cursor.executemany(
                "INSERT INTO sync_claim (rule, change_row, key, clock, author, sequence) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET key = excluded.key, "
                "clock = excluded.clock, author = excluded.author, sequence = excluded.sequence",
                fresh,
            )
            have_several = self._with_rivals(rule, before | asked)
            contested |= {(rule.name, key) for key in had_several | have_several & after}
        return contested

    def lost(self, table: str, row: bytes) -> list[Rule]:
        """The rules whose thing another row keeps."""
        out = []
        for rule in RULES_OF.get(table, ()):
            if (rule.name, row) not in self._kept:
                self._load(rule, [row])
            kept = self._kept[rule.name, row]
            if kept is None or not self._has_rivals(rule, kept[0]):
                continue
            if claimants(self._store, rule.name, kept[0])[0].row != row:
                out.append(rule)
        return out

    def _load(self, rule: Rule, rows: list[bytes]) -> None:
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            for row in chunk:
                self._kept[rule.name, row] = None
            self._store.cursor.execute(
                "SELECT change_row, key, clock, author, sequence FROM sync_claim WHERE rule = ? "
                f"AND change_row IN ({','.join('?' * len(chunk))})",
                (rule.name, *chunk),
            )
            for row, *kept in self._store.cursor:
                key, clock, author, sequence = kept
                self._kept[rule.name, row] = (key, clock, author, sequence)

    def _has_rivals(self, rule: Rule, key: bytes) -> bool:
        if (rule.name, key) not in self._rivalled:
            self._with_rivals(rule, {key})
        return self._rivalled[rule.name, key]

    def _with_rivals(self, rule: Rule, keys: set[bytes]) -> set[bytes]:
        """Those of the keys that several rows claim now."""
        out: set[bytes] = set()
        asked = sorted(keys)
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            self._store.cursor.execute(
                "SELECT key FROM sync_claim WHERE rule = ? "
                f"AND key IN ({','.join('?' * len(chunk))}) GROUP BY key HAVING count(*) > 1",
                (rule.name, *chunk),
            )
            out |= {key for (key,) in self._store.cursor}
        self._rivalled.update(((rule.name, key), key in out) for key in asked)
        return out


def _claim(rule: Rule, found: View, values: Values) -> _Kept | None:
    wanted = rule.key(values) if found.alive else None
    stamp = None if wanted is None else found.stamp(rule.register)
    return None if wanted is None or stamp is None else (pack(wanted), *stamp)


def claimants(store: Store, rule: str, key: bytes) -> list[Claimant]:
    """Who claims it, the keeper first: the lowest (clock, site)."""
    store.cursor.execute(
        "SELECT change_row, clock, author, sequence FROM sync_claim WHERE rule = ? AND key = ?",
        (rule, key),
    )
    found = [Claimant(row, Stamp(*stamp)) for row, *stamp in store.cursor.fetchall()]
    return sorted(found, key=lambda c: (store.order(c.stamp), c.row))


def loses(store: Store, rule: str, row: bytes) -> bool:
    """Whether another row keeps what this one claims."""
    store.cursor.execute(
        "SELECT key FROM sync_claim WHERE rule = ? AND change_row = ?", (rule, row)
    )
    found = store.cursor.fetchone()
    return found is not None and claimants(store, rule, found[0])[0].row != row
