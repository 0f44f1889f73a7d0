"""The yearly review: those of whom nothing was heard, in the list, and what becomes of them."""

from __future__ import annotations

from datetime import date

from tests.trial_office import TrialOffice
from tests.ui.records import settle
from vaetvient.domain.entities import Person
from vaetvient.storage.queries.members import MEMBERS, Kept, MembersAsked
from vaetvient.storage.queries.retention import review
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.members import MembersPage


def reviewed(window: MainWindow, hand: Hand) -> MembersPage:
    """The page, showing the review as Ctrl+K opens it."""
    window.context.commands.run("member.review")
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    settle(hand)
    assert page.kept.value is Kept.REVIEW
    return page


def labels(office: TrialOffice) -> set[str]:
    with office.reading() as session:
        found = review(session, office.desk.office_id, office.today())
        return {one.label for one in found.members}


def bulk(page: MembersPage, name: str) -> None:
    """Begin what is done to those picked out."""
    page.bulk.begin(next(one for one in page.bulk.bulks if one.name == name))


def test_the_list_shows_whom_the_review_tells(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    for n in range(3):
        office.person("Silencieux", f"Paul {n}", dues=False)
    office.later(days=4 * 366)
    office.person("Récente", "Ida")
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    settle(hand)
    assert "last_seen" not in [column.name for column in page.table.columns_shown()]
    reviewed(window, hand)
    assert page.model.rowCount() == len(labels(office)) == 3
    (shown,) = [column for column in page.table.columns_shown() if column.name == "last_seen"]
    page.table.sort_by("last_seen", descending=True)
    settle(hand)
    rows = [page.model.row_at(n) for n in range(3)]
    assert {shown.text(row) for row in rows} == {"23 nov. 2026"}
    page.kept.choose(Kept.CURRENT)
    settle(hand)
    assert "last_seen" not in [column.name for column in page.table.columns_shown()]


def test_the_29_february_counts_as_in_the_review(office: TrialOffice) -> None:
    office.person("Silencieux", "Paul", dues=False)
    today = date(2032, 2, 29)
    desk = office.desk
    asked = MembersAsked(today, desk.database.lexicon, kept=Kept.REVIEW, office_id=desk.office_id)
    with office.reading() as session:
        found = review(session, desk.office_id, today)
        assert MEMBERS.count(session, asked) == len(found.members) == 1


def test_many_are_kept_a_year_more_or_erased_once_it_is_said_twice(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    for n in range(2):
        office.person("Silencieux", f"Paul {n}", dues=False)
    office.later(days=4 * 366)
    page = reviewed(window, hand)
    page.table.selectAll()
    settle(hand)
    bulk(page, "keep")
    settle(hand)
    assert labels(office) == set()
    assert page.model.rowCount() == 0
    window.undo()
    settle(hand)
    assert page.model.rowCount() == 2
    page.table.selectAll()
    settle(hand)
    bulk(page, "erase")
    (inset,) = [one for known, _b, one in page.bulk._bulks if known.name == "erase" and one]
    inset.confirm.click()
    settle(hand)
    assert len(labels(office)) == 2
    inset.open({"sure": "Effacer"})
    inset.confirm.click()
    settle(hand)
    assert page.model.rowCount() == 0
    with office.reading() as session:
        assert all(not one.first_name for one in session.query(Person))
