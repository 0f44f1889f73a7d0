"""A window on one office, and a neighbour to exchange with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from tests.ui.exchange.neighbour import Neighbour
from vaetvient.sync import visits
from vaetvient.ui import carrier
from vaetvient.ui.carrier import Stick
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.exchange.page import ExchangePage


@pytest.fixture
def neighbour(
    office: TrialOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Neighbour]:
    monkeypatch.setattr(visits, "_SETTLING", 0.0)
    made = Neighbour(tmp_path / "elsewhere", office.desk.clock)
    yield made
    made.close()


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[Stick]:
    """The sticks that the window's computer has."""
    there: list[Stick] = []
    monkeypatch.setattr(carrier, "mounted_sticks", lambda: list(there))
    return there


@pytest.fixture
def met(office: TrialOffice, neighbour: Neighbour) -> Neighbour:
    """The neighbour, in one network with the office under test."""
    neighbour.join(office.desk)
    return neighbour


@pytest.fixture
def exchange(open_window: Opener, plugged: list[Stick]) -> ExchangePage:
    window: MainWindow = open_window()
    page = window.visit("exchange")
    assert isinstance(page, ExchangePage)
    Hand(window).settle()
    return page
