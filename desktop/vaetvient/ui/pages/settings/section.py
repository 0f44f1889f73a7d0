"""One section of the settings: it loads, checks and saves, each setting by itself and at once.

There is no « OK »: a line is saved when one leaves it, a choice when it is made. What is a
gesture of the office is undone like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.settings.contents import CONTENTS
from vaetvient.ui.tokens import S16
from vaetvient.ui.widgets.entry import Check, Entry

SAVED_AFTER_MS = 900
"""How long a text of several lines rests before it is saved."""
Save = Callable[[str], object]
_REFUSED = "\0"
"""In the place of what was saved last, where what was typed since was refused."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What can be set: its name in the code, on screen, and the line that says what it does.

    Texts are French, marked with N_. `also` holds other words that one may look for.
    """

    name: str
    label: str
    help: str
    also: str = ""


class Section(QWidget):
    """The base of every section. One of its own kind names its settings and adds their fields."""

    name = ""
    """As in CONTENTS, which says its title and its icon."""
    title = ""
    icon = ""
    about = ""
    """What the section is for, in one sentence (N_)."""
    settings: tuple[Setting, ...] = ()
    tables: tuple[str, ...] = ()
    """The tables that it shows: it loads again when they change."""
    wide = False
    """Whether it takes all the room there is, to show things side by side."""

    saved = Signal(str)
    """The name of a setting that is now what was typed."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.name:
            cls.title, cls.icon = CONTENTS[cls.name]

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.entries: dict[str, Entry] = {}
        self._saves: dict[str, Save] = {}
        self._shown: dict[str, str] = {}
        """What each field held when it was loaded or saved last."""
        self._resting = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self._resting.timeout.connect(self.flush)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S16)
        self.build()

    # What a section of its own kind says

    def build(self) -> None:
        """Make the fields, with `add`."""
        raise NotImplementedError

    def read(self, session: Session) -> Any:
        """What is set now; asked on the worker."""

    def show_values(self, values: Any) -> None:
        """Put what `read` gave in the fields, with `put`."""

    # Load, check, save

    def load(self) -> None:
        """Ask for what is set, and show it; what is being typed stays."""
        database = self.context.desk.database

        def look() -> Any:
            with database.reading() as session:
                return self.read(session)

        self.context.work.ask(look, self.show_values, owner=self, key=f"settings {self.name}")

    def check(self) -> str:
        """The name of the first setting that is wrong, which is said beside it; else nothing."""
        wrong = [name for name, entry in self.entries.items() if not entry.examine()]
        return wrong[0] if wrong else ""

    def flush(self) -> None:
        """Save what is typed and not saved yet."""
        self._resting.stop()
        for name in self._saves:
            self.save(name)

    def save(self, name: str) -> None:
        """Save one setting, if it is another than before and can be."""
        entry = self.entries[name]
        typed = self._typed(entry)
        if typed == self._shown.get(name, typed) or not entry.examine():
            return
        self._shown[name] = typed
        self._saves[name](typed)

    def apply(self, name: str, work: Callable[[], object]) -> None:
        """Send a setting to its use case; a refusal is said beside its field."""

        def done(_result: object) -> None:
            self.entries[name].clear_error()
            self.saved.emit(name)

        def refused(error: VaEtVientError) -> None:
            if name in self._saves:
                self._shown[name] = _REFUSED
            else:
                self.load()  # boxes and lists show again what is set
            entry = self.entries.get(error.field) or self.entries.get(name)
            if entry is None or entry.isHidden():
                self.context.refuse(error)
            else:
                entry.show_error(error.message)

        self.context.work.do(work, done, refused, owner=self)

    def jump(self, name: str) -> QWidget | None:
        """Put the focus on a setting; what should be seen with it."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        entry.field.setFocus()
        return entry

    # Filling in

    def add(
        self,
        name: str,
        field: QWidget,
        save: Save | None = None,
        *,
        check: Check | None = None,
        into: QVBoxLayout | None = None,
    ) -> Entry:
        """The field of a setting, under its name and over its line; `save` takes what is typed."""
        setting = next(setting for setting in self.settings if setting.name == name)
        entry = Entry(
            self.context.theme, name, _(setting.label), field, check=check, hint=_(setting.help)
        )
        field.setAccessibleDescription(_(setting.help))
        self.entries[name] = entry
        (self.column if into is None else into).addWidget(entry)
        if save is not None:
            self._saves[name] = save
            self._listen(name, field)
        return entry

    def put(self, name: str, text: str) -> None:
        """Show what is set, unless something else is being typed there."""
        entry = self.entries[name]
        typing = entry.field.hasFocus() and self._typed(entry) != self._shown.get(name, "")
        if typing or entry.error:
            return
        self._shown[name] = text
        if isinstance(entry.field, QCheckBox):
            entry.tick(bool(text))
        elif self._typed(entry) != text:
            entry.put(text)

    def note_shown(self, name: str, text: str) -> None:
        """Take a text as saved: it was by another way than its field."""
        self._shown[name] = text

    def _listen(self, name: str, field: QWidget) -> None:
        if isinstance(field, QLineEdit):
            field.editingFinished.connect(lambda: self.save(name))
        elif isinstance(field, QPlainTextEdit):
            field.textChanged.connect(self._resting.start)
            field.installEventFilter(self)
        elif isinstance(field, QComboBox):
            field.activated.connect(lambda _place: self.save(name))
        elif isinstance(field, QCheckBox):
            field.clicked.connect(lambda _on: self.save(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    @staticmethod
    def _typed(entry: Entry) -> str:
        if isinstance(entry.field, QCheckBox):
            return "1" if entry.ticked else ""
        return entry.text()
