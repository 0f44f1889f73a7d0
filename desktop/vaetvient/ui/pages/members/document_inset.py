"""A document that somebody shows, noted where one stands: at their record, at the counter, in the
form of a reservation."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal

from vaetvient.desk.dossiers import note_document
from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset


class DocumentInset(Inset):
    """Asks which document was seen, its reference, its last day."""

    noted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Quelle pièce avez-vous vue ?"), _("Enregistrer ⏎"))
        self._context = context
        self._member: UUID | None = None
        self.kind = Choice()
        for kind, words in DOCUMENT_WORDS.items():
            self.kind.addItem(_(words), kind.value)
        self.until = DayLine(context.theme, context.desk.today)
        self.add("kind", _("Pièce"), self.kind)
        self.add("reference", _("Référence"), LineField(_("assureur, n°, classes du permis")))
        self.add(
            "valid_until",
            _("Valable jusqu'au"),
            self.until,
            check=self._day,
            hint=_("Écrit sur l'attestation d'assurance ; vide pour un permis sans fin."),
        )
        self.confirmed.connect(self._note)

    def ask(self, member_id: UUID, kind: DocumentKind | None = None, reference: str = "") -> None:
        """Ask what this member showed; of a kind that is known, what remains is asked first."""
        self._member = member_id
        first = kind or DocumentKind.INSURANCE
        self.open({"kind": first.value, "reference": reference})
        if kind is not None:
            self.entries["valid_until" if reference else "reference"].field.setFocus()

    def _day(self, typed: str) -> None:
        read_day(typed, self._context.desk.today())

    def _note(self) -> None:
        if self._member is None:
            return
        desk, key = self._context.desk, self._member
        kind = DocumentKind(str(self.kind.currentData()))
        reference = self.text("reference")
        until = read_day(self.text("valid_until"), desk.today())
        self._context.work.do(
            lambda: note_document(desk, key, kind, reference=reference, valid_until=until),
            self._noted,
            self.refuse,
            owner=self,
        )

    def _noted(self, _key: object) -> None:
        self.close_up()
        self.noted.emit()
