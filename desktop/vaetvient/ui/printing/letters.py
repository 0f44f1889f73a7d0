"""Letters to borrowers, to look at, print, or hand to the mail program; what leaves is noted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from vaetvient.desk.letters import letters, note_sent
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.letter import LETTER_WORDS, STEP_WORDS, LetterKind, LetterMeans, ReadyLetter
from vaetvient.domain.letter_words import mail_address
from vaetvient.language import _, ngettext, show_number
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import PaperUse
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import LineButton, button, clear, label, reveal

LONGEST_URL = 1900
"""What every system hands over to a mail program; a longer letter goes as a file."""
FOLDER = "courrier"
"""Of the data folder: messages that were too long for an address."""
_MOST_LISTED = 8


class LetterOptions(QWidget):
    """Which letters, and by mail instead of paper for those who have an address."""

    changed = Signal()
    mail_wanted = Signal(object)
    """The ReadyLetter to be opened in the mail program."""
    files_wanted = Signal()
    """All that can go by mail, as files in a folder."""

    def __init__(self, context: Context, kind: LetterKind, *, fixed: bool) -> None:
        super().__init__()
        self._theme = context.theme
        self.kind = FilterChoice(
            _("Lettres"), [(_(words), kind) for kind, words in LETTER_WORDS.items()]
        )
        self.kind.setCurrentIndex(list(LETTER_WORDS).index(kind))
        entry = Entry(context.theme, "kind", _("Lettres"), self.kind)
        reveal(entry, not fixed)
        self._heading = label(_("Par e-mail"), "heading")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.files_button = button(context.theme, _("Tous en fichiers .eml…"), "mail", kind="quiet")
        self.files_button.setToolTip(_("Un message prêt à envoyer par personne, dans un dossier"))
        self.files_button.clicked.connect(lambda _checked=False: self.files_wanted.emit())
        self._hint = label("", "small")
        self._hint.setWordWrap(True)
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(entry)
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        column.addWidget(self.files_button)
        column.addWidget(self._hint)
        column.addWidget(self.said)
        column.addSpacing(S4)
        self.kind.currentIndexChanged.connect(self._changed)
        self.show_letters(())

    def show_letters(self, ready: Sequence[ReadyLetter]) -> None:
        """List those who have an address, and say what is left for paper."""
        clear(self._rows)
        reached = [letter for letter in ready if letter.borrower.email]
        for letter in reached[:_MOST_LISTED]:
            line = LineButton(
                self._theme,
                letter.borrower.name,
                letter.borrower.email,
                state=_(STEP_WORDS[letter.step]) if letter.kind is LetterKind.LATE else "",
                sign=("mail", "accent"),
                act=partial(self.mail_wanted.emit, letter),
            )
            line.setToolTip(_("Ouvrir le message dans votre messagerie, et noter l'envoi"))
            self._rows.addWidget(line)
        more = len(reached) - _MOST_LISTED
        if more > 0:
            words = ngettext("et {n} autre, en fichier", "et {n} autres, en fichiers", more)
            self._rows.addWidget(label(words.format(n=show_number(more)), "small"))
        for widget in (self._heading, self.files_button, self._hint):
            widget.setVisible(bool(reached))
        self._hint.setText(
            _("Ce qui part par e-mail n'est plus à imprimer. Rien ne part sans vous.")
        )

    def say(self, words: str, *, wrong: bool = False) -> None:
        """What became of a message."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.said.setProperty("role", "smalllate" if wrong else "small")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        if words:
            announce(self, words)

    def _changed(self) -> None:
        self.say("")
        self.show_letters(())
        self.changed.emit()


class LettersSource(Source):
    """One letter a borrower."""

    def __init__(self, context: Context, kind: LetterKind, keys: tuple[UUID, ...]) -> None:
        super().__init__(_("Lettres"), _("lettres"), PaperUse.LIST)
        self._context = context
        self._keys = keys
        self._ready: tuple[ReadyLetter, ...] = ()
        self._mailed: set[tuple[LetterKind, tuple[UUID, ...]]] = set()
        self._options = LetterOptions(context, kind, fixed=bool(keys))
        self._options.changed.connect(self.changed)
        self._options.mail_wanted.connect(self.mail)
        self._options.files_wanted.connect(self._ask_folder)
        self._why = ""

    @property
    def options(self) -> LetterOptions:
        return self._options

    @property
    def kind(self) -> LetterKind:
        """Which letters are shown."""
        return LetterKind(self._options.kind.value)

    @property
    def said(self) -> str:
        return _(LETTER_WORDS[self.kind])

    def make(self) -> Make:
        desk, kind, keys, mailed = self._context.desk, self.kind, self._keys, set(self._mailed)

        def work() -> bytes:
            from vaetvient.documents.letters import render_letters

            try:
                found = letters(desk, kind, keys or None)
                self._why = ""
            except VaEtVientError as nobody:
                found, self._why = (), nobody.message
            self._ready = tuple(one for one in found if (one.kind, one.about) not in mailed)
            return render_letters(self._ready) if self._ready else b""

        return work

    def nothing(self) -> str:
        return self._why or _("Tout est parti par e-mail : plus rien à imprimer.")

    def left(self) -> None:
        """They were printed or saved: note it, once."""
        ready, self._ready = self._ready, ()
        desk = self._context.desk
        if ready:
            self._context.work.do(
                lambda: note_sent(desk, ready, LetterMeans.PAPER),
                lambda _none: None,
                owner=self._context,
            )

    # By mail

    def mail(self, letter: ReadyLetter) -> None:
        """Open one in the mail program, and note that it left."""
        address = mail_address(letter)
        opened = len(address) <= LONGEST_URL and QDesktopServices.openUrl(
            QUrl.fromEncoded(address.encode("ascii"))
        )
        if opened:
            self._note((letter,), _("Message prêt dans votre messagerie : {name}"))
            return
        folder = self._context.folder / FOLDER
        self._write((letter,), folder, show=True)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._options, _("Où écrire les messages ?"))
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write all that can go by mail as files, and note that they left."""
        self._write(tuple(one for one in self._ready if one.borrower.email), folder, show=False)

    def _write(self, some: tuple[ReadyLetter, ...], folder: Path, *, show: bool) -> None:
        def work() -> list[Path]:
            from vaetvient.exchange.letter_mails import write_mails

            return write_mails(some, folder)

        def done(paths: list[Path]) -> None:
            if show and len(paths) == 1:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0])))
            self._note(some, _("Enregistré : {path}").format(path=folder))

        self._context.work.ask(work, done, self._refused, owner=self)

    def _note(self, some: tuple[ReadyLetter, ...], words: str) -> None:
        desk = self._context.desk

        def done(_none: object) -> None:
            self._mailed |= {(one.kind, one.about) for one in some}
            self._options.say(words.format(name=some[0].borrower.name))
            self.changed.emit()

        self._context.work.do(
            lambda: note_sent(desk, some, LetterMeans.MAIL), done, self._refused, owner=self
        )

    def _refused(self, error: VaEtVientError) -> None:
        self._options.say(error.message, wrong=True)

    def shown(self) -> None:
        """List who can be written to by mail."""
        self._options.show_letters(self._ready)
