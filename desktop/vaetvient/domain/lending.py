"""What is allowed when things go out and come back: the rules of domain.md as plain functions.

Each check returns the refusals it found, the most telling first; a refusal that a volunteer may
go past with a reason says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.office import OpeningCalendar
from vaetvient.language import N_, _, show_date

DEFAULT_LOAN_DAYS = 7
LONGEST_LOAN_DAYS = 366 * 5
CLOCK_TOLERANCE = timedelta(minutes=10)


class LendingRefusedError(RefusedError):
    """A thing or a borrower cannot be lent to now."""

    may_be_overridden: ClassVar[bool] = False


class ItemAlreadyOutError(LendingRefusedError):
    code = "item_already_out"
    text = N_("{tag} est déjà prêté à {borrower} ({number}), retour prévu le {due}.")
    way_out = N_("Scannez-le seul pour le rendre d'abord.")


class SameTagTwiceError(LendingRefusedError):
    code = "same_tag_twice"
    text = N_("{tag} est deux fois dans la liste.")
    way_out = N_("Une seule ligne suffit.")


class OutOfServiceError(LendingRefusedError):
    code = "out_of_service"
    text = N_("{tag} est hors service : {reason}.")
    way_out = N_("Remettez-le en service depuis sa fiche, ou prenez-en un autre.")
    may_be_overridden = True


class ArchivedEquipmentError(LendingRefusedError):
    code = "archived_equipment"
    text = N_("{tag} a été retiré du matériel.")
    way_out = N_("Remettez-le au matériel depuis sa fiche.")


class NotInCustodyError(LendingRefusedError):
    code = "not_in_custody"
    text = N_("{tag} est gardé par {office}{as_of} : lui seul le prête.")
    way_out = N_("Faites-lui une demande.")


class NotEnoughStockError(LendingRefusedError):
    code = "not_enough_stock"
    text = N_("Il reste {free} {label} sur {total} : impossible d'en prêter {asked}.")
    way_out = N_("Réduisez la quantité.")


class MembershipExpiredError(LendingRefusedError):
    code = "membership_expired"
    text = N_("L'adhésion de {member} a expiré le {until}.")
    way_out = N_("Renouvelez-la, ou passez outre avec une raison.")
    may_be_overridden = True


class NoMembershipError(LendingRefusedError):
    code = "no_membership"
    text = N_("{member} n'a pas d'adhésion à jour.")
    way_out = N_("Enregistrez son adhésion, ou passez outre avec une raison.")
    may_be_overridden = True


class ArchivedMemberError(LendingRefusedError):
    code = "archived_member"
    text = N_("La fiche de {member} est archivée.")
    way_out = N_("Sortez-la des archives pour lui prêter.")


class CannotSignError(LendingRefusedError):
    code = "cannot_sign"
    text = N_("{person} ne peut pas signer pour {association}.")
    way_out = N_("Choisissez un représentant en cours, ou passez outre avec une raison.")
    may_be_overridden = True


class NothingToLendError(LendingRefusedError):
    code = "nothing_to_lend"
    text = N_("La liste est vide.")
    way_out = N_("Scannez au moins une chose à prêter.")


class DueBeforeHandOutError(LendingRefusedError):
    code = "due_before_hand_out"
    text = N_("Le retour ({due}) ne peut pas précéder le départ ({out}).")
    way_out = N_("Choisissez une date de retour plus tardive.")


class DueTooFarError(LendingRefusedError):
    code = "due_too_far"
    text = N_("Le retour ({due}) est dans plus de cinq ans.")
    way_out = N_("Vérifiez l'année.")


class NotHandedOutError(LendingRefusedError):
    code = "not_out"
    text = N_("{what} n'est pas en prêt.")
    way_out = N_("Il n'y a rien à rendre.")


class LoanNotOpenError(LendingRefusedError):
    code = "loan_not_open"
    text = N_("Le prêt {number} n'est plus en cours ({state}).")


class ReturnTooManyError(LendingRefusedError):
    code = "return_too_many"
    text = N_("{tag} : {still_out} en prêt, impossible d'en rendre {asked}.")


class ReturnBeforeHandOutError(LendingRefusedError):
    code = "return_before_hand_out"
    text = N_("Le retour ({at}) ne peut pas précéder le départ ({out}).")


class HandOutToComeError(LendingRefusedError):
    code = "hand_out_to_come"
    text = N_("Le départ ({at}) n'a pas encore eu lieu : il est {now}.")
    way_out = N_("Vérifiez la date et l'heure, et l'horloge de l'ordinateur.")


class ReturnToComeError(LendingRefusedError):
    code = "return_to_come"
    text = N_("Le retour ({at}) n'a pas encore eu lieu : il est {now}.")
    way_out = N_("Vérifiez la date et l'heure, et l'horloge de l'ordinateur.")


class ReasonNeededError(LendingRefusedError):
    code = "reason_needed"
    text = N_("Une raison est nécessaire.")
    way_out = N_("Dites en quelques mots pourquoi : elle est gardée dans l'historique.")


@dataclass(frozen=True, slots=True)
class LendingRule:
    """What a thing is lent under, and which rule spoke: the model's own terms, then its
    category's, then that category's parents', then the office's default."""

    loan_days: int
    deposit_cents: int
    membership_required: bool
    spoken_by: str
    dues_on_file: bool = False
    """Whether dues must be on file, which a layer asks for in so many words. By default dues that
    ended stand in the way, not dues of which this office knows nothing: a list of members taken
    in from elsewhere says none."""


@dataclass(frozen=True, slots=True)
class RuleLayer:
    """One level at which terms may be set; None leaves the question to the next level."""

    name: str
    loan_days: int | None = None
    deposit_cents: int | None = None
    membership_required: bool | None = None


def most_specific(layers: Iterable[RuleLayer]) -> LendingRule:
    """Fold `layers`, the most specific first, into one rule."""
    days: int | None = None
    deposit: int | None = None
    membership: bool | None = None
    spoken_by = ""
    for layer in layers:
        if days is None and layer.loan_days is not None:
            days, spoken_by = layer.loan_days, layer.name
        if deposit is None:
            deposit = layer.deposit_cents
        if membership is None:
            membership = layer.membership_required
    return LendingRule(
        loan_days=DEFAULT_LOAN_DAYS if days is None else days,
        deposit_cents=deposit or 0,
        membership_required=True if membership is None else membership,
        spoken_by=spoken_by or _("règle du bureau"),
        dues_on_file=membership is True,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed for a whole basket."""

    due_on: date
    loan_days: int
    deposit_cents: int
    membership_required: bool
    spoken_by: str
    dues_on_file: bool = False


