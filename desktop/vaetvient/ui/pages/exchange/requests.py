"""Requests between offices: what we asked, what is asked of us, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk import requests
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.requests import Ask, Asked
from vaetvient.domain.days import ONE_DAY, last_day, midnight
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.request import REQUEST_STATE_WORDS, OwnThingError, RequestState
from vaetvient.language import _, show_date, show_moment
from vaetvient.storage.queries.custody import KeptElsewhere, RequestRow, kept_elsewhere
from vaetvient.storage.queries.people import people_called
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.exchange.state import ExchangeState
from vaetvient.ui.pages.exchange.words import age_words
from vaetvient.ui.tokens import S12
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_SIGNS: dict[RequestState, Sign] = {
    RequestState.SENT: ("hourglass", "muted"),
    RequestState.CONFIRMED: ("circle-check", "done"),
    RequestState.REFUSED: ("circle-x", "late"),
    RequestState.WITHDRAWN: ("undo-2", "muted"),
}
_A_WEEK = timedelta(days=7)
_SHOWN = 60


class RequestsPanel(QWidget):
    """What waits for this office first, then what it asked, then the rest."""

    send_wanted = Signal(object)
    """A RequestRow: its thing is to be sent to the office that asked."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cards: dict[UUID, RequestCard] = {}
        self.asking = AskingInset(context)
        self.ask_button = button(
            context.theme, _("Nouvelle demande"), "plus", act=self.asking.begin
        )
        self._column = QVBoxLayout()
        self._column.setSpacing(S12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.asking)
        column.addLayout(self._column)

    def show_state(self, state: ExchangeState) -> None:
        """Show the requests as they now stand."""
        clear(self._column)
        self.cards = {}
        for row in state.requests[:_SHOWN]:
            self.cards[row.id] = card = RequestCard(self._context, row)
            card.send_wanted.connect(self.send_wanted)
            self._column.addWidget(card)
        if not state.requests:
            said = _(
                "Aucune demande. Pour emprunter ce qu'un autre bureau garde, faites-lui une "
                "demande : elle part avec le prochain échange, et sa réponse revient de même."
            )
            self._column.addWidget(label(said, "muted"))


class RequestCard(Card):
    """One request, and what this office may do with it now."""

    send_wanted = Signal(object)

    def __init__(self, context: Context, row: RequestRow) -> None:
        what = " ".join(part for part in (row.tag, row.label) if part)
        if row.quantity > 1:
            what = f"{row.quantity} × {what}"
        way = _("à {office}") if row.ours_to_ask else _("de {office}")
        small = (
            f"{row.number} · {way.format(office=row.keeping if row.ours_to_ask else row.asking)}"
        )
        super().__init__(context.theme, what, small)
        self._context, self._row = context, row
        desk = context.desk
        first = show_date(desk.day_of(row.starts_at))
        last = show_date(last_day(row.ends_at, desk.zone))
        self.say(
            _("Pour {who}, du {start} au {end}").format(who=row.borrower, start=first, end=last)
        )
        self.say(f"« {row.message} »" if row.message else "", "muted")
        self.show_state(_(REQUEST_STATE_WORDS[row.state]), _SIGNS[row.state])
        if row.answered_at is not None:
            at = show_moment(row.answered_at, desk.timezone)
            who = _("{who}, {at}").format(who=row.answered_by or row.keeping, at=at)
            instead = _("À la place : {what}").format(what=row.alternative)
            parts = (row.reservation, row.answer_note, instead if row.alternative else "")
            words = " · ".join(part for part in parts if part)
            self.say(f"{words} ({who})" if words else who, "muted")
        self.yes = _Answer(context, row, confirm=True)
        self.no = _Answer(context, row, confirm=False)
        self.offer(*self._ways())
        self.add(self.yes)
        self.add(self.no)

    def _ways(self) -> list[QWidget]:
        row, theme = self._row, self.theme
        if row.ours_to_ask:
            if row.state in (RequestState.SENT, RequestState.CONFIRMED):
                return [
                    button(
                        theme,
                        _("Retirer la demande"),
                        "undo-2",
                        kind="quiet",
                        act=lambda: self._do(requests.withdraw),
                    )
                ]
            return []
        out: list[QWidget] = []
        if row.state is RequestState.SENT:
            out.append(button(theme, _("Accepter…"), "check", kind="primary", act=self.yes.begin))
            out.append(button(theme, _("Refuser…"), "x", act=self.no.begin))
        if row.state is RequestState.CONFIRMED and row.holds:
            out.append(
                button(theme, _("Lui envoyer…"), "truck", act=lambda: self.send_wanted.emit(row))
            )
        if row.state is RequestState.WITHDRAWN and row.holds:
            out.append(
                button(
                    theme,
                    _("Libérer la réservation"),
                    "check",
                    kind="primary",
                    act=lambda: self._do(requests.release),
                )
            )
        return out

    def _do(self, gesture: Callable[[Any, UUID], object]) -> None:
        desk, key = self._context.desk, self._row.id
        self._context.work.do(lambda: gesture(desk, key), lambda _done: None, owner=self)


