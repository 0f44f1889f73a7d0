"""What is wanted of a reservation: line by line, each with what stands against it and ways out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vaetvient.desk.foreseeing import Foreseen, LineForeseen
from vaetvient.desk.reservations import WantedKit
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import VaEtVientError, told_once
from vaetvient.domain.promising import DOCUMENT_ERRORS
from vaetvient.language import _, ngettext, show_number
from vaetvient.storage.queries.answers import Instead, Wanted
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.notes import RefusalNote
from vaetvient.ui.pages.reservations.offers import model_offered, offer, period_offered
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.fields import CountField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

_MOST = 9999


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line as it is typed: what, how it is called, how many."""

    wanted: Wanted | WantedKit
    label: str

    @property
    def quantity(self) -> int:
        return self.wanted.quantity

    def times(self, quantity: int) -> WantedLine:
        """The same for another quantity."""
        return WantedLine(replace(self.wanted, quantity=quantity), self.label)


def lines_as_text(lines: Sequence[WantedLine]) -> str:
    """Text that `lines_from_text` gives back; empty for none."""
    if not lines:
        return ""
    kept = []
    for line in lines:
        wanted = line.wanted
        if isinstance(wanted, WantedKit):
            kept.append({"kit": str(wanted.kit_id), "optional": wanted.with_optional})
        else:
            thing = str(wanted.equipment_id) if wanted.equipment_id else ""
            kept.append({"model": str(wanted.model_id), "thing": thing})
        kept[-1] |= {"label": line.label, "quantity": wanted.quantity}
    return json.dumps(kept, ensure_ascii=False)


def lines_from_text(text: str) -> list[WantedLine]:
    """The lines that were kept; none for a text that cannot be read."""
    out = []
    try:
        for kept in json.loads(text) if text else ():
            quantity = max(1, min(_MOST, int(kept["quantity"])))
            wanted: Wanted | WantedKit
            if "kit" in kept:
                wanted = WantedKit(UUID(kept["kit"]), quantity, bool(kept["optional"]))
            else:
                thing = UUID(kept["thing"]) if kept["thing"] else None
                wanted = Wanted(UUID(kept["model"]), thing, quantity)
            out.append(WantedLine(wanted, str(kept["label"])))
    except (ValueError, TypeError, KeyError):
        return []
    return out


