"""What a member showed: insurance, licences, until when; noted in place."""

from __future__ import annotations

from vaetvient.desk.dossiers import note_document
from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind
from vaetvient.language import _, show_date
from vaetvient.storage.queries.member_file import DocumentRow, MemberFile
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear, label

_SHOWN = 6


class DossierSection(Section):
    """Documents on file, those that end last first: a rule may ask for one."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Pièces au dossier"))
        self._context = context
        self._file: MemberFile | None = None
        theme = context.theme
        self.note_button = button(
            theme, _("Noter une pièce"), "file-text", kind="quiet", act=self._ask
        )
        self.offer(self.note_button)
        self.asked = Inset(theme, _("Quelle pièce avez-vous vue ?"), _("Enregistrer ⏎"))
        self.kind = Choice()
        for kind, words in DOCUMENT_WORDS.items():
            self.kind.addItem(_(words), kind.value)
        self.until = DayLine(theme, context.desk.today)
        self.asked.add("kind", _("Pièce"), self.kind)
        self.asked.add("reference", _("Référence"), LineField(_("assureur, n°, classes du permis")))
        self.asked.add(
            "valid_until",
            _("Valable jusqu'au"),
            self.until,
            check=self._day,
            hint=_("Écrit sur l'attestation d'assurance ; vide pour un permis sans fin."),
        )
        self.asked.confirmed.connect(self._note)
        self.body.addWidget(self.asked)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        self.body.addWidget(self._rows)

    def show_documents(self, file: MemberFile) -> None:
        """Show what a member showed."""
        self._file = file
        self.note_button.setVisible(file.archived_at is None)
        today = self._context.desk.today()
        clear(self._rows.body)
        for row in file.documents[:_SHOWN]:
            words, sign = _standing(row, over=row.is_over(today))
            seen = _("vue le {day} par {who}").format(
                day=show_date(row.seen_on, "short"), who=row.seen_by
            )
            name = _(DOCUMENT_WORDS[row.kind])
            self._rows.body.addWidget(
                LineButton(
                    self._context.theme,
                    f"{name} · {row.reference}" if row.reference else name,
                    seen,
                    state=words,
                    sign=sign,
                )
            )
        if not file.documents:
            self._rows.body.addWidget(label(_("Aucune pièce notée."), "muted"))

    def close_up(self) -> None:
        """Another member is shown."""
        self.asked.hide()

    def _ask(self) -> None:
        self.asked.open({"kind": DocumentKind.INSURANCE.value})

    def _day(self, typed: str) -> None:
        read_day(typed, self._context.desk.today())

    def _note(self) -> None:
        if self._file is None:
            return
        desk, key = self._context.desk, self._file.id
        kind = DocumentKind(str(self.kind.currentData()))
        reference = self.asked.text("reference")
        until = read_day(self.asked.text("valid_until"), desk.today())
        self._context.work.do(
            lambda: note_document(desk, key, kind, reference=reference, valid_until=until),
            lambda _key: self.asked.close_up(),
            self.asked.refuse,
            owner=self,
        )


def _standing(row: DocumentRow, *, over: bool) -> tuple[str, Sign]:
    if row.valid_until is None:
        return _("sans fin"), ("circle-check", "done")
    day = show_date(row.valid_until, "short")
    if over:
        return _("finie le {day}").format(day=day), ("history", "late")
    return _("jusqu'au {day}").format(day=day), ("circle-check", "done")
