"""The office itself: its name, where it is, when it is open, how its agreements are numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from vaetvient.desk.desk import Desk, own_language
from vaetvient.domain import registration
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.loan import Loan
from vaetvient.domain.money import LARGEST_CENTS
from vaetvient.domain.office import EVERY_DAY, Closure, Office
from vaetvient.domain.personal_data import LONGEST_RETENTION_YEARS, BadRetentionError
from vaetvient.domain.text import fold, many_lines, one_line
from vaetvient.language import LANGUAGES, N_, show_date
from vaetvient.storage import settings
from vaetvient.storage.communes import recognise

FIRST_CODE = "BUR"
_LONGEST_CODE = 8


class BadCodeError(InvalidValueError):
    code = "bad_code"
    text = N_("« {value} » ne peut pas commencer un numéro : 2 à 8 lettres ou chiffres.")


class UnknownFieldError(InvalidValueError):
    code = "unknown_field"
    text = N_("Un bureau n'a pas de champ « {value} ».")


OFFICE_FIELDS = (
    "name",
    "code",
    "address",
    "postal_code",
    "commune",
    "email",
    "phone",
    "rna",
    "siret",
    "opening_days",
    "opening_hours",
    "language",
    "paper_language",
    "states_value",
    "dues_cents",
    "retention_years",
    "register_annex",
)


def set_office(desk: Desk, fields: Mapping[str, Any]) -> None:
    """Write some of OFFICE_FIELDS; texts as typed, `opening_days` a bit per weekday.

    An office that has not numbered anything yet takes the first letters of its commune as code.
    `language` is that of its papers and of this post's window, `paper_language` of the papers
    alone. Raises InvalidValueError subclasses naming the field.
    """
    with desk.gesture("set_office") as gesture:
        session = gesture.session
        office = session.get(Office, desk.office_id)
        if office is None:
            raise NotFoundError(what=str(desk.office_id))
        for field in fields:
            if field not in OFFICE_FIELDS:
                raise UnknownFieldError(value=field, field=field)
        for field in OFFICE_FIELDS:  # a postal code before the commune that it tells apart
            if field in fields:
                _set(office, field, fields[field])
        if "commune" in fields:
            _locate(office, keep_code="postal_code" in fields)
        numbered = session.scalar(select(Loan.id).where(Loan.number.is_not(None)).limit(1))
        if office.code == FIRST_CODE and numbered is None and office.commune_name:
            office.code = code_from(office.commune_name)
        gesture.say(office=office.name)
        if "language" in fields:
            gesture.say(spoke=own_language(session), speaks=fields["language"])
    if "language" in fields:
        with desk.database.writing() as session:
            settings.write(session, settings.LANGUAGE, fields["language"])


def code_from(name: str) -> str:
    """The first three letters of a commune: « Grenoble » gives GRE."""
    letters = "".join(c for c in fold(name).upper() if c.isascii() and c.isalpha())
    return letters[:3] or FIRST_CODE


def _locate(office: Office, *, keep_code: bool) -> None:
    """Recognise the commune that was typed; its postal code follows unless one was typed too."""
    found = recognise(office.commune_name, office.postal_code)
    office.commune_insee = found.insee if found else None
    if found is None:
        return
    office.commune_name = found.name
    if not office.postal_code or not (keep_code or office.postal_code in found.postal_codes):
        office.postal_code = found.postal_codes[0] if found.postal_codes else ""


def _set(office: Office, field: str, value: Any) -> None:
    if field == "commune":
        office.commune_name = one_line(str(value))
    elif field == "code":
        code = one_line(str(value)).upper()
        if not (code.isascii() and code.isalnum() and 2 <= len(code) <= _LONGEST_CODE):
            raise BadCodeError(value=value, field=field)
        office.code = code
    elif field == "opening_days":
        try:
            days = int(value)
        except (TypeError, ValueError):
            days = 0
        if not 0 < days <= EVERY_DAY:
            raise InvalidValueError(value=value, field=field)
        office.opening_days = days
    elif field in {"language", "paper_language"}:
        if value not in LANGUAGES:
            raise InvalidValueError(value=value, field=field)
        office.language = str(value)
    elif field == "dues_cents":
        if not isinstance(value, int) or not 0 <= value <= LARGEST_CENTS:
            raise InvalidValueError(value=value, field=field)
        office.dues_cents = value
    elif field in _PLAIN:
        setattr(office, field, _PLAIN[field](value))
    else:
        _set_text(office, field, str(value))


def read_years(value: Any) -> int:
    """After how many years of silence an entry is reviewed. Raises BadRetentionError."""
    try:
        years = int(value)
    except (TypeError, ValueError):
        years = 0
    if not 0 < years <= LONGEST_RETENTION_YEARS:
        raise BadRetentionError(value=value, field="retention_years")
    return years


_PLAIN: Mapping[str, Callable[[Any], Any]] = {"states_value": bool, "retention_years": read_years}


def _set_text(office: Office, field: str, typed: str) -> None:
    readers = {
        "email": registration.read_email,
        "phone": registration.read_phone,
        "rna": registration.read_rna,
        "siret": registration.read_siret,
    }
    if field in readers:
        setattr(office, field, readers[field](typed))
        return
    text = (
        many_lines(typed)
        if field in {"address", "opening_hours", "register_annex"}
        else one_line(typed)
    )
    if field == "name" and not text:
        raise InvalidValueError(value=typed, field=field)
    setattr(office, field, text)


def close_office(desk: Desk, first_day: date, last_day: date, reason: str = "") -> UUID:
    """Note that the office is closed from a day to another, both included."""
    if last_day < first_day:
        first_day, last_day = last_day, first_day
    with desk.gesture("close_days") as gesture:
        closure = Closure(
            office_id=desk.office_id,
            first_day=first_day,
            last_day=last_day,
            reason=one_line(reason),
        )
        gesture.session.add(closure)
        gesture.session.flush()
        gesture.say(days=days_words(closure))
        return closure.id


def reopen_office(desk: Desk, closure_id: UUID) -> None:
    """Take a closure away. Raises NotFoundError."""
    with desk.gesture("reopen_days") as gesture:
        closure = gesture.session.get(Closure, closure_id)
        if closure is None:
            raise NotFoundError(what=str(closure_id))
        gesture.say(days=days_words(closure))
        gesture.session.delete(closure)


def days_words(closure: Closure) -> str:
    """« 24/12/2026 – 02/01/2027 », one day alone as one."""
    first, last = closure.first_day, closure.last_day
    words = show_date(first, "short")
    return words if first == last else f"{words} – {show_date(last, 'short')}"
