"""Makes the samples of this format's version: `python -m tests.sync.samples.make FOLDER`.

Run once for each version of the format and each addition to it; what it made then is kept for ever.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.sync.test_files import Computer, Scene
from tests.sync.world import person, projector
from vaetvient.desk.members import MemberForm, change_member
from vaetvient.domain.member import MemberKind
from vaetvient.sync import compaction, erasure


def main(folder: Path) -> None:
    """Write the sample files and what is to be found in them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        scene = Scene(Path(scratch))
        gre = scene.founded("gre")
        ech = scene.joined(gre, "Échirolles")
        second = scene.joined(gre, "gre2", same_office=True)
        member = person(gre.desk, "Lefèvre", shared=True, email="lefevre@exemple.fr")
        secret = person(gre.desk, "Restée au bureau")
        gone = person(gre.desk, "Effacée", shared=True)
        for step in range(3):
            projector(gre.desk, f"VID-{step}")
        projector(gre.desk, stock=12)
        vectors: dict[str, Any] = {"network": gre.site.network.hex(), "files": {}}
        _file(scene, folder, vectors, gre, "full")
        scene.meet(gre, ech, second)
        form = MemberForm(MemberKind.PERSON, last_name="Lefebvre", shared=True)
        change_member(gre.desk, member, form)
        with gre.desk.database.writing() as session:
            session.execute(text("UPDATE equipment SET location = 'Réserve'"))
        _file(scene, folder, vectors, gre, "delta")
        scene.meet(gre, ech, second)
        erasure.erase(gre.site, gone)
        for location in ("Armoire", "Étagère"):
            with gre.desk.database.writing() as session:
                session.execute(text("UPDATE equipment SET location = :p"), {"p": location})
            scene.meet(gre, ech, second)
        scene.meet(gre, ech, second)
        late = scene.joined(gre, "Fontaine")
        _file(scene, folder, vectors, gre, "erased")
        compaction.retire(gre.site, "Fontaine")
        compaction.compact(gre.site, always=True)
        _file(scene, folder, vectors, gre, "floors")
        vectors["sites"] = {
            name: {
                "site": computer.site.site.hex(),
                "office": computer.site.office.hex(),
                "signing": computer.site.keys.public.signing.hex(),
                "seed": computer.site.keys.seed.hex(),
                "recipient": computer.site.keys.public.recipient,
                "identity": computer.site.keys.identity,
                "key_id": computer.site.keys.public.id.hex(),
                "fingerprint": computer.site.keys.public.fingerprint,
            }
            for name, computer in {"gre": gre, "ech": ech, "gre2": second, "late": late}.items()
        }
        vectors["members"] = {"shared": member.hex, "office": secret.hex, "erased": gone.hex}
        for name, newcomer in (("ech", "Échirolles"), ("late", "Fontaine")):
            for letter in ("invitation", "request", "welcome"):
                shutil.copy(scene.folder / f"{newcomer}-{letter}", folder / f"{name}-{letter}.vavn")
        for computer in scene.computers:
            computer.close()
    written = json.dumps(vectors, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "vectors.json").write_text(written + "\n", "utf-8")


def _file(scene: Scene, folder: Path, vectors: dict[str, Any], gre: Computer, name: str) -> None:
    given = gre.out(scene.folder / f"{name}.vav")
    shutil.copy(given.file, folder / f"{name}.vav")
    with gre.site.working() as work:
        digests = [work.store.digest(channel).hex() for channel in work.store.channels]
    vectors["files"][name] = {
        "changes": given.changes,
        "network_digest": digests[0],
        "office_digest": digests[1],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
