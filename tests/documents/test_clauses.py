"""The clauses of an agreement: chosen by what is lent, an office's own words in their place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.agreement import Clause
from vaetvient.domain.office_text import TEXT_FIELDS, AddedArticle
from vaetvient.language import LANGUAGES, Language
from vaetvient.storage import clauses as storage
from vaetvient.storage.clauses import (
    ClausesUnreadableError,
    OwnTexts,
    default_clauses,
    load_clauses,
)

KNOWN = {
    "borrower": "Les Jardins d'Échirolles",
    "due": "30 novembre 2026",
    "office": "Maison des associations",
    "deposit": "150,00 €",
    "number": "GRE-2026-0042",
    "place": "Grenoble",
    "email": "accueil@maison.example",
}
CONDITIONS = {
    "thing", "vehicle", "room", "cold_room", "deposit", "no deposit", "value", "no value",
    "fee", "no fee",
}  # fmt: skip


def load(
    language: Language = "fr",
    kinds: tuple[str, ...] = ("thing",),
    *,
    deposit: bool = True,
    value: bool = False,
    fields: dict[str, str] | None = None,
    own: dict[str, str] | None = None,
    added: tuple[AddedArticle, ...] = (),
) -> tuple[Clause, ...]:
    return load_clauses(
        language,
        kinds=frozenset(kinds),
        has_deposit=deposit,
        states_value=value,
        fields=KNOWN if fields is None else fields,
        own=OwnTexts(own or {}, added),
    )


def text(found: tuple[Clause, ...]) -> str:
    return "\n".join("\n".join((clause.title, *clause.paragraphs)) for clause in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_s_articles_are_there(language: Language) -> None:
    words = text(load(language, ("thing", "vehicle", "room", "cold_room"), value=True))
    for article in ("1875", "1880", "1881", "1883", "1884", "1889", "1890", "1891"):
        assert article in words
    assert "www.cnil.fr" in words


def test_both_languages_say_the_same_things_under_the_same_conditions() -> None:
    french, english = (default_clauses(language) for language in LANGUAGES)
    assert [(c.key, c.when, [p.when for p in c.paragraphs]) for c in french] == [
        (c.key, c.when, [p.when for p in c.paragraphs]) for c in english
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_defaults_use_known_conditions_and_fields(language: Language) -> None:
    found = default_clauses(language)
    assert len({clause.key for clause in found}) == len(found)
    for clause in found:
        for part in clause.paragraphs:
            assert part.when | clause.when <= CONDITIONS
    assert "{" not in text(load(language, ("thing", "vehicle", "room", "cold_room")))
    assert set(TEXT_FIELDS) == set(KNOWN)


def test_what_is_lent_chooses_the_clauses() -> None:
    assert "Estimation" not in text(load())
    assert "Estimation" in text(load(value=True))
    assert "Dépôt de garantie" not in text(load(deposit=False))
    assert "Véhicule" in text(load(kinds=("vehicle", "thing")))
    assert "Salle" in text(load(kinds=("room",)))
    assert "denrées" in text(load(kinds=("cold_room",)))
    assert "Véhicule" not in text(load())


def test_fields_are_filled_in_and_an_unknown_one_stays_as_typed() -> None:
    (clause,) = [
        c for c in load(own={"use": "{borrower} à {place}, {pays} {}"}) if c.title == "Usage"
    ]
    assert clause.paragraphs == ("Les Jardins d'Échirolles à Grenoble, {pays} {}",)


@given(st.text())
def test_braces_in_a_name_are_only_a_name(name: str) -> None:
    found = load(fields={"borrower": name}, own={"use": "{borrower}"})
    assert name in next(c for c in found if c.title == "Usage").paragraphs[0]


def test_an_office_writes_its_own_words() -> None:
    hall = AddedArticle("added.1", "Règlement de la salle", "Pas de confettis.", "room")
    found = load(own={"use": "Un.\n\nDeux."}, kinds=("room",), added=(hall,))
    assert Clause("Usage", ("Un.", "Deux.")) in found
    assert found[-1] == Clause("Règlement de la salle", ("Pas de confettis.",))
    assert "confettis" not in text(load(added=(hall,)))


def test_one_paragraph_is_the_offices_and_its_neighbour_as_shipped() -> None:
    own = {"care.vehicle": "Le minibus dort au garage."}
    words = text(load(own=own, kinds=("vehicle",)))
    assert "Le minibus dort au garage." in words
    assert "seuls conduisent" not in words
    assert "veille raisonnablement" in words
    assert "minibus" not in text(load(own=own))


def test_a_paragraph_left_out_is_not_printed_and_an_empty_clause_neither() -> None:
    assert "Usage" not in [clause.title for clause in load(own={"use": ""})]


def test_every_paragraph_has_a_name_of_its_own() -> None:
    slots = [part.slot for clause in default_clauses("fr") for part in clause.paragraphs]
    assert len(set(slots)) == len(slots)


def test_an_office_s_deposit_clause_still_needs_a_deposit() -> None:
    own = {"deposit": "À nous, {deposit}."}
    assert "À nous, 150,00 €." in text(load(own=own))
    assert "À nous" not in text(load(deposit=False, own=own))


def test_a_missing_or_broken_file_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "resources", lambda: tmp_path)
    with pytest.raises(ClausesUnreadableError) as caught:
        load()
    assert "Réinstallez" in caught.value.message
    folder = tmp_path / "documents" / "en"
    folder.mkdir(parents=True)
    (folder / "agreement.toml").write_text("clause = 3")
    with pytest.raises(ClausesUnreadableError):
        load("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hire_cites_the_law_of_hires_and_none_of_loans_for_use(language: Language) -> None:
    def texts(*, fee: bool) -> str:
        clauses = load_clauses(
            language,
            kinds=frozenset({"thing"}),
            has_deposit=True,
            states_value=True,
            has_fee=fee,
            fields={},
        )
        return " ".join(text for clause in clauses for text in clause.paragraphs)

    hire, loan = texts(fee=True), texts(fee=False)
    assert "1709" in hire
    assert not re.search(r"art\. 18[789]\d", hire)
    assert "1875" in loan
    assert not re.search(r"art\. 17\d\d", loan)
