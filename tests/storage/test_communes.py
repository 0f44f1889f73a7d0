"""The official communes, found in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.storage.communes import find_communes, metropolis, recognise


def test_the_metropolis_has_forty_nine_communes() -> None:
    names = [commune.name for commune in metropolis()]
    assert len(names) == 49
    assert names[:3] == ["Grenoble", "Saint-Martin-d'Hères", "Échirolles"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Grenoble", "Grenoble"),
        ("GRENOBLE", "Grenoble"),
        ("grenob", "Grenoble"),
        ("38000", "Grenoble"),
        ("38185", "Grenoble"),
        ("38000 Grenoble", "Grenoble"),
        ("Grenoble (38)", "Grenoble"),
        ("grenbole", "Grenoble"),
        ("st martin d'heres", "Saint-Martin-d'Hères"),
        ("Saint Martin d’Hères", "Saint-Martin-d'Hères"),
        ("ST-MARTIN-D'HERES", "Saint-Martin-d'Hères"),
        ("saint martin dheres", "Saint-Martin-d'Hères"),
        ("st martin dh", "Saint-Martin-d'Hères"),
        ("38400", "Saint-Martin-d'Hères"),
        ("echirolles", "Échirolles"),
        ("Echirole", "Échirolles"),
        ("pont de claix", "Le Pont-de-Claix"),
        ("le pont de claix", "Le Pont-de-Claix"),
        ("ste agnes", "Sainte-Agnès"),
        ("2A004", "Ajaccio"),
        ("2a004", "Ajaccio"),
        ("L'Haÿ-les-Roses", "L'Haÿ-les-Roses"),
        ("l hay les roses", "L'Haÿ-les-Roses"),
        ("œting", "Œting"),
        ("oeting", "Œting"),
    ],
)
def test_a_commune_is_found_as_it_is_typed(typed: str, name: str) -> None:
    assert name in [commune.name for commune in find_communes(typed)][:2]


def test_near_home_comes_first() -> None:
    assert find_communes("saint-martin-d")[0].name == "Saint-Martin-d'Hères"
    assert find_communes("saint")[0].department == "38"


def test_a_name_typed_whole_comes_before_one_it_begins() -> None:
    assert find_communes("saint-martin")[0].name == "Saint-Martin"


@pytest.mark.parametrize(
    ("name", "postal_code", "insee"),
    [
        ("Grenoble", "", "38185"),
        ("grenoble", "38100", "38185"),
        ("", "38130", "38151"),  # another commune has this number at the INSEE
        ("38421", "", "38421"),
        ("St Martin d'Heres", "", "38421"),
        ("Saint-Denis", "93200", "93066"),
        ("Saint-Denis", "97400", "97411"),
        ("Grenoble", "69000", "38185"),  # the name is what is read first
    ],
)
def test_a_commune_is_recognised(name: str, postal_code: str, insee: str) -> None:
    found = recognise(name, postal_code)
    assert found is not None
    assert found.insee == insee


@pytest.mark.parametrize(
    ("name", "postal_code"),
    [
        ("", ""),
        ("", "38450"),  # several communes
        ("38200", ""),  # Jarrie to the INSEE, Vienne to the postman
        ("Saint-Denis", ""),
        ("Genève", "1204"),
        ("Grenble", ""),  # a slip is proposed, never assumed
        ("\udc80", ""),
    ],
)
def test_in_doubt_no_commune_is_assumed(name: str, postal_code: str) -> None:
    assert recognise(name, postal_code) is None


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=30))
def test_whatever_is_typed_is_looked_up(typed: str) -> None:
    assert len(find_communes(typed)) <= 8
    recognise(typed, typed)


@given(st.sampled_from(metropolis()), st.booleans(), st.booleans())
def test_every_commune_of_the_metropolis_is_recognised_by_its_own_name(
    commune: object, small: bool, joined: bool
) -> None:
    from vaetvient.storage.communes import Commune

    assert isinstance(commune, Commune)
    name = commune.name.lower() if small else commune.name
    name = name.replace("-", " ") if joined else name
    assert recognise(name, commune.postal_codes[0]) == commune
    assert recognise(commune.insee) in (commune, None)
