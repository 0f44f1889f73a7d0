"""Dues that a list of members tells of: from when to when, how much, paid how.

A list says when dues end, or when they were paid; the other is worked out. Dues that are known,
because a membership covers their last day or was paid on their day, are not noted twice. What was
paid elsewhere never goes into the cash book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.intake import FieldChange, RowRefusedError
from vaetvient.desk.members import PeriodBackwardsError, a_year_from
from vaetvient.domain.cash import dues_method
from vaetvient.domain.member import Membership
from vaetvient.domain.records import new_key
from vaetvient.language import show_date
from vaetvient.storage.bulk import BulkLoader
from vaetvient.storage.queries.intake import dues_of

DUES_FIELDS = ("dues_from", "dues_to", "dues_amount", "dues_method")
_COLUMNS = (
    "id", "revision", "member_id", "valid_from", "valid_to", "amount_cents", "currency", "method",
    "paid_on",
)  # fmt: skip
_day = date.fromisoformat
_ABOUT = timedelta(days=31)
"""Two ends that were worked out and differ by less are one."""


class DuesSaid(NamedTuple):
    """What one row says."""

    first: date | None
    last: date | None
    cents: int
    method: str


def dues_said(said: Mapping[str, Any]) -> DuesSaid | None:
    """The dues of a row whose cells were read; None where it tells no day. Raises
    RowRefusedError."""
    first, last = said.get("dues_from"), said.get("dues_to")
    if first is None and last is None:
        return None
    if first is not None and last is not None and last < first:
        raise RowRefusedError(
            PeriodBackwardsError(start=show_date(first), end=show_date(last), field="dues_to")
        )
    return DuesSaid(
        first, last, said.get("dues_amount", 0), dues_method(said.get("dues_method", ""))
    )


class DuesIntake:
    """Notes the dues that the rows of one list tell of."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._session = session
        self._today = desk.today()
        self._new: list[tuple[Any, ...]] = []
        self._known: dict[bytes, list[tuple[date, date, date | None]]] = {}

    def look_up(self, members: Iterable[bytes]) -> None:
        """Ask which dues of `members` are known."""
        self._known = {}
        for member, start, end, paid in dues_of(self._session, members):
            known = (_day(start), _day(end), _day(paid) if paid else None)
            self._known.setdefault(member, []).append(known)

    def note(self, member: bytes, dues: DuesSaid) -> FieldChange | None:
        """Note the dues of a member who was looked up, or is new; what that changes, None where
        they are known."""
        known = self._known.get(member, ())
        latest = max((last for _first, last, _paid in known), default=None)
        first, last, paid_on = dues.first, dues.last, dues.first
        if last is None:
            assert first is not None
            last = a_year_from(first)
            if any(paid == first or end >= last - _ABOUT for _start, end, paid in known):
                return None
            if latest is not None and first <= latest:  # renewed before the end
                first = latest + timedelta(days=1)
                last = a_year_from(first)
        elif any(start <= last <= end for start, end, _paid in known):
            return None
        elif first is None:
            first = min(_a_year_to(last), self._today)
            if latest is not None and first <= latest < last:
                first = latest + timedelta(days=1)
        self._new.append(
            (
                new_key(), 1, member, first.isoformat(), last.isoformat(), dues.cents, "EUR",
                dues.method, paid_on.isoformat() if paid_on else None,
            )
        )  # fmt: skip
        return FieldChange("dues_to", latest.isoformat() if latest else None, last.isoformat())

    def write(self) -> None:
        """Write what was noted; the members themselves are written already."""
        if self._new:
            BulkLoader(self._session).rows(Membership, _COLUMNS, self._new)
            self._new = []


def _a_year_to(last: date) -> date:
    """The first day of the year that ends with `last`; 28 February follows the 29th."""
    after = last + timedelta(days=1) if last < date.max else last
    try:
        return after.replace(year=after.year - 1)
    except ValueError:
        return date(after.year - 1, 2, 28)