def propose_terms(
    rules: Sequence[tuple[LendingRule, int]], out_on: date, calendar: OpeningCalendar
) -> Terms:
    """The terms of a basket of (rule, quantity): the shortest duration, the sum of deposits.

    The due date moves to the next open day (invariant 4).
    """
    if rules:
        shortest = min((rule for rule, _quantity in rules), key=lambda rule: rule.loan_days)
    else:
        shortest = most_specific(())
    due_on = calendar.next_open_day(out_on + timedelta(days=shortest.loan_days))
    return Terms(
        due_on=due_on,
        loan_days=shortest.loan_days,
        deposit_cents=sum(rule.deposit_cents * quantity for rule, quantity in rules),
        membership_required=any(rule.membership_required for rule, _quantity in rules),
        spoken_by=shortest.spoken_by,
        dues_on_file=any(rule.dues_on_file for rule, _quantity in rules),
    )


def check_due(due_on: date, out_on: date) -> LendingRefusedError | None:
    """Whether a loan handed out on `out_on` may be due on `due_on`."""
    if due_on < out_on:
        return DueBeforeHandOutError(due=show_date(due_on), out=show_date(out_on), field="due")
    if (due_on - out_on).days > LONGEST_LOAN_DAYS:
        return DueTooFarError(due=show_date(due_on), field="due")
    return None


def still_to_come(at: datetime, now: datetime) -> bool:
    """Whether something dated `at` cannot have happened by `now`; clocks of two posts that
    differ by a little are no reason to refuse."""
    return at > now + CLOCK_TOLERANCE


def days_late(due_on: date, today: date) -> int:
    """How many days past its due date something still out is; 0 when it is not late."""
    return max(0, (today - due_on).days)
