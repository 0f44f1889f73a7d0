"""Files that somebody chose or dropped: said what they would bring, taken in on a click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.carrier import Carrier
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.exchange.words import news_words, visit_words
from vaetvient.ui.tokens import S8, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import StateLabel, button, clear, label
from vaetvient.ui.work import Ticket

if TYPE_CHECKING:
    from vaetvient.sync.visits import Announced, Visit


class Incoming(QFrame):
    """The preview of some files."""

    def __init__(self, context: Context, carrier: Carrier) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self._context, self._carrier = context, carrier
        self._files: list[Path] = []
        self._checking: Ticket | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(S8)
        self.take = button(
            context.theme, _("Prendre ⏎"), "download", kind="primary", act=self._take
        )
        close = button(context.theme, _("Ne rien prendre"), kind="quiet", act=self._leave)
        buttons = Flow()
        buttons.addWidget(self.take)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(S16, S12, S16, S12)
        column.setSpacing(S12)
        column.addWidget(label(_("Ce que ces fichiers apportent"), "heading"))
        column.addLayout(self._lines)
        column.addLayout(buttons)
        self.hide()

    def preview(self, files: Sequence[Path]) -> None:
        """Check files to the last byte, and say what they would bring; nothing is taken in."""
        self._files = list(files)
        clear(self._lines)
        self._lines.addWidget(label(_("Vérification…"), "muted"))
        self.take.hide()
        self.show()
        self._checking = self._carrier.announce(self._files, self._show, self._refused, self)

    def _leave(self) -> None:
        if self._checking is not None:
            self._checking.cancel()
        self.hide()

    def _refused(self, error: VaEtVientError) -> None:
        self.hide()
        self._context.refuse(error)

    def _show(self, found: list[Announced]) -> None:
        clear(self._lines)
        said = []
        for one in found:
            words, sign = _announced(one)
            line = StateLabel(self._context.theme)
            line.show_state(f"{one.file} : {words}", sign)
            self._lines.addWidget(line)
            said.append(words)
        if not found:
            said.append(_("Il n'y a aucun fichier d'échange ici."))
            self._lines.addWidget(label(said[0]))
        worth = any(one.fresh for one in found)
        self.take.setVisible(worth)
        self.show()
        if worth:
            self.take.setFocus()
        announce(self, " ".join(said))

    def _take(self) -> None:
        self.hide()
        self._carrier.take_in(self._files)


def _announced(one: Announced) -> tuple[str, Sign]:
    if one.error is not None:
        return one.error.message, ("circle-alert", "late")
    if one.ours:
        return _("écrit par ce poste"), ("info", "muted")
    if one.already:
        said = _("rien de nouveau de {who}")
        return said.format(who=one.who), ("circle-check", "muted")
    return ", ".join(map(news_words, one.fresh)), ("download", "done")


class Going(QFrame):
    """What is being carried, how far it is, and the way to stop; then what became of it."""

    def __init__(self, context: Context, carrier: Carrier) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self._context, self._carrier = context, carrier
        self._ticket: Ticket | None = None
        self._said = label("")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(_("Avancement de l'échange"))
        self.stop = button(context.theme, _("Arrêter"), "circle-stop", act=self._stop)
        self.close_button = button(context.theme, "", "x", kind="quiet", act=self.hide)
        self.close_button.setAccessibleName(_("Fermer le message"))
        words = QVBoxLayout()
        words.setSpacing(S8)
        words.addWidget(self._said)
        words.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(S16, S8, S8, S8)
        row.setSpacing(S12)
        row.addLayout(words, 1)
        row.addWidget(self.stop)
        row.addWidget(self.close_button)
        self.hide()
        carrier.changed.connect(self._follow)
        carrier.progressed.connect(self._tell)
        carrier.visited.connect(self._over)

    @property
    def text(self) -> str:
        return self._said.text() if not self.isHidden() else ""

    def _follow(self) -> None:
        if self._carrier.doing:
            self._dress("inset")
            self._said.setText(_("Échange avec « {place} »…").format(place=self._carrier.doing))
            self._bar.setRange(0, 0)
            self._show_work(True)
        elif not self.stop.isHidden():
            self.hide()

    def _tell(self, done: int, total: int, what: str) -> None:
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        if what and self._carrier.doing:
            said = _("Échange avec « {place} » : {file}")
            self._said.setText(said.format(place=self._carrier.doing, file=what))

    def _over(self, visit: Visit, _asked: bool) -> None:
        lines = visit_words(visit)
        self._dress("note" if visit.refused or visit.fault else "good")
        self._said.setText(" ".join(lines))
        self._show_work(False)
        announce(self, " ".join(lines))

    def _stop(self) -> None:
        self._carrier.stop()
        said = _("Arrêté. Aucun fichier n'est pris à moitié.")
        self._dress("inset")  # it was asked for: nothing is wrong
        self._said.setText(said)
        self._show_work(False)
        announce(self, said)

    def _show_work(self, working: bool) -> None:
        self._bar.setVisible(working)
        self.stop.setVisible(working)
        self.close_button.setVisible(not working)
        self.show()

    def _dress(self, role: str) -> None:
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)
