"""What goes out through the window: asked where, written whole, found again, stopped."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.documents.reading import whole
from tests.exchange.program_files import FILES
from tests.trial_office import TrialOffice
from vaetvient.exchange.columns import MEMBERS
from vaetvient.exchange.sheet import read_sheet
from vaetvient.language import speaking
from vaetvient.ui.commands import matching
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.files import page as files_page
from vaetvient.ui.pages.files.outgoing import OUTGOING, Outgoing
from vaetvient.ui.pages.files.page import FilesPage

BY_NAME = {one.name: one for one in OUTGOING}


@pytest.fixture
def page(window: MainWindow) -> FilesPage:
    found = window.visit("files")
    assert isinstance(found, FilesPage)
    return found


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "sorties"
    made.mkdir()
    return made


def dialog_of(page: FilesPage) -> QFileDialog:
    """The dialog that asks where."""
    (found,) = [one for one in page.findChildren(QFileDialog) if one.isVisible()]
    return found


def answer(dialog: QFileDialog, path: Path) -> None:
    """Choose a place in it."""
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_a_list_goes_out_in_the_kind_that_the_dialog_says(
    page: FilesPage, hand: Hand, office: TrialOffice, shelf: Path
) -> None:
    office.person("Lefèvre", "Zoé")
    line = page.home.out.lines["members"]
    line.button.click()
    dialog = dialog_of(page)
    kinds = dialog.nameFilters()
    assert [kind.rpartition("*.")[2] for kind in kinds[:2]] == ["xlsx)", "ods)"]
    dialog.filterSelected.emit(next(kind for kind in kinds if "*.ods" in kind))
    answer(dialog, shelf / "liste")
    hand.settle()
    assert line.state.word == "1 ligne écrite dans liste.ods."
    assert not line.folder_button.isHidden()
    assert [row.cells["last_name"] for row in read_sheet(shelf / "liste.ods", MEMBERS).rows] == [
        "Lefèvre"
    ]


def test_the_folder_is_remembered_and_shown(
    page: FilesPage, hand: Hand, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []

    def open_folder(folder: Path) -> bool:
        shown.append(folder)
        return True

    monkeypatch.setattr(files_page, "open_folder", open_folder)
    page.give_to(BY_NAME["equipment"], shelf / "m.csv")
    hand.settle()
    page.home.out.lines["equipment"].folder_button.click()
    assert shown == [shelf]
    page.give_out("loans")
    dialog = dialog_of(page)
    assert Path(dialog.directory().absolutePath()) == shelf
    answer(dialog, shelf / "p.csv")
    hand.settle()
    assert page.home.out.lines["loans"].state.word.endswith("p.csv.")
    assert page.home.out.lines["equipment"].target is None


def test_a_name_without_its_ending_never_takes_the_place_of_another_file(
    page: FilesPage, hand: Hand, shelf: Path
) -> None:
    (shelf / "année 2026.1.zip").write_text("à moi")
    page.give_out("archive")
    first = dialog_of(page)
    answer(first, shelf / "année 2026.1")
    hand.settle()
    assert (shelf / "année 2026.1.zip").read_text() == "à moi"
    again = dialog_of(page)
    answer(again, shelf / "bureau.zip")
    hand.settle()
    assert "archive.json" in zipfile.ZipFile(shelf / "bureau.zip").namelist()


def test_the_public_catalogue_goes_out_as_pages_in_a_folder_of_its_own(
    page: FilesPage,
    hand: Hand,
    office: TrialOffice,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.item("Sono", tag="SON-001")
    (shelf / "autre.txt").write_text("à moi")
    chosen = str(shelf)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: chosen)
    for _turn in range(2):  # the second takes the place of the first
        page.give_out("site")
        hand.settle()
        assert "Sono" in (shelf / "catalogue" / "index.html").read_text("utf-8")
        chosen = str(shelf / "catalogue")
    assert sorted(path.name for path in shelf.iterdir()) == ["autre.txt", "catalogue"]
    page.give_to(BY_NAME["catalogue"], shelf / "c.pdf")
    hand.settle()
    assert "Sono" in whole((shelf / "c.pdf").read_bytes())


def test_the_register_is_in_the_office_s_language(page: FilesPage, hand: Hand, shelf: Path) -> None:
    page.give_to(BY_NAME["register"], shelf / "r.pdf")
    hand.settle()
    assert "Registredestraitements" in whole((shelf / "r.pdf").read_bytes())


@pytest.mark.parametrize("name", [one.name for one in OUTGOING])
def test_what_cannot_be_written_is_said_and_the_page_rests(
    page: FilesPage, window: MainWindow, hand: Hand, shelf: Path, name: str
) -> None:
    endings = [ending for _words, ending in BY_NAME[name].kinds]
    missing = shelf / "clé" / (f"x.{endings[0]}" if endings else "catalogue")
    page.give_to(BY_NAME[name], missing)
    hand.settle()
    assert "clé" in window.error_bar.text
    assert page.going.isHidden()
    assert page.home.out.lines[name].target is None
    assert list(shelf.iterdir()) == []


def test_it_can_be_stopped_and_nothing_else_begins_meanwhile(
    page: FilesPage, window: MainWindow, hand: Hand, office: TrialOffice, shelf: Path
) -> None:
    for n in range(3):
        office.person("Martin", f"Paul {n}")
    members, said = BY_NAME["members"], []
    window.context.said.connect(lambda words, _undo: said.append(words))
    begun: list[int] = []

    def slow(desk: object, target: Path, report: Callable[[int, int, str], None]) -> str:
        begun.append(1)
        while True:
            report(0, 3, "")
            sleep(0.01)

    stuck: Outgoing = replace(members, write=slow)
    page.give_to(stuck, shelf / "m.csv")
    hand.wait_until(lambda: bool(begun) and not page.going.isHidden(), "it is being written")
    page.give_to(members, shelf / "n.csv")
    page.open(shelf / "liste.csv")
    assert said == ["Un autre fichier est en cours : attendez qu’il soit fini."] * 2
    page.stop.click()
    hand.settle()
    assert said[-1] == "Arrêté : rien n’est laissé à moitié écrit."
    assert page.going.isHidden()
    assert list(shelf.iterdir()) == []
    page.give_to(members, shelf / "n.csv")
    hand.settle()
    assert page.home.out.lines["members"].state.word == "3 lignes écrites dans n.csv."


def test_it_can_be_asked_from_anywhere(window: MainWindow, hand: Hand, shelf: Path) -> None:
    found = [
        command.name
        for command, _score in matching(window.context.commands.offered(), "archiver bureau")
    ]
    assert found[0] == "out.archive"
    window.context.commands.run("out.archive")
    page = window.visit("files")
    assert isinstance(page, FilesPage)
    dialog = dialog_of(page)
    assert dialog.nameFilters() == ["Archive (*.zip)"]
    answer(dialog, shelf / "b.zip")
    hand.settle()
    assert (shelf / "b.zip").stat().st_size


def test_every_line_says_itself_to_those_who_do_not_see_it(page: FilesPage) -> None:
    names = {line.button.accessibleName() for line in page.home.out.lines.values()}
    assert len(names) == len(OUTGOING)
    with speaking("en"):
        from vaetvient.language import _

        assert all(_(one.title) != one.title for one in OUTGOING)


def test_no_line_is_cut_when_texts_grow(
    page: FilesPage, window: MainWindow, hand: Hand, shelf: Path
) -> None:
    window.context.theme.scale_text(200)
    page.give_to(BY_NAME["equipment"], shelf / "m.csv")
    hand.settle()
    for line in page.home.out.lines.values():
        assert line.height() >= line.heightForWidth(line.width())


def test_what_other_programs_wrote_goes_in_out_and_in_again_without_a_change(
    page: FilesPage, hand: Hand, shelf: Path
) -> None:
    for key, out in (
        ("galette-members", "vcf"),
        ("koha-patrons", "ods"),
        ("snipe-it-assets", "xlsx"),
        ("shelf-assets", "csv"),
    ):
        ending, text, _cells = FILES[key]
        theirs, ours = shelf / f"{key}.{ending}", shelf / f"ours.{out}"
        theirs.write_text(text, encoding="utf-8", newline="")
        page.open(theirs)
        hand.settle()
        assert page.opened is not None
        plan = page.opened.plan
        assert plan.profile is not None
        assert plan.profile.key == key
        page.columns.go.click()
        hand.settle()
        page.report.go.click()
        hand.settle()
        page.done.another_button.click()
        page.give_to(BY_NAME[plan.kind], ours)
        hand.settle()
        for again in (ours, theirs):
            page.open(again, plan.kind)
            hand.settle()
            page.columns.go.click()
            hand.settle()
            assert page.tried is not None
            report = page.tried.report
            assert (report.added, report.changed, report.refused) == (0, 0, ())
            assert report.unchanged
            page._go_home()
        ours.unlink()
