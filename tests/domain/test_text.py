"""Names compared as people compare them (invariant 6)."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaetvient.domain.text import fold, index_words, many_lines, one_line, same_name, words

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
"""Whatever a scanner, a file or a clipboard may bring, lone surrogates included."""


def found(query: str, *texts: str) -> bool:
    """Whether each word of the query begins a word under which the texts are indexed."""
    indexed = index_words(*texts).split()
    return all(any(entry.startswith(word) for entry in indexed) for word in words(query))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("st martin dheres", "Saint-Martin-d'Hères"),
        ("saint martin d'heres", "Saint-Martin-d’Hères"),
        ("heres saint", "Saint-Martin-d'Hères"),
        ("st-martin", "Saint-Martin-d'Hères"),
        ("ste agnes", "Sainte-Agnès"),
        ("saint martin", "Amicale de St Martin"),
        ("ecole jean jaures", "École Jean-Jaurès"),
        ("JAURES ECOLE", "École Jean-Jaurès"),
        ("jeanjaures", "École Jean-Jaurès"),
        ("oeuvre", "L'Œuvre des sœurs"),
        ("l'oeuvre", "L'Œuvre des sœurs"),
        ("loeuvre", "L'Œuvre des sœurs"),
        ("lae", "Lætitia"),
        ("strasse", "Straße"),
        ("lodz", "Łódź"),
        ("aujourdhui", "Aujourd'hui en musique"),
        ("mjc 4 mont", "MJC des 4-Montagnes"),
        ("vid012", "VID-012"),
        ("vid-012", "VID-012"),
        ("vid 12", "VID 12"),
    ],
)
def test_what_is_typed_finds_the_name(typed: str, name: str) -> None:
    assert found(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jean jaures", "École Jules-Ferry"),
        ("saint martin", "Saint-Égrève"),
        ("martins", "Saint-Martin-d'Hères"),
        ("oeuf", "L'Œuvre des sœurs"),
    ],
)
def test_what_is_typed_does_not_find_another_name(typed: str, name: str) -> None:
    assert not found(typed, name)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École Jean-Jaurès", "ecole jean-jaures"),
        ("ÇÀ ET LÀ", "ca et la"),
        ("Œdipe", "oedipe"),
        ("ﬁn", "fin"),
        ("n° 4 ™", "n° 4 tm"),
        ("ＡＢＣ", "abc"),
        ("İzmir", "izmir"),
        ("李小龍", "李小龍"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
@example("ℌ")  # becomes a capital when it is decomposed
@example("ϓ")
@example("ẛ̣")
@example("\udc80")
def test_folding_never_fails_and_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, ANY_TEXT)
def test_a_record_is_found_by_its_own_words(name: str, other: str) -> None:
    indexed = index_words(name, other).split()
    assert {word for text in (name, other) for word in words(text)} <= set(indexed)


@given(ANY_TEXT)
def test_indexed_words_are_plain_words_said_once(text: str) -> None:
    indexed = index_words(text).split()
    assert len(indexed) == len(set(indexed))
    assert all(words(word) == [word] for word in indexed)


@given(ANY_TEXT)
def test_case_never_matters(text: str) -> None:
    assert words(text.upper()) == words(text.upper().lower())


def test_a_single_st_is_not_read_as_saint_while_it_is_typed() -> None:
    assert words("st") == ["st"]
    assert words("st m") == ["saint", "m"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zoé Lefèvre", "LEFEVRE Zoe"),
        ("Les Jardins d'Échirolles", "les jardins d’echirolles"),
        ("St-Martin d'Hères", "Saint Martin d'Heres"),
    ],
)
def test_the_same_name_to_a_reader(left: str, right: str) -> None:
    assert same_name(left, right)


def test_two_names_that_only_look_alike() -> None:
    assert not same_name("Jean Martin", "Jean Martini")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Zoé \t Lefèvre\n", "Zoé Lefèvre"),
        ("Zoé\x00Lefèvre", "Zoé Lefèvre"),
        ("Zo\udc80é", "Zoé"),
        ("a\u2028b", "a b"),
        (None, ""),
        ("李小龍", "李小龍"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("🪘 Batucada", "🪘 Batucada"),
    ],
)
def test_one_line_keeps_what_can_be_read(typed: str | None, kept: str) -> None:
    assert one_line(typed) == kept


def test_many_lines_keeps_the_lines() -> None:
    assert many_lines("\n 3, rue  Thiers \r\n\x00bâtiment B\n\n") == "3, rue Thiers\nbâtiment B"


@given(ANY_TEXT)
def test_what_was_cleaned_is_clean_and_can_be_stored(text: str) -> None:
    line, lines = one_line(text), many_lines(text)
    assert (one_line(line), many_lines(lines)) == (line, lines)
    assert (line + lines).encode("utf-8") is not None
    assert "\x00" not in line + lines


@given(ANY_TEXT)
def test_letters_are_folded_one_by_one_as_the_whole_text_would_be(text: str) -> None:
    decomposed = unicodedata.normalize("NFKD", text.replace("´", "'"))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    folded = bare.casefold()
    for letter, plain in (("œ", "oe"), ("æ", "ae"), ("ø", "o"), ("ł", "l"), ("đ", "d")):
        folded = folded.replace(letter, plain)
    assert fold(text) == folded.replace("’", "'").replace("ʼ", "'").replace("‐", "-")


@pytest.mark.parametrize(
    ("tag", "indexed"),
    [("VP-012", "vp 012 vp012"), ("st-2", "st saint 2 st2"), ("12-3", "12 3 123")],
)
def test_a_tag_is_found_by_its_series_by_its_number_and_in_one_piece(
    tag: str, indexed: str
) -> None:
    assert index_words(tag) == indexed
