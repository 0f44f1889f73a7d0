"""What is said of people, what is left of someone who was erased, and for how long one keeps it.

The rules are those of the RGPD (UE 2016/679): no longer than needed (art. 5), a copy to whoever
asks (art. 15), erasure (art. 17), consent that can be shown and withdrawn (art. 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.language import N_

USUAL_RETENTION_YEARS = 3
"""What the CNIL advises for people one no longer deals with, counted from the last contact."""
LONGEST_RETENTION_YEARS = 30
ACCOUNTING_YEARS = 10
"""How long the papers of the accounts are kept (Code de commerce, art. L123-22)."""

SOMEONE = N_("adhérent du bureau {office}")
KEPT_BACK = N_("raison connue de son bureau")
HIDDEN_SINCE = "1970-01-01 00:00:00.000000"
"""Since when an entry that only stands for others is out of sight."""
HIDDEN_AT = datetime.fromisoformat(HIDDEN_SINCE).replace(tzinfo=UTC)

SAID_OF_BORROWER = {
    "loan": (
        "borrower_name",
        "signatory_name",
        "signatory_capacity",
        "pickup_name",
        "purpose",
        "place_of_use",
        "cancel_reason",
        "override_reason",
        "note",
        "fee_waived",
        "late_waived",
    ),
    "reservation": ("borrower_name", "purpose", "note", "override_reason", "close_reason"),
    "request": ("borrower_name",),
}
"""Of what stays for the figures, the columns that say something of the borrower."""


class StillBorrowsError(RefusedError):
    code = "still_borrowing"
    text = N_("{member} a encore du matériel en prêt.")
    way_out = N_("Attendez son retour pour effacer la fiche.")


class DepositHeldError(RefusedError):
    code = "deposit_held"
    text = N_("Le bureau détient encore une caution de {member} (prêt {number}).")
    way_out = N_("Rendez-la ou réglez-la, puis effacez la fiche.")


class StillExpectedError(RefusedError):
    code = "still_expected"
    text = N_("{member} a encore la réservation {number}.")
    way_out = N_("Annulez-la, puis effacez la fiche.")


class NothingLeftError(RefusedError):
    code = "nothing_left"
    text = N_("Il n'y a plus rien à effacer : cette fiche n'a plus de nom.")


class BadRetentionError(InvalidValueError):
    code = "bad_retention"
    text = N_("Une durée de conservation va de 1 à 30 ans : « {value} » n'en est pas une.")


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A member who was not erased, and why, in a sentence."""

    member_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How many members were erased, and who was left."""

    done: int
    left: tuple[LeftAlone, ...] = ()


def provisional(text: str, row: bytes) -> str:
    """« 12 » becomes « 12~9F3A2C »: the row's own, the same everywhere.

    Of « » all there are have to differ by that alone, a hundred thousand in a large network: they
    have eight bytes of the row's, of which chance gave sixty bits.
    """
    return f"{text}~{row[-3 if text else -8 :].hex().upper()}"


def called(text: str, row: bytes) -> str:
    """What a row is called: `text`, made provisional where it is empty, or where it bears the mark
    of another row, that nobody can give beforehand."""
    marked = _MARKED.search(text) if "~" in text else None
    if text and (marked is None or row.hex().upper().endswith(marked[1])):
        return text
    return provisional(text, row)


_MARKED = re.compile(r"~([0-9A-F]{6}|[0-9A-F]{16})$")


def is_nobody(number: str) -> bool:
    """Whether a member's number is that of an entry without a name."""
    return number.startswith("~")


def years_before(day: date, years: int) -> date:
    """The same date some years earlier; 29 February counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def a_year_after(day: date) -> date:
    """The same date a year later."""
    return years_before(day, -1)
