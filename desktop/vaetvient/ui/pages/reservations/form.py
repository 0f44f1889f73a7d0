"""Reserving: dates first, then what is free, then for whom; the rules speak as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from vaetvient.desk import reservations
from vaetvient.desk.foreseeing import Foreseen, Free, all_that_is_free, foresee
from vaetvient.desk.lending import BasketRefusedError, NoBorrowerError
from vaetvient.desk.periods import read_hour
from vaetvient.desk.reservations import Reserve, WantedKit
from vaetvient.desk.series import Occurrence, reserve_series
from vaetvient.desk.series import foresee as foresee_series
from vaetvient.domain.availability import Period
from vaetvient.domain.days import whole_days
from vaetvient.domain.errors import VaEtVientError, told_once
from vaetvient.domain.lending import LendingRefusedError, NothingToLendError
from vaetvient.domain.promising import document_of
from vaetvient.language import _, ngettext, show_money, well_set
from vaetvient.storage.queries import answers
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import NOTHING, Besides
from vaetvient.storage.queries.counter import thing_scanned
from vaetvient.storage.queries.people import PersonFound, people_called
from vaetvient.storage.queries.reservations import ReservationFile, reservation_file
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.notes import RefusalNote
from vaetvient.ui.pages.members.document_inset import DocumentInset
from vaetvient.ui.pages.reservations.free_list import FreeList
from vaetvient.ui.pages.reservations.series_section import SeriesSection
from vaetvient.ui.pages.reservations.wanted_lines import (
    WantedLine,
    WantedLines,
    lines_as_text,
    lines_from_text,
)
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.panes import Section, button, clear, label
from vaetvient.ui.widgets.period_fields import PeriodFields, period_labels, texts_of_period
from vaetvient.ui.widgets.planning.words import period_words
from vaetvient.ui.widgets.record_form import RecordForm
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_LOOK_AFTER_MS = 200
_NOTE_LINES = 3
_MOST_SAID = 3
"""How many refusals the bar repeats: each is said, with its ways out, where it stands."""


class ReserveForm(RecordForm):
    """Makes a reservation or a series, or changes one that stands."""

    draft_name = "reservation"

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        self._borrower: UUID | None = None
        self._borrower_name = ""
        self._foreseen: Foreseen | None = None
        self._turn = 0
        self._refused = False
        """Whether the bar says why it could not be reserved."""
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._looking.timeout.connect(self._look)
        self.save_button.setText(_("Réserver"))
        theme = context.theme
        context.theme.dress(self.save_button, "calendar-clock", "on_accent")
        self.wait_button = button(
            theme, _("Mettre en liste d'attente"), "hourglass", act=self._wait
        )
        self.wait_button.hide()
        self.foot.removeWidget(self.cancel_button)
        self.foot.addWidget(self.wait_button)
        self.foot.addWidget(self.cancel_button)
        self._waits = False
        self._add_dates()
        self._add_things()
        self._add_borrower()
        self._add_rest()
        self.column.addStretch(1)

    @property
    def foreseen(self) -> Foreseen | None:
        """What the desk says of what is typed; None while it is asked, or nothing is wanted."""
        return self._foreseen

    # Beginning

    def begin_new(
        self,
        period: Period | None = None,
        lines: Sequence[WantedLine] = (),
        borrower: tuple[UUID, str] | None = None,
    ) -> None:
        """A new reservation; what is known of it already is filled in over what was kept."""
        desk = self.context.desk
        texts = texts_of_period(desk, period) if period else {}
        if lines:
            texts["lines"] = lines_as_text(lines)
        if borrower is not None:
            texts |= {"borrower": borrower[1], "borrower_id": str(borrower[0])}
        self.series.reset()
        self.save_button.setText(_("Réserver"))
        first = {"start": "", "end": ""} if period is None else {}
        self.begin(_("Nouvelle réservation"), first)
        if period is None and not self.entries["start"].text():
            today = desk.today()
            texts |= texts_of_period(desk, whole_days(today, today, desk.zone))
        if texts:
            self.fill({**self.texts(), **texts})
        self.series.setVisible(True)
        self._look_soon()

    def begin_file(self, file: ReservationFile) -> None:
        """A reservation to be changed: its dates and its things."""
        self.save_button.setText(_("Enregistrer"))
        self.series.reset()
        self.series.setVisible(False)
        self.begin(
            _("Modifier {number}").format(number=file.number),
            self._texts_of(file),
            key=file.id,
            revision=file.revision,
        )
        self._look_soon()

    def _texts_of(self, file: ReservationFile) -> dict[str, str]:
        period = Period(file.starts_at, file.ends_at)
        lines = [
            WantedLine(
                Wanted(line.model_id, line.equipment_id, line.quantity),
                " ".join(part for part in (line.tag, line.label) if part),
            )
            for line in file.lines
        ]
        return {
            **texts_of_period(self.context.desk, period),
            "borrower": file.borrower,
            "borrower_id": str(file.borrower_id),
            "purpose": file.purpose,
            "note": file.note,
            "lines": lines_as_text(lines),
        }

    def fill(self, texts: Mapping[str, str]) -> None:
        super().fill(texts)
        try:
            self._borrower = UUID(texts["borrower_id"]) if texts.get("borrower_id") else None
        except ValueError:
            self._borrower = None
        self._borrower_name = texts.get("borrower", "")
        self.things.put(lines_from_text(texts.get("lines", "")))
        is_new = self.key is None
        for name in ("borrower", "purpose", "note"):
            self.entries[name].field.setEnabled(is_new)
        self._look_soon()

    def texts(self) -> dict[str, str]:
        return {
            **super().texts(),
            "borrower_id": str(self._borrower) if self._borrower else "",
            "lines": lines_as_text(self.things.lines),
        }

    def reload(self) -> None:
        database, key = self.context.desk.database, self.key
        if key is None:
            return

        def read() -> ReservationFile:
            with database.reading() as session:
                return reservation_file(session, key)

        self.context.work.ask(read, self.begin_file, owner=self)

    # Putting together

    def _add_dates(self) -> None:
        desk, theme, names = self.context.desk, self.context.theme, period_labels()
        today = desk.today

        def check_start(typed: str) -> None:
            read_day(typed or "?", today(), "start")

        def check_end(typed: str) -> None:
            self.period.read()

        start, end = DayLine(theme, today), DayLine(theme, today)
        self.row(
            self.add("start", names["start"], start, check=check_start),
            self.add(
                "start_hour",
                names["start_hour"],
                LineField(_("vide : le jour entier")),
                check=lambda typed: read_hour(typed, "start_hour"),
            ),
        )
        self.row(
            self.add("end", names["end"], end, check=check_end),
            self.add(
                "end_hour",
                names["end_hour"],
                LineField(_("vide : jour compris")),
                check=lambda typed: read_hour(typed, "end_hour"),
            ),
        )
        self.period = PeriodFields(desk, self.entries, self)
        self.period.changed.connect(self._look_soon)
        self.span = label("", "small")
        self.column.addWidget(self.span)

    def _add_things(self) -> None:
        choose = Section(_("Ce qui est libre"))
        self.free = FreeList(self.context)
        self.free.taken.connect(self._take)
        self.free.tag_typed.connect(self._take_tag)
        choose.body.addWidget(self.free)
        self.column.addWidget(choose)
        wanted = Section(_("Ce qui est réservé"))
        self.things = WantedLines(self.context)
        self.things.edited.connect(self._look_soon)
        self.things.edited.connect(self._changed)
        self.things.period_wanted.connect(self._take_period)
        self.things.document_wanted.connect(self._ask_document)
        self.things.emptied.connect(self.free.field.setFocus)
        wanted.body.addWidget(self.things)
        self.column.addWidget(wanted)

    def _add_borrower(self) -> None:
        field = SuggestField(self.context.work, self._suggest, _("Un nom, un numéro, une carte"))
        field.picked.connect(self._picked)
        field.textEdited.connect(self._forget_borrower)
        self.column.addWidget(self.add("borrower", _("Pour"), field))
        holder = QWidget()
        self._said = QVBoxLayout(holder)
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.setSpacing(S4)
        self.document = DocumentInset(self.context)
        self.document.noted.connect(self._look_soon)
        self.document.given_up.connect(self._document_closed)
        self.column.addWidget(self.document)
        self.column.addWidget(holder)
        self.column.addWidget(
            self.add(
                "override",
                _("La raison pour passer outre, gardée dans l'historique"),
                LineField(),
            )
        )
        self.entries["override"].hide()

    def _add_rest(self) -> None:
        self.series = SeriesSection(self.context)
        self.series.changed.connect(self._look_soon)
        self.column.addWidget(self.series)
        self.column.addWidget(self.add("purpose", _("Pour quoi faire"), LineField()))
        note = QPlainTextEdit()
        note.setFixedHeight(self.context.theme.pixels(_NOTE_LINES * 26))
        self.column.addWidget(self.add("note", _("Note"), note))

    # What is chosen

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        database = self.context.desk.database
        with database.reading() as session:
            found = people_called(session, database.lexicon, typed, kind=None)
        return [
            Suggestion(
                " · ".join(part for part in (p.label, p.number, p.commune) if part), p.label, p
            )
            for p in found
        ]

    def _picked(self, person: Any) -> None:
        self._borrower, self._borrower_name = person.id, person.label
        self.entries["borrower"].clear_error()
        self._changed()
        self._look_soon()

    def _forget_borrower(self, typed: str) -> None:
        if typed != self._borrower_name and self._borrower is not None:
            self._borrower = None
            self._look_soon()

    def _take(self, free: Free) -> None:
        self.things.add(WantedLine(free.wanted, free.label))

    def _take_tag(self, typed: str) -> None:
        database = self.context.desk.database

        def look() -> WantedLine:
            with database.reading() as session:
                found = answers.called(session, typed)
                if not isinstance(found, Wanted):
                    return WantedLine(WantedKit(found.id), found.name)
                if found.equipment_id is None:
                    return WantedLine(found, typed)
                thing = thing_scanned(session, found.equipment_id)
                return WantedLine(found, f"{thing.tag} {thing.label}")

        def done(line: WantedLine) -> None:
            self.things.add(line)
            self.free.field.clear()

        self.context.work.ask(look, done, self.context.refuse, owner=self)

    def _take_period(self, period: Period) -> None:
        for name, text in texts_of_period(self.context.desk, period).items():
            self.entries[name].put(text)
        self._changed()
        self._look_soon()

    def _ask_document(self, error: LendingRefusedError) -> None:
        """The borrower has the document that is missing: it is noted here."""
        if self._borrower is not None:
            self.document.ask(self._borrower, *document_of(error))

    def _document_closed(self) -> None:
        """The note that asked for it is about to go, and had the focus."""
        self.entries["borrower"].field.setFocus()

    # What the desk says

    def _look_soon(self) -> None:
        self._foreseen = None
        if self._refused:  # of what was typed before
            self._refused = False
            self.banner.hide()
        self._looking.start()

    def _look(self) -> None:
        period = self.period.read_if_right()
        self.span.setText(period_words(self.context.desk, period) if period else "")
        self._turn += 1
        if period is None:
            self._show_foreseen(None)
            return
        self._look_at_shelves(period)
        lines = [line.wanted for line in self.things.lines]
        if not lines:
            self._show_foreseen(None)
            return
        desk, borrower, turn, besides = (
            self.context.desk,
            self._borrower,
            self._turn,
            self._besides(),
        )

        def look() -> Foreseen:
            with desk.database.reading() as session:
                return foresee(session, desk, borrower, lines, period, besides=besides)

        def done(found: Foreseen) -> None:
            if turn == self._turn:
                self._show_foreseen(found)

        self.context.work.ask(look, done, owner=self, key="foresee reservation")
        self._look_at_series(period, turn)

    def _besides(self) -> Besides:
        return Besides(reservations=frozenset({self.key})) if self.key else NOTHING

    def _look_at_shelves(self, period: Period) -> None:
        desk = self.context.desk

        def look() -> list[Free]:
            with desk.database.reading() as session:
                return all_that_is_free(session, desk, period)

        self.context.work.ask(look, self.free.put, owner=self, key="what is free")

    def _look_at_series(self, period: Period, turn: int) -> None:
        rhythm = self.series.rhythm(period)
        if rhythm is None or self._borrower is None:
            self.series.show_dates(())
            return
        desk, command = self.context.desk, self._command(period)

        def look() -> list[Occurrence]:
            with desk.database.reading() as session:
                return foresee_series(session, desk, command, rhythm)

        def done(found: list[Occurrence]) -> None:
            if turn == self._turn:
                self.series.show_dates(found)

        self.context.work.ask(look, done, self.series.say_wrong, owner=self, key="foresee series")

    def _show_foreseen(self, found: Foreseen | None) -> None:
        self._foreseen = found
        clear(self._said)
        self.things.foresee(found)
        series = self.series.is_on
        self.entries["override"].setVisible(found is not None and found.may_be_overridden)
        self.wait_button.setVisible(
            found is not None
            and found.may_wait
            and any(not line.is_free for line in found.lines)
            and self.key is None
            and not series
        )
        if found is None:
            return
        for error in found.errors:
            self._said.addWidget(RefusalNote(self.context.theme, error))
        if found.approval:
            words = _("Quelqu'un du bureau devra dire oui (règle « {rule} »).").format(
                rule=found.approval
            )
            self._said.addWidget(label(words, "small"))
        for rule, points in found.rules:
            words = _("Règle « {rule} » : {points}").format(rule=rule, points=well_set(points))
            self._said.addWidget(label(words, "small"))
        for fee in found.fees:
            words = _("{what} : {count} × {unit} à {price} = {total}").format(
                what=fee.label,
                count=fee.count,
                unit=fee.unit,
                price=show_money(fee.price_cents),
                total=show_money(fee.total_cents),
            )
            self._said.addWidget(label(words, "small"))
        if found.deposit_cents:
            words = _("Caution : {amount}").format(amount=show_money(found.deposit_cents))
            self._said.addWidget(label(words, "small"))

    # Saving

    def _command(self, period: Period) -> Reserve:
        texts = super().texts()
        assert self._borrower is not None
        return Reserve(
            self._borrower,
            tuple(line.wanted for line in self.things.lines),
            period.start,
            period.end,
            purpose=texts["purpose"],
            note=texts["note"],
            override_reason=texts["override"] if not self.entries["override"].isHidden() else "",
            or_wait=self._waits,
        )

    def _wait(self) -> None:
        self._waits = True
        self.save()
        self._waits = False

    def commit(self, *, overwrite: bool) -> None:
        desk, key = self.context.desk, self.key
        try:
            period = self.period.read()
            if not self.things.lines:
                raise NothingToLendError
            if self._borrower is None:
                raise NoBorrowerError(field="borrower")
        except VaEtVientError as error:
            self.refuse(error)
            return
        command = self._command(period)
        rhythm = self.series.rhythm(period) if key is None else None

        def save() -> UUID:
            if key is not None:
                reservations.change_reservation(
                    desk,
                    key,
                    start=command.start,
                    end=command.end,
                    lines=command.lines,
                    override_reason=command.override_reason,
                )
                return key
            if rhythm is not None:
                made = reserve_series(desk, command, rhythm, leave_out_clashes=True)
                return made.reserved[0].reservation_id
            return reservations.reserve(desk, command).reservation_id

        self.context.work.do(save, self.accepted, self.refuse, owner=self)

    def refuse(self, error: VaEtVientError) -> None:
        """What clashes is already said beside its line: the bar says the rest."""
        if isinstance(error, BasketRefusedError):
            self._look()
            told = told_once([refusal.error for refusal in error.refusals])
            n = len(told)
            said = "\n".join(one.sentence for one in told[:_MOST_SAID])
            words = ngettext(
                "Ce n'est pas réservé : {n} point à régler.",
                "Ce n'est pas réservé : {n} points à régler.",
                n,
            ).format(n=n)
            self._saving, self._refused = False, True
            self.banner.say(f"{words}\n{said}", wrong=True)
            return
        super().refuse(error)


def _called(person: PersonFound) -> str:
    return " · ".join(part for part in (person.label, person.number, person.commune) if part)
