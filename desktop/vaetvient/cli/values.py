"""What is typed as the value of an option: days, amounts, quantities."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import ClassVar

from vaetvient.cli.arguments import UsageError
from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.money import read_amount
from vaetvient.domain.registration import read_date
from vaetvient.domain.text import fold
from vaetvient.language import N_, _

_DAYS = (
    ("lun", "mon"),
    ("mar", "tue"),
    ("mer", "wed"),
    ("jeu", "thu"),
    ("ven", "fri"),
    ("sam", "sat"),
    ("dim", "sun"),
)
_NOON = time(12)


class InFutureError(InvalidValueError):
    code: ClassVar[str] = "in_future"
    text = N_("Le {value} n'est pas encore venu.")
    way_out = N_("Un retour se note le jour même, ou après coup.")


class BadDaysError(InvalidValueError):
    code: ClassVar[str] = "bad_days"
    text = N_(
        "« {value} » ne dit pas des jours de la semaine : écrivez « lun-ven » ou « mar,jeu »."
    )


def day(typed: str | None, field: str) -> date | None:
    """The day of an option that may be missing. Raises BadDateError."""
    if typed is None:
        return None
    found = read_date(typed, field)
    if found is None:
        raise InvalidValueError(value=typed, field=field)
    return found


def amount(typed: str | None, field: str) -> int | None:
    """Cents. Raises BadAmountError."""
    return None if typed is None else read_amount(typed, field)


def past_moment(desk: Desk, typed: str | None, field: str) -> datetime | None:
    """A moment that has come: « 23/11/2026 » (noon; now if that is today) or « 2026-11-23T14:05 »,
    local time at the office. Raises BadDateError, InFutureError."""
    if typed is None:
        return None
    now = desk.clock()
    timed = re.fullmatch(r"(.+?)[T ](\d{1,2})[:hH](\d{2})?", typed.strip())
    on = day(timed[1] if timed else typed, field)
    assert on is not None
    hour, minute = (int(timed[2]), int(timed[3] or 0)) if timed else (_NOON.hour, 0)
    try:
        moment = datetime.combine(on, time(hour, minute), desk.zone).astimezone(UTC)
    except ValueError:
        raise InvalidValueError(value=typed, field=field) from None
    if timed is None and on == desk.today():
        moment = now
    if moment > now:
        raise InFutureError(value=typed, field=field)
    return moment


def stock_wanted(typed: str) -> tuple[str, int]:
    """« CHA-001=30 ». Raises UsageError."""
    tag, sign, count = typed.rpartition("=")
    if not sign or not tag.strip() or not re.fullmatch(r"\d{1,9}", count.strip()):
        message = _("« {value} » ne dit pas combien : écrivez par exemple CHA-001=30.")
        raise UsageError(message.format(value=typed), "")
    return tag.strip(), int(count)


def weekdays(typed: str) -> int:
    """A bit per weekday, Monday the lowest: « lun-ven », « mar, jeu, sam », « mon-sat ».

    Raises BadDaysError.
    """
    days = 0
    for part in re.split(r"[,;\s]+|\bet\b|\band\b", typed.strip()):
        ends = [_weekday(end, typed) for end in part.split("-")] if part else []
        if len(ends) == 1:
            days |= 1 << ends[0]
        elif len(ends) == 2:
            span = (ends[1] - ends[0]) % 7
            for ahead in range(span + 1):
                days |= 1 << (ends[0] + ahead) % 7
        elif part:
            raise BadDaysError(value=typed, field="opening_days")
    if not days:
        raise BadDaysError(value=typed, field="opening_days")
    return days


def weekday_words(days: int) -> str:
    """« lun mar mer » for a bit per weekday."""
    names = _("lun mar mer jeu ven sam dim").split()
    return " ".join(name for place, name in enumerate(names) if days >> place & 1)


def _weekday(word: str, typed: str) -> int:
    plain = fold(word.strip())
    for place, names in enumerate(_DAYS):
        if any(len(plain) >= 2 and (plain.startswith(n) or n.startswith(plain)) for n in names):
            return place
    raise BadDaysError(value=typed, field="opening_days")
