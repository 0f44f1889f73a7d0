"""Printing through Qt, off the window's thread: what is there, what was sent, what went wrong.

Qt says nothing when a printer is gone (it takes another one), when its queue refuses documents
(they vanish) or is stopped: all three are looked at before anything is sent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize, QPainter

from vaetvient.domain.errors import EnvironmentFaultError, InvalidValueError
from vaetvient.language import N_, _, ngettext
from vaetvient.ui.printing import pdf as pages_of
from vaetvient.ui.printing.uses import PrintChoice
from vaetvient.ui.work import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

_SHARP_DPI, _COLOUR_DPI = 400, 300
"""Letters and bars in greys at 400, twice what a label printer has; a page with a picture in
colours at 300, as light to send."""
_A_QUEUE_ANSWERS_S = 5
_WIDEST_TAPE = 63 / 25.4 * pages_of.POINTS_PER_INCH
"""Of label printers for an office: 62 mm, in points."""
_AS_LARGE = 0.995
"""A sheet this close to the page's size needs no fitting."""


class NoPrinterError(EnvironmentFaultError):
    code = "no_printer"
    text = N_("Aucune imprimante n'est installée sur cet ordinateur.")
    way_out = N_("Enregistrez le document en PDF, ou ouvrez-le pour l'imprimer ailleurs.")


class PrinterGoneError(EnvironmentFaultError):
    code = "printer_gone"
    text = N_("L'imprimante « {printer} » n'est plus là.")
    way_out = N_("Est-elle allumée et branchée ? Rien n'est perdu : Ctrl+P pour réessayer.")


class PrintRefusedError(EnvironmentFaultError):
    code = "print_refused"
    text = N_("L'imprimante « {printer} » a refusé le document.")
    way_out = N_("Choisissez-en une autre : Ctrl+P.")


class PageRangeError(InvalidValueError):
    code = "page_range"
    text = N_("« {value} » ne désigne aucune page : il y en a {count}.")
    way_out = N_("Écrivez par exemple 1-2 ou 1, 3.")


@dataclass(frozen=True, slots=True)
class PrinterSeen:
    """A printer of this computer."""

    name: str
    words: str
    """As its owner calls it."""
    is_default: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One document for one printer."""

    title: str
    """What the queue calls it."""
    pdf: bytes
    choice: PrintChoice
    pages: str = ""
    """« 1-2, 5 »; empty: all of them."""
    true_size: bool = False
    into: Path | None = None
    """A file to print into instead, as PDF: what a printer would be handed."""


@dataclass(frozen=True, slots=True)
class PrintSent:
    """What became of a job."""

    title: str
    printer: str
    pages: int
    copies: int
    waits: bool
    """The queue is stopped: it will be printed once someone starts it again."""


def printers() -> tuple[PrinterSeen, ...]:
    """What is installed, the computer's own choice first, then by name."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    default = QPrinterInfo.defaultPrinterName()
    seen = [
        PrinterSeen(
            info.printerName(),
            info.description() or info.printerName(),
            info.printerName() == default,
            info.state() is QPrinter.PrinterState.Error,
        )
        for info in QPrinterInfo.availablePrinters()
    ]
    return tuple(sorted(seen, key=lambda one: (not one.is_default, one.words.casefold())))


def pages_meant(typed: str, count: int) -> tuple[int, ...]:
    """The pages that « 1-2, 5 » means, from 0. Raises PageRangeError where there is none."""
    words = typed.strip().replace(" ", "").replace(";", ",")
    if not words:
        return tuple(range(count))
    ranges = QPageRanges.fromString(words)
    meant = tuple(number for number in range(count) if ranges.contains(number + 1))
    if not meant:
        raise PageRangeError(value=typed.strip(), count=count, field="pages")
    return meant


