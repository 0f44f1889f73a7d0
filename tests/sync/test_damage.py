"""Files cut short, bits turned, media that fill up, vanish or lie (15, 16, 24, 25)."""

from __future__ import annotations

import errno
import io
import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.domain.errors import VaEtVientError
from vaetvient.paths import DATABASE_NAME
from vaetvient.sync import bundle, giving
from vaetvient.sync.bundle import BundleRefusedError
from vaetvient.sync.receiving import receive

__all__ = ["scene"]


@pytest.fixture
def pair(scene: Scene) -> tuple[Computer, Computer]:
    """Two offices, of which one has something to tell."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    for file in scene.stick.iterdir():
        file.unlink()
    person(gre.desk, "Un", shared=True)
    return gre, ech


@pytest.fixture
def whole(scene: Scene, pair: tuple[Computer, Computer]) -> bytes:
    """A small bundle."""
    return pair[0].out(scene.folder / "whole.vav").file.read_bytes()


def heads(data: bytes, computer: Computer) -> Callable[[bytes], None]:
    """What holds that a file is refused by what stands before decryption; the keys are read once,
    since it is asked for tens of thousands of files."""
    keys, network = computer.site.keys.public, computer.site.network

    def check(spoilt: bytes) -> None:
        file = io.BytesIO(spoilt)
        try:
            envelope = bundle.read_envelope(file, "x.vav")
            if envelope.sender != keys.id:
                return  # as of a signer that nobody admitted
            bundle.check(file, "x.vav", keys, network)
        except BundleRefusedError:
            return
        pytest.fail("a damaged file was believed")

    check_whole = io.BytesIO(data)
    bundle.check(check_whole, "x.vav", keys, network)
    return check


def test_15_cut_at_every_byte_it_is_refused_and_the_database_stays(
    pair: tuple[Computer, Computer], whole: bytes, scene: Scene
) -> None:
    gre, ech = pair
    check = heads(whole, gre)
    for length in range(len(whole)):
        check(whole[:length])
    before = ech.digests()
    ech.close()
    kept = (ech.folder / DATABASE_NAME).read_bytes()
    broken = scene.folder / "broken.vav"
    for length in range(0, len(whole), len(whole) // 40):
        broken.write_bytes(whole[:length])
        assert ech.take(broken).refused != []
        ech.close()
    assert (ech.folder / DATABASE_NAME).read_bytes() == kept
    assert ech.digests() == before


def test_16_every_bit_turned_is_refused_before_anything_is_decrypted(
    pair: tuple[Computer, Computer], whole: bytes
) -> None:
    check = heads(whole, pair[0])
    spoilt = bytearray(whole)
    for place in range(len(whole)):
        for bit in range(8):
            spoilt[place] ^= 1 << bit
            check(bytes(spoilt))
            spoilt[place] ^= 1 << bit


def test_16_receiving_opens_nothing_of_a_file_that_was_touched(
    pair: tuple[Computer, Computer], whole: bytes, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    _gre, ech = pair

    def opened(*_: object) -> Iterator[object]:
        pytest.fail("decrypted")

    monkeypatch.setattr(bundle, "records", opened)
    broken = scene.folder / "broken.vav"
    for place in range(0, len(whole), len(whole) // 60):
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert len(ech.take(broken).refused) == 1


# ---- media -------------------------------------------------------------------------------------


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Let no file grow beyond so many bytes, as a full disk would, until the test ends."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def no_more(small_files: Callable[[int], None]) -> None:
    small_files(resource.RLIM_INFINITY)


def test_24_a_stick_that_is_full_gets_no_file_at_all(
    scene: Scene, pair: tuple[Computer, Computer], small_files: Callable[[int], None]
) -> None:
    gre, _ech = pair
    bundle_only(gre.site, scene.folder / "measure.vav")
    whole = (scene.folder / "measure.vav").stat().st_size
    for size in (0, 9, 500, whole // 2, 3 * whole // 4):
        target = scene.stick / f"{size}.vav"
        site = gre.site
        small_files(size)
        with pytest.raises(VaEtVientError) as said:
            bundle_only(site, target)
        no_more(small_files)
        assert said.value.code in {"disk_full", "folder_unusable"}
        assert list(scene.stick.iterdir()) == []


def bundle_only(site: Any, target: Path) -> None:
    """Write a file of a member's own, without touching the database."""
    records = [["m", 1, site.network, site.site, 0, []], ["s", os.urandom(20_000)]]
    section = bundle.Section((site.keys.public,), records)
    bundle.write(target, site.network, site.keys, [section])


