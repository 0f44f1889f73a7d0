"""What says something of a member is found at once, however much there is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.trial_office import TrialOffice
from vaetvient.storage.forgetting import NAMING


@pytest.mark.parametrize("table", NAMING)
def test_no_table_is_looked_through_for_a_member(office: TrialOffice, table: str) -> None:
    plan = f"EXPLAIN QUERY PLAN SELECT DISTINCT id FROM ({NAMING[table]}) WHERE member = x'00'"
    with office.reading() as session:
        steps = [row[-1] for row in session.execute(text(plan))]
    assert any(step.startswith("SEARCH") for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and "subquery" not in step] == []
