"""The page of the history: every gesture, found by who, when and what, and taken back."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk import undo
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.language import N_, _
from vaetvient.storage.queries.changes import changes_said
from vaetvient.storage.queries.history import (
    HISTORY,
    About,
    HistoryAsked,
    gesture_row,
    people_present,
)
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.spans import Days
from vaetvient.ui.context import Context
from vaetvient.ui.models.history import history_columns
from vaetvient.ui.pages.history.details import GestureDetails, GestureFile
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.span_choice import SpanChoice

_ABOUT = (
    (N_("Tous les gestes"), None),
    (N_("Prêts et retours"), About.LOANS),
    (N_("Réservations"), About.RESERVATIONS),
    (N_("Adhérents"), About.MEMBERS),
    (N_("Matériel"), About.EQUIPMENT),
    (N_("Inventaires"), About.INVENTORY),
    (N_("Caisse"), About.MONEY),
    (N_("Annulations"), About.UNDOING),
    (N_("Le reste"), About.OTHER),
)


class HistoryPage(RecordsPage):
    """Gestures, the newest first."""

    title = N_("Historique")
    icon = "history"
    name = "history"

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            HISTORY,
            history_columns(context.desk.timezone),
            Order("at", descending=True),
            placeholder=_("Filtrer : un nom, un numéro, « retour »"),
        )
        self._add_filters()
        self.details = GestureDetails(context)
        self.add_pane(self.details)

    def asked(self) -> HistoryAsked:
        return HistoryAsked(
            zone=self.context.desk.zone,
            text=self.filters.text,
            about=self.about.value,
            who=self.who.value,
            when=self.when.span,
            undone=self.undone.value,
        )

    def refresh(self) -> None:
        super().refresh()
        database = self.context.desk.database

        def read() -> tuple[str, ...]:
            with database.reading() as session:
                return people_present(session)

        def offer(people: tuple[str, ...]) -> None:
            self.who.offer([(_("N'importe qui"), ""), *((name, name) for name in people if name)])

        self.context.work.ask(read, offer, owner=self, key="people present")

    def load(self, key: UUID) -> None:
        desk = self.context.desk

        def read() -> GestureFile:
            with desk.database.reading() as session:
                row = gesture_row(session, key)
                if row is None:
                    raise NotFoundError(what=str(key))
                changes, total = changes_said(session, key, desk.zone)
            return GestureFile(row, changes, total, None)

        self.context.work.ask(read, self._show, self.lost, owner=self, key="gesture file")

    def say_empty(self) -> None:
        if self.filters.is_filtering:
            self.empty.say(
                _("Aucun geste ne correspond."),
                _("Vérifiez l'orthographe, ou enlevez un filtre."),
                _("Tout montrer"),
                self.filters.reset,
            )
        else:
            self.empty.say(
                _("Rien n'a encore été fait."),
                _("Chaque prêt, retour ou fiche s'inscrira ici, avec qui et quand."),
            )

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)

    def _add_filters(self) -> None:
        desk, add = self.context.desk, self.filters.add
        self.about = add(
            FilterChoice(_("Gestes"), [(_(words), value) for words, value in _ABOUT], key="about"),
            always=True,
        )
        self.who = add(FilterChoice(_("Qui"), [(_("N'importe qui"), "")], key="who"))
        self.when = SpanChoice(
            self.context.theme,
            _("Quand"),
            _("N'importe quand"),
            (Days.TODAY, Days.LAST_WEEK, Days.THIS_MONTH, Days.THIS_YEAR, Days.LAST_YEAR),
            desk.today,
            key="when",
        )
        add(self.when)
        self.tools.add_question(self.when.asking)
        self.undone = add(
            FilterChoice(
                _("Annulés"),
                [
                    (_("Annulés ou non"), None),
                    (_("Pas annulés"), False),
                    (_("Annulés"), True),
                ],
                key="undone",
            )
        )

    def _show(self, file: GestureFile) -> None:
        """Show it at once; then say what undoing would do, which takes a try."""
        self.details.show_file(file)
        self.show_pane(self.details)
        if not file.row.may_be_undone:
            return
        desk, key = self.context.desk, file.row.id

        def tried(foreseen: undo.Foreseen) -> None:
            shown = self.details.file
            if shown is not None and shown.row.id == key:
                self.details.show_file(GestureFile(shown.row, shown.changes, shown.total, foreseen))

        self.context.work.do(
            lambda: undo.foresee(desk, key), tried, self.lost, owner=self, key="foresee"
        )
