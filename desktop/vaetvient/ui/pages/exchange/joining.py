"""Founding, inviting, joining, admitting: two people, three small files, one fingerprint.

Each file answered is written beside the one it answers, on the stick or in the folder by which it
came: nobody is asked where.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _
from vaetvient.storage.queries.office import office_name
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.state import ExchangeState
from vaetvient.ui.pages.exchange.words import beside
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, label

if TYPE_CHECKING:
    from vaetvient.sync.network import Request
    from vaetvient.sync.roster import Member

SUFFIX = ".vavn"
_QR_SIDE = 132


class Fingerprint(QWidget):
    """Digits to be read aloud, in large, and the same as a QR code."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._digits = label("", "figure", wrap=True)
        self._digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S16)
        row.addWidget(self._code)
        row.addWidget(self._digits, 1)

    def show_digits(self, digits: str) -> None:
        """Show a fingerprint; empty: nothing."""
        self._digits.setText(digits)
        self._digits.setAccessibleName(_("Empreinte : {f}").format(f=digits))
        if digits:
            self._code.setPixmap(qr_pixmap(digits, self._context.theme.pixels(_QR_SIDE)))
            self._code.setAccessibleName(_("L'empreinte en code QR"))
        self.setVisible(bool(digits))

    @property
    def digits(self) -> str:
        return self._digits.text()


