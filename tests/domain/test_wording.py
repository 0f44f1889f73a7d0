"""Words for values that have only a few, in two languages and any spelling."""

import pytest

from vaetvient.domain.equipment import CONDITION_WORDS, Condition, EquipmentKind
from vaetvient.domain.member import MemberKind
from vaetvient.domain.wording import (
    UnknownConditionError,
    UnknownMemberKindError,
    equipment_kind_said,
    read_condition,
    read_member_kind,
)


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("neuf", Condition.NEW),
        ("Bon état", Condition.GOOD),
        ("BON ETAT", Condition.GOOD),
        ("usé", Condition.WORN),
        ("like-new", Condition.NEW),
        ("abîmée", Condition.DAMAGED),
        ("hors d’usage", Condition.BROKEN),
        ("out of order", Condition.BROKEN),
        ("", None),
        (None, None),
    ],
)
def test_a_state_is_read(typed: str | None, condition: Condition | None) -> None:
    assert read_condition(typed) is condition


@pytest.mark.parametrize("condition", list(Condition))
def test_a_state_is_read_as_it_is_written(condition: Condition) -> None:
    assert read_condition(condition.value) is condition
    assert read_condition(CONDITION_WORDS[condition]) is condition


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(UnknownConditionError) as refused:
        read_condition("bof")
    assert "« bof »" in refused.value.message
    assert refused.value.field == "condition"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("person", MemberKind.PERSON),
        ("Personne", MemberKind.PERSON),
        ("personne_physique", MemberKind.PERSON),
        ("ASSOCIATION", MemberKind.ASSOCIATION),
        ("asso", MemberKind.ASSOCIATION),
        (" ", None),
    ],
)
def test_a_kind_of_member_is_read(typed: str, kind: MemberKind | None) -> None:
    assert read_member_kind(typed) is kind


def test_what_is_no_kind_of_member_is_refused() -> None:
    with pytest.raises(UnknownMemberKindError):
        read_member_kind("robot")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("lot", EquipmentKind.STOCK),
        ("QUANTITY_TRACKED", EquipmentKind.STOCK),
        ("exemplaire", EquipmentKind.ITEM),
        ("outil", None),
        (None, None),
    ],
)
def test_a_kind_of_equipment_is_heard(typed: str | None, kind: EquipmentKind | None) -> None:
    assert equipment_kind_said(typed) is kind
