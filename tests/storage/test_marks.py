"""What rows are known by is found alike in memory and in the temporary file."""

from hypothesis import given
from hypothesis import strategies as st

from vaetvient.storage.marks import Aside, Marks

SOME = st.integers(-5, 5)


@given(st.lists(SOME, max_size=30), st.sets(SOME), st.integers(1, 8))
def test_a_mark_tells_its_rows_wherever_it_is_held(
    borne: list[int], asked: set[int], in_memory: int
) -> None:
    marks = Marks(in_memory)
    for place, mark in enumerate(borne, start=1_000):
        marks.add(mark, place)
    assert marks.known(asked) == asked & set(borne)
    for mark in asked:
        places = [place for place, one in enumerate(borne, start=1_000) if one == mark]
        assert list(marks.of(mark, 3)) == places[:3]


def test_marks_that_nobody_bears_yet_are_added_at_once() -> None:
    marks = Marks(in_memory=4)
    marks.add_new({1: 10, 2: 11, 3: 12})
    marks.add_new({4: 13, 5: 14})
    marks.add_new({6: 15})
    assert marks.known({0, 1, 5, 6, 7}) == {1, 5, 6}
    assert list(marks.of(5, 9)) == [14]


def test_a_row_set_aside_stays_as_it_was_first() -> None:
    aside = Aside()
    assert aside.of([7]) == []
    aside.put((7, b"key", None, "Martin"))
    aside.put((7, b"key", "C-1", "Durand"))
    assert aside.of([7, 8]) == [(7, b"key", None, "Martin")]
