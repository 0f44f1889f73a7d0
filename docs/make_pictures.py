"""Make the pictures of the help and of the README, by playing the tour in each language.

    python docs/make_pictures.py

Each is brought to a palette and a width that is enough to read it: the repository keeps them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
WIDTH, COLOURS = 900, 48
HELP = {
    "counter": "panier",
    "loans": "prets",
    "reservations": "reservations",
    "equipment": "materiel",
    "members": "adherents",
    "members-review": "revue",
    "inventory": "inventaire",
    "exchange": "echanges",
    "files": "fichiers",
    "files-out": "sortir",
    "history": "historique",
    "cash": "caisse",
    "settings": "reglages",
    "papers": "etiquettes",
}
"""Topics of the help, and the pictures of the tour they show."""
README = {"comptoir": "panier", "planning": "reservations", "sombre": "sombre-prets"}


def main() -> None:
    """Play, shrink, keep."""
    for language in ("fr", "en"):
        with tempfile.TemporaryDirectory() as folder:
            played = play(Path(folder), language)
            for topic, name in HELP.items():
                keep(played[name], ROOT / "resources" / "help" / language / f"{topic}.png")
            if language == "fr":
                for name, picture in README.items():
                    keep(played[picture], ROOT / "docs" / "images" / f"{name}.png", width=1280)


def play(folder: Path, language: str) -> dict[str, Path]:
    """The pictures of one tour by their names."""
    command = [sys.executable, "-m", "vaetvient", "--language", language, "tour", str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(command, check=True, env=environment)
    return {path.stem.partition("-")[2]: path for path in folder.glob("*.png")}


def keep(source: Path, target: Path, *, width: int = WIDTH) -> None:
    """Shrink a picture to what is needed, and write it."""
    with Image.open(source) as opened:
        image = opened.convert("RGB")
    if image.width > width:
        height = round(image.height * width / image.width)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    target.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
