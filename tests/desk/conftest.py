"""What the tests of the desk share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.morning import Morning


@pytest.fixture(scope="session")
def begun_once(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    office = Morning.begun(empty_office, tmp_path_factory.mktemp("morning"))
    office.close()
    return office


@pytest.fixture
def morning(begun_once: Morning, tmp_path: Path) -> Iterator[Morning]:
    office = Morning.at(begun_once.folder / "vaetvient.sqlite3", tmp_path / "office")
    for name, value in vars(begun_once).items():
        if name not in vars(office):
            setattr(office, name, value)
    yield office
    office.close()
