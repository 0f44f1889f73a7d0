"""A move that cannot be: why, and what would do, each a click away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from vaetvient.desk.foreseeing import Foreseen, foresee
from vaetvient.desk.reservations import PlannedLine, change_reservation
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import Besides
from vaetvient.storage.queries.reservations import reservation_file
from vaetvient.ui.context import Context
from vaetvient.ui.pages.reservations.offers import model_offered, offer, period_offered
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import label
from vaetvient.ui.widgets.planning.view import Moved


class RefusedChange(QFrame):
    """Below the planning; Escape puts it away, nothing was changed."""

    retry_wanted = Signal(object, str)
    """What is wanted now, as a Moved, and a reason to pass a rule."""
    done_with = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "note")
        self._context = context
        self._words = label("")
        self._offers = Flow()
        self._chips: list[QPushButton] = []
        self.reason = LineField(_("La raison pour passer outre, gardée dans l'historique"))
        self.reason.setAccessibleName(_("Raison pour passer outre"))
        self._wanted: Moved | None = None
        self.reason.returnPressed.connect(self._pass)
        column = QVBoxLayout(self)
        column.setContentsMargins(S12, S8, S12, S8)
        column.setSpacing(S8)
        column.addWidget(self._words)
        column.addWidget(self.reason)
        column.addLayout(self._offers)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._words.text()

    @property
    def offered(self) -> list[str]:
        """What is offered instead, in words."""
        return [chip.text() for chip in self._chips]

    def press(self, place: int) -> None:
        """Take one of what is offered."""
        self._chips[place].click()

    def show_refusal(self, wanted: Moved, error: VaEtVientError) -> None:
        """Say why not, and look for what would do."""
        self._wanted = wanted
        refusals = getattr(error, "refusals", ())
        said = [refusal.error.sentence for refusal in refusals] or [error.message]
        self._words.setText("\n".join(said))
        may_pass = bool(refusals) and all(refusal.may_be_overridden for refusal in refusals)
        self.reason.clear()
        self.reason.setVisible(may_pass)
        self._offer(None)
        self.show()
        announce(self, self._words.text())
        if may_pass:
            self.reason.setFocus()
        self._look()

    def _look(self) -> None:
        desk, wanted = self._context.desk, self._wanted
        if wanted is None or wanted.claim.ref is None:
            return
        key, swap = wanted.claim.ref, wanted.swap

        def read() -> Foreseen:
            with desk.database.reading() as session:
                file = reservation_file(session, key)
                lines = [
                    PlannedLine(
                        Wanted(
                            e.model_id,
                            swap.new if swap and e.equipment_id == swap.old else e.equipment_id,
                            e.left,
                        ),
                        e.kit,
                    )
                    for e in file.lines
                    if e.left
                ]
                besides = Besides(reservations=frozenset({key}))
                return foresee(
                    session, desk, file.borrower_id, lines, wanted.period, besides=besides
                )

        self._context.work.ask(read, self._offer, owner=self, key="alternatives")

    def _offer(self, found: Foreseen | None) -> None:
        self._chips.clear()
        while (item := self._offers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if found is not None:
            for place, line in enumerate(found.lines):
                if line.is_free:
                    continue
                if line.first is not None:
                    self._add(
                        period_offered(self._context, line.first),
                        "calendar",
                        self._take(line.first),
                    )
                for other in line.instead:
                    words = model_offered(other)
                    if other.office:
                        self._offers.addWidget(label(words, "small"))
                    else:
                        self._add(words, "repeat", self._swap(place, other.model_id))
        self._add(_("Laisser comme avant"), "undo-2", self.put_away)

    def _add(self, words: str, icon: str, act: Callable[[], None]) -> None:
        chip = offer(self._context, words, icon, act)
        self._chips.append(chip)
        self._offers.addWidget(chip)

    def _take(self, period: Period) -> Callable[[], None]:
        def take() -> None:
            if self._wanted is not None:
                self.retry_wanted.emit(replace(self._wanted, period=period), "")

        return take

    def _swap(self, place: int, model_id: UUID) -> Callable[[], None]:
        def swap() -> None:
            wanted, desk = self._wanted, self._context.desk
            if wanted is None or wanted.claim.ref is None:
                return
            key, period = wanted.claim.ref, wanted.period

            def change() -> None:
                with desk.database.reading() as session:
                    file = reservation_file(session, key)
                lines = [
                    PlannedLine(Wanted(e.model_id, e.equipment_id, e.quantity), e.kit)
                    for e in file.lines
                ]
                other = Wanted(model_id, None, lines[place].wanted.quantity)
                lines[place] = replace(lines[place], wanted=other)
                change_reservation(desk, key, start=period.start, end=period.end, lines=lines)

            self._context.work.do(
                change,
                lambda _n: self.put_away(),
                lambda error: self.show_refusal(wanted, error),
                owner=self,
            )

        return swap

    def _pass(self) -> None:
        if self.reason.text().strip() and self._wanted is not None:
            self.retry_wanted.emit(self._wanted, self.reason.text())

    def put_away(self) -> None:
        """Nothing was changed: say no more."""
        self.hide()
        self.done_with.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)
