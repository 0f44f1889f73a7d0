"""The benchmarks themselves work; what they measure is not judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import outside_peers
from tests.benchmarks.__main__ import main
from tests.benchmarks.figures import Figure, table


def test_a_small_run_prints_its_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(outside_peers.VARIABLE, raising=False)
    arguments = ["--size", "small", "--patience", "0.002", "--keep", str(tmp_path)]
    parts = ("demo", "search", "answers", "lend", "planning", "exchange")
    asked = [f"--only={name}" for name in parts]
    assert main([*arguments, *asked]) == 0
    said, remarked = capsys.readouterr()
    assert "making the small office" in said
    assert "a frame at 60 Hz" in said
    assert "handing out three things" in said
    assert "planning, " in said
    assert "session changeset" in said
    for peer in ("Morango", "cr-sqlite"):
        assert f"{peer} could not be measured: name a folder" in remarked


def test_a_verdict_compares_the_ratio_with_the_aim() -> None:
    lines = table(
        [
            Figure("quick", 0.010, "a peer", 0.010, 2),
            Figure("slow", 0.050, "a peer", 0.010, 2),
            Figure("for information", 12.0, "a peer", 0.010),
        ]
    ).splitlines()
    assert lines[2].endswith("met")
    assert lines[3].endswith("MISSED")
    assert "5.00×" in lines[3]
    assert "12.0 s" in lines[4]
    assert len(lines) == 5
