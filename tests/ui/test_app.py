"""When the data cannot be opened, a window says so; nothing is a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from vaetvient.ui import report_window, rescue

def read_and_close(self):
    QTimer.singleShot(0, self.reject)
    return shown(self)

shown = report_window.CannotOpenWindow.exec
report_window.CannotOpenWindow.exec = read_and_close
rescue.RescueWindow.exec = read_and_close
from vaetvient.app import run
sys.exit(run(Path(sys.argv[1]), argv=["vaetvient"]))
"""


def start(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_damaged_database_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "vaetvient.sqlite3"
    file.write_bytes(b"ceci n'est pas une base" * 500)
    before = file.read_bytes()
    ended = start(tmp_path)
    assert ended.returncode == 1
    assert "est abîmé" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["fichier/dedans"])
def test_a_folder_that_cannot_be_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "fichier").write_text("un fichier, pas un dossier")
    ended = start(tmp_path / name)
    assert ended.returncode == 1
    assert "Impossible d’écrire" in ended.stderr
    assert "Traceback" not in ended.stderr
