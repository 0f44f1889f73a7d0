"""The list of reservations, and all of the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from sqlalchemy.orm import Session

from vaetvient.desk.clashes import WaysOut, ways_out
from vaetvient.desk.desk import Desk
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import could_be_served
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.reservation import ReservationState
from vaetvient.language import N_, _
from vaetvient.storage.queries.clashes import Clash, clashes_of
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.reservations import (
    RESERVATIONS,
    ReservationFile,
    ReservationsAsked,
    ReservationsShown,
    reservation_file,
)
from vaetvient.ui.context import Context
from vaetvient.ui.models.reservations import reservation_columns
from vaetvient.ui.pages.records import RecordsPage
from vaetvient.ui.pages.reservations.clash_section import Case
from vaetvient.ui.pages.reservations.details import ReservationDetails
from vaetvient.ui.pages.reservations.faces import Face, FaceChips
from vaetvient.ui.pages.reservations.form import ReserveForm
from vaetvient.ui.pages.reservations.wanted_lines import WantedLine
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import button

_SHOWN = (
    (N_("En cours"), ReservationsShown.STANDING),
    (N_("À préparer"), ReservationsShown.TO_PREPARE),
    (N_("À confirmer"), ReservationsShown.TO_CONFIRM),
    (N_("Liste d'attente"), ReservationsShown.WAITING),
    (N_("Qui se heurtent"), ReservationsShown.CLASHING),
    (N_("Passées"), ReservationsShown.OVER),
    (N_("Toutes les réservations"), ReservationsShown.ALL),
)
_EMPTY = {
    ReservationsShown.STANDING: N_("Rien n'est réservé."),
    ReservationsShown.TO_PREPARE: N_("Rien n'est à préparer aujourd'hui."),
    ReservationsShown.TO_CONFIRM: N_("Aucune demande n'attend une réponse."),
    ReservationsShown.WAITING: N_("Personne n'est sur liste d'attente."),
    ReservationsShown.CLASHING: N_("Aucun usage ne se heurte à un autre."),
    ReservationsShown.OVER: N_("Aucune réservation n'est encore passée."),
    ReservationsShown.ALL: N_("Rien n'a encore été réservé."),
}


class ReservationsList(RecordsPage):
    """Reservations, the next ones first."""

    title = N_("Réservations")
    icon = "calendar-clock"
    name = "reservations"
    tables = (
        *("reservation", "reservation_line", "pick_up", "loan", "loan_line", "maintenance"),
        *("use_agreement", "equipment", "transfer", "busy_time", "reservation_notice"),
    )

    face_wanted = Signal(object)
    planning_wanted = Signal(object)
    """A ReservationFile to be shown in the planning."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            RESERVATIONS,
            reservation_columns(context.desk.zone),
            Order("starts_at"),
            placeholder=_("Filtrer : un nom, un numéro, une chose"),
        )
        self.shown = self.filters.add(
            FilterChoice(
                _("Quelles réservations"),
                [(_(words), value) for words, value in _SHOWN],
                key="shown",
            ),
            always=True,
        )
        self.faces = FaceChips(context.theme, Face.LIST)
        self.faces.chosen.connect(self.face_wanted)
        self.reserve_button = button(
            context.theme, _("Réserver"), "plus", kind="primary", act=self.begin_new
        )
        self.reserve_button.setToolTip(_("Réserver (Ctrl+N)"))
        self.head_buttons.addWidget(self.faces)
        self.head_buttons.addWidget(self.reserve_button)
        self.details = ReservationDetails(context)
        self.details.change_wanted.connect(self.begin_change)
        self.details.planning_wanted.connect(self.planning_wanted)
        self.add_pane(self.details)
        self._form: ReserveForm | None = None

    @property
    def form(self) -> ReserveForm:
        """Made when it is first needed."""
        if self._form is None:
            self._form = ReserveForm(self.context, self._settings)
            self._form.saved.connect(self._saved)
            self._form.given_up.connect(self._given_up)
            self.add_pane(self._form)
        return self._form

    @property
    def shows_record(self) -> bool:
        return self._form is None or self.record_pane is not self._form

    def asked(self) -> ReservationsAsked:
        desk = self.context.desk
        return ReservationsAsked(
            today=desk.today(),
            zone=desk.zone,
            lexicon=desk.database.lexicon,
            text=self.filters.text,
            shown=self.shown.value,
            view=view_of(desk),
        )

    def load(self, key: UUID) -> None:
        if not self.shows_record:
            self.form.keep_draft()
        desk = self.context.desk

        def read() -> tuple[ReservationFile, bool, list[Case]]:
            with desk.database.reading() as session:
                file = reservation_file(session, key)
                waits = file.state is ReservationState.WAITING
                served = waits and any(r.id == key for r in could_be_served(session, desk))
                met = clashes_of(session, view_of(desk), key) if file.is_standing else []
                return file, served, [(clash, _ways(session, desk, clash)) for clash in met]

        self.context.work.ask(
            read, lambda found: self._show(*found), self.lost, owner=self, key="reservation file"
        )

    def begin_new(
        self,
        period: Period | None = None,
        lines: Sequence[WantedLine] = (),
        borrower: tuple[UUID, str] | None = None,
    ) -> None:
        """Reserve: dates, things and a borrower filled in as far as they are known."""
        self.form.begin_new(period, lines, borrower)
        self._show_form()
        if period is None:
            self.form.focus_first()
        elif not lines:
            self.form.free.field.setFocus()
        else:
            self.form.entries["borrower"].field.setFocus()

    def begin_change(self, file: ReservationFile) -> None:
        """Change one that stands."""
        self.form.begin_file(file)
        self._show_form()
        self.form.focus_first()

    def _show_form(self) -> None:
        self._record_wanted = True
        self.show_pane(self.form)

    def say_empty(self) -> None:
        if self.filters.text.strip():
            self.empty.say(
                _("Aucune réservation ne correspond."),
                _("Cherchez-la parmi toutes les réservations."),
                _("Chercher parmi toutes"),
                lambda: self.shown.choose(ReservationsShown.ALL),
            )
            return
        self.empty.say(
            _(_EMPTY[self.shown.value]),
            _("Des dates, ce qui est libre, pour qui : c'est réservé."),
            _("Réserver"),
            self.begin_new,
        )

    def _saved(self, key: UUID) -> None:
        self.show_pane(self.details)
        self.show_record(key)
        self.table.setFocus()

    def _given_up(self) -> None:
        key = self.table.chosen_key
        if key is not None:
            self.show_pane(self.details)
            self.load(key)
        else:
            self.show_pane(self.nothing)
            self.show_list()
        self.table.setFocus()

    def _show(self, file: ReservationFile, servable: bool, cases: Sequence[Case]) -> None:
        self.details.show_file(file, servable=servable, cases=cases)
        self.show_pane(self.details)

    def lost(self, error: VaEtVientError) -> None:
        self.details.forget()
        super().lost(error)


def _ways(session: Session, desk: Desk, clash: Clash) -> WaysOut | None:
    own = clash.promise.office_id == desk.office_id
    return ways_out(session, desk, clash) if own else None
