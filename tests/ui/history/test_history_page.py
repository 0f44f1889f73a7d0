"""Everything that was done: found, told in words, and taken back while nothing depends on it."""

import pytest

from tests.trial_office import TrialOffice
from tests.ui.records import choose, nameless, names, settle, unreachable
from vaetvient.desk import equipment, members, together, undo
from vaetvient.desk.members import MemberForm
from vaetvient.domain.equipment import Equipment
from vaetvient.domain.loan import LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.changes import FactChanged, RecordChanged, changes_said
from vaetvient.storage.queries.history import About, gestures
from vaetvient.storage.queries.spans import Days
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.history.page import HistoryPage


@pytest.fixture
def page(office: TrialOffice, window: MainWindow, hand: Hand) -> HistoryPage:
    shown = window.visit("history")
    settle(hand)
    assert isinstance(shown, HistoryPage)
    return shown


def last_changes(office: TrialOffice) -> tuple[RecordChanged, ...]:
    with office.reading() as session:
        (row,) = gestures(session, limit=1)
        return changes_said(session, row.id, office.desk.zone)[0]


def test_gestures_are_found_by_what_by_who_and_by_when(
    office: TrialOffice, page: HistoryPage, hand: Hand
) -> None:
    zoe = office.person("Lefèvre", "Zoé", dues=False)
    office.later(days=40)
    luc = office.desk.seated("Luc")
    members.archive_member(luc, zoe)
    settle(hand)
    assert names(page, "what") == ["Fiche de Lefèvre Zoé archivée", "Fiche de Lefèvre Zoé créée"]
    page.filters.field.setText("archivee LEFEVRE")
    settle(hand)
    assert names(page, "what") == ["Fiche de Lefèvre Zoé archivée"]
    page.filters.reset()
    page.who.choose("Odile")
    settle(hand)
    assert names(page, "what") == ["Fiche de Lefèvre Zoé créée"]
    page.filters.reset()
    page.when.choose(Days.TODAY)
    settle(hand)
    assert names(page, "who") == ["Luc"]
    page.filters.reset()
    page.about.choose(About.LOANS)
    settle(hand)
    assert page.model.is_empty
    assert page.empty.words == "Aucun geste ne correspond."


def test_what_changed_is_told_from_what_to_what(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé", dues=False)
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé", phone="0476010203")
    members.change_member(office.desk, zoe, form)
    assert last_changes(office) == (
        RecordChanged(
            "~",
            "Fiche",
            "Lefèvre Zoé",
            (FactChanged("téléphone", "", "04 76 01 02 03"),),
        ),
    )


def test_places_amounts_states_and_days_are_told_as_a_reader_says_them(
    office: TrialOffice,
) -> None:
    item = office.item("Sono", "SON-001")
    together.move_things(office.desk, [item], "Cave")
    (moved,) = last_changes(office)
    assert (moved.kind, moved.name) == ("Matériel", "SON-001 Sono")
    assert moved.facts == (FactChanged("emplacement", "", "Cave"),)
    lent = office.lend(office.person("Lefèvre", "Zoé"), item)
    office.bring_back(lent)
    told = {fact.name: (fact.old, fact.new) for one in last_changes(office) for fact in one.facts}
    assert told["situation"] in {("en cours", "rendu"), ("en prêt", "rendu")}
    assert told["rendus"] == ("0", "1")


def test_undoing_is_foretold_and_done(office: TrialOffice, page: HistoryPage, hand: Hand) -> None:
    zoe = office.person("Lefèvre", "Zoé", dues=False)
    lent = office.lend(zoe, office.item(), override_reason="urgence")
    settle(hand)
    choose(page, hand, 0)
    assert page.details.head.title.text() == f"Prêt {lent.number} à Lefèvre Zoé"
    assert f"annulera la convention {lent.number}" in page.details.foreseen.text()
    assert office.loan(lent).state is LoanState.OUT, "foretold is not done"
    page.details.undo_button.click()
    settle(hand)
    assert office.loan(lent).state is LoanState.CANCELLED


def test_what_stands_in_the_way_is_said_beforehand(
    office: TrialOffice, page: HistoryPage, hand: Hand
) -> None:
    zoe = office.person("Lefèvre", "Zoé", dues=False)
    office.lend(zoe, office.item(), override_reason="urgence")
    settle(hand)
    row = names(page, "what").index("Fiche de Lefèvre Zoé créée")
    choose(page, hand, row)
    assert "en dépend" in page.details.foreseen.text()
    assert "Annulez d'abord ce geste-là." in page.details.foreseen.text()
    assert not page.details.undo_button.isEnabled()
    assert page.details.undo_button.toolTip() == page.details.foreseen.text()


def test_an_older_gesture_is_undone_while_nothing_depends_on_it(
    office: TrialOffice, page: HistoryPage, hand: Hand
) -> None:
    item = office.item("Sono", "SON-001")
    together.move_things(office.desk, [item], "Cave")
    office.person("Lefèvre", "Zoé", dues=False)
    settle(hand)
    choose(page, hand, names(page, "what").index("Rangés en « Cave » : SON-001"))
    page.details.undo_button.click()
    settle(hand)
    assert office.get(Equipment, item).location == ""
    assert page.details.undo_button.isHidden()
    assert "Odile" in page.details.facts.findChildren(type(page.details.foreseen))[-1].text()


def test_trying_out_leaves_no_trace(office: TrialOffice) -> None:
    item = office.item("Sono", "SON-001")
    equipment.archive_equipment(office.desk, item)
    with office.reading() as session:
        (row,) = gestures(session, limit=1)
    before = office.count("gesture"), office.count("recorded_change")
    assert undo.foresee(office.desk, row.id).obstacle is None
    assert (office.count("gesture"), office.count("recorded_change")) == before
    assert office.get(Equipment, item).archived_at is not None


def test_what_is_foretold_is_what_comes(office: TrialOffice) -> None:
    """Whatever the gesture, undo refuses just what was foretold to be refused."""
    zoe = office.person("Lefèvre", "Zoé")
    item = office.item("Sono", "SON-001")
    lent = office.lend(zoe, item)
    office.bring_back(lent)
    equipment.take_out_of_service(office.desk, item, "révision")
    office.category("Concert")
    with office.reading() as session:
        rows = [row for row in gestures(session) if row.may_be_undone]
    for row in rows:
        foreseen = undo.foresee(office.desk, row.id)
        if foreseen.obstacle is None:
            undo.undo(office.desk, row.id)
            undo.redo(office.desk)
            continue
        with pytest.raises(undo.CannotUndoError) as refused:
            undo.undo(office.desk, row.id)
        assert foreseen.obstacle.message == refused.value.message


def test_the_page_is_walked_by_tab_and_named(
    office: TrialOffice, page: HistoryPage, hand: Hand
) -> None:
    office.person("Lefèvre", "Zoé")
    settle(hand)
    choose(page, hand, 0)
    assert list(unreachable(page)) == []
    assert nameless(page) == []
