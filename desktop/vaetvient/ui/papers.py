"""Papers from the window: saved as PDF beside the data, shown, and sent to a printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QPainter
from PySide6.QtWidgets import QWidget

from vaetvient.desk.papers import PaperMade
from vaetvient.domain.agreement import AgreementContent, ReceiptContent
from vaetvient.domain.loan import PaperKind
from vaetvient.language import _
from vaetvient.storage.errors import clear_faults
from vaetvient.ui.context import Context

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

FOLDER = "conventions"
_PRINT_DPI = 300
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Saved:
    """A paper on the disk."""

    path: Path
    number: str
    pdf: bytes


class Papers(QObject):
    """Turns papers into files, pages on screen and pages on a printer."""

    saved = Signal(object)
    """A Saved: a paper that was just written to the disk."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._last: Saved | None = None
        context.paper_wanted.connect(self._show)
        context.print_wanted.connect(self._save_and_print)

    def print_last(self) -> None:
        """Print the paper that was made or shown last."""
        if self._last is not None:
            self._print(self._last)

    def _show(self, paper: PaperMade) -> None:
        self._save(paper, self._open)

    def _save_and_print(self, paper: PaperMade) -> None:
        self._save(paper, self._print)

    def _save(self, paper: PaperMade, then: object) -> None:
        folder = self._context.folder

        def done(saved: Saved) -> None:
            self.keep(saved)
            if callable(then):
                then(saved)

        self._context.work.ask(lambda: save(folder, paper), done, owner=self)

    def keep(self, saved: Saved) -> None:
        """Make `saved` the paper that Ctrl+P prints."""
        self._last = saved
        self.saved.emit(saved)

    def _open(self, saved: Saved) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(saved.path))):
            self._context.say(_("Enregistré : {path}").format(path=saved.path))

    def _print(self, saved: Saved) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self._context.say(
                _("Aucune imprimante ici. Le document est enregistré : {path}").format(
                    path=saved.path
                )
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(saved.number)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._send(saved, printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _send(self, saved: Saved, printer: QPrinter) -> None:
        self._context.work.ask(
            lambda: draw(saved.pdf, _PRINT_DPI),
            lambda pages: self._paint(saved, printer, pages),
            owner=self,
        )

    def _paint(self, saved: Saved, printer: QPrinter, pages: list[QImage]) -> None:
        print_pages(printer, pages)
        self._context.say(_("{number} envoyé à l'imprimante").format(number=saved.number))


def print_pages(printer: QPrinter, pages: list[QImage]) -> None:
    """Send pages drawn as pictures to a printer, each filling its sheet."""
    from PySide6.QtPrintSupport import QPrinter

    printer.setFullPage(True)
    first = printer.fromPage() or 1
    last = printer.toPage() or len(pages)
    painter = QPainter(printer)
    for number, page in enumerate(pages[first - 1 : last]):
        if number:
            printer.newPage()
        sheet = printer.paperRect(QPrinter.Unit.DevicePixel)
        size = QSize(page.size()).scaled(sheet.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), page)
    painter.end()


def render(paper: PaperMade) -> bytes:
    """The PDF of a frozen paper: the same bytes each time."""
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
    name = content.number or str(paper.paper_id)
    if paper.kind is PaperKind.RECEIPT:
        name += _("-retour")
    path = folder / FOLDER / year / f"{name}.pdf"
    pdf = render(paper)
    with clear_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".part")
        building.write_bytes(pdf)
        building.replace(path)
    return Saved(path, name, pdf)


def draw(pdf: bytes, dpi: float) -> list[QImage]:
    """The pages of a PDF as pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        out = []
        for page in document:
            bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=False)
            picture = QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB888
                if bitmap.n_channels == 3
                else QImage.Format.Format_RGB32,
            )
            if bitmap.n_channels == 3:
                picture = picture.rgbSwapped()
            out.append(picture.copy())
        return out
    finally:
        document.close()
