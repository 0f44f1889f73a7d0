"""Numbers and addresses by which people and associations are known, checked as they are typed.

Each `read_…` takes what was typed, in any usual spelling, and returns the canonical text, or
raises InvalidValueError naming the field. Empty text gives None.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime
from typing import ClassVar

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.text import one_line
from vaetvient.language import N_

_RNA = re.compile(r"W\d[0-9A-Z]\d{7}")
_EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]]+@[^@\s<>\"(),:;\[\].]+(\.[^@\s<>\"(),:;\[\].]+)+")
_DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %m %Y", "%Y/%m/%d")
_SHORT_YEAR = re.compile(r"\d{1,2}\D\d{1,2}\D\d{2}")
_PHONE_GAPS = re.compile(r"[\s.\-]")
_FRENCH_PHONE = re.compile(r"(?:0|\+33|0033)[1-9]\d{8}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3
_OLDEST = 1900


class BadRnaError(InvalidValueError):
    code: ClassVar[str] = "bad_rna"
    text = N_("« {value} » n'est pas un numéro RNA : un W suivi de 9 caractères, comme W381001234.")


class BadSiretError(InvalidValueError):
    code = "bad_siret"
    text = N_("« {value} » n'est pas un SIRET : 14 chiffres, dont le dernier vérifie les autres.")


class BadEmailError(InvalidValueError):
    code = "bad_email"
    text = N_("« {value} » n'est pas une adresse e-mail.")


class BadPhoneError(InvalidValueError):
    code = "bad_phone"
    text = N_("« {value} » n'est pas un numéro de téléphone possible.")


class BadDateError(InvalidValueError):
    code = "bad_date"
    text = N_("« {value} » n'est pas une date possible : écrivez-la comme 23/11/2026.")


def read_rna(typed: str | None, field: str = "rna") -> str | None:
    """A number of the Répertoire national des associations: « W » and nine characters.

    The first two after the W are the department (a digit, then a digit or letter: W2A…, W9R…);
    the other seven are digits. Source: décret n° 2014-935, arrêté du 14 octobre 2009.
    """
    text = re.sub(r"[\s.\-]", "", one_line(typed)).upper()
    if not text:
        return None
    if not _RNA.fullmatch(text):
        raise BadRnaError(value=one_line(typed), field=field)
    return text


def read_siret(typed: str | None, field: str = "siret") -> str | None:
    """A SIRET: the nine digits of the SIREN and five of the establishment, Luhn-checked.

    La Poste's own exception (sum of digits a multiple of 5) is python-stdnum's to know.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    text = one_line(typed)
    if not text:
        return None
    try:
        return siret.validate(text)
    except ValidationError:
        raise BadSiretError(value=text, field=field) from None


def read_email(typed: str | None, field: str = "email") -> str | None:
    """An e-mail address: something, one @, a domain with a dot; its domain in small letters."""
    text = one_line(typed).removeprefix("mailto:")
    if not text:
        return None
    if not _EMAIL.fullmatch(text) or len(text) > _LONGEST_EMAIL:
        raise BadEmailError(value=text, field=field)
    local, at, domain = text.rpartition("@")
    return local + at + domain.lower()


def read_phone(typed: str | None, field: str = "phone") -> str | None:
    """A telephone number in E.164 (« +33476012345 »); without a prefix it is French."""
    text = one_line(typed)
    if not text:
        return None
    digits = _PHONE_GAPS.sub("", text)
    if _FRENCH_PHONE.fullmatch(digits):  # nearly all of them; says what the library would
        return f"+33{digits[-9:]}"
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise BadPhoneError(value=text, field=field) from None
    if not phonenumbers.is_possible_number(number):
        raise BadPhoneError(value=text, field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(number: str | None) -> str:
    """« 04 76 01 23 45 » for French numbers, the international form for others."""
    if not number:
        return ""
    if number.startswith("+33") and len(number) == 12:
        digits = "0" + number[3:]
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def read_date(typed: str | None, field: str = "date") -> date | None:
    """A day as people write it: 23/11/2026, 23-11-2026, 2026-11-23, 23/11/26."""
    text = one_line(typed)
    if not text:
        return None
    if _ISO_DAY.fullmatch(text):  # what files say most, read without trying the other forms
        with contextlib.suppress(ValueError):
            day = date.fromisoformat(text)
            if day.year >= _OLDEST:
                return day
    for form in _DATE_FORMS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a local calendar day)
        except ValueError:
            continue
        if day.year >= _OLDEST:
            return day
    raise BadDateError(value=text, field=field)


def read_birth_date(
    typed: str | None, field: str = "birth_date", *, today: date | None = None
) -> date | None:
    """A day of birth: « 12/05/45 » is of 1945. One to come is refused; `today` for tests."""
    day = read_date(typed, field)
    if day is None or day <= (today or datetime.now(UTC).date()):
        return day
    if _SHORT_YEAR.fullmatch(one_line(typed)):
        return day.replace(year=day.year - 100)
    raise BadDateError(value=one_line(typed), field=field)


def show_siret(number: str | None) -> str:
    """« 123 456 789 00012 », as it is printed."""
    if not number:
        return ""
    return f"{number[0:3]} {number[3:6]} {number[6:9]} {number[9:]}"
