"""Which rule speaks: a table of cases that a volunteer can read.

« le minibus », « les véhicules », « tout » are what a rule is about; « à Échirolles », « aux
associations » whom; « l'été » when; « ici » which office. Each case names the rule that gives the
number of days.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from vaetvient.domain.equipment import Category, Model
from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import Case, FeeUnit, Policy, PolicyPrice, explain, fits, in_season
from vaetvient.domain.records import new_id

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
ECHIROLLES, GRENOBLE = "38151", "38185"
VEHICLES = Category(id=new_id(), name="Véhicules")
MINIBUSES = Category(id=new_id(), name="Minibus", parent_id=VEHICLES.id)
MINIBUS = Model(id=new_id(), name="Renault Trafic", category_id=MINIBUSES.id)
SUMMER = {"season_from": "06-15", "season_to": "09-15"}
JULY, NOVEMBER = date(2026, 7, 14), date(2026, 11, 23)

SCOPES: dict[str, dict[str, Any]] = {
    "le minibus": {"model_id": MINIBUS.id},
    "les minibus": {"category_id": MINIBUSES.id},
    "les véhicules": {"category_id": VEHICLES.id},
    "tout": {},
    "à Échirolles": {"commune_insee": ECHIROLLES},
    "à Grenoble": {"commune_insee": GRENOBLE},
    "aux associations": {"borrower_kind": MemberKind.ASSOCIATION},
    "aux personnes": {"borrower_kind": MemberKind.PERSON},
    "l'été": SUMMER,
    "ici": {"office_id": HERE},
    "ailleurs": {"office_id": ELSEWHERE},
}


def rule(words: str, **values: Any) -> Policy:
    """« les véhicules, à Échirolles, l'été »: a rule for just that."""
    scope: dict[str, Any] = {}
    for word in words.split(", "):
        scope |= SCOPES[word]
    return Policy(id=new_id(), name=words, archived=False, **scope, **values)


def case(day: date = NOVEMBER, **changed: Any) -> Case:
    """An association of Échirolles asks this office for the minibus."""
    known: dict[str, Any] = {
        "office_id": HERE,
        "model": MINIBUS,
        "categories": (MINIBUSES, VEHICLES),
        "borrower_kind": MemberKind.ASSOCIATION,
        "commune_insee": ECHIROLLES,
    }
    return Case(day, **(known | changed))


@pytest.mark.parametrize(
    ("rules", "speaks"),
    [
        # the thing, from the nearest to the farthest
        (["tout", "les véhicules"], "les véhicules"),
        (["les véhicules", "les minibus"], "les minibus"),
        (["les minibus", "le minibus"], "le minibus"),
        # the thing before the borrower, the season and the office
        (["le minibus", "tout, à Échirolles"], "le minibus"),
        (["les véhicules", "tout, aux associations"], "les véhicules"),
        (["les véhicules", "tout, l'été"], "les véhicules"),
        (["les véhicules", "tout, ici"], "les véhicules"),
        # of two rules on one thing, the one that knows the borrower better
        (["les véhicules", "les véhicules, aux associations"], "les véhicules, aux associations"),
        (["tout, aux associations", "tout, à Échirolles"], "tout, à Échirolles"),
        (["tout, à Échirolles", "tout, à Échirolles, aux associations"],
         "tout, à Échirolles, aux associations"),
        # then the season, then the office
        (["tout", "tout, ici"], "tout, ici"),
        (["tout, aux associations", "tout, ici"], "tout, aux associations"),
        # rules for others say nothing here
        (["tout", "le minibus, à Grenoble"], "tout"),
        (["tout", "le minibus, aux personnes"], "tout"),
        (["tout", "le minibus, ailleurs"], "tout"),
        (["tout", "le minibus, l'été"], "tout"),
        # alone
        ([], "règle du bureau"),
    ],
)  # fmt: skip
def test_the_most_specific_rule_speaks(rules: list[str], speaks: str) -> None:
    written = [rule(words, loan_days=days) for days, words in enumerate(rules, 1)]
    for order in (written, written[::-1]):
        assert explain(order, case())["loan_days"].rule == speaks