class _Answer(Inset):
    """Yes with a word, or no with a reason and what could be had instead."""

    def __init__(self, context: Context, row: RequestRow, *, confirm: bool) -> None:
        question = (
            _("Accepter la demande de {office}") if confirm else _("Refuser la demande de {office}")
        )
        super().__init__(
            context.theme,
            question.format(office=row.asking),
            _("Accepter ⏎") if confirm else _("Refuser ⏎"),
        )
        self._context, self._row, self._confirm_it = context, row, confirm
        if confirm:
            self.add("note", _("Un mot en retour"), LineField(_("à prendre mercredi à 10 h…")))
        else:
            self.add("reason", _("Pourquoi"), LineField(_("en panne, déjà promis…")))
            self.add("alternative", _("À la place"), LineField(_("un autre, d'autres dates…")))
        self.confirmed.connect(self._do)

    def begin(self) -> None:
        """Ask."""
        self.open()

    def _do(self) -> None:
        desk, key = self._context.desk, self._row.id
        if self._confirm_it:
            note = self.text("note")
            self._context.work.do(
                lambda: requests.confirm(desk, key, note), self._answered, self.refuse, owner=self
            )
            return
        reason, instead = self.text("reason"), self.text("alternative")
        self._context.work.do(
            lambda: requests.decline(desk, key, reason, instead),
            self._answered,
            self.refuse,
            owner=self,
        )

    def _answered(self, _done: object) -> None:
        self.close_up()


class AskingInset(Inset):
    """A new request: which thing, for whom, from when to when."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme, _("Demander à un autre bureau ce qu'il garde"), _("Demander ⏎")
        )
        self._context = context
        self._borrower: UUID | None = None
        self.keeper = label("", "muted")
        self.thing = LineField(_("étiquette : VID-012"))
        self.who = SuggestField(context.work, self._suggest, _("nom ou n° d'adhérent"))
        self.who.picked.connect(self._pick)
        self.who.textEdited.connect(self._forget)
        self.add("thing", _("Quoi"), self.thing)
        self.add_widget(self.keeper)
        self.keeper.hide()
        self.add("borrower", _("Pour qui"), self.who)
        today = context.desk.today
        self.add("start", _("Du"), DayLine(context.theme, today))
        self.add("end", _("Au"), DayLine(context.theme, today))
        self.add("message", _("Un mot à l'autre bureau"), LineField())
        self.thing.settled.connect(lambda _text: self._look())
        self.confirmed.connect(self._do)

    def begin(
        self, found: KeptElsewhere | None = None, who: tuple[UUID, str] | None = None
    ) -> None:
        """Ask; about a thing that was just scanned, if one is given, and for whom."""
        today = self._context.desk.today()
        self._borrower, name = who or (None, "")
        self.open(
            {
                "thing": found.tag if found else "",
                "borrower": name,
                "start": show_date(today, "short"),
                "end": show_date(today + _A_WEEK, "short"),
            }
        )
        self._say_keeper(found)
        if found is not None:
            (self.entries["start"].field if who else self.who).setFocus()

    def _look(self) -> None:
        desk, typed = self._context.desk, self.text("thing")
        if not typed:
            return

        def work() -> KeptElsewhere | None:
            with desk.database.reading() as session:
                thing = equipment_called(session, typed)
                return kept_elsewhere(session, desk.office_id, thing.id)

        self._context.work.ask(
            work,
            self._say_keeper,
            lambda error: self.entries["thing"].show_error(error.message),
            owner=self,
            key="request thing",
        )

    def _say_keeper(self, found: KeptElsewhere | None) -> None:
        self.keeper.setVisible(found is not None)
        if found is not None:
            said = _("{label}, gardé par {office} : nouvelles {age}.")
            age = age_words(self._context.desk, found.heard_at)
            self.keeper.setText(said.format(label=found.label, office=found.office, age=age))

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        desk = self._context.desk
        with desk.database.reading() as session:
            lexicon = desk.database.lexicon
            found = [
                one
                for kind in MemberKind
                for one in people_called(session, lexicon, typed, kind=kind, limit=5)
            ]
        return [Suggestion(f"{one.label} ({one.number})", one.label, one.id) for one in found]

    def _pick(self, key: UUID) -> None:
        self._borrower = key

    def _forget(self, _text: str) -> None:
        self._borrower = None

    def _do(self) -> None:
        desk, today = self._context.desk, self._context.desk.today()
        typed = {name: self.text(name) for name in self.entries}
        borrower = self._borrower

        def work() -> Asked:
            from vaetvient.desk.members import member_called

            start = read_day(typed["start"], today, "start")
            end = read_day(typed["end"], today, "end")
            if start is None or end is None:
                field = "start" if start is None else "end"
                raise InvalidValueError(value=typed[field], field=field)
            with desk.database.reading() as session:
                try:
                    thing = equipment_called(session, typed["thing"])
                    who = borrower or member_called(session, typed["borrower"]).id
                except NotFoundError as error:
                    field = "thing" if error.facts.get("what") == typed["thing"] else "borrower"
                    raise NotFoundError(what=typed[field], field=field) from error
                if thing.custody_office_id == desk.office_id:
                    raise OwnThingError(label=thing.tag, field="thing")
                key = thing.id
            return requests.ask(
                desk,
                Ask(
                    borrower_id=who,
                    start=midnight(start, desk.zone),
                    end=midnight(end + ONE_DAY, desk.zone),
                    equipment_id=key,
                    message=typed["message"],
                ),
            )

        def done(_made: Asked) -> None:
            self.close_up()

        self._context.work.do(work, done, self.refuse, owner=self)
