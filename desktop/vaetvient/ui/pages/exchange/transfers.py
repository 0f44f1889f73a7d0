"""Things on their way between offices: send some, say that they came or not, print the slip."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk import transfers
from vaetvient.desk.equipment import equipment_called
from vaetvient.desk.transfers import Send, Sent
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.transfer import TRANSFER_STATE_WORDS, NothingToSendError, TransferState
from vaetvient.language import _, show_moment
from vaetvient.storage.errors import clear_faults
from vaetvient.storage.queries.custody import Neighbour, RequestRow, TransferRow
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.exchange.state import ExchangeState
from vaetvient.ui.tokens import S12
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, clear, label

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "bordereaux"
_SIGNS: dict[TransferState, Sign] = {
    TransferState.ON_THE_WAY: ("truck", "muted"),
    TransferState.RECEIVED: ("circle-check", "done"),
    TransferState.REFUSED: ("circle-x", "late"),
}
_SHOWN = 60


class TransfersPanel(QWidget):
    """What is on the way to us first, then the rest, the newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cards: dict[UUID, TransferCard] = {}
        self.sending = SendingInset(context)
        self.send_button = button(
            context.theme, _("Confier du matériel"), "truck", act=self.sending.begin
        )
        self._column = QVBoxLayout()
        self._column.setSpacing(S12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sending)
        column.addLayout(self._column)

    def show_state(self, state: ExchangeState) -> None:
        """Show the transfers as they now stand."""
        self.sending.offer(state.neighbours)
        self.send_button.setEnabled(bool(state.neighbours))
        clear(self._column)
        self.cards = {}
        for row in state.transfers[:_SHOWN]:
            self.cards[row.id] = card = TransferCard(self._context, row)
            self._column.addWidget(card)
        if not state.transfers:
            said = _(
                "Rien n'a voyagé entre bureaux. Ce que vous confiez à un autre bureau part avec un "
                "bordereau ; il le garde, et lui seul le prête, dès qu'il dit que c'est arrivé."
            )
            self._column.addWidget(label(said, "muted"))


class TransferCard(Card):
    """One transfer, and what this office may do with it now."""

    def __init__(self, context: Context, row: TransferRow) -> None:
        first = row.things[0]
        what = f"{first.tag} {first.label}"
        if len(row.things) > 1:
            more = len(row.things) - 1
            what = _("{what} et {n} autres").format(what=what, n=more)
        super().__init__(context.theme, what, f"{row.number} · {row.sender} → {row.receiver}")
        self._context, self._row = context, row
        desk = context.desk
        at = show_moment(row.sent_at, desk.timezone)
        said = _("Parti le {at}, par {who}").format(at=at, who=row.sent_by)
        if row.carrier:
            said = _("{sent} ; transporté par {carrier}").format(sent=said, carrier=row.carrier)
        self.say(said, "muted")
        if len(row.things) > 1:
            self.say(", ".join(f"{t.tag} {t.label}" for t in row.things), "muted")
        self.say(row.note, "muted")
        self.show_state(_(TRANSFER_STATE_WORDS[row.state]), _SIGNS[row.state])
        if row.answered_at is not None:
            at = show_moment(row.answered_at, desk.timezone)
            who = _("{who}, {at}").format(who=row.answered_by, at=at)
            self.say(f"{row.answer_note} ({who})" if row.answer_note else who, "muted")
        self.refusing = _Refusing(context, row)
        if row.waits_for_us:
            self.offer(
                button(
                    context.theme,
                    _("C'est arrivé"),
                    "check",
                    kind="primary",
                    act=self._receive,
                ),
                button(context.theme, _("Refuser…"), "x", act=self.refusing.open),
            )
        self.offer(
            button(
                context.theme,
                _("Bordereau"),
                "printer",
                kind="quiet",
                act=partial(show_slip, context, self, row.id, row.number),
            )
        )
        self.add(self.refusing)

    def _receive(self) -> None:
        desk, key = self._context.desk, self._row.id
        self._context.work.do(lambda: transfers.receive(desk, key), lambda _done: None, owner=self)


class _Refusing(Inset):
    """It did not come, or goes back."""

    def __init__(self, context: Context, row: TransferRow) -> None:
        question = _("{office} le garde à nouveau.").format(office=row.sender)
        super().__init__(context.theme, question, _("Refuser ⏎"))
        self._context, self._row = context, row
        self.add("reason", _("Pourquoi"), LineField(_("jamais arrivé, abîmé en route…")))
        self.confirmed.connect(self._do)

    def _do(self) -> None:
        desk, key, reason = self._context.desk, self._row.id, self.text("reason")
        self._context.work.do(
            lambda: transfers.refuse(desk, key, reason),
            lambda _done: self.close_up(),
            self.refuse,
            owner=self,
        )


class SendingInset(Inset):
    """What leaves for which office; the slip is shown at once."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Confier du matériel à un autre bureau"), _("Confier ⏎"))
        self._context = context
        self._offices: list[Neighbour] = []
        self._request: UUID | None = None
        self.office = Choice()
        self.add("office", _("À quel bureau"), self.office)
        self.add(
            "things",
            _("Quoi"),
            LineField(_("étiquettes : VID-012 SON-003")),
            hint=_("Scannez ou tapez les étiquettes, séparées par un espace."),
        )
        self.add("carrier", _("Qui le transporte"), LineField())
        self.add("note", _("Remarque"), LineField())
        self.confirmed.connect(self._do)

    def offer(self, offices: Sequence[Neighbour]) -> None:
        """The offices that there are."""
        if [one.id for one in self._offices] == [one.id for one in offices]:
            return
        self._offices = list(offices)
        self.office.clear()
        self.office.addItems([one.name for one in self._offices])

    def begin(self, row: RequestRow | None = None) -> None:
        """Ask; for a request, its thing and its office are filled in."""
        self._request = row.id if row else None
        names = {one.id: one.name for one in self._offices}
        first = next(iter(names.values()), "")
        office = names.get(row.asking_id, first) if row else first
        self.open({"things": row.tag if row else "", "office": office})

    def _do(self) -> None:
        desk = self._context.desk
        tags = self.text("things").replace(",", " ").split()
        place = self.office.currentIndex()
        if not tags or place < 0:
            self.refuse(NothingToSendError(field="things"))
            return
        office, carrier, note = self._offices[place].id, self.text("carrier"), self.text("note")
        request = self._request

        def work() -> Sent:
            with desk.database.reading() as session:
                try:
                    things = tuple(equipment_called(session, tag).id for tag in tags)
                except NotFoundError as error:
                    raise NotFoundError(field="things", **error.facts) from error
            return transfers.send(desk, Send(office, things, carrier, note, request))

        def done(sent: Sent) -> None:
            self.close_up()
            show_slip(self._context, self, sent.transfer_id, sent.number)

        self._context.work.do(work, done, self.refuse, owner=self)


def show_slip(context: Context, owner: QWidget, transfer_id: UUID, number: str) -> None:
    """Write the slip of a transfer beside the data, and open it."""
    desk, folder = context.desk, context.folder

    def work(_report: object) -> Path:
        from vaetvient.desk.transfer_slips import slip_of
        from vaetvient.documents.transfer_slip import render_transfer_slip

        path = folder / FOLDER / f"{number}.pdf"
        pdf = render_transfer_slip(slip_of(desk, transfer_id))
        with clear_faults(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            building = path.with_suffix(".part")
            building.write_bytes(pdf)
            building.replace(path)
        return path

    def done(path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            context.say(_("Enregistré : {path}").format(path=path))

    context.work.long(work, done, owner=owner)
