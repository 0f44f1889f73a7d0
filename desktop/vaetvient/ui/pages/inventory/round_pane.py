"""A round: the scanner's field, what the last scan meant, and lists of what was found.

The same pane shows a closed round, without the field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from vaetvient.desk import inventory
from vaetvient.desk.inventory import Noted
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.inventory import Finding, RoundScope
from vaetvient.language import _, ngettext, show_date, show_number
from vaetvient.storage.queries.holdings import Place
from vaetvient.storage.queries.rounds import RoundState, round_state
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.field import ScanField
from vaetvient.ui.pages.inventory.feedback import Feedback, Said, said_of
from vaetvient.ui.pages.inventory.found_table import FoundTable
from vaetvient.ui.pages.inventory.rows import (
    MISSED_WORDS,
    SHOWN_WORDS,
    WAY_ICONS,
    WAY_WORDS,
    FoundRow,
    Shown,
    Way,
    counts_of,
    rows_of,
)
from vaetvient.ui.pages.inventory.scanning import Scanning
from vaetvient.ui.pages.inventory.ways import ACTS, ALL_ACTS, ALL_WORDS, DONE_WORDS
from vaetvient.ui.printing.asked import RoundReportAsked, ShelfListAsked
from vaetvient.ui.sounds import Sound
from vaetvient.ui.tokens import S8, S12, S16, S24
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.empty import EmptyState
from vaetvient.ui.widgets.fields import Labelled
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.flow import FlowRow
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import Scrolled, button, label

_HERE_WIDTH = 240
_LIST_HEIGHT = 150


class RoundPane(Scrolled):
    """One round, open or closed; scrolled where large texts leave too little room."""

    left = Signal()
    """Back to the rounds: an open one waits there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        theme = context.theme
        self.state: RoundState | None = None
        self._round: UUID | None = None
        self._last: Noted | None = None
        self.shown = Shown.WAITING
        self.scanning = Scanning(context, self)
        self.title = label("", "title")
        self.subtitle = label("", "muted")
        self.pause_button = button(
            theme, _("Tous les inventaires"), "arrow-left", kind="quiet", act=self._leave
        )
        self.print_button = MenuButton(theme, _("Imprimer"), "printer")
        self.print_button.offer(_("Compte rendu…"), self.print_report)
        self.print_button.offer(_("Liste à pointer…"), self._print_shelf_list)
        self.drop_button = button(theme, _("Abandonner"), "trash-2", kind="quiet", act=self._drop)
        self.close_button = button(
            theme, _("Clore l'inventaire"), "circle-check", kind="primary", act=self._close
        )
        self.field = ScanField(theme)
        self.field.setAccessibleName(_("Scanner ce qui est là"))
        self.here = FilterChoice(_("Où êtes-vous ?"), [(_("sans préciser"), "")])
        self.here_field = Labelled(_("Où êtes-vous ?"), self.here)
        self.feedback = Feedback(theme)
        self.chips: dict[Shown, QPushButton] = {}
        self.table = FoundTable(theme)
        self.table.setAccessibleName(_("Ce que l'inventaire a trouvé"))
        self.nothing = EmptyState(theme, "circle-check")
        self.ways = {
            way: button(
                theme,
                _(WAY_WORDS[way]),
                WAY_ICONS[way],
                kind="quiet",
                act=lambda way=way: self._do(self.table.row, way),
            )
            for way in Way
        }
        self.bulk = {
            way: button(theme, "", kind="quiet", act=lambda way=way: self._settle_all(way))
            for way in ALL_WORDS
        }
        self._lay_out()
        self._wire()

    # Which round

    @property
    def round_id(self) -> UUID | None:
        """The round that is shown."""
        return self._round

    @property
    def is_still(self) -> bool:
        """Whether everything that was scanned is noted."""
        return self.scanning.is_still

    def open_round(self, key: UUID) -> None:
        """Show a round; the list of what is to be seen first."""
        if key != self._round:
            self._round = key
            self.state = None
            self._last = None
            self.shown = Shown.WAITING
            self.scanning.begin(key)
        self.refresh()

    def refresh(self) -> None:
        """Read the round again."""
        key, database = self._round, self._context.desk.database
        if key is None:
            return

        def read() -> RoundState:
            with database.reading() as session:
                return round_state(session, key)

        self._context.work.ask(read, self._show, self._lost, owner=self, key="inventory round")

    def offer_places(self, known: Sequence[Place]) -> None:
        """Where one may stand."""
        self.here.offer([(_("sans préciser"), ""), *((one.name, one.name) for one in known)])

    def focus_first(self) -> None:
        """Put the focus where work goes on."""
        if self.field.isHidden():
            self.table.setFocus()
        else:
            self.field.setFocus()

    # Putting together

    def _lay_out(self) -> None:
        self._head = FlowRow(
            *(self.pause_button, self.print_button, self.drop_button, self.close_button),
            right_from=1,
        )
        scan = QHBoxLayout()
        scan.setSpacing(S12)
        scan.addWidget(self.field, 1, Qt.AlignmentFlag.AlignBottom)
        scan.addWidget(self.here_field, 0, Qt.AlignmentFlag.AlignBottom)
        for shown in Shown:
            chip = button(
                self._context.theme, "", kind="chip", act=lambda shown=shown: self.show_part(shown)
            )
            chip.setCheckable(True)
            self.chips[shown] = chip
        self._chips = FlowRow(*self.chips.values())
        self._ways, self._bulk = FlowRow(*self.ways.values()), FlowRow(*self.bulk.values())
        for each in (*self.ways.values(), *self.bulk.values()):
            each.hide()
        column = self.column
        column.setContentsMargins(S24, S16, S24, S12)
        column.setSpacing(S8)
        column.addWidget(self._head)
        column.addWidget(self.title)
        column.addWidget(self.subtitle)
        column.addLayout(scan)
        column.addWidget(self.feedback)
        column.addWidget(self._chips)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self._ways)
        column.addWidget(self._bulk)
        self.nothing.hide()
        self._context.theme.changed.connect(self._scale)
        self._scale()

    def _wire(self) -> None:
        self.field.entered.connect(self._entered)
        self.field.moved.connect(lambda _step: self._to_the_list())
        self.field.dismissed.connect(self.scanning.count_nothing)
        self.field.erased.connect(self._forget_last)
        self.here.currentIndexChanged.connect(lambda _i: self.scanning.stand(self.here.value or ""))
        self.here.activated.connect(lambda _i: self.field.setFocus())
        self.scanning.noted.connect(self._noted)
        self.scanning.refused.connect(self._refused)
        self.scanning.counting_changed.connect(self._ask_what)
        self.feedback.wanted.connect(self._settle_last)
        self.table.chosen.connect(self._chose)
        self.table.opened.connect(self._opened)
        self.table.typed.connect(self._typed)
        self.table.left.connect(self.focus_first)
        self.table.erased.connect(lambda row: self._do(row, Way.FORGET))
        for keys, act in (("F4", self._settle_last), ("F2", self.here.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._ask_what()

    def _scale(self) -> None:
        theme = self._context.theme
        self.here_field.setFixedWidth(theme.pixels(_HERE_WIDTH))
        self.table.setMinimumHeight(theme.pixels(_LIST_HEIGHT))

    # What is shown

    def show_part(self, shown: Shown) -> None:
        """List another part of the round."""
        self.shown = shown
        if self.state is not None:
            self._show_list(self.state)

    def _show(self, state: RoundState) -> None:
        if state.id != self._round:
            return
        first = self.state is None
        was_open = self.state is not None and self.state.closed_at is None
        self.state = state
        closed = state.closed_at is not None
        self.title.setText(_("Inventaire : {scope}").format(scope=state.label))
        self.subtitle.setText(self._subtitle(state))
        for widget in (self.field, self.feedback, self.close_button, self.drop_button):
            widget.setVisible(not closed)
        self.here_field.setVisible(not closed and state.scope is not RoundScope.LOCATION)
        counts = counts_of(state)
        for part, chip in self.chips.items():
            total, still = counts[part]
            words = _(MISSED_WORDS) if closed and part is Shown.WAITING else _(SHOWN_WORDS[part])
            chip.setText(f"{words} {show_number(total)}")
            chip.setAccessibleName(_("{part} : {n}").format(part=words, n=total))
            if part is Shown.ODD and still != total:
                left = _("{still} sur {total}").format(still=still, total=total)
                chip.setText(f"{words} {left}")
        if first and self._last is None and not closed:
            words = _("Scannez ce que vous voyez.")
            small = _("Un lot se scanne, puis on tape son nombre. Ctrl+Z annule.")
            self.feedback.say(Said(words, small, ("scan-barcode", "accent")), aloud=False)
        if closed and (first or was_open):
            self.shown = next((part for part in Shown if counts[part][1]), Shown.WAITING)
        self._show_list(state)
        self._show_bulk(state)
        if first or (was_open and closed):
            self.focus_first()

    def _subtitle(self, state: RoundState) -> str:
        day_of = self._context.desk.day_of
        seen = _("{seen} vus sur {expected}").format(
            seen=show_number(state.seen), expected=show_number(state.expected)
        )
        parts = [seen]
        if state.lent:
            lent = ngettext("{n} en prêt", "{n} en prêt", state.lent)
            parts.append(lent.format(n=show_number(state.lent)))
        if state.closed_at is not None:
            day = show_date(day_of(state.closed_at), "long")
            parts.insert(0, _("clos le {day}").format(day=day))
        else:
            day = show_date(day_of(state.begun_at), "long")
            parts.append(_("commencé le {day}").format(day=day))
        return " · ".join(parts)

    def _show_list(self, state: RoundState) -> None:
        for part, chip in self.chips.items():
            chip.setChecked(part is self.shown)
        rows = rows_of(state, self.shown)
        had_focus = self.table.hasFocus()
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if not rows:
            self.nothing.say(self._nothing_words(state))
            if had_focus:
                self.focus_first()
        self.table.show_rows(rows)

    def _nothing_words(self, state: RoundState) -> str:
        if self.shown is Shown.WAITING:
            return _("Tout a été vu.") if state.expected or state.sightings else _("Rien ici.")
        return {
            Shown.ODD: _("Rien à régler."),
            Shown.COUNTS: _("Aucun lot ici."),
            Shown.SEEN: _("Rien n'a encore été scanné."),
        }[self.shown]

    def _lost(self, error: VaEtVientError) -> None:
        self._round = None
        self.state = None
        self.left.emit()

    # Scanning

    def _entered(self, text: str) -> None:
        if text:
            self.field.say_wrong(False)
            self.scanning.take(text)
        else:
            self.scanning.count_nothing()

    def _noted(self, noted: Noted) -> None:
        self._last = noted
        self.feedback.say(said_of(noted))
        amiss = noted.finding is not Finding.SEEN
        self._context.sounds.play(Sound.REFUSED if amiss else Sound.TAKEN)
        self.refresh()

    def _refused(self, error: VaEtVientError) -> None:
        self._last = None
        self.field.say_wrong(True)
        self._context.sounds.play(Sound.REFUSED)
        self.feedback.say(Said(error.sentence, error.hint, ("circle-alert", "late")))

    def _ask_what(self) -> None:
        counting = self.scanning.counting
        words = _("Scannez ou tapez une étiquette")
        if counting is not None:
            words = _("Combien de {label} ? Tapez le nombre").format(label=counting.label)
        self.field.setPlaceholderText(words)
        if counting is None and self._last is not None and self._last.to_count:
            self._last = None
            self._say_next()

    def _to_the_list(self) -> None:
        if self.table.found.rows:
            self.table.setFocus()

    def _typed(self, letters: str) -> None:
        if not self.field.isHidden():
            self.field.setFocus()
            self.field.setText(self.field.text() + letters)

    def _forget_last(self) -> None:
        if self._last is not None and self._last.sighting_id is not None:
            sighting_id, desk = self._last.sighting_id, self._context.desk
            tag = self._last.tag
            self._last = None

            def done(_none: object) -> None:
                words = _("{tag} · oublié").format(tag=tag)
                self.feedback.say(Said(words, "", ("trash-2", "muted")))

            self._write(lambda: inventory.forget_sighting(desk, sighting_id), done)

    # Settling

    def _chose(self, row: FoundRow | None) -> None:
        """Offer what may be done about the chosen line; the first is what Enter does."""
        ways = row.ways if row is not None else ()
        for way, each in self.ways.items():
            each.setVisible(way in ways)
            words = _(WAY_WORDS[way])
            first = bool(ways) and way is ways[0]
            each.setText(_("{way} (Entrée)").format(way=words) if first else words)

    def _opened(self, row: FoundRow) -> None:
        if row.ways:
            self._do(row, row.ways[0])

    def _settle_last(self) -> None:
        """F4: what the last scan calls for, or the chosen line where nothing was scanned."""
        last = self._last
        if last is None or said_of(last).way is None:
            if self.table.hasFocus() and self.table.row is not None:
                self._opened(self.table.row)
            return
        way, thing_id = said_of(last).way, last.equipment_id
        if way is Way.ENTER:
            here = self.state.location if self.state is not None else ""
            self._enter(last.tag, self.here.value or here)
        if way is not None and thing_id is not None:
            self._settle(way, thing_id, last.tag)

    def _do(self, row: FoundRow | None, way: Way) -> None:
        if row is None or way not in row.ways or self._round is None:
            return
        desk = self._context.desk
        if way is Way.ENTER:
            self._enter(row.tag, row.detail)
        elif way is Way.COUNT:
            self.field.setFocus()
            self.scanning.take(row.tag)
        elif way is Way.SEE:
            self.scanning.take(row.tag)
        elif way is Way.FORGET and row.sighting_id is not None:
            sighting_id = row.sighting_id
            self._write(lambda: inventory.forget_sighting(desk, sighting_id))
        elif row.thing_id is not None:
            self._settle(way, row.thing_id, row.tag)

    def _enter(self, tag: str, location: str) -> None:
        """Add what bears an unknown tag to the equipment; the round goes on afterwards."""
        self._last = None
        self._say_next()
        self._context.enter_found(tag, location)

    def _say_next(self) -> None:
        words = _("Scannez la suite.")
        self.feedback.say(Said(words, "", ("scan-barcode", "accent")), aloud=False)

    def _settle(self, way: Way, thing_id: UUID, tag: str) -> None:
        key, desk = self._round, self._context.desk
        if key is None:
            return

        def done(_result: object) -> None:
            if self._last is not None and self._last.equipment_id == thing_id:
                self._last = None
            words = _(DONE_WORDS[way]).format(tag=tag)
            if not self.feedback.isHidden():
                self.feedback.say(Said(words, "", ("check", "done")))
            else:
                announce(self, words)

        self._write(lambda: ACTS[way](desk, key, thing_id), done)

    def _show_bulk(self, state: RoundState) -> None:
        """Gestures for all at once, while two or more lines call for the same."""
        rows = {row.key: row for shown in Shown for row in rows_of(state, shown)}
        for way, words in ALL_WORDS.items():
            n = sum(1 for row in rows.values() if way in row.ways)
            self.bulk[way].setText(_(words).format(n=n))
            self.bulk[way].setVisible(n > 1)

    def _settle_all(self, way: Way) -> None:
        key, desk = self._round, self._context.desk
        if key is not None:
            self._write(lambda: ALL_ACTS[way](desk, key))

    def _write(
        self, act: Callable[[], object], done: Callable[[object], None] | None = None
    ) -> None:
        def after(result: object) -> None:
            if done is not None:
                done(result)

        self._context.work.do(act, after, owner=self)

    # The end

    def _leave(self) -> None:
        self.scanning.count_nothing()
        self.left.emit()

    def _drop(self) -> None:
        key, desk = self._round, self._context.desk
        if key is None:
            return

        def drop() -> None:
            self._write(lambda: inventory.drop_round(desk, key), lambda _none: self.left.emit())

        self.scanning.when_still(drop)

    def _close(self) -> None:
        key, desk = self._round, self._context.desk
        if key is None:
            return

        def close() -> None:
            self._write(lambda: inventory.close_round(desk, key), lambda _closed: self.refresh())

        self.scanning.when_still(close)

    def print_report(self) -> None:
        """Show the round's report, ready to be printed."""
        if self.state is not None:
            self._context.show_asked(RoundReportAsked(self.state.id, self.state.label))

    def _print_shelf_list(self) -> None:
        self._context.show_asked(ShelfListAsked(self.state.location if self.state else ""))
