"""What a member showed: insurance, licences, until when; noted in place."""

from __future__ import annotations

from vaetvient.domain.dossier import DOCUMENT_WORDS
from vaetvient.language import _, show_date
from vaetvient.storage.queries.member_file import DocumentRow, MemberFile
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.members.document_inset import DocumentInset
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
        self.asked = DocumentInset(context)
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
        if self._file is not None:
            self.asked.ask(self._file.id)


def _standing(row: DocumentRow, *, over: bool) -> tuple[str, Sign]:
    if row.valid_until is None:
        return _("sans fin"), ("circle-check", "done")
    day = show_date(row.valid_until, "short")
    if over:
        return _("finie le {day}").format(day=day), ("history", "late")
    return _("jusqu'au {day}").format(day=day), ("circle-check", "done")
