"""The planning on its page: filters above it, what was refused and the ways out below it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from vaetvient.desk import reservations
from vaetvient.desk.clashes import give_other_unit
from vaetvient.desk.desk import office_calendar
from vaetvient.domain.availability import ClaimKind, Period
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.office import OpeningCalendar
from vaetvient.language import N_, _
from vaetvient.storage.queries.planning import (
    PlanningAsked,
    PlanningChoices,
    PlanningRow,
    RowKind,
    planning_choices,
)
from vaetvient.storage.queries.reservations import ReservationFile
from vaetvient.ui.commands import LISTS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.pages.page import Page
from vaetvient.ui.pages.reservations.agenda import Agenda
from vaetvient.ui.pages.reservations.faces import Face, FaceChips
from vaetvient.ui.pages.reservations.refused_change import RefusedChange
from vaetvient.ui.printing.asked import DaySheetAsked, PlanningAskedOnPaper
from vaetvient.ui.tokens import S8, S12, S24
from vaetvient.ui.widgets.empty import EmptyState
from vaetvient.ui.widgets.filter_bar import FilterBar, FilterChoice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, label
from vaetvient.ui.widgets.planning.ledger import Bar, Ledger
from vaetvient.ui.widgets.planning.scale import DAYS_AHEAD, DAYS_BACK, as_days
from vaetvient.ui.widgets.planning.view import Moved, PlanningView

_WEEK, _MONTH, _YEAR = 7, 31, 366
_SPANS = (
    (N_("Jour"), 1),
    (N_("Semaine"), _WEEK),
    (N_("Mois"), _MONTH),
    (N_("Trimestre"), 91),
    (N_("Année"), _YEAR),
)


class PlanningFace(Page):
    """Things down, days across."""

    title = N_("Réservations")
    icon = "calendar-clock"
    tables = (
        *("reservation", "reservation_line", "loan", "loan_line", "line_return", "maintenance"),
        *("equipment", "model", "category", "stock_movement", "closure", "office", "policy"),
        *("room_part", "busy_time"),
    )

    face_wanted = Signal(object)
    reserve_wanted = Signal(object, object)
    """A PlanningRow or None, and a Period or None."""
    reservation_wanted = Signal(object)
    """The key of a reservation to be shown."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self.ledger = Ledger(context, self)
        self.view = PlanningView(context, self.ledger)
        self.filters = FilterBar(theme, _("Filtrer : une étiquette, un modèle, une catégorie"))
        self.office = self.filters.add(
            FilterChoice(_("Bureau"), [(_("Ce bureau"), context.desk.office_id)])
        )
        self.commune = self.filters.add(
            FilterChoice(_("Commune"), [(_("Toutes les communes"), None)])
        )
        self.category = self.filters.add(
            FilterChoice(_("Catégorie"), [(_("Toutes les catégories"), None)]), always=True
        )
        self.faces = FaceChips(theme, Face.PLANNING)
        self.said = label("", "small")
        self.refused = RefusedChange(context)
        self.agenda = Agenda(context, self)
        self.empty = EmptyState(theme, "calendar")
        self._stack = QStackedWidget()
        self._choices: PlanningChoices | None = None
        self._wanted: tuple[UUID | None, Period | None] | None = None
        self._lay_out()
        self._wire()

    # Page

    def refresh(self) -> None:
        self._ask_calendar()
        self.view.look_again()
        self.ledger.ask(self.asked())

    def came_up(self) -> None:
        self.view.setFocus()

    def asked(self) -> PlanningAsked:
        """What the planning is filtered by now."""
        return PlanningAsked(
            self.office.value, self.commune.value, self.category.value, self.filters.text
        )

    def show_file(self, file: ReservationFile) -> None:
        """Bring a reservation into view."""
        line = next(iter(file.lines), None)
        key = (line.equipment_id or line.model_id) if line is not None else None
        self._wanted = key, Period(file.starts_at, file.ends_at)
        self.filters.reset()
        self._bring_up()

    def name_of(self, row: PlanningRow) -> str:
        """A row's name where it stands alone: a tag with its model's."""
        if row.kind is RowKind.MODEL or row.alone:
            return row.label
        models = (r for r in self.ledger.rows if r.kind is RowKind.MODEL)
        model = next((r.label for r in models if r.model_here == row.model_here), "")
        return f"{row.label} {model}".strip()

    def shown_days(self) -> tuple[date, date]:
        """The first and the last day on screen."""
        first = date.fromordinal(int(self.view.days_at(self.view.column)))
        last = date.fromordinal(int(self.view.days_at(self.view.room.right())))
        return first, max(first, last)

    # Putting together

    def _lay_out(self) -> None:
        theme = self.context.theme
        head = QHBoxLayout()
        head.setSpacing(S12)
        head.addWidget(label(_(self.title), "page-title", wrap=False))
        head.addStretch(1)
        tools = Flow()
        self.print_button = button(theme, _("Imprimer"), "printer", kind="quiet")
        self.print_button.setMenu(self._print_menu())
        tools.addWidget(self.print_button)
        self.agenda_button = button(theme, _("Agenda"), "calendar-clock", kind="quiet")
        self.agenda_button.setMenu(self._agenda_menu())
        tools.addWidget(self.agenda_button)
        tools.addWidget(self.faces)  # where the list has them: nothing jumps between the two
        self.reserve_button = button(
            theme, _("Réserver"), "plus", kind="primary", act=lambda: self._begin(None, None)
        )
        tools.addWidget(self.reserve_button)
        head.addLayout(tools)
        bar = QHBoxLayout()
        bar.setSpacing(S8)
        bar.addWidget(self.filters, 1)
        self.today_button = button(theme, _("Aujourd'hui"), "calendar", act=self._to_today)
        self.today_button.setToolTip(_("Aujourd'hui (Début)"))
        bar.addWidget(self.today_button, 0, Qt.AlignmentFlag.AlignTop)
        self.span = FilterChoice(
            _("Combien de temps à la fois"), [(_(words), days) for words, days in _SPANS]
        )
        self.span.choose(_MONTH)
        self.span.activated.connect(self._show_span)
        bar.addWidget(self.span, 0, Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(S24, S24, S8, S8)
        column.setSpacing(S12)
        column.addLayout(head)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        column.addWidget(self.refused)
        column.addWidget(self.said)

    def _wire(self) -> None:
        self.faces.chosen.connect(self.face_wanted)
        self.filters.changed.connect(lambda: self.ledger.ask(self.asked()))
        self.filters.field.left_down.connect(self.view.setFocus)
        self.ledger.rows_changed.connect(self._rows_changed)
        self.view.reserve_wanted.connect(self._begin)
        self.view.bar_opened.connect(self._open)
        self.view.change_wanted.connect(self._change)
        self.view.cancel_wanted.connect(self._cancel)
        self.view.moved.connect(self.said.setText)
        self.refused.retry_wanted.connect(self._change)
        self.refused.done_with.connect(self.view.setFocus)
        in_sight = self.isVisible
        self.context.commands.add(
            Command(
                "planning.begin",
                N_("Réserver depuis le planning"),
                lambda: self._begin(None, None),
                "plus",
                shortcut="Ctrl+N",
                group=LISTS,
                available=in_sight,
                listed=False,
            ),
            Command(
                "planning.filter",
                N_("Filtrer le planning"),
                self.filters.field.setFocus,
                "funnel",
                shortcut="Ctrl+F",
                group=LISTS,
                available=in_sight,
                listed=False,
            ),
            owner=self,
        )

    # What is heard

    def _rows_changed(self) -> None:
        nothing = not self.ledger.rows
        if nothing:
            if self.filters.is_filtering:
                self.empty.say(_("Rien ne correspond."), "", _("Tout montrer"), self.filters.reset)
            else:
                self.empty.say(
                    _("Rien à montrer : ce bureau ne garde encore aucun matériel."),
                    "",
                    _("Aller au matériel"),
                    lambda: self.context.go("equipment"),
                )
        self._stack.setCurrentWidget(self.empty if nothing else self.view)
        self._bring_up()

    def _bring_up(self) -> None:
        """Show what was asked for before the rows were there."""
        if self._wanted is None or not self.ledger.rows:
            return
        key, period = self._wanted
        place = self.ledger.place_of(key) if key is not None else None
        if place is None or period is None:
            return
        self._wanted = None
        zone = self.context.desk.zone
        self.view.go_to_day(self.context.desk.day_of(period.start))
        self.view.choose(place, as_days(period.start, zone), as_days(period.end, zone))

    def _ask_calendar(self) -> None:
        desk = self.context.desk

        def read() -> tuple[PlanningChoices, OpeningCalendar]:
            with desk.database.reading() as session:
                choices = planning_choices(session, desk.office_id)
                return choices, office_calendar(session, desk.office_id)

        self.context.work.ask(read, lambda r: self._put(*r), owner=self, key="planning choices")

    def _put(self, choices: PlanningChoices, calendar: OpeningCalendar) -> None:
        today = self.context.desk.today()
        days = (today + timedelta(days=n) for n in range(-DAYS_BACK, DAYS_AHEAD))
        self.view.painter.closed = frozenset(
            day.toordinal() for day in days if not calendar.is_open(day)
        )
        if choices != self._choices:
            self._choices = choices
            own = [(_("Ce bureau"), choices.offices[0][0])] if choices.offices else []
            others: list[tuple[str, Any]] = [(name, key) for key, name in choices.offices[1:]]
            if others:
                others.append((_("Tous les bureaux"), None))
            self.office.offer([*own, *others])
            self.commune.offer(
                [(_("Toutes les communes"), None), *((name, k) for k, name in choices.communes)]
            )
            self.category.offer(
                [(_("Toutes les catégories"), None), *((name, k) for k, name in choices.categories)]
            )
        self.view.viewport().update()

    # What is done

    def _begin(self, row: PlanningRow | None, period: Period | None) -> None:
        if period is not None and period.end <= self.context.desk.clock():
            self.context.say(_("Ces dates sont déjà passées."))
            return
        if row is not None and row.office_id != self.context.desk.office_id:
            self.context.say(
                _("« {what} » est gardé par un autre bureau : c'est lui qui le réserve.").format(
                    what=row.label
                )
            )
            return
        self.reserve_wanted.emit(row, period)

    def _open(self, bar: Bar) -> None:
        claim = bar.claim
        if claim.ref is None:
            return
        if claim.kind is ClaimKind.RESERVATION:
            self.reservation_wanted.emit(claim.ref)
        elif claim.kind in (ClaimKind.LOAN, ClaimKind.LATE):
            self.context.go("loans", claim.ref)
        elif claim.kind is ClaimKind.MAINTENANCE and self.view.cursor_at is not None:
            row = self.ledger.rows[self.view.cursor_at.place]
            if row.kind is RowKind.ITEM:
                self.context.go("equipment", row.id)

    def _change(self, wanted: Moved, override: str = "") -> None:
        desk, key, period, swap = self.context.desk, wanted.claim.ref, wanted.period, wanted.swap
        if key is None:
            return

        def change() -> None:
            if swap is None:
                reservations.change_reservation(
                    desk, key, start=period.start, end=period.end, override_reason=override
                )
                return
            give_other_unit(
                desk,
                key,
                swap.old,
                swap.new,
                model_id=swap.model_id,
                period=period,
                override_reason=override,
            )

        def done(_nothing: object) -> None:
            self.refused.hide()
            self.view.setFocus()

        def refused(error: VaEtVientError) -> None:
            self.refused.show_refusal(wanted, error)

        self.context.work.do(change, done, refused, owner=self)

    def _cancel(self, bar: Bar) -> None:
        desk, key = self.context.desk, bar.claim.ref
        if key is not None:
            self.context.work.do(
                lambda: reservations.cancel_reservation(desk, key), lambda _n: None, owner=self
            )

    def _to_today(self) -> None:
        self.view.go_to_day(self.context.desk.today())
        self.view.setFocus()

    def _show_span(self) -> None:
        """From the beginning of the week, the month or the year in which the cursor is."""
        days, cursor = self.span.value, self.view.cursor_at
        start = int(cursor.start) if cursor else self.context.desk.today().toordinal()
        if days == _WEEK:
            start -= (start - 1) % _WEEK
        elif days == _MONTH:
            start = date.fromordinal(start).replace(day=1).toordinal()
        elif days == _YEAR:
            start = date.fromordinal(start).replace(month=1, day=1).toordinal()
        self.view.show_days(start, days)
        self.view.setFocus()

    # On paper

    def _print_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, act in (
            (_("Ce planning, en A4"), lambda: self._print(large=False)),
            (_("Ce planning, en A3"), lambda: self._print(large=True)),
            (_("À préparer et à reprendre aujourd'hui"), self._print_day),
        ):
            menu.addAction(words).triggered.connect(lambda _on=False, act=act: act())
        return menu

    # Calendar files

    def _agenda_menu(self) -> QMenu:
        menu = QMenu(self)
        given = menu.addAction("")
        given.triggered.connect(self._export_agenda)
        taken = menu.addAction("")
        taken.triggered.connect(self._import_agenda)

        def name_them() -> None:
            row = self._row_of_item()
            name = self.name_of(row) if row is not None else ""
            given.setText(
                _("Exporter l'agenda de {what}…").format(what=name)
                if name
                else _("Choisissez d'abord une ligne du planning")
            )
            taken.setText(_("Prendre d'un agenda les heures occupées de {what}…").format(what=name))
            given.setEnabled(bool(name))
            taken.setVisible(bool(name))

        menu.aboutToShow.connect(name_them)
        name_them()
        return menu

    def _row_of_item(self) -> PlanningRow | None:
        cursor = self.view.cursor_at
        row = self.ledger.rows[cursor.place] if cursor is not None else None
        return row if row is not None and row.kind is RowKind.ITEM else None

    def _export_agenda(self) -> None:
        row = self._row_of_item()
        if row is not None:
            self.agenda.ask_to_export_thing(row.id, self.name_of(row))

    def _import_agenda(self) -> None:
        row = self._row_of_item()
        if row is not None:
            self.agenda.ask_to_import(row.id)

    def _print(self, *, large: bool) -> None:
        first, last = self.shown_days()
        self.context.show_asked(PlanningAskedOnPaper(self.asked(), first, last, large))

    def _print_day(self) -> None:
        self.context.show_asked(DaySheetAsked(self.context.desk.today()))
