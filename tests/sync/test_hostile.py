"""What somebody may put into a file on purpose: refused, or kept as plain data (18, 20, 21, 31)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.sync.test_files import Computer, Scene, scene
from tests.sync.world import person, projector
from vaetvient.sync import bundle, segment
from vaetvient.sync.audit import problems
from vaetvient.sync.bundle import Section
from vaetvient.sync.registers import shapes
from vaetvient.sync.segment import WRITTEN, Change, Header, Name
from vaetvient.sync.state import flat
from vaetvient.sync.wire import UnreadableError, pack, unpack

__all__ = ["scene"]


@pytest.fixture
def pair(scene: Scene) -> tuple[Computer, Computer]:
    """Two offices that know each other."""
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    scene.meet(gre, ech)
    return gre, ech


def forged(
    scene: Scene, by: Computer, to: Computer, records: list[Any], *, version: int = 1
) -> Any:
    """A file rightly signed by a member, with whatever content."""
    site = by.site
    at = site.now_ms()
    manifest = ["m", version, site.network, site.site, at, []]
    path = scene.folder / f"{secrets.token_hex(4)}.vav"
    sections = [Section((to.site.keys.public,), [manifest, *records])]
    bundle.write(path, site.network, site.keys, sections)
    return path


def written(by: Computer, table: str, registers: dict[str, list[Any]], row: bytes = b"") -> Any:
    """A segment rightly signed by a member, that says whatever of a row."""
    site = by.site
    with site.working() as work:
        author = work.store.author(site.site, site.epoch)
        last = work.store.knowledge[site.network].get(author, 0)
        needs = work.store.needs([site.network])
        previous = work.store.head(site.network, Name(site.site, site.epoch, last))
    said = {name: flat(tuple(values)) for name, values in registers.items()}
    change = Change(table, row or secrets.token_bytes(16), site.now_ms() << 16, WRITTEN, said)
    name = Name(site.site, site.epoch, last + 1)
    header = Header(site.network, site.network, name, previous or bytes(32), needs, change.clock)
    return segment.seal(header, [change], site.keys.sign, secrets.token_bytes(32))


def test_18_a_relay_that_alters_anothers_change_is_named(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    gre, ech = pair
    third = scene.joined(gre, "Vif")
    person(third.desk, "Vraie", shared=True)
    gre.take(third.out(scene.folder / "t.vav").file)
    scene.meet(gre, ech)
    third_site = third.site.site
    with gre.desk.database.reading() as session:
        bodies = [bytes(b) for (b,) in session.execute(text("SELECT body FROM sync_segment"))]
    (body,) = [
        b for b in bodies if b"Vraie" in b and segment.read(b).header.name.site == third_site
    ]
    result = ech.take(forged(scene, gre, ech, [["s", body.replace(b"Vraie", b"Fauss")]]))
    assert [error.code for _file, error in result.refused] == ["forged"]
    assert "Vif" in result.refused[0][1].message


@pytest.mark.parametrize(
    "records",
    [
        ["s"],
        [["s", 5]],
        [["s", b""]],
        [["r", b"x", None]],
        [["k", b"short", 1, []]],
        [["m", 1, b"", b"", 1, []]],
        [[[[[[[[[[[[1]]]]]]]]]]]],
    ],
    ids=str,
)
def test_records_of_another_shape_are_refused(
    scene: Scene, pair: tuple[Computer, Computer], records: list[Any]
) -> None:
    gre, ech = pair
    result = ech.take(forged(scene, gre, ech, records))
    assert [error.code for _file, error in result.refused] == ["unreadable"]


def test_20_made_up_authors_leave_nothing_behind(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    """All that is known of each author is read in every transaction."""
    gre, ech = pair
    names = [[gre.site.network, secrets.token_bytes(16), 1, 5] for _ in range(500)]
    records = [[kind, name] for kind in ("b", "f") for name in names]
    with ech.desk.database.reading() as session:
        before = session.scalar(text("SELECT count(*) FROM sync_author"))
    assert ech.codes(forged(scene, gre, ech, records)) == []
    with ech.desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sync_author")) == before


def test_31_a_newer_format_says_that_it_is_newer(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    gre, ech = pair
    assert ech.codes(forged(scene, gre, ech, [["x"]], version=2)) == ["too_new"]
    whole = bytearray(gre.out(scene.folder / "n.vav").file.read_bytes())
    whole[4] = 2
    (scene.folder / "n2.vav").write_bytes(whole)
    assert ech.codes(scene.folder / "n2.vav") == ["too_new"]


@pytest.mark.parametrize(
    ("table", "values"),
    [("category", {"name": ["Sono"], "colour": ["bleu"]}), ("drone", {"wings": [4]})],
)
def test_31_what_a_newer_program_says_is_kept_and_passed_on(
    scene: Scene, pair: tuple[Computer, Computer], table: str, values: dict[str, list[Any]]
) -> None:
    gre, ech = pair
    body = written(gre, table, values).body
    assert ech.take(forged(scene, gre, ech, [["s", body]])).refused == []
    with ech.desk.database.reading() as session:
        kept = {bytes(b) for (b,) in session.execute(text("SELECT body FROM sync_segment"))}
        named = list(session.scalars(text("SELECT name FROM category")))
    assert body in kept
    assert named == (["Sono"] if table == "category" else [])


@pytest.mark.parametrize(
    "values",
    [
        {"name": ["Robert'); DROP TABLE member;--"]},
        {"name": [2**63 - 1]},
        {"name": [1.5]},
        {"name": ["nul\0nul"]},
        {"name": [None]},
        {"name": ["x" * 100_000]},
        {"name": ["a", "b"]},
        {"name'; DROP TABLE member;--": ["x"]},
        {"../../../etc/passwd": ["x"]},
    ],
    ids=lambda v: str(v)[:40],
)
def test_21_odd_values_are_plain_data_or_refused(
    scene: Scene, pair: tuple[Computer, Computer], values: dict[str, list[Any]]
) -> None:
    gre, ech = pair
    body = written(gre, "category", values).body
    result = ech.take(forged(scene, gre, ech, [["s", body]]))
    assert {error.code for _file, error in result.refused} <= {"unreadable"}
    with ech.desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM member")) == 0
        for (name,) in session.execute(text("SELECT name FROM category")):
            assert isinstance(name, str)
    person(ech.desk)


def test_21_nobody_can_give_beforehand_what_a_loser_would_be_called(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    """Else the row that needs its provisional tag could never be taken in."""
    gre, ech = pair
    projector(gre.desk, "VID-1")
    scene.meet(gre, ech)
    with gre.desk.database.reading() as session:
        (known,) = session.execute(text("SELECT * FROM equipment")).mappings()
    loser = secrets.token_bytes(16)

    def said(tag: str) -> dict[str, list[Any]]:
        values = {**known, "tag": tag}
        registers = shapes()["equipment"].registers.values()
        return {r.name: [values[column] for column in r.columns] for r in registers}

    taken = f"VID-1~{loser[-3:].hex().upper()}"
    for tag, row in ((taken, b""), ("VID-1", loser), ("", b""), ("", b"")):
        one = written(ech, "equipment", said(tag), row)
        assert gre.take(forged(scene, ech, gre, [["s", one.body]])).refused == []
        with ech.site.working() as work:
            ech.site.take_in(work, [one])
    for computer in pair:
        with computer.desk.database.reading() as session:
            tags = set(session.scalars(text("SELECT tag FROM equipment")))
        assert {"VID-1", taken} < tags
        assert len(tags) == 5
        assert problems(computer.site) == []


def test_a_row_that_refers_to_nothing_is_refused_whole(
    scene: Scene, pair: tuple[Computer, Computer]
) -> None:
    gre, ech = pair
    body = written(gre, "accessory", {"name": ["Câble"], "model_id": [b"x"]}).body
    before = ech.digests()
    assert len(ech.take(forged(scene, gre, ech, [["s", body]])).refused) == 1
    assert ech.digests() == before


def test_20_a_bomb_costs_nothing(scene: Scene, pair: tuple[Computer, Computer]) -> None:
    gre, ech = pair
    bomb = ("s", bytes(60 << 20))
    result = ech.take(forged(scene, gre, ech, [list(bomb)] * 3))
    assert [error.code for _file, error in result.refused] == ["unreadable"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: b"\xa1\x61a\x01",  # a map
        lambda good: b"\xc1\x00",  # a tag
        lambda good: b"\xd8\x1c\x81\xd8\x1d\x00",  # a cycle
        lambda good: b"\x9f\x01\xff",  # of indefinite length
        lambda good: b"\x18\x01",  # a long spelling of a small number
        lambda good: b"\xf9\x7e\x00",  # not a number
        lambda good: b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",  # 2^64 - 1
        lambda good: b"\x62\xed\xa0",  # half a character
        lambda good: b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",  # an absurd count
        lambda good: b"\x81" * 10_000,  # deep
        lambda good: good + b"\x00",
        lambda good: good[:-1],
        lambda good: b"",
    ],
)
def test_20_and_21_one_value_has_one_spelling(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableError):
        unpack(spoil(pack(["x", 1, b"y", None, True])))
