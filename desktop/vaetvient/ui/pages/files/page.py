"""The page of files: one is chosen, its columns said, looked at and taken; others go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSettings
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vaetvient.desk import undo
from vaetvient.desk.feed_answers import answer_question
from vaetvient.desk.feeding import FeedForm, add_feed, find_feed, remove_feed, run_feed
from vaetvient.desk.intake import IntakeReport
from vaetvient.desk.intake_words import report_words, would_words
from vaetvient.desk.manner import Decided
from vaetvient.domain.feeding import QuestionKind
from vaetvient.exchange.feed_file import look_at
from vaetvient.exchange.opening import SUFFIXES
from vaetvient.exchange.profile import keep_profile, key_of
from vaetvient.exchange.refused import refused_name
from vaetvient.language import N_, _, show_number
from vaetvient.storage.queries.feeds import FEED_TABLES, FeedRow, QuestionRow
from vaetvient.ui.context import Context
from vaetvient.ui.giving import TAKEN, ask_where, given_folder, remember_given
from vaetvient.ui.pages.files.columns_step import ColumnsStep
from vaetvient.ui.pages.files.done_step import DoneStep
from vaetvient.ui.pages.files.home import FilesHome, see_files
from vaetvient.ui.pages.files.outgoing import OUTGOING, Outgoing
from vaetvient.ui.pages.files.report_step import ReportStep
from vaetvient.ui.pages.files.state import (
    Opened,
    Tried,
    give_back_refused,
    open_file,
    profile_of,
    read_otherwise,
    take_file,
    try_file,
    with_column,
)
from vaetvient.ui.pages.looked_at import SETTINGS_NAME
from vaetvient.ui.pages.page import Page
from vaetvient.ui.pages.settings.data import open_folder
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S8, S12, S16, S24
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Scrolled, button, label
from vaetvient.ui.widgets.reading_order import in_reading_order, step_in_order
from vaetvient.ui.work import Ticket

_WIDEST = 900


class FilesPage(Page):
    """One step is shown at a time; nothing is written before the last."""

    title = N_("Fichiers")
    icon = "download"
    tables = FEED_TABLES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.opened: Opened | None = None
        self.tried: Tried | None = None
        self._report: IntakeReport | None = None
        self._ticket: Ticket | None = None
        self._is_giving = False
        self.home, self.columns = FilesHome(context), ColumnsStep(context)
        self.report, self.done = ReportStep(context), DoneStep(context)
        self.steps = QStackedWidget()
        for step in (self.home, self.columns, self.report, self.done):
            self.steps.addWidget(_Step(context.theme, step))
        self.progress = QProgressBar(textVisible=False)
        self.stop = button(context.theme, _("Arrêter"), "circle-stop", act=self.stop_work)
        self._settings = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )
        self.doing = label("", "muted", wrap=False)
        self.going = QWidget()
        row = Flow(spacing=S16)
        for widget in (self.stop, self.doing):
            row.addWidget(widget)
        going = QVBoxLayout(self.going)
        going.setContentsMargins(S24, S12, S24, 0)
        going.setSpacing(S8)
        going.addLayout(row)
        going.addWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.going)
        column.addWidget(self.steps, 1)
        self._rest()
        self._wire()

    def _wire(self) -> None:
        home, columns, report, done = self.home, self.columns, self.report, self.done
        home.choose.connect(self.choose)
        home.run.connect(self._look_now)
        home.forget.connect(self._forget)
        home.answered.connect(self._answer)
        home.looked_at.connect(self.context.go)
        home.out.wanted.connect(self.ask_where_to_give)
        home.out.folder_wanted.connect(self._open_folder)
        columns.otherwise.connect(self._otherwise)
        columns.column_said.connect(self._column_said)
        columns.go_on.connect(self._try)
        columns.left.connect(self._go_home)
        report.back.connect(lambda: self._show(self.columns))
        report.decided.connect(self._decide)
        report.kept.connect(self._keep)
        report.fills_only.connect(self._fill_only)
        report.refused_wanted.connect(self._give_back)
        report.take.connect(self._take)
        done.undo.connect(self._undo)
        done.another.connect(self._go_home)
        done.following.followed.connect(self._follow)
        done.keep_profile.connect(self._keep_profile)
        done.refused_wanted.connect(self._give_back)
        done.look.connect(lambda page: self.context.go(page, None))
        self.context.work.progressed.connect(self._progressed)

    # The page's own life

    def refresh(self) -> None:
        desk = self.context.desk
        self.context.work.ask(lambda: see_files(desk), self.home.show_seen, owner=self, key="files")

    def came_up(self) -> None:
        focus = {
            0: self.home.choose_button,
            1: self.columns.first_field(),
            2: self.report.go,
            3: self.done.another_button,
        }
        focus[self.steps.currentIndex()].setFocus()

    def choose(self) -> None:
        """Ask which file."""
        kinds = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        name, _kind = QFileDialog.getOpenFileName(
            self,
            _("Quel fichier ?"),
            str(given_folder(self._settings, TAKEN)),
            _("Listes ({kinds});;Tous (*)").format(kinds=kinds),
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path, kind: str = "") -> None:
        """Look into the file at `path`; `kind` where it is known what it lists."""
        desk, folder = self.context.desk, self.context.folder
        self._long(lambda _report: open_file(desk, folder, path, kind), self._opened)

    # Columns

    def _opened(self, opened: Opened) -> None:
        if self.opened is not None and self.opened.source is not opened.source:
            self.opened.source.close()
        self.opened, self.tried = opened, None
        remember_given(self._settings, opened.path.parent, TAKEN)
        self.columns.show_opened(opened)
        self._show(self.columns)

    def _otherwise(self, how: dict[str, Any]) -> None:
        opened, desk = self.opened, self.context.desk
        if opened is not None:
            self._long(lambda _report: read_otherwise(desk, opened, **how), self._opened)

    def _column_said(self, place: int, said: str) -> None:
        if self.opened is not None:
            self._opened_again(with_column(self.opened, place, said))

    def _opened_again(self, opened: Opened) -> None:
        self.opened = opened
        self.columns.show_opened(opened)

    # What it would do

    def _try(self) -> None:
        opened, desk = self.opened, self.context.desk
        if opened is not None:
            self._long(
                lambda report: try_file(desk, opened, lambda d, t: report(d, t, "")), self._tried
            )

    def _tried(self, tried: Tried) -> None:
        self.tried = tried
        self.report.show_tried(tried)
        self._show(self.report)
        announce(self, would_words(tried.report))

    def _again(self, tried: Tried, stand_on: Callable[[], QWidget]) -> None:
        """Try once more, with what was said; then the focus is on what `stand_on` gives."""
        desk = self.context.desk

        def tried_again(now: Tried) -> None:
            self._tried(now)
            stand_on().setFocus()

        self._long(lambda report: try_file(desk, tried, lambda d, t: report(d, t, "")), tried_again)

    def _decide(self, identity: str, decided: Decided) -> None:
        if self.tried is not None:
            told = {**self.tried.decided, identity: decided}
            self._again(replace(self.tried, decided=told), self.report.next_doubt)

    def _keep(self, key: UUID, column: str, stays: bool) -> None:
        if self.tried is not None:
            kept = {**self.tried.kept}
            columns = set(kept.get(key, ()))
            (columns.add if stays else columns.discard)(column)
            kept[key] = frozenset(columns)
            self.tried = replace(self.tried, kept=kept)

    def _fill_only(self, wanted: bool) -> None:
        if self.tried is not None and self.tried.fills_only != wanted:
            fill = self.report.only_fill
            self._again(replace(self.tried, fills_only=wanted), lambda: fill)

    def _give_back(self) -> None:
        tried = self.tried
        if tried is None:
            return
        source = tried.sheet.source
        proposed = tried.opened.path.with_name(refused_name(tried.opened.path, source))
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Où écrire les lignes refusées ?"), str(proposed)
        )
        if name:
            self._long(
                lambda _report: give_back_refused(tried, tried.report, Path(name)),
                lambda count: self.context.say(
                    _("{n} lignes à corriger dans {file}.").format(n=count, file=Path(name).name)
                ),
            )

    # Done

    def _take(self) -> None:
        tried, desk = self.tried, self.context.desk
        if tried is not None:
            self._long(
                lambda report: take_file(desk, tried, lambda d, t: report(d, t, "")), self._taken
            )

    def _taken(self, report: IntakeReport) -> None:
        assert self.tried is not None
        self._report = report
        self.done.show_done(self.tried.opened, report)
        self._show(self.done)
        announce(self, report_words(report))

    def _undo(self) -> None:
        report, desk = self._report, self.context.desk
        if report is not None and report.gesture_id is not None:
            gesture = report.gesture_id
            self.context.work.do(
                lambda: undo.undo(desk, gesture), lambda _done: self._go_home(), owner=self
            )

    def _follow(self, name: str, path: str, minutes: int, keeps: frozenset[str]) -> None:
        opened, desk = self.opened, self.context.desk
        if opened is None:
            return
        plan = opened.plan
        wish: dict[str, Any] = {
            "columns": {c.header: c.field for c in plan.columns if c.header and plan.header_line}
        }
        if plan.profile is not None:
            wish["profile"] = plan.profile.key
        if len(opened.source.sheets) > 1:
            wish["sheet"] = plan.sheet
        form = FeedForm(name, path, plan.kind, wish, keeps, minutes)

        def followed(_key: object) -> None:
            self.context.forgive()
            self.done.fold()
            self.done.follow_button.hide()
            self.done.another_button.setFocus()
            said = _("{file} est suivi : il sera pris quand il changera.")
            self.context.say(said.format(file=form.name))

        self.context.work.do(lambda: add_feed(desk, form), followed, owner=self)

    def _keep_profile(self, name: str) -> None:
        opened, folder = self.opened, self.context.folder
        if opened is None:
            return
        kept = profile_of(opened, name, key_of(name))

        def done(where: Path) -> None:
            self.done.fold()
            self.context.say(_("Profil écrit dans {file}.").format(file=where))

        self.context.work.do(lambda: keep_profile(folder, kept), done, owner=self)

    # Feeds

    def _look_now(self, feed: FeedRow, accept_shrink: bool) -> None:
        desk, folder = self.context.desk, self.context.folder
        self._long(
            lambda report: run_feed(
                desk,
                feed,
                lambda one: look_at(one, folder),
                accept_shrink=accept_shrink,
                progress=lambda done, total: report(done, total, ""),
            ),
            lambda _run: self.refresh(),
        )

    def _forget(self, name: str) -> None:
        desk = self.context.desk
        self.context.work.do(
            lambda: remove_feed(desk, name), lambda _done: self.refresh(), owner=self
        )

    def _answer(self, asked: QuestionRow, answer: str) -> None:
        """Settle a question; a row of which it is said who it is is taken at once."""
        desk = self.context.desk

        def settled(feed: FeedRow | None) -> None:
            if feed is None:
                self.refresh()
            else:
                self._look_now(feed, False)

        def settle() -> FeedRow | None:
            answer_question(desk, asked.id, answer)
            return find_feed(desk, asked.feed) if asked.kind is QuestionKind.DOUBT else None

        self.context.work.do(settle, settled, owner=self)

    # What goes out

    def give_out(self, name: str) -> None:
        """Ask where to write one of OUTGOING, as its button does."""
        self.ask_where_to_give(next(one for one in OUTGOING if one.name == name))

    def ask_where_to_give(self, outgoing: Outgoing) -> None:
        """Ask where a thing goes, and write it there."""
        if self._ticket is not None:
            self._say_taken_up()
            return
        title = _("Où écrire ? – {what}").format(what=_(outgoing.title))
        if outgoing.kinds:
            kinds = {_(words): ending for words, ending in outgoing.kinds}
            name = _(outgoing.file_name)
            write = partial(self.give_to, outgoing)
            ask_where(self, self._settings, title, name, kinds, write)
            return
        chosen = QFileDialog.getExistingDirectory(self, title, str(given_folder(self._settings)))
        if chosen:
            folder, own = Path(chosen), outgoing.file_name
            self.give_to(outgoing, folder if folder.name == own else folder / own)

    def give_to(self, outgoing: Outgoing, target: Path) -> None:
        """Write a thing to `target`, whole or not at all."""
        if self._ticket is not None:
            self._say_taken_up()
            return
        desk = self.context.desk

        def write(report: Any) -> str:
            report(0, 0, "")
            return outgoing.write(desk, target, report)

        def written(words: str) -> None:
            remember_given(self._settings, target.parent)
            self.context.forgive()
            self.home.out.show_written(outgoing, target, words)
            if self.steps.currentIndex() or not self.isVisible():
                self.context.say(words)
                return
            self._scrolled().ensureWidgetVisible(self.home.out.lines[outgoing.name])

        self._long(write, written)
        self._is_giving = True
        self.progress.setAccessibleName(_("Écriture du fichier"))

    def _say_taken_up(self) -> None:
        self.context.say(_("Un autre fichier est en cours : attendez qu’il soit fini."))

    def _open_folder(self, target: Path) -> None:
        if not open_folder(target.parent):
            said = _("Rien ne s’ouvre sur ce poste : le fichier est {path}.")
            self.context.say(said.format(path=target))

    # Long work

    def _long(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        def finished(result: Any) -> None:
            self._rest()
            done(result)

        def failed(error: Any) -> None:
            self._rest()
            self.context.refuse(error)

        if self._is_giving:
            self._say_taken_up()
            return
        self._stop()
        self._ticket = self.context.work.long(work, finished, failed, owner=self, broken=self._rest)

    def _progressed(self, ticket: object, value: int, total: int, _what: str) -> None:
        if ticket is self._ticket:
            self.progress.setMaximum(total)
            self.progress.setValue(value)
            self.doing.setText(self._doing_words(value, total))
            self.going.show()

    def _doing_words(self, value: int, total: int) -> str:
        """« Lecture du fichier : 12 000 lignes sur 100 000 »."""
        what = self.progress.accessibleName()
        if not total or self._is_giving:
            return what
        far = _("{what} : {n} lignes sur {total}")
        return far.format(what=what, n=show_number(value), total=show_number(total))

    def stop_work(self) -> None:
        """Give up what is going on."""
        was_giving = self._is_giving
        self._stop()
        if was_giving:
            self.context.say(_("Arrêté : rien n’est laissé à moitié écrit."))
        else:
            self.context.say(_("Arrêté : rien n’a été pris."))
        self.came_up()

    def _stop(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._rest()

    def _rest(self) -> None:
        self._ticket, self._is_giving = None, False
        self.progress.setAccessibleName(_("Lecture du fichier"))
        self.going.hide()

    def _go_home(self) -> None:
        if self.opened is not None:
            self.opened.source.close()
        self.opened = self.tried = self._report = None
        self._show(self.home)
        self.refresh()

    def _show(self, step: Any) -> None:
        steps = [self.home, self.columns, self.report, self.done]
        self.steps.setCurrentIndex(steps.index(step))
        self.context.forgive()
        self._scrolled().verticalScrollBar().setValue(0)
        if self.isVisible():
            self.came_up()

    def _scrolled(self) -> Scrolled:
        step = self.steps.currentWidget()
        assert isinstance(step, _Step)
        return step.scrolled


class _Step(QWidget):
    """What is looked at, and below it, always in sight, what can be done with it."""

    def __init__(self, theme: Theme, step: QWidget) -> None:
        super().__init__()
        self.scrolled = _Narrow(theme)
        self.scrolled.column.addWidget(step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.scrolled, 1)
        self._foot: QWidget | None = getattr(step, "foot", None)
        if self._foot is not None:
            column.addWidget(self._foot)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through what scrolls, then through what stands below it."""
        inside = self.scrolled.inside
        order = in_reading_order(inside)
        if self._foot is not None:
            order += in_reading_order(self._foot)
        reached = step_in_order(self, forward, order)
        if reached is None:
            return super().focusNextPrevChild(forward)
        if inside.isAncestorOf(reached):
            self.scrolled.ensureWidgetVisible(reached)
        return True


class _Narrow(Scrolled):
    """A step, no wider than is good to read.

    Its margin holds it, not its greatest width: a layout would ask how high the texts are in a
    room that they do not get, and cut their last lines.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The step knows what comes next."""
        step = self.parentWidget()
        assert isinstance(step, _Step)
        return step.focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        over = self.viewport().width() - S24 - self._theme.pixels(_WIDEST)
        self.column.setContentsMargins(S24, S24, max(S24, over), S24)
