"""Rules that go from one office to another as a file: checked, looked at, taken, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trial_office import TrialOffice
from vaetvient.desk import undo
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.rule_sets import foresee_rules, rules_to_give, take_rules
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.days import whole_days
from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.domain.rule_set import RuleSet, SharedRule
from vaetvient.exchange.rules_file import (
    NoRulesFileError,
    RulesFileTooNewError,
    RuleUnreadableError,
    read_rules,
    rules_as_json,
    rules_of_json,
    write_rules,
)
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.answers import Wanted

MINIBUS = SharedRule(
    "Minibus aux associations",
    note="votée le 12 mai",
    commune="38185",
    borrower=MemberKind.ASSOCIATION,
    category=("Véhicules", "Minibus"),
    season_from="06-15",
    season_to="09-15",
    values={"least_age": 21, "licence_class": "B", "insurance_required": True},
    prices=(Price(FeeUnit.DAY, 30_00, True), Price(FeeUnit.DAY, 20_00, None, 4)),
)


def ours(office: TrialOffice) -> set[str]:
    with office.reading() as session:
        return {rule.name for rule in rules.standing(session)}


def given_by(office: TrialOffice) -> RuleSet:
    with office.reading() as session:
        return rules_to_give(session, office.desk)


def minibus(office: TrialOffice) -> UUID:
    return office.category("Minibus", parent_id=office.category("Véhicules"))


def test_a_set_taken_and_given_again_is_the_same(office: TrialOffice, tmp_path: Path) -> None:
    minibus(office)
    taken = take_rules(office.desk, [MINIBUS])
    assert taken.new == ("Minibus aux associations",)
    file = tmp_path / "regles.json"
    write_rules(file, given_by(office))
    assert read_rules(file).rules == (MINIBUS,)
    again = foresee_rules(office.desk, read_rules(file).rules)
    assert (again.same, again.does_something) == (("Minibus aux associations",), False)


def test_what_is_not_known_here_is_left_out_and_said(office: TrialOffice) -> None:
    there = [MINIBUS, SharedRule("Sono", model="Sono 2 × 300 W"), SharedRule("Tous")]
    taken = take_rules(office.desk, [*there, replace(there[2], note="encore")])
    assert taken.new == ("Tous",)
    assert [(one.name, one.why) for one in taken.left_out] == [
        ("Minibus aux associations", "« Véhicules › Minibus » n'existe pas ici"),
        ("Sono", "« Sono 2 × 300 W » n'existe pas ici"),
        ("Tous", "deux règles de ce nom"),
    ]


def test_whom_a_set_would_touch_is_said_and_nothing_is_written(office: TrialOffice) -> None:
    model = office.model()
    office.item(model=model)
    start = date(2026, 11, 24)
    days = whole_days(start, start + timedelta(days=9), office.desk.zone)
    asked = Reserve(office.association(), (Wanted(model),), days.start, days.end)
    made = reserve(office.desk, asked)
    seen = foresee_rules(office.desk, [SharedRule("Court", values={"longest_days": 3})])
    assert [one.number for one in seen.touched] == [made.number]
    assert "3 jours au plus" in seen.touched[0].reasons[0]
    assert not ours(office)


def test_with_replace_the_others_are_put_away_and_one_undo_brings_all_back(
    office: TrialOffice,
) -> None:
    write_rule(office.desk, RuleForm("Ancienne", {}, {"loan_days": 3}))
    write_rule(office.desk, RuleForm("tous", {}, {"loan_days": 5}))
    taken = take_rules(
        office.desk, [SharedRule("Tous", values={"loan_days": 9}), SharedRule("Été")], replace=True
    )
    assert (taken.new, taken.changed, taken.dropped) == (("Été",), ("Tous",), ("Ancienne",))
    assert ours(office) == {"Tous", "Été"}
    undo.undo(office.desk)
    assert ours(office) == {"Ancienne", "tous"}


def good() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rules_as_json(RuleSet("Fontaine", "2026-11-28", (MINIBUS,))))
    return found


def _put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def spoil(data: dict[str, Any]) -> None:
        at: Any = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return spoil


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_put("format", value="autre"), NoRulesFileError),
        (_put("version", value="1"), NoRulesFileError),
        (_put("version", value=2), RulesFileTooNewError),
        (_put("rules", value={}), NoRulesFileError),
        (_put("rules", 0, value=[]), RuleUnreadableError),
        (_put("rules", 0, "name", value=" "), RuleUnreadableError),
        (_put("rules", 0, "archived", value=True), RuleUnreadableError),
        (_put("rules", 0, "borrower", value="chien"), RuleUnreadableError),
        (_put("rules", 0, "category", value="Minibus"), RuleUnreadableError),
        (_put("rules", 0, "values", "least_age", value=True), RuleUnreadableError),
        (_put("rules", 0, "values", "least_age", value=-1), RuleUnreadableError),
        (_put("rules", 0, "values", "office_id", value=1), RuleUnreadableError),
        (_put("rules", 0, "prices", 0, "amount_cents", value=1e9), RuleUnreadableError),
        (_put("rules", 0, "prices", 0, "unit", value="an"), RuleUnreadableError),
        (_put("rules", 0, "note", value="x" * 3000), RuleUnreadableError),
    ],
)
def test_a_file_that_is_not_right_is_refused_whole(
    spoil: Callable[[dict[str, Any]], None], error: type[Exception]
) -> None:
    data = good()
    spoil(data)
    with pytest.raises(error, match=r"regles\.json"):
        rules_of_json(json.dumps(data).encode(), "regles.json")


@given(st.binary(max_size=200) | st.just(b"[" * 100_000))
def test_any_bytes_are_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(NoRulesFileError):
        rules_of_json(raw, "regles.json")
