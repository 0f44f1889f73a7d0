"""What can be said of the line that comes back: state, accessories, how many, a remark."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from vaetvient.desk.amending import ReturnAmended
from vaetvient.desk.returning import LineBack, PartMissing
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.vehicle import fuel_words
from vaetvient.language import _, show_number
from vaetvient.storage.queries.loan_file import LineRow
from vaetvient.ui.pages.counter.conditions import ConditionKeys, next_condition
from vaetvient.ui.pages.counter.return_model import name_of
from vaetvient.ui.pages.counter.vehicle_strip import VehicleStrip
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12
from vaetvient.ui.widgets.fields import CountField, LineField
from vaetvient.ui.widgets.flow import Flow


class ReturnStrip(QWidget):
    """Says more of one line. What is out comes back; what is back is made more precise."""

    taken = Signal(object)
    """A LineBack: this came back."""
    amended = Signal(object)
    """A ReturnAmended: this is how it came back."""
    refused = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._line: LineRow | None = None
        self.counts: dict[UUID, CountField] = {}
        self._name = QLabel()
        self._name.setProperty("role", "heading")
        self.conditions = ConditionKeys(theme)
        self.conditions.chosen.connect(self.say_condition)
        self.remark = LineField(_("Une remarque : rayure, pile vide…"))
        self.remark.setAccessibleName(_("Remarque sur le retour"))
        self.remark.settled.connect(lambda text: self._amend(remarks=text))
        self.vehicle = VehicleStrip(theme, _("Carburant au retour"))
        self.vehicle.read.connect(self._vehicle_read)
        self.vehicle.refused.connect(self.refused)
        self._readings: dict[UUID, tuple[int | None, int | None]] = {}
        self.back = CountField()
        self.back.setAccessibleName(_("Combien reviennent"))
        self.lost = CountField()
        self.lost.setAccessibleName(_("Combien sont perdues"))
        self._back_label, self._lost_label = QLabel(_("Reviennent")), QLabel(_("perdues"))
        self.take_button = QPushButton(_("Rendre (Espace)"))
        self.take_button.clicked.connect(self.take)
        self.lost_button = QPushButton(_("Ne reviendra pas"))
        self.lost_button.setProperty("kind", "quiet")
        self.lost_button.clicked.connect(self._take_as_lost)
        self._parts = Flow()
        self._lay_out()
        self.show_line(None)

    @property
    def line(self) -> LineRow | None:
        """The line that is spoken of."""
        return self._line

    def show_line(self, line: LineRow | None) -> None:
        """Speak of another line, or of the same as it now is."""
        same = line is not None and self._line is not None and line.id == self._line.id
        self._line = line
        self.setVisible(line is not None)
        if line is None:
            return
        stock, is_out = line.kind is EquipmentKind.STOCK, line.still_out > 0
        self._name.setText(name_of(line))
        self.conditions.put(line.condition_in if line.returns else line.condition_out)
        self.conditions.setVisible(not stock)
        for widget in (self._back_label, self.back, self._lost_label, self.lost):
            widget.setVisible(stock and is_out)
        self.take_button.setVisible(is_out)
        self.lost_button.setVisible(is_out and not stock)
        self.vehicle.setVisible(line.is_vehicle)
        if line.is_vehicle:
            if line.returns:
                self._readings[line.id] = (line.mileage_in_km, line.fuel_in)
            read = self._readings.get(line.id, (None, None))
            self.vehicle.show_readings(_left_with(line), *read)
        self.remark.setVisible(bool(line.returns))
        self.remark.put(line.returns[-1].remarks if line.returns else "")
        if not same or self.back.maximum() != line.still_out:
            self.back.setRange(0, line.still_out)
            self.back.setValue(line.still_out)
            self.lost.setRange(0, line.still_out)
            self.lost.setValue(0)
        self._show_parts(line)

    def settle(self) -> None:
        """Take what is being typed as settled."""
        if self.vehicle.isVisible():
            self.vehicle.settle()

    def take(self) -> None:
        """It came back, as many as the box says; nothing when it is back already."""
        self.settle()
        line = self._line
        if line is None or not line.still_out:
            return
        if line.kind is EquipmentKind.STOCK:
            lost = min(self.lost.value(), line.still_out)
            back = min(self.back.value(), line.still_out - lost)
            self.taken.emit(LineBack(line.id, quantity=back, lost=lost))
        else:
            self.taken.emit(self.with_readings(LineBack(line.id)))

    def with_readings(self, back: LineBack) -> LineBack:
        """What comes back, with what was read on it meanwhile."""
        km, fuel = self._readings.get(back.line_id, (None, None))
        return replace(back, mileage_km=km, fuel=fuel)

    def _vehicle_read(self, mileage_km: int | None, fuel: int | None) -> None:
        line = self._line
        if line is None:
            return
        self._readings[line.id] = (mileage_km, fuel)
        if line.returns:
            self.amended.emit(ReturnAmended(line.id, mileage_km=mileage_km, fuel=fuel))

    def say_condition(self, condition: Condition) -> None:
        """It is in this state; if it was still out, it comes back so."""
        line = self._line
        if line is None or line.kind is EquipmentKind.STOCK:
            return
        if line.still_out:
            self.taken.emit(self.with_readings(LineBack(line.id, condition=condition)))
        elif condition is not line.condition_in:
            self._amend(condition=condition)

    def turn_condition(self, step: int = 1) -> None:
        """The next state of a thing that is back."""
        line = self._line
        if line is not None and not line.still_out:
            self.say_condition(next_condition(line.condition_in, step))

    def _take_as_lost(self) -> None:
        line = self._line
        if line is not None and line.still_out:
            self.taken.emit(LineBack(line.id, quantity=0, lost=line.still_out))

    def _show_parts(self, line: LineRow) -> None:
        wanted = {part.id: part for part in line.parts} if line.returns else {}
        if set(wanted) != set(self.counts):
            while (item := self._parts.takeAt(0)) is not None:
                if widget := item.widget():
                    widget.deleteLater()
            self.counts = {}
            for part in wanted.values():
                label = QLabel(_("{part}, manquants :").format(part=part.name))
                label.setProperty("role", "muted")
                box = CountField()
                box.setRange(0, part.quantity)
                box.setSuffix(f" / {part.quantity}")
                box.setAccessibleName(label.text())
                label.setBuddy(box)
                box.setValue(part.missing)
                box.valueChanged.connect(self._count_parts)
                self.counts[part.id] = box
                self._parts.addWidget(label)
                self._parts.addWidget(box)
        for key, part in wanted.items():
            box = self.counts[key]
            box.blockSignals(True)
            box.setValue(part.missing)
            box.blockSignals(False)

    def _count_parts(self) -> None:
        self._amend(
            missing_parts=tuple(
                PartMissing(key, box.value()) for key, box in self.counts.items() if box.value()
            )
        )

    def _amend(
        self,
        *,
        condition: Condition | None = None,
        missing_parts: tuple[PartMissing, ...] | None = None,
        remarks: str | None = None,
    ) -> None:
        if self._line is not None and self._line.returns:
            self.amended.emit(ReturnAmended(self._line.id, condition, missing_parts, remarks))

    def _lay_out(self) -> None:
        first = Flow(right_from=1)
        for widget in (
            self._name,
            self._back_label,
            self.back,
            self.lost,
            self._lost_label,
            self.lost_button,
            self.take_button,
        ):
            first.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S4, 0, 0)
        column.setSpacing(S8)
        column.addLayout(first)
        column.addWidget(self.vehicle)
        column.addWidget(self.conditions)
        column.addLayout(self._parts)
        column.addWidget(self.remark)
        column.addSpacing(S12 - S8)


def _left_with(line: LineRow) -> str:
    """« MIN-001, au retour (parti à 45 210 km, plein) »."""
    parts = []
    if line.mileage_out_km is not None:
        parts.append(_("{km} km").format(km=show_number(line.mileage_out_km)))
    if line.fuel_out is not None:
        parts.append(fuel_words(line.fuel_out))
    if not parts:
        return _("{tag}, au retour : compteur et carburant").format(tag=line.tag)
    said = ", ".join(parts)
    return _("{tag}, au retour (au départ : {said})").format(tag=line.tag, said=said)
