"""What is being typed survives; it is nobody's gesture."""

from tests.trial_office import TrialOffice
from vaetvient.desk.drafts import keep_draft, kept_draft


def test_the_last_draft_is_kept_without_a_trace_in_the_history(office: TrialOffice) -> None:
    assert kept_draft(office.desk) == ""
    keep_draft(office.desk, "un panier")
    keep_draft(office.desk, "un autre")
    assert kept_draft(office.desk) == "un autre"
    assert office.count("gesture") == 0
