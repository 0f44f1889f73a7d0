"""Papers from the window: saved as PDF beside the data, shown, and sent to a printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from vaetvient.domain.loan import PaperKind
from vaetvient.language import _
from vaetvient.storage.errors import clear_faults
from vaetvient.ui.context import Context
from vaetvient.ui.printing.asked import PaperAsked
from vaetvient.ui.printing.source import Ready, Source
from vaetvient.ui.printing.uses import PaperUse, PrintMemory

if TYPE_CHECKING:
    from vaetvient.desk.papers import PaperMade
    from vaetvient.ui.printing.paper_window import PaperWindow
    from vaetvient.ui.printing.sending import PrintSent

FOLDER = "conventions"
_USES = {PaperKind.AGREEMENT: PaperUse.AGREEMENT, PaperKind.RECEIPT: PaperUse.RECEIPT}


@dataclass(frozen=True, slots=True)
class Saved:
    """A paper on the disk."""

    path: Path
    number: str
    kind: PaperKind
    pdf: bytes


class Papers(QObject):
    """Turns papers into files, pages on screen and pages on a printer."""

    def __init__(self, context: Context, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.memory = PrintMemory(settings)
        self._last: Saved | None = None
        self._shown: PaperWindow | None = None
        context.paper_wanted.connect(self._save)
        context.papers_wanted.connect(self.show_asked)
        context.print_last_wanted.connect(self.print_last)
        context.open_last_wanted.connect(self.open_last)

    @property
    def shown(self) -> PaperWindow | None:
        """The paper that is looked at before it is printed."""
        return self._shown

    def print_last(self) -> None:
        """Show the paper that was made or shown last, ready to be printed (again)."""
        if self._last is not None:
            self.show_source(_source_of(self._last))

    def open_last(self) -> None:
        """Open the paper that was made or shown last with the computer's own program."""
        if self._last is not None:
            self._open(self._last)

    def show_asked(self, asked: PaperAsked) -> None:
        """Show labels, cards, lists or blank agreements."""
        self.show_source(asked.source(self._context))

    def show_source(self, source: Source) -> PaperWindow:
        """Show a paper in a window of its own above this one; only one at a time."""
        from vaetvient.ui.printing.paper_window import PaperWindow

        if self._shown is not None:
            self._shown.reject()
        window = PaperWindow(self._context, source, self.memory, self._window)
        self._shown = window
        window.finished.connect(lambda _result: self._closed(window))
        window.show()
        return window

    def _closed(self, window: PaperWindow) -> None:
        if self._shown is window:
            self._shown = None

    def _save(self, paper: PaperMade, then: str) -> None:
        folder = self._context.folder

        def done(saved: Saved) -> None:
            self._last = saved
            self._context.paper_saved.emit(saved)
            if then in ("show", "print"):
                self.show_source(_source_of(saved))
            else:
                self._print_as_before(saved)

        self._context.work.long(lambda _report: save(folder, paper), done, owner=self)

    def _open(self, saved: Saved) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(saved.path))):
            self._context.say(_("Enregistré : {path}").format(path=saved.path))

    def _print_as_before(self, saved: Saved) -> None:
        """Send it where the one before went; nowhere when no printer was ever chosen."""
        choice = self.memory.recall(_USES[saved.kind])
        if not choice.printer:
            return
        from vaetvient.ui.printing.sending import PrintJob, send, sent_words

        job = PrintJob(saved.number, saved.pdf, choice)

        def done(sent: PrintSent) -> None:
            self._context.say(sent_words(sent))

        self._context.work.long(lambda report: send(job, report), done, owner=self)


def _source_of(saved: Saved) -> Source:
    titles = {
        PaperKind.AGREEMENT: _("Convention {number}"),
        PaperKind.RECEIPT: _("Reçu de retour {number}"),
    }
    title = titles[saved.kind].format(number=saved.number)
    return Ready(title, saved.path.stem, _USES[saved.kind], saved.pdf)


def render(paper: PaperMade) -> bytes:
    """The PDF of a frozen paper: the same bytes each time."""
    from vaetvient.domain.agreement import AgreementContent, ReceiptContent

    if isinstance(paper.content, AgreementContent):
        from vaetvient.documents.agreement import render_agreement

        return render_agreement(paper.content)
    from vaetvient.documents.receipt import render_receipt

    assert isinstance(paper.content, ReceiptContent)
    return render_receipt(paper.content)


def save(folder: Path, paper: PaperMade) -> Saved:
    """Write a paper under `<folder>/conventions/<year>/`; replaces what had its name.

    Raises EnvironmentFaultError subclasses where the disk is full or refuses.
    """
    content = paper.content
    year = content.number.split("-")[1] if content.number.count("-") > 1 else _("sans-numero")
    name = number = content.number or str(paper.paper_id)
    if paper.kind is PaperKind.RECEIPT:
        name += _("-retour")
    path = folder / FOLDER / year / f"{name}.pdf"
    pdf = render(paper)
    with clear_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".part")
        building.write_bytes(pdf)
        building.replace(path)
    return Saved(path, number, paper.kind, pdf)
