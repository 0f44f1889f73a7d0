"""The board says what today brings, and nothing else."""

from datetime import timedelta

from tests.trial_office import TrialOffice
from vaetvient.desk import loans
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.domain.equipment import CategoryKind, Item
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.today import Today, today_board


def board(office: TrialOffice) -> Today:
    with office.reading() as session:
        return today_board(session, office.today(), office.desk.zone)


def test_a_new_office_has_a_quiet_day(office: TrialOffice) -> None:
    assert board(office).is_quiet


def test_a_loan_is_announced_on_its_day_then_late(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), (office.stock(), 30))
    assert board(office).is_quiet
    office.later(days=7)
    (due,) = board(office).due
    assert (due.number, due.borrower, due.still_out) == (lent.number, "Lefèvre Zoé", 31)
    office.later(days=4)
    assert board(office).due == ()
    (late,) = board(office).late
    assert late.days_late == 4
    office.bring_back(lent)
    assert board(office).is_quiet


def test_what_is_long_is_counted_and_its_worst_shown(office: TrialOffice) -> None:
    zoe = office.person()
    numbers = [office.lend(zoe, office.item()).number for _n in range(9)]
    office.later(days=20)
    found = board(office)
    assert (len(found.late), found.late_count) == (6, 9)
    assert found.late[0].number == numbers[0]


def test_a_deposit_is_owed_once_all_is_back(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=15000)
    assert board(office).deposits == ()
    office.bring_back(lent)
    (owed,) = board(office).deposits
    assert (owed.number, owed.amount_cents) == (lent.number, 15000)
    loans.settle_deposit(office.desk, lent.loan_id)
    assert board(office).deposits == ()


def test_a_basket_put_aside_waits_there(office: TrialOffice) -> None:
    zoe, item = office.person(), office.item()
    loans.put_aside(office.desk, borrower_id=zoe, lines=(LineWanted(item),))
    (aside,) = board(office).aside
    assert (aside.borrower, aside.lines) == ("Lefèvre Zoé", 1)


def test_dues_that_end_soon_are_announced_unless_renewed(office: TrialOffice) -> None:
    from vaetvient.desk.members import renew_membership

    zoe = office.person()
    office.person("Martin", "Sam", dues=False)
    office.later(days=355)
    (ending,) = board(office).ending
    assert ending.label == "Lefèvre Zoé"
    renew_membership(office.desk, zoe)
    assert board(office).ending == ()


def test_what_nobody_fetched_still_waits_and_a_room_whose_hours_are_over_does_not(
    office: TrialOffice,
) -> None:
    rooms = office.category("Salles", kind=CategoryKind.ROOM)
    room = office.item(tag="SALLE", model=office.model("Salle", category_id=rooms))
    thing, jardins = office.item(tag="VID-1"), office.association()
    now, hour = office.moment, timedelta(hours=1)
    for key in (room, thing):
        model = office.get(Item, key).model_id
        reserve(office.desk, Reserve(jardins, (Wanted(model, key),), now + hour, now + 3 * hour))
    assert [row.what for row in board(office).prepare] == ["Salle", "Vidéoprojecteur"]
    office.later(hours=5)
    assert board(office).prepare_count == 2, "the day is not over"
    office.later(days=1)
    found = board(office)
    assert (found.prepare_count, found.prepare[0].what) == (1, "Vidéoprojecteur")
