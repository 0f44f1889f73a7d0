"""The exchange file between real desks: what it hides, what it refuses, what it waits for.

The numbers are those of « The list it must survive ».
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.sync.world import Hands, furnish, person, projector
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.domain.member import MemberKind
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import backups
from vaetvient.sync import identity, network, receiving, roster, visits, vouching
from vaetvient.sync.rounds import Given, Received, give, receive
from vaetvient.sync.site import Site, open_site
from vaetvient.sync.wire import UnreadableError, pack, unpack


@dataclass
class Computer:
    """A data folder, as it is opened each time the program starts."""

    folder: Path
    clock: Hands
    opened: list[Desk]

    @property
    def desk(self) -> Desk:
        """The desk, open."""
        if not self.opened:
            furnish(self.folder)
            self.opened.append(open_desk(self.folder, volunteer="Zoé", clock=self.clock))
        return self.opened[0]

    def close(self) -> None:
        """End the program."""
        while self.opened:
            self.opened.pop().database.close()

    @property
    def site(self) -> Site:
        """Its place in the network, identity checked as at each start."""
        return open_site(self.desk.database, self.clock)

    def out(self, target: Path, *to: str) -> Given:
        """Write a file."""
        return give(self.site, target, to)

    def take(self, *sources: Path) -> Received:
        """Take files in."""
        return receive(self.site, sources)

    def codes(self, *sources: Path) -> list[str]:
        """Why files are refused."""
        return [error.code for _file, error in self.take(*sources).refused]

    def members(self) -> list[str]:
        """The members' names."""
        with self.desk.database.reading() as session:
            return list(session.scalars(text("SELECT label FROM member ORDER BY id")))

    def digests(self) -> tuple[bytes, bytes]:
        """The digests of both channels."""
        with self.site.working() as work:
            return work.store.digest(work.store.network), work.store.digest(work.store.office)


