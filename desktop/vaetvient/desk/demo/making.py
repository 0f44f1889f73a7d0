"""Filling an empty office with demonstration data, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.demo import catalogue, people
from vaetvient.desk.demo.bundles import KIT_COLUMNS, PART_COLUMNS, Kits
from vaetvient.desk.demo.catalogue import Catalogue
from vaetvient.desk.demo.days import Days
from vaetvient.desk.demo.fates import Fates
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.lending_history import LendingHistory
from vaetvient.desk.demo.loan_rows import ENTITIES
from vaetvient.desk.demo.loan_writing import LoanWriter
from vaetvient.desk.demo.money import ENTRY_COLUMNS, PAYER_COLUMNS, WARE_COLUMNS, Money
from vaetvient.desk.demo.people import People
from vaetvient.desk.demo.premises import name_office
from vaetvient.desk.demo.sizes import SIZES, DemoSize, Size
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.domain.entities import (
    Accessory,
    CashEntry,
    CashPayer,
    Category,
    Consent,
    Equipment,
    Gesture,
    Kit,
    KitPart,
    Loan,
    Member,
    Membership,
    Model,
    Office,
    Representative,
    StockMovement,
    Ware,
)
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.records import Record
from vaetvient.language import N_
from vaetvient.storage import search_index
from vaetvient.storage.bulk import BulkLoader, Row, bulk_loading
from vaetvient.storage.notices import ChangeNotice

Progress = Callable[[int, int], None]
_TELL_EVERY = 500


class NotEmptyError(RefusedError):
    """Demonstration data is not mixed with an office's own."""

    code = "not_empty"
    text = N_("Ce bureau a déjà des adhérents ou du matériel.")
    way_out = N_("Faites les données d'exemple dans un nouveau dossier, avec --data.")


class DemoCancelledError(RefusedError):
    """Someone stopped it; nothing was kept."""

    code = "cancelled"
    text = N_("Les données d'exemple n'ont pas été faites : interrompu.")


@dataclass(frozen=True, slots=True)
class DemoFigures:
    """What was made."""

    associations: int
    persons: int
    items: int
    stocks: int
    loans: int
    loans_open: int
    loans_late: int

    @property
    def members(self) -> int:
        return self.associations + self.persons


def make_demo(
    desk: Desk,
    size: DemoSize,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DemoFigures:
    """Fill the office with the data of a plausible one: members, equipment, three years of loans.

    The same on every machine for the same day and office code, keys included. An office still
    called « Bureau » becomes the Maison des associations de Grenoble. `progress` hears how many
    records of how many are done; `cancelled` is asked between them.

    Raises NotEmptyError where there is a member or a thing already, DemoCancelledError.
    """
    plan = SIZES[size]
    steps = _Steps(plan, progress, cancelled)
    with desk.database.writing() as session:
        _refuse_unless_empty(session)
        office = name_office(session, desk)
        today = desk.today().toordinal()
        figures = _fill(session, desk, plan, f"{size} {office.code}", office, today, steps)
        session.add(
            Gesture(kind="load_demo", who=desk.volunteer, site_id=desk.site_id, at=desk.clock())
        )
        search_index.rebuild(session)
        steps.finish()
    desk.database.lexicon.forget()
    desk.database.notices.publish(ChangeNotice(everything=True))
    return figures


class _Steps:
    """Counts what is done, tells it, and stops when asked to."""

    def __init__(
        self, size: Size, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._total = (size.members + size.items + size.loans) * 5 // 4
        self._done = 0

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """`rows`, counted as they pass."""
        for place, row in enumerate(rows, 1):
            yield row
            if place % _TELL_EVERY == 0:
                self.add(_TELL_EVERY)

    def add(self, done: int) -> None:
        """So many more are done. Raises DemoCancelledError."""
        self._done = min(self._done + done, self._total)
        if self._progress is not None:
            self._progress(self._done, self._total)
        if self._cancelled is not None and self._cancelled():
            raise DemoCancelledError

    def finish(self) -> None:
        """All is done."""
        self.add(self._total)


def _refuse_unless_empty(session: Session) -> None:
    for entity in (Member, Equipment, Model, Category, Loan):
        if session.scalar(select(entity.id).limit(1)) is not None:
            raise NotEmptyError


def _fill(
    session: Session, desk: Desk, size: Size, seed: str, office: Office, today: int, steps: _Steps
) -> DemoFigures:
    rng, keys = Random(seed), Keys(seed)
    days = Days(office_calendar(session, desk.office_id), desk.zone)
    own = office.id.bytes
    members = People(rng, keys, days, size, office_id=own, today=today)
    things = Catalogue(rng, keys, days, size, office_id=own, today=today)
    fates = Fates(rng, days)
    writer = LoanWriter(rng, keys, days, fates, office_id=own, code=office.code, today=today)
    loaded: tuple[type[Record], ...] = (
        Member, Membership, Representative, Model, Accessory, Equipment, *ENTITIES,
        CashEntry, CashPayer, Kit, KitPart, Ware,
    )  # fmt: skip
    with bulk_loading(session, loaded) as loader:
        _load_people(loader, members, steps)
        _load_equipment(loader, things, members, steps)
        history = LendingHistory(rng, days, size, members, things, writer, today=today)
        loans = 0
        for rows in history.batches():
            written = rows.write(loader)
            loans += written
            steps.add(written)
        loader.rows(Consent, people.CONSENT_COLUMNS, members.consents())
        kits = Kits(seed, days, things.models, office_id=own, today=today)
        loader.rows(Kit, KIT_COLUMNS, kits.rows())
        loader.rows(KitPart, PART_COLUMNS, kits.parts)
        money = Money(seed, days, office_id=own, today=today)
        loader.rows(Ware, WARE_COLUMNS, money.wares())
        loader.rows(CashEntry, ENTRY_COLUMNS, money.entries(members.lately))
        loader.rows(CashPayer, PAYER_COLUMNS, money.payers)
        loader.update(Equipment, ("condition", "defects", "archived_at"), things.wear())
    return DemoFigures(
        associations=len(members.associations),
        persons=len(members.persons),
        items=sum(len(one) for one in things.things.values()),
        stocks=sum(len(one) for one in things.piles.values()),
        loans=loans,
        loans_open=writer.still_out,
        loans_late=writer.late,
    )


def _load_people(loader: BulkLoader, members: People, steps: _Steps) -> None:
    loader.rows(Member, people.MEMBER_COLUMNS, steps.count(members.members()))
    loader.rows(Membership, people.MEMBERSHIP_COLUMNS, members.memberships())
    loader.rows(Representative, people.MANDATE_COLUMNS, members.mandates())


def _load_equipment(loader: BulkLoader, things: Catalogue, members: People, steps: _Steps) -> None:
    loader.rows(Category, catalogue.CATEGORY_COLUMNS, things.category_rows())
    loader.rows(Model, catalogue.MODEL_COLUMNS, things.model_rows())
    loader.rows(Accessory, catalogue.ACCESSORY_COLUMNS, things.accessory_rows())
    owners = members.associations[: max(2, len(members.associations) // 8)]
    loader.rows(Equipment, catalogue.EQUIPMENT_COLUMNS, steps.count(things.equipment_rows(owners)))
    loader.rows(StockMovement, catalogue.MOVEMENT_COLUMNS, things.purchases())
