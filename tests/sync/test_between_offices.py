"""Custody passes and requests travel between two offices that exchange files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.sync.world import MORNING, Post, World, person, projector
from vaetvient.desk import requests, transfers
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.equipment import EquipmentForm, enter_equipment
from vaetvient.desk.lending import BasketRefusedError, HandOut, hand_out
from vaetvient.desk.promises import view_of
from vaetvient.desk.requests import Ask
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.transfers import Send
from vaetvient.desk.undo import CannotUndoError, undo
from vaetvient.domain.availability import ClaimKind, Period, free_units
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.lending import NotInCustodyError, ReasonNeededError
from vaetvient.domain.request import (
    NotAskedHereError,
    NotOurRequestError,
    OwnThingError,
    RequestClosedError,
    RequestState,
)
from vaetvient.domain.transfer import (
    NotKeptHereError,
    NotSentHereError,
    OnTheWayError,
    StillOutError,
    TransferState,
)
from vaetvient.storage.queries import custody
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import pools
from vaetvient.storage.queries.plenty import of_which_there_is_plenty
from vaetvient.storage.queries.shelf import everything
from vaetvient.sync.audit import problems


def _projector(post: Post, tag: str = "VID-1") -> UUID:
    projector(post.desk, tag)
    return UUID(bytes=post.one("SELECT id FROM equipment WHERE tag = :t", t=tag))


class Two:
    """An office that keeps a projector, and one that would like to borrow it."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.ech = self.world.post("ech")
        self.gre = self.world.post("gre")
        self.thing = _projector(self.ech)
        self.who = person(self.gre.desk, "Zoé")
        self.world.exchange()

    def close(self) -> None:
        for post in self.world.posts:
            post.desk.database.close()

    def ask(self, **more: object) -> requests.Asked:
        start = MORNING + timedelta(days=2)
        wanted = Ask(self.who, start, start + timedelta(days=3), equipment_id=self.thing, **more)  # type: ignore[arg-type]
        return requests.ask(self.gre.desk, wanted)

    def request(self, post: Post) -> custody.RequestRow:
        with post.desk.database.reading() as session:
            (row,) = custody.requests(session, post.desk.office_id, closed=True)
        return row

    def lend(self, post: Post, who: UUID) -> None:
        lines = (LineWanted(self.thing, 1),)
        hand_out(post.desk, HandOut(who, lines, override_reason="essai"))

    def why_not(self, post: Post, who: UUID) -> set[type]:
        with pytest.raises(BasketRefusedError) as refused:
            self.lend(post, who)
        return {type(refusal.error) for refusal in refused.value.refusals}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    made = Two(tmp_path)
    yield made
    made.close()


def settled(two: Two) -> None:
    """Both know the same, nothing is unmarked, nothing clashes."""
    two.world.exchange()
    assert two.gre.digests()[0] == two.ech.digests()[0]
    for post in two.world.posts:
        assert problems(post.site) == []
        assert post.conflicts() == set()


def test_a_request_travels_is_confirmed_and_becomes_a_reservation_there(two: Two) -> None:
    asked = two.ask(message="Pour la fête du quartier")
    two.world.exchange()
    there = two.request(two.ech)
    assert (there.number, there.waits_for_us, there.message) == (
        asked.number,
        True,
        "Pour la fête du quartier",
    )
    assert there.borrower == "adhérent du bureau gre"  # invariant 8
    number = requests.confirm(two.ech.desk, there.id, "À prendre mercredi matin")
    two.world.exchange()
    here = two.request(two.gre)
    assert here.state is RequestState.CONFIRMED
    assert here.reservation == number
    assert (here.borrower, here.answer_note) == ("Zoé", "À prendre mercredi matin")
    settled(two)


def test_what_was_promised_for_a_request_is_lent_to_the_other_offices_borrower(two: Two) -> None:
    two.ask()
    two.world.exchange()
    requests.confirm(two.ech.desk, two.request(two.ech).id)
    two.ech.clock.now += timedelta(days=2)
    two.lend(two.ech, two.who)
    picked = two.ech.one("SELECT state FROM reservation")
    assert picked == "picked_up"
    settled(two)


def test_a_refusal_comes_back_with_its_reason_and_what_could_be_had_instead(two: Two) -> None:
    two.ask()
    two.world.exchange()
    key = two.request(two.ech).id
    with pytest.raises(ReasonNeededError):
        requests.decline(two.ech.desk, key, " ")
    requests.decline(two.ech.desk, key, "En panne", "Le VID-2, à partir du 30")
    two.world.exchange()
    here = two.request(two.gre)
    assert (here.state, here.answer_note, here.alternative) == (
        RequestState.REFUSED,
        "En panne",
        "Le VID-2, à partir du 30",
    )
    settled(two)


def test_only_the_office_that_keeps_the_thing_answers_and_only_the_other_takes_it_back(
    two: Two,
) -> None:
    asked = two.ask()
    with pytest.raises(NotOurRequestError):
        requests.confirm(two.gre.desk, asked.request_id)
    two.world.exchange()
    with pytest.raises(NotAskedHereError):
        requests.withdraw(two.ech.desk, asked.request_id)
    requests.withdraw(two.gre.desk, asked.request_id)
    with pytest.raises(RequestClosedError):
        requests.withdraw(two.gre.desk, asked.request_id)


