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


@given(st.lists(st.lists(SOME, max_size=6), max_size=6), st.integers(1, 8))
def test_marks_that_are_added_together_are_those_added_one_by_one(
    borne: list[list[int]], in_memory: int
) -> None:
    together, alone = Marks(in_memory), Marks(in_memory)
    place = 0
    for some in borne:
        told = list(enumerate(some, start=place))
        together.add_all([(mark, at) for at, mark in told])
        for at, mark in told:
            alone.add(mark, at)
        place += len(some)
    asked = range(-5, 6)
    assert together.known(set(asked)) == alone.known(set(asked))
    assert [list(together.of(m, 9)) for m in asked] == [list(alone.of(m, 9)) for m in asked]


def test_a_row_set_aside_stays_as_it_was_first() -> None:
    aside = Aside()
    assert aside.of([7]) == []
    aside.put((7, b"key", None, "Martin"))
    aside.put((7, b"key", "C-1", "Durand"))
    assert aside.of([7, 8]) == [(7, b"key", None, "Martin")]
