"""Lateness letters of some loans, to look at and print; what is printed is noted as sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vaetvient.desk.letters import late_letters, note_sent
from vaetvient.domain.letter import LateLetter, LetterMeans
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import PaperUse


@dataclass(frozen=True, slots=True)
class LateLettersAsked:
    """Those of these loans; of everybody whose next letter may go, without any."""

    keys: tuple[UUID, ...] = ()

    def source(self, context: Context) -> Source:
        return LateLettersSource(context, self.keys)


class LateLettersSource(Source):
    """One letter a borrower."""

    def __init__(self, context: Context, keys: tuple[UUID, ...]) -> None:
        super().__init__(_("Lettres de rappel"), _("rappels"), PaperUse.LIST)
        self._context = context
        self._keys = keys
        self._letters: tuple[LateLetter, ...] = ()

    def make(self) -> Make:
        def work() -> bytes:
            from vaetvient.documents.late_letter import render_late_letters

            self._letters = late_letters(self._context.desk, self._keys or None)
            return render_late_letters(self._letters)

        return work

    def left(self) -> None:
        """They were printed or saved: note it, once."""
        letters, self._letters = self._letters, ()
        desk = self._context.desk
        if letters:
            self._context.work.do(
                lambda: note_sent(desk, letters, LetterMeans.PAPER),
                lambda _none: None,
                owner=self._context,
            )
