"""All of one member: who it is, dues, who signs, what is out and what came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vaetvient.desk import members
from vaetvient.domain.letter import LETTER_WORDS, MEANS_WORDS, STEP_WORDS, LetterKind
from vaetvient.domain.registration import show_siret
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.queries.member_file import MemberFile, MemberLoanRow
from vaetvient.ui.context import Context
from vaetvient.ui.models.members import KIND_WORDS
from vaetvient.ui.models.words import dues_sign, dues_state, loan_sign, loan_state
from vaetvient.ui.pages.members.dossier import DossierSection
from vaetvient.ui.pages.members.dues import DuesSection
from vaetvient.ui.pages.members.form_values import form_of, texts_of
from vaetvient.ui.pages.members.mandates import MandatesSection
from vaetvient.ui.pages.members.own_data import OwnDataSection
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.live_facts import Fact, Live, LiveFacts
from vaetvient.ui.widgets.panes import (
    LineButton,
    RecordHead,
    Scrolled,
    Section,
    button,
    clear,
    label,
)


class MemberDetails(Scrolled):
    """Shows a MemberFile."""

    correct = Signal()
    merge = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: MemberFile | None = None
        self.head = RecordHead(context.theme)
        self.facts = LiveFacts(context.theme)
        self.facts.saved.connect(self._correct_fact)
        self.dues = DuesSection(context)
        self.mandates = MandatesSection(context)
        self.dossier = DossierSection(context)
        self.own_data = OwnDataSection(context)
        self.letters = Section(_("Lettres envoyées"))
        self.open_loans = Section("")
        self.past_loans = Section("")
        for section in (self.open_loans, self.past_loans, self.letters):
            section.body.setSpacing(0)
        self._make_buttons()
        for widget in (
            self.head,
            self.facts,
            self.open_loans,
            self.dues,
            self.mandates,
            self.dossier,
            self.letters,
            self.past_loans,
            self.own_data,
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    @property
    def file(self) -> MemberFile | None:
        """The member that is shown."""
        return self._file

    def show_file(self, file: MemberFile) -> None:
        """Show a member; what was being asked about another is closed."""
        if self._file is None or self._file.id != file.id:
            self.facts.close_up()
            self.dues.close_up()
            self.mandates.close_up()
            self.dossier.close_up()
            self.own_data.close_up()
            self.verticalScrollBar().setValue(0)
        self._file = file
        self.head.title.setText(file.label)
        today = self._context.desk.today()
        if file.archived_at is not None:
            self.head.state.show_state(_("archivé"), ("archive", "muted"))
        else:
            words = _("adhésion {state}").format(state=dues_state(file.paid_until, today))
            self.head.state.show_state(words, dues_sign(file.paid_until, today))
        archived = file.archived_at is not None
        self.lend_button.setVisible(not archived)
        self.archive_button.setVisible(not archived)
        self.restore_button.setVisible(archived and file.merged_into_id is None)
        self.merge_button.setVisible(not archived)
        self.facts.show_facts(self._facts_of(file))
        self.dues.show_dues(file)
        self.mandates.show_mandates(file)
        self.dossier.show_documents(file)
        self._show_letters(file)
        self.own_data.show_data(file)
        self._show_loans(file)

    def forget(self) -> None:
        """The member that was shown is gone."""
        self._file = None

    # Putting together

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.lend_button = button(
            theme, _("Prêter"), "hand-helping", kind="primary", act=self._lend
        )
        self.lend_button.setToolTip(_("Commencer un prêt au comptoir"))
        self.correct_button = button(theme, _("Corriger"), "pencil", act=self.correct.emit)
        self.merge_button = button(theme, _("Réunir…"), "merge", kind="quiet", act=self.merge.emit)
        self.merge_button.setAccessibleName(_("Réunir avec une fiche en double"))
        self.merge_button.setToolTip(_("Réunir avec une fiche en double"))
        self.archive_button = button(
            theme, _("Archiver"), "archive", kind="quiet", act=self._archive
        )
        self.restore_button = button(
            theme, _("Sortir des archives"), "archive-restore", act=self._restore
        )
        for each in (
            self.lend_button,
            self.correct_button,
            self.restore_button,
            self.merge_button,
            self.archive_button,
        ):
            self.head.buttons.addWidget(each)

    def _facts_of(self, file: MemberFile) -> list[Fact]:
        town = " ".join(part for part in (file.postal_code, file.commune) if part)
        address = "\n".join(part for part in (file.address, town) if part)
        texts = texts_of(file)

        def live(name: str, field: str, make: Callable[[], QWidget] = LineField) -> Fact:
            said = texts[field]
            if file.archived_at is not None:
                return name, said
            return name, said, Live(field, make, said)

        return [
            (_("Nature"), _(KIND_WORDS[file.kind])),
            (_("N°"), file.number),
            live(_("Carte"), "card"),
            live(_("Téléphone"), "phone"),
            live(_("Mobile"), "mobile"),
            live(_("E-mail"), "email"),
            (_("Adresse"), address),
            (_("RNA"), file.rna),
            (_("SIRET"), show_siret(file.siret)),
            (_("Naissance"), show_date(file.birth_date) if file.birth_date else ""),
            (_("Depuis"), show_date(file.joined_on) if file.joined_on else ""),
            live(_("Mots-clés"), "tags"),
            live(_("Notes"), "notes", QPlainTextEdit),
            (_("Partagé"), _("avec les autres bureaux") if file.shared else ""),
        ]

    def _show_loans(self, file: MemberFile) -> None:
        out = sum(1 for _row in file.open_loans)
        words = ngettext("{n} prêt en cours", "{n} prêts en cours", out).format(n=out)
        if file.deposits_held_cents:
            held = _("caution détenue : {amount}").format(
                amount=show_money(file.deposits_held_cents)
            )
            words = f"{words} · {held}"
        self.open_loans.heading.setText(words if out else _("Rien en prêt"))
        self._fill(self.open_loans, file.open_loans)
        total = file.past_loans_total
        self.past_loans.setVisible(bool(total))
        self.past_loans.heading.setText(
            ngettext("{n} prêt terminé", "{n} prêts terminés", total).format(n=total)
        )
        self._fill(self.past_loans, file.past_loans)
        if total > len(file.past_loans):
            shown = _("Les {n} derniers ; les autres sont dans la page Prêts.")
            self.past_loans.body.addWidget(label(shown.format(n=len(file.past_loans)), "small"))

    def _show_letters(self, file: MemberFile) -> None:
        clear(self.letters.body)
        self.letters.setVisible(bool(file.letters))
        for row in file.letters:
            late = row.kind is LetterKind.LATE
            words = _(STEP_WORDS[row.step] if late else LETTER_WORDS[row.kind])
            self.letters.body.addWidget(
                LineButton(
                    self._context.theme,
                    words,
                    f"{row.number} · {_(MEANS_WORDS[row.means])}, {row.who}",
                    state=show_date(self._context.desk.day_of(row.sent_at), "short"),
                    sign=("mail", "muted"),
                    act=partial(self._context.go, "loans" if late else "reservations", row.about),
                )
            )

    def _fill(self, section: Section, rows: tuple[MemberLoanRow, ...]) -> None:
        clear(section.body)
        today = self._context.desk.today()
        for row in rows:
            is_open = row in self._file.open_loans if self._file else False
            late_by = max(0, (today - row.due_on).days) if is_open and row.due_on else 0
            section.body.addWidget(
                LineButton(
                    self._context.theme,
                    row.what or row.number,
                    self._when(row, is_open=is_open),
                    state=loan_state(row.state, late_by),
                    sign=loan_sign(row.state, late_by),
                    act=partial(self._context.go, "loans", row.id),
                )
            )

    def _when(self, row: MemberLoanRow, *, is_open: bool) -> str:
        day_of = self._context.desk.day_of
        if is_open:
            until = show_date(row.due_on, "short") if row.due_on else ""
            return _("{number} · retour le {day}").format(number=row.number, day=until)
        out = show_date(day_of(row.handed_out_at), "short") if row.handed_out_at else ""
        back = show_date(day_of(row.closed_at), "short") if row.closed_at else ""
        return f"{row.number} · {out} → {back}"

    # What is done

    def _lend(self) -> None:
        if self._file is not None:
            self._context.go("counter", self._file.id)

    def _correct_fact(self, field: str, text: str) -> None:
        """One fact is corrected in place: the same form, the same gesture, the rest as it was."""
        file = self._file
        if file is None:
            return
        desk = self._context.desk
        form = form_of(file.kind, {**texts_of(file), field: text})
        self._context.work.do(
            lambda: members.change_member(desk, file.id, form, revision=file.revision),
            lambda _none: self.facts.done(),
            self.facts.refuse,
            owner=self,
        )

    def _archive(self) -> None:
        self._do(members.archive_member)

    def _restore(self) -> None:
        self._do(members.restore_member)

    def _do(self, use_case: object) -> None:
        if self._file is None or not callable(use_case):
            return
        desk, key = self._context.desk, self._file.id
        self._context.work.do(
            lambda: use_case(desk, key), lambda _none: self._context.forgive(), owner=self
        )
