"""What a damaged database calls for: calm words, the last good copy, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _, ngettext, show_moment, show_number
from vaetvient.storage import backups, salvage
from vaetvient.storage.backups import Copy
from vaetvient.storage.salvage import Salvaged
from vaetvient.ui.placing import FRAME
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Scrolled, button, label
from vaetvient.ui.work import Work

_LOOKED_AT = 40
"""Of the newest copies, how many are checked for a good one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A sound copy: how much it holds, and the sentences of what it lacks (None: unknown)."""

    copy: Copy
    members: int
    loans: int
    lacks: tuple[str, ...] | None


def look_for_copies(path: Path, most: int = 5) -> list[Offer]:
    """The newest sound copies, each checked from end to end."""
    out: list[Offer] = []
    for copy in backups.own_copies(path)[:_LOOKED_AT]:
        if len(out) == most:
            break
        if not backups.is_sound(copy.path):
            continue
        held = salvage.holds(copy.path)
        if held is None:
            continue
        lacks = salvage.gestures_after(path, held.last)
        out.append(Offer(copy, held.members, held.loans, None if lacks is None else tuple(lacks)))
    return out


class RescueWindow(QDialog):
    """Offers the last good copy; the damaged file is kept whatever is chosen.

    `accepted` once the copy is in place: open again.
    """

    def __init__(self, path: Path, theme: Theme, work: Work) -> None:
        super().__init__()
        self._path, self._theme, self._work = path, theme, work
        self.offers: list[Offer] = []
        self.setWindowTitle("Va-et-vient")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.title = label(_("Vos données sont abîmées"), "title")
        self.words = label(
            _(
                "Le fichier ne se lit plus en entier : un disque fatigué, ou une coupure de "
                "courant. Rien n'y a été changé, et il sera gardé tel quel. Une copie faite "
                "d'elle-même peut prendre sa place."
            )
        )
        self.state = label(_("Vérification des copies…"), "muted")
        self._line = QProgressBar(textVisible=False, maximum=0)
        self._line.setAccessibleName(self.state.text())
        self.choice = Choice()
        self.choice.setAccessibleName(_("Copie à reprendre"))
        self.choice.currentIndexChanged.connect(self._show_offer)
        self.holding = label("", "heading")
        self.lacking = label("", "")
        self.lacks = QListWidget()
        self.lacks.setAccessibleName(_("Ce qui manquerait"))
        self.lacks.setFixedHeight(theme.pixels(132))
        self.wrong = label("", "late")
        self.take = button(
            theme, _("Reprendre cette copie"), "archive-restore", kind="primary", act=self._take
        )
        self.export = button(
            theme, _("Sortir ce qui se lit encore…"), "download", act=self._ask_where
        )
        self.elsewhere = button(
            theme, _("Prendre une copie ailleurs…"), "folder", act=self._ask_which
        )
        self.leave = button(theme, _("Fermer"), kind="quiet", act=self.reject)
        self._lay_out()
        for widget in (self.choice, self.holding, self.lacking, self.lacks, self.wrong):
            widget.hide()
        self.take.setEnabled(False)
        work.ask(lambda: look_for_copies(path), self._show, owner=self)

    def _lay_out(self) -> None:
        scrolled = Scrolled()
        column = scrolled.column
        column.setContentsMargins(S24, S24, S24, S8)
        column.setSpacing(S16)
        for widget in (
            *(self.title, self.words, self.state, self._line, self.choice),
            *(self.holding, self.lacking, self.lacks, self.wrong),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        buttons = Flow()
        buttons.setContentsMargins(S24, S8, S24, S24)
        for offered in (self.take, self.elsewhere, self.export, self.leave):
            buttons.addWidget(offered)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled, 1)
        whole.addLayout(buttons)
        room = QGuiApplication.primaryScreen().availableGeometry().size() - FRAME
        wanted = QSize(self._theme.pixels(680), self._theme.pixels(540))
        self.resize(wanted.boundedTo(room))

    # The copies

    def _show(self, offers: list[Offer]) -> None:
        self.offers = offers
        self._line.hide()
        self.state.setVisible(not offers)
        if not offers:
            self.state.setText(
                _(
                    "Aucune bonne copie n'est gardée ici. Il y en a peut-être une sur une clé ou "
                    "un autre disque."
                )
            )
            self.elsewhere.setFocus()
            return
        for offer in offers:
            self.choice.addItem(_("Copie du {when}").format(when=show_moment(offer.copy.at)))
        self.choice.setVisible(len(offers) > 1)
        self.take.setEnabled(True)
        self._show_offer(0)
        self.take.setFocus()

    def _show_offer(self, place: int) -> None:
        if not 0 <= place < len(self.offers):
            return
        offer = self.offers[place]
        self.holding.setText(
            _("Copie du {when} : {members} adhérents, {loans} prêts").format(
                when=show_moment(offer.copy.at),
                members=show_number(offer.members),
                loans=show_number(offer.loans),
            )
        )
        self.holding.show()
        self.lacks.clear()
        if offer.lacks is None:
            self.lacking.setText(
                _("Ce qui a été fait depuis ne se lit plus : il faudra le saisir de nouveau.")
            )
        elif not offer.lacks:
            self.lacking.setText(_("Rien n'y manque : tout ce qui a été fait y est."))
        else:
            self.lacking.setText(
                ngettext(
                    "Il y manque {n} geste, à refaire :",
                    "Il y manque {n} gestes, à refaire :",
                    len(offer.lacks),
                ).format(n=len(offer.lacks))
            )
            self.lacks.addItems(list(offer.lacks))
        self.lacking.show()
        self.lacks.setVisible(bool(offer.lacks))

    def _take(self) -> None:
        self.put_back(self.offers[max(0, self.choice.currentIndex())].copy.path)

    def _ask_which(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Prendre une copie ailleurs…"), "", _("Copies") + " (*.sqlite3)"
        )
        if name:
            self.put_back(Path(name))

    def put_back(self, copy: Path) -> None:
        """Put a copy in place, and be done."""
        path = self._path
        self.take.setEnabled(False)
        self._work.do(
            lambda: backups.put_back(path, copy),
            lambda _aside: self.accept(),
            self._refuse,
            owner=self,
        )

    # What can still be read

    def _ask_where(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Où écrire ce qui se lit encore ?"))
        if folder:
            self.write_out(Path(folder))

    def write_out(self, folder: Path) -> None:
        """Write what can be read into a folder, and show it."""
        path = self._path
        self._line.show()
        self._work.long(
            lambda _report: salvage.write_out(path, folder, datetime.now(UTC)),
            self._written,
            self._refuse,
            owner=self,
        )

    def _written(self, salvaged: Salvaged) -> None:
        self._line.hide()
        self.state.setText(
            ngettext(
                "{n} ligne écrite dans {folder}.",
                "{n} lignes écrites dans {folder}.",
                salvaged.rows,
            ).format(n=show_number(salvaged.rows), folder=salvaged.folder)
        )
        self.state.show()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(salvaged.folder)))

    def _refuse(self, error: VaEtVientError) -> None:
        self._line.hide()
        self.take.setEnabled(bool(self.offers))
        self.wrong.setText(error.message)
        self.wrong.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
            return
        super().keyPressEvent(event)
