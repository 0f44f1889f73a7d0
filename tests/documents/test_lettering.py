"""Words on a line: what can be drawn, what is spelled out, where a line is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.documents.errors import FontDamagedError, FontMissingError
from vaetvient.documents.lettering import Lettering, _load, face
from vaetvient.documents.paper import TEXT
from vaetvient.paths import resources

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Zoé Lefèvre-Çelik, œuvre à 12 €", "Zoé Lefèvre-Çelik, œuvre à 12 €"),
        ("Владимир Ελένη", "Владимир Ελένη"),
        ("李小龙", "[Li Xiao Long]"),
        ("김철수", "[Gim Cheol Su]"),
        ("Chez 李小龙 (Li)", "Chez [Li Xiao Long] (Li)"),
        ("שלום", "[slvm]"),
        ("👩‍👩‍👧 Fête", "[woman woman girl] Fête"),
        ("Zoe\u0301", "Zoé"),
        ("a\u200bb\u202ec\x00d", "abcd"),
        ("un\tdeux\u3000trois", "un deux trois"),
        ("une\r\ndeux\u2028trois", "une\ndeux\ntrois"),
        ("\ud800", "[?]"),
        ("\ue000", "[?]"),
    ],
)
def test_what_cannot_be_drawn_is_spelled_out(typed: str, printed: str) -> None:
    assert Lettering().legible(typed) == printed


def test_spelling_out_is_remembered_for_the_note() -> None:
    lettering = Lettering()
    lettering.legible("Zoé\u200b")
    assert not lettering.transliterated
    lettering.legible("李")
    assert lettering.transliterated


@given(ANY_TEXT)
def test_whatever_is_typed_can_be_drawn(text: str) -> None:
    legible = Lettering().legible(text)
    assert set(legible) <= face("Regular").drawable | {"\n"}
    assert Lettering().legible(legible) == legible


@given(ANY_TEXT, st.floats(30, 400), st.floats(0, 200))
def test_lines_are_no_wider_than_asked_and_lose_nothing(
    text: str, width: float, first: float
) -> None:
    lettering = Lettering()
    lines = lettering.lines(text, TEXT, width, first)
    assert "".join("".join(lines).split()) == "".join(lettering.legible(text).split())
    for index, line in enumerate(lines):
        room = width - (first if not index else 0.0)
        assert len(line) <= 1 or lettering.width(line, TEXT) <= max(room, 0) + 0.01


def test_a_long_word_is_cut_after_a_hyphen_rather_than_between_letters() -> None:
    lines = Lettering().lines("materiel-et-fournitures@maison-des-associations.example", TEXT, 120)
    assert all(line.endswith(("-", "@", ".")) for line in lines[:-1])


def test_words_held_together_stay_on_one_line() -> None:
    lines = Lettering().lines("Il en reste 1\u202f234,50\u00a0€ à rendre", TEXT, 90)
    assert any("1\u202f234,50\u00a0€" in line for line in lines)


def test_a_missing_font_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FontMissingError) as caught:
        _load(tmp_path, "Regular")
    assert "Inter-Regular.ttf" in caught.value.message
    assert "Réinstallez" in caught.value.hint


@pytest.mark.parametrize("kept", [0, 100, 100_000])
def test_a_damaged_font_says_so(tmp_path: Path, kept: int) -> None:
    name = "Inter-Regular.ttf"
    shutil.copy(resources() / "fonts" / name, tmp_path / name)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:kept])
    with pytest.raises(FontDamagedError):
        _load(tmp_path, "Regular")
