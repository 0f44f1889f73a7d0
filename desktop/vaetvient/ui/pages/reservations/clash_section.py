"""What a reservation collides with: the other parties, what would do, what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from vaetvient.desk.clashes import WaysOut, give_other_unit, note_agreement
from vaetvient.desk.reservations import change_reservation
from vaetvient.domain.availability import Period
from vaetvient.domain.clash import NothingAgreedError
from vaetvient.language import _, show_moment
from vaetvient.storage.queries.clashes import Clash, Word, party_words
from vaetvient.storage.queries.reservations import ReservationFile
from vaetvient.ui.context import Context
from vaetvient.ui.pages.reservations.offers import model_offered, offer, period_offered
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Section, button, clear, label

Case = tuple[Clash, WaysOut | None]
"""A clash, and what would do where the promise is this office's."""


class AgreementAsked(Inset):
    """One sentence, and whether that is the end of it."""

    def __init__(self, context: Context, act: Callable[[str, bool], None]) -> None:
        super().__init__(context.theme, _("Ce qui est convenu"), _("Noter ⏎"))
        self._act = act
        field = LineField(_("Qui a été appelé, ce qu'ils ont décidé"))
        self.add("words", _("Les deux bureaux le liront"), field, check=_check)
        self.settled = self.add("settled", _("C'est réglé ainsi"), QCheckBox())
        self.confirmed.connect(lambda: self._act(self.text("words"), self.settled.ticked))

    def ask(self) -> None:
        """Ask, with nothing typed or ticked yet."""
        self.settled.tick(False)
        self.open()


class ClashSection(Section):
    """Hidden as long as nothing collides."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Usages qui se heurtent"))
        self._context = context
        self._file: ReservationFile | None = None
        self.asked = AgreementAsked(context, self._note)
        self.note_button = button(
            context.theme,
            _("Noter ce qui est convenu"),
            "pencil",
            kind="quiet",
            act=self.asked.ask,
        )
        self._cases = QVBoxLayout()
        self._cases.setSpacing(S8)
        beside = QWidget()
        Flow(beside).addWidget(self.note_button)
        self.body.addLayout(self._cases)
        self.body.addWidget(beside)
        self.body.addWidget(self.asked)
        self.hide()

    def show_cases(self, file: ReservationFile, cases: Sequence[Case]) -> None:
        """Show what a reservation is a party to."""
        if not cases or self._file is None or self._file.id != file.id:
            self.asked.hide()
        self._file = file
        clear(self._cases)
        for clash, ways in cases:
            self._show(file, clash, ways)
        self.setVisible(bool(cases))

    def _show(self, file: ReservationFile, clash: Clash, ways: WaysOut | None) -> None:
        zone = self._context.desk.zone
        what = " ".join(part for part in (clash.tag, clash.label) if part)
        self._cases.addWidget(
            label(_("{what} — réglé").format(what=what) if clash.settled else what)
        )
        own = clash.reservation_id == file.id
        for party in clash.others if own else (clash.promise,):
            self._cases.addWidget(label(party_words(party, zone), "small"))
        if own and not clash.others:
            self._cases.addWidget(label(_("Il n'y en a plus assez."), "small"))
        if own and ways is not None and not clash.settled:
            self._offer(file, clash, ways)
        for word in clash.words:
            self._cases.addWidget(label(self._said(word), "muted"))

    def _offer(self, file: ReservationFile, clash: Clash, ways: WaysOut) -> None:
        holder = QWidget()
        chips = Flow(holder, spacing=S8)
        unit = clash.equipment_id
        if unit is not None:
            for other in ways.units:
                words = _("Donner {tag}").format(tag=other.tag)
                chips.addWidget(self._chip(words, "repeat", self._give(file.id, unit, other.id)))
            if ways.any_unit:
                words = _("N'importe lequel")
                chips.addWidget(self._chip(words, "repeat", self._give(file.id, unit, None)))
        if ways.first is not None:
            words = period_offered(self._context, ways.first)
            chips.addWidget(self._chip(words, "calendar", self._move(file.id, ways.first)))
        for instead in ways.instead:
            chips.addWidget(label(model_offered(instead), "small"))
        if chips.count():
            self._cases.addWidget(holder)

    def _chip(self, words: str, icon: str, act: Callable[[], object]) -> Any:
        return offer(self._context, words, icon, lambda: self._do(act))

    def _give(self, key: UUID, unit: UUID, other: UUID | None) -> Callable[[], object]:
        desk = self._context.desk
        return lambda: give_other_unit(desk, key, unit, other)

    def _move(self, key: UUID, period: Period) -> Callable[[], object]:
        desk = self._context.desk
        return lambda: change_reservation(desk, key, start=period.start, end=period.end)

    def _do(self, act: Callable[[], object]) -> None:
        self._context.work.do(act, lambda _done: None, owner=self)

    def _note(self, words: str, settled: bool) -> None:
        file, desk = self._file, self._context.desk
        if file is None:
            return
        key = file.id
        self._context.work.do(
            lambda: note_agreement(desk, key, words, settled=settled),
            lambda _done: self.asked.close_up(),
            self.asked.refuse,
            owner=self,
        )

    def _said(self, word: Word) -> str:
        at = show_moment(word.at, self._context.desk.timezone)
        who = ", ".join(part for part in (word.who, word.office) if part)
        return _("« {words} » — {who}, {at}").format(words=word.words, who=who, at=at)


def _check(typed: str) -> None:
    if not typed.strip():
        raise NothingAgreedError(field="words")
