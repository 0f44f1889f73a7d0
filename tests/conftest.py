"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.trial_office import TrialOffice

# Before anything imports Qt. Tests that want a real window (tests/e2e) choose another platform
# for the process that they start.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The suite looks for the same examples every time, on any machine; a campaign looks for new ones:
#   HYPOTHESIS_PROFILE=campaign .venv/bin/python -m pytest tests/desk
_SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile(
    "suite",
    derandomize=True,
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=_SLOW_IS_FINE,
)
settings.register_profile(
    "campaign", max_examples=3000, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a new office, made once: tests copy it instead of migrating."""
    folder = tmp_path_factory.mktemp("template")
    office = TrialOffice(folder)
    path = office.desk.database.path
    office.close()
    return path


@pytest.fixture
def office(empty_office: Path, tmp_path: Path) -> Iterator[TrialOffice]:
    """An office of its own, on a Monday morning, with Odile at the desk."""
    trial = TrialOffice.at(empty_office, tmp_path / "office")
    yield trial
    trial.close()
