"""A database on a medium that cannot be written is still read, and nothing is promised of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.trial_office import TrialOffice
from vaetvient.cli import main


@pytest.fixture
def protected(office: TrialOffice, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's folder, on a medium that says it cannot be written."""
    office.person("Lefèvre", "Zoé", card="C-1")
    office.item(tag="VID-001")
    office.close()
    allowed = os.access

    def access(path: Any, mode: int, **more: Any) -> bool:
        return not mode & os.W_OK and allowed(path, mode, **more)

    monkeypatch.setattr(os, "access", access)
    return office.folder


def said(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    capsys.readouterr()
    status = main(["--data", str(folder), *arguments])
    out = capsys.readouterr()
    return Answer(status, out.out, out.err)


@pytest.mark.parametrize(
    "asked",
    [
        ("status",),
        ("find", "lefevre"),
        ("doctor",),
        ("history",),
        ("backup", "{out}"),
        ("export", "members", "{out}"),
    ],
)
def test_what_only_reads_works(
    protected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    before = {entry.name: entry.read_bytes() for entry in protected.iterdir()}
    out = str(tmp_path / "sortie.csv")
    answer = said(protected, capsys, *(word.format(out=out) for word in asked))
    assert answer.status == 0, answer.err
    assert {entry.name: entry.read_bytes() for entry in protected.iterdir()} == before


def test_a_loan_is_refused_with_the_reason(
    protected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = said(protected, capsys, "lend", "--member", "C-1", "--item", "VID-001", "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, "database_read_only")
