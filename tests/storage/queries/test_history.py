"""The history tells who did what, what was taken back, and what still can be."""

from tests.trial_office import TrialOffice
from vaetvient.desk import undo
from vaetvient.storage.queries.history import GestureRow, gestures


def history(office: TrialOffice) -> list[GestureRow]:
    with office.reading() as session:
        return gestures(session)


def test_the_newest_gesture_comes_first_with_its_author(office: TrialOffice) -> None:
    zoe, item = office.person(), office.item()
    lent = office.lend(zoe, item)
    newest = history(office)[0]
    assert (newest.who, newest.what) == ("Odile", f"Prêt {lent.number} à Lefèvre Zoé")
    assert newest.loan_id == lent.loan_id
    assert newest.may_be_undone


def test_a_gesture_taken_back_says_so_until_it_is_done_again(office: TrialOffice) -> None:
    office.person(dues=False)
    undo.undo(office.desk)
    undoing, entered = history(office)[:2]
    assert entered.undone
    assert not entered.may_be_undone
    assert not undoing.may_be_undone
    undo.redo(office.desk)
    assert not history(office)[2].undone


def test_older_gestures_are_asked_for_page_by_page(office: TrialOffice) -> None:
    for name in ("A", "B", "C"):
        office.person(name, dues=False)
    with office.reading() as session:
        first = gestures(session, limit=2)
        second = gestures(session, before=first[-1].id, limit=2)
    assert [row.what for row in first + second][:3] == [
        "Fiche de C Zoé créée",
        "Fiche de B Zoé créée",
        "Fiche de A Zoé créée",
    ]
