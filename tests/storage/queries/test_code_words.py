"""What is stored as a code is said in words."""

from sqlalchemy import Enum

from vaetvient.domain import entities
from vaetvient.domain.loan import IncidentKind
from vaetvient.storage.queries.changes import COLUMN_WORDS, TABLE_WORDS
from vaetvient.storage.queries.code_words import CODE_WORDS, code_words, language_words


def test_every_code_that_the_history_tells_has_words() -> None:
    tables = entities.Member.metadata.tables
    told = {
        column.type.enum_class
        for name in TABLE_WORDS
        for column in tables[name].columns
        if isinstance(column.type, Enum) and (column.name in COLUMN_WORDS or column.name == "kind")
    }
    assert told <= CODE_WORDS.keys()
    for kind, words in CODE_WORDS.items():
        assert set(words) == set(kind)  # type: ignore[call-overload]  # every one is an enumeration


def test_a_code_of_a_later_version_is_shown_as_it_is() -> None:
    assert code_words(IncidentKind, "damage") == "dégât"
    assert code_words(IncidentKind, "theft") == "theft"
    assert (language_words("fr"), language_words("de")) == ("français", "de")
