"""What is allowed when things are promised: the refusals, and the rules as plain functions.

Each refusal names the rule that spoke. What a rule of the house forbids, a volunteer may go past
with a reason; what cannot be (two promises of one thing) nobody can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.lending import LendingRefusedError, MembershipExpiredError
from vaetvient.domain.policy import Spoken
from vaetvient.language import N_, _, ngettext, show_date, show_number

_PAST_IT = N_("Passez outre avec une raison si le bureau en est d'accord.")


class NotFreeError(LendingRefusedError):
    code = "not_free"
    text = N_("{label} : {free} sur {total} à ces dates, {asked}.{why}")
    way_out = N_("{first}")

    def told(self) -> dict[str, Any]:
        free, asked = self.facts["free"], self.facts["asked"]
        return {
            **self.facts,
            "free": ngettext("{n} libre", "{n} libres", free).format(n=show_number(free)),
            "asked": ngettext("{n} demandé", "{n} demandés", asked).format(n=show_number(asked)),
        }


class MembershipEndsError(MembershipExpiredError):
    """It is still running today, and will not be on the day."""

    text = N_("L'adhésion de {member} finit le {until}.")


def membership_over(member: str, member_id: UUID, until: date, today: date) -> LendingRefusedError:
    """What refuses a borrower whose dues cover no day after `until`."""
    refused = MembershipExpiredError if until < today else MembershipEndsError
    return refused(member=member, until=show_date(until), member_id=member_id)


class PeriodError(LendingRefusedError):
    code = "bad_period"
    text = N_("La fin ({end}) doit suivre le début ({start}).")
    way_out = N_("Choisissez une date de retour plus tardive.")


class InThePastError(LendingRefusedError):
    code = "in_the_past"
    text = N_("Le {start} est déjà passé.")
    way_out = N_("Choisissez une date à venir.")


class ClosedOnThatDayError(LendingRefusedError):
    code = "closed_that_day"
    text = N_("Le bureau est fermé le {day}.")
    way_out = N_("Premier jour ouvert : {next}. Ou passez outre avec une raison.")
    may_be_overridden = True


class TooLongError(LendingRefusedError):
    code = "too_long"
    text = N_("{label} : {most} jours au plus, {asked} demandés (règle « {rule} »).")
    way_out = _PAST_IT
    may_be_overridden = True


class TooFarAheadError(LendingRefusedError):
    code = "too_far_ahead"
    text = N_("{label} ne se réserve que {most} jours à l'avance (règle « {rule} »).")
    way_out = N_("Revenez à partir du {day}, ou passez outre avec une raison.")
    may_be_overridden = True


class ShortNoticeError(LendingRefusedError):
    code = "short_notice"
    text = N_("{label} se réserve au moins {least} jours à l'avance (règle « {rule} »).")
    way_out = _PAST_IT
    may_be_overridden = True


class ExtendedEnoughError(LendingRefusedError):
    code = "extended_enough"
    text = N_("{label} : {most} prolongation au plus (règle « {rule} »).")
    way_out = N_("Rendez-le, puis empruntez-le à nouveau s'il est libre.")


class TooManyAtOnceError(LendingRefusedError):
    code = "too_many_at_once"
    text = N_("{label} : {most} à la fois au plus, {asked} avec ceci (règle « {rule} »).")
    way_out = _PAST_IT
    may_be_overridden = True


class TooYoungError(LendingRefusedError):
    code = "too_young"
    text = N_("{label} : il faut avoir {least} ans (règle « {rule} »).")
    way_out = N_("Vérifiez la date de naissance, ou passez outre avec une raison.")
    may_be_overridden = True


class DocumentMissingError(LendingRefusedError):
    code = "document_missing"
    text = N_("{label} : il manque {document} valable jusqu'au {day} (règle « {rule} »).")
    way_out = N_("Enregistrez la pièce, ou passez outre avec une raison.")
    may_be_overridden = True


class DocumentEndsError(LendingRefusedError):
    code = "document_ends"
    text = N_("{label} : {document} finit le {ends}, avant le retour du {day} (règle « {rule} »).")
    way_out = N_(
        "Enregistrez la nouvelle pièce, avancez le retour, ou passez outre avec une raison."
    )
    may_be_overridden = True


class LicenceMissingError(LendingRefusedError):
    code = "licence_missing"
    text = N_("{label} : il faut un permis {licence} valable jusqu'au {day} (fiche du véhicule).")
    way_out = N_("Notez le permis que l'on vous montre, ou passez outre avec une raison.")
    may_be_overridden = True


DOCUMENT_ERRORS = (DocumentMissingError, DocumentEndsError, LicenceMissingError)
"""What is settled by noting a document that the borrower shows."""


def document_of(error: LendingRefusedError) -> tuple[DocumentKind, str]:
    """Which document would settle such an error, and the class of the licence it is about."""
    if isinstance(error, LicenceMissingError):
        return DocumentKind.LICENCE, error.facts["licence"]
    return error.facts["kind"], error.facts["word"]


class PromisedError(LendingRefusedError):
    code = "promised"
    text = N_("{tag} est promis à {who} ({number}) à partir du {day}.")
    way_out = N_("Prenez-en un autre, avancez le retour, ou passez outre avec une raison.")
    may_be_overridden = True


class StandsInTheWayError(LendingRefusedError):
    code = "reservation_in_the_way"
    text = N_("{label} est promis à {who} ({number}) à partir du {day}.")
    way_out = N_("Prolongez moins longtemps, ou convenez d'une autre date avec {who}.")


class ReservationClosedError(LendingRefusedError):
    code = "reservation_closed"
    text = N_("La réservation {number} n'est plus en cours ({state}).")


class NoLongerFreeError(LendingRefusedError):
    code = "no_longer_free"
    text = N_("{label} n'est plus libre pour la réservation {number}.")
    way_out = N_("Réservez à nouveau, à d'autres dates.")


class NotYetConfirmedError(LendingRefusedError):
    code = "not_confirmed"
    text = N_("La réservation {number} est {state}.")
    way_out = N_("Confirmez-la d'abord.")


class PartlyFetchedError(LendingRefusedError):
    code = "partly_fetched"
    text = N_("Une partie de la réservation {number} est déjà retirée.")
    way_out = N_("Annulez le reste et réservez à nouveau.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A document on file: its kind, its reference, its last valid day if it has one."""

    kind: DocumentKind
    reference: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule needs to know of one line."""

    label: str
    quantity: int
    first_day: date
    last_day: date
    today: date
    already: int = 0
    """Units of the same model that the borrower has or has reserved over these days."""
    age: int | None = None
    """In whole years on the first day; None when unknown or for an association."""
    documents: tuple[Shown, ...] = ()
    """What the borrower showed."""


def days_of(first: date, last: date) -> int:
    """How many days a loan lasts, as a due date counts them: out and back the same day is 0."""
    return (last - first).days


def age_on(birth: date, day: date) -> int:
    """Whole years; someone born on 29 February is a year older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def refusals(said: Mapping[str, Spoken], asked: Asked) -> list[LendingRefusedError]:
    """What the rules for one line refuse."""
    return [*_dates(said, asked), *_quantity(said, asked), *_borrower(said, asked)]


