"""All of one reservation: what can be done with it, its things, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk import reservations
from vaetvient.desk.series import end_series
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.letter import LETTER_WORDS, MEANS_WORDS, LetterKind
from vaetvient.domain.reservation import ReservationState
from vaetvient.language import _, ngettext, show_moment, show_money, show_number
from vaetvient.storage.queries.reservations import PromisedLine, ReservationFile
from vaetvient.ui.context import Context
from vaetvient.ui.models.reservations import reservation_sign, reservation_state
from vaetvient.ui.pages.reservations.agenda import Agenda
from vaetvient.ui.pages.reservations.asking import ReasonAsked
from vaetvient.ui.pages.reservations.clash_section import Case, ClashSection
from vaetvient.ui.printing.asked import LettersAsked
from vaetvient.ui.widgets.panes import (
    Facts,
    LineButton,
    RecordHead,
    Scrolled,
    Section,
    button,
    clear,
)
from vaetvient.ui.widgets.planning.words import period_words
from vaetvient.ui.widgets.words import Link

_LETTER = {
    ReservationState.CONFIRMED: LetterKind.PICK_UP,
    ReservationState.WAITING: LetterKind.FREE,
}
"""What there is to write about, by how a reservation stands."""


class ReservationDetails(Scrolled):
    """Shows a ReservationFile. Everything it does is a use case, and can be undone."""

    change_wanted = Signal(object)
    """The ReservationFile to be changed in the form."""
    planning_wanted = Signal(object)
    """The ReservationFile to be shown in the planning."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: ReservationFile | None = None
        self._servable = False
        theme = context.theme
        self.head = RecordHead(theme)
        self.facts = Facts()
        self.clashes = ClashSection(context)
        self.things = Section(_("Ce qui est réservé"))
        self.fetched = Section(_("Ce qui est parti"))
        self.history = Section(_("Historique"))
        self._history = Facts()
        self.letters = Section(_("Lettres envoyées"))
        self._letters = Facts()
        self.decline_asked = ReasonAsked(
            context, _("Refuser la demande"), _("Refuser ⏎"), self._decline, needed=True
        )
        self.cancel_asked = ReasonAsked(
            context, _("Annuler la réservation"), _("Annuler la réservation ⏎"), self._cancel
        )
        self.confirm_asked = ReasonAsked(
            context, _("Confirmer malgré la règle"), _("Confirmer ⏎"), self._confirm, needed=True
        )
        self.agenda = Agenda(context, self)
        self._make_buttons()
        self._lay_out()

    @property
    def file(self) -> ReservationFile | None:
        """The reservation that is shown."""
        return self._file

    def show_file(
        self, file: ReservationFile, *, servable: bool = False, cases: Sequence[Case] = ()
    ) -> None:
        """Show a reservation; `servable`: it waits, and there would be enough now."""
        if self._file is None or self._file.id != file.id:
            for asked in (self.decline_asked, self.cancel_asked, self.confirm_asked):
                asked.hide()
            self.verticalScrollBar().setValue(0)
        self._file, self._servable = file, servable
        self.head.title.setText(file.number)
        state = reservation_state(file.state)
        if file.partly_fetched:
            state = _("{state}, retirée en partie").format(state=state)
        if servable:
            state = _("{state} : il y en a de nouveau assez").format(state=state)
        self.head.state.show_state(state, reservation_sign(file.state))
        self._show_buttons(file)
        self.facts.show_facts(self._facts_of(file))
        self.clashes.show_cases(file, cases)
        self._show_lines(file)
        self._show_fetched(file)
        self._letters.show_facts(
            [
                (
                    _(LETTER_WORDS[row.kind]),
                    f"{self._moment(row.sent_at)}, {_(MEANS_WORDS[row.means])}, {row.who}",
                )
                for row in file.notices
            ]
        )
        self.letters.setVisible(bool(file.notices))
        self._history.show_facts(
            [
                (
                    self._moment(row.at),
                    f"{row.what} — {row.who}" + (_(" (annulé)") if row.undone else ""),
                )
                for row in file.history
            ]
        )
        self.history.setVisible(bool(file.history))

    def forget(self) -> None:
        """The reservation that was shown is gone."""
        self._file = None

    # Putting together

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.fetch_button = button(
            theme, _("Venue chercher"), "package-check", kind="primary", act=self._fetch
        )
        self.fetch_button.setToolTip(_("Au comptoir : choisir les exemplaires et prêter"))
        self.confirm_button = button(
            theme, _("Confirmer"), "check", kind="primary", act=self._ask_to_confirm
        )
        self.decline_button = button(theme, _("Refuser"), "ban", act=self._ask_to_decline)
        self.change_button = button(theme, _("Modifier"), "pencil", act=self._change)
        self.planning_button = button(theme, _("Planning"), "calendar", act=self._to_planning)
        self.planning_button.setToolTip(_("Voir dans le planning"))
        self.letter_button = button(theme, _("Prévenir"), "mail", act=self._write_letter)
        self.letter_button.setToolTip(_("L'avis à l'emprunteur : à imprimer ou par e-mail"))
        self.no_show_button = button(
            theme, _("Non retirée"), "circle-x", kind="quiet", act=self._no_show
        )
        self.no_show_button.setToolTip(_("Personne n'est venu : tout est de nouveau libre"))
        self.cancel_button = button(theme, _("Annuler"), "ban", kind="quiet", act=self._ask_cancel)
        self.cancel_button.setAccessibleName(_("Annuler la réservation"))
        self.series_button = button(
            theme, _("Arrêter la série"), "repeat", kind="quiet", act=self._end_series
        )
        self.agenda_button = button(theme, _("Agenda"), "calendar", kind="quiet", act=self._export)
        self.agenda_button.setToolTip(_("Écrire toutes ses réservations dans un fichier d'agenda"))
        self.borrower_button = Link()
        theme.dress(self.borrower_button, "user", "accent")
        self.borrower_button.clicked.connect(self._go_to_borrower)
        for each in (
            self.fetch_button,
            self.confirm_button,
            self.decline_button,
            self.change_button,
            self.planning_button,
            self.letter_button,
            self.no_show_button,
            self.cancel_button,
            self.series_button,
            self.agenda_button,
        ):
            self.head.buttons.addWidget(each)

    def _lay_out(self) -> None:
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.column.spacing())
        self.head.lead(self.borrower_button)
        column.addWidget(self.head)
        for asked in (self.confirm_asked, self.decline_asked, self.cancel_asked):
            column.addWidget(asked)
        column.addWidget(self.facts)
        self.history.body.addWidget(self._history)
        self.letters.body.addWidget(self._letters)
        for section in (
            *(top, self.clashes, self.things, self.fetched, self.letters),
            self.history,
        ):
            self.column.addWidget(section)
        self.column.addStretch(1)

    def _show_buttons(self, file: ReservationFile) -> None:
        state, now = file.state, self._context.desk.clock()
        self.fetch_button.setVisible(state is ReservationState.CONFIRMED)
        asks = state in (ReservationState.REQUESTED, ReservationState.WAITING)
        self.confirm_button.setVisible(asks)
        self.decline_button.setVisible(asks)
        self.change_button.setVisible(file.is_standing and not file.partly_fetched)
        self.letter_button.setVisible(state in _LETTER)
        self.no_show_button.setVisible(
            state is ReservationState.CONFIRMED and file.starts_at <= now
        )
        self.cancel_button.setVisible(file.is_standing)
        self.series_button.setVisible(file.is_standing and file.series_left > 1)
        left = ngettext("{n} réservation", "{n} réservations", file.series_left)
        self.series_button.setToolTip(
            _("Annuler celle-ci et les suivantes : {what}").format(
                what=left.format(n=file.series_left)
            )
        )
        self.borrower_button.setText(file.borrower)
        self.borrower_button.setAccessibleName(_("Emprunteur : {name}").format(name=file.borrower))
        if not file.is_standing:
            for asked in (self.decline_asked, self.cancel_asked, self.confirm_asked):
                asked.hide()

    def _facts_of(self, file: ReservationFile) -> list[tuple[str, str]]:
        desk = self._context.desk
        closed = _("Close le")
        return [
            (_("Quand"), period_words(desk, Period(file.starts_at, file.ends_at))),
            (_("Demandée le"), self._moment(file.asked_at)),
            (_("Pour"), file.purpose),
            (_("Accord demandé par"), file.rule or ""),
            (_("Tarif"), show_money(file.fee_cents) if file.fee_cents else ""),
            (_("Caution"), show_money(file.deposit_cents) if file.deposit_cents else ""),
            (_("Malgré la règle"), file.override_reason),
            (_("Note"), file.note),
            (closed, self._moment(file.closed_at)),
            (_("Raison"), file.close_reason),
        ]

    def _show_lines(self, file: ReservationFile) -> None:
        clear(self.things.body)
        for line in file.lines:
            self.things.body.addWidget(
                LineButton(
                    self._context.theme,
                    _line_words(line),
                    line.kit,
                    state=_left_words(line) if file.partly_fetched else "",
                    act=self._to_thing(line),
                )
            )

    def _show_fetched(self, file: ReservationFile) -> None:
        clear(self.fetched.body)
        for loan in file.fetched:
            units = ngettext("{n} chose", "{n} choses", loan.units).format(n=loan.units)
            self.fetched.body.addWidget(
                LineButton(
                    self._context.theme,
                    _("Prêt {number}").format(number=loan.number),
                    state=units,
                    sign=("hand-helping", "accent"),
                    act=self._to_loan(loan.loan_id),
                )
            )
        self.fetched.setVisible(bool(file.fetched))

    def _to_thing(self, line: PromisedLine) -> Callable[[], None] | None:
        if line.equipment_id is None:
            return None
        return lambda: self._context.go("equipment", line.equipment_id)

    def _to_loan(self, key: UUID) -> Callable[[], None]:
        return lambda: self._context.go("loans", key)

    def _moment(self, moment: datetime | None) -> str:
        return show_moment(moment, self._context.desk.timezone) if moment is not None else ""

    # What is done

    def _fetch(self) -> None:
        if self._file is not None:
            self._context.go("counter", self._file.id)

    def _ask_to_confirm(self) -> None:
        """Say yes; what stands against it is said, and what may be passed is asked for."""
        file = self._file
        if file is None:
            return
        desk, key = self._context.desk, file.id

        def refused(error: VaEtVientError) -> None:
            refusals = getattr(error, "refusals", ())
            if refusals and all(refusal.may_be_overridden for refusal in refusals):
                self.confirm_asked.ask(error.message)
            else:
                self._context.refuse(error)

        self._context.work.do(
            lambda: reservations.confirm_reservation(desk, key),
            lambda _done: self._context.forgive(),
            refused,
            owner=self,
        )

    def _confirm(self, reason: str) -> None:
        self._act(
            lambda desk, key: reservations.confirm_reservation(desk, key, override_reason=reason),
            self.confirm_asked,
        )

    def _ask_to_decline(self) -> None:
        self.cancel_asked.hide()
        self.decline_asked.ask()

    def _decline(self, reason: str) -> None:
        self._act(
            lambda desk, key: reservations.decline_reservation(desk, key, reason),
            self.decline_asked,
        )

    def _ask_cancel(self) -> None:
        self.decline_asked.hide()
        self.cancel_asked.ask()

    def _cancel(self, reason: str) -> None:
        self._act(
            lambda desk, key: reservations.cancel_reservation(desk, key, reason), self.cancel_asked
        )

    def _no_show(self) -> None:
        self._act(reservations.note_no_show, None)

    def _end_series(self) -> None:
        file, desk = self._file, self._context.desk
        if file is None or file.series_id is None:
            return
        series, day = file.series_id, desk.day_of(file.starts_at)
        self._context.work.do(lambda: end_series(desk, series, day), lambda _n: None, owner=self)

    def _act(self, act: Callable[..., object], asked: ReasonAsked | None) -> None:
        if self._file is None:
            return
        desk, key = self._context.desk, self._file.id

        def done(_result: object) -> None:
            if asked is not None:
                asked.close_up()

        refuse = asked.refuse if asked is not None else None
        self._context.work.do(lambda: act(desk, key), done, refuse, owner=self)

    def _change(self) -> None:
        if self._file is not None:
            self.change_wanted.emit(self._file)

    def _write_letter(self) -> None:
        if self._file is not None and self._file.state in _LETTER:
            self._context.show_asked(LettersAsked(_LETTER[self._file.state], (self._file.id,)))

    def _to_planning(self) -> None:
        if self._file is not None:
            self.planning_wanted.emit(self._file)

    def _export(self) -> None:
        if self._file is not None:
            self.agenda.ask_to_export_member(self._file.borrower_id, self._file.borrower)

    def _go_to_borrower(self) -> None:
        if self._file is not None:
            self._context.go("members", self._file.borrower_id)


def _line_words(line: PromisedLine) -> str:
    name = " ".join(part for part in (line.tag, line.label) if part)
    return f"{show_number(line.quantity)} × {name}" if line.quantity > 1 else name


def _left_words(line: PromisedLine) -> str:
    if not line.left:
        return _("parti")
    return ngettext("{n} à retirer", "{n} à retirer", line.left).format(n=show_number(line.left))
