"""Labels: every format fits its sheet, every code can be scanned, nothing stands near an edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.reading import inked, page_texts, reader, said, tight
from tests.documents.scanning import drawn, scanned
from tests.documents.test_any_text import TAG, TEXT
from vaetvient.documents.label_formats import (
    UnknownLabelFormatError,
    label_format,
    label_formats,
    show_format,
)
from vaetvient.documents.labels import FirstLabelError, compose_labels, render_labels
from vaetvient.documents.paper import MM, Document
from vaetvient.domain.prints import LabelFormat, LabelSheet, TagLabel
from vaetvient.language import speaking

FORMATS = label_formats()
SHEETS = [known for known in FORMATS if not known.roll]
ROLLS = [known for known in FORMATS if known.roll]
PROJECTOR = TagLabel("VID-012", "Vidéoprojecteur Epson EB-X06")
SPEAKERS = TagLabel(
    "SON-003",
    "Sono portable Yamaha 400BT avec deux micros sans fil",
    owner="Ligue de l'enseignement de l'Isère",
    serial="YST-99812",
)


def labels(kind: LabelFormat, *stuck: TagLabel, **changes: Any) -> LabelSheet:
    usual = LabelSheet(
        language="fr",
        office="Maison des associations de Grenoble",
        made_on="2026-11-23",
        format=kind,
        labels=stuck or (PROJECTOR, SPEAKERS),
    )
    return replace(usual, **changes)


def named(known: LabelFormat) -> str:
    return known.code


# Formats


@pytest.mark.parametrize("kind", SHEETS, ids=named)
def test_the_labels_of_a_sheet_are_on_it_and_apart(kind: LabelFormat) -> None:
    assert kind.left >= 0
    assert kind.top >= 0
    assert kind.step_x >= kind.width
    assert kind.step_y >= kind.height
    assert kind.left + (kind.columns - 1) * kind.step_x + kind.width <= 210
    assert kind.top + (kind.rows - 1) * kind.step_y + kind.height <= 297


@pytest.mark.parametrize(
    ("code", "per_sheet"),
    [("L7160", 21), ("L7159", 24), ("L7163", 14), ("3474", 24), ("L7651", 65), ("L4731", 189)],
)
def test_the_sheets_one_can_buy_have_their_number_of_labels(code: str, per_sheet: int) -> None:
    assert label_format(code).per_sheet == per_sheet


def test_a_format_is_found_in_any_case_and_an_unknown_one_is_said() -> None:
    assert label_format(" dk-11209 ").name == "Brother DK-11209"
    with pytest.raises(UnknownLabelFormatError, match="L7160"):
        label_format("L0000")


def test_a_format_is_said_in_the_language_spoken() -> None:
    assert (
        show_format(label_format("L7160"))
        == "Avery L7160, J8160 : 63,5 × 38,1 mm, 21 étiquettes par feuille"
    )
    with speaking("en"):
        assert "63.5 × 38.1 mm" in show_format(label_format("L7160"))


# What is on a label


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_every_code_is_read_as_a_thermal_printer_prints_it(kind: LabelFormat) -> None:
    pdf = render_labels(labels(kind))
    found = [code for page in range(len(reader(pdf).pages)) for code in scanned(drawn(pdf, page))]
    assert {text for kind_of_code, text in found if kind_of_code == "QR Code"} == {
        "VID-012",
        "SON-003",
    }
    bars = {text for kind_of_code, text in found if kind_of_code == "Code 128"}
    assert bars == ({"VID-012", "SON-003"} if kind.height >= 25 else set())


@pytest.mark.parametrize("kind", FORMATS, ids=named)
def test_tag_model_and_office_can_be_read(kind: LabelFormat) -> None:
    text = said(compose_labels(labels(kind, PROJECTOR)))
    assert "VID-012" in text
    assert tight("Vidéoprojecteur Epson EB-X06") in text
    assert kind.height < 15 or tight("Maison des assoc") in text


def test_the_owner_and_the_serial_number_are_said_where_there_is_room() -> None:
    text = said(compose_labels(labels(label_format("L7163"), SPEAKERS)))
    assert tight("Propriétaire : Ligue de l'enseignement de l'Isère") in text
    assert tight("n° YST-99812") in text


def test_a_tag_that_code_128_cannot_write_keeps_its_qr_code() -> None:
    pdf = render_labels(labels(label_format("DK-11209"), TagLabel("ÉTÉ-01", "Tonnelle")))
    assert scanned(drawn(pdf)) == [("QR Code", "ÉTÉ-01")]


def boxes(sheet: LabelSheet) -> list[tuple[int, float, float]]:
    """Page, left and top of the place of each label, in points."""
    kind, out = sheet.format, []
    for number in range(len(sheet.labels)):
        if kind.roll:
            out.append((number, 0.0, 0.0))
            continue
        page, place = divmod(number + sheet.first - 1, kind.per_sheet)
        row, column = divmod(place, kind.columns)
        x, y = kind.left + column * kind.step_x, kind.top + row * kind.step_y
        out.append((page, x * MM, y * MM))
    return out


def strays(sheet: LabelSheet, document: Document) -> list[str]:
    """Whatever is not within a label, a millimetre of drift allowed for on every side."""
    kind = sheet.format
    places = boxes(sheet)
    top, right, bottom, left = (max(1.0, side) * MM - 0.01 for side in kind.unprintable)
    out = []
    for number, page in enumerate(document.pages):
        inks = [inked(placed) for placed in page.texts]
        rooms = [(i.left, i.top, i.right, i.bottom, i.text) for i in inks]
        rooms += [(f.x, f.y, f.x + f.width, f.y + f.height, "bar") for f in page.frames]
        out += [
            f"page {number}: {room}"
            for room in rooms
            if not any(
                on == number
                and room[0] >= x + left
                and room[1] >= y + top
                and room[2] <= x + kind.width * MM - right
                and room[3] <= y + kind.height * MM - bottom
                for on, x, y in places
            )
        ]
    return out


@pytest.mark.parametrize("kind", FORMATS, ids=named)
@given(st.lists(st.builds(TagLabel, TAG, TEXT, TEXT, TEXT), min_size=1, max_size=3))
@settings(max_examples=12)
def test_whatever_is_written_stays_a_millimetre_within_its_label(
    kind: LabelFormat, stuck: list[TagLabel]
) -> None:
    sheet = labels(kind, *stuck)
    assert strays(sheet, compose_labels(sheet)) == []


# Sheets and rolls


def test_a_sheet_that_was_begun_is_gone_on_with() -> None:
    kind = label_format("L7160")
    stuck = tuple(replace(PROJECTOR, tag=f"VID-{n:03}") for n in range(1, 21))
    sheet = labels(kind, *stuck, first=5)
    document = compose_labels(sheet)
    assert len(document.pages) == 2
    assert strays(sheet, document) == []
    first_page, second_page = page_texts(render_labels(sheet))
    assert "VID-017" in first_page
    assert [f"VID-{n:03}" in second_page for n in range(17, 21)] == [False, True, True, True]


@pytest.mark.parametrize("first", [0, 22])
def test_a_label_that_the_sheet_does_not_have_is_refused(first: int) -> None:
    with pytest.raises(FirstLabelError, match="21 étiquettes"):
        compose_labels(labels(label_format("L7160"), first=first))


@pytest.mark.parametrize("kind", ROLLS, ids=named)
def test_a_roll_gives_a_page_of_its_size_for_each_label(kind: LabelFormat) -> None:
    pages = reader(render_labels(labels(kind))).pages
    assert len(pages) == 2
    assert float(pages[0].mediabox.width) == pytest.approx(kind.width * MM, abs=0.01)
    assert float(pages[0].mediabox.height) == pytest.approx(kind.height * MM, abs=0.01)


def test_the_same_labels_are_the_same_bytes() -> None:
    assert render_labels(labels(FORMATS[0])) == render_labels(labels(FORMATS[0]))


def test_a_measure_is_not_broken_before_its_unit() -> None:
    document = compose_labels(labels(label_format("L7160"), TagLabel("BAR-001", "Barnum 3 × 3 m")))
    texts = [placed.text for placed in document.pages[0].texts]
    assert "m" not in texts
    assert any(text.endswith("3\N{NO-BREAK SPACE}m") for text in texts)


def test_a_label_has_only_the_codes_that_are_wanted() -> None:
    def kinds(**wanted: bool) -> set[str]:
        pdf = render_labels(labels(label_format("L7160"), PROJECTOR, **wanted))
        return {kind for kind, _text in scanned(drawn(pdf, dpi=300))}

    assert len(kinds()) == 2
    assert len(kinds(bars=False)) == 1
    assert len(kinds(qr=False)) == 1
    assert kinds(bars=False) != kinds(qr=False)
    assert kinds(bars=False, qr=False) == set()
