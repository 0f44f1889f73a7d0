"""The house is complete: what is not code, and what is promised about what is installed."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtSvg import QSvgRenderer
from reportlab.pdfbase.ttfonts import TTFont

from vaetvient.paths import resources

ROOT = Path(__file__).resolve().parent.parent
FONTS = sorted((resources() / "fonts").glob("*.ttf"))
ICONS = sorted((resources() / "icons").glob("*.svg"))
REQUIREMENTS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]

FRENCH = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "ÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸàâæçèéêëîïôœùûüÿ"
    "«»’‘“”–—…·•°²№€½×−→←↑↓✓✗□"
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
)


# What is shown and printed with


def test_the_five_styles_of_the_font_are_there() -> None:
    assert {font.stem for font in FONTS} == {
        "Inter-Bold",
        "Inter-Italic",
        "Inter-Medium",
        "Inter-Regular",
        "Inter-SemiBold",
    }


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_embeds_on_paper_and_has_all_that_french_needs(font: Path) -> None:
    face = TTFont(font.stem, font).face
    missing = [character for character in FRENCH if ord(character) not in face.charToGlyph]
    assert missing == []


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_loads_on_screen(font: Path, qapp: QGuiApplication) -> None:
    identifier = QFontDatabase.addApplicationFont(str(font))
    families = QFontDatabase.applicationFontFamilies(identifier)
    QFontDatabase.removeApplicationFont(identifier)
    assert families
    assert families[0].startswith("Inter")


def test_there_are_icons() -> None:
    assert len(ICONS) >= 60


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_can_be_drawn_and_takes_the_colour_of_the_theme(
    icon: Path, qapp: QGuiApplication
) -> None:
    text = icon.read_text("utf-8")
    drawing = ET.fromstring(text)  # noqa: S314  (our own file)
    colours = {
        element.get(attribute)
        for element in drawing.iter()
        for attribute in ("stroke", "fill")
        if element.get(attribute)
    }
    assert "currentColor" in colours
    assert colours <= {"currentColor", "none"}
    assert QSvgRenderer(text.replace("currentColor", "#1a1a1a").encode()).isValid()


def test_every_commune_is_there_once_and_the_metropole_has_its_49() -> None:
    with (resources() / "communes" / "communes.csv").open(encoding="utf-8", newline="") as file:
        communes = list(csv.DictReader(file))
    with (resources() / "communes" / "epci.csv").open(encoding="utf-8", newline="") as file:
        names = {row["siren"]: row["name"] for row in csv.DictReader(file)}
    assert len({row["insee"] for row in communes}) == len(communes) == 34_969
    around_grenoble = [row["name"] for row in communes if row["epci_siren"] == "200040715"]
    assert len(around_grenoble) == 49
    assert {"Grenoble", "Échirolles", "Saint-Martin-d'Hères"} <= set(around_grenoble)
    assert "Grenoble-Alpes" in names["200040715"]


@pytest.mark.parametrize(
    "licence", ["fonts/OFL.txt", "icons/LICENSE", "communes/LICENCE.txt"], ids=str
)
def test_what_comes_from_others_brings_its_licence(licence: str) -> None:
    assert (resources() / licence).read_text("utf-8").strip()


def test_each_folder_of_resources_is_explained() -> None:
    explained = (ROOT / "resources" / "README.md").read_text("utf-8")
    folders = [entry.name for entry in (ROOT / "resources").iterdir() if entry.is_dir()]
    assert [name for name in folders if f"`{name}/`" not in explained] == []


# What is installed


def entries(requirements: Path) -> Iterator[tuple[str, str]]:
    """Each requirement's name and the whole of its entry, hashes included."""
    text = re.sub(r"^\s*#.*\n", "", requirements.read_text("utf-8"), flags=re.MULTILINE)
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()):
        yield plain_name(entry), entry


def plain_name(requirement: str) -> str:
    """The name of a package, spelled the one way that compares."""
    (name,) = re.findall(r"^[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("requirements", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_name_no_registry(requirements: Path) -> None:
    text = requirements.read_text("utf-8")
    assert re.findall(r"\S*://\S*|^\s*--?(?:index|extra|find|trusted)\S*", text, re.MULTILINE) == []


@pytest.mark.parametrize("requirements", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(requirements: Path) -> None:
    loose = [
        name
        for name, entry in entries(requirements)
        if not re.fullmatch(r"[\w.-]+==[\w.]+( *;[^#]*?)?( +--hash=sha256:[0-9a-f]{64})+", entry)
    ]
    assert loose == []


def test_what_developers_get_is_what_users_get_and_more() -> None:
    users, developers = (dict(entries(file)) for file in REQUIREMENTS)
    assert {name: developers.get(name) for name in users} == users


def declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return sorted(plain_name(requirement) for requirement in needed)


@pytest.mark.parametrize("package", declared())
def test_a_dependency_is_pinned_and_has_its_line_of_reasons(package: str) -> None:
    assert package in dict(entries(REQUIREMENTS[1]))
    reasons = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    assert re.search(rf"^\| `{package}` \|", reasons, re.MULTILINE)
