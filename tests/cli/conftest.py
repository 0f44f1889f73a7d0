"""`vaetvient` as tests call it: in this process, with what it said and its exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.trial_office import MONDAY_MORNING, TrialOffice
from vaetvient.cli import main
from vaetvient.language import speak


@dataclass(frozen=True)
class Answer:
    """What a command said, on either output, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as the one JSON value it must be."""
        return json.loads(self.out)


class CommandLine:
    """Calls `vaetvient` on the test's own data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Answer:
        """Call it; a person reads the answer."""
        self._capsys.readouterr()
        status = main(["--data", str(self.folder), *(str(argument) for argument in arguments)])
        said = self._capsys.readouterr()
        return Answer(status, said.out, said.err)

    def json(self, *arguments: object) -> Any:
        """Call it for a script; the value it gave."""
        return self(*arguments, "--json").json


@pytest.fixture
def call(
    office: TrialOffice, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """`vaetvient` on the office of `office`, on the same Monday morning, in French."""
    monkeypatch.delenv("VAETVIENT_LANGUAGE", raising=False)
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield CommandLine(office.folder, capsys)
    speak("fr")


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """A list of members and one of equipment, as an office would have them."""
    members, equipment = tmp_path / "members.csv", tmp_path / "equipment.csv"
    members.write_text(
        "number;type;last_name;first_name;name;email;commune;card\n"
        "1;person;Lefèvre;Zoé;;zoe@exemple.org;Grenoble;2900000000018\n"
        "2;association;;;Les Jardins d'Échirolles;;Échirolles;2900000000025\n",
        encoding="utf-8",
    )
    equipment.write_text(
        "tag;model;category;quantity;location\n"
        "VID-001;Vidéoprojecteur;Image et son > Projection;;Étagère 1\n"
        "VID-002;Vidéoprojecteur;Image et son > Projection;;Étagère 1\n"
        "SON-001;Sono portable;Image et son;;Étagère 2\n"
        "CHA-001;Chaise pliante;Mobilier;200;Cave\n",
        encoding="utf-8",
    )
    return members, equipment


@pytest.fixture
def stocked(call: CommandLine, lists: tuple[Path, Path]) -> CommandLine:
    """`vaetvient` on an office with two members, three items and 200 chairs."""
    for kind, file in zip(("members", "equipment"), lists, strict=True):
        assert call("import", kind, file).status == 0
    return call
