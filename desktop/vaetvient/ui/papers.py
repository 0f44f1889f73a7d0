"""Papers from the window: saved as PDF beside the data, shown, and sent to a printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, QSettings, QSize, Qt, QUrl
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
_PRINTER = "printer"
_PRINT_DPI = 300
_POINTS_PER_INCH = 72


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
        self._settings = settings
        self._last: Saved | None = None
        context.paper_wanted.connect(self._save)
        context.print_last_wanted.connect(self.print_last)
        context.open_last_wanted.connect(self.open_last)

    def print_last(self) -> None:
        """Print the paper that was made or shown last."""
        if self._last is not None:
            self._print(self._last)

    def open_last(self) -> None:
        """Open the paper that was made or shown last."""
        if self._last is not None:
            self._open(self._last)

    def _save(self, paper: PaperMade, then: str) -> None:
        folder = self._context.folder

        def done(saved: Saved) -> None:
            self._last = saved
            self._context.paper_saved.emit(saved)
            if then == "show":
                self._open(saved)
            elif then == "print":
                self._print(saved)
            else:
                self._print_as_before(saved)

        self._context.work.long(lambda _report: save(folder, paper), done, owner=self)

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
        if name := self._chosen_printer():
            printer.setPrinterName(name)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._send(saved, printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _print_as_before(self, saved: Saved) -> None:
        """Send it where the one before went; nowhere when no printer was ever chosen."""
        from PySide6.QtPrintSupport import QPrinter

        if name := self._chosen_printer():
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setPrinterName(name)
            printer.setDocName(saved.number)
            self._send(saved, printer)

    def _chosen_printer(self) -> str:
        """The printer that was used last, while it is there."""
        name = str(self._settings.value(_PRINTER, ""))
        if not name:
            return ""
        from PySide6.QtPrintSupport import QPrinterInfo

        return name if name in QPrinterInfo.availablePrinterNames() else ""

    def _send(self, saved: Saved, printer: QPrinter) -> None:
        self._settings.setValue(_PRINTER, printer.printerName())
        self._context.work.long(
            lambda _report: draw(saved.pdf, _PRINT_DPI),
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


def draw(pdf: bytes, dpi: float, most: int | None = None) -> list[QImage]:
    """The pages of a PDF as pictures, the first `most` of them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document) if most is None else min(most, len(document))
        return [_draw_page(document[number], dpi) for number in range(count)]
    finally:
        document.close()


def _draw_page(page: Any, dpi: float) -> QImage:
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, prefer_bgrx=True)
    picture = QImage(
        bytes(bitmap.buffer),
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        QImage.Format.Format_RGB32,
    )
    return picture.copy()  # the buffer goes with the bitmap
