"""An office for tests: a desk on a file of its own, a clock that a test sets, people and things.

def test_something(office: TrialOffice) -> None:
    jardins = office.association("Les Jardins d'Échirolles")
    projector = office.item("Vidéoprojecteur", tag="VID-001")
    lent = office.lend(jardins, projector)
    office.later(days=9)
    office.bring_back(lent)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from hypothesis import Phase
from sqlalchemy import select, text
from sqlalchemy.orm import Session, joinedload, selectinload

from vaetvient.desk import catalogue, equipment, lending, members, returning
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, ModelForm
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.lending import HandedOut, HandOut
from vaetvient.desk.members import MemberForm
from vaetvient.desk.returning import LineBack, TakeBack, TakenBack
from vaetvient.domain.entities import Equipment, Loan, LoanLine
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.member import MemberKind
from vaetvient.paths import DATABASE_NAME

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""10 h in Grenoble; no public holiday within the week that follows."""
VOLUNTEER = "Odile"


CAMPAIGN = "HYPOTHESIS_PROFILE" in os.environ
PHASES = tuple(Phase) if CAMPAIGN else (Phase.explicit, Phase.generate)
"""For properties held on databases: making a failing example small takes minutes, in campaigns."""


def examples(few: int) -> int:
    """How many examples a costly property is held against: a few, in a campaign many."""
    return few * 100 if CAMPAIGN else few


class TrialOffice:
    """A desk and what a test wants to say in one line. The clock stands still until it is set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moment = MONDAY_MORNING
        self.desk: Desk = open_desk(folder, volunteer=VOLUNTEER, clock=self._now)

    @classmethod
    def at(cls, template: Path, folder: Path) -> Self:
        """An office of its own in `folder`, from the empty database that was made once."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(template, folder / DATABASE_NAME)
        return cls(folder)

    def _now(self) -> datetime:
        return self.moment

    # ---- time ----------------------------------------------------------------------------------

    def later(self, **span: float) -> None:
        """Let some time pass: `later(days=9)`; a negative span is a clock that steps back."""
        self.moment += timedelta(**span)

    def today(self) -> date:
        return self.desk.today()

    # ---- people --------------------------------------------------------------------------------

    def person(
        self, last_name: str = "Lefèvre", first_name: str = "Zoé", *, dues: bool = True, **form: Any
    ) -> UUID:
        """A person, whose membership is up to date unless `dues` is False."""
        typed = MemberForm(MemberKind.PERSON, last_name=last_name, first_name=first_name, **form)
        return self._member(typed, dues)

    def association(
        self, name: str = "Les Jardins d'Échirolles", *, dues: bool = True, **form: Any
    ) -> UUID:
        return self._member(MemberForm(MemberKind.ASSOCIATION, name=name, **form), dues)

    def _member(self, form: MemberForm, dues: bool) -> UUID:
        key = members.enter_member(self.desk, form)
        if dues:
            members.renew_membership(self.desk, key)
        return key

    # ---- things --------------------------------------------------------------------------------

    def category(self, name: str = "Image et son", **form: Any) -> UUID:
        return catalogue.enter_category(self.desk, CategoryForm(name, **form))

    def model(self, name: str = "Vidéoprojecteur", **form: Any) -> UUID:
        return catalogue.enter_model(self.desk, ModelForm(name, **form))

    def item(
        self,
        name: str = "Vidéoprojecteur",
        tag: str = "",
        *,
        model: UUID | None = None,
        **form: Any,
    ) -> UUID:
        """One item, of a model of its own unless one is given."""
        return self.items(1, name, tag, model=model, **form)[0]

    def items(
        self,
        count: int,
        name: str = "Vidéoprojecteur",
        tag: str = "",
        *,
        model: UUID | None = None,
        **form: Any,
    ) -> list[UUID]:
        typed = EquipmentForm(model or self.model(name), tag=tag, **form)
        tags = equipment.enter_equipment(self.desk, typed, count=count)
        return [self.tagged(given).id for given in tags]

    def stock(
        self,
        name: str = "Chaise pliante",
        count: int = 200,
        tag: str = "",
        *,
        model: UUID | None = None,
    ) -> UUID:
        typed = EquipmentForm(model or self.model(name), kind=EquipmentKind.STOCK, tag=tag)
        (given,) = equipment.enter_equipment(self.desk, typed, count=count)
        return self.tagged(given).id

    # ---- coming and going ----------------------------------------------------------------------

    def lend(
        self, borrower: UUID | None, *things: UUID | tuple[UUID, int], **decided: Any
    ) -> HandedOut:
        """Hand out items (by key) and stock (by key and quantity)."""
        lines = tuple(
            LineWanted(*thing) if isinstance(thing, tuple) else LineWanted(thing)
            for thing in things
        )
        return lending.hand_out(self.desk, HandOut(borrower, lines, **decided))

    def bring_back(
        self,
        loan: HandedOut | UUID,
        *,
        condition: Condition | None = None,
        remarks: str = "",
        at: datetime | None = None,
    ) -> TakenBack:
        """Take back all that is still out of a loan."""
        key = loan if isinstance(loan, UUID) else loan.loan_id
        with self.reading() as session:
            out = returning.everything_out(session, key)
        lines = tuple(LineBack(b.line_id, condition=condition, remarks=remarks) for b in out)
        return returning.take_back(self.desk, TakeBack(lines, at))

    def take(self, *lines: LineBack, at: datetime | None = None) -> TakenBack:
        """Take back just these lines."""
        return returning.take_back(self.desk, TakeBack(lines, at))

    # ---- looking -------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.desk.database.reading() as session:
            yield session

    def one(self, wanted: Any) -> Any:
        """The one record that a select finds, as it is on the disk."""
        with self.reading() as session:
            found = session.scalars(wanted).unique().one()
            session.expunge_all()
            return found

    def tagged(self, tag: str) -> Equipment:
        found: Equipment = self.one(select(Equipment).where(Equipment.tag == tag))
        return found

    def loan(self, loan: HandedOut | UUID) -> Loan:
        """A loan with its lines, their parts and returns, and its deposit."""
        key = loan if isinstance(loan, UUID) else loan.loan_id
        lines = selectinload(Loan.lines)
        found: Loan = self.one(
            select(Loan)
            .where(Loan.id == key)
            .options(
                joinedload(Loan.deposit),
                lines.selectinload(LoanLine.parts),
                lines.selectinload(LoanLine.returns),
            )
        )
        return found

    def get(self, entity: type[Any], key: UUID) -> Any:
        return self.one(select(entity).where(entity.id == key))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self.reading() as session:
            return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def close(self) -> None:
        self.desk.database.close()
