"""A morning at the office, for the tests of undo: members, things, a loan out, a basket aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from tests.trial_office import TrialOffice
from vaetvient.desk import loans
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.members import MemberForm
from vaetvient.domain.entities import Gesture
from vaetvient.domain.member import MemberKind
from vaetvient.storage.sqlite import journalled_tables

PAUL = MemberForm(MemberKind.PERSON, last_name="Giraud", first_name="Paul")


class Morning(TrialOffice):
    """Some members and things, a loan that is out, a basket put aside."""

    @classmethod
    def begun(cls, template: Path, folder: Path) -> Morning:
        office = cls.at(template, folder)
        office.zoe = office.person("Lefèvre", "Zoé", card="C-1")
        office.lea = office.person("Martin", "Léa")
        office.jardins = office.association("Les Jardins")
        office.sound = office.category("Son")
        office.speaker = office.model(
            "Sono", category_id=office.sound, accessories=(("micro", 2), ("câble", 1))
        )
        office.first, office.two, office.three = office.items(3, model=office.speaker)
        office.chairs = office.stock("Chaise", 30, tag="CHA-1")
        office.lent = office.lend(
            office.zoe, office.three, (office.chairs, 10), deposit_cents=50_00
        )
        office.basket = loans.put_aside(
            office.desk, borrower_id=office.zoe, lines=(LineWanted(office.two),)
        )
        return office

    def state(self) -> dict[str, list[Any]]:
        """Every exchanged row to the letter, without its revision.

        Of the cash book, which is only added to, the sums: what was undone amounts to nothing.
        """
        out: dict[str, list[Any]] = {}
        with self.reading() as session:
            sums = text(
                "SELECT kind, method, loan_id, sum(amount_cents) FROM cash_entry "
                "GROUP BY kind, method, loan_id HAVING sum(amount_cents) <> 0 ORDER BY 1, 2, 3"
            )
            out["cash"] = [tuple(row) for row in session.execute(sums)]
            for table in journalled_tables():
                if table.name in ("cash_entry", "cash_payer"):
                    continue
                columns = ", ".join(c.name for c in table.columns if c.name != "revision")
                rows = session.execute(text(f"SELECT {columns} FROM {table.name} ORDER BY id"))
                out[table.name] = [tuple(row) for row in rows]
        return out

    def last(self, kind: str) -> UUID:
        """The last gesture of a kind."""
        newest = select(Gesture.id).where(Gesture.kind == kind).order_by(Gesture.id.desc())
        with self.reading() as session:
            found: UUID = session.scalars(newest.limit(1)).one()
            return found

    zoe: UUID
    lea: UUID
    jardins: UUID
    sound: UUID
    speaker: UUID
    first: UUID
    two: UUID
    three: UUID
    chairs: UUID
    lent: Any
    basket: UUID
