"""What leaves for a printer is what the PDF says, as many times and on as many sheets as asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.documents.papers import agreement, many
from tests.documents.scanning import drawn, scanned
from vaetvient.documents.agreement import render_agreement
from vaetvient.documents.label_formats import label_format
from vaetvient.documents.labels import render_labels
from vaetvient.domain.prints import LabelSheet, TagLabel
from vaetvient.ui.printing import sending
from vaetvient.ui.printing.pdf import draw_page, has_pictures, page_sizes, page_words
from vaetvient.ui.printing.sending import (
    NoPrinterError,
    PageRangeError,
    PrinterGoneError,
    PrintJob,
    PrintRefusedError,
    PrintSent,
    pages_meant,
    send,
    sent_words,
)
from vaetvient.ui.printing.uses import PaperUse, PrintChoice, PrintMemory


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Printers are Qt's."""


def labels(code: str, *, first: int = 1) -> bytes:
    tag = TagLabel("VID-012", "Vidéoprojecteur Epson EB-X06")
    sheet = LabelSheet("fr", "MDA", "2026-11-23", label_format(code), (tag,), first)
    return render_labels(sheet)


def millimetres(pdf: bytes) -> list[tuple[int, int]]:
    return [
        (round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in page_sizes(pdf)
    ]


def ink(pdf: bytes, page: int = 0) -> tuple[float, float, float, float]:
    """Where a page is not white: left, top, right, bottom, in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=2, grayscale=True).to_pil()
    finally:
        document.close()
    box = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = (side / 2 / 72 * 25.4 for side in box)
    return left, top, right, bottom


def test_an_agreement_is_printed_page_for_page_in_its_place(tmp_path: Path) -> None:
    pdf = render_agreement(agreement(lines=many(20)))
    into = tmp_path / "imprimé.pdf"
    sent = send(PrintJob("GRE-2026-0042", pdf, PrintChoice("x"), into=into))
    printed = into.read_bytes()
    assert sent.pages == len(page_sizes(pdf)) == len(page_sizes(printed))
    assert set(millimetres(printed)) == {(210, 297)}
    assert ink(printed) == pytest.approx(ink(pdf), abs=0.5)
    assert ("QR Code", "GRE-2026-0042") in [
        (kind.replace("QRCode", "QR Code"), text) for kind, text in scanned(_picture(printed))
    ]


def _picture(pdf: bytes):  # type: ignore[no-untyped-def]

    return drawn(pdf, dpi=200)


def test_the_pages_asked_for_are_those_printed(tmp_path: Path) -> None:
    pdf = render_agreement(agreement(lines=many(60)))
    into = tmp_path / "imprimé.pdf"
    assert send(PrintJob("x", pdf, PrintChoice("x"), "2", into=into)).pages == 1
    assert ink(into.read_bytes()) == pytest.approx(ink(pdf, 1), abs=0.5)


def test_labels_lie_where_the_sheet_has_them(tmp_path: Path) -> None:
    pdf = labels("L7160", first=11)
    into = tmp_path / "étiquettes.pdf"
    send(PrintJob("étiquettes", pdf, PrintChoice("x"), true_size=True, into=into))
    left, top, right, bottom = ink(into.read_bytes())
    assert 73.25 < left < right < 136.75  # the second of three columns
    assert 129.45 < top < bottom < 167.55  # the fourth row


@pytest.mark.parametrize(("code", "size"), [("DK-11209", (62, 29)), ("99012", (89, 36))])
def test_a_roll_has_pages_of_its_labels_size(
    tmp_path: Path, code: str, size: tuple[int, int]
) -> None:
    into = tmp_path / "rouleau.pdf"
    send(PrintJob("x", labels(code), PrintChoice("x"), true_size=True, into=into))
    assert millimetres(into.read_bytes()) == [size]


@given(st.integers(1, 40), st.data())
def test_pages_meant_are_pages_there_are_in_order(count: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, count))
    last = data.draw(st.integers(first, count))
    alone = data.draw(st.integers(1, count))
    meant = pages_meant(f"{first}-{last}, {alone}", count)
    assert set(meant) == {*range(first - 1, last), alone - 1}
    assert list(meant) == sorted(meant)
    assert pages_meant("  ", count) == tuple(range(count))


@pytest.mark.parametrize("typed", ["9", "0", "abc", "3-2", "-"])
def test_pages_that_are_none_are_refused_in_words(typed: str) -> None:
    with pytest.raises(PageRangeError, match="ne désigne aucune page"):
        pages_meant(typed, 2)


class _Printers:
    """A computer with these printers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        from PySide6 import QtPrintSupport

        real = QtPrintSupport.QPrinterInfo

        class Info(real):  # type: ignore[valid-type, misc]
            @staticmethod
            def availablePrinterNames() -> list[str]:
                return list(names)

        monkeypatch.setattr(QtPrintSupport, "QPrinterInfo", Info)


def test_without_a_printer_the_way_out_is_the_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    _Printers(monkeypatch)
    with pytest.raises(NoPrinterError, match="Enregistrez le document en PDF"):
        send(PrintJob("x", labels("L7160"), PrintChoice("Accueil")))


def test_a_printer_that_has_gone_is_never_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _Printers(monkeypatch, "Une autre")
    with pytest.raises(PrinterGoneError, match="« Imprimante d'hier » n'est plus là"):
        send(PrintJob("x", labels("L7160"), PrintChoice("Imprimante d'hier")))


def test_a_queue_that_refuses_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "lpstat"
    told.write_text('#!/bin/sh\necho "$2 not accepting requests since today -"\n')
    told.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(told))
    assert not sending._takes_documents("Accueil")
    told.write_text('#!/bin/sh\necho "$2 accepting requests since today"\n')
    assert sending._takes_documents("Accueil")
    told.write_text("#!/bin/sh\nexit 1\n")
    assert sending._takes_documents("Accueil")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert sending._takes_documents("Accueil")


