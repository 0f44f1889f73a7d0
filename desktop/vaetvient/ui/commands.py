"""All that the window can be told to do, in one table: name, words, icon, key, and the doing.

The search everywhere, the menus and the sheet of shortcuts read this table, so that a gesture is
named once. The window fills it with what may always be asked; a page adds its own when it is
made, and they go when the page goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from vaetvient.language import N_, _
from vaetvient.ui.theme import Theme

PAGES, GESTURES, LISTS, SIGHT = N_("Aller à"), N_("Gestes"), N_("Dans une liste"), N_("Affichage")
HELP, FORMS = N_("Aide"), N_("Dans une fiche")
"""The headings under which commands stand in menus and on the sheet of shortcuts."""


def _always() -> bool:
    return True


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to be done by name or by key.

    Texts are French sources marked with N_. `name` is in English, dotted, and stays the same from
    one version to the next: what is used often is remembered by it.
    """

    name: str
    title: str
    act: Callable[[], Any]
    icon: str = ""
    """The name of an icon of resources/icons."""
    synonyms: str = ""
    """Other words it may be looked for by, in one text."""
    shortcut: str = ""
    """As QKeySequence reads it: « Ctrl+N »; several are parted by a comma and a space."""
    group: str = GESTURES
    """The heading it stands under."""
    available: Callable[[], bool] = _always
    """Whether it can be done now."""
    detail: Callable[[], str] = _nothing
    """What it would do now, said beforehand, in the user's language: what undo would take back."""
    listed: bool = True
    """Whether the search everywhere offers it: a key that only makes sense in place is not."""

    @property
    def keys(self) -> tuple[QKeySequence, ...]:
        """Its shortcuts; none for most."""
        return tuple(QKeySequence(text) for text in self.shortcut.split(", ") if text)

    @property
    def keys_said(self) -> str:
        """Its first shortcut in the user's language: « Ctrl+Maj+Z »."""
        keys = self.keys
        return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


class Commands(QObject):
    """The table. One per window."""

    changed = Signal()
    """Commands came or went."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Command] = {}
        self._shortcuts: dict[str, list[QShortcut]] = {}

    def add(self, *commands: Command, owner: QWidget) -> None:
        """Take commands in, and listen to their keys: in the whole window when the window owns
        them, else within `owner`. They go with their owner. A name that is known is replaced."""
        for command in commands:
            self._drop(command.name)
            self._known[command.name] = command
            self._listen(command, owner)
        names = [command.name for command in commands]
        mine = {name: self._known[name] for name in names}
        owner.destroyed.connect(lambda _gone=None: self._forget(mine))
        self.changed.emit()

    def all(self) -> tuple[Command, ...]:
        """Every command, in the order they came."""
        return tuple(self._known.values())

    def offered(self) -> tuple[Command, ...]:
        """Those that can be done now and are listed."""
        return tuple(c for c in self._known.values() if c.listed and c.available())

    def named(self, name: str) -> Command | None:
        """The command of this name, when it is known."""
        return self._known.get(name)

    def run(self, name: str) -> bool:
        """Carry a command out; whether it could be."""
        command = self._known.get(name)
        if command is None or not command.available():
            return False
        command.act()
        return True

    def action(self, name: str, theme: Theme, parent: QObject) -> QAction:
        """A menu's line for a command: its words, its icon and its key. Raises KeyError."""
        command = self._known[name]
        keys = f"\t{command.keys_said}" if command.keys_said else ""
        made = QAction(_(command.title) + keys, parent)
        if command.icon:
            made.setIcon(theme.icon(command.icon))
        made.setEnabled(command.available())
        made.triggered.connect(lambda _checked=False: self.run(name))
        return made

    def by_group(self) -> dict[str, list[Command]]:
        """Commands under their headings, in the order they came."""
        out: dict[str, list[Command]] = {}
        for command in self._known.values():
            out.setdefault(command.group, []).append(command)
        return out

    def _listen(self, command: Command, owner: QWidget) -> None:
        context = Qt.ShortcutContext
        wide = isinstance(owner, QMainWindow)
        for keys in command.keys:
            shortcut = QShortcut(keys, owner)
            shortcut.setContext(
                context.WindowShortcut if wide else context.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(lambda name=command.name: self.run(name))
            self._shortcuts.setdefault(command.name, []).append(shortcut)

    def _drop(self, name: str) -> None:
        self._known.pop(name, None)
        for shortcut in self._shortcuts.pop(name, ()):
            shortcut.setEnabled(False)
            shortcut.deleteLater()

    def _forget(self, mine: dict[str, Command]) -> None:
        """Their owner has gone, and their shortcuts with it; what replaced them stays."""
        for name, command in mine.items():
            if self._known.get(name) is command:
                del self._known[name]
                self._shortcuts.pop(name, None)


def matching(commands: Iterable[Command], typed: str) -> list[tuple[Command, float]]:
    """The commands that answer to what was typed, with how well (0 to 1), the best first.

    Case and accents do not matter, small words neither, and one slip of the finger is forgiven
    in a word of four letters, two in one of eight.
    """
    from vaetvient.ui.likeness import likeness

    found = [
        (c, likeness(typed, _(c.title), _(c.synonyms) if c.synonyms else "")) for c in commands
    ]
    return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])
