"""What is worked on at the counter, one panel at a time: nobody, a basket, a loan that was made or
comes back, a sale. Each panel is made when it is first needed, or before, once nobody waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from vaetvient.ui.bringing_in import COUNTER, bring_in
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.idle_panel import IdlePanel

if TYPE_CHECKING:
    from vaetvient.ui.pages.counter.basket_panel import BasketPanel
    from vaetvient.ui.pages.counter.lent_panel import LentPanel
    from vaetvient.ui.pages.counter.return_panel import ReturnPanel
    from vaetvient.ui.pages.counter.selling import SellingPanel

_Panel = TypeVar("_Panel", bound=QWidget)
_LOOK_AGAIN_MS = 20
_READY_AFTER_MS = 150
"""Time for what was answered to be painted."""


class Panels(QStackedWidget):
    """The panels by name. `wire` says, for each, what the page does once it is made."""

    turned = Signal()
    """Another panel is up."""

    def __init__(self, context: Context, wire: Mapping[str, Callable[[Any], None]]) -> None:
        super().__init__()
        self._context = context
        self._wire = wire
        self.setProperty("role", "scrolled")
        self.idle = IdlePanel(context.theme)
        self.addWidget(self.idle)
        context.work.idle.connect(
            lambda: QTimer.singleShot(_READY_AFTER_MS, self, self._make_ready),
            Qt.ConnectionType.SingleShotConnection,
        )

    @cached_property
    def basket(self) -> BasketPanel:
        """What is about to be lent."""
        from vaetvient.ui.pages.counter.basket_panel import BasketPanel

        return self._house("basket", BasketPanel(self._context))

    @cached_property
    def returns(self) -> ReturnPanel:
        """A loan that comes back."""
        from vaetvient.ui.pages.counter.return_panel import ReturnPanel

        return self._house("returns", ReturnPanel(self._context))

    @cached_property
    def lent(self) -> LentPanel:
        """A loan that was just made."""
        from vaetvient.ui.pages.counter.lent_panel import LentPanel

        return self._house("lent", LentPanel(self._context.theme))

    @cached_property
    def selling(self) -> SellingPanel:
        """Something that is sold."""
        from vaetvient.ui.pages.counter.selling import SellingPanel

        return self._house("selling", SellingPanel(self._context))

    @property
    def up(self) -> QWidget | None:
        """The panel that is up."""
        return self.currentWidget()

    def has(self, name: str) -> bool:
        """Whether the panel of this name was made; it is not made for the question."""
        return name in vars(self)

    def shows(self, name: str) -> bool:
        """Whether the panel of this name is up; it is not made for the question."""
        return vars(self).get(name) is self.up

    def bring_up(self, panel: QWidget) -> None:
        """Show a panel in the place of the one that is up."""
        before = self.up
        if before is not None:
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setCurrentWidget(panel)
        self.turned.emit()

    def _house(self, name: str, panel: _Panel) -> _Panel:
        """A panel's place in the stack; only what is shown says how much room it needs."""
        self._wire[name](panel)
        panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.addWidget(panel)
        return panel

    def _make_ready(self) -> None:
        """Make what the first scan will need, a piece at a time: someone may be typing already."""
        bringing = bring_in(*COUNTER)

        def make(*names: str) -> None:
            if bringing.is_alive():
                QTimer.singleShot(_LOOK_AGAIN_MS, self, lambda: make(*names))
            elif names:
                getattr(self, names[0])
                QTimer.singleShot(0, self, lambda: make(*names[1:]))

        make("basket", "returns", "lent")