class Scene:
    """Computers and a stick between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.computers: list[Computer] = []

    def computer(self, name: str) -> Computer:
        """A computer where the program was just installed."""
        made = Computer(self.folder / name, Hands(), [])
        self.computers.append(made)
        return made

    def founded(self, name: str) -> Computer:
        """A computer that founded a network."""
        made = self.computer(name)
        network.found(made.desk.database, "Réseau", made.clock)
        return made

    def joined(self, host: Computer, name: str, *, same_office: bool = False) -> Computer:
        """A computer that `host` admitted."""
        guest = self.computer(name)
        files = [self.folder / f"{name}-{step}" for step in ("invitation", "request", "welcome")]
        network.invite(host.site, files[0])
        fingerprint = network.ask_to_join(guest.desk.database, files[0], files[1], guest.clock)
        network.admit(
            host.site,
            files[1],
            files[2],
            fingerprint=fingerprint,
            office_name="" if same_office else name,
            same_office=same_office,
        )
        network.join(guest.desk.database, files[2], guest.clock)
        guest.close()
        return guest

    def meet(self, *computers: Computer) -> None:
        """Everybody hears of everything."""
        for _round in range(2):
            for one in computers:
                one.out(self.stick)
                for other in computers:
                    other.take(self.stick)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    for computer in made.computers:
        computer.close()


def test_two_offices_found_join_and_meet(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "Échirolles")
    person(gre.desk, "Vu", shared=True)
    person(ech.desk, "Aussi", shared=True)
    person(ech.desk, "Secret")
    scene.meet(gre, ech)
    assert set(gre.members()) == {"Vu", "Aussi"}
    assert set(ech.members()) == {"Vu", "Aussi", "Secret"}
    assert gre.digests()[0] == ech.digests()[0]
    with gre.desk.database.reading() as session:
        names = {tuple(row) for row in session.execute(text("SELECT name, code FROM office"))}
    assert ("Échirolles", "ECH") in names


def test_before_much_is_taken_in_the_database_is_copied(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    person(gre.desk, "Vu", shared=True)
    file = gre.out(scene.folder / "much.vav").file
    path = ech.desk.database.path
    monkeypatch.setattr(receiving, "_LARGE", 1)
    ech.take(file)
    ech.take(file)
    assert [copy.why for copy in backups.own_copies(path)] == [backups.BEFORE_EXCHANGE]
    ech.close()
    backups.put_back(path, backups.own_copies(path)[0].path)
    assert ech.members() == []


def test_a_second_post_of_one_office_has_everything(scene: Scene) -> None:
    gre = scene.founded("gre")
    person(gre.desk, "Secret")
    second = scene.joined(gre, "gre2", same_office=True)
    scene.meet(gre, second)
    assert second.members() == ["Secret"]
    assert gre.digests() == second.digests()
    with second.desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM office")) == 1


def test_2_17_and_35_a_file_brought_twice_renamed_or_late_changes_nothing(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    person(gre.desk, "Un", shared=True)
    old = gre.out(scene.folder / "mailed.vav").file
    assert ech.take(old).applied > 0
    person(gre.desk, "Deux", shared=True)
    ech.take(gre.out(scene.stick).file)
    before = ech.digests()
    renamed = shutil.copy(old, scene.folder / "mailed (1).vav")
    again = ech.take(old, Path(renamed))
    assert (again.applied, again.refused, again.waiting) == (0, [], [])
    assert again.already > 0
    assert ech.digests() == before


def test_13_a_file_waits_for_the_one_before_and_says_whose_is_missing(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    person(gre.desk, "Un", shared=True)
    first = gre.out(scene.folder / "1.vav").file
    pretend_heard(gre, first)
    person(gre.desk, "Deux", shared=True)
    second = gre.out(scene.folder / "2.vav").file
    waits = ech.take(second)
    assert [file for file, _missing in waits.waiting] == ["2.vav"]
    assert waits.waiting[0][1] == ["Bureau · Poste 1"]
    assert ech.members() == []
    assert ech.take(first).waiting == []
    assert set(ech.members()) == {"Un", "Deux"}


def pretend_heard(giver: Computer, _file: Path) -> None:
    """Let the giver believe that everyone has what it has: what comes next goes out alone."""
    with giver.site.working() as work:
        at = giver.site.now_ms()
        known = [list(need) for need in work.store.needs(work.store.channels)]
        work.session.execute(
            text("UPDATE sync_partner SET knowledge = :k"), {"k": pack([at, known])}
        )


def test_3_a_third_office_carries_what_it_heard(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    fon = scene.joined(gre, "fon")
    scene.meet(gre, ech, fon)
    person(gre.desk, "Un", shared=True)
    ech.take(gre.out(scene.folder / "a.vav", "ech").file)
    fon.take(ech.out(scene.folder / "b.vav").file)
    assert "Un" in fon.members()
    assert fon.digests()[0] == gre.digests()[0]


def test_only_what_partners_lack_goes_out(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    for n in range(50):
        projector(gre.desk, f"T-{n}")
    scene.meet(gre, ech)
    assert gre.out(scene.folder / "empty.vav").changes == 0
    member = person(gre.desk, "Un", shared=True)
    scene.meet(gre, ech)
    form = MemberForm(MemberKind.PERSON, last_name="Un", email="un@a.fr", shared=True)
    change_member(gre.desk, member, form)
    written = gre.out(scene.folder / "one.vav")
    assert written.changes == 1
    assert written.file.stat().st_size < 5000


def test_15_and_16_a_file_cut_anywhere_or_with_one_bit_turned_is_refused(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    person(gre.desk, "Un", shared=True)
    whole = gre.out(scene.folder / "whole.vav").file.read_bytes()
    before = ech.digests(), ech.members()
    site = ech.site
    broken = scene.folder / "broken.vav"
    step = max(1, len(whole) // 300)
    for place in [*range(200), *range(200, len(whole), step)]:
        for data in (whole[:place], flipped(whole, place)):
            broken.write_bytes(data)
            result = receive(site, [broken])
            assert (result.applied, len(result.refused)) == (0, 1), place
    assert (ech.digests(), ech.members()) == before
    broken.write_bytes(whole)
    assert ech.take(broken).applied > 0


def flipped(data: bytes, place: int) -> bytes:
    """`data` with one bit turned."""
    return data[:place] + bytes([data[place] ^ (1 << place % 8)]) + data[place + 1 :]


def test_19_unknown_removed_and_other_networks_are_not_heard(scene: Scene) -> None:
    gre, other = scene.founded("gre"), scene.founded("other")
    stranger = scene.joined(other, "stranger")
    assert gre.codes(stranger.out(scene.folder / "s.vav").file) == ["unknown_signer"]
    ech, fon = scene.joined(gre, "ech"), scene.joined(gre, "fon")
    scene.meet(gre, ech, fon)
    network.remove(gre.site, "ech")
    assert gre.codes(ech.out(scene.folder / "e.vav").file) == ["removed_signer"]
    fon.take(gre.out(scene.folder / "g.vav").file)
    assert fon.codes(scene.folder / "e.vav") == ["removed_signer"]


def test_posts_of_one_office_have_names_of_their_own(scene: Scene) -> None:
    gre = scene.founded("gre")
    second = scene.joined(gre, "gre2", same_office=True)
    ech = scene.joined(gre, "ech")
    scene.meet(gre, second, ech)
    for computer in (gre, second, ech):
        with computer.desk.database.reading() as session:
            names = session.execute(text("SELECT name FROM site ORDER BY name")).scalars().all()
        assert names == ["Poste 1", "Poste 1", "Poste 2"]
        with computer.site.working() as work:
            called = sorted(member.title for member in roster.load(work.store).values())
        assert called == ["Bureau · Poste 1", "Bureau · Poste 2", "ech · Poste 1"]


def test_a_wrong_fingerprint_admits_nobody(scene: Scene) -> None:
    gre, guest = scene.founded("gre"), scene.computer("guest")
    invitation, request, welcome = (scene.folder / name for name in ("i", "r", "w"))
    network.invite(gre.site, invitation)
    network.ask_to_join(guest.desk.database, invitation, request, guest.clock)
    with pytest.raises(network.WrongFingerprintError):
        network.admit(gre.site, request, welcome, fingerprint="00000 00000 00000 00000 00000")
    assert not welcome.exists()


def test_a_found_stick_tells_nothing(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    person(gre.desk, "Lefèvre", shared=True)
    file = gre.out(scene.stick).file
    data = file.read_bytes() + file.name.encode()
    for secret in (
        b"Lef\xc3\xa8vre",
        b"Poste",
        b"member",
        gre.site.network,
        gre.site.site,
        ech.site.site,
    ):
        assert secret not in data


def test_26_a_restored_backup_takes_a_new_identity_and_gets_its_changes_back(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    gre.close()
    backup = (gre.folder / "vaetvient.sqlite3").read_bytes()
    person(gre.desk, "Perdu", shared=True)
    scene.meet(gre, ech)
    gre.close()
    first_epoch = ech.site.epoch
    for leftover in gre.folder.glob("vaetvient.sqlite3-*"):
        leftover.unlink()
    (gre.folder / "vaetvient.sqlite3").write_bytes(backup)
    assert gre.members() == []
    assert gre.site.epoch > first_epoch
    person(gre.desk, "Nouveau", shared=True)
    scene.meet(gre, ech)
    assert set(gre.members()) == set(ech.members()) == {"Perdu", "Nouveau"}
    assert gre.digests()[0] == ech.digests()[0]


def test_26_so_does_a_copy_put_back_from_the_settings(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    first_epoch, path = gre.site.epoch, gre.desk.database.path
    copy = backups.make_copy(path)
    person(gre.desk, "Perdu", shared=True)
    scene.meet(gre, ech)
    gre.close()
    backups.put_back(path, copy.path)
    assert gre.members() == []
    assert gre.site.epoch > first_epoch
    person(gre.desk, "Nouveau", shared=True)
    scene.meet(gre, ech)
    assert set(gre.members()) == set(ech.members()) == {"Perdu", "Nouveau"}
    assert gre.digests()[0] == ech.digests()[0]


def test_26_it_still_knows_those_who_were_admitted_since(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    copy = backups.make_copy(ech.desk.database.path)
    mey = scene.joined(gre, "mey")
    scene.meet(gre, ech, mey)
    vif = scene.joined(mey, "vif")
    person(vif.desk, "Loin", shared=True)
    scene.meet(mey, vif, ech)
    for old in scene.stick.glob("*.vav"):
        old.unlink()
    ech.close()
    backups.put_back(ech.folder / DATABASE_NAME, copy.path)
    assert ech.members() == []
    assert ech.take(vif.out(scene.stick).file).refused == []  # by nobody that the backup knew
    assert ech.members() == ["Loin"]
    ech.close()
    (ech.folder / vouching.FILE).write_bytes(b"whatever")
    person(vif.desk, "Près", shared=True)
    assert ech.take(vif.out(scene.stick).file).refused == []


def test_26_so_is_a_whole_folder_put_back_into_its_own_place(scene: Scene) -> None:
    """The witness is put back too, and files may be given the numbers that they had."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    gre.close()
    first_epoch = gre.site.epoch
    gre.close()
    kept = {path: path.read_bytes() for path in gre.folder.iterdir() if path.is_file()}
    person(gre.desk, "Perdu", shared=True)
    scene.meet(gre, ech)
    gre.close()
    for path in gre.folder.iterdir():
        if path.is_file():
            path.write_bytes(kept.get(path, b""))
    assert gre.members() == []
    assert gre.site.epoch > first_epoch
    person(gre.desk, "Nouveau", shared=True)
    scene.meet(gre, ech)
    assert set(gre.members()) == set(ech.members()) == {"Perdu", "Nouveau"}


