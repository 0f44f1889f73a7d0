"""Small rules of things and people: tags that follow, names in lists, who signs when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.equipment import following_tags
from vaetvient.domain.gesture import GESTURE_WORDS, describe
from vaetvient.domain.loan import agreement_number
from vaetvient.domain.member import Representative, association_label, person_label


@pytest.mark.parametrize(
    ("last", "count", "follow"),
    [
        ("VID-009", 3, ["VID-010", "VID-011", "VID-012"]),
        ("VID-999", 2, ["VID-1000", "VID-1001"]),
        ("VID", 2, ["VID-001", "VID-002"]),
        ("007", 1, ["008"]),
        ("2024-SON-3", 2, ["2024-SON-4", "2024-SON-5"]),
        ("A1B2", 1, ["A1B3"]),
        ("VID-001", 0, []),
    ],
)
def test_tags_follow_one_another_and_keep_their_width(
    last: str, count: int, follow: list[str]
) -> None:
    assert following_tags(last, count) == follow


@given(st.text(max_size=40), st.integers(0, 12))
def test_ten_tags_are_ten_different_tags(last: str, count: int) -> None:
    follow = following_tags(last, count)
    assert len(set(follow)) == count
    assert last not in follow
    if follow:
        assert following_tags(follow[0], count)[:-1] == follow[1:]


def test_an_agreement_s_number() -> None:
    assert agreement_number("GRE", 2026, 42) == "GRE-2026-0042"
    assert agreement_number("GRE", 2026, 12345) == "GRE-2026-12345"


def test_how_lists_name_a_member() -> None:
    assert person_label("Lefèvre", "Zoé") == "Lefèvre Zoé"
    assert person_label("", "Zoé") == "Zoé"
    assert association_label("Les Jardins", "LJE") == "Les Jardins (LJE)"
    assert association_label("LJE", "LJE") == "LJE"


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may_sign", "signs"),
    [
        (None, None, True, True),
        (date(2026, 11, 23), date(2026, 11, 23), True, True),
        (date(2026, 11, 24), None, True, False),
        (None, date(2026, 11, 22), True, False),
        (None, None, False, False),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(
    valid_from: date | None, valid_to: date | None, may_sign: bool, signs: bool
) -> None:
    mandate = Representative(valid_from=valid_from, valid_to=valid_to, may_sign=may_sign)
    assert mandate.signs_on(date(2026, 11, 23)) is signs


# The history's sentences


def test_a_gesture_is_described_with_its_facts() -> None:
    assert describe("hand_out", {"number": "GRE-2026-0042", "borrower": "Zoé"}) == (
        "Prêt GRE-2026-0042 à Zoé"
    )
    assert describe("move_stock", {"what": "CHA-001", "delta": -3}) == "CHA-001 : -3"


@pytest.mark.parametrize("kind", [*GESTURE_WORDS, "a_gesture_of_a_later_version"])
def test_a_gesture_whose_facts_are_lost_is_still_described(kind: str) -> None:
    assert describe(kind, {})
