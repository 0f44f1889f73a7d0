"""What the counter's field finds while one types, and what is entered of it: the text, or an answer
that was chosen below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from vaetvient.storage.queries.counter import code_in, quantity_in
from vaetvient.storage.queries.results import Found, results
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.answers import Answers
from vaetvient.ui.pages.counter.entries import Entry
from vaetvient.ui.pages.counter.field import ScanField

SEARCH_AFTER_MS = 8
"""Longer than a scanner needs between two letters, shorter than anybody notices."""
SHORTEST_SEARCH = 2


class LookingUp(QObject):
    """Looks for what is in the field, and shows the answers below it."""

    entered = Signal(object)
    """An Entry: what was typed and chosen."""

    def __init__(self, context: Context, field: ScanField, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._field = field
        self._page = page
        self.answers = Answers(context, page)
        self._search = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._search.timeout.connect(self.look_up)
        self.answers.picked.connect(self._pick)

    @property
    def is_waiting(self) -> bool:
        """Whether what was typed is not looked for yet."""
        return self._search.isActive()

    def typed(self, text: str) -> None:
        """A letter more, or less."""
        self._field.say_wrong(False)
        if len(text.strip()) < SHORTEST_SEARCH:
            self._search.stop()
            self.answers.close_up()
        else:
            self._search.start()

    def enter(self, text: str) -> None:
        """Enter was pressed on this text."""
        self._search.stop()
        shown = self.answers.text == text and self.answers.isVisible()
        choice = self.answers.choice() if shown else None
        picked = choice if self.answers.moved else None
        quantity = self.answers.quantity if shown else None
        self.answers.close_up()
        self.entered.emit(Entry(text, picked, quantity=quantity, first=choice))

    def look_up(self) -> None:
        """Look for what is in the field."""
        text, database = self._field.text().strip(), self._context.desk.database
        quantity, words = quantity_in(code_in(text))

        def look() -> list[Found]:
            with database.reading() as session:
                return results(session, database.lexicon, words, things_only=quantity is not None)

        def done(rows: Sequence[Found]) -> None:
            if self._field.text().strip() == text:
                self.show_answers(text, quantity, rows)

        self._context.work.ask(look, done, owner=self, key="answers")

    def show_answers(self, text: str, quantity: int | None, rows: Sequence[Found]) -> None:
        """Show what answers to a text, below the field."""
        self.answers.setFixedWidth(self._field.width())
        self.answers.move(self._field.mapTo(self._page, self._field.rect().bottomLeft()))
        self.answers.show_for(text, quantity, rows)

    def _pick(self, found: Found) -> None:
        quantity = self.answers.quantity
        text = self._field.text()
        self._field.setText("")
        self.answers.close_up()
        self._field.setFocus()
        self.entered.emit(Entry(text, found, quantity=quantity))
