"""Where files begin: choose one, see those that are followed, decide what they ask; give out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from vaetvient.desk.desk import Desk
from vaetvient.language import _
from vaetvient.storage.queries.feeds import (
    FeedRow,
    QuestionRow,
    RunRow,
    feeds,
    questions,
    runs,
)
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.files.asked import question_card
from vaetvient.ui.pages.files.followed import followed_card
from vaetvient.ui.pages.files.out_section import OutSection
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline, button, clear, label

_MOST, _MOST_RUNS = 50, 12


@dataclass(frozen=True, slots=True)
class FilesSeen:
    """What the page shows before a file is chosen."""

    feeds: tuple[FeedRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    runs: Mapping[UUID, Sequence[RunRow]] = field(default_factory=dict)
    """By feed, its last runs, the newest first."""


def see_files(desk: Desk) -> FilesSeen:
    """The files that are followed and what they ask."""
    with desk.database.reading() as session:
        followed = tuple(feeds(session))
        told = {feed.id: runs(session, feed.id, _MOST_RUNS) for feed in followed}
        return FilesSeen(followed, tuple(questions(session, _MOST)), told)


class FilesHome(QWidget):
    """Choose a file, or see how those that are followed are getting on."""

    choose = Signal()
    run = Signal(object, bool)
    """A FeedRow to look at now, and whether a shrunken file is taken too."""
    forget = Signal(str)
    answered = Signal(object, str)
    """A QuestionRow, and its answer."""
    looked_at = Signal(str, object)
    """« members » or « equipment », and the key of a record of it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self._seen = FilesSeen()
        self._unfolded: set[UUID] = set()
        self._cards: list[Card] = []
        self.choose_button = button(
            self._theme, _("Choisir un fichier…"), "folder", kind="primary", act=self.choose.emit
        )
        hint = _(
            "Une liste d’adhérents ou de matériel : tableur (CSV, XLSX, ODS), carnet d’adresses "
            "(VCF) ou export d’un autre programme. Vous pouvez aussi déposer le fichier sur la "
            "fenêtre. Rien n’est enregistré avant que vous l’ayez vu."
        )
        row = Flow()
        row.addWidget(self.choose_button)
        self._asked, self._followed = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        column.addWidget(label(_("Fichiers"), "page-title"))
        column.addWidget(label(hint, "muted"))
        column.addLayout(row)
        for part in (self._asked, self._followed):
            part.setSpacing(S8)
            column.addLayout(part)
        self.out = OutSection(context)
        column.addWidget(Hairline())
        column.addWidget(self.out)
        column.addStretch(1)

    def show_seen(self, seen: FilesSeen) -> None:
        """Show the files that are followed and what they ask; who stood on a button stands on it
        still, or on the next thing to decide."""
        self._seen = seen
        stood = self._stood()
        clear(self._asked)
        clear(self._followed)
        if seen.questions:
            self._asked.addWidget(label(_("À décider"), "heading"))
        self._cards = [self._question(asked) for asked in seen.questions]
        for card in self._cards:
            self._asked.addWidget(card)
        if seen.feeds:
            self._followed.addWidget(label(_("Fichiers suivis"), "heading"))
        for feed in seen.feeds:
            card = self._card(feed, seen.runs.get(feed.id, ()))
            self._cards.append(card)
            self._followed.addWidget(card)
        if stood:
            self._stand_on(stood)

    def _question(self, asked: QuestionRow) -> Card:
        def answer(said: str) -> None:
            self.answered.emit(asked, said)

        def look() -> None:
            self.looked_at.emit(asked.feed_kind, asked.record_id)

        return question_card(self._theme, asked, answer, look)

    def _card(self, feed: FeedRow, runs: Sequence[RunRow]) -> Card:
        def unfold() -> None:
            self._unfolded ^= {feed.id}
            self.show_seen(self._seen)

        return followed_card(
            self._theme,
            self._context.desk.timezone,
            feed,
            runs,
            is_open=feed.id in self._unfolded,
            run=lambda accept: self.run.emit(feed, accept),
            forget=lambda: self.forget.emit(feed.name),
            unfold=unfold,
        )

    def _stood(self) -> str:
        """The name of the button of a card that has the focus; empty where none has."""
        now: QWidget | None = self.window().focusWidget()
        return now.objectName() if now is not None and self.isAncestorOf(now) else ""

    def _stand_on(self, name: str) -> None:
        for card in self._cards:
            card.show()  # what is not shown yet cannot have the focus
        shown = [one for card in self._cards for one in card.findChildren(QPushButton)]
        same = next((one for one in shown if one.objectName() == name), None)
        (same or next(iter(shown), self.choose_button)).setFocus()
