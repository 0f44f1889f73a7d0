"""What would do instead, one click away: other dates, another model."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from vaetvient.domain.availability import Period
from vaetvient.language import _, ngettext, show_number
from vaetvient.storage.queries.answers import Instead
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.planning.words import period_words
from vaetvient.ui.widgets.words import Link


def offer(context: Context, words: str, icon: str, act: Callable[[], None]) -> QPushButton:
    """A chip that takes a way out; a long name is cut, never the page."""
    made = Link()
    made.setProperty("kind", "chip")
    made.setText(words)
    context.theme.dress(made, icon)  # after the words: it keeps a gap beside them
    made.clicked.connect(lambda _checked=False: act())
    return made


def period_offered(context: Context, period: Period) -> str:
    """« Prendre du 30/11/2026 au 01/12/2026 (2 jours) »."""
    return _("Prendre {period}").format(period=period_words(context.desk, period))


def model_offered(other: Instead) -> str:
    """« Plutôt Barnum 3 × 3 m (2 libres) »; with the office, where it is another's."""
    free = ngettext("{n} libre", "{n} libres", other.free).format(n=show_number(other.free))
    if other.office:
        return _("{what} : {free} à {office}").format(
            what=other.label, free=free, office=other.office
        )
    return _("Plutôt {what} ({free})").format(what=other.label, free=free)
