"""One article being written: its paragraphs, each with what it is printed for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vaetvient.domain.office_text import CONDITIONS, AddedArticle, check_text
from vaetvient.language import _
from vaetvient.storage.clauses import DefaultClause, Paragraph
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S12
from vaetvient.ui.widgets.entry import Check, Entry
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.panes import button

_LINES = 6
_AROUND = 20


class ParagraphEditor(QWidget):
    """A text that is the office's, or as the program ships it."""

    edited = Signal()
    """A letter was typed."""
    left = Signal()
    """The text is done with."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        original: str,
        *,
        lines: int = _LINES,
        check: Check = check_text,
        empty: str = "",
    ) -> None:
        super().__init__()
        self.original = original
        self._empty = empty or _("Vide : ce paragraphe n'est pas imprimé.")
        self.field = QPlainTextEdit()
        height = QFontMetrics(theme.font()).lineSpacing() * lines
        self.field.setFixedHeight(height + _AROUND)
        self.entry = Entry(theme, "body", label, self.field, check=check)
        self.entry.changed.connect(self.edited)
        self.back = button(theme, _("Revenir au texte d'origine"), "undo-2", kind="link")
        self.back.clicked.connect(lambda _checked=False: self.reset())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        column.addWidget(self.entry)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        column.addLayout(row)
        self.field.installEventFilter(self)
        self.edited.connect(self._mark)

    def put(self, text: str) -> None:
        """Show a text that nobody typed now."""
        self.entry.put(text)
        self._mark()

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def is_original(self) -> bool:
        """Whether it is word for word as shipped."""
        return bool(self.original) and self.text.strip() == self.original.strip()

    @property
    def is_right(self) -> bool:
        """Whether every field it names is known; what is wrong is said below it."""
        return self.entry.examine()

    def reset(self) -> None:
        """As the program ships it."""
        self.field.setPlainText(self.original)  # heard as if it were typed
        self.left.emit()
        self.field.setFocus()

    def _mark(self) -> None:
        self.back.setVisible(bool(self.original) and not self.is_original)
        empty = not self.text.strip() and bool(self.original)
        self.entry.say(self._empty if empty else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph as it now stands: None as shipped."""

    slot: str
    body: str | None


class ShippedArticle(QWidget):
    """An article that the program ships, with the office's words where it has any."""

    edited = Signal()
    left = Signal()

    def __init__(self, theme: Theme, clause: DefaultClause, own: dict[str, str]) -> None:
        super().__init__()
        self.clause = clause
        self.editors: dict[str, ParagraphEditor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        for part in clause.paragraphs:
            editor = ParagraphEditor(theme, _printed_when(clause, part), part.text)
            editor.put(own.get(part.slot, part.text))
            editor.edited.connect(self.edited)
            editor.left.connect(self.left)
            self.editors[part.slot] = editor
            column.addWidget(editor)

    def written(self) -> list[Written]:
        """What stands in each paragraph, right or wrong."""
        return [
            Written(slot, None if editor.is_original else editor.text)
            for slot, editor in self.editors.items()
        ]

    def right_slots(self) -> set[str]:
        """The paragraphs that can be kept."""
        return {slot for slot, editor in self.editors.items() if editor.is_right}

    def focus_first(self) -> None:
        """Where writing begins."""
        next(iter(self.editors.values())).field.setFocus()


class OwnArticle(QWidget):
    """An article that the office adds: its title, when it is printed, its text."""

    edited = Signal()
    left = Signal()
    dropped = Signal()

    def __init__(self, theme: Theme, article: AddedArticle) -> None:
        super().__init__()
        self.article = article
        self.title = LineField()
        self.title_entry = Entry(theme, "title", _("Titre de l'article"), self.title)
        self.title_entry.put(article.title)
        self.condition = Choice()
        for name, words in CONDITIONS.items():
            self.condition.addItem(_(words), name)
        condition = Entry(theme, "condition", _("Imprimé"), self.condition)
        condition.put(article.condition)
        self.editor = ParagraphEditor(theme, _("Texte"), "")
        self.editor.put(article.body)
        drop = button(theme, _("Retirer cet article"), "trash-2", kind="quiet")
        drop.clicked.connect(lambda _checked=False: self.dropped.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        for widget in (self.title_entry, condition, self.editor):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(drop)
        row.addStretch(1)
        column.addLayout(row)
        self.title_entry.changed.connect(self.edited)
        self.title.editingFinished.connect(self.left)
        condition.changed.connect(self.edited)
        condition.changed.connect(self.left)
        self.editor.edited.connect(self.edited)
        self.editor.left.connect(self.left)

    def written(self) -> AddedArticle:
        """The article as it now stands, right or wrong."""
        return replace(
            self.article,
            title=self.title.text(),
            body=self.editor.text,
            condition=str(self.condition.currentData()),
        )

    def focus_first(self) -> None:
        """Where writing begins."""
        self.title.setFocus()


def _printed_when(clause: DefaultClause, part: Paragraph) -> str:
    conditions = [_(CONDITIONS[when]) for when in sorted(clause.when | part.when)]
    return " · ".join(conditions) or _(CONDITIONS[""])
