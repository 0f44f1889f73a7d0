"""The guided tour, as a process of its own: a real window, real keys, a real agreement."""

import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from vaetvient.paths import DATABASE_NAME

pytestmark = pytest.mark.e2e
PLAY = "import sys; from pathlib import Path; from vaetvient.ui.tour import run_tour; "
PLAY += "sys.exit(run_tour(Path(sys.argv[1])))"


def play(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PLAY, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_a_volunteers_morning_goes_from_the_scan_to_the_paper(
    tmp_path: Path, screen: dict[str, str]
) -> None:
    played = play(tmp_path, screen)
    assert played.returncode == 0, played.stderr
    assert played.stderr == ""
    said = " ".join(played.stdout.replace("’", "'").split())  # as typed, not as typeset
    assert "Prêt de trois choses, convention comprise : 5 gestes." in said
    assert "Retour complet d'un prêt : 2 gestes." in said
    assert "Adhésion renouvelée et prêt de trois choses : 7 gestes." in said
    text = PdfReader(tmp_path / "convention.pdf").pages[0].extract_text()
    assert "Convention de prêt" in text
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) >= 24
    for picture in pictures:
        image = QImage(str(picture))
        if picture.stem.partition("-")[2] not in {"etiquettes", "aide"}:
            assert (image.width(), image.height()) == (1280, 720)
        across, down = range(0, image.width(), 40), range(0, image.height(), 20)
        colours = {image.pixel(x, y) for x in across for y in down}
        assert len(colours) > 3, f"{picture.name} is empty"


def test_a_tour_never_touches_an_office_that_is_not_its_own(
    tmp_path: Path, screen: dict[str, str]
) -> None:
    data = tmp_path / "donnees"
    data.mkdir()
    (data / DATABASE_NAME).write_bytes(b"les vraies donnees" * 1000)
    played = play(tmp_path, screen)
    assert played.returncode == 1
    assert "Traceback" not in played.stderr
    assert (data / DATABASE_NAME).read_bytes() == b"les vraies donnees" * 1000
