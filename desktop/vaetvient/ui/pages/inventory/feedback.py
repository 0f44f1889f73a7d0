"""What a scan meant, large enough to be read at arm's length while the next thing is fetched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from vaetvient.desk.inventory import Noted
from vaetvient.domain.inventory import Finding
from vaetvient.language import _, show_number
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.inventory.rows import FINDING_SIGNS, WAY_WORDS, Way, count_words
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.panes import button, label

_GROUNDS = {"done": "good", "late": "note", "muted": "inset", "accent": "inset"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, a smaller one, a sign, and the gesture that F4 makes."""

    words: str
    small: str
    sign: Sign
    way: Way | None = None


def said_of(noted: Noted) -> Said:
    """What a scan or a count meant, in words."""
    tag, label_, home = noted.tag, noted.label, noted.home
    if noted.to_count:
        return _to_count(noted)
    if noted.counted is not None and noted.finding is Finding.SEEN:
        even = noted.counted == noted.expected
        counted = count_words(noted.counted, noted.expected or 0)
        sign = ("circle-check", "done") if even else ("triangle-alert", "late")
        return Said(f"{tag} · {counted}", label_, sign, None if even else Way.ACCEPT_COUNT)
    sign = FINDING_SIGNS[noted.finding]
    if noted.finding is Finding.SEEN:
        if noted.again:
            return Said(_("{tag} · déjà vu").format(tag=tag), label_, ("check", "muted"))
        return Said(_("{tag} · vu").format(tag=tag), label_, sign)
    if noted.finding is Finding.MISPLACED:
        words = _("{tag} n'est pas à sa place").format(tag=tag)
        usual = _("{label} · d'habitude : {home}").format(
            label=label_, home=home or _("sans emplacement")
        )
        return Said(words, usual, sign, Way.KEEP_HERE)
    if noted.finding is Finding.LENT:
        words = _("{tag} est noté en prêt, et pourtant là").format(tag=tag)
        who = _("{label} · {number}, {borrower}").format(
            label=label_, number=noted.loan_number, borrower=noted.borrower
        )
        return Said(words, who, sign, Way.RETURNED)
    if noted.finding is Finding.ARCHIVED:
        words = _("{tag} avait été retiré du matériel").format(tag=tag)
        return Said(words, label_, sign, Way.PUT_BACK)
    words = {
        Finding.FOREIGN: _("{tag} est gardé par un autre bureau"),
        Finding.OUT_OF_SCOPE: _("{tag} est d'une autre catégorie"),
        Finding.UNKNOWN: _("« {tag} » : étiquette inconnue"),
    }[noted.finding].format(tag=tag)
    way = Way.ENTER if noted.finding is Finding.UNKNOWN else None
    return Said(words, label_ or _("Notée dans « À régler »."), sign, way)


def _to_count(noted: Noted) -> Said:
    words = _("Combien de {label} ici ?").format(label=noted.label)
    small = _("{tag} · {n} attendus. Tapez le nombre, puis Entrée.").format(
        tag=noted.tag, n=show_number(noted.expected or 0)
    )
    if noted.counted is not None:
        again = _("Déjà compté : {n}. Tapez +5 pour ajouter, 5 pour remplacer.").format(
            n=show_number(noted.counted)
        )
        small = f"{noted.tag} · {again}"
    return Said(words, small, ("list-checks", "accent"))


class Feedback(QFrame):
    """The card below the scanner's field."""

    wanted = Signal()
    """The gesture it offers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "inset")
        self._icon = QLabel()
        self._icon.setProperty("drawnSide", 28)
        self._words = label("", "title")
        self._small = label("", "muted")
        self.act = button(theme, "", kind="quiet", act=self.wanted.emit)
        words = QVBoxLayout()
        words.setSpacing(S4)
        words.addWidget(self._words)
        words.addWidget(self._small)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, S12, S16, S12)
        row.setSpacing(S16)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.act.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def say(self, said: Said, *, aloud: bool = True) -> None:
        """Say it, in words, by a sign and by its ground."""
        name, tone = said.sign
        self._theme.dress(self._icon, name, tone)
        self._words.setText(said.words)
        self._small.setText(said.small)
        self._small.setVisible(bool(said.small))
        self.act.setVisible(said.way is not None)
        if said.way is not None:
            self.act.setText(f"{_(WAY_WORDS[said.way])} (F4)")
        self.setProperty("role", _GROUNDS[tone])
        self.style().unpolish(self)
        self.style().polish(self)
        if aloud:
            announce(self, f"{said.words}. {said.small}" if said.small else said.words)
