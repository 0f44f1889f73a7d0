"""What is asked in place before a reservation is refused, cancelled or confirmed past a rule."""

from __future__ import annotations

from collections.abc import Callable

from vaetvient.domain.lending import ReasonNeededError
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import label


class ReasonAsked(Inset):
    """One line: why. It is kept with the reservation."""

    def __init__(
        self,
        context: Context,
        question: str,
        confirm: str,
        act: Callable[[str], None],
        *,
        needed: bool = False,
    ) -> None:
        super().__init__(context.theme, question, confirm)
        self._act = act
        self._why = label("", "small")
        self.add_widget(self._why)
        self._why.hide()
        name = _("Pourquoi") if needed else _("Pourquoi (facultatif)")
        self.reason = LineField()
        self.add("reason", name, self.reason, check=_check if needed else None)
        self.confirmed.connect(lambda: self._act(self.text("reason")))

    def ask(self, why: str = "") -> None:
        """Ask; `why` says what stands in the way."""
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.open()


def _check(typed: str) -> None:
    if not typed.strip():
        raise ReasonNeededError(field="reason")
