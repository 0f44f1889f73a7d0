"""The cash book of an office: what came in, what went out, and what was counted.

An entry is never changed nor taken away; a mistake is put right by a counter-entry that names it.
So two posts that both write merge without a conflict, and every total is a plain sum:

- the drawer holds, by method, the sum of all entries and of the differences found when counting;
- what an office earned is the sum of its entries without what is only kept for someone else
  (deposits) or only changes place (brought to the bank).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.loan import DepositMethod
from vaetvient.domain.text import fold
from vaetvient.language import N_, _


class EntryKind(StrEnum):
    """What money came in or went out for."""

    FEE = "fee"
    DUES = "dues"
    LATE_FEE = "late_fee"
    SALE = "sale"
    """Copies, printing, consumables."""
    DEPOSIT = "deposit"
    """A deposit in money: taken, or given back."""
    DEPOSIT_KEPT = "deposit_kept"
    REFUND = "refund"
    EXPENSE = "expense"
    TO_BANK = "to_bank"
    FLOAT = "float"
    """The change put into the drawer to begin with."""
    OTHER = "other"


KIND_WORDS = {
    EntryKind.FEE: N_("tarif de prêt"),
    EntryKind.DUES: N_("adhésion"),
    EntryKind.LATE_FEE: N_("pénalité de retard"),
    EntryKind.SALE: N_("consommable ou service"),
    EntryKind.DEPOSIT: N_("caution"),
    EntryKind.DEPOSIT_KEPT: N_("caution conservée"),
    EntryKind.REFUND: N_("remboursement"),
    EntryKind.EXPENSE: N_("dépense"),
    EntryKind.TO_BANK: N_("remise en banque"),
    EntryKind.FLOAT: N_("fonds de caisse"),
    EntryKind.OTHER: N_("autre"),
}
GOING_OUT = frozenset({EntryKind.REFUND, EntryKind.EXPENSE, EntryKind.TO_BANK})
"""Kinds whose amounts, typed as what they are, leave the drawer."""
NOT_EARNED = frozenset({EntryKind.DEPOSIT, EntryKind.TO_BANK, EntryKind.FLOAT})
"""Kinds that make an office neither richer nor poorer."""
BY_HAND = (
    EntryKind.SALE,
    EntryKind.FEE,
    EntryKind.LATE_FEE,
    EntryKind.OTHER,
    EntryKind.REFUND,
    EntryKind.EXPENSE,
    EntryKind.TO_BANK,
    EntryKind.FLOAT,
)
"""What may be typed; dues and deposits write their own entries where they are dealt with."""


class PaymentMethod(StrEnum):
    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"
    OTHER = "other"


METHOD_WORDS = {
    PaymentMethod.CASH: N_("espèces"),
    PaymentMethod.CHEQUE: N_("chèque"),
    PaymentMethod.CARD: N_("carte"),
    PaymentMethod.TRANSFER: N_("virement"),
    PaymentMethod.OTHER: N_("autre"),
}
IN_THE_DRAWER = frozenset({PaymentMethod.CASH, PaymentMethod.CHEQUE})
"""What lies in the drawer until it is brought to the bank, and can be counted there."""


class NothingPaidError(InvalidValueError):
    code: ClassVar[str] = "nothing_paid"
    text: ClassVar[str] = N_("Un montant de 0,00 € ne s'inscrit pas.")
    way_out: ClassVar[str] = N_("Écrivez ce qui a été payé.")


class LabelNeededError(InvalidValueError):
    code: ClassVar[str] = "label_needed"
    text: ClassVar[str] = N_("Dites en quelques mots pour quoi.")


class CorrectedAlreadyError(RefusedError):
    code = "corrected_already"
    text = N_("« {what} » a déjà été annulé.")
    way_out = N_("Annulez l'annulation, si c'est elle qui est fausse.")


class DifferenceUnsaidError(RefusedError):
    code = "difference_unsaid"
    text = N_("Ce qui est compté diffère de {amount} de ce qui est attendu.")
    way_out = N_("Recomptez, ou dites d'où vient l'écart.")


class Movement(Protocol):
    """An entry, by what is summed: the entity, or a row of it."""

    @property
    def kind(self) -> EntryKind: ...
    @property
    def method(self) -> PaymentMethod: ...
    @property
    def amount_cents(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of some entries."""

    by_method: Mapping[PaymentMethod, int]
    by_kind: Mapping[EntryKind, int]

    @property
    def cents(self) -> int:
        return sum(self.by_method.values())

    @property
    def earned_cents(self) -> int:
        """Without what is only kept for others or only changes place."""
        return sum(cents for kind, cents in self.by_kind.items() if kind not in NOT_EARNED)