class WantedLines(QWidget):
    """The lines, and beside each what the desk foresees."""

    edited = Signal()
    """A person changed a line."""
    period_wanted = Signal(object)
    """A Period that was offered instead was chosen."""
    emptied = Signal()
    """The last line, which had the focus, is gone."""
    document_wanted = Signal(object)
    """The error that says which document of the borrower is missing: it is there to be noted."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._lines: list[WantedLine] = []
        self._counts: list[CountField] = []
        self._aways: list[QPushButton] = []
        self._notes: list[QVBoxLayout] = []
        self._alone: set[int] = set()
        """The errors that are said beside their own part, by identity."""
        self.empty = label(_("Rien n'est encore choisi."), "muted")
        self._column = QVBoxLayout()
        self._column.setSpacing(S8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(self.empty)
        column.addLayout(self._column)

    @property
    def lines(self) -> list[WantedLine]:
        """What is wanted."""
        return list(self._lines)

    def put(self, lines: Sequence[WantedLine]) -> None:
        """Show lines that nobody typed just now."""
        self._lines = list(lines)
        self._show()

    def add(self, line: WantedLine) -> None:
        """One more; more of what is there already."""
        for place, known in enumerate(self._lines):
            if replace(known.wanted, quantity=1) == replace(line.wanted, quantity=1):
                named = isinstance(known.wanted, Wanted) and known.wanted.equipment_id is not None
                more = known.quantity if named else known.quantity + line.quantity
                self._lines[place] = known.times(min(_MOST, more))
                break
        else:
            self._lines.append(line)
        self._show()
        self.edited.emit()

    def foresee(self, foreseen: Foreseen | None) -> None:
        """Show what the desk says of each; None while it is being asked."""
        for notes in self._notes:
            clear(notes)
        if foreseen is None:
            return
        by_place = _by_line(self._lines, foreseen.lines)
        for place, said in by_place.items():
            self._say_of_all(place, said)
            for line in said:
                self._say(place, line, alone=len(said) == 1)

    def focus_last(self) -> None:
        """Where a quantity is typed."""
        if self._counts:
            self._counts[-1].setFocus()
            self._counts[-1].selectAll()

    def _focus(self, place: int) -> None:
        """What is about to go had the focus: it stays with the lines, or with what is beside."""
        if not self._counts:
            self.emptied.emit()
        elif self._counts[place].isEnabled():
            self._counts[place].setFocus()
        else:
            self._aways[place].setFocus()

    # Putting together

    def _show(self) -> None:
        clear(self._column)
        self._counts, self._aways, self._notes = [], [], []
        for place, line in enumerate(self._lines):
            self._column.addWidget(self._row(place, line))
        self.empty.setVisible(not self._lines)

    def _row(self, place: int, line: WantedLine) -> QWidget:
        theme = self._context.theme
        whole = QWidget()
        count = CountField()
        count.setRange(1, _MOST)
        count.setValue(line.quantity)
        count.setKeyboardTracking(False)
        count.setFixedWidth(theme.pixels(92))
        count.setAccessibleName(_("Combien : {what}").format(what=line.label))
        named = isinstance(line.wanted, Wanted) and line.wanted.equipment_id is not None
        count.setEnabled(not named)
        count.valueChanged.connect(lambda n, place=place: self._recount(place, n))
        name = label(line.label)
        away = button(theme, "", "x", kind="quiet", act=lambda: self._remove(place))
        away.setAccessibleName(_("Enlever {what}").format(what=line.label))
        away.setToolTip(_("Enlever"))
        row = QHBoxLayout()
        row.setSpacing(S8)
        row.addWidget(count)
        row.addWidget(name, 1)
        row.addWidget(away)
        notes = QVBoxLayout()
        notes.setSpacing(S4)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        column.addLayout(row)
        column.addLayout(notes)
        self._counts.append(count)
        self._aways.append(away)
        self._notes.append(notes)
        return whole

    def _recount(self, place: int, quantity: int) -> None:
        if place < len(self._lines) and self._lines[place].quantity != quantity:
            self._lines[place] = self._lines[place].times(quantity)
            self.edited.emit()

    def _remove(self, place: int) -> None:
        if place < len(self._lines):
            del self._lines[place]
            self._show()
            self._focus(min(place, len(self._lines) - 1))
            self.edited.emit()

    # What the desk says

    def _say_of_all(self, place: int, said: Sequence[LineForeseen]) -> None:
        """What stands against several parts of a kit alike is said once, of the kit."""
        every = [error for line in said for error in line.errors]
        told = told_once(every, self._lines[place].label)
        self._alone = {id(error) for error in told}
        known = {id(error) for error in every}
        for error in told:
            if id(error) not in known:
                self._notes[place].addWidget(self._note(error))

        if any(line.optional and not line.is_free for line in said):
            words = _("Sans les éléments facultatifs")
            chip = offer(self._context, words, "package-check", self._do_without(place))
            self._notes[place].addWidget(chip)

    def _do_without(self, place: int) -> Callable[[], None]:
        def take() -> None:
            line = self._lines[place]
            if isinstance(line.wanted, WantedKit):
                self._lines[place] = replace(line, wanted=replace(line.wanted, with_optional=False))
                self._show()
                self._focus(place)
                self.edited.emit()

        return take

    def _note(self, error: VaEtVientError) -> RefusalNote:
        theme = self._context.theme
        if isinstance(error, DOCUMENT_ERRORS):
            words = _("Noter la pièce")
            return RefusalNote(theme, error, words, lambda: self.document_wanted.emit(error))
        return RefusalNote(theme, error)

    def _say(self, place: int, line: LineForeseen, *, alone: bool) -> None:
        notes = self._notes[place]
        name = " ".join(part for part in (line.tag, line.label) if part)
        if line.is_free:
            free = ngettext("{n} libre", "{n} libres", line.free).format(n=show_number(line.free))
            words = free if alone else f"{line.wanted.quantity} × {name} : {free}"
            notes.addWidget(label(f"✓ {words}", "smalldone"))
        for error in line.errors:
            if id(error) in self._alone:
                notes.addWidget(self._note(error))
        offered = Flow()
        context = self._context
        if line.first is not None and not line.is_free:
            words = period_offered(context, line.first)
            offered.addWidget(
                offer(context, words, "calendar", self._take_period(place, line.first))
            )
        for other in line.instead:
            words = model_offered(other)
            if other.office:
                offered.addWidget(label(words, "small"))
            elif not isinstance(self._lines[place].wanted, WantedKit):
                take = self._take_other(place, other)
                offered.addWidget(offer(context, words, "repeat", take))
        if offered.count():
            holder = QWidget()
            holder.setLayout(offered)
            notes.addWidget(holder)

    def _take_period(self, place: int, period: Period) -> Callable[[], None]:
        def take() -> None:
            self._focus(place)
            self.period_wanted.emit(period)

        return take

    def _take_other(self, place: int, other: Instead) -> Callable[[], None]:
        def take() -> None:
            quantity = self._lines[place].quantity
            self._lines[place] = WantedLine(Wanted(other.model_id, None, quantity), other.label)
            self._show()
            self._focus(place)
            self.edited.emit()

        return take


def _by_line(
    lines: Sequence[WantedLine], foreseen: Sequence[LineForeseen]
) -> dict[int, list[LineForeseen]]:
    """Which line each of what is foreseen belongs to: a kit's parts all to the kit."""
    out: dict[int, list[LineForeseen]] = {}
    for said in foreseen:
        for place, line in enumerate(lines):
            wanted = line.wanted
            if isinstance(wanted, WantedKit):
                fits = said.kit == line.label
            else:
                same = (wanted.model_id, wanted.equipment_id)
                fits = not said.kit and same == (said.wanted.model_id, said.wanted.equipment_id)
            if fits:
                out.setdefault(place, []).append(said)
                break
    return out