def test_an_answer_and_a_withdrawal_that_cross_do_not_clash(two: Two) -> None:
    asked = two.ask()
    two.world.exchange()
    requests.confirm(two.ech.desk, asked.request_id)
    requests.withdraw(two.gre.desk, asked.request_id)
    settled(two)
    there = two.request(two.ech)
    assert (there.state, there.holds, there.waits_for_us) == (RequestState.WITHDRAWN, True, True)
    requests.release(two.ech.desk, asked.request_id)
    assert two.request(two.ech).waits_for_us is False
    assert two.ech.one("SELECT state FROM reservation") == "cancelled"
    settled(two)


def test_nobody_asks_for_what_is_kept_here(two: Two) -> None:
    start = MORNING + timedelta(days=1)
    own = Ask(two.who, start, start + timedelta(days=1), equipment_id=two.thing)
    with pytest.raises(OwnThingError):
        requests.ask(two.ech.desk, own)


def test_the_counter_says_who_keeps_a_thing_and_how_old_that_news_is(two: Two) -> None:
    with two.gre.desk.database.writing() as session:
        from sqlalchemy import text

        session.execute(
            text("UPDATE sync_partner SET last_heard = :at WHERE site = :s"),
            {"s": two.ech.desk.site_id.bytes, "at": 1_795_000_000_000},
        )
    with pytest.raises(BasketRefusedError) as refused:
        two.lend(two.gre, two.who)
    assert refused.value.refusals[0].error.message == (
        "VID-1 est gardé par ech, selon l'échange du 18/11/2026 : lui seul le prête. "
        "Faites-lui une demande."
    )


def test_custody_passes_with_a_transfer_and_nobody_lends_what_is_on_the_way(two: Two) -> None:
    there = person(two.ech.desk, "Ali")
    sent = transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,), "Samir"))
    assert two.why_not(two.ech, there) == {NotInCustodyError}
    assert two.why_not(two.gre, two.who) == {NotInCustodyError}  # it has not heard yet
    two.world.exchange()
    assert two.why_not(two.gre, two.who) == {OnTheWayError}
    transfers.receive(two.gre.desk, sent.transfer_id)
    two.lend(two.gre, two.who)
    two.world.exchange()
    assert two.why_not(two.ech, there) >= {NotInCustodyError}
    settled(two)


def test_a_refused_transfer_gives_custody_back(two: Two) -> None:
    sent = transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))
    two.world.exchange()
    with pytest.raises(NotSentHereError):
        transfers.receive(two.ech.desk, sent.transfer_id)
    with pytest.raises(ReasonNeededError):
        transfers.refuse(two.gre.desk, sent.transfer_id, "")
    transfers.refuse(two.gre.desk, sent.transfer_id, "Jamais arrivé")
    assert two.why_not(two.gre, two.who) == {NotInCustodyError}
    two.world.exchange()
    two.lend(two.ech, person(two.ech.desk, "Ali"))
    with two.ech.desk.database.reading() as session:
        (row,) = custody.transfers(session, two.ech.desk.office_id, closed=True)
    assert (row.state, row.answer_note) == (TransferState.REFUSED, "Jamais arrivé")
    settled(two)


def test_what_is_out_or_kept_elsewhere_cannot_be_sent(two: Two) -> None:
    with pytest.raises(NotKeptHereError):
        transfers.send(two.gre.desk, Send(two.ech.desk.office_id, (two.thing,)))
    two.lend(two.ech, person(two.ech.desk, "Ali"))
    with pytest.raises(StillOutError):
        transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))


def test_sending_can_be_undone_until_the_other_office_answered(two: Two) -> None:
    transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))
    undo(two.ech.desk)
    assert two.ech.one("SELECT count(*) FROM transfer") == 0
    sent = transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))
    two.world.exchange()
    transfers.receive(two.gre.desk, sent.transfer_id)
    two.world.exchange()
    with pytest.raises(CannotUndoError):
        undo(two.ech.desk)


def test_a_transfer_that_answers_a_request_is_promised_to_its_borrower_on_arrival(
    two: Two,
) -> None:
    asked = two.ask()
    two.world.exchange()
    requests.confirm(two.ech.desk, asked.request_id)
    things = (_projector(two.ech, "VID-9"), two.thing)  # more is sent than was asked for
    sent = transfers.send(
        two.ech.desk, Send(two.gre.desk.office_id, things, request_id=asked.request_id)
    )
    two.world.exchange()
    transfers.receive(two.gre.desk, sent.transfer_id)
    promised = "SELECT equipment_id, quantity FROM reservation_line l JOIN reservation r"
    assert two.gre.rows(
        f"{promised} ON r.id = l.reservation_id WHERE r.office_id = :o",
        o=two.gre.desk.office_id.bytes,
    ) == [(two.thing.bytes, 1)]
    rows = two.gre.rows(
        "SELECT borrower_name, state FROM reservation WHERE office_id = :o",
        o=two.gre.desk.office_id.bytes,
    )
    assert rows == [("Zoé", "confirmed")]
    assert two.ech.one("SELECT state FROM reservation") == "cancelled"
    settled(two)