def test_24_a_database_that_cannot_grow_stays_as_it_was_and_goes_on_later(
    scene: Scene, pair: tuple[Computer, Computer], small_files: Callable[[int], None]
) -> None:
    gre, ech = pair
    for n in range(150):
        projector(gre.desk, f"T-{n}")
    file = gre.out(scene.folder / "much.vav").file
    before = ech.digests()
    ech.close()
    path = ech.folder / DATABASE_NAME
    site = ech.site
    small_files(max(path.stat().st_size // 4, file.stat().st_size + 4096))
    try:
        result = receive(site, [file])
    finally:
        no_more(small_files)
    assert [error.code for _file, error in result.refused] in (["disk_full"], ["folder_unusable"])
    ech.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert ech.digests() == before
    assert ech.take(file).applied > 100


def test_24_a_spool_that_has_no_room_leaves_all_as_it_was(
    scene: Scene, pair: tuple[Computer, Computer], small_files: Callable[[int], None], whole: bytes
) -> None:
    _gre, ech = pair
    before = ech.digests()
    site = ech.site
    small_files(1000)
    try:
        result = receive(site, [scene.folder / "whole.vav"])
    finally:
        no_more(small_files)
    assert len(result.refused) == 1
    assert ech.digests() == before
    assert ech.take(scene.folder / "whole.vav").applied > 0


@pytest.mark.parametrize("error", [errno.EROFS, errno.EIO, errno.ENODEV])
def test_25_a_stick_that_turns_read_only_or_goes_leaves_nothing_to_be_taken_for_whole(
    scene: Scene,
    pair: tuple[Computer, Computer],
    monkeypatch: pytest.MonkeyPatch,
    error: int,
) -> None:
    gre, ech = pair

    def fails(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    for where in ("os.fsync", "Path.replace"):
        with monkeypatch.context() as patched:
            patched.setattr(f"vaetvient.sync.bundle.{where}", fails)
            with pytest.raises(VaEtVientError) as said:
                gre.out(scene.stick)
        assert said.value.code == "folder_unusable"
        assert list(scene.stick.glob("*.vav")) == []
    assert ech.take(scene.stick).refused == []
    assert gre.out(scene.stick).changes > 0


def test_25_a_write_that_was_cut_short_is_seen_when_it_is_read_back(
    scene: Scene, pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that says yes and keeps less."""
    gre, _ech = pair
    honest = Path.replace

    def loses(source: Path, target: Path) -> Path:
        source.write_bytes(source.read_bytes()[:-40])
        return honest(source, target)

    monkeypatch.setattr("vaetvient.sync.bundle.Path.replace", loses)
    with pytest.raises(VaEtVientError) as said:
        gre.out(scene.stick)
    assert said.value.code == "truncated"
    assert list(scene.stick.iterdir()) == []


def test_25_what_is_too_large_for_one_file_goes_into_several(
    scene: Scene, pair: tuple[Computer, Computer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT32 ends at 4 GiB; files end at 1 GiB, here at some kilobytes."""
    gre, ech = pair
    monkeypatch.setattr("vaetvient.sync.seal.MOST_ROWS", 10)
    monkeypatch.setattr(giving, "LARGEST_FILE", 4000)
    for n in range(60):
        projector(gre.desk, f"T-{n}")
    given = gre.out(scene.stick)
    assert len(given.further) >= 3
    files = [given.file, *given.further]
    late = ech.take(*files[1:])
    assert late.applied == 0
    assert len(late.waiting) == len(files) - 1
    assert ech.take(files[0]).waiting == []
    assert ech.digests()[0] == gre.digests()[0]
    with ech.desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM equipment")) == 60
