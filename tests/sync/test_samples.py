"""Files of every version of the format are read for ever, and not only by this program (31)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.sync.reader import (
    NotThatError,
    Opened,
    Said,
    digest_of,
    fingerprint,
    key_id,
    open_bundle,
    read_admission,
    read_segment,
    value_of,
)
from tests.sync.test_files import Computer, Scene, scene
from vaetvient.storage import settings
from vaetvient.sync import facts, keys, network
from vaetvient.sync.audit import problems
from vaetvient.sync.keys import PublicKeys, SiteKeys
from vaetvient.sync.wire import unpack

__all__ = ["scene"]

SAMPLES = Path(__file__).parent / "samples"
VERSIONS = sorted(path.name for path in SAMPLES.iterdir() if path.name[0].isdecimal())
"""By version, and by what was added to it that older programs pass over: 1.1 says bases."""


@pytest.fixture(params=VERSIONS)
def folder(request: pytest.FixtureRequest) -> Path:
    """The samples of one version."""
    return SAMPLES / str(request.param)


@pytest.fixture
def vectors(folder: Path) -> Any:
    """What is to be found in them."""
    return json.loads((folder / "vectors.json").read_text("utf-8"))


def opened(folder: Path, vectors: Any, name: str, reader: str) -> Opened:
    sender = vectors["sites"]["gre"]
    return open_bundle(
        (folder / f"{name}.vav").read_bytes(),
        bytes.fromhex(vectors["network"]),
        bytes.fromhex(sender["signing"]),
        sender["recipient"],
        vectors["sites"][reader]["identity"],
    )


def segments(found: Opened, vectors: Any) -> list[Said]:
    """The segments, each verified with its author's key."""
    signing = {
        bytes.fromhex(one["site"]): bytes.fromhex(one["signing"])
        for one in vectors["sites"].values()
    }
    out = []
    for record in found.records:
        if record[0] == "s":
            author = value_of(value_of(record[1])[0])[3][0]
            out.append(read_segment(record[1], signing[author]))
    return out


def test_31_keys_have_the_names_that_the_page_says(vectors: Any) -> None:
    for site in vectors["sites"].values():
        signing = bytes.fromhex(site["signing"])
        assert key_id(signing, site["recipient"]).hex() == site["key_id"]
        assert fingerprint(signing, site["recipient"]) == site["fingerprint"]


@pytest.mark.parametrize(
    ("name", "reader"),
    [("full", "ech"), ("full", "gre2"), ("erased", "late"), ("floors", "late"), ("delta", "ech")],
)
def test_31_whoever_reads_the_page_can_read_the_file(
    folder: Path, vectors: Any, name: str, reader: str
) -> None:
    found = opened(folder, vectors, name, reader)
    manifest = found.records[0]
    assert manifest[:3] == ["m", 1, bytes.fromhex(vectors["network"])]
    assert manifest[3].hex() == vectors["sites"]["gre"]["site"]
    signing = {
        bytes.fromhex(one["site"]): bytes.fromhex(one["signing"])
        for one in vectors["sites"].values()
    }
    for record in found.records:
        if record[0] == "r":
            said = read_admission(record[1], bytes.fromhex(vectors["network"]), signing)
            assert said[6] == signing[said[2]]
    told = segments(found, vectors)
    kinds = [record[0] for record in found.records]
    assert ("f" in kinds) == (name == "floors")
    assert ("b" in kinds) == (name == "floors" and folder.name != "1")
    if name != "delta":
        digest = digest_of(told, bytes.fromhex(vectors["network"]))
        assert digest.hex() == vectors["files"][name]["network_digest"]
    if reader == "gre2":
        office = bytes.fromhex(vectors["sites"]["gre"]["office"])
        assert digest_of(told, office).hex() == vectors["files"][name]["office_digest"]
    everything = b"".join(record[1] for record in found.records if record[0] == "s")
    assert ("Restée au bureau".encode() in everything) == (reader == "gre2")
    assert ("Effacée".encode() in everything) == (name == "full")


def test_31_a_segment_follows_the_one_before_it(folder: Path, vectors: Any) -> None:
    told = segments(opened(folder, vectors, "full", "gre2"), vectors)
    heads = {(one.header[2], *one.header[3]): one.head for one in told}
    for one in told:
        _one, _network, channel, (site, epoch, sequence), previous, _needs, newest = one.header
        assert previous == heads.get((channel, site, epoch, sequence - 1), bytes(32))
        assert newest == max(change[2] for change in one.changes)


def test_31_a_file_for_others_stays_shut(folder: Path, vectors: Any) -> None:
    with pytest.raises(NotThatError):
        opened(folder, vectors, "full", "late")


def test_31_both_readers_agree_on_what_a_value_is(folder: Path, vectors: Any) -> None:
    for record in opened(folder, vectors, "full", "gre2").records:
        if record[0] == "s":
            assert unpack(record[1]) == value_of(record[1])


@pytest.mark.parametrize(
    ("who", "files"), [("ech", ["full"]), ("late", ["erased"]), ("late", ["floors"])]
)
def test_31_this_program_reads_the_files_of_every_version(
    scene: Scene, folder: Path, vectors: Any, who: str, files: list[str]
) -> None:
    computer = impersonated(scene.computer(who), vectors["sites"][who])
    database = computer.desk.database
    with database.writing() as session:
        content, _message, _signature = network._read(
            folder / f"{who}-invitation.vavn", "invitation"
        )
        facts.write(session, facts.JOINING, content)
    network.join(database, folder / f"{who}-welcome.vavn", computer.clock)
    computer.close()
    result = computer.take(*(folder / f"{name}.vav" for name in files))
    assert (result.refused, result.waiting) == ([], [])
    with computer.desk.database.reading() as session:
        names = set(session.scalars(text("SELECT last_name FROM member WHERE shared")))
        assert session.scalar(text("SELECT count(*) FROM equipment")) == 4
    assert names & {"Lefèvre", "Lefebvre"}
    assert problems(computer.site) == []


def impersonated(computer: Computer, site: Any) -> Computer:
    """A fresh computer that has the keys and the identity of one of the samples' sites."""
    own, office = bytes.fromhex(site["site"]), bytes.fromhex(site["office"])
    with computer.desk.database.writing() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("UPDATE site SET id = :s, office_id = :o"), {"s": own, "o": office})
        session.execute(text("UPDATE office SET id = :o"), {"o": office})
        settings.write(session, settings.OFFICE, str(_uuid(office)))
        settings.write(session, settings.SITE, str(_uuid(own)))
    public = PublicKeys(bytes.fromhex(site["signing"]), site["recipient"])
    keys.keep(SiteKeys(bytes.fromhex(site["seed"]), site["identity"], public), computer.folder, own)
    computer.close()
    return computer


def _uuid(key: bytes) -> Any:
    from uuid import UUID

    return UUID(bytes=key)
