"""The basket: who borrows, what, on which terms, and the one button that lends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vaetvient.domain.errors import told_once
from vaetvient.domain.kit import KitIncompleteError
from vaetvient.domain.lending import (
    ItemAlreadyOutError,
    LendingRefusedError,
    MembershipExpiredError,
    NoMembershipError,
    NotInCustodyError,
)
from vaetvient.domain.promising import DOCUMENT_ERRORS, document_of
from vaetvient.domain.transfer import OnTheWayError
from vaetvient.language import _, ngettext, show_date
from vaetvient.storage.queries.counter import BorrowerCard
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.basket_model import BasketModel
from vaetvient.ui.pages.counter.basket_rows import BasketDelegate
from vaetvient.ui.pages.counter.conditions import ORDER
from vaetvient.ui.pages.counter.draft import Draft
from vaetvient.ui.pages.counter.examined import Examined
from vaetvient.ui.pages.counter.fee_strip import WAIVED, FeeStrip
from vaetvient.ui.pages.counter.notes import RefusalNote
from vaetvient.ui.pages.counter.renewal import Renewal
from vaetvient.ui.pages.counter.terms import Terms
from vaetvient.ui.pages.counter.thing_list import ThingList
from vaetvient.ui.pages.counter.vehicle_strip import VehicleStrip
from vaetvient.ui.tokens import S4, S12, S16
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.words import Link

if TYPE_CHECKING:
    from vaetvient.ui.pages.members.document_inset import DocumentInset

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


_OTHER_OFFICE = (NotInCustodyError, OnTheWayError)
"""What is refused for a thing, and settled on the page of exchanges."""


class BasketPanel(QWidget):
    """Shows a draft. What is changed in it is asked for: `edited`."""

    edited = Signal(object)
    """The Draft as it should become."""
    lend = Signal()
    put_aside = Signal()
    dropped = Signal()
    renewal_wanted = Signal()
    return_wanted = Signal(object)
    """The key of the loan on which a refused thing is out."""
    option_wanted = Signal(object)
    """A KitOption that goes along."""
    fetch_wanted = Signal(object)
    """The key of a reservation that the borrower comes to fetch."""
    field_wanted = Signal()
    """Enter or Escape among the terms: back to the field, where Enter lends."""
    typed_past = Signal(str)
    """A character typed in the list: it was meant for the field."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._draft = Draft()
        self._examined: Examined | None = None
        self.model = BasketModel()
        self.terms = Terms()
        self.renewal = Renewal(context.theme)
        self._name = QLabel(wordWrap=True)
        self._name.setProperty("role", "title")
        self._facts = QLabel(wordWrap=True)
        self._facts.setProperty("role", "muted")
        self._dues = QLabel()
        self.view = ThingList(context.theme)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(S4)
        self._to_fetch = Flow()
        self._options = Flow()
        self.vehicle = VehicleStrip(context.theme, _("Carburant au départ"))
        self.fee = FeeStrip(context.theme)
        self.override = LineField(_("La raison pour passer outre, gardée dans l'historique"))
        self.override.setAccessibleName(_("Raison pour passer outre"))
        self.lend_button = QPushButton(_("Prêter et imprimer ⏎"))
        self.aside_button = QPushButton(_("Mettre de côté"))
        self.drop_button = QPushButton(_("Abandonner"))
        self._ready = QLabel()
        self._lay_out()
        self._wire()

    # Showing

    def show_draft(self, draft: Draft, examined: Examined | None) -> None:
        """Show the basket, and what the rules say of it once they have said it."""
        self._draft = draft
        if draft.is_empty:  # the terms of the next basket are not those of this one
            self._examined = None
            self.terms.hide()
        rows = self.model.rowCount()
        self.model.show(draft, examined)
        if self.model.rowCount() > rows:
            self.point_at(self.model.rowCount() - 1)
        self.terms.show_terms(draft, examined)
        self.override.put(draft.override_reason)
        if examined is not None:
            self._examined = examined
            self._show_borrower(examined.borrower)
            self._show_refusals(examined)
            self._show_to_fetch(examined)
            self._show_options(examined)
            self.fee.show_fee(examined.fees, draft.fee_paid, draft.fee_waived, draft.fee_reference)
            self.view.scheduleDelayedItemsLayout()
            self.terms.show()
        elif draft.borrower_id is None:
            self._show_borrower(None)
            self._show_to_fetch(None)
        if draft.is_empty:
            self._show_options(None)
            self.fee.hide()
        self._show_vehicle()
        self._show_readiness()

    def _show_vehicle(self) -> None:
        row = self.model.vehicle_row(self.view.currentIndex().row())
        line = None if row is None else self.model.line(row)
        said = None if row is None else self.model.said_of(row)
        self.vehicle.setVisible(line is not None)
        if line is not None and said is not None:
            self.vehicle.show_readings(
                _("{tag}, au départ : compteur et carburant").format(tag=line.tag),
                line.mileage_km,
                line.fuel,
                proposed=said.mileage_km,
            )

    def _vehicle_read(self, mileage_km: int | None, fuel: int | None) -> None:
        row = self.model.vehicle_row(self.view.currentIndex().row())
        if row is not None:
            self.model.set_readings(row, mileage_km, fuel)

    def point_at(self, row: int) -> None:
        """Make a line the current one: the one that keys change."""
        index = self.model.index(row, 0)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def settle(self) -> None:
        """Take what is being typed in its fields as settled."""
        if not self.vehicle.isHidden():  # what was typed of a basket that is gone is gone too
            self.vehicle.settle()
        self.fee.settle()
        self.terms.settle()
        self.override.editingFinished.emit()

    def turn_condition(self, step: int = 1) -> None:
        """Say the next state of the current thing."""
        self.model.turn_condition(self.view.currentIndex().row(), step)

    def begin_renewal(self, amount: str) -> None:
        """Ask for the dues, in the place of the reason to do without."""
        self.override.hide()
        self.renewal.begin(amount)

    def end_renewal(self) -> None:
        """The dues were paid, or will be later."""
        self.renewal.hide()
        if self._examined is not None:
            self.override.setVisible(self._examined.may_be_overridden)

    @cached_property
    def document(self) -> DocumentInset:
        """What the borrower shows is noted here; made when it is first needed."""
        from vaetvient.ui.pages.members.document_inset import DocumentInset

        made = DocumentInset(self._context)
        made.given_up.connect(self._document_closed)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.renewal), made)
        return made

    def ask_document(self, error: LendingRefusedError | None = None) -> None:
        """Note the document that is missing, in the place of the reason to do without."""
        missing = error or next(iter(self._examined.of_documents if self._examined else ()), None)
        if missing is not None and self._draft.borrower_id is not None:
            self.override.hide()
            self.document.ask(self._draft.borrower_id, *document_of(missing))

    def _document_closed(self) -> None:
        if self._examined is not None:
            self.override.setVisible(self._examined.may_be_overridden)
        self.field_wanted.emit()

    def remove_current(self) -> None:
        """Take the current thing out of the basket."""
        self.model.remove(self.view.currentIndex().row())

    def say_condition(self, number: int) -> None:
        """The state with this number, 1 to 5, of the current thing."""
        self.model.set_condition(self.view.currentIndex().row(), ORDER[number - 1])

    def _show_borrower(self, borrower: BorrowerCard | None) -> None:
        if borrower is None:
            self._name.setText(_("Qui emprunte ?"))
            self._facts.setText(_("Scannez une carte d'adhérent ou tapez un nom."))
            self._dues.hide()
            return
        self._name.setText(borrower.label)
        facts = [_("n° {number}").format(number=borrower.number), borrower.commune]
        if borrower.things_out:
            out = borrower.things_out
            facts.append(ngettext("{n} chose en prêt", "{n} choses en prêt", out).format(n=out))
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        if borrower.loans_late:
            late = borrower.loans_late
            text = ngettext("{n} prêt en retard", "{n} prêts en retard", late).format(n=late)
            self._say_dues(text, "late")
        elif borrower.paid_until and borrower.paid_until >= self._context.desk.today():
            until = show_date(borrower.paid_until, "short")
            self._say_dues(_("✓ adhésion jusqu'au {until}").format(until=until), "done")
        else:
            self._dues.hide()

    def _say_dues(self, text: str, role: str) -> None:
        self._dues.setText(text)
        self._dues.setProperty("role", role)
        self._dues.style().unpolish(self._dues)
        self._dues.style().polish(self._dues)
        self._dues.show()

    def _show_refusals(self, examined: Examined) -> None:
        while (item := self._notes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        elsewhere = [e for e in examined.all_refusals if isinstance(e, _OTHER_OFFICE)]
        for error in (*examined.refusals, *elsewhere, *told_once(examined.of_documents)):
            action, act = self._way_out(error)
            self._notes.addWidget(RefusalNote(self._context.theme, error, action, act))
        self.override.setVisible(examined.may_be_overridden and self.renewal.isHidden())

    @property
    def fetch_buttons(self) -> list[QPushButton]:
        """One for each reservation that may be fetched now."""
        return _buttons_in(self._to_fetch)

    def _show_to_fetch(self, examined: Examined | None) -> None:
        _empty(self._to_fetch)
        for place, row in enumerate(examined.to_fetch if examined else ()):
            words = _("Venue chercher : {what}").format(what=row.what)
            chip = Link()
            chip.setProperty("kind", "chip")
            chip.setText(words)
            self._context.theme.dress(chip, "package-check", "accent")
            key = _(" (F9)") if place == 0 else ""
            chip.setToolTip(f"{row.number} — {words}{key}")
            chip.setAccessibleName(f"{words}, {row.number}")
            chip.clicked.connect(lambda _on=False, ref=row.id: self.fetch_wanted.emit(ref))
            self._to_fetch.addWidget(chip)

    @property
    def option_buttons(self) -> list[QPushButton]:
        """One for each optional part of a kit that may go along."""
        return _buttons_in(self._options)

    def _show_options(self, examined: Examined | None) -> None:
        _empty(self._options)
        for option in examined.options if examined else ():
            what = f"{option.quantity} × {option.label}"
            words = _("Avec aussi {what}").format(what=what)
            chip = Link()
            chip.setProperty("kind", "chip")
            chip.setText(words)
            self._context.theme.dress(chip, "plus", "accent")
            said = _("facultatif dans le kit « {kit} »").format(kit=option.kit)
            chip.setToolTip(f"{words} ({said})")
            chip.setAccessibleName(f"{words}, {said}")
            chip.clicked.connect(lambda _on=False, one=option: self.option_wanted.emit(one))
            self._options.addWidget(chip)

    def _way_out(self, error: LendingRefusedError) -> tuple[str, Callable[[], None] | None]:
        if isinstance(error, (MembershipExpiredError, NoMembershipError)):
            return _("Renouveler (F7)"), self.renewal_wanted.emit
        if isinstance(error, DOCUMENT_ERRORS):
            return _("Noter la pièce (F4)"), lambda: self.ask_document(error)
        if isinstance(error, KitIncompleteError):
            kit_id, model_id = error.facts["kit_id"], error.facts["model_id"]
            return _("Prêter sans"), lambda: self.edited.emit(
                self._draft.doing_without(kit_id, model_id)
            )
        if isinstance(error, NotInCustodyError):
            thing = error.facts["thing_id"]
            ask = self._context.other_office_wanted.emit
            return _("Faire une demande"), lambda: ask(thing, self._draft.borrower_id)
        if isinstance(error, OnTheWayError):
            return _("Voir les échanges"), lambda: self._context.go("exchange")
        return "", None

    def _show_readiness(self) -> None:
        examined = self._examined
        fresh = examined is not None and examined.draft == self._draft
        has_all = self._draft.borrower_id is not None and bool(self._draft.lines)
        refused = fresh and examined is not None and bool(examined.standing)
        self.lend_button.setEnabled(has_all and not refused)
        self.aside_button.setEnabled(not self._draft.is_empty and not self._draft.number)
        if has_all and refused:
            text = _("À régler avant de prêter.")
        elif self._draft.lines and not has_all:
            text = _("Il manque l'emprunteur.")
        elif not self._draft.lines:
            text = _("Scannez les choses à prêter.")
        elif self._draft.number:
            text = _("Sous le numéro {number}.").format(number=self._draft.number)
        else:
            n = sum(line.quantity for line in self._draft.lines)
            text = ngettext("{n} chose", "{n} choses", n).format(n=n)
        self._ready.setText(text)

    # Putting together

    def _lay_out(self) -> None:
        self._ready.setProperty("role", "muted")
        self.lend_button.setProperty("kind", "primary")
        for button in (self.aside_button, self.drop_button):
            button.setProperty("kind", "quiet")
        self.aside_button.setToolTip(_("Garder ce panier pour plus tard (F8)"))
        self.drop_button.setToolTip(_("Oublier ce panier : rien n'est sorti"))
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(BasketDelegate(self._context.theme, view))
        view.setAccessibleName(_("Choses à prêter"))
        view.setMouseTracking(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        view.installEventFilter(self)
        head = Flow(spacing=S16, grows=0)
        head.addWidget(self._name)
        head.addWidget(self._dues)
        self._name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name.setMinimumWidth(240)
        foot = Flow(right_from=2)
        for widget in (self.lend_button, self._ready, self.aside_button, self.drop_button):
            foot.addWidget(widget)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self._facts)
        view.setMinimumHeight(self._context.theme.pixels(84))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addLayout(words)
        column.addLayout(self._to_fetch)
        column.addLayout(self._notes)
        column.addLayout(self._options)
        column.addWidget(self.renewal)
        column.addWidget(view, 1)
        column.addWidget(self.vehicle)
        column.addWidget(self.fee)
        column.addWidget(self.override)
        column.addWidget(self.terms)
        column.addLayout(foot)
        self.override.hide()
        keeping = self.terms.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self.terms.setSizePolicy(keeping)
        self.terms.hide()
        self.vehicle.hide()

    def _wire(self) -> None:
        self.model.edited.connect(self.edited)
        self.terms.edited.connect(self.edited)
        self.terms.refused.connect(self._context.refuse)
        asked = (self.override, self.vehicle.mileage, self.fee.reason, self.fee.number)
        for field in (*self.terms.fields, *asked):
            field.installEventFilter(self)
        self.fee.chosen.connect(
            lambda how, why, number: self.edited.emit(
                replace(
                    self._draft,
                    fee_paid=how,
                    fee_waived=why if how == WAIVED else "",
                    fee_reference=number,
                )
            )
        )
        self.vehicle.read.connect(self._vehicle_read)
        self.vehicle.refused.connect(self._context.refuse)
        self.view.selectionModel().currentChanged.connect(lambda *_args: self._show_vehicle())
        self.override.settled.connect(
            lambda text: self.edited.emit(replace(self._draft, override_reason=text))
        )
        self.lend_button.clicked.connect(self.lend)
        self.aside_button.clicked.connect(self.put_aside)
        self.drop_button.clicked.connect(self.dropped)

    # Keys in the list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.view and pressed and isinstance(event, QKeyEvent):
            return self._key_in_list(event)
        if pressed and isinstance(event, QKeyEvent) and event.key() in (*_ENTER, Qt.Key.Key_Escape):
            return self._key_in_terms(event)
        return super().eventFilter(watched, event)

    def _key_in_terms(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self.field_wanted.emit()
        return event.key() != Qt.Key.Key_Escape  # which also puts the bar above away

    def _key_in_list(self, event: QKeyEvent) -> bool:
        row, key = self.view.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.model.remove(row)
        elif key == Qt.Key.Key_Space:
            self._space(row)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._count(row, 1 if key == Qt.Key.Key_Plus else -1)
        elif key in _ENTER and self.view.state() != QAbstractItemView.State.EditingState:
            self._take_way_out(row)
        elif event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed_past.emit(event.text())
        else:
            return False
        return True

    def _space(self, row: int) -> None:
        line = self.model.line(row)
        if line is not None and line.is_stock:
            self.view.edit(self.model.index(row, 0))
        else:
            self.model.turn_condition(row)

    def _count(self, row: int, step: int) -> None:
        line = self.model.line(row)
        if line is not None and line.is_stock:
            self.model.set_quantity(row, line.quantity + step)

    def _take_way_out(self, row: int) -> None:
        """Enter on a line that is refused: go where the refusal can be settled."""
        said = self.model.said_of(row)
        for error in said.refusals if said is not None else ():
            if isinstance(error, ItemAlreadyOutError):
                self.return_wanted.emit(error.facts["loan_id"])
                return
        self._space(row)


def _buttons_in(row: Flow) -> list[QPushButton]:
    found = (row.itemAt(n) for n in range(row.count()))
    widgets = (item.widget() for item in found if item is not None)
    return [widget for widget in widgets if isinstance(widget, QPushButton)]


def _empty(row: Flow) -> None:
    for old in _buttons_in(row):
        row.removeWidget(old)
        old.hide()
        old.deleteLater()
