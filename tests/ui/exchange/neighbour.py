"""Another office, without a window, that meets the one under test by files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from vaetvient.desk.desk import Desk, open_desk
from vaetvient.domain.entities import Office
from vaetvient.sync import network, visits
from vaetvient.sync.site import Site, open_site
from vaetvient.sync.visits import Visit


class Neighbour:
    """The office of Échirolles, and the stick that goes to and fro."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.desk: Desk = open_desk(folder / "ech", volunteer="Samir", clock=clock)
        with self.desk.gesture("set_office") as gesture:
            office = gesture.session.get_one(Office, self.desk.office_id)
            office.name, office.code = "Échirolles", "ECH"
            gesture.say(office=office.name)
        self.stick = folder / "CLE USB"
        self.stick.mkdir(parents=True)

    @property
    def site(self) -> Site:
        return open_site(self.desk.database, self.desk.clock)

    def join(self, host: Desk) -> None:
        """Both offices in one network, without a window."""
        network.found(host.database, "Métropole", host.clock)
        files = [self.folder / f"{name}.vavn" for name in ("i", "r", "w")]
        site = open_site(host.database, host.clock)
        network.invite(site, files[0])
        said = network.ask_to_join(self.desk.database, files[0], files[1], self.desk.clock)
        network.admit(site, files[1], files[2], fingerprint=said, office_name="Échirolles")
        network.join(self.desk.database, files[2], self.desk.clock)

    def plug(self) -> Visit:
        """Put the stick into this office's computer."""
        return visits.visit(self.site, self.stick, stick=True)

    def close(self) -> None:
        self.desk.database.close()