def test_what_was_sent_is_said_with_its_copies() -> None:
    assert (
        sent_words(PrintSent("GRE-2026-0042", "Accueil", 2, 2, waits=False))
        == "Envoyé à l'imprimante « Accueil » : GRE-2026-0042, 2 exemplaires"
    )
    assert "En attente dans la file de « Accueil »" in sent_words(
        PrintSent("GRE-2026-0042", "Accueil", 2, 1, waits=True)
    )


def test_a_page_is_drawn_in_greys_or_colours_and_read_aloud() -> None:
    pdf = render_agreement(agreement())
    grey, colour = draw_page(pdf, 0, 72, grey=True), draw_page(pdf, 0, 144)
    assert grey.isGrayscale()
    assert (colour.width(), colour.height()) == (1191, 1684)
    assert not has_pictures(pdf, 0)
    assert "GRE-2026-0042" in page_words(pdf, 0)


def test_each_kind_of_paper_remembers_its_printer(tmp_path: Path) -> None:
    from PySide6.QtCore import QSettings

    path = str(tmp_path / "fenetre.ini")
    memory = PrintMemory(QSettings(path, QSettings.Format.IniFormat))
    assert memory.recall(PaperUse.AGREEMENT) == PrintChoice("", 2)
    memory.keep(PaperUse.AGREEMENT, PrintChoice("Accueil", 3, two_sided=True))
    memory.keep(PaperUse.LABEL_ROLL, PrintChoice("Brother QL", 5))
    again = PrintMemory(QSettings(path, QSettings.Format.IniFormat))
    assert again.recall(PaperUse.AGREEMENT) == PrintChoice("Accueil", 3, two_sided=True)
    assert again.recall(PaperUse.LABEL_ROLL) == PrintChoice("Brother QL", 1)
    assert again.recall(PaperUse.LIST) == PrintChoice()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_refused_halfway_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere = tmp_path / "nulle part" / "imprimé.pdf"
    with pytest.raises(PrintRefusedError):
        send(PrintJob("x", labels("L7160"), PrintChoice("x"), into=nowhere))
