"""A paper before it is printed: its pages, what may be chosen about it, and where it goes.

Nothing a scanner types prints by mistake: Enter presses only the button that has the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.printing.page_list import PageList
from vaetvient.ui.printing.page_view import Fit, PageView
from vaetvient.ui.printing.print_pane import PrintPane
from vaetvient.ui.printing.sending import PrintJob, PrintSent, send, sent_words
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import TRUE_SIZE, PrintMemory
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.empty import EmptyState
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline, Scrolled, button, label
from vaetvient.ui.work import Ticket

_SIDE = 376
_SETTLE_MS = 150
"""Pages are made again once the hand has rested this long."""


class PaperWindow(QDialog):
    """One paper. Ctrl+P prints, Ctrl+S saves, Ctrl+O opens it elsewhere, Escape puts it away."""

    printed = Signal(object)
    """A PrintSent."""

    def __init__(
        self, context: Context, source: Source, memory: PrintMemory, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._memory = memory
        self.source = source
        source.setParent(self)
        self._pdf = b""
        self._final = b""
        self._turn = 0
        self._sending: Ticket | None = None
        self.setWindowTitle(source.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.view = PageView(context)
        self.list = PageList(context)
        self.pane = PrintPane(context, memory)
        self.nothing = EmptyState(context.theme, "file-text")
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._make)
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.resize(parent.size().boundedTo(parent.screen().availableGeometry().size()))
        self.pane.show_use(source.use)
        source.begin()
        self._make()
        self.view.setFocus()

    @property
    def pdf(self) -> bytes:
        """What is shown; empty while there is nothing."""
        return self._pdf

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way to the printer."""
        return self._sending is not None

    # Putting together

    def _make_buttons(self) -> None:
        theme = self._context.theme
        self.back = _small(theme, "chevron-left", _("Page précédente"), "PgUp")
        self.on = _small(theme, "chevron-right", _("Page suivante"), "PgDn")
        self.smaller = _small(theme, "minus", _("Plus petit"), "-")
        self.larger = _small(theme, "plus", _("Plus grand"), "+")
        self.where = label("", "muted", wrap=False)
        self.size_words = label("", "muted", wrap=False)
        self.size_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.wide = button(theme, _("Largeur"), kind="chip")
        self.whole = button(theme, _("Page entière"), kind="chip")
        for chip, keys in ((self.wide, "Ctrl+1"), (self.whole, "Ctrl+2")):
            chip.setCheckable(True)
            chip.setToolTip(f"{chip.text()} ({keys})")
        self.print_button = button(theme, _("Imprimer (Ctrl+P)"), "printer", kind="primary")
        self.save_button = button(theme, _("Enregistrer…"), "save", kind="quiet")
        self.save_button.setToolTip(_("Enregistrer en PDF (Ctrl+S)"))
        self.open_button = button(theme, _("Ouvrir"), "file-text", kind="quiet")
        self.open_button.setToolTip(_("Ouvrir dans le lecteur de l'ordinateur (Ctrl+O)"))
        self.close_button = button(theme, _("Fermer"), "x", kind="quiet")
        self.close_button.setToolTip(_("Fermer (Échap)"))
        buttons = (
            *(self.back, self.on, self.smaller, self.larger, self.wide, self.whole),
            *(self.print_button, self.save_button, self.open_button, self.close_button),
        )
        for each in buttons:
            each.setAutoDefault(False)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(S12, S8, S12, S8)
        tools.setSpacing(S8)
        for widget in (self.back, self.where, self.on):
            tools.addWidget(widget)
        tools.addStretch(1)
        for widget in (self.smaller, self.size_words, self.larger, self.wide, self.whole):
            tools.addWidget(widget)
        centre = QVBoxLayout()
        centre.setContentsMargins(0, 0, 0, 0)
        centre.setSpacing(0)
        centre.addLayout(tools)
        centre.addWidget(Hairline())
        centre.addWidget(self.view, 1)
        centre.addWidget(self.nothing, 1)
        self.nothing.hide()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.list)
        whole.addLayout(centre, 1)
        whole.addWidget(self._side())
        self.list.hide()

    def _side(self) -> QWidget:
        choices = Scrolled()
        choices.column.setContentsMargins(S16, S16, S16, S16)
        title = label(self.source.title, "title")
        choices.column.addWidget(title)
        options = self.source.options
        if options is not None:
            choices.column.addWidget(options)
            choices.column.addWidget(Hairline())
        choices.column.addWidget(self.pane)
        choices.column.addStretch(1)
        self.said = label("", "smalllate")
        self.said.hide()
        below = QVBoxLayout()
        below.setContentsMargins(S16, S8, S16, S12)
        below.setSpacing(S4)
        below.addWidget(self.said)
        below.addWidget(self.print_button)
        others = Flow(spacing=S4)
        for each in (self.save_button, self.open_button, self.close_button):
            others.addWidget(each)
        below.addLayout(others)
        side = self._side_widget = QWidget()
        side.setProperty("role", "page")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(choices, 1)
        column.addWidget(Hairline())
        column.addLayout(below)
        return side

    def _wire(self) -> None:
        view = self.view
        self.source.changed.connect(self._settle.start)
        self.back.clicked.connect(lambda: view.go_to(view.page - 1))
        self.on.clicked.connect(lambda: view.go_to(view.page + 1))
        self.smaller.clicked.connect(view.zoom_out)
        self.larger.clicked.connect(view.zoom_in)
        self.wide.clicked.connect(lambda: view.fit(Fit.WIDTH))
        self.whole.clicked.connect(lambda: view.fit(Fit.PAGE))
        view.page_changed.connect(self._at_page)
        view.zoomed.connect(self._at_zoom)
        view.shown.connect(self._pages_shown)
        self.list.picked.connect(view.go_to)
        self.pane.ready_changed.connect(self._arm)
        self.print_button.clicked.connect(self.print_now)
        self.save_button.clicked.connect(self.save_as)
        self.open_button.clicked.connect(self.open_elsewhere)
        self.close_button.clicked.connect(self.reject)
        for keys, act in (
            ("Ctrl+P", self.print_now),
            ("Ctrl+S", self.save_as),
            ("Ctrl+O", self.open_elsewhere),
            ("PgDown", lambda: view.go_to(view.page + 1)),
            ("PgUp", lambda: view.go_to(view.page - 1)),
            ("Ctrl++", view.zoom_in),
            ("Ctrl+=", view.zoom_in),
            ("Ctrl+-", view.zoom_out),
            ("Ctrl+0", lambda: view.zoom(100)),
            ("Ctrl+1", lambda: view.fit(Fit.WIDTH)),
            ("Ctrl+2", lambda: view.fit(Fit.PAGE)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._context.theme.changed.connect(self._scale)
        self._scale()
        self._arm()

    def _scale(self) -> None:
        theme = self._context.theme
        self._side_widget.setFixedWidth(theme.pixels(_SIDE))
        self.size_words.setMinimumWidth(theme.pixels(56))

    # The pages

    def _make(self) -> None:
        self._turn += 1
        turn = self._turn
        self.pane.show_use(self.source.use)

        def done(pdf: bytes) -> None:
            if turn == self._turn:
                self._say("")
                self._show(pdf)
                self.source.shown()

        def failed(error: VaEtVientError) -> None:
            if turn == self._turn:
                self._show_nothing(error.message)

        make = self.source.make()
        self._context.work.ask(make, done, failed, owner=self, key=f"paper {id(self)}")

    def _show(self, pdf: bytes) -> None:
        if not pdf:
            self._show_nothing(self.source.nothing())
            return
        self._pdf = pdf
        self.nothing.hide()
        self.view.show()
        self.view.show_pdf(pdf)
        self._arm()

    def _show_nothing(self, words: str) -> None:
        self._pdf = b""
        self.where.setText("")
        for each in (self.back, self.on):
            each.setEnabled(False)
        self.list.hide()
        self.view.hide()
        self.nothing.say(words)
        self.nothing.show()
        self._arm()

    def _pages_shown(self) -> None:
        self.list.show_pdf(self._pdf, self.view.count)
        self._at_zoom(self.view.percent)

    def _at_page(self, number: int) -> None:
        count = self.view.count
        self.where.setText(_("page {page} / {count}").format(page=number + 1, count=count))
        self.back.setEnabled(number > 0)
        self.on.setEnabled(number < count - 1)
        self.list.mark(number)

    def _at_zoom(self, percent: int) -> None:
        self.size_words.setText(_("{percent} %").format(percent=percent))
        self.wide.setChecked(self.view.fitting is Fit.WIDTH)
        self.whole.setChecked(self.view.fitting is Fit.PAGE)

    def _arm(self) -> None:
        free = bool(self._pdf) and self._sending is None
        self.print_button.setEnabled(free and self.pane.is_ready)
        self.save_button.setEnabled(free)
        self.open_button.setEnabled(free)

    # Where it goes

    def print_now(self) -> None:
        """Send it to the printer that is chosen."""
        if not self.print_button.isEnabled():
            return
        self.pane.pages_entry.clear_error()
        choice, pages, source = self.pane.choice(), self.pane.pages.text(), self.source

        def go(pdf: bytes) -> None:
            job = PrintJob(source.said, pdf, choice, pages, source.use in TRUE_SIZE)
            self._say(_("Envoi à l'imprimante…"), wrong=False)
            self._sending = self._context.work.long(
                lambda report: send(job, report), self._sent, self._not_sent, owner=self
            )
            self._arm()

        self._finally(go)

    def save_as(self) -> None:
        """Keep it as PDF where a person says."""
        if not self.save_button.isEnabled():
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self, _("Enregistrer en PDF"), folder, _("Documents PDF (*.pdf)"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(f"{self.source.name}.pdf")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda path: self.save_to(Path(path)))
        chooser.open()

    def save_to(self, path: Path) -> None:
        """Keep it as PDF at `path`, to the letter what is printed."""

        def go(pdf: bytes) -> None:
            def work() -> None:
                from vaetvient.exchange.saving import save

                save(path, pdf)

            self._context.work.ask(work, lambda _none: saved(), self._refuse, owner=self)

        def saved() -> None:
            self._say(_("Enregistré : {path}").format(path=path), wrong=False)
            self.source.left()

        self._finally(go)

    def open_elsewhere(self) -> None:
        """Open it with the computer's own program for PDF."""
        if not self.open_button.isEnabled():
            return
        path = self._context.folder / "a-imprimer" / f"{self.source.name}.pdf"

        def go(pdf: bytes) -> None:
            def work() -> None:
                from vaetvient.exchange.saving import save

                path.parent.mkdir(parents=True, exist_ok=True)
                save(path, pdf)

            self._context.work.ask(work, lambda _none: opened(), self._refuse, owner=self)

        def opened() -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._say(_("Enregistré : {path}").format(path=path), wrong=False)
            self.source.left()

        self._finally(go)

    def _finally(self, go: Callable[[bytes], None]) -> None:
        """Hand over the pages that leave: those shown, unless they are made only now."""
        make: Make | None = self.source.final()
        if make is None or self._final:
            go(self._final or self._pdf)
            return

        def done(pdf: bytes) -> None:
            self._final = pdf
            self._show(pdf)
            go(pdf)

        self._context.work.do(make, done, self._refuse, owner=self)

    def _sent(self, sent: PrintSent) -> None:
        self._sending = None
        self._memory.keep(self.source.use, self.pane.choice())
        self.source.left()
        self._context.say(sent_words(sent))
        self.printed.emit(sent)
        self.accept()

    def _not_sent(self, error: VaEtVientError) -> None:
        self._sending = None
        self.pane.look_again()
        self._refuse(error)
        self._arm()

    def _refuse(self, error: VaEtVientError) -> None:
        if isinstance(error, InvalidValueError) and error.field == "pages":
            self._say("")
            self.pane.pages_entry.show_error(error.message)
            self.pane.pages.setFocus()
            return
        self._say(error.message)

    def _say(self, words: str, *, wrong: bool = True) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.said.setProperty("role", "smalllate" if wrong else "small")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        if words:
            announce(self, words)

    def reject(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._sending is not None:
            self._sending.cancel()
        super().closeEvent(event)


def _small(theme: Theme, icon: str, name: str, keys: str) -> QPushButton:
    made = QPushButton()
    made.setProperty("kind", "quiet")
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({keys})")
    theme.dress(made, icon, "accent")
    return made
