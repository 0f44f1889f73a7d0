"""Layer 2: the ordinary tables, with all their constraints, as a function of layer 1.

The same layer 1 gives the same tables whatever the order in which changes came:

- a number, tag or card given twice stays with the lowest (clock, site) (`claims`);
- an item on two open loans is out on both, one of them marked disputed;
- a row that another refers to stays, hidden, though it was deleted;
- a member of another office who did not agree to be seen is a nameless one of that office.
"""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.domain.member import association_label, person_label
from vaetvient.domain.personal_data import HIDDEN_SINCE, KEPT_BACK, SOMEONE, called, provisional
from vaetvient.domain.reservation import HOLDING
from vaetvient.language import _
from vaetvient.sync import claims, facts, merges, plain, put_away, returns
from vaetvient.sync.registers import parents_first, shapes
from vaetvient.sync.store import Store, Touched
from vaetvient.sync.tables import RowName, Tables, Values
from vaetvient.sync.view import View, view, written_values
from vaetvient.sync.wire import UnreadableError

_CHUNK = 400

_CALLED = {"equipment": "tag", "loan": "number", "member": "number", "reservation": "number"}
"""Per table the column by which people call a row."""


class Projection:
    """Brings the tables of one open transaction in line with layer 1."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.contested: set[claims.Claim] = set()
        """What has several claimants, or had; conflicts are told from them."""
        self.tables = Tables(store)
        self._ledger = claims.Ledger(store)
        self._views: dict[RowName, View] = {}
        self._written: dict[RowName, Values] = {}
        self._counting = returns.Counting(store)
        self._put_away = put_away.PutAway(store)
        self._merges = merges.Merges(store)

    def project(self, touched: Touched) -> None:
        """Write the rows that layer 1 changed, and those that they displace or bring along."""
        self.store.cursor.execute("PRAGMA defer_foreign_keys = ON")
        names = [name for name in touched if name[0] in shapes()]
        self.store.load(
            (channel, *name)
            for channel in self.store.channels
            for name in names
            if not self.store.silent(channel, name[0])
        )
        unwritten = (name for name in names if touched[name] is None)
        self._counting.learn(unwritten, self._standing_values)
        written, left = plain.write(self.store, {name: touched[name] for name in names})
        for table, columns, rows in written:
            self.tables.note(table, columns, rows)
        self._project(left)

    def _project(self, touched: set[RowName]) -> None:
        """Write rows in full, and those that have to be looked at with them."""
        if not touched:
            return
        wanted = self._with_dependents(touched)
        loans = [row for table, row in wanted if table == "loan"]
        self._load_borrowers(loans)
        self._counting.look_up_lines(loans)
        gone: set[RowName] = set()
        rows: dict[str, dict[bytes, Values]] = {}
        ghosts: set[RowName] = set()
        for table, row in wanted:
            found = self._view(table, row)
            if found.alive:
                rows.setdefault(table, {})[row] = self._values(table, row, found)
            else:
                gone.add((table, row))
        self._bring_parents(rows, ghosts)
        self.tables.make_room(gone)
        for table in parents_first():
            if table in rows:  # children first, and SQLite looks for those of each that comes
                self.tables.write(shapes()[table], rows[table], ghosts)
        self._drop(gone | self.tables.loosened)
        self._bring_out(rows)
        self._merges.note(rows, self._standing_values)

    def _bring_out(self, written: dict[str, dict[bytes, Values]]) -> None:
        """Write again what is archived and out, or no longer."""
        names = {(table, row) for table in put_away.OUT for row in written.get(table, ())}
        for by, (table, column) in put_away.NAMED_BY.items():
            named = (values[column] for values in written.get(by, {}).values())
            names |= {(table, row) for row in named if row is not None}
        again = self._put_away.look(names) if names or self._put_away.standing else set()
        for table in put_away.OUT:
            rows = {
                row: self._values(table, row, found)
                for name, row in again
                if name == table and (found := self._view(table, row)).alive
            }
            self.tables.write(shapes()[table], rows, set())

    def claim(self, table: str, rows: list[bytes]) -> None:
        """Note what rows of a table claim, and write nothing else."""
        self.store.load((channel, table, row) for channel in self.store.channels for row in rows)
        said = {row: (self._view(table, row), self._plain_values(table, row)) for row in rows}
        self._ledger.restate(table, said)

    def differing(self, table: str, rows: list[bytes]) -> list[bytes]:
        """The rows that are not in the table as layer 1 gives them; nothing is written."""
        standing: dict[bytes, Values] = {}
        for row in rows:
            found = self._view(table, row)
            values = self._values(table, row, found) if found.alive else {"hidden": True}
            if not values.pop("hidden", False):
                standing[row] = values
        columns = tuple(next(iter(standing.values()))) if standing else ("id",)
        there = self.tables.there(shapes()[table], columns, rows)
        return [row for row in rows if there.get(row) != standing.get(row)]

    def _view(self, table: str, row: bytes) -> View:
        if (table, row) not in self._views:
            self._views[table, row] = view(self.store, table, row)
        return self._views[table, row]

    def _with_dependents(self, touched: set[RowName]) -> set[RowName]:
        """What must be looked at again: rivals for a number, loans that name a member."""
        out = set(touched)
        for table in claims.RULES_OF:
            rows = {}
            for row in (row for name, row in touched if name == table):
                found = self._view(table, row)
                rows[row] = (found, self._plain_values(table, row))
            self.contested |= self._ledger.restate(table, rows)
        members = [row for table, row in touched if table == "member"]
        out |= self._loans_naming(members)
        out |= self._merges.concerned(members, self._standing_values)
        out |= self._lines_of([row for table, row in touched if table == "reservation"])
        for office in (row for table, row in touched if table == "office"):
            out |= self._naming_office(office)
        for rule, key in self.contested:
            table = claims.BY_NAME[rule].table
            out |= {(table, one.row) for one in claims.claimants(self.store, rule, key)}
        return out

    def _loans_naming(self, members: list[bytes]) -> set[RowName]:
        out: set[RowName] = set()
        for start in range(0, len(members), _CHUNK):
            chunk = members[start : start + _CHUNK]
            self.store.cursor.execute(
                "SELECT id FROM loan WHERE office_id <> ? "
                f"AND borrower_id IN ({','.join('?' * len(chunk))})",
                (self.store.office, *chunk),
            )
            out |= {("loan", row) for (row,) in self.store.cursor.fetchall()}
        return out

    def _lines_of(self, reservations: list[bytes]) -> set[RowName]:
        """The lines that hold something as long as their reservation does."""
        out: set[RowName] = set()
        for start in range(0, len(reservations), _CHUNK):
            chunk = reservations[start : start + _CHUNK]
            self.store.cursor.execute(
                "SELECT id FROM reservation_line WHERE reservation_id IN "
                f"({','.join('?' * len(chunk))})",
                chunk,
            )
            out |= {("reservation_line", row) for (row,) in self.store.cursor}
        return out

    def _load_borrowers(self, loans: Iterable[bytes]) -> None:
        """Read at once what is said of the members that loans name."""
        named = {self._plain_values("loan", loan)["borrower_id"] for loan in loans}
        self.store.load(
            (channel, "member", member)
            for channel in self.store.channels
            for member in named
            if member is not None
        )

    def _naming_office(self, office: bytes) -> set[RowName]:
        """The loans and nameless members that say « adhérent du bureau … »."""
        if office == self.store.office:
            return set()
        self.store.cursor.execute("SELECT id FROM loan WHERE office_id = ?", (office,))
        loans = {("loan", row) for (row,) in self.store.cursor.fetchall()}
        self.store.cursor.execute(
            "SELECT m.id FROM member m JOIN sync_ghost g ON g.change_row = m.id "
            "AND g.change_table = 'member' WHERE m.office_id = ?",
            (office,),
        )
        nameless = [row for (row,) in self.store.cursor.fetchall()]
        ghosts = {row: self._ghost("member", row, {"office_id": office}) for row in nameless}
        self.tables.write(shapes()["member"], ghosts, {("member", row) for row in nameless})
        return loans

    # ---- what a row holds ----------------------------------------------------------------------

    def _plain_values(self, table: str, row: bytes) -> Values:
        """The columns as layer 1 says them, before what others claim."""
        if (table, row) not in self._written:
            values = written_values(table, self._view(table, row))
            if table in _CALLED and values[_CALLED[table]] is not None:
                values[_CALLED[table]] = called(values[_CALLED[table]], row)
            if table == "loan_line":
                _keep_counts(values)
                self._counting.line(row, values, self._standing_values)
            self._written[table, row] = values
        return self._written[table, row]

    def _standing_values(self, table: str, row: bytes) -> Values | None:
        """Those of a row that stands."""
        return self._plain_values(table, row) if self._view(table, row).alive else None

    def _values(self, table: str, row: bytes, found: View) -> Values:
        values = dict(self._plain_values(table, row))
        if table == "member":
            values["label"] = _label(values)
            self._merges.stand(row, values, self._standing_values)
        elif table == "loan":
            self._merges.follow(table, values, self._standing_values)
            self._make_whole(values, found)
            self._counting.loan(row, values, self._standing_values)
        elif table == "loan_line":
            values["disputed"] = 0
        elif table == "reservation":
            self._merges.follow(table, values, self._standing_values)
        elif table == "reservation_line":
            promise = self._standing_values("reservation", values["reservation_id"])
            if promise is None or promise["state"] not in HOLDING:
                values["holds"] = 0
        elif table == "deposit":
            _make_one_of(values)
        for rule in self._ledger.lost(table, row):
            rule.yield_(values, row)
        if (table, row) in self._put_away.standing:
            values["archived_at"] = None
        return values

    def _make_whole(self, loan: Values, found: View) -> None:
        """Name a borrower whom this office may not see; never hand out what lacks its number."""
        if loan["borrower_id"] is not None and not found.said("borrower_name"):
            borrower = self._view("member", loan["borrower_id"])
            if borrower.alive:
                loan["borrower_name"] = _label(written_values("member", borrower))
            else:
                loan["borrower_name"] = self._someone_of(loan["office_id"])
        complete = all(
            loan[c] is not None for c in ("number", "borrower_id", "due_on", "handed_out_at")
        )
        if loan["state"] == "cancelled" and not found.said("cancel_reason"):
            loan["cancel_reason"] = _(KEPT_BACK)
        if loan["state"] not in ("draft", "cancelled") and not complete:
            loan["state"] = "draft"
        if (loan["number"] is None) != (loan["number_sequence"] is None):
            loan["number"] = loan["number_year"] = loan["number_sequence"] = None

    def _someone_of(self, office: bytes) -> str:
        name = self._view("office", office).values.get("name", "?")
        return _(SOMEONE).format(office=name)

    # ---- parents -------------------------------------------------------------------------------

    def _bring_parents(self, rows: dict[str, dict[bytes, Values]], ghosts: set[RowName]) -> None:
        """Add the rows that others refer to and that are not there, hidden."""
        self.tables.look_up_parents(rows)
        queue = [(table, row) for table, values in rows.items() for row in values]
        while queue:
            table, row = queue.pop()
            for column, parent in shapes()[table].parents.items():
                key = rows[table][row][column]
                if key is None or key in rows.get(parent, ()) or self.tables.has(parent, key):
                    continue
                if len(key) != 16:
                    raise UnreadableError(what=f"{table}.{column}")
                rows.setdefault(parent, {})[key] = self._ghost(parent, key, rows[table][row])
                ghosts.add((parent, key))
                queue.append((parent, key))

    def _office_of(self, member: bytes) -> bytes:
        """The office of a member whose name is gone."""
        self.store.cursor.execute("SELECT office_id FROM member WHERE id = ?", (member,))
        found = self.store.cursor.fetchone()
        return bytes(found[0]) if found else self.store.office

    def _ghost(self, table: str, row: bytes, child: Values) -> Values:
        """A row that stands only for others: what is left of it, or a nameless one."""
        found = told = self._view(table, row)
        if table == "member" and not self.store.row(self.store.office, table, row).groups:
            found = View(
                [], self.store.order
            )  # of another office, which did not share it or does so no longer
        values = written_values(table, found)
        if "archived_at" in values and values["archived_at"] is None:
            values["archived_at"] = HIDDEN_SINCE
        if table == "member":
            values["card"] = None
            values["number"] = provisional(values["number"], row)
            if not found.values:
                home = (
                    told.values.get("office_id")
                    or child.get("office_id")
                    or child.get("asking_office_id")
                )
                values["office_id"] = home or self._office_of(row)
                values["last_name"] = self._someone_of(values["office_id"])
            values["label"] = _label(values)
        elif table == "equipment":
            values["tag"] = provisional(values["tag"], row)
        elif table == "loan":
            values["state"] = "cancelled"
            values["number"] = values["number_year"] = values["number_sequence"] = None
        elif table == "loan_line":
            values["state"] = "cancelled"
            values["disputed"] = 0
        elif table == "reservation":
            values["state"] = "cancelled"
            values["number"] = provisional(values["number"], row)
        return values

    # ---- ghosts --------------------------------------------------------------------------------

    def _drop(self, candidates: set[RowName]) -> None:
        """Remove rows that no longer stand, unless another still refers to them."""
        queue = list(candidates)
        kept: dict[str, dict[bytes, Values]] = {}
        while queue:
            table, row = queue.pop()
            found = self._view(table, row)
            if found.alive or not self.tables.has(table, row):
                continue
            if self.tables.has_children(table, row):
                if table != "member" and not found.values and self.store.is_ghost(table, row):
                    continue  # a nameless one already; a member's name may have been typed again
                kept.setdefault(table, {})[row] = self._ghost(table, row, {})
                continue
            queue += self.tables.remove(table, row)
            kept.get(table, {}).pop(row, None)
        for table, rows in kept.items():
            if rows:
                self.tables.write(shapes()[table], rows, {(table, row) for row in rows})


def claim_by_all_rules(store: Store) -> None:
    """Note what rows claim under the rules that came since this database last exchanged."""
    kept = claims.FIRST.union(facts.read(store.session, facts.CLAIMED, []))
    fresh = [rule for rule in claims.RULES if rule.name not in kept]
    if not fresh:
        return
    for table in sorted({rule.table for rule in fresh}):
        for rows in store.rows_of(table):
            Projection(store).claim(table, rows)
            store.let_go()
    facts.write(store.session, facts.CLAIMED, sorted(claims.BY_NAME))


def _label(member: Values) -> str:
    """How lists name a member; worked out here, so that two names edited at once make one label."""
    if member["kind"] == "association":
        return association_label(member["name"] or "", member["acronym"] or "")
    return person_label(member["last_name"] or "", member["first_name"] or "")


def _make_one_of(deposit: Values) -> None:
    """A deposit of which two desks each kept something else, or nothing."""
    kept = min(max(deposit["kept_cents"], 0), deposit["amount_cents"])
    if deposit["state"] == "kept" and not kept:
        deposit["state"] = "returned"
    deposit["kept_cents"] = kept if deposit["state"] == "kept" else 0
    if deposit["state"] == "held":
        deposit["settled_at"] = None


def _keep_counts(line: Values) -> None:
    """No line has more back than went out."""
    line["quantity"] = max(line["quantity"], 1)
    line["returned_quantity"] = min(max(line["returned_quantity"], 0), line["quantity"])
    left = line["quantity"] - line["returned_quantity"]
    line["lost_quantity"] = min(max(line["lost_quantity"], 0), left)
