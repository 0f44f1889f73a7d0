"""A volunteer's morning, played in the real window by real keys, with a picture at each step.

It makes the pictures of the guide, and tries the whole way from a scan to the paper: a step that
does not come to its state ends it with a failure.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from vaetvient.desk.demo.making import make_demo
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.preferences import set_language
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _, ngettext, spoken
from vaetvient.ui.hand import Hand, NotThereError
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.tour_cast import Cast, MorningClock, choose_cast, promise
from vaetvient.ui.tour_pages import visit_pages

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from vaetvient.ui.theme import Theme

VOLUNTEER = "Odile"
OWN_MARK = "visite-guidee.txt"
_SIZE = (1280, 720)
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Tour:
    """The steps, in order."""

    window: MainWindow
    theme: Theme
    folder: Path
    cast: Cast
    clock: MorningClock
    hand: Hand
    say: Callable[[str], None]
    pictures: list[Path] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    """How many gestures a loan, a full return, and a renewal with a loan took."""

    def play(self) -> None:
        """The whole morning. Raises NotThereError where a step fails."""
        self._arrive()
        self._find_member()
        number = self._lend()
        self._take_one_back(number)
        self._look_at_what_is_late()
        self._renew_and_lend()
        visit_pages(self)
        self._by_night()

    @property
    def counter(self) -> CounterPage:
        page = self.window.page
        assert isinstance(page, CounterPage)
        return page

    def _arrive(self) -> None:
        self.hand.settle()
        self.expect(lambda: self.counter.board.today is not None, "the board of the day")
        self.picture("comptoir", _("Le comptoir, et ce que le jour apporte."))

    def _find_member(self) -> None:
        name = self.cast.borrower.label
        self.hand.type(name[: max(5, len(name) // 2)])
        self.hand.settle()
        self.expect(self.counter.answers.isVisible, "answers while typing")
        self.picture("recherche", _("On tape le début d'un nom : les réponses viennent."))
        self.hand.press(Qt.Key.Key_Escape)
        self.hand.settle()

    def _lend(self) -> str:
        """A card, three tags, Enter."""
        before = self.hand.gestures
        borrower, counter = self.cast.borrower, self.counter
        self.hand.scan(borrower.card or borrower.number)
        self.hand.settle()
        self.expect(lambda: counter.till.draft.borrower_id == borrower.id, "the borrower")
        self.picture("adherent", _("{who} est au comptoir.").format(who=borrower.label))
        for tag in self.cast.tags:
            self.hand.scan(tag)
        self.hand.settle()
        self.expect(lambda: len(counter.till.draft.lines) == len(self.cast.tags), "three things")
        self.expect(counter.basket.lend_button.isEnabled, "a basket that can be lent")
        self.picture("panier", _("Trois choses scannées : dates et caution sont proposées."))
        self.clock.pass_minutes(2)
        self.hand.press(Qt.Key.Key_Return)
        self.hand.settle()
        self.expect(lambda: not counter.lent.sheet.is_empty, "the agreement on screen")
        gestures = self.counted["lend"] = self.hand.gestures - before
        paper = self.folder / "convention.pdf"
        made = counter.lent.path
        if made is None or not made.read_bytes().startswith(b"%PDF"):
            raise NotThereError("the agreement as PDF")
        shutil.copyfile(made, paper)
        self.picture("convention", _("Prêté : la convention est prête à signer."))
        self.say(
            ngettext(
                "Prêt de trois choses, convention comprise : {n} geste.",
                "Prêt de trois choses, convention comprise : {n} gestes.",
                gestures,
            ).format(n=gestures)
        )
        return made.stem

    def _take_one_back(self, number: str) -> None:
        counter = self.counter
        self.clock.pass_minutes(20)
        self.hand.scan(self.cast.tags[1])
        self.hand.settle()
        file = counter.returns.file
        self.expect(lambda: counter.panel is counter.returns, "the loan that comes back")
        if file is None or file.number != number or file.lines[1].still_out:
            raise NotThereError("one thing back")
        self.picture("retour", _("Une chose scannée revient aussitôt."))
        self.hand.press(Qt.Key.Key_F2)
        self.hand.settle()
        self.picture("etat", _("Son état est à une touche."))
        self.hand.press(Qt.Key.Key_Escape)

    def _look_at_what_is_late(self) -> None:
        counter = self.counter
        today = counter.board.today
        if today is None or not today.late:
            raise NotThereError("something late in the demonstration office")
        number = today.late[0].number
        before = self.hand.gestures
        self.hand.scan(number)
        self.hand.settle()
        self.expect(lambda: counter.returns.file is not None, "the late loan")
        self.picture("retard", _("Un prêt en retard, ouvert par le numéro de sa convention."))
        self.hand.press(Qt.Key.Key_Return, _CTRL)
        self.hand.settle()
        file = counter.returns.file
        if file is None or file.number != number or file.still_out:
            raise NotThereError("all of the late loan back")
        gestures = self.counted["return"] = self.hand.gestures - before
        self.picture("tout-est-la", _("« Tout est là » : rendu, caution comprise."))
        self.say(
            ngettext(
                "Retour complet d'un prêt : {n} geste.",
                "Retour complet d'un prêt : {n} gestes.",
                gestures,
            ).format(n=gestures)
        )
        self.hand.press(Qt.Key.Key_Escape)

    def _renew_and_lend(self) -> None:
        """Someone whose membership has ended: dues paid at the counter, and three things."""
        before, counter, late = self.hand.gestures, self.counter, self.cast.in_arrears
        self.clock.pass_minutes(15)
        self.hand.scan(late.card or late.number)
        self.hand.settle()
        self.expect(lambda: counter.till.draft.borrower_id == late.id, "the one in arrears")
        self.hand.press(Qt.Key.Key_F7)
        self.expect(counter.basket.renewal.isVisible, "the renewal")
        self.picture("adhesion", _("Adhésion expirée : F7 la renouvelle au comptoir."))
        self.hand.press(Qt.Key.Key_Return)
        self.hand.settle()
        for tag in self.cast.more_tags:
            self.hand.scan(tag)
        self.hand.settle()
        self.expect(counter.basket.lend_button.isEnabled, "a basket that can be lent")
        self.hand.press(Qt.Key.Key_Return)
        self.hand.settle()
        self.expect(lambda: not counter.lent.sheet.is_empty, "the second agreement")
        gestures = self.counted["renew"] = self.hand.gestures - before
        self.say(
            ngettext(
                "Adhésion renouvelée et prêt de trois choses : {n} geste.",
                "Adhésion renouvelée et prêt de trois choses : {n} gestes.",
                gestures,
            ).format(n=gestures)
        )
        self.hand.press(Qt.Key.Key_Escape)

    def _by_night(self) -> None:
        from vaetvient.ui.tokens import Scheme

        self.hand.press(Qt.Key.Key_1, _CTRL)
        self.theme.choose(Scheme.DARK)
        self.hand.settle()
        self.picture("sombre", _("Le même comptoir, en sombre."))
        self.hand.press(Qt.Key.Key_2, _CTRL)
        self.picture("sombre-prets", _("Les prêts, en sombre."))
        self.hand.press(Qt.Key.Key_1, _CTRL)
        self.theme.choose(Scheme.LIGHT)

    def expect(self, reached: Callable[[], bool], what: str) -> None:
        """Wait for a state. Raises NotThereError where it does not come."""
        self.hand.wait_until(reached, what)

    def picture(self, name: str, words: str, shown: QWidget | None = None) -> None:
        """Keep a picture of the window, or of what is `shown` over it."""
        self.hand.settle()
        path = self.folder / f"{len(self.pictures) + 1:02}-{name}.png"
        if not (shown or self.window).grab().save(str(path)):
            raise NotThereError(f"{path}")
        self.pictures.append(path)
        self.say(f"{path.name}  {words}")


def run_tour(
    folder: Path,
    data_folder: Path | None = None,
    played: Callable[[Tour], None] | None = None,
) -> int:
    """Play the tour; pictures and `convention.pdf` go to `folder`. The exit status.

    It is played in the language that is spoken. The office is made anew in `data_folder`
    (`folder`/donnees by default), which must be empty or an earlier tour's. `played` is handed
    the tour once it has come to its end.
    """
    from vaetvient import app
    from vaetvient.ui.theme import Theme, load_fonts
    from vaetvient.ui.tokens import Scheme

    application = app.make_application()
    application.setCursorFlashTime(0)
    load_fonts()
    theme = Theme(application)
    theme.choose(Scheme.LIGHT)
    data = data_folder or folder / "donnees"
    try:
        app.prepare_folder(folder)
        _begin_afresh(data)
        clock = MorningClock()
        desk = open_desk(data, volunteer=VOLUNTEER, clock=clock)
        try:
            _tell(_("Un bureau d'exemple est fait…"))
            make_demo(desk, "small")
            set_language(desk, spoken())
            promise(desk)
            _play(application, theme, desk, clock, folder, data, played)
        finally:
            desk.database.close()
    except VaEtVientError as error:
        print(error.message, file=sys.stderr)  # noqa: T201  (a command's own words)
        return 1
    except NotThereError as error:
        failed = _("La visite s'arrête : « {step} » n'est pas venu.").format(step=error)
        print(failed, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _play(
    application: QApplication,
    theme: Theme,
    desk: Desk,
    clock: MorningClock,
    folder: Path,
    data: Path,
    played: Callable[[Tour], None] | None,
) -> None:
    from vaetvient import app

    window = app.open_window(application, theme, desk, data)
    window.resize(*_SIZE)
    window.show()
    window.activateWindow()
    faults: list[BaseException] = []
    window.context.work.unexpected.connect(faults.append)
    try:
        hand = Hand(window)
        tour = Tour(window, theme, folder, choose_cast(desk), clock, hand, _tell)
        tour.play()
        if played is not None:
            played(tour)
        if faults:
            raise NotThereError(repr(faults[0]))
    finally:
        window.close()
        window.context.close()
        window.context.work.close()
    _tell(_("Convention : {path}").format(path=folder / "convention.pdf"))


def _begin_afresh(data: Path) -> None:
    """Remove what an earlier tour made, and nothing else."""
    mark = data / OWN_MARK
    if mark.exists():
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    if not any(data.iterdir()):
        mark.write_text(_("Fait par la visite guidée, qui l'efface et le refait.\n"), "utf-8")


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (what a command says)
