"""Sticks that are plugged in, and the shared folders that this post watches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from vaetvient.language import _, ngettext
from vaetvient.ui.carrier import Carrier, StickState
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.exchange.state import ExchangeState
from vaetvient.ui.pages.exchange.words import visit_words
from vaetvient.ui.tokens import S12
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

if TYPE_CHECKING:
    from vaetvient.sync.places import Places

_MINUTES = (1, 5, 15, 30, 60, 240)


class SticksPanel(QWidget):
    """A card for each stick: what it brought, and whether it may be pulled out."""

    def __init__(self, context: Context, carrier: Carrier) -> None:
        super().__init__()
        self._context, self._carrier = context, carrier
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S12)
        carrier.changed.connect(self.refresh)
        carrier.visited.connect(lambda _visit, _asked: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the sticks that are there."""
        clear(self._column)
        for path, state in self._carrier.sticks.items():
            self._column.addWidget(self._card(path, state))
        self.setVisible(bool(self._carrier.sticks))

    def _card(self, path: Path, state: StickState) -> Card:
        theme = self._context.theme
        card = Card(theme, _("Clé « {name} »").format(name=state.stick.name), str(path))
        if state.working:
            card.show_state(_("Échange en cours : laissez la clé branchée."), ("hourglass", "late"))
        elif state.visit is not None:
            for line in visit_words(state.visit):
                card.say(line)
            if state.visit.fault is None:
                card.show_state(_("Vous pouvez retirer la clé."), ("circle-check", "done"))
            else:
                card.show_state(_("Vous pouvez retirer la clé."), ("circle-alert", "late"))
        if not state.working:
            words = _("Recommencer") if state.visit else _("Échanger avec cette clé")
            card.offer(button(theme, words, "usb", act=partial(self._carrier.visit_stick, path)))
        return card


class FoldersPanel(QWidget):
    """The watched folders: for whom, how often, and one more."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._state = ExchangeState()
        self._column = QVBoxLayout()
        self._column.setSpacing(S12)
        self.add_button = button(
            context.theme, _("Surveiller un dossier…"), "folder", act=self._choose
        )
        self.minutes = Choice()
        self.minutes.setAccessibleName(_("Toutes les combien de minutes"))
        self.minutes.addItems(
            [
                ngettext("toutes les {n} minute", "toutes les {n} minutes", n).format(n=n)
                for n in _MINUTES
            ]
        )
        self.minutes.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.minutes.activated.connect(self._set_minutes)
        row = Flow()
        row.addWidget(self.add_button)
        row.addWidget(self.minutes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addWidget(
            label(
                _(
                    "Un dossier que d'autres voient aussi (Nextcloud, Syncthing, disque du "
                    "réseau) : ce qui y arrive est pris aussitôt, et nos nouveautés y sont "
                    "laissées. Ces choix ne valent que sur ce poste."
                ),
                "muted",
            )
        )
        column.addLayout(row)
        column.addLayout(self._column)

    def show_state(self, state: ExchangeState) -> None:
        """Show what this post watches."""
        self._state = state
        places = state.places
        clear(self._column)
        if places is None:
            return
        nearest = min(_MINUTES, key=lambda n: abs(n - places.minutes))
        self.minutes.setCurrentIndex(_MINUTES.index(nearest))
        for one in places.watched:
            name = Path(one.folder).name or one.folder
            to = self._names(one.to)
            shared = _("pour {who} seulement").format(who=to) if to else _("pour tous les bureaux")
            card = Card(self._context.theme, name, f"{one.folder} · {shared}")
            if not one.path.is_dir():
                said = _("Ce dossier n'est pas là : il sera regardé quand il reviendra.")
                card.show_state(said, ("triangle-alert", "late"))
            card.add(self._for_whom(one.folder, one.to))
            card.offer(
                button(
                    self._context.theme,
                    _("Ne plus surveiller"),
                    "x",
                    kind="quiet",
                    act=partial(self._leave, one.folder),
                )
            )
            self._column.addWidget(card)

    def watch(self, folder: Path) -> None:
        """Watch one more folder."""
        self._change(lambda database: _places().watch(database, folder))

    def _for_whom(self, folder: str, to: tuple[str, ...]) -> QWidget:
        choice = Choice()
        choice.setAccessibleName(_("Pour qui"))
        others = self._state.others
        choice.addItem(_("Pour tous les bureaux"))
        choice.addItems([f"{one.office} · {one.name}" for one in others])
        ids = [one.id for one in others]
        if len(to) == 1 and to[0] in ids:
            choice.setCurrentIndex(1 + ids.index(to[0]))

        def chosen(place: int) -> None:
            wanted = (ids[place - 1],) if place else ()
            self._change(lambda database: _places().watch(database, Path(folder), wanted))

        choice.activated.connect(chosen)
        return choice

    def _names(self, to: tuple[str, ...]) -> str:
        known = {one.id: f"{one.office} · {one.name}" for one in self._state.partners}
        return ", ".join(known.get(one, one) for one in to)

    def _leave(self, folder: str) -> None:
        self._change(lambda database: _places().leave(database, Path(folder)))

    def _set_minutes(self, place: int) -> None:
        self._change(lambda database: _places().every(database, _MINUTES[place]))

    def _change(self, gesture: Callable[[Any], Places]) -> None:
        database = self._context.desk.database
        self._context.work.do(
            lambda: gesture(database), lambda _done: self.changed.emit(), owner=self
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Quel dossier surveiller ?"))
        if folder:
            self.watch(Path(folder))


def _places() -> Any:
    from vaetvient.sync import places

    return places
