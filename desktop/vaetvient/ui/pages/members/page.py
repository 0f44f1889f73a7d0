"""The page of members: the list, and all of the member that is chosen, or a form."""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.member import MemberKind
from vaetvient.language import N_, _
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.member_file import MemberFile, member_file
from vaetvient.storage.queries.members import (
    MEMBERS,
    Dues,
    Kept,
    MembersAsked,
    communes_present,
    tags_present,
)
from vaetvient.ui.context import Context
from vaetvient.ui.models.members import member_columns
from vaetvient.ui.pages.members.details import MemberDetails
from vaetvient.ui.pages.members.form import MemberFormPane
from vaetvient.ui.pages.members.merge import MergePane
from vaetvient.ui.pages.members.together import member_bulks
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.printing.asked import CardsAsked
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import button


class MembersPage(RecordsPage):
    """Persons and associations, by name."""

    title = N_("Adhérents")
    icon = "users"
    name = "members"
    tables = (
        *("member", "membership", "consent", "representative", "loan", "loan_line", "deposit"),
        *("document_on_file", "letter", "reservation_notice"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            MEMBERS,
            member_columns(context.desk.today),
            Order("label"),
            placeholder=_("Filtrer : un nom, un n°, un e-mail, un mot-clé"),
        )
        self._add_filters()
        bulks = member_bulks(context, lambda: self.kept.value)
        self.bulk.add(*bulks, owner=self, page=self.name)
        self.new_button = button(
            context.theme, _("Nouvel adhérent"), "user-plus", kind="primary", act=self.begin_new
        )
        self.new_button.setToolTip(_("Nouvel adhérent (Ctrl+N)"))
        self.print_button = MenuButton(context.theme, _("Imprimer"), "printer")
        self.print_button.offer(_("Cartes d'adhérent…"), self._print_cards)
        self.head_buttons.addWidget(self.print_button)
        self.head_buttons.addWidget(self.new_button)
        self.details = MemberDetails(context)
        self.add_pane(self.details)
        self.details.correct.connect(self.correct)
        self.details.merge.connect(self._merge)

    @cached_property
    def form(self) -> MemberFormPane:
        """Made when it is first needed: a page must come up at once."""
        pane = MemberFormPane(self.context, self._settings)
        self.add_pane(pane)
        pane.saved.connect(self._saved)
        pane.given_up.connect(self._leave_form)
        pane.looked_up.connect(self.show_record)
        return pane

    @cached_property
    def merge(self) -> MergePane:
        """Made when it is first needed."""
        pane = MergePane(self.context)
        self.add_pane(pane)
        pane.merged.connect(self._saved)
        pane.given_up.connect(self._leave_form)
        return pane

    def asked(self) -> MembersAsked:
        return MembersAsked(
            today=self.context.desk.today(),
            lexicon=self.context.desk.database.lexicon,
            text=self.filters.text,
            kind=self.kind.value,
            commune=self.commune.value,
            dues=self.dues.value,
            kept=self.kept.value,
            tag=self.tag.value,
            borrowing=self.borrowing.value,
            office_id=self.context.desk.office_id,
        )

    def refresh(self) -> None:
        super().refresh()
        self._show_last_seen()
        database = self.context.desk.database

        def read() -> tuple[tuple[tuple[str, int], ...], ...]:
            with database.reading() as session:
                return communes_present(session), tags_present(session)

        self.context.work.ask(read, self._offer_present, owner=self, key="communes present")

    def _show_last_seen(self) -> None:
        """Since when nothing was heard is what the yearly review is about."""
        self.table.show_besides("last_seen", self.kept.value is Kept.REVIEW)

    def load(self, key: UUID) -> None:
        database = self.context.desk.database

        def read() -> MemberFile:
            with database.reading() as session:
                return member_file(session, key)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="member file")

    def begin_new(self) -> None:
        kind = self.kind.value or MemberKind.PERSON
        self.form.begin_new(kind)
        self._open_pane(self.form)

    @property
    def shows_record(self) -> bool:
        return self.record_pane in (self.details, self.nothing)

    def say_empty(self) -> None:
        if self.filters.is_filtering:
            self.empty.say(
                _("Aucun adhérent ne correspond."),
                _("Vérifiez l'orthographe, ou enlevez un filtre."),
                _("Tout montrer"),
                self.filters.reset,
            )
        else:
            self.empty.say(
                _("Il n'y a pas encore d'adhérent."),
                _("Ajoutez la première personne ou association qui emprunte ici."),
                _("Nouvel adhérent"),
                self.begin_new,
            )
            self.empty.offer(_("J’ai déjà un fichier"), lambda: self.context.go("files", None))

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)

    # Putting together

    def _add_filters(self) -> None:
        add = self.filters.add
        self.kind = add(
            FilterChoice(
                _("Nature"),
                [
                    (_("Tous"), None),
                    (_("Associations"), MemberKind.ASSOCIATION),
                    (_("Personnes"), MemberKind.PERSON),
                ],
                key="kind",
            )
        )
        self.dues = add(
            FilterChoice(
                _("Adhésion"),
                [
                    (_("Toute adhésion"), Dues.ANY),
                    (_("À jour"), Dues.PAID),
                    (_("Finit dans les 30 jours"), Dues.ENDING),
                    (_("Expirée"), Dues.EXPIRED),
                    (_("Jamais adhéré"), Dues.NEVER),
                ],
                key="dues",
            )
        )
        self.commune = add(FilterChoice(_("Commune"), [(_("Toutes communes"), "")], key="commune"))
        self.tag = add(FilterChoice(_("Mot-clé"), [(_("Tous mots-clés"), "")], key="tag"))
        self.borrowing = add(
            FilterChoice(
                _("Emprunts"),
                [
                    (_("Avec ou sans prêt"), None),
                    (_("A du matériel en ce moment"), True),
                    (_("N'a rien en ce moment"), False),
                ],
                key="borrowing",
            )
        )
        self.kept = add(
            FilterChoice(
                _("Archives"),
                [
                    (_("Fiches en cours"), Kept.CURRENT),
                    (_("Archivées"), Kept.ARCHIVED),
                    (_("Toutes les fiches"), Kept.ALL),
                    (_("Sans nouvelles, à revoir"), Kept.REVIEW),
                    (_("Montrées sans accord noté"), Kept.UNAGREED),
                ],
                key="kept",
            )
        )
        self.filters.changed.connect(self._show_last_seen)

    def _offer_present(self, present: tuple[tuple[tuple[str, int], ...], ...]) -> None:
        communes, tags = present
        for choice, every, values in (
            (self.commune, _("Toutes communes"), communes),
            (self.tag, _("Tous mots-clés"), tags),
        ):
            choice.offer([(every, ""), *((f"{value} ({count})", value) for value, count in values)])

    # What is heard

    def _print_cards(self) -> None:
        chosen = self.table.chosen_key
        self.context.show_asked(CardsAsked((chosen,) if chosen is not None else ()))

    def _show(self, file: MemberFile) -> None:
        self.details.show_file(file)
        if self.shows_record:
            self.show_pane(self.details)

    def _open_pane(self, pane: MemberFormPane | MergePane) -> None:
        self._record_wanted = True
        self.show_pane(pane)
        pane.focus_first()

    def correct(self) -> None:
        if self.details.file is not None:
            self.form.begin_file(self.details.file)
            self._open_pane(self.form)

    def _merge(self) -> None:
        if self.details.file is not None:
            self.merge.begin(self.details.file)
            self._open_pane(self.merge)

    def _saved(self, key: UUID) -> None:
        self.show_pane(self.details)
        self.show_record(key)
        self.table.setFocus()

    def _leave_form(self) -> None:
        shown = self.details if self.details.file is not None else self.nothing
        self.show_pane(shown)
        if self.details.file is None:
            self.show_list()
        self.table.setFocus()