def _dates(said: Mapping[str, Spoken], asked: Asked) -> list[LendingRefusedError]:
    out: list[LendingRefusedError] = []
    longest, ahead, notice = said["longest_days"], said["ahead_days"], said["notice_days"]
    length = days_of(asked.first_day, asked.last_day)
    before = (asked.first_day - asked.today).days
    if longest.value is not None and length > longest.value:
        out.append(
            TooLongError(
                label=asked.label, most=longest.value, asked=length, rule=longest.rule, field="end"
            )
        )
    if ahead.value is not None and before > ahead.value:
        day = date.fromordinal(asked.first_day.toordinal() - ahead.value)
        out.append(
            TooFarAheadError(
                label=asked.label, most=ahead.value, rule=ahead.rule, day=show_date(day)
            )
        )
    if notice.value is not None and before < notice.value:
        out.append(ShortNoticeError(label=asked.label, least=notice.value, rule=notice.rule))
    return out


def _quantity(said: Mapping[str, Spoken], asked: Asked) -> list[LendingRefusedError]:
    most = said["at_once"]
    together = asked.quantity + asked.already
    if most.value is None or together <= most.value:
        return []
    return [TooManyAtOnceError(label=asked.label, most=most.value, asked=together, rule=most.rule)]


def _borrower(said: Mapping[str, Spoken], asked: Asked) -> list[LendingRefusedError]:
    out: list[LendingRefusedError] = []
    least, licence, insurance = said["least_age"], said["licence_class"], said["insurance_required"]
    if least.value is not None and asked.age is not None and asked.age < least.value:
        out.append(TooYoungError(label=asked.label, least=least.value, rule=least.rule))
    if insurance.value:
        out += _on_file(asked, DocumentKind.INSURANCE, "", insurance.rule)
    if licence.value:
        out += _on_file(asked, DocumentKind.LICENCE, licence.value, licence.rule)
    return out


_WANTED = {
    DocumentKind.INSURANCE: (N_("une attestation d'assurance"), N_("l'attestation d'assurance")),
    DocumentKind.LICENCE: (N_("un permis de conduire"), N_("le permis de conduire")),
}
"""A document as it is missed, and as it is there."""


def licence_missing(asked: Asked, licence: str) -> LicenceMissingError | None:
    """What a vehicle that is driven with a licence of this class refuses, whatever the rules say:
    nobody showed one that is valid to the last day."""
    if not licence or not _on_file(asked, DocumentKind.LICENCE, licence, ""):
        return None
    return LicenceMissingError(label=asked.label, licence=licence, day=show_date(asked.last_day))


def _on_file(asked: Asked, kind: DocumentKind, word: str, rule: str) -> list[LendingRefusedError]:
    """Nothing, where a document valid to the last day is on file with `word` in its reference."""
    found = [
        shown
        for shown in asked.documents
        if shown.kind is kind
        and (not word or word.upper() in re.findall(r"\w+", shown.reference.upper()))
    ]
    missed, there = _WANTED[kind]
    day = show_date(asked.last_day)
    ends = [shown.valid_until for shown in found]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or any(end >= asked.last_day for end in known):
        return []
    if known and max(known) >= asked.first_day:
        last = show_date(max(known))
        return [
            DocumentEndsError(
                label=asked.label,
                document=_(there),
                ends=last,
                day=day,
                rule=rule,
                kind=kind,
                word=word,
                field="end",
            )
        ]
    return [
        DocumentMissingError(
            label=asked.label, document=_(missed), day=day, rule=rule, kind=kind, word=word
        )
    ]
