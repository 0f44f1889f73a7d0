"""`doctor` sees when data and stamps no longer agree."""

from __future__ import annotations

from sqlalchemy import text

from tests.sync.test_files import Scene, scene
from tests.sync.world import person, projector
from vaetvient.storage import capture
from vaetvient.sync.audit import problems

__all__ = ["scene"]


def test_all_is_well_after_an_exchange(scene: Scene) -> None:
    gre = scene.founded("gre")
    ech = scene.joined(gre, "ech")
    person(gre.desk, shared=True)
    projector(gre.desk, "T-1")
    projector(ech.desk, "T-1")
    scene.meet(gre, ech)
    assert problems(gre.site) == problems(ech.site) == []


def test_a_write_behind_the_triggers_back_is_seen(scene: Scene) -> None:
    gre = scene.founded("gre")
    member = person(gre.desk)
    assert problems(gre.site) == []
    with gre.desk.database.writing() as session:
        capture.remove_capture(session.connection())
        session.execute(text("UPDATE member SET last_name = 'Autre'"))
    assert problems(gre.site) == ["capture triggers", f"member {member.hex}"]


def test_a_wrong_digest_is_seen(scene: Scene) -> None:
    gre = scene.founded("gre")
    person(gre.desk)
    assert problems(gre.site) == []
    with gre.desk.database.writing() as session:
        session.execute(text("UPDATE sync_digest SET total = zeroblob(32)"))
    assert all(line.startswith("digest") for line in problems(gre.site))
    assert problems(gre.site) != []
