"""Where files begin: choose one, see those that are followed, decide what they ask; give out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.desk import Desk
from vaetvient.domain.feeding import QuestionKind, RunOutcome
from vaetvient.language import _, ngettext, show_moment
from vaetvient.storage.queries.feeds import FeedRow, QuestionRow, RunRow, feeds, questions
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.files.out_section import OutSection
from vaetvient.ui.pages.files.words import field_word, value_word
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline, button, clear, label

_MOST = 50


@dataclass(frozen=True, slots=True)
class FilesSeen:
    """What the page shows before a file is chosen."""

    feeds: tuple[FeedRow, ...]
    questions: tuple[QuestionRow, ...]


def see_files(desk: Desk) -> FilesSeen:
    """The files that are followed and what they ask."""
    with desk.database.reading() as session:
        return FilesSeen(tuple(feeds(session)), tuple(questions(session, _MOST)))


class FilesHome(QWidget):
    """Choose a file, or see how those that are followed are getting on."""

    choose = Signal()
    run = Signal(object, bool)
    """A FeedRow to look at now, and whether a shrunken file is taken too."""
    forget = Signal(str)
    answered = Signal(object, str)
    """A question's key, and its answer."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
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
        column.addWidget(label(_("Fichiers"), "title"))
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
        """Show the files that are followed and what they ask."""
        clear(self._asked)
        clear(self._followed)
        if seen.questions:
            self._asked.addWidget(label(_("À décider"), "heading"))
        for asked in seen.questions:
            self._asked.addWidget(self._question(asked))
        if seen.feeds:
            self._followed.addWidget(label(_("Fichiers suivis"), "heading"))
        for feed in seen.feeds:
            self._followed.addWidget(self._feed(feed))

    def _feed(self, feed: FeedRow) -> Card:
        every = ngettext("toutes les {n} minutes", "toutes les {n} minutes", feed.every_minutes)
        card = Card(self._theme, feed.name, f"{feed.path} – {every.format(n=feed.every_minutes)}")
        last = feed.last
        if last is not None:
            at = show_moment(last.at, self._context.desk.timezone)
            sign = {
                RunOutcome.TAKEN: ("check", "done"),
                RunOutcome.SAME: ("check", "muted"),
                RunOutcome.WAITS: ("hourglass", "muted"),
                RunOutcome.REFUSED: ("circle-alert", "late"),
            }[last.outcome]
            card.show_state(f"{at} : {run_words(last)}", sign)
        offers = [
            button(
                self._theme,
                _("Regarder maintenant"),
                "refresh-cw",
                act=lambda: self.run.emit(feed, False),
            )
        ]
        if last is not None and last.outcome is RunOutcome.REFUSED and feed.seen:
            offers.append(
                button(
                    self._theme,
                    _("Le prendre quand même"),
                    "download",
                    act=lambda: self.run.emit(feed, True),
                )
            )
        offers.append(
            button(
                self._theme,
                _("Ne plus le suivre"),
                "x",
                kind="quiet",
                act=lambda: self.forget.emit(feed.name),
            )
        )
        card.offer(*offers)
        return card

    def _question(self, asked: QuestionRow) -> Card:
        card = Card(self._theme, asked.label or asked.feed, asked.feed)
        offers: list[tuple[str, str, str]]
        if asked.kind is QuestionKind.FIELD:
            card.say(
                _("{field} : vous avez « {now} », le fichier dit « {said} ».").format(
                    field=field_word(asked.field),
                    now=value_word(asked.field, asked.now),
                    said=value_word(asked.field, asked.said),
                )
            )
            offers = [
                (_("Garder la nôtre"), "check", "ours"),
                (_("Prendre celle du fichier"), "download", "theirs"),
            ]
        elif asked.kind is QuestionKind.GONE:
            card.say(_("N’est plus dans le fichier."))
            offers = [(_("Archiver"), "archive", "archive"), (_("Garder"), "check", "keep")]
        else:
            said = asked.said or {}
            words = [f"{field_word(c)} : {value_word(c, v)}" for c, v in said.items() if v]
            card.say(" · ".join(words[:8]))
            offers = [
                (
                    _("C’est {label} ({score} sur 100)").format(**one),
                    "check",
                    str(one["id"]),
                )
                for one in asked.now[:3]
            ]
            offers += [
                (_("C’en est une autre"), "package-plus", "new")
                if "model" in said
                else (_("C’est quelqu’un d’autre"), "user-plus", "new"),
                (_("Laisser de côté"), "x", "keep"),
            ]
        card.offer(
            *(
                button(
                    self._theme,
                    words,
                    icon,
                    act=lambda key=asked.id, answer=answer: self.answered.emit(key, answer),
                )
                for words, icon, answer in offers
            )
        )
        return card


def run_words(run: RunRow) -> str:
    """What a run did, in words."""
    if run.outcome is RunOutcome.SAME:
        return _("rien de nouveau")
    if run.outcome is not RunOutcome.TAKEN:
        return run.message
    counts: tuple[tuple[str, int], ...] = (
        (ngettext("{n} ligne ajoutée", "{n} lignes ajoutées", run.added), run.added),
        (ngettext("{n} modifiée", "{n} modifiées", run.changed), run.changed),
        (ngettext("{n} inchangée", "{n} inchangées", run.unchanged), run.unchanged),
        (ngettext("{n} refusée", "{n} refusées", run.refused), run.refused),
        (ngettext("{n} disparue", "{n} disparues", run.gone), run.gone),
    )
    told = ", ".join(words.format(n=n) for words, n in counts if n) or _("rien de nouveau")
    return f"{told}. {run.message}" if run.message else told
