"""What every page is handed: the desk, the worker, the look, and the ways to speak up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.clash_watch import ClashWatch
from vaetvient.ui.commands import Commands
from vaetvient.ui.sounds import Sounds
from vaetvient.ui.theme import Theme
from vaetvient.ui.work import Work

if TYPE_CHECKING:
    from vaetvient.desk.papers import PaperMade
    from vaetvient.ui.carrier import Carrier
    from vaetvient.ui.printing.asked import PaperAsked


WINDOW_SETTINGS = "fenetre.ini"
"""What the window and its printing remember, in the data folder."""


class Context(QObject):
    """One per window. Facts are signals in the past tense, requests are methods."""

    changed = Signal(object)
    """A ChangeNotice: something was committed; heard on the window's thread."""
    refresh_requested = Signal()
    """F5, or the day has changed: ask everything again."""
    said = Signal(str, bool)
    refused = Signal(object)
    wanted = Signal(str, object)
    language_wanted = Signal(str)
    """Say everything in this language from now on."""
    copies_changed = Signal()
    """An automatic copy was made, or could not be."""
    copy_wanted = Signal()
    """Make a copy now."""
    reopening_wanted = Signal(object)
    """Close the window and open it again: on a copy put back (its Path), or on what there is."""
    list_wanted = Signal(str, object)
    found_wanted = Signal(str, str)
    """A thing that has no record yet is to be entered: its tag, and where it was found."""
    """A page of records, and what its list is to be filtered by, as a saved view keeps it."""
    answer_wanted = Signal(object)
    """A FoundKit to be looked at, or a FoundWare to be sold."""
    other_office_wanted = Signal(object, object)
    """The key of a thing to ask another office for, and of the borrower it is for, if known."""
    demo_wanted = Signal()
    """Show the invented office in a window of its own."""
    demo_unwanted = Signal()
    """Take the invented office away."""
    forgiven = Signal()
    """What was refused is settled: the bar above may go."""
    paper_wanted = Signal(object, str)
    """A PaperMade to save, and what to do with it then: « show », « print », « file »."""
    papers_wanted = Signal(object)
    """A printing.asked.PaperAsked: labels, cards or lists to look at and print."""
    print_last_wanted = Signal()
    open_last_wanted = Signal()
    paper_saved = Signal(object)
    """A papers.Saved: it is on the disk."""
    waiting_changed = Signal()
    """What waits on the page of exchanges may have changed without a notice."""
    _heard = Signal(object)

    def __init__(
        self, desk: Desk, work: Work, theme: Theme, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.work = work
        self.theme = theme
        self.folder = folder
        """The data folder."""
        self.carrier: Carrier | None = None
        """What carries news between offices; the window makes it."""
        self.commands = Commands(self)
        """All that can be asked for by name or by key."""
        self.sounds = Sounds(folder, self)
        self.clash_watch = ClashWatch(self)
        """Which promises collide with another use."""
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._leave = desk.database.notices.listen(self._hear)
        work.refused.connect(self.refuse)

    def say(self, text: str, undo: bool = False) -> None:
        """Say in the bar below what was done; with `undo`, offer to take it back."""
        self.said.emit(text, undo)

    def refuse(self, error: VaEtVientError) -> None:
        """Say in the bar above what cannot be done, and the way out."""
        self.refused.emit(error)

    def go(self, page: str, key: UUID | None = None) -> None:
        """Show a page (« counter », « loans », « equipment », « members », « history »…),
        on one record of it."""
        self.wanted.emit(page, key)

    def go_to_list(self, page: str, **filters: str) -> None:
        """Show a page of records filtered by these criteria alone, by their keys and tokens."""
        self.list_wanted.emit(page, filters)

    def enter_found(self, tag: str, location: str) -> None:
        """Enter a thing that an inventory round found, then come back to the round."""
        self.found_wanted.emit(tag, location)

    def forgive(self) -> None:
        """What was refused is settled."""
        self.forgiven.emit()

    def show_paper(self, paper: PaperMade) -> None:
        """Save a paper as PDF in the data folder and open it."""
        self.paper_wanted.emit(paper, "show")

    def print_paper(self, paper: PaperMade) -> None:
        """Save a paper as PDF in the data folder and send it to a printer."""
        self.paper_wanted.emit(paper, "print")

    def file_paper(self, paper: PaperMade) -> None:
        """Save a paper as PDF in the data folder; on paper too where a printer was chosen."""
        self.paper_wanted.emit(paper, "file")

    def show_asked(self, asked: PaperAsked) -> None:
        """Show labels, cards, a list or blank agreements, ready to be printed."""
        self.papers_wanted.emit(asked)

    def close(self) -> None:
        """Hear no more of the database."""
        self._leave()
        self.sounds.close()

    def _hear(self, notice: ChangeNotice) -> None:
        self._heard.emit(notice)