def test_two_posts_that_send_one_thing_to_two_offices_leave_one_keeper(tmp_path: Path) -> None:
    world = World(tmp_path)
    ech, gre = world.post("ech"), world.post("gre")
    second, mey = world.post("ech2", ech), world.post("mey")
    thing = _projector(ech)
    world.exchange()
    try:
        transfers.send(ech.desk, Send(gre.desk.office_id, (thing,)))
        transfers.send(second.desk, Send(mey.desk.office_id, (thing,)))
        world.exchange()
        keepers = {p.one("SELECT custody_office_id FROM equipment") for p in world.posts}
        assert len(keepers) == 1
        assert len(gre.conflicts()) == 1  # somebody is told
    finally:
        for post in world.posts:
            post.desk.database.close()


def test_lending_what_was_sent_meanwhile_is_refused_to_all_but_one(two: Two) -> None:
    """Whatever crosses on the way, no two offices may lend at the same time."""
    sent = transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))
    two.world.exchange()
    for post, who in ((two.ech, person(two.ech.desk, "Ali")), (two.gre, two.who)):
        with pytest.raises(RefusedError):
            two.lend(post, who)
    transfers.receive(two.gre.desk, sent.transfer_id)
    two.lend(two.gre, two.who)
    with pytest.raises(RefusedError):
        two.lend(two.ech, person(two.ech.desk, "Luc"))
    settled(two)


def test_a_member_of_another_office_who_has_the_same_number_is_corrected_here(two: Two) -> None:
    """Numbers are each office's own; a number that is typed is first looked for among ours."""
    from vaetvient.desk.members import MemberForm, change_member, member_called
    from vaetvient.domain.member import MemberKind
    from vaetvient.storage.queries.counter import MemberScanned, resolve

    ali = person(two.ech.desk, "Ali")
    lea = person(two.gre.desk, "Léa", shared=True, number="1b")
    two.world.exchange()
    with two.ech.desk.database.writing() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE member SET number = '1b' WHERE id = :i"), {"i": ali.bytes})
    form = MemberForm(MemberKind.PERSON, last_name="Léa", shared=True, email="lea@a.fr")
    change_member(two.ech.desk, lea, form)
    for post, who in ((two.ech, ali), (two.gre, lea)):
        with post.desk.database.reading() as session:
            assert member_called(session, "1b").id == who
            assert resolve(session, "1b") == MemberScanned(who)


# What can be promised


NEXT_WEEK = Period(MORNING + timedelta(days=7), MORNING + timedelta(days=8))


def _free(post: Post, model: UUID) -> int:
    """How many can be promised next week; every way of asking says the same."""
    with post.desk.database.reading() as session:
        view = view_of(post.desk)
        free = free_units(pools(session, [model], NEXT_WEEK, view)[model], NEXT_WEEK)
        shelf = {row.model_id: row.free for row in everything(session, NEXT_WEEK, view)}
        assert shelf.get(model, 0) == free
        plenty = of_which_there_is_plenty(session, {model: free + 1}, NEXT_WEEK, view)
        assert not plenty, "the quick yes never promises more"
    return free


def _model(post: Post) -> UUID:
    return UUID(bytes=post.one("SELECT model_id FROM equipment WHERE tag = 'VID-1'"))


def test_what_is_on_its_way_is_free_nowhere_until_it_has_come(two: Two) -> None:
    model = _model(two.ech)
    assert (_free(two.ech, model), _free(two.gre, model)) == (1, 0)
    sent = transfers.send(two.ech.desk, Send(two.gre.desk.office_id, (two.thing,)))
    two.world.exchange()
    assert (_free(two.ech, model), _free(two.gre, model)) == (0, 0)
    with two.gre.desk.database.reading() as session:
        pool = pools(session, [model], NEXT_WEEK, view_of(two.gre.desk))[model]
    (claim,) = pool.supplies[0].claims
    assert (claim.kind, claim.who, claim.number) == (ClaimKind.ELSEWHERE, "ech", sent.number)
    transfers.receive(two.gre.desk, sent.transfer_id)
    two.world.exchange()
    assert (_free(two.ech, model), _free(two.gre, model)) == (0, 1)


def test_what_one_office_promised_of_a_model_takes_none_of_anothers_units(two: Two) -> None:
    model = _model(two.ech)
    form = EquipmentForm(model_id=model, kind=EquipmentKind.ITEM, tag="GRE-1")
    enter_equipment(two.gre.desk, form)
    two.world.exchange()
    reserve(
        two.gre.desk,
        Reserve(two.who, (Wanted(model),), NEXT_WEEK.start, NEXT_WEEK.end, override_reason="essai"),
    )
    two.world.exchange()
    assert (_free(two.ech, model), _free(two.gre, model)) == (1, 0)
