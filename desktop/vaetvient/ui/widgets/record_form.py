"""A form beside the list: checked as typed, errors beside the fields, nothing typed lost.

What was typed and not saved is kept until it is: by Escape, by a crash, by a power cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import ChangedElsewhereError, VaEtVientError
from vaetvient.language import N_, _
from vaetvient.ui.commands import FORMS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S8, S12, S16, S24
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.entry import Check, Entry
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Scrolled, button, label

_KEPT_AFTER_MS = 700
_FIELD_WIDTH = 170
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was typed and not saved, and the revision of the record it was typed over."""

    texts: dict[str, str]
    revision: int | None


class Row(QWidget):
    """Fields side by side, or one below the other where there is no room."""

    def __init__(self, context: Context, *fields: QWidget) -> None:
        super().__init__()
        self._context = context
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(S12)
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it folds instead
        self._fields = fields
        for field in fields:
            self._box.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)

    def show_if_any(self) -> None:
        """Be there as long as one of its fields is."""
        self.setVisible(any(not field.isHidden() for field in self._fields))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = sum(not field.isHidden() for field in self._fields)
        enough = self.width() >= shown * self._context.theme.pixels(_FIELD_WIDTH)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if enough else down)


class Banner(QFrame):
    """Something about the whole form, with what can be done about it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.words = label("", "")
        self.buttons = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(S12, S8, S12, S8)
        column.setSpacing(S8)
        column.addWidget(self.words)
        column.addLayout(self.buttons)
        self.hide()

    def say(self, words: str, *, wrong: bool, buttons: tuple[QWidget, ...] = ()) -> None:
        """Say it, and offer only these buttons."""
        self.setProperty("role", "note" if wrong else "inset")
        self.style().unpolish(self)
        self.style().polish(self)
        self.words.setText(words)
        for place in range(self.buttons.count()):
            item = self.buttons.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(widget in buttons)
        self.show()
        announce(self, words)


class RecordForm(QWidget):
    """The base of every form. A form of its own kind adds entries, and says how it is saved."""

    saved = Signal(object)
    """The key of what was saved."""
    given_up = Signal()

    draft_name = ""
    """Under which what is typed is kept until it is saved; empty: it is not."""

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__()
        self.context = context
        self.entries: dict[str, Entry] = {}
        self.key: UUID | None = None
        """The record that is corrected; None for a new one."""
        self.revision: int | None = None
        self._settings = settings
        self._first: dict[str, str] = {}
        self._saving = False
        self._rows: list[Row] = []
        self.heading = label("", "title")
        self.banner = Banner(context)
        self.scrolled = Scrolled()
        self.column = self.scrolled.column
        self.column.setSpacing(S16)
        self.column.setContentsMargins(S24, S8, S24, S16)
        theme = context.theme
        self.save_button = button(theme, _("Enregistrer"), "save", kind="primary", act=self.save)
        self.save_button.setToolTip(_("Enregistrer (Ctrl+S)"))
        self.cancel_button = button(theme, _("Annuler"), kind="quiet", act=self.give_up)
        self.cancel_button.setToolTip(_("Annuler (Échap) : la saisie est gardée"))
        self._reload = button(theme, _("Recharger"), "refresh-cw", act=self.reload)
        self._keep_mine = button(
            theme, _("Garder ma version"), act=lambda: self.save(overwrite=True)
        )
        self._start_anew = button(theme, _("Recommencer à vide"), act=self.start_anew)
        for offered in (self._reload, self._keep_mine, self._start_anew):
            self.banner.buttons.addWidget(offered)
        self._keeping = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self._keeping.timeout.connect(self.keep_draft)
        self._lay_out()
        self._add_shortcuts()

    # What a form of its own kind says

    def commit(self, *, overwrite: bool) -> None:
        """Send what is typed to its use case; end in `accepted` or `refuse`."""
        raise NotImplementedError

    def reload(self) -> None:
        """Show the record as it now is, in place of what was typed."""
        raise NotImplementedError

    # Filling in

    def add(
        self,
        name: str,
        text: str,
        field: QWidget,
        *,
        check: Check | None = None,
        hint: str = "",
    ) -> Entry:
        """One more field; where it stands is up to the caller."""
        entry = Entry(self.context.theme, name, text, field, check=check, hint=hint)
        self.entries[name] = entry
        entry.changed.connect(self._changed)
        if isinstance(field, QLineEdit):
            field.installEventFilter(self)
        return entry

    def row(self, *entries: QWidget) -> None:
        """Put fields side by side."""
        row = Row(self.context, *entries)
        self._rows.append(row)
        self.column.addWidget(row)

    def show_entries(self, names: Iterable[str], *, shown: bool) -> None:
        """Show these fields, or not; a row without any takes no room."""
        for name in names:
            self.entries[name].setVisible(shown)
        for row in self._rows:
            row.show_if_any()

    def begin(
        self,
        heading: str,
        texts: Mapping[str, str],
        *,
        key: UUID | None = None,
        revision: int | None = None,
    ) -> None:
        """Show a record, or an empty one, with what had been typed of it before."""
        self.key, self.revision = key, revision
        self._saving = False
        self.heading.setText(heading)
        self.banner.hide()
        self.fill(texts)
        self._first = self.texts()
        draft = self._kept_draft()
        if draft is not None:
            self.fill({**texts, **draft.texts})
            self.revision = draft.revision
            self.banner.say(
                _("Voici ce que vous aviez commencé à saisir."),
                wrong=False,
                buttons=(self._start_anew,),
            )
        self.scrolled.verticalScrollBar().setValue(0)

    def fill(self, texts: Mapping[str, str]) -> None:
        """Put texts in their fields; the others are emptied."""
        for name, entry in self.entries.items():
            entry.put(texts.get(name, ""))

    def texts(self) -> dict[str, str]:
        """What is in each field."""
        return {name: entry.text() for name, entry in self.entries.items()}

    def focus_first(self) -> None:
        """Where typing begins."""
        for entry in self.entries.values():
            if not entry.isHidden() and entry.field.isEnabled():
                entry.field.setFocus()
                if isinstance(entry.field, QLineEdit):
                    entry.field.selectAll()  # what is proposed gives way to what is typed
                return

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.texts() != self._first

    # Ending

    def save(self, *, overwrite: bool = False) -> None:
        """Save, unless a field is wrong: then the first wrong one has the focus."""
        if self._saving:
            return
        wrong = [e for e in self.entries.values() if not e.isHidden() and not e.examine()]
        if wrong:
            wrong[0].field.setFocus()
            self.scrolled.ensureWidgetVisible(wrong[0])
            return
        self._saving = True
        self.commit(overwrite=overwrite)

    def accepted(self, key: UUID | None) -> None:
        """It is saved."""
        self._saving = False
        self._forget_draft()
        self._first = self.texts()
        self.saved.emit(key)

    def refuse(self, error: VaEtVientError) -> None:
        """It is not: say why, beside the field it is about."""
        self._saving = False
        if isinstance(error, ChangedElsewhereError):
            self.banner.say(error.message, wrong=True, buttons=(self._reload, self._keep_mine))
            self._reload.setFocus()
            return
        entry = self.entries.get(error.field)
        if entry is not None and not entry.isHidden():
            entry.show_error(error.message)
            entry.field.setFocus()
            self.scrolled.ensureWidgetVisible(entry)
            return
        self.banner.say(error.message, wrong=True)

    def give_up(self) -> None:
        """Close the form. What was typed is kept."""
        self.keep_draft()
        self.given_up.emit()

    def start_anew(self) -> None:
        """Throw away what had been typed."""
        self._forget_draft()
        if self.key is not None:
            self.reload()
            return
        self.fill(self._first)
        self.banner.hide()
        self.focus_first()

    # What is typed, kept

    def keep_draft(self) -> None:
        """Keep what is typed for the next time the form is opened on the same record."""
        self._keeping.stop()
        if not self.draft_name or not self._first:
            return
        if self.is_changed:
            draft = {"texts": self.texts(), "revision": self.revision}
            self._settings.setValue(self._draft_key, json.dumps(draft))
        else:
            self._settings.remove(self._draft_key)

    def _kept_draft(self) -> _Draft | None:
        if not self.draft_name:
            return None
        kept = json.loads(str(self._settings.value(self._draft_key) or "null"))
        return _Draft(kept["texts"], kept["revision"]) if isinstance(kept, dict) else None

    def _forget_draft(self) -> None:
        self._keeping.stop()
        self._settings.remove(self._draft_key)

    @property
    def _draft_key(self) -> str:
        return f"drafts/{self.draft_name}-{self.key or 'new'}"

    def _changed(self) -> None:
        if self.draft_name:
            self._keeping.start()

    # Putting together

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(S24, S8, S24, 0)
        head.setSpacing(S12)
        head.addWidget(self.heading)
        head.addWidget(self.banner)
        foot = self.foot = Flow()
        foot.setContentsMargins(S24, S8, S24, S12)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(S8)
        whole.addLayout(head)
        whole.addWidget(self.scrolled, 1)
        whole.addLayout(foot)

    def _add_shortcuts(self) -> None:
        command = Command(
            f"form.save.{self.draft_name or type(self).__name__}",
            N_("Enregistrer la fiche"),
            self.save,
            shortcut="Ctrl+S, Ctrl+Return, Ctrl+Enter",
            group=FORMS,
            listed=False,
        )
        self.context.commands.add(command, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line goes on to the next field: a scanner ends with one."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ENTER
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and isinstance(watched, QLineEdit)
        ):
            watched.editingFinished.emit()
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)