def send(job: PrintJob, report: Callable[[int, int, str], None] | None = None) -> PrintSent:
    """Print; one page in memory at a time.

    Raises NoPrinterError, PrinterGoneError, PrintRefusedError, PageRangeError.
    """
    from PySide6.QtPrintSupport import QPrinter

    sizes = pages_of.page_sizes(job.pdf)
    meant = pages_meant(job.pages, len(sizes))
    waits = False if job.into is not None else _look_at(job.choice.printer)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if job.into is not None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(job.into))
    else:
        printer.setPrinterName(job.choice.printer)
    printer.setDocName(job.title)
    printer.setCreator("Va-et-vient")
    _shape(printer, sizes[meant[0]])
    if job.choice.two_sided:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    else:
        printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    rounds = 1
    if printer.supportsMultipleCopies():
        printer.setCopyCount(job.choice.copies)
        printer.setCollateCopies(True)
    else:
        rounds = job.choice.copies
    _paint(printer, job, meant * rounds, sizes, report)
    return PrintSent(job.title, job.choice.printer, len(meant), job.choice.copies, waits)


def sent_words(sent: PrintSent) -> str:
    """« Envoyé à l'imprimante « Accueil » : GRE-2026-0042, 2 exemplaires »."""
    words = _("Envoyé à l'imprimante « {printer} » : {number}")
    if sent.waits:
        words = _("En attente dans la file de « {printer} », qui est arrêtée : {number}")
    said = words.format(number=sent.title, printer=sent.printer)
    if sent.copies == 1:
        return said
    many = ngettext("{n} exemplaire", "{n} exemplaires", sent.copies).format(n=sent.copies)
    return f"{said}, {many}"


def _paint(
    printer: QPrinter,
    job: PrintJob,
    meant: Sequence[int],
    sizes: Sequence[tuple[float, float]],
    report: Callable[[int, int, str], None] | None,
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    painter = QPainter()
    if not painter.begin(printer):
        raise PrintRefusedError(printer=job.choice.printer)
    try:
        for done, number in enumerate(meant):
            if report is not None:
                report(done, len(meant), job.title)
            if done:
                _shape(printer, sizes[number])
                if not printer.newPage():
                    raise PrintRefusedError(printer=job.choice.printer)
            _paint_page(painter, printer, job, number, sizes[number])
    except (StoppedError, PrintRefusedError):
        printer.abort()
        raise
    finally:
        painter.end()
    if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrintRefusedError(printer=job.choice.printer)


def _paint_page(
    painter: QPainter, printer: QPrinter, job: PrintJob, number: int, size: tuple[float, float]
) -> None:
    """One page at its own size, from the sheet's corner; made smaller where it must be."""
    from PySide6.QtPrintSupport import QPrinter

    colours = pages_of.has_pictures(job.pdf, number)
    picture = pages_of.draw_page(
        job.pdf, number, _COLOUR_DPI if colours else _SHARP_DPI, grey=not colours
    )
    dots = printer.resolution() / pages_of.POINTS_PER_INCH
    width, height = size[0] * dots, size[1] * dots
    if not job.true_size:
        sheet = printer.paperRect(QPrinter.Unit.DevicePixel)
        fit = min(1.0, sheet.width() / width, sheet.height() / height)
        if fit < _AS_LARGE:
            width, height = width * fit, height * fit
    painter.drawImage(QRectF(0, 0, width, height), picture)


def _shape(printer: QPrinter, size: tuple[float, float]) -> None:
    """Ask for sheets of the page's own size, printed from edge to edge.

    A label that is wider than any tape is fed sideways; a shorter one lies across the tape.
    """
    page = QSizeF(*size)
    sideways = page.width() > max(page.height(), _WIDEST_TAPE)
    sheet = QPageSize(
        page.transposed() if sideways else page,
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    turned = QPageLayout.Orientation
    printer.setPageLayout(
        QPageLayout(sheet, turned.Landscape if sideways else turned.Portrait, QMarginsF())
    )
    printer.setFullPage(True)


def _look_at(name: str) -> bool:
    """Refuse a printer that is not there or takes nothing; whether its queue is stopped."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        raise NoPrinterError
    info = QPrinterInfo.printerInfo(name)
    if not name or info.isNull():
        raise PrinterGoneError(printer=name)
    if not _takes_documents(name):
        raise PrintRefusedError(printer=name)
    return info.state() is QPrinter.PrinterState.Error


def _takes_documents(name: str) -> bool:
    """Whether the queue accepts documents, as CUPS tells it; yes where nobody can say."""
    asked = shutil.which("lpstat")
    if asked is None or name.startswith("-"):
        return True
    try:
        answer = subprocess.run(
            [asked, "-a", name],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_A_QUEUE_ANSWERS_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return True
    return " not accepting requests" not in answer.stdout
