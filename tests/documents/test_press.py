"""The file itself: the same every time, small, its letters embedded, its words selectable."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import time_machine

from tests.documents.papers import agreement, blank_agreement, many, receipt
from tests.documents.reading import reader
from vaetvient.documents import paper
from vaetvient.documents.agreement import render_agreement
from vaetvient.documents.receipt import render_receipt

_ELSEWHERE = """
import hashlib
from tests.documents.papers import agreement, receipt
from vaetvient.documents.agreement import render_agreement
from vaetvient.documents.receipt import render_receipt
render_receipt(receipt(number="X", note="warm"))
for pdf in (render_agreement(agreement()), render_receipt(receipt())):
    print(hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_content_gives_the_same_bytes_at_any_time() -> None:
    first = render_agreement(agreement()), render_receipt(receipt())
    with time_machine.travel("2041-02-03 04:05:06"):
        assert (render_agreement(agreement()), render_receipt(receipt())) == first


def test_another_process_gives_the_same_bytes() -> None:
    expected = [
        hashlib.sha256(pdf).hexdigest()
        for pdf in (render_agreement(agreement()), render_receipt(receipt()))
    ]
    run = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        env=os.environ
        | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == expected


def test_another_loan_is_another_file() -> None:
    one, other = reader(render_agreement(agreement())), reader(render_agreement(agreement(note="")))
    assert one.trailer["/ID"] != other.trailer["/ID"]


def test_the_file_says_what_it_is() -> None:
    pdf = reader(render_agreement(agreement()))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Convention de prêt GRE-2026-0042 Les Jardins d'Échirolles"
    assert pdf.metadata.author == "Maison des associations de Grenoble"
    assert pdf.metadata.creation_date_raw == "D:20261123140500"
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  (a PDF object)
    english: Any = reader(render_agreement(agreement(language="en"))).trailer["/Root"]
    assert english["/Lang"] == "en-GB"


def test_a_title_keeps_its_script_and_loses_what_no_file_can_hold() -> None:
    content = agreement(borrower=replace(agreement().borrower, name="李小龙 \ud800\x00"))
    metadata = reader(render_agreement(content)).metadata
    assert metadata is not None
    assert metadata.title is not None
    assert "李小龙" in metadata.title


@pytest.mark.parametrize("pdf", [render_agreement(agreement()), render_receipt(receipt())])
def test_letters_are_embedded_and_subset(pdf: bytes) -> None:
    fonts: dict[str, Any] = {}
    for page in reader(pdf).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            fonts[font["/BaseFont"]] = font.get_object()
    assert fonts
    for name, font in fonts.items():
        assert "Inter" in name
        assert "+" in name, "a subset"
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize(
    "content", [agreement(), agreement(states_value=True), agreement(lines=many(100))]
)
def test_without_a_logo_a_file_is_under_100_kilobytes(content: Any) -> None:
    assert len(render_agreement(content)) < 100_000


def test_every_page_is_a4_with_its_ink_inside_the_margins() -> None:
    for pdf in (render_agreement(agreement(lines=many(40))), render_agreement(blank_agreement())):
        document = pypdfium2.PdfDocument(pdf)
        for page in document:
            assert page.get_size() == pytest.approx((paper.WIDTH, paper.HEIGHT), abs=0.1)
            words = page.get_textpage()
            for index in range(words.count_chars()):
                left, bottom, right, top = words.get_charbox(index)
                if right - left > 0:
                    assert left > paper.LEFT - 2
                    assert right < paper.RIGHT + 2
                    assert bottom > paper.HEIGHT - paper.FOOT - 4
                    assert top < paper.HEIGHT - paper.TOP + 2
        document.close()


def test_figures_are_as_wide_as_one_another() -> None:
    from vaetvient.documents.lettering import face

    for style in (paper.TEXT, paper.STRONG):
        widths = {face(style.weight).width(figure, style) for figure in "0123456789"}
        assert len(widths) == 1
