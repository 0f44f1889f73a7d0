"""Reservations on the real database, and short words to make them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.reservations import Reserve, Reserved, reserve
from vaetvient.domain.days import whole_days
from vaetvient.storage.queries.answers import Wanted

MONDAY = date(2026, 11, 23)


def day(n: int) -> date:
    """So many days after the Monday on which the tests begin."""
    return MONDAY + timedelta(days=n)


class Promises:
    """An office with two projectors, and short words to promise them."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.category = office.category("Image et son")
        self.model = office.model("Vidéoprojecteur", category_id=self.category)
        self.one, self.two = office.items(2, model=self.model, tag="VID-001")
        self.screen = office.model("Écran sur pied", category_id=self.category)
        office.items(1, model=self.screen, tag="ECR-001")
        self.jardins = office.association("Les Jardins")
        self.ali = office.person("Benali", "Ali")

    def reserve(
        self, first: int, last: int, *lines: Wanted, by: UUID | None = None, **more: object
    ) -> Reserved:
        period = whole_days(day(first), day(last), self.office.desk.zone)
        wanted = lines or (Wanted(self.model, self.one),)
        command = Reserve(by or self.jardins, wanted, period.start, period.end, **more)  # type: ignore[arg-type]
        return reserve(self.office.desk, command)


@pytest.fixture
def promises(office: TrialOffice) -> Promises:
    return Promises(office)
