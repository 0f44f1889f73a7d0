"""Two offices that never see a network: two real windows, two data folders, one stick."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.trial_office import TrialOffice

pytestmark = pytest.mark.e2e
_PATIENCE_S = 240


class Window:
    """A window in a process of its own."""

    def __init__(self, folder: Path, volunteer: str, screen: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.office_process", str(folder), volunteer],
            env=screen,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._watch = threading.Timer(_PATIENCE_S, self._process.kill)
        self._watch.start()
        assert self._heard() == "ready"

    def __call__(self, verb: str, *words: object) -> Any:
        """Have it do something; what it says back."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([verb, *words]) + "\n")
        self._process.stdin.flush()
        return self._heard()

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the window is gone"
        answer = json.loads(line)
        assert "error" not in answer, answer
        return answer["said"]

    def leave(self) -> None:
        """Close it, and make sure."""
        self._watch.cancel()
        try:
            self._process.communicate(timeout=20)
        finally:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def offices(
    empty_office: Path, tmp_path: Path, desktop: dict[str, str]
) -> Iterator[tuple[Window, Window]]:
    """Grenoble with a member and a projector; Échirolles with a sound system."""
    gre = TrialOffice.at(empty_office, tmp_path / "gre")
    gre.person("Lefèvre", "Zoé", card="C-1", shared=True)
    gre.item("Vidéoprojecteur", tag="VID-1")
    gre.desk.database.close()
    ech = TrialOffice(tmp_path / "ech")
    ech.person("Martin", "Ali", card="C-2")
    ech.item("Sono", tag="SON-1")
    ech.desk.database.close()
    windows: list[Window] = []
    try:
        windows.append(Window(tmp_path / "gre", "Odile", desktop))
        windows.append(Window(tmp_path / "ech", "Samir", desktop))
        yield windows[0], windows[1]
    finally:
        for window in windows:
            window.leave()


def test_two_windows_and_a_stick_carried_three_times(
    offices: tuple[Window, Window], tmp_path: Path
) -> None:
    gre, ech = offices
    stick = tmp_path / "CLE USB"
    stick.mkdir()

    def carry() -> None:
        for window in (gre, ech):
            window("plug", str(stick))
            window("pull")

    # found, join: three files on the stick, one fingerprint read aloud
    gre("found", "Métropole")
    gre("invite", str(stick / "invitation.vavn"))
    ech("take", str(stick / "invitation.vavn"))
    digits = ech("joining")
    (request,) = stick.glob("demande-*.vavn")
    gre("take", str(request))
    gre("admit", digits, "Échirolles")
    (welcome,) = stick.glob("accueil-*.vavn")
    ech("take", str(welcome))
    assert ech("joined") == "Métropole"

    # once: everybody knows of everything
    carry()
    gre("plug", str(stick))
    gre("pull")
    assert gre("state")["things"] == ech("state")["things"] == [["SON-1"], ["VID-1"]]

    # lend on both sides, correct the same member on both sides, and carry again
    here, there = gre("lend", "C-1", "VID-1"), ech("lend", "C-2", "SON-1")
    gre("correct", "C-1", "zoe@jardins.fr")
    ech("correct", "C-1", "z.lefevre@laposte.net")
    carry()
    gre("plug", str(stick))
    gre("pull")
    both = gre("state"), ech("state")
    assert [state["conflicts"] for state in both] == [1, 1]
    assert [state["badge"] for state in both] == [1, 1]
    assert both[0]["digest"] == both[1]["digest"]
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name, scheme, percent, part in (
        ("divergence", "light", 100, "conflicts"),
        ("sombre", "dark", 100, "offices"),
        ("grand", "light", 200, "conflicts"),
    ):
        gre("shot", str(pictures / f"{name}.png"), scheme, percent, part)
    ech("speak", "en")
    ech("shot", str(pictures / "english.png"), "light", 100, "conflicts")
    ech("speak", "fr")

    # settle it once, carry a third time: both show the same
    gre("settle", "theirs")
    carry()
    ends = gre("state"), ech("state")
    assert [state["conflicts"] for state in ends] == [0, 0]
    assert [state["badge"] for state in ends] == [0, 0]
    assert ends[0]["digest"] == ends[1]["digest"]
    assert ends[0]["members"] == ends[1]["members"] == [["Lefèvre Zoé", "z.lefevre@laposte.net"]]
    assert ends[0]["loans"] == ends[1]["loans"]
    assert {loan[0] for loan in ends[0]["loans"]} == {here, there}
    assert [state["faults"] for state in ends] == [[], []]
    for picture in pictures.iterdir():
        assert not QImage(str(picture)).isNull()
