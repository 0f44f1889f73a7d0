"""What is printed, and how it was printed last: each kind of paper remembers its printer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QSettings

from vaetvient.language import N_

MOST_COPIES = 99


class PaperUse(StrEnum):
    """A kind of paper: agreements may go to one printer, labels on a roll to another."""

    AGREEMENT = "agreement"
    RECEIPT = "receipt"
    LABEL_SHEET = "label_sheet"
    LABEL_ROLL = "label_roll"
    CARDS = "cards"
    LIST = "list"


PAPER_USE_WORDS = {
    PaperUse.AGREEMENT: N_("Conventions de prêt"),
    PaperUse.RECEIPT: N_("Reçus de retour"),
    PaperUse.LABEL_SHEET: N_("Étiquettes en feuilles"),
    PaperUse.LABEL_ROLL: N_("Étiquettes en rouleau"),
    PaperUse.CARDS: N_("Cartes d'adhérent"),
    PaperUse.LIST: N_("Listes et inventaires"),
}
TRUE_SIZE = frozenset({PaperUse.LABEL_SHEET, PaperUse.LABEL_ROLL, PaperUse.CARDS})
"""Printed at their size to the millimetre, never fitted to the sheet."""
_COPIES = {PaperUse.AGREEMENT: 2}
"""« Fait en deux exemplaires »: one for each side."""


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """How a kind of paper is printed."""

    printer: str = ""
    """Its name in the system; empty: none was chosen yet."""
    copies: int = 1
    two_sided: bool = False


class PrintMemory:
    """What was chosen last for each kind of paper, kept with the window's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def recall(self, use: PaperUse) -> PrintChoice:
        """How this kind was printed last; two copies of an agreement to begin with."""
        read = self._settings.value
        copies = _whole(read(f"printing/{use}/copies"), _COPIES.get(use, 1))
        return PrintChoice(
            printer=str(read(f"printing/{use}/printer", "")),
            copies=min(max(1, copies), MOST_COPIES),
            two_sided=str(read(f"printing/{use}/two_sided", "false")) == "true",
        )

    def keep(self, use: PaperUse, choice: PrintChoice) -> None:
        """Remember it for the next time. Copies of a list or of labels are chosen each time."""
        write = self._settings.setValue
        write(f"printing/{use}/printer", choice.printer)
        write(f"printing/{use}/two_sided", "true" if choice.two_sided else "false")
        if use in (PaperUse.AGREEMENT, PaperUse.RECEIPT):
            write(f"printing/{use}/copies", choice.copies)

    def forget_printer(self, use: PaperUse) -> None:
        """Print this kind straight away no more."""
        self.keep(use, replace(self.recall(use), printer=""))


def _whole(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default
