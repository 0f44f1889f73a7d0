"""A file on its way in through the window: columns, what it would do, what is doubtful, undo."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from tests.trial_office import TrialOffice
from vaetvient.desk.feeding import FeedForm, add_feed, find_feed, run_feed
from vaetvient.exchange.feed_file import look_at
from vaetvient.ui.following import dropped_list
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.files.page import FilesPage

LIST = (
    "Liste des adhérents;;;\nQui;courriel;tél;ville\n"
    "Lefèvre Zoé;zoe@exemple.org;0476010203;grenoble\n"
    "Martin Paul;paul chez exemple.org;;Claix\n"
)


@pytest.fixture
def page(window: MainWindow) -> FilesPage:
    found = window.visit("files")
    assert isinstance(found, FilesPage)
    return found


def write(folder: Path, text: str = LIST) -> Path:
    file = folder / "liste.csv"
    file.write_text(text, encoding="utf-8")
    return file


def press(parent: QWidget, words: str) -> None:
    """Press the button that is shown under `words`."""
    found = [b for b in parent.findChildren(QPushButton) if words in b.text() and not b.isHidden()]
    found[0].click()


def test_a_list_is_taken_step_by_step_and_undone(
    page: FilesPage, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    page.open(write(tmp_path))
    hand.settle()
    assert page.opened is not None
    assert (page.opened.plan.kind, page.opened.plan.header_line) == ("members", 2)
    assert "Aucune colonne ne dit le nom" in page.columns.missing.text()
    assert page.columns.first_field() is not page.columns.go
    page.columns.column_said.emit(0, "full_name")
    assert page.columns.missing.isHidden()
    assert page.opened.samples[0][1] == "Zoé · Lefèvre"
    assert page.opened.samples[2][1] == "04 76 01 02 03"
    page.columns.go.click()
    hand.settle()
    assert office.count("member") == 0
    assert page.report.figures.text() == "1 ligne à ajouter, 1 refusée"
    assert page.tried is not None
    called, said = page.tried.first[0]
    assert called == "Lefèvre Zoé"
    assert said.startswith("personne · courriel : zoe@exemple.org · téléphone : 04 76 01 02 03")
    assert said.endswith("code postal : 38000 · commune : Grenoble")
    page.report.go.click()
    hand.settle()
    assert office.count("member") == 1
    assert page.done.figures.text() == "1 ligne ajoutée, 1 refusée"
    assert not page.done.save_button.isHidden()
    press(page.done, "Annuler tout cela")
    hand.settle()
    assert office.count("member") == 0


def test_what_was_said_of_columns_is_known_next_time(
    page: FilesPage, hand: Hand, tmp_path: Path
) -> None:
    for turn in range(2):
        page.open(write(tmp_path))
        hand.settle()
        assert page.opened is not None
        if not turn:
            page.columns.column_said.emit(0, "full_name")
        assert page.opened.is_ready
        page.columns.go.click()
        hand.settle()
        page.report.go.click()
        hand.settle()
    assert "1 ligne inchangée" in page.done.figures.text()
    assert "rien n’a changé" in page.done.title.text()


def test_columns_stand_by_how_sure_they_are_and_secrets_are_not_shown(
    page: FilesPage, hand: Hand, tmp_path: Path
) -> None:
    text = "nom;x;mot de passe;titre\nMartin;a@exemple.org;s3cret;M.\n"
    page.open(write(tmp_path, text))
    hand.settle()
    shown = [label.text() for label in page.columns.findChildren(QLabel)]
    assert shown.index("À vérifier") < shown.index("x") < shown.index("Reconnues")
    assert shown.index("Reconnues") < shown.index("nom")
    assert not any("s3cret" in words for words in shown)
    press(page.columns, "1 colonne n’est pas prise")
    assert page.columns.findChildren(QLabel)[shown.index("mot de passe")].isVisible()


def test_of_two_columns_of_one_field_the_one_that_goes_to_the_notes_says_so(
    page: FilesPage, hand: Hand, tmp_path: Path
) -> None:
    page.open(write(tmp_path, "title,asset model,asset tag\nPortable,Ryzen,A1\n"))
    hand.settle()
    assert page.opened is not None
    assert page.opened.samples[0][1] == "dans les notes : « asset model » passe avant"


def test_a_doubtful_row_is_decided_side_by_side_field_by_field(
    page: FilesPage, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    office.person("Lefèvre", "Zoé", email="vraie@exemple.org", commune="Grenoble")
    text = "nom;prénom;courriel;mobile\nLefebvre;Zoé;autre@exemple.org;0612345678\n"
    page.open(write(tmp_path, text))
    hand.settle()
    page.columns.go.click()
    hand.settle()
    assert "1 ligne en attente" in page.report.figures.text()
    ticks = {tick.text(): tick for tick in page.report.findChildren(QCheckBox)}
    ticks["autre@exemple.org"].setChecked(False)
    assert page.report.next_doubt().text().startswith("C’est la même")
    hand.press(Qt.Key.Key_Backtab)
    stood = page.window().focusWidget()
    assert isinstance(stood, QPushButton)
    assert stood.text() == "Laisser de côté", "what scrolls comes before the way on"
    hand.press(Qt.Key.Key_Tab)
    assert page.window().focusWidget() is page.report.go
    press(page.report, "C’est la même")
    hand.settle()
    assert page.report.next_doubt() is page.report.go
    assert page.report.figures.text() == "1 ligne à modifier"
    page.report.go.click()
    hand.settle()
    with office.reading() as session:
        from vaetvient.domain.entities import Person

        zoe = session.query(Person).one()
        assert (zoe.last_name, zoe.email) == ("Lefebvre", "vraie@exemple.org")
        assert zoe.mobile == "+33612345678"


def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    page: FilesPage, window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    file = tmp_path / "l.xlsx"
    file.write_bytes(b"PK\x03\x04 abime")
    page.open(file)
    hand.settle()
    assert "abîmé" in window.error_bar.text
    assert page.steps.currentIndex() == 0


def test_only_filling_keeps_what_is_there(
    page: FilesPage, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    office.person("Lefèvre", "Zoé", number="1", email="a@exemple.org")
    page.open(
        write(
            tmp_path, "numéro;nom;prénom;courriel;mobile\n1;Lefèvre;Zoé;b@exemple.org;0612345678\n"
        )
    )
    hand.settle()
    page.columns.go.click()
    hand.settle()
    page.report.only_fill.setChecked(True)
    hand.settle()
    assert page.tried is not None
    assert [c.column for row in page.tried.report.changes for c in row.changes] == ["mobile"]


def test_a_followed_file_shows_what_it_asks_and_the_badge_says_so(
    page: FilesPage, window: MainWindow, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    file = write(tmp_path, "numéro;nom\n1;Martin\n2;Durand\n")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    add_feed(office.desk, FeedForm("Portail", str(file), "members"))
    window.follower.look()
    hand.settle()
    assert office.count("member") == 2
    file.write_text("numéro;nom\n1;Martin\n", encoding="utf-8")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    run_feed(office.desk, find_feed(office.desk, "Portail"), lambda feed: look_at(feed, None))
    hand.settle()
    window.context.go("files", None)
    hand.settle()
    look = next(b for b in page.home.findChildren(QPushButton) if b.text() == "Regarder maintenant")
    look.setFocus()
    look.click()
    hand.settle()
    stood = window.focusWidget()
    assert isinstance(stood, QPushButton)
    assert stood.text() == "Regarder maintenant"
    press(page.home, "Journal")
    shown = [words.text() for words in page.home.findChildren(QLabel) if words.isVisible()]
    assert any("2 lignes ajoutées" in words for words in shown)
    press(page.home, "Archiver")
    hand.settle()
    assert not [
        b for b in page.home.findChildren(QPushButton) if b.text() == "Archiver" and b.isVisible()
    ]


def test_a_file_is_followed_as_it_is_said(
    page: FilesPage, hand: Hand, office: TrialOffice, tmp_path: Path
) -> None:
    page.open(write(tmp_path, "numéro;nom;téléphone\n1;Martin;0476010203\n"))
    hand.settle()
    page.columns.go.click()
    hand.settle()
    page.report.go.click()
    hand.settle()
    press(page.done, "Suivre ce fichier")
    panel = page.done.following
    assert list(panel.keeps) == ["last_name", "phone"]
    panel.name.setText("Portail")
    panel.what.setCurrentIndex(1)
    panel.every.setCurrentIndex(panel.every.findText("chaque jour"))
    panel.keeps["phone"].setChecked(True)
    panel.follow.click()
    hand.settle()
    assert panel.isHidden()
    feed = find_feed(office.desk, "Portail")
    assert (feed.path, feed.every_minutes, feed.keeps) == (str(tmp_path), 1440, {"phone"})


def test_a_file_dropped_on_the_window_is_opened(
    window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(tmp_path)))])
    path = dropped_list(data)
    assert path is not None
    window.open_list(path)
    hand.settle()
    page = window.page
    assert isinstance(page, FilesPage)
    assert page.opened is not None
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "photo.png"))])
    assert dropped_list(data) is None


def test_enter_goes_on_from_step_to_step(page: FilesPage, hand: Hand, tmp_path: Path) -> None:
    page.open(write(tmp_path, "nom;prénom\nLefèvre;Zoé\n"))
    hand.settle()
    for step in (2, 3):
        hand.press(Qt.Key.Key_Space)
        hand.settle()
        assert page.steps.currentIndex() == step


def test_a_file_is_let_go_when_another_is_opened_in_its_place(
    page: FilesPage, hand: Hand, tmp_path: Path
) -> None:
    page.open(write(tmp_path, "numéro;nom\n1;Martin\n"))
    hand.settle()
    assert page.opened is not None
    closed: list[bool] = []
    page.opened.source.close = lambda: closed.append(True)  # type: ignore[method-assign]
    page.columns.otherwise.emit({"header_line": 1})
    hand.settle()
    assert closed == []
    page.open(write(tmp_path, "numéro;nom\n2;Durand\n"))
    hand.settle()
    assert closed == [True]


def test_followed_files_are_looked_at_again_after_the_program_was_at_fault(
    window: MainWindow, hand: Hand, office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[object] = []
    window.context.work.unexpected.connect(reports.append)
    with monkeypatch.context() as broken:
        broken.setattr("vaetvient.desk.feeding.due_feeds", lambda _desk: 1 // 0)
        window.follower.look()
        hand.settle()
    looked: list[object] = []

    def see(desk: object) -> list[object]:
        looked.append(desk)
        return []

    monkeypatch.setattr("vaetvient.desk.feeding.due_feeds", see)
    window.follower.look()
    hand.settle()
    assert len(reports) == 1
    assert looked == [office.desk]