def totals(entries: Iterable[Movement]) -> Totals:
    """Add entries up by method and by kind; methods and kinds in the order of their lists."""
    methods: dict[PaymentMethod, int] = {}
    kinds: dict[EntryKind, int] = {}
    for entry in entries:
        methods[entry.method] = methods.get(entry.method, 0) + entry.amount_cents
        kinds[entry.kind] = kinds.get(entry.kind, 0) + entry.amount_cents
    return Totals(
        {method: methods[method] for method in PaymentMethod if method in methods},
        {kind: kinds[kind] for kind in EntryKind if kind in kinds},
    )


def signed(kind: EntryKind, cents: int) -> int:
    """The amount of an entry of this kind, for what was typed without a sign."""
    return -cents if kind in GOING_OUT else cents


def method_called(words: str) -> PaymentMethod:
    """The method that somebody's own words name, in French or in English; else OTHER."""
    said = fold(words)
    for method, begins in _METHOD_BEGINS.items():
        if any(said.startswith(word) for word in begins):
            return method
    return PaymentMethod.OTHER


def dues_method(words: str) -> str:
    """How dues were paid, as it is stored: a method's code where the words are its name in French
    or in English, else the words of whoever wrote them (« chèques-vacances »)."""
    return _METHOD_NAMES.get(fold(words), words)


def dues_method_said(stored: str) -> str:
    """What `dues_method` stored, in French, as it is read again from a file.

    Memberships of before say it in words; they are read alike.
    """
    code = dues_method(stored)
    return METHOD_WORDS[PaymentMethod(code)] if code in _CODES else stored


def dues_method_words(stored: str) -> str:
    """What `dues_method` stored, in the language now spoken."""
    said = dues_method_said(stored)
    return _(said) if said in METHOD_WORDS.values() else said


_CODES = frozenset(PaymentMethod)
_METHOD_NAMES = {
    name: method.value
    for method, names in {
        PaymentMethod.CASH: "cash, especes, en especes, espece, liquide",
        PaymentMethod.CHEQUE: "cheque, cheques, par cheque, check",
        PaymentMethod.CARD: "card, carte, carte bancaire, cb, bank card, credit card",
        PaymentMethod.TRANSFER: "transfer, virement, virement bancaire, bank transfer",
        PaymentMethod.OTHER: "other, autre",
    }.items()
    for name in names.split(", ")
}
_METHOD_BEGINS = {
    PaymentMethod.CASH: ("espece", "liquide", "cash", "monnaie"),
    PaymentMethod.CHEQUE: ("cheque", "chq", "check"),
    PaymentMethod.CARD: ("carte", "cb", "card"),
    PaymentMethod.TRANSFER: ("virement", "transfer", "bank transfer"),
}


def of_deposit(method: DepositMethod) -> PaymentMethod | None:
    """How a deposit's form moves money when it is taken; None: a cheque or a card's imprint that
    is only held moves none."""
    return _MOVING_DEPOSITS.get(method)


_MOVING_DEPOSITS = {
    DepositMethod.CASH: PaymentMethod.CASH,
    DepositMethod.TRANSFER: PaymentMethod.TRANSFER,
}


def cashed_deposit(method: DepositMethod) -> PaymentMethod:
    """How what is kept of a deposit is cashed."""
    return PaymentMethod(method.value)


def receipt_number(code: str, year: int, sequence: int) -> str:
    """« GRE-R-2026-0042 »: apart from the agreements' series."""
    return f"{code}-R-{year}-{sequence:04}"


_SAID_FIRST = frozenset(
    {EntryKind.DEPOSIT, EntryKind.DEPOSIT_KEPT, EntryKind.FEE, EntryKind.LATE_FEE}
)
"""Kinds whose label says of which loan."""


def words_of(kind: EntryKind, label: str, quantity: int = 1) -> str:
    """« 30 × copies noir et blanc », or what kind it is where nothing else is said."""
    said = label or _(KIND_WORDS[kind])
    if label and kind in _SAID_FIRST:
        said = f"{_(KIND_WORDS[kind])}, {label}"
    return f"{quantity} × {said}" if quantity > 1 else said
