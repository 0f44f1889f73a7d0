"""What is read on a vehicle at the counter: its mileage and its fuel, going out or coming in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.vehicle import FUEL_WORDS, read_mileage
from vaetvient.language import _, show_number
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow


class VehicleStrip(QWidget):
    """A line for the mileage, five keys for the fuel; one pressed again is taken back."""

    read = Signal(object, object)
    """The mileage in km and the fuel in quarters of a tank, None for what nobody looked at."""
    refused = Signal(object)

    def __init__(self, theme: Theme, fuel_name: str) -> None:
        super().__init__()
        self._fuel: int | None = None
        self._km: int | None = None
        self._name = QLabel()
        self._name.setProperty("role", "small")
        self.mileage = LineField()
        self.mileage.setAccessibleName(_("Kilométrage"))
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()
        self.mileage.settled.connect(self._typed)
        unit = QLabel(_("km"))
        unit.setProperty("role", "muted")
        self.fuel_keys: list[QPushButton] = []
        row = Flow(spacing=S4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(S4)
        whole.addWidget(self._name)
        whole.addLayout(row)
        for widget in (self.mileage, unit):
            row.addWidget(widget)
        for quarters, word in enumerate(FUEL_WORDS):
            key = QPushButton(_(word))
            key.setCheckable(True)
            key.setProperty("kind", "chip")
            key.setAccessibleName(f"{fuel_name} : {_(word)}")
            key.setToolTip(key.accessibleName())
            key.clicked.connect(lambda _on=False, n=quarters: self._pressed(n))
            self.fuel_keys.append(key)
            row.addWidget(key)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_readings(
        self, name: str, km: int | None, fuel: int | None, *, proposed: int | None = None
    ) -> None:
        """Speak of a vehicle: what was read of it, and the mileage that is proposed."""
        self._name.setText(name)
        self.mileage.setAccessibleName(name)
        self._km, self._fuel = km, fuel
        shown = km if km is not None else proposed
        self.mileage.put("" if shown is None else show_number(shown))
        for quarters, key in enumerate(self.fuel_keys):
            key.setChecked(quarters == fuel)

    def _fit(self) -> None:
        """Room for a million kilometres, at any size of text."""
        self.mileage.setMaximumWidth(self._theme.pixels(120))
        self.mileage.setMinimumWidth(self._theme.pixels(96))

    def settle(self) -> None:
        """Take what is being typed as settled."""
        self.mileage.editingFinished.emit()

    def _typed(self, text: str) -> None:
        try:
            self._km = read_mileage(text)
        except VaEtVientError as error:
            self.refused.emit(error)
            return
        self.read.emit(self._km, self._fuel)

    def _pressed(self, quarters: int) -> None:
        self._fuel = None if quarters == self._fuel else quarters
        for place, key in enumerate(self.fuel_keys):
            key.setChecked(place == self._fuel)
        self.read.emit(self._km, self._fuel)