@pytest.mark.parametrize(
    ("rules", "speaks"),
    [
        (["tout", "tout, l'été"], "tout, l'été"),
        (["tout, ici", "tout, l'été"], "tout, l'été"),
        (["tout, aux associations", "tout, l'été"], "tout, aux associations"),
    ],
)
def test_in_july_a_summer_rule_speaks(rules: list[str], speaks: str) -> None:
    written = [rule(words, loan_days=1) for words in rules]
    assert explain(written, case(JULY))["loan_days"].rule == speaks


def test_each_value_is_asked_for_apart() -> None:
    rules = [rule("tout", loan_days=7, deposit_cents=50_00), rule("les véhicules", least_age=21)]
    said = explain(rules, case())
    assert (said["loan_days"].value, said["loan_days"].rule) == (7, "tout")
    assert (said["deposit_cents"].value, said["deposit_cents"].rule) == (50_00, "tout")
    assert (said["least_age"].value, said["least_age"].rule) == (21, "les véhicules")
    assert said["licence_class"].value is None


def test_a_rule_may_say_none_or_no() -> None:
    rules = [
        rule("tout", deposit_cents=50_00, membership_required=True),
        rule("les véhicules", deposit_cents=0, membership_required=False),
    ]
    said = explain(rules, case())
    assert said["deposit_cents"].value == 0
    assert said["membership_required"].value is False


def test_what_the_model_and_its_categories_say_stands_at_their_rank() -> None:
    own = Model(id=new_id(), name="Trafic à nous", category_id=MINIBUSES.id, loan_days=2)
    asked = case(model=own)
    assert explain([rule("tout, à Échirolles", loan_days=9)], asked)["loan_days"].value == 2
    about_it = Policy(id=new_id(), name="à part", archived=False, model_id=own.id, loan_days=5)
    assert explain([about_it], asked)["loan_days"].rule == "à part"
    dear = Category(id=new_id(), name="Chers", deposit_cents=300_00, membership_required=False)
    said = explain([rule("tout", deposit_cents=1)], case(categories=(dear,)))
    assert (said["deposit_cents"].value, said["deposit_cents"].rule) == (300_00, "Chers")


def test_of_two_equal_rules_the_newest_speaks() -> None:
    older, newer = rule("tout", loan_days=3), rule("tout", loan_days=4)
    assert explain([newer, older], case())["loan_days"].value == 4


def test_a_rule_put_away_is_silent() -> None:
    gone = rule("tout", loan_days=3)
    gone.archived = True
    assert explain([gone], case())["loan_days"].by_default


def test_prices_come_from_one_rule_alone() -> None:
    cheap, dear = rule("tout"), rule("les véhicules")
    cheap.prices = [PolicyPrice(unit=FeeUnit.WEEK, amount_cents=10_00, from_day=1)]
    dear.prices = [PolicyPrice(unit=FeeUnit.DAY, amount_cents=30_00, from_day=1)]
    said = explain([cheap, dear], case())["prices"]
    assert [price.unit for price in said.value] == [FeeUnit.DAY]
    assert said.rule == "les véhicules"


@pytest.mark.parametrize(
    ("season", "day", "within"),
    [
        (("06-15", "09-15"), date(2026, 6, 15), True),
        (("06-15", "09-15"), date(2026, 9, 16), False),
        (("11-15", "03-31"), date(2026, 12, 31), True),
        (("11-15", "03-31"), date(2028, 2, 29), True),
        (("11-15", "03-31"), date(2026, 4, 1), False),
        (("02-29", "02-29"), date(2026, 2, 28), False),
    ],
)
def test_a_season_comes_every_year_and_may_run_over_its_end(
    season: tuple[str, str], day: date, within: bool
) -> None:
    winter = Policy(id=new_id(), name="saison", season_from=season[0], season_to=season[1])
    assert in_season(winter, day) is within


def test_a_rule_about_things_says_nothing_of_nothing() -> None:
    assert not fits(rule("le minibus"), case(model=None, categories=()))
    assert not fits(rule("les véhicules"), case(model=None, categories=()))
    assert fits(rule("tout"), case(model=None, categories=()))