def qr_pixmap(text: str, side: int) -> QPixmap:
    """A QR code, black on white whatever the theme: cameras want it so."""
    import segno

    rows = [bytes(row) for row in segno.make(text, micro=False).matrix]
    quiet = 2
    size = len(rows) + 2 * quiet
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x + quiet, y + quiet, 0xFF000000)
    return QPixmap.fromImage(image.scaled(side // size * size or size, side // size * size or size))


class Founding(Inset):
    """Found a network of which this office is the first."""

    done = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Fonder un réseau"), _("Fonder ⏎"))
        self._context = context
        self.add("name", _("Nom du réseau"), LineField(_("Bureaux de la métropole…")))
        self.confirmed.connect(self._do)

    def _do(self) -> None:
        desk, name = self._context.desk, self.text("name")
        if not name:
            self.entries["name"].show_error(_("Donnez-lui un nom."))
            return

        def work() -> str:
            from vaetvient.sync import network

            return network.found(desk.database, name, desk.clock).fingerprint

        def done(_fingerprint: str) -> None:
            self.close_up()
            self._context.say(_("Réseau « {name} » fondé.").format(name=name))
            self.done.emit()

        self._context.work.do(work, done, self.refuse, owner=self)


class Joining(Inset):
    """Answer an invitation, read the fingerprint aloud, and come in with the welcome."""

    done = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Rejoindre un réseau"), _("Choisir l'invitation…"))
        self._context = context
        self.said = label("")
        self.add_widget(self.said)
        self.fingerprint = Fingerprint(context)
        self.fingerprint.hide()
        self.add_widget(self.fingerprint)
        self._waiting = False
        self.confirmed.connect(self._choose)

    def show_state(self, state: ExchangeState) -> None:
        """Where joining stands: nothing asked yet, or the welcome awaited."""
        self._waiting = bool(state.joining)
        self.fingerprint.show_digits(state.fingerprint if self._waiting else "")
        if self._waiting:
            self.question.setText(_("Rejoindre « {name} »").format(name=state.joining))
            self.said.setText(
                _(
                    "Votre demande est écrite à côté de l'invitation : rendez-la à qui vous "
                    "invite. Lisez-lui ces chiffres de vive voix, puis prenez ici le fichier "
                    "d'accueil qu'il vous rend."
                )
            )
            self.confirm.setText(_("Choisir l'accueil…"))
            self.show()
        else:
            self.said.setText(
                _(
                    "Un bureau du réseau vous a donné un fichier d'invitation, sur une clé ou par "
                    "courriel. Prenez-le ici : votre demande s'écrit à côté."
                )
            )
            self.confirm.setText(_("Choisir l'invitation…"))

    def take(self, file: Path) -> None:
        """Take an invitation or a welcome, whichever it is."""
        desk = self._context.desk

        def work() -> str:
            from vaetvient.sync import network

            if network.kind_of(file) == "welcome":
                network.join(desk.database, file, desk.clock)
                return ""
            with desk.database.reading() as session:
                own = office_name(session, desk.office_id)
            target = beside(file, _("demande-{office}").format(office=plain(own)) + SUFFIX)
            network.ask_to_join(desk.database, file, target, desk.clock)
            return target.name

        def done(written: str) -> None:
            if written:
                self._context.say(_("Demande écrite : {file}").format(file=written))
            else:
                self.close_up()
                self._context.say(_("Ce poste a rejoint le réseau."))
            self.done.emit()

        self._context.work.do(work, done, self.refuse, owner=self)

    def _choose(self) -> None:
        file, _kind = QFileDialog.getOpenFileName(
            self, self.confirm.text(), "", _("Fichiers du réseau (*{suffix})").format(suffix=SUFFIX)
        )
        if file:
            self.take(Path(file))


class Inviting(Inset):
    """Write an invitation, and say what comes next."""

    def __init__(self, context: Context) -> None:
        question = _("Inviter un bureau, ou un poste de plus")
        super().__init__(context.theme, question, _("Écrire l'invitation…"))
        self._context = context
        self.add_widget(
            label(
                _(
                    "Écrivez l'invitation sur une clé, ou envoyez-la par courriel. Quand sa "
                    "demande revient, prenez-la ici : vous comparerez son empreinte au téléphone."
                ),
                "muted",
            )
        )
        self.confirmed.connect(self._choose)

    def write(self, target: Path) -> None:
        """Write the invitation there."""
        desk = self._context.desk

        def work() -> str:
            from vaetvient.sync import network
            from vaetvient.sync.site import open_site

            return network.invite(open_site(desk.database, desk.clock), target)

        def done(_fingerprint: str) -> None:
            self.close_up()
            self._context.say(_("Invitation écrite : {file}").format(file=target.name))

        self._context.work.do(work, done, self.refuse, owner=self)

    def _choose(self) -> None:
        file, _kind = QFileDialog.getSaveFileName(
            self,
            self.confirm.text(),
            _("invitation") + SUFFIX,
            _("Fichiers du réseau (*{suffix})").format(suffix=SUFFIX),
        )
        if file:
            self.write(Path(file))


class Admitting(Inset):
    """Compare what the other reads aloud, then let it in; its welcome is written beside."""

    done = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Admettre un poste"), _("Admettre ⏎"))
        self._context = context
        self._file = Path()
        self.who = label("")
        self.add_widget(self.who)
        self.add(
            "fingerprint",
            _("Empreinte qu'il vous lit (25 chiffres)"),
            LineField("12345 67890 12345 67890 12345"),
            hint=_("Au téléphone ou face à face, jamais par courriel."),
        )
        self.other = QRadioButton(_("C'est un autre bureau"))
        self.ours = QRadioButton(_("C'est un poste de plus de notre bureau"))
        self.other.setChecked(True)
        choice = QWidget()
        buttons = Flow()
        buttons.addWidget(self.other)
        buttons.addWidget(self.ours)
        column = QVBoxLayout(choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addLayout(buttons)
        self.add_widget(choice)
        self.office = self.add("office_name", _("Nom de son bureau"), LineField())
        self.ours.toggled.connect(lambda ours: self.office.setVisible(not ours))
        self.confirmed.connect(self._do)

    def take(self, file: Path) -> None:
        """Read a request, and ask."""
        desk = self._context.desk
        self._file = file

        def work() -> Request:
            from vaetvient.sync import network
            from vaetvient.sync.site import open_site

            return network.read_request(open_site(desk.database, desk.clock), file)

        def done(asked: Request) -> None:
            said = _("{office} · {site} demande à entrer dans le réseau.")
            self.who.setText(said.format(office=asked.office_name, site=asked.site_name))
            self.open({"office_name": asked.office_name})

        self._context.work.ask(work, done, owner=self)

    def _do(self) -> None:
        desk, file, said = self._context.desk, self._file, self.text("fingerprint")
        office, ours = self.text("office_name"), self.ours.isChecked()
        target = beside(file, _("accueil-{office}").format(office=plain(office)) + SUFFIX)

        def work() -> Member:
            from vaetvient.sync import network
            from vaetvient.sync.site import open_site

            return network.admit(
                open_site(desk.database, desk.clock),
                file,
                target,
                fingerprint=said,
                office_name="" if ours else office,
                same_office=ours,
            )

        def done(member: Member) -> None:
            self.close_up()
            text = _("{office} est admis. Rendez-lui le fichier {file}.")
            self._context.say(text.format(office=member.office_name, file=target.name))
            self.done.emit()

        self._context.work.do(work, done, self._wrong, owner=self)

    def _wrong(self, error: VaEtVientError) -> None:
        self.refuse(error)


def plain(name: str) -> str:
    """A name as every stick can hold it: small ASCII letters, digits, hyphens."""
    from vaetvient.domain.text import fold

    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in fold(name))
    return "-".join(part for part in kept.split("-") if part)[:40] or "bureau"


def ways_in(
    context: Context, founding: Founding, joining: Joining
) -> tuple[QPushButton, QPushButton]:
    """The two buttons of who is in no network yet."""
    theme = context.theme
    return (
        button(theme, _("Fonder un réseau"), "plus", kind="primary", act=founding.open),
        button(theme, _("Rejoindre un réseau"), "log-in", act=joining.open),
    )