@pytest.fixture
def imaged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> tuple[Computer, Computer, Path]:
    """A post whose disk was put back as an image, with all that would tell: only its colleague
    knows more of it; and a folder with a file of the colleague, then one of another office."""
    gre = scene.founded("gre")
    second = scene.joined(gre, "gre2", same_office=True)
    fon = scene.joined(gre, "fon")
    scene.meet(gre, second, fon)
    gre.close()
    image = {path: path.read_bytes() for path in gre.folder.iterdir() if path.is_file()}
    person(gre.desk, "Perdu")
    second.take(gre.out(scene.folder / "lost.vav").file)
    gre.close()
    for path in gre.folder.iterdir():
        if path.is_file():
            path.write_bytes(image.get(path, b""))
    monkeypatch.setattr(identity, "_is_here", lambda _place, _database: True)
    folder = scene.folder / "brought"
    folder.mkdir()
    for number, computer in enumerate((second, fon)):
        person(computer.desk, f"Nom{number}", shared=True)
        computer.out(folder / f"{number}.vav")
    return gre, second, folder


def test_26_what_is_typed_while_the_restored_learn_that_they_are_bears_no_name_that_was_used(
    scene: Scene, imaged: tuple[Computer, Computer, Path]
) -> None:
    gre, second, folder = imaged
    first_epoch = gre.site.epoch
    typed: list[str] = []

    def typing(_done: int, _total: int, file: str) -> None:
        if file == "1.vav" and not typed:
            typed.append("Tapé pendant")
            person(gre.desk, typed[0])

    visits.visit(gre.site, folder, report=typing)
    assert gre.site.epoch > first_epoch
    scene.meet(gre, second)
    assert set(gre.members()) == set(second.members()) == {"Perdu", "Nom0", "Nom1", "Tapé pendant"}
    assert gre.digests() == second.digests()


