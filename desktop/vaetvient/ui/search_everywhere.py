"""Search everywhere (Ctrl+K): commands, people, things and loans in one list, ranked as one.

It floats over the window. The field keeps the focus, the list below follows the arrows, and each
answer is said aloud as it is chosen. Records are asked of the worker at each key, and an answer
to an older question is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from vaetvient.language import _
from vaetvient.storage.queries.results import (
    Found,
    FoundKit,
    FoundLoan,
    FoundMember,
    FoundWare,
    ranked,
)
from vaetvient.ui.commands import Command, matching
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.answers import answer_line as record_line
from vaetvient.ui.tokens import S4, S8, S12, S16
from vaetvient.ui.uses import Uses
from vaetvient.ui.widgets.answer_list import AnswerLine, AnswerList
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.panes import label
from vaetvient.ui.widgets.signed_line import SignedLine
from vaetvient.ui.work import Ticket

SETTINGS_NAME = "usages.ini"
SHOWN, _COMMANDS, _RECORDS = 9, 5, 8
_WIDTH, _TOP = 620, 72
_BY_USE = 0.12
"""What each use of an answer adds to how well it answers, at most five times."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the list: a command or a record, and how well it answers (0 to 2)."""

    what: Command | Found
    score: float

    @property
    def name(self) -> str:
        """Under which its uses are counted."""
        if isinstance(self.what, Command):
            return self.what.name
        return self.what.id.hex

    @property
    def page(self) -> str:
        """The page that shows the record of a person, a thing or a loan."""
        if isinstance(self.what, FoundMember):
            return "members"
        return "loans" if isinstance(self.what, FoundLoan) else "equipment"


def answer_line(answer: Answer, today: date) -> AnswerLine:
    """What the list shows of a command or of a record."""
    what = answer.what
    if not isinstance(what, Command):
        return record_line(what, today)
    icon, detail = what.icon or "arrow-right", what.detail() or _(what.group)
    return AnswerLine(icon, _(what.title), what.keys_said, detail, "muted", icon_tone="accent")


class SearchEverywhere(QFrame):
    """The sheet that floats. `open_up` shows it; Escape, a choice or a click elsewhere closes."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "pop")
        self.setAccessibleName(_("Chercher partout"))
        self._context = context
        self._window = window
        settings = QSettings(str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self)
        self.uses = Uses(settings)
        self._came_from: QWidget | None = None
        self._records: Sequence[tuple[Found, float]] = ()
        self._asked: Ticket | None = None
        self.field = SignedLine(
            context.theme, _("Une personne, une chose, un prêt, un geste…"), before="search"
        )
        self.field.setAccessibleName(_("Chercher partout"))
        self.field.setMaxLength(200)
        self.list = AnswerList(
            context.theme, lambda answer: answer_line(answer, context.desk.today())
        )
        self.hint = label("", "small", wrap=False)
        self.hint.setContentsMargins(S12, S4, S12, S8)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(S8, S8, S8, S4)
        column.setSpacing(S4)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.list.picked.connect(self._pick)
        context.theme.changed.connect(self.place)
        self.hide()

    # Opening and closing

    def open_up(self) -> None:
        """Come up empty, with what is used most; the focus is in the field."""
        if not self.isVisible():
            self._came_from = QApplication.focusWidget()
        self.field.clear()
        self._records = ()
        self._show_answers()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_up(self) -> None:
        """Go; the focus returns to where it was."""
        if self.isHidden():
            return
        had_focus = self.field.hasFocus()
        self._drop_question()
        self.hide()
        if had_focus and self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus()
        self._came_from = None

    def place(self) -> None:
        """In the middle, near the top, no wider or higher than the window."""
        window, theme = self._window, self._context.theme
        width = min(theme.pixels(_WIDTH), window.width() - 2 * S16)
        top = min(theme.pixels(_TOP), window.height() // 10)
        row = self.list.line_height
        around = self.field.sizeHint().height() + self.hint.sizeHint().height() + 2 * S16 + S8
        room = max(1, (window.height() - top - around - S16) // row)
        listed = min(self.list.count, room)
        self.list.setFixedHeight(listed * row + 2 if listed else 0)
        self.list.setVisible(listed > 0)
        self._column.activate()
        self.setGeometry((window.width() - width) // 2, top, width, around + listed * row)

    # Asking

    def _typed(self, text: str) -> None:
        self._drop_question()
        database = self._context.desk.database
        if not text.strip():
            self._records = ()
            self._show_answers()
            return

        def look() -> list[tuple[Found, float]]:
            with database.reading() as session:
                return ranked(session, database.lexicon, text, limit=_RECORDS)

        def done(found: list[tuple[Found, float]]) -> None:
            self._asked = None
            if self.field.text() == text:
                self._records = found
                self._show_answers()

        self._asked = self._context.work.ask(look, done, owner=self, key="search everywhere")
        self._show_answers()

    def _drop_question(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def _show_answers(self) -> None:
        text = self.field.text()
        answers = self.rank(text) if text.strip() else self._usual()
        self.list.show_answers(answers)
        if text.strip() and not answers and self._asked is None:
            self.hint.setText(_("Rien ne correspond à « {text} ».").format(text=text.strip()))
            announce(self.field, self.hint.text())
        elif text.strip():
            self.hint.setText(_("↑ ↓ pour choisir, Entrée pour ouvrir, Échap pour fermer"))
        else:
            self.hint.setText(_("Ce qui sert le plus. Tapez pour chercher partout."))
        self.place()

    def rank(self, text: str) -> list[Answer]:
        """The answers to what is typed, by how well they answer and how often they serve."""
        commands = matching(self._context.commands.offered(), text)[:_COMMANDS]
        answers = [self._weighed(command, score) for command, score in commands]
        answers += [self._weighed(found, score) for found, score in self._records]
        return sorted(answers, key=lambda answer: -answer.score)[:SHOWN]

    def _weighed(self, what: Command | Found, score: float) -> Answer:
        plain = Answer(what, score)
        return Answer(what, score + _BY_USE * min(5.0, self.uses.weight(plain.name)))

    def _usual(self) -> list[Answer]:
        offered = {command.name: command for command in self._context.commands.offered()}
        used = [offered[name] for name in self.uses.most_used(SHOWN * 4) if name in offered]
        rest = [command for command in offered.values() if command not in used]
        return [Answer(command, 0.0) for command in (*used, *rest)][: SHOWN - 2]

    # Choosing

    def choose(self) -> None:
        """Take the answer that is chosen."""
        if (answer := self.list.choice()) is not None:
            self._pick(answer)

    def _pick(self, answer: Answer) -> None:
        self.close_up()
        self.uses.count(answer.name)
        if isinstance(answer.what, Command):
            self._context.commands.run(answer.what.name)
        elif isinstance(answer.what, (FoundKit, FoundWare)):
            self._context.answer_wanted.emit(answer.what)
        else:
            self._context.go(answer.page, answer.what.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.field:
            if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
                return self._key(event)
            if kind == QEvent.Type.FocusOut and self.isVisible():
                self.close_up()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 5,
            Qt.Key.Key_PageUp: -5,
        }
        if key in steps:
            self.list.move_choice(steps[Qt.Key(key)], self.field)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key == Qt.Key.Key_Escape:
            self.close_up()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.list.move_choice(1 if key == Qt.Key.Key_Tab else -1, self.field)
        else:
            return False
        return True
