"""Uses that collide between two offices: both see the case, and what was agreed travels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.sync.test_between_offices import Two, settled
from tests.sync.world import MORNING, Post, person
from vaetvient.desk import transfers
from vaetvient.desk.clashes import give_other_unit, note_agreement
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, cancel_reservation, reserve
from vaetvient.desk.transfers import Send
from vaetvient.domain.availability import ClaimKind
from vaetvient.domain.clash import NotOurPromiseError
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.clashes import Clash, clashes
from vaetvient.sync.erasure import erase

START = MORNING + timedelta(days=9)


class Promised(Two):
    """Échirolles promised its projector at one post and sent it to Grenoble from another, that
    had not heard of the promise; Grenoble promised it too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.model = UUID(bytes=self.ech.one("SELECT model_id FROM equipment WHERE tag = 'VID-1'"))
        self.marc = person(self.ech.desk, "Marc")

    def reserve(self, post: Post, who: UUID) -> UUID:
        lines = (Wanted(self.model, self.thing),)
        end = START + timedelta(days=2)
        command = Reserve(who, lines, START, end, override_reason="essai")
        return reserve(post.desk, command).reservation_id

    def collide(self) -> tuple[UUID, UUID]:
        """Promise at Échirolles, send it all the same, promise it in Grenoble."""
        first = self.reserve(self.ech, self.marc)
        with unheard(self.ech):
            sent = transfers.send(self.ech.desk, Send(self.gre.desk.office_id, (self.thing,)))
        self.world.exchange()
        with unheard(self.gre):
            transfers.receive(self.gre.desk, sent.transfer_id)
            second = self.reserve(self.gre, self.who)
        self.world.exchange()
        return first, second


@contextmanager
def unheard(post: Post) -> Iterator[None]:
    """What happens as long as nobody there has heard of the promises made so far."""
    _hold(post, 0)
    yield
    _hold(post, 1)


def _hold(post: Post, holds: int) -> None:
    with post.desk.gesture("change_reservation") as gesture:
        connection = gesture.session.connection()
        connection.exec_driver_sql(f"UPDATE reservation_line SET holds = {holds}")


@pytest.fixture
def promised(tmp_path: Path) -> Iterator[Promised]:
    made = Promised(tmp_path)
    yield made
    made.close()


def seen(post: Post) -> list[Clash]:
    with post.desk.database.reading() as session:
        return clashes(session, view_of(post.desk))


def test_both_offices_see_the_same_case_with_both_parties(promised: Promised) -> None:
    first, second = promised.collide()
    for post in (promised.ech, promised.gre):
        found = {clash.reservation_id: clash for clash in seen(post)}
        assert set(found) == {first, second}
        assert [other.kind for other in found[first].others] == [ClaimKind.ELSEWHERE]
        assert [other.ref for other in found[second].others] == [first]
    here = next(c for c in seen(promised.gre) if c.reservation_id == first)
    assert here.promise.who == "adhérent du bureau ech", "nobody's name leaves the office"
    settled(promised)


def test_what_one_office_wrote_is_read_at_the_other(promised: Promised) -> None:
    _first, second = promised.collide()
    note_agreement(promised.ech.desk, second, "Marc prend celui de la mairie.", settled=True)
    promised.world.exchange()
    (clash,) = [c for c in seen(promised.gre) if c.reservation_id == second]
    assert [(w.words, w.office) for w in clash.words] == [("Marc prend celui de la mairie.", "ech")]
    assert clash.settled
    settled(promised)


def test_a_case_is_gone_everywhere_when_one_gives_way(promised: Promised) -> None:
    first, _second = promised.collide()
    with pytest.raises(NotOurPromiseError):
        give_other_unit(promised.gre.desk, first, promised.thing, None)
    cancel_reservation(promised.ech.desk, first, "le transfert")
    promised.world.exchange()
    assert seen(promised.ech) == seen(promised.gre) == []


def test_erasing_a_person_erases_what_was_said_of_their_promise(promised: Promised) -> None:
    _first, second = promised.collide()
    note_agreement(promised.ech.desk, second, "Zoé a rappelé.")
    cancel_reservation(promised.gre.desk, second)
    promised.world.exchange()
    erase(promised.gre.site, promised.who)
    promised.world.exchange()
    for post in (promised.ech, promised.gre):
        assert post.one("SELECT count(*) FROM use_agreement WHERE words LIKE '%Zoé%'") == 0
        assert not any("Zoé" in word.words for clash in seen(post) for word in clash.words)