def test_26_nor_when_the_file_that_tells_them_so_is_refused(
    scene: Scene, imaged: tuple[Computer, Computer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    gre, second, folder = imaged
    person(gre.desk, "En attente")
    taken_in = Site.take_in

    def refuse(*_args: object) -> None:
        monkeypatch.setattr(Site, "take_in", taken_in)
        raise UnreadableError(what="spoilt")

    monkeypatch.setattr(Site, "take_in", refuse)
    assert gre.codes(folder / "0.vav", folder / "1.vav") == ["unreadable"]
    scene.meet(gre, second)
    assert set(gre.members()) == set(second.members()) == {"Perdu", "Nom0", "Nom1", "En attente"}


def test_26_restored_twice_with_the_clock_set_back_it_still_gets_its_changes_back(
    scene: Scene,
) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    path = gre.desk.database.path
    copy = backups.make_copy(path)
    person(gre.desk, "Perdu", shared=True)
    scene.meet(gre, ech)
    for name in ("Un", "Deux"):
        gre.close()
        backups.put_back(path, copy.path)
        gre.clock.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
        person(gre.desk, name, shared=True)
        scene.meet(gre, ech)
    assert set(gre.members()) == set(ech.members()) == {"Perdu", "Un", "Deux"}


def test_27_a_copied_folder_is_noticed_and_both_go_on(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    gre.close()
    twin = scene.computer("twin")
    shutil.copytree(gre.folder, twin.folder)
    person(gre.desk, "Ici", shared=True)
    person(twin.desk, "Là", shared=True)
    assert gre.site.epoch != twin.site.epoch
    scene.meet(gre, ech)
    ech.take(twin.out(scene.folder / "twin.vav").file)
    assert set(ech.members()) == {"Ici", "Là"}


def test_27_and_28_copies_take_identities_of_their_own_though_their_clocks_were_set_back(
    scene: Scene,
) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    gre.close()
    copies = [scene.computer(name) for name in ("twin", "triplet")]
    for copy in copies:
        shutil.copytree(gre.folder, copy.folder)
        copy.clock.now = datetime(1980, 1, 1, tzinfo=UTC)
        person(copy.desk, copy.folder.name, shared=True)
        assert ech.codes(copy.out(scene.folder / f"{copy.folder.name}.vav").file) == []
    assert set(ech.members()) == {"twin", "triplet"}


def test_23_a_witness_that_lags_is_no_alarm(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    witness = (gre.folder / "temoin-echange").read_bytes()
    epoch = gre.site.epoch
    person(gre.desk, "Un", shared=True)
    gre.out(scene.stick)
    (gre.folder / "temoin-echange").write_bytes(witness)
    assert gre.site.epoch == epoch


def test_28_a_clock_ten_years_ahead_is_refused_until_it_is_mended(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    gre.clock.now = datetime(2036, 1, 1, tzinfo=UTC)
    person(gre.desk, "Demain", shared=True)
    assert ech.codes(gre.out(scene.folder / "late.vav").file) == ["clock_ahead"]
    assert ech.members() == []
    ech.clock.now = datetime(1980, 1, 1, tzinfo=UTC)
    person(ech.desk, "Hier", shared=True)
    gre.clock.now += timedelta(days=1)
    assert gre.take(ech.out(scene.folder / "early.vav").file).applied > 0


def test_36_a_refused_file_is_left_as_it_was(scene: Scene) -> None:
    gre = scene.founded("gre")
    for data in (b"", b"VAV", b"not one", b"VAV\x1a\x09" + bytes(30), pack([1, 2])):
        file = scene.folder / "odd.vav"
        file.write_bytes(data)
        result = gre.take(file)
        assert len(result.refused) == 1
        assert file.read_bytes() == data
    assert unpack(pack([None])) == [None]
