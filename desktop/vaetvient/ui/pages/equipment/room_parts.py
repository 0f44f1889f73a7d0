"""The rooms that are parts of a room: added by their name, one a line, let go with a warning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vaetvient.language import _, ngettext, show_date, show_number
from vaetvient.storage.queries.rooms import RoomRow, rooms_called, rooms_tagged
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.panes import button, clear, label, reveal
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class RoomParts(QWidget):
    """A field that adds a room, and a line for each part there is or was a moment ago."""

    edited = Signal()
    """A person changed it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._own = ""
        self._tags: list[str] = []
        self._before: frozenset[str] = frozenset()
        """Parts when the form was opened."""
        self._gone: list[str] = []
        """Those of them that were let go of since."""
        self._known: dict[str, RoomRow] = {}
        self.field = SuggestField(
            context.work, self._suggest, _("Ajouter une salle par son nom ou son étiquette")
        )
        self.field.setAccessibleName(_("Ajouter une salle qui fait partie de celle-ci"))
        self.field.picked.connect(self._picked)
        self._wrong = label("", "smalllate")
        self._wrong.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(label(_("Salles qui en font partie"), "small"))
        column.addLayout(self._rows)
        column.addWidget(self.field)
        column.addWidget(self._wrong)
        column.addWidget(label(_("Qui a l'une n'a plus la grande, et inversement."), "small"))

    def text(self) -> str:
        """Their labels, one a line, as a draft keeps them."""
        return "\n".join(self._tags)

    def put(self, text: str, own: str = "") -> None:
        """Show parts that nobody typed just now; `own` is the label of the room itself."""
        self._own = own
        self._tags, self._gone = [tag for tag in text.splitlines() if tag], []
        self._before = frozenset(self._tags)
        self.field.clear()
        self.say_wrong("")
        self._show()
        self._look()

    def say_wrong(self, message: str) -> None:
        """What is wrong with the whole."""
        self._wrong.setText(message)
        self._wrong.setVisible(bool(message))
        if message:
            self.field.setFocus()

    @property
    def lines(self) -> list[str]:
        """What is said of each part, the warnings with it."""
        return [self._words(tag) for tag in self._tags] + [self._warning(t) for t in self._gone]

    def remove(self, tag: str) -> None:
        """Let go of a part; what is promised of it is said, and it may be put back."""
        if tag in self._tags:
            self._tags.remove(tag)
            if tag in self._before:
                self._gone.append(tag)
            self._changed()

    def add(self, tag: str) -> None:
        """One part more."""
        if tag not in self._tags and tag != self._own:
            self._gone = [gone for gone in self._gone if gone != tag]
            self._tags.append(tag)
            self._changed()

    # Asking

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        desk = self._context.desk
        with desk.database.reading() as session:
            found = rooms_called(session, typed, desk.clock())
        there = {self._own, *self._tags}
        return [
            Suggestion(f"{row.tag}  {row.name}", row.name, row)
            for row in found
            if row.tag not in there
        ]

    def _picked(self, row: RoomRow) -> None:
        self.field.clear()
        self.say_wrong("")
        self._known[row.tag] = row
        self.add(row.tag)
        self.field.setFocus()

    def _look(self) -> None:
        desk, tags = self._context.desk, tuple(self._tags)

        def read() -> dict[str, RoomRow]:
            with desk.database.reading() as session:
                return rooms_tagged(session, tags, desk.clock())

        def show(found: dict[str, RoomRow]) -> None:
            self._known |= found
            self._show()

        if tags:
            self._context.work.ask(read, show, owner=self, key="room parts")

    # Showing

    def _changed(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        clear(self._rows)
        for tag in self._tags:
            self._rows.addWidget(self._part(tag))
        for tag in self._gone:
            self._rows.addWidget(self._part_gone(tag))

    def _part(self, tag: str) -> QWidget:
        theme, known = self._context.theme, self._known.get(tag)
        open_it = button(theme, _("Fiche"), kind="quiet", act=partial(self._open, tag))
        open_it.setAccessibleName(_("Voir ou renommer {what}").format(what=tag))
        open_it.setToolTip(_("Voir sa fiche, la renommer ; ce qui est tapé ici reste"))
        reveal(open_it, known is not None)
        away = button(theme, "", "x", kind="quiet", act=partial(self._take_away, tag))
        away.setAccessibleName(_("Enlever {what}").format(what=tag))
        away.setToolTip(_("Enlever"))
        return self._row(self._words(tag), "", open_it, away)

    def _part_gone(self, tag: str) -> QWidget:
        back = button(self._context.theme, _("Remettre"), kind="quiet", act=partial(self.add, tag))
        back.setAccessibleName(_("Remettre {what}").format(what=tag))
        known = self._known.get(tag)
        return self._row(self._warning(tag), "late" if known and known.promised else "muted", back)

    def _row(self, words: str, role: str, *buttons: QPushButton) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S8)
        row.addWidget(label(words, role), 1)
        for each in buttons:
            row.addWidget(each)
        return whole

    def _words(self, tag: str) -> str:
        known = self._known.get(tag)
        return f"{tag}  {known.name}" if known is not None else tag

    def _warning(self, tag: str) -> str:
        known = self._known.get(tag)
        if known is None or not known.promised or known.first is None:
            return _("{room} n'en fera plus partie.").format(room=tag)
        day = show_date(self._context.desk.day_of(known.first))
        words = ngettext(
            "{room} n'en fera plus partie. Elle est réservée le {day} : "
            "la grande pourra l'être en même temps.",
            "{room} n'en fera plus partie. Elle est réservée {n} fois, d'abord le {day} : "
            "la grande pourra l'être en même temps.",
            known.promised,
        )
        return words.format(room=tag, day=day, n=show_number(known.promised))

    def _take_away(self, tag: str) -> None:
        self.remove(tag)
        self.field.setFocus()

    def _open(self, tag: str) -> None:
        known = self._known.get(tag)
        if known is not None:
            self._context.go("equipment", known.id)
