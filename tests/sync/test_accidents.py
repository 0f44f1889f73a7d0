"""The power cut, the full disk, the stick pulled out (22, 24, 25, 34)."""

from __future__ import annotations

import errno
import multiprocessing
import multiprocessing.context
import random
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.desk.desk import open_desk
from vaetvient.domain.errors import VaEtVientError
from vaetvient.sync.rounds import give, receive
from vaetvient.sync.site import open_site

__all__ = ["scene"]


@pytest.fixture
def pair(scene: Scene) -> tuple[Computer, Computer]:
    """Two offices, of which one has much to tell."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    for n in range(40):
        projector(gre.desk, f"T-{n}")
    return gre, ech


def things(computer: Computer) -> int:
    with computer.desk.database.reading() as session:
        return int(session.scalar(text("SELECT count(*) FROM equipment")) or 0)


def take_and_give(folder: str, file: str, stick: str) -> None:
    """What a child does until it is killed: take a file in, and tell what is new."""
    desk = open_desk(Path(folder))
    site = open_site(desk.database, desk.clock)
    receive(site, [Path(file)])
    give(site, Path(stick))


@pytest.fixture(scope="module")
def nursery() -> multiprocessing.context.ForkServerContext:
    """Where children come from that need no interpreter of their own started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@pytest.mark.parametrize(
    "points", [12, pytest.param(200, marks=pytest.mark.campaign)], ids=["some", "many"]
)
def test_22_killed_at_any_moment_it_is_as_before_or_as_after(
    scene: Scene,
    pair: tuple[Computer, Computer],
    nursery: multiprocessing.context.ForkServerContext,
    points: int,
) -> None:
    gre, ech = pair
    file = gre.out(scene.folder / "all.vav").file
    ech.close()
    choose = random.Random(22)
    longest = 1.0
    killed = 0
    for attempt in range(points):
        if attempt % 8 == 7:  # and begin again from nothing taken in
            shutil.rmtree(ech.folder)
            shutil.copytree(scene.folder / "ech-before", ech.folder)
        elif attempt == 0:
            shutil.copytree(ech.folder, scene.folder / "ech-before")
        arguments = (str(ech.folder), str(file), str(scene.stick))
        child = nursery.Process(target=take_and_give, args=arguments)
        child.start()
        child.join(timeout=choose.random() * longest)
        killed += child.is_alive()
        child.kill()
        child.join()
        assert things(ech) in (0, 40)
        with ech.desk.database.reading() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        ech.close()
    assert killed
    ech.take(file)
    assert things(ech) == 40
    for whole in scene.stick.glob("*.vav"):
        assert gre.take(whole).refused == []
    ech.take(gre.out(scene.folder / "rest.vav").file)
    gre.take(ech.out(scene.folder / "back.vav").file)
    assert ech.digests()[0] == gre.digests()[0]


def test_24_and_25_a_stick_that_fills_or_goes_leaves_no_half_file(
    scene: Scene, pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    gre, _ech = pair

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("vaetvient.sync.bundle.os.fsync", full)
        with pytest.raises(VaEtVientError) as said:
            gre.out(scene.stick)
    assert said.value.code == "disk_full"
    assert list(scene.stick.iterdir()) == []
    with pytest.raises(VaEtVientError) as said:
        gre.out(scene.folder / "gone" / "file.vav")
    assert said.value.code == "folder_unusable"
    assert gre.out(scene.stick).changes > 0


def test_25_a_half_written_file_is_never_taken_for_whole(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    gre, ech = pair
    whole = gre.out(scene.folder / "w.vav").file.read_bytes()
    (scene.stick / "echange.vav.part").write_bytes(whole[:1000])
    result = ech.take(scene.stick)
    assert (result.applied, result.refused) == (0, [])


def test_34_two_imports_at_once_while_someone_types(
    scene: Scene, pair: tuple[Computer, Computer], tmp_path: Path
) -> None:
    gre, ech = pair
    file = gre.out(tmp_path / "x.vav").file
    site, desk = ech.site, ech.desk
    errors: list[BaseException] = []

    def run(job: object) -> None:
        try:
            job()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    jobs = [
        lambda: receive(site, [file]),
        lambda: receive(site, [file]),
        lambda: [person(desk, f"Nom{n}") for n in range(10)],
    ]
    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert things(ech) == 40
    assert len(ech.members()) == 10
    scene.meet(gre, ech)
    assert ech.digests()[0] == gre.digests()[0]
