"""The sheet of shortcuts, read from the table of commands: it cannot tell another story."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from vaetvient.language import _
from vaetvient.ui.commands import Command, Commands
from vaetvient.ui.placing import FRAME
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S16, S24
from vaetvient.ui.widgets.panes import Facts, Scrolled, Section, button, label


def keys_words(command: Command) -> str:
    """« Ctrl+Maj+Z ou Ctrl+Y », as this system and language write it."""
    words = [keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in command.keys]
    return _(" ou ").join(dict.fromkeys(words))


def with_keys(commands: Commands) -> dict[str, list[Command]]:
    """The commands that have a key, under their headings."""
    groups = {
        group: [command for command in listed if command.keys]
        for group, listed in commands.by_group().items()
    }
    return {group: listed for group, listed in groups.items() if listed}


class ShortcutSheet(QDialog):
    """Escape or Enter puts it away."""

    def __init__(self, theme: Theme, commands: Commands) -> None:
        super().__init__()
        self.setWindowTitle(_("Raccourcis"))
        scrolled = Scrolled()
        column = scrolled.column
        column.setContentsMargins(S24, S24, S24, S8)
        column.setSpacing(S16)
        column.addWidget(label(_("Raccourcis"), "title"))
        column.addWidget(
            label(_("Tout se fait aussi à la souris. Ctrl+K cherche une commande."), "muted")
        )
        self.lines: list[tuple[str, str]] = []
        shown: list[Facts] = []
        for group, listed in with_keys(commands).items():
            section = Section(_(group))
            facts = Facts()
            lines = list(dict.fromkeys((keys_words(c), _(c.title)) for c in listed))
            facts.show_facts(lines)
            self.lines += lines
            section.body.addWidget(facts)
            column.addWidget(section)
            shown.append(facts)
        widest = max((facts.names_width for facts in shown), default=0)
        for facts in shown:
            facts.give_names(widest)
        column.addStretch(1)
        close = button(theme, _("Fermer"), kind="primary", act=self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(S24, S8, S24, S24)
        row.addStretch(1)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled, 1)
        whole.addLayout(row)
        room = QGuiApplication.primaryScreen().availableGeometry().size() - FRAME
        self.resize(QSize(theme.pixels(520), theme.pixels(640)).boundedTo(room))
        close.setFocus()
