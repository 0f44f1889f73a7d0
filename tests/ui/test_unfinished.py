"""A crash in the middle of a form: the next start offers what was typed, and only then."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.ui.context import WINDOW_SETTINGS
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.unfinished import unfinished_forms

CTRL = Qt.KeyboardModifier.ControlModifier


def type_name(window: MainWindow, name: str) -> None:
    """Begin a new member, and type a name without saving it."""
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    Hand(window).settle()
    page.begin_new()
    field = page.form.entries["last_name"].field
    assert isinstance(field, QLineEdit)
    field.setText(name)
    page.form.keep_draft()


def crash(folder: Path) -> None:
    """What a crash leaves: a window that was never closed."""
    kept = QSettings(str(folder / WINDOW_SETTINGS), QSettings.Format.IniFormat)
    kept.setValue("open", "true")
    kept.sync()


def test_what_was_cut_short_is_offered_and_taken_up(
    office: TrialOffice, open_window: Opener
) -> None:
    window = open_window()
    type_name(window, "Lefèvre")
    window.close()
    crash(office.folder)
    again = open_window()
    assert again.unfinished_bar.isVisible()
    assert "une fiche d'adhérent" in again.unfinished_bar.words.text()
    again.unfinished_bar.take.click()
    Hand(again).settle()
    page = again.page
    assert isinstance(page, MembersPage)
    assert page.form.entries["last_name"].text() == "Lefèvre"
    assert not again.unfinished_bar.isVisible()


def test_the_correction_of_a_record_is_taken_up_on_that_record(
    office: TrialOffice, open_window: Opener
) -> None:
    zoe = office.person(dues=False)
    window = open_window()
    page = window.visit("members", zoe)
    assert isinstance(page, MembersPage)
    Hand(window).settle()
    page.correct()
    field = page.form.entries["email"].field
    assert isinstance(field, QLineEdit)
    field.setText("zoe@exemple.org")
    window.close()
    crash(office.folder)
    again = open_window()
    again.unfinished_bar.take.click()
    Hand(again).settle()
    shown = again.page
    assert isinstance(shown, MembersPage)
    assert shown.form.key == zoe
    assert shown.form.entries["email"].text() == "zoe@exemple.org"


def test_a_window_that_was_closed_offers_nothing(open_window: Opener) -> None:
    window = open_window()
    type_name(window, "Lefèvre")
    window.close()
    assert not open_window().unfinished_bar.isVisible()


@pytest.mark.parametrize("kept", ["member-pas-une-clé", "inconnu-new", "member"])
def test_what_another_version_kept_is_passed_over(tmp_path: Path, kept: str) -> None:
    lists = QSettings(str(tmp_path / "listes.ini"), QSettings.Format.IniFormat)
    lists.setValue(f"drafts/{kept}", "{}")
    lists.sync()
    assert unfinished_forms(tmp_path) == []
