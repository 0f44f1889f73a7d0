"""Every sentence that the program can say in French, it can say in English."""

import ast
import re
from pathlib import Path
from threading import Thread

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from vaetvient.language import _, set_texts_well, typeset

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "vaetvient.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
FIELD = re.compile(r"\{[^{}]*\}")


def translations() -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the English catalogue says, by French sentence (or pair of them)."""
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def test_nothing_is_left_untranslated() -> None:
    known = translations()
    said = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / "desktop" / "vaetvient", keywords=KEYWORDS
        )
    }
    assert said
    assert [message for message in said if not all(known.get(_forms(message), ("",)))] == []


def test_no_sentence_stands_where_the_catalogue_does_not_see_it() -> None:
    """Within the braces of an f-string."""
    unseen = [
        f"{file.name}:{call.lineno}"
        for file in (ROOT / "desktop" / "vaetvient").rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and isinstance(call.args[0], ast.Constant)
    ]
    assert unseen == []


def _forms(said: object) -> tuple[str, ...]:
    """A text of the catalogue, in the singular and the plural where it has both."""
    if isinstance(said, str):
        return (said,)
    assert isinstance(said, list | tuple), said
    return tuple(said)


def test_a_translation_fills_in_what_the_sentence_does() -> None:
    wrong = [
        french
        for french, english in translations().items()
        for one in english
        if set(FIELD.findall(one)) - set(FIELD.findall("".join(french)))
    ]
    assert wrong == []


def test_only_the_thread_that_asked_for_it_says_texts_well_set() -> None:
    said: list[str] = []

    def window() -> None:
        set_texts_well()
        said.append(_("Rien d'attendu : « {what} » ?"))

    for target in (window, lambda: said.append(_("Rien d'attendu : « {what} » ?"))):
        thread = Thread(target=target)
        thread.start()
        thread.join()
    assert said == [
        (
            "Rien d’attendu\N{NARROW NO-BREAK SPACE}: «\N{NO-BREAK SPACE}{what}\N{NO-BREAK SPACE}»"
            "\N{NARROW NO-BREAK SPACE}?"
        ),
        "Rien d'attendu : « {what} » ?",
    ]


def test_good_typography_leaves_fields_as_they_are_and_changes_nothing_twice() -> None:
    for french in translations():
        for text in french:
            assert FIELD.findall(typeset(text)) == FIELD.findall(text)
            assert typeset(typeset(text)) == typeset(text)
