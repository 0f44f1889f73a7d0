"""The look: readable in every scheme, switched while it runs, nothing said by colour alone."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vaetvient.ui import icons, tokens
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import CONTRAST, DARK, LIGHT, Colours, Scheme

SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
TEXTS = [
    (ink, ground)
    for ground in ("ground", "side", "surface")
    for ink in ("ink", "muted", "accent", "late", "done")
] + [
    ("ink", "hover"),
    ("muted", "hover"),
    ("accent", "hover"),
    ("late", "hover"),
    ("done", "hover"),
    ("done", "accent_soft"),
    ("muted", "late_soft"),
    ("muted", "done_soft"),
    ("done", "done_soft"),
    ("ink", "accent_soft"),
    ("accent", "accent_soft"),
    ("muted", "accent_soft"),
    ("late", "accent_soft"),
    ("accent", "late_soft"),
    ("ink", "late_soft"),
    ("late", "late_soft"),
    ("ink", "done_soft"),
    ("accent", "done_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("ground", "ink"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colours: Colours, one: str, other: str) -> float:
    light, dark = sorted(
        (luminance(getattr(colours, one)), luminance(getattr(colours, other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXTS, ids=lambda name: name)
def test_every_text_has_the_contrast_of_aa(scheme: str, ink: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme], ink, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["ground", "surface", "side"])
def test_the_edge_of_a_field_and_the_focus_stand_out(scheme: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme], "edge", ground) >= 3
    assert contrast(SCHEMES[scheme], "accent", ground) >= 3


def test_a_target_is_large_enough() -> None:
    assert tokens.TARGET >= 32


def test_the_scheme_is_switched_while_the_window_is_open(
    qapp: QApplication, theme: Theme, qtbot: QtBot
) -> None:
    button = QPushButton("Imprimer")
    qtbot.addWidget(button)
    theme.dress(button, "printer")
    button.show()
    before = button.icon().cacheKey()
    theme.choose(Scheme.DARK)
    assert theme.is_dark
    assert qapp.palette().window().color().name() == DARK.ground
    assert button.icon().cacheKey() != before
    theme.choose(Scheme.LIGHT)
    assert button.icon().cacheKey() == before


def test_what_is_hidden_is_dressed_when_it_is_shown_or_soon_after(
    qapp: QApplication, theme: Theme, qtbot: QtBot
) -> None:
    window, page, other = QWidget(), QLabel("page"), QLabel("autre page")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for label in (page, other):
        label.setProperty("role", "muted")
        theme.dress(label, "printer")
        column.addWidget(label)
    window.show()
    page.hide()
    other.hide()

    def ink(label: QLabel) -> str:
        return label.palette().windowText().color().name()

    assert ink(page) == ink(other) == LIGHT.muted
    before = page.pixmap().cacheKey()
    theme.choose(Scheme.DARK)
    assert (theme.is_worn, ink(page), page.pixmap().cacheKey()) == (False, LIGHT.muted, before)
    page.show()
    assert ink(page) == DARK.muted
    assert page.pixmap().cacheKey() != before
    theme.choose(Scheme.CONTRAST)
    qtbot.waitUntil(lambda: theme.is_worn)
    assert ink(page) == ink(other) == CONTRAST.muted
    other.deleteLater()
    theme.choose(Scheme.LIGHT)
    qtbot.waitUntil(lambda: theme.is_worn)
    assert ink(page) == LIGHT.muted


def test_what_shows_another_as_it_is_dressed_harms_nothing(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    other = QLabel("autre", window)

    class Showing(QLabel):
        def changeEvent(self, event: QEvent) -> None:
            other.setVisible(True)
            super().changeEvent(event)

    showing = Showing("premier", window)
    window.show()
    showing.hide()
    other.hide()
    theme.choose(Scheme.DARK)
    qtbot.waitUntil(lambda: theme.is_worn)
    assert other.isVisible()


def test_texts_grow_with_their_fields(qapp: QApplication, theme: Theme) -> None:
    theme.scale_text(200)
    assert qapp.font().pointSizeF() == pytest.approx(2 * tokens.BODY_PT)
    assert theme.pixels(34) == 68


def test_an_icon_takes_the_colour_it_is_asked_for(qapp: QApplication) -> None:
    red = icons.pixmap("check", "#ff0000", 32).toImage()
    found = {red.pixelColor(x, y).name() for x in range(32) for y in range(32)}
    assert "#ff0000" in found
