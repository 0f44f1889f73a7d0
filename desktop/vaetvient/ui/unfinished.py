"""After a crash or a power cut: what was being typed in a form is offered at the next start.

What is kept when one closes a form oneself waits in that form; only what was cut short is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from vaetvient.language import N_, _
from vaetvient.ui.pages.looked_at import SETTINGS_NAME, LookedAt
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.panes import button, label

FORMS = {
    "member": ("members", N_("une fiche d'adhérent")),
    "thing": ("equipment", N_("une fiche de matériel")),
    "reservation": ("reservations", N_("une réservation")),
}
"""The forms that a page opens by itself: their page, and what they are called."""
NEW = "new"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that was cut short: its page, what it is, and the record it corrects, if any."""

    page: str
    what: str
    key: UUID | None

    @property
    def looked_at(self) -> LookedAt:
        """Where the page is to go back to."""
        return LookedAt({}, self.key, record_wanted=True, in_form=True)


def unfinished_forms(folder: Path) -> list[Unfinished]:
    """What is kept of forms in a data folder, those of new records first."""
    kept = QSettings(str(folder / SETTINGS_NAME), QSettings.Format.IniFormat)
    kept.beginGroup("drafts")
    out: list[Unfinished] = []
    for name in kept.childKeys():
        form, _dash, key = name.partition("-")
        if form not in FORMS:
            continue
        page, what = FORMS[form]
        try:
            out.append(Unfinished(page, what, None if key == NEW else UUID(key)))
        except ValueError:
            continue  # of another version
    return sorted(out, key=lambda found: found.key is not None)


class UnfinishedBar(QWidget):
    """Offers to take up what was cut short, until it is taken up or put away."""

    wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.found: Unfinished | None = None
        self.words = label("")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.take = button(theme, _("Reprendre"), "pencil", act=self._take)
        self.later = button(theme, _("Plus tard"), kind="quiet", act=self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, S8, S16, S8)
        row.setSpacing(S8)
        row.addWidget(self.words, 1)
        row.addWidget(self.take)
        row.addWidget(self.later)
        self.hide()

    def offer(self, found: Unfinished) -> None:
        """Say what was being typed."""
        self.found = found
        self.words.setText(
            _(
                "Le programme s'est arrêté pendant que vous remplissiez {what}. Rien n'est perdu."
            ).format(what=_(found.what))
        )
        self.show()
        announce(self, self.words.text())

    def _take(self) -> None:
        self.hide()
        self.wanted.emit(self.found)
