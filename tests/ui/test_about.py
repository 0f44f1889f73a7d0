"""What the program is made of, and every key there is."""

import pytest
from PySide6.QtGui import QGuiApplication

from vaetvient import __version__
from vaetvient.ui import about
from vaetvient.ui.about import AboutWindow
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.shortcut_sheet import ShortcutSheet, with_keys


def test_every_library_says_its_version_and_licence() -> None:
    parts = about.libraries()
    assert {"PySide6_Essentials", "SQLAlchemy", "reportlab"} <= {part.name for part in parts}
    assert [part.name for part in parts if part.licence == "?" or not part.version] == []
    assert about.own_licence() == "GPL-3.0-or-later"


def test_the_licences_of_fonts_icons_and_communes_are_there() -> None:
    assert all(path.is_file() for path in about.licence_files())


def test_the_report_is_copied_and_names_the_version(window: MainWindow, hand: Hand) -> None:
    window.leaflets.show_about()
    shown = window.leaflets.dialog
    assert isinstance(shown, AboutWindow)
    shown.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert f"Va-et-vient {__version__}" in copied
    assert str(window.context.folder) in copied
    shown.accept()
    assert window.leaflets.dialog is None
    hand.settle()


@pytest.mark.parametrize("place", ["counter", "members"])
def test_the_sheet_lists_every_key_that_is_bound(
    window: MainWindow, hand: Hand, place: str
) -> None:
    window.visit(place)
    hand.settle()
    window.leaflets.show_shortcuts()
    shown = window.leaflets.dialog
    assert isinstance(shown, ShortcutSheet)
    bound = {c.title for listed in with_keys(window.context.commands).values() for c in listed}
    assert {title for _keys, title in shown.lines} == bound
    assert all(keys for keys, _title in shown.lines)
    assert ("?", "Voir les raccourcis") in shown.lines
    shown.reject()
    hand.settle()
