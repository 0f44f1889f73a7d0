"""The demonstration office itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.demo.days import MINUTES
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.sizes import YEARS
from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Closure, Office
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.office import MONDAY_TO_SATURDAY
from vaetvient.language import _
from vaetvient.storage.communes import recognise


def name_office(session: Session, desk: Desk) -> Office:
    """The desk's office; one that nobody named yet becomes Grenoble's, with its holidays."""
    office = session.get(Office, desk.office_id)
    if office is None:
        raise NotFoundError(what=str(desk.office_id))
    if office.name not in {"Bureau", _("Bureau")}:
        return office
    grenoble = recognise("Grenoble", "38000")
    assert grenoble is not None
    office.name, office.code = "Maison des associations de Grenoble", "GRE"
    office.address, office.postal_code = "6 rue Berthe de Boissieux", "38000"
    office.commune_name, office.commune_insee = grenoble.name, grenoble.insee
    office.email, office.phone = "comptoir@example.org", "+33465710038"
    office.opening_days = MONDAY_TO_SATURDAY
    office.opening_hours = "Lundi au vendredi : 9 h – 18 h 30\nSamedi : 9 h – 12 h 30"
    today = desk.today()
    keys = Keys(f"closures {today}")
    for year in range(today.year - YEARS, today.year + 2):
        for first, last, reason in (
            (date(year, 8, 1), date(year, 8, 21), "Fermeture d’été"),
            (date(year, 12, 24), date(year + 1, 1, 1), "Fermeture de fin d’année"),
        ):
            made = keys.at((first.toordinal() - 90) * MINUTES)
            session.add(
                Closure(
                    id=UUID(bytes=made),
                    office_id=office.id,
                    first_day=first,
                    last_day=last,
                    reason=reason,
                )
            )
    session.flush()
    return office
