"""The planning on paper: everything in its place, whatever the names."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.documents.reading import inked, said, tight
from vaetvient.documents.planning import compose_planning
from vaetvient.domain.prints import PlanningLine, PlanningMark, PlanningPaper

LONG = "Association intercommunale pour la promotion des arts plastiques et de la lecture publique"


def planning(name: str, **changes: object) -> PlanningPaper:
    """A loan over a month that begins three days before the next one."""
    mark = PlanningMark(0, 30, "LOAN", name)
    lines = (
        PlanningLine(f"{name} et dans tous les villages du plateau", is_heading=True),
        PlanningLine(name, "PROJECTEUR-0001", marks=(mark,)),
        PlanningLine(name, counts=((0, 30, 12),)),
    )
    return PlanningPaper("fr", name, "2026-11-28T10:00", "2026-11-28", 32, lines, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Bureau", LONG])
def test_nothing_overlaps_however_long_the_names(name: str) -> None:
    document = compose_planning(planning(name))
    (page,) = document.pages
    texts = [inked(placed) for placed in page.texts if placed.text.strip()]
    for one, other in combinations(texts, 2):
        assert not one.overlaps(other), (one, other)
    assert tight("Planning du 28 novembre 2026 au 29 décembre 2026") in said(document)


def test_a_month_that_ends_soon_has_a_short_name() -> None:
    text = said(compose_planning(planning("Bureau")))
    assert tight("nov.") in text
    assert tight("décembre 2026") in text
