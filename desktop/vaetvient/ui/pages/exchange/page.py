"""The page of exchanges: offices, what clashes, what is asked, what travels, sticks and folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.language import N_, _
from vaetvient.storage.queries.calendars import member_name
from vaetvient.storage.queries.custody import KeptElsewhere, kept_elsewhere
from vaetvient.ui.carrier import Carrier
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.conflicts import ConflictsPanel
from vaetvient.ui.pages.exchange.incoming import Going, Incoming
from vaetvient.ui.pages.exchange.joining import Admitting, Founding, Inviting, Joining, ways_in
from vaetvient.ui.pages.exchange.offices import OfficesPanel
from vaetvient.ui.pages.exchange.places import FoldersPanel, SticksPanel
from vaetvient.ui.pages.exchange.requests import RequestsPanel
from vaetvient.ui.pages.exchange.state import ExchangeState, PartnerRow, look
from vaetvient.ui.pages.exchange.transfers import TransfersPanel
from vaetvient.ui.pages.page import Page
from vaetvient.ui.tokens import S12, S16, S24
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Scrolled, button, label

if TYPE_CHECKING:
    from vaetvient.sync.rounds import Given

BUNDLE = ".vav"
_WIDEST = 900
_PARTS = ("offices", "conflicts", "requests", "transfers", "places")


class ExchangePage(Page):
    """Without a network it says in three lines what exchanging is, and what to do first."""

    title = N_("Échanges")
    icon = "arrow-left-right"
    tables = (
        *("office", "site", "request", "transfer", "transfer_line", "reservation"),
        *("member", "equipment", "loan", "loan_line", "model", "category", "setting"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        assert context.carrier is not None
        self.carrier: Carrier = context.carrier
        self.state: ExchangeState | None = None
        self._wanted: tuple[str, UUID | None] | None = None
        self.founding, self.joining = Founding(context), Joining(context)
        self.inviting, self.admitting = Inviting(context), Admitting(context)
        self.going = Going(context, self.carrier)
        self.incoming = Incoming(context, self.carrier)
        self.offices = OfficesPanel(context)
        self.conflicts = ConflictsPanel(context)
        self.requests = RequestsPanel(context)
        self.transfers = TransfersPanel(context)
        self.sticks = SticksPanel(context, self.carrier)
        self.folders = FoldersPanel(context)
        self.chips: dict[str, QPushButton] = {}
        self._lay_out()
        self._wire()
        self.setAcceptDrops(True)

    # The page's own life

    def refresh(self) -> None:
        desk = self.context.desk
        self.context.work.ask(lambda: look(desk), self._show, owner=self, key="exchange")

    def show_record(self, key: UUID | None) -> None:
        """A thing kept elsewhere: ask for it. A request or a transfer: show it."""
        if key is not None:
            self.ask_for(key, None)

    def ask_for(self, key: UUID, borrower: UUID | None) -> None:
        """Begin a request for a thing that another office keeps, for a borrower that is known."""
        desk = self.context.desk

        def work() -> tuple[KeptElsewhere | None, str]:
            with desk.database.reading() as session:
                who = member_name(session, borrower) if borrower else ""
                return kept_elsewhere(session, desk.office_id, key), who

        def done(told: tuple[KeptElsewhere | None, str]) -> None:
            found, who = told
            if found is not None:
                self.open("requests")
                self.requests.asking.begin(found, (borrower, who) if borrower and who else None)
            elif self.state is not None:
                self._open_record(key)

        self.context.work.ask(work, done, owner=self)

    def came_up(self) -> None:
        self._focus_first()

    def _focus_first(self) -> None:
        """Where work begins, unless somebody is typing already."""
        if not self.isVisible() or self.state is None:
            return
        focused = self.window().focusWidget()
        if isinstance(focused, QLineEdit) and self.isAncestorOf(focused) and focused.isVisible():
            return
        inside = bool(self.state.network)
        (self._chosen_chip() if inside else self.found_button).setFocus()

    def _chosen_chip(self) -> QPushButton:
        return next(chip for chip in self.chips.values() if chip.isChecked())

    def looked_at(self) -> object:
        return next((name for name, chip in self.chips.items() if chip.isChecked()), "offices")

    def go_back_to(self, looked_at: object) -> None:
        if looked_at in _PARTS:
            self.open(str(looked_at))

    def open(self, part: str) -> None:
        """Show one part: offices, conflicts, requests, transfers, places."""
        if any(chip.hasFocus() for chip in self.chips.values()):
            self.chips[part].setFocus()
        self.chips[part].setChecked(True)
        for name, panel in self._panels.items():
            panel.setVisible(name == part)

    def _open_record(self, key: UUID) -> None:
        assert self.state is not None
        for part, rows in (("requests", self.state.requests), ("transfers", self.state.transfers)):
            if any(row.id == key for row in rows):
                self.open(part)

    # Files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take(files))

    def take(self, files: Sequence[Path]) -> None:
        """Take files as what they are: news, an invitation, a request, a welcome."""

        def work() -> dict[Path, str]:
            from vaetvient.sync import network

            return {path: network.kind_of(path) for path in files}

        self.context.work.ask(work, self._sort_out, owner=self)

    def _sort_out(self, kinds: dict[Path, str]) -> None:
        news = []
        for path, kind in kinds.items():
            if kind in ("invitation", "welcome"):
                self.joining.open()
                self.joining.take(path)
            elif kind == "request":
                self.admitting.take(path)
            else:
                news.append(path)
        if news:
            self.incoming.preview(news)

    def write(self, target: Path, one: PartnerRow | None = None) -> None:
        """Write what others lack into a folder or a file; for one of them, or for all."""
        desk, to = self.context.desk, (one.id,) if one else ()

        def work(_report: object) -> Given:
            from vaetvient.sync import rounds
            from vaetvient.sync.site import open_site

            return rounds.give(open_site(desk.database, desk.clock), target, to)

        def done(given: Given) -> None:
            said = _("Écrit : {file}. Portez-le à {who}.")
            who = ", ".join(given.to)
            self.context.say(said.format(file=given.file.name, who=who))

        self.context.work.long(work, done, owner=self)

    def _choose_in(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(
            self, _("Prendre des fichiers"), "", _("Fichiers d'échange (*.vav *.vavn)")
        )
        if names:
            self.take([Path(name) for name in names])

    def _choose_out(self, one: PartnerRow | None = None) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Où écrire nos nouveautés ?"))
        if folder:
            self.write(Path(folder), one)

    # What is shown

    def _show(self, state: ExchangeState) -> None:
        if state == self.state:
            return
        before, self.state = self.state, state
        inside = bool(state.network)
        self._outside.setVisible(not inside)
        self._inside.setVisible(inside)
        self._actions.setVisible(inside)
        self._where.setText(self._said(state))
        self._where.setVisible(inside)
        self.joining.show_state(state)
        if before is None or before.network != state.network:
            QTimer.singleShot(0, self, self._focus_first)
        if not inside:
            return
        if not self.carrier.active:
            self.carrier.begin()
        for panel in (self.offices, self.conflicts, self.requests, self.transfers, self.folders):
            panel.show_state(state)
        self.look_button.setVisible(bool(state.places and state.places.watched))
        counts = {
            "conflicts": state.open_conflicts,
            "requests": sum(row.waits_for_us for row in state.requests),
            "transfers": sum(row.waits_for_us for row in state.transfers),
        }
        for name, words in self._chip_words().items():
            n = counts.get(name, 0)
            self.chips[name].setText(f"{words} ({n})" if n else words)

    def _said(self, state: ExchangeState) -> str:
        own = next((one for one in state.partners if one.ourselves), None)
        here = f"{own.office} · {own.name}" if own else ""
        return _("Réseau « {network} ». Ce poste : {here}.").format(
            network=state.network, here=here
        )

    def _chip_words(self) -> dict[str, str]:
        return {
            "offices": _("Bureaux"),
            "conflicts": _("Divergences"),
            "requests": _("Demandes"),
            "transfers": _("Matériel en route"),
            "places": _("Clés et dossiers"),
        }

    # Putting together

    def _lay_out(self) -> None:
        theme = self.context.theme
        self._where = label("", "muted")
        self.look_button = button(
            theme,
            _("Échanger maintenant"),
            "refresh-cw",
            act=lambda: self.carrier.look_now(asked=True),
        )
        self.in_button = button(theme, _("Prendre des fichiers…"), "download", act=self._choose_in)
        self.out_button = button(theme, _("Écrire nos nouveautés…"), "upload", act=self._choose_out)
        self.invite_button = button(theme, _("Inviter…"), "user-plus", act=self.inviting.open)
        self._actions = QWidget()
        row = Flow()
        for one in (self.look_button, self.in_button, self.out_button, self.invite_button):
            row.addWidget(one)
        self._actions.setLayout(row)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(S16)
        inside.addLayout(self._lay_out_chips())
        parts = (self.offices, self.conflicts, self.requests, self.transfers, self._places())
        self._panels = dict(zip(_PARTS, parts, strict=True))
        for panel in parts:
            inside.addWidget(panel)
            panel.hide()
        self.offices.show()
        self._outside = self._lay_out_outside()
        everything = QWidget()
        everything.setMaximumWidth(theme.pixels(_WIDEST))
        column = QVBoxLayout(everything)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        for widget in (
            label(_("Échanges entre bureaux"), "page-title"),
            *(self._where, self._actions, self.going, self.incoming, self.inviting),
            *(self.admitting, self._inside, self._outside),
        ):
            column.addWidget(widget)
        self._scroll = Scrolled()
        self._scroll.column.setContentsMargins(S24, S24, S24, S24)
        self._scroll.column.addWidget(everything)
        self._scroll.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._everything = everything
        theme.changed.connect(self._arrange)
        self._inside.hide()
        self._outside.hide()
        self._actions.hide()

    def _arrange(self) -> None:
        self._everything.setMaximumWidth(self.context.theme.pixels(_WIDEST))

    def _places(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S24)
        column.addWidget(self.sticks)
        column.addWidget(self.folders)
        return both

    def _lay_out_chips(self) -> Flow:
        row = Flow()
        group = QButtonGroup(self)
        for name, words in self._chip_words().items():
            chip = button(
                self.context.theme, words, kind="chip", act=lambda name=name: self.open(name)
            )
            chip.setCheckable(True)
            group.addButton(chip)
            self.chips[name] = chip
            row.addWidget(chip)
        self.chips["offices"].setChecked(True)
        return row

    def _lay_out_outside(self) -> QWidget:
        outside = QWidget()
        column = QVBoxLayout(outside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        words = (
            _("Plusieurs bureaux peuvent travailler ensemble sans être reliés par le réseau."),
            _(
                "Ils échangent des fichiers, sur une clé, par courriel ou dans un dossier partagé :"
                " chacun voit alors ce que les autres gardent et prêtent."
            ),
            _(
                "Pour commencer, un bureau fonde un réseau et invite les autres. Les fiches des "
                "personnes restent dans leur bureau, sauf si elles sont d'accord."
            ),
        )
        for said in words:
            column.addWidget(label(said))
        found, join = ways_in(self.context, self.founding, self.joining)
        self.found_button, self.join_button = found, join
        buttons = Flow()
        buttons.addWidget(found)
        buttons.addWidget(join)
        column.addLayout(buttons)
        column.addWidget(self.founding)
        column.addWidget(self.joining)
        return outside

    def _wire(self) -> None:
        for joined in (self.founding, self.joining, self.admitting):
            joined.done.connect(self._network_changed)
        self.offices.changed.connect(self._network_changed)
        self.offices.invite_wanted.connect(self.inviting.open)
        self.offices.write_wanted.connect(self._choose_out)
        self.folders.changed.connect(self._network_changed)
        self.requests.send_wanted.connect(self._send)
        self.context.waiting_changed.connect(self._refresh_or_mark)
        self.carrier.visited.connect(lambda _visit, _asked: self._refresh_or_mark())

    def _network_changed(self) -> None:
        self.carrier.begin()
        self.context.waiting_changed.emit()

    def _send(self, row: object) -> None:
        self.open("transfers")
        self.transfers.sending.begin(row)  # type: ignore[arg-type]
