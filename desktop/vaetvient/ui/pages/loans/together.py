"""What can be done to many loans at once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vaetvient.desk import together
from vaetvient.desk.together import Together
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.letter import LetterKind
from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.bulk import Asked, Bulk
from vaetvient.ui.pages.loans.agreements import AgreementsAsked
from vaetvient.ui.pages.loans.reminding import remind
from vaetvient.ui.printing.asked import LettersAsked
from vaetvient.ui.widgets.days import DayLine, read_day


class NoDayError(InvalidValueError):
    code = "no_day"
    text = N_("Il manque la date.")


def loan_bulks(context: Context) -> tuple[Bulk, ...]:
    """The gestures, in the order the bar shows them."""
    desk = context.desk

    def extend(keys: list[UUID], said: Mapping[str, str]) -> Together:
        day = read_day(said["due"], desk.today(), "due")
        if day is None:
            raise NoDayError(field="due")
        return together.extend_loans(desk, keys, day)

    return (
        Bulk(
            "extend",
            N_("Prolonger jusqu'au"),
            "calendar-clock",
            do=extend,
            asked=(
                Asked(
                    "due",
                    _("Nouvelle date de retour"),
                    lambda: DayLine(context.theme, desk.today),
                    check=lambda typed: read_day(typed, desk.today(), "due"),
                    hint=_("Un jour de fermeture passe au jour d'ouverture suivant."),
                ),
            ),
            synonyms=N_("délai reporter repousser"),
        ),
        Bulk(
            "print",
            N_("Imprimer les conventions"),
            "printer",
            show=lambda keys: context.show_asked(AgreementsAsked(tuple(keys))),
            synonyms=N_("papier réimprimer"),
        ),
        Bulk(
            "letters",
            N_("Lettres de rappel"),
            "file-text",
            show=lambda keys: context.show_asked(LettersAsked(LetterKind.LATE, tuple(keys))),
            synonyms=N_("relancer retard courrier relance"),
        ),
        Bulk(
            "remind",
            N_("Préparer un rappel"),
            "mail",
            show=lambda keys: remind(context, keys),
            synonyms=N_("relancer retard courriel message e-mail"),
        ),
    )
