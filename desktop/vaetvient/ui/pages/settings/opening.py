"""When the office is open: its days, its hours, its closures, and the public holidays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.office import close_office, days_words, reopen_office, set_office
from vaetvient.domain.office import Closure, Office, holiday_names
from vaetvient.language import N_, _, ngettext, show_weekday_date
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import Facts, Hairline, button, clear, label

DAY_NAMES = (
    N_("Lundi"),
    N_("Mardi"),
    N_("Mercredi"),
    N_("Jeudi"),
    N_("Vendredi"),
    N_("Samedi"),
    N_("Dimanche"),
)


@dataclass(frozen=True, slots=True)
class _Opening:
    days: int
    hours: str
    department: str
    closures: tuple[tuple[UUID, str, str, date], ...]


class WeekDays(QWidget):
    """Seven boxes to tick."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        row = Flow(self, spacing=S8 * 2)
        self.boxes: list[QCheckBox] = []
        for name in DAY_NAMES:
            box = QCheckBox(_(name))
            box.clicked.connect(lambda _on: changed())
            self.boxes.append(box)
            row.addWidget(box)
        self.setFocusProxy(self.boxes[0])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._even_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._even_out()

    def _even_out(self) -> None:
        """All as wide as the widest: what goes on below stands under what is above."""
        for box in self.boxes:
            box.setMinimumWidth(0)
        widest = max(box.sizeHint().width() for box in self.boxes)
        for box in self.boxes:
            box.setMinimumWidth(widest)

    def days(self) -> int:
        """A bit per weekday, Monday the lowest."""
        return sum(1 << place for place, box in enumerate(self.boxes) if box.isChecked())

    def put(self, days: int) -> None:
        """Tick these days."""
        for place, box in enumerate(self.boxes):
            box.setChecked(bool(days >> place & 1))


class OpeningSection(Section):
    """A due date on a closed day moves to the next open one."""

    name = "opening"
    about = N_("Un retour prévu un jour fermé passe au jour ouvert suivant.")
    settings = (
        Setting(
            "opening_days",
            N_("Jours d'ouverture"),
            N_("Les jours où l'on peut venir chercher et rendre."),
            N_("semaine lundi samedi dimanche calendrier"),
        ),
        Setting(
            "opening_hours",
            N_("Horaires"),
            N_("Imprimés sur les documents, tels que vous les écrivez."),
            N_("heures permanence accueil"),
        ),
        Setting(
            "closures",
            N_("Fermetures"),
            N_("Congés, travaux, fêtes : aucun retour n'y est proposé."),
            N_("vacances congés absence fermé"),
        ),
        Setting(
            "holidays",
            N_("Jours fériés"),
            N_("Ceux du département de la commune ; ils sont toujours comptés comme fermés."),
            N_("fête férié noël pâques"),
        ),
    )
    tables = ("office", "closure")

    def build(self) -> None:
        desk, theme = self.context.desk, self.context.theme
        self._department = ""
        self.year = desk.today().year
        self.days = WeekDays(self._set_days)
        self.add("opening_days", self.days)
        hours = QPlainTextEdit()
        hours.setFixedHeight(theme.pixels(96))
        self.add(
            "opening_hours",
            hours,
            lambda typed: self.apply(
                "opening_hours", lambda: set_office(desk, {"opening_hours": typed})
            ),
        )
        self.column.addWidget(Hairline())
        self._build_closures()
        self.column.addWidget(Hairline())
        self._build_holidays()

    def _build_closures(self) -> None:
        theme, today = self.context.theme, self.context.desk.today
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        self._closures = QVBoxLayout()
        self._closures.setSpacing(S4)
        column.addLayout(self._closures)
        self.add_button = button(theme, _("Ajouter une fermeture"), "plus", act=self._ask)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.asked = Inset(theme, _("Fermé du premier au dernier jour, compris"), _("Ajouter"))
        self.first, self.last = DayLine(theme, today), DayLine(theme, today)
        self.asked.add("first", _("Premier jour"), self.first, check=self._day)
        self.asked.add(
            "last",
            _("Dernier jour"),
            self.last,
            check=self._day_or_none,
            hint=_("Laissez vide pour un seul jour."),
        )
        self.asked.add("reason", _("Raison"), LineField(_("congés, travaux…")))
        self.asked.confirmed.connect(self._close)
        column.addWidget(self.asked)
        holder.setFocusProxy(self.add_button)
        self.add("closures", holder)

    def _build_holidays(self) -> None:
        theme = self.context.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.before = button(theme, "", "chevron-left", kind="quiet", act=lambda: self._turn(-1))
        self.after = button(theme, "", "chevron-right", kind="quiet", act=lambda: self._turn(1))
        self.before.setAccessibleName(_("Année précédente"))
        self.after.setAccessibleName(_("Année suivante"))
        for turner in (self.before, self.after):
            turner.setToolTip(turner.accessibleName())
        self._year = label("", "heading", wrap=False)
        row.addWidget(self.before)
        row.addWidget(self._year)
        row.addWidget(self.after)
        row.addStretch(1)
        self.holidays = Facts()
        column.addLayout(row)
        column.addWidget(self.holidays)
        holder.setFocusProxy(self.before)
        self.add("holidays", holder)

    # Load

    def read(self, session: Session) -> Any:
        office = session.get_one(Office, self.context.desk.office_id)
        closures = session.scalars(
            select(Closure).where(Closure.office_id == office.id).order_by(Closure.first_day)
        ).all()
        return _Opening(
            office.opening_days,
            office.opening_hours,
            (office.commune_insee or "")[:2],
            tuple((c.id, days_words(c), c.reason, c.last_day) for c in closures),
        )

    def show_values(self, values: Any) -> None:
        self.days.put(values.days)
        self.put("opening_hours", values.hours)
        self._department = values.department
        self._show_closures(values.closures)
        self._show_holidays()

    def _show_closures(self, closures: tuple[tuple[UUID, str, str, date], ...]) -> None:
        clear(self._closures)
        today = self.context.desk.today()
        coming = [closure for closure in closures if closure[3] >= today]
        past = len(closures) - len(coming)
        for key, days, reason, _last in coming:
            self._closures.addWidget(self._closure_row(key, days, reason))
        if not coming:
            self._closures.addWidget(label(_("Aucune fermeture à venir."), "muted"))
        if past:
            words = ngettext("{n} fermeture passée", "{n} fermetures passées", past)
            self._closures.addWidget(label(words.format(n=past), "small"))

    def _closure_row(self, key: UUID, days: str, reason: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = " · ".join(part for part in (days, reason) if part)
        gone = button(
            self.context.theme, "", "trash-2", kind="quiet", act=lambda: self._reopen(key)
        )
        gone.setAccessibleName(_("Retirer la fermeture : {days}").format(days=days))
        gone.setToolTip(gone.accessibleName())
        row.addWidget(label(words), 1)
        row.addWidget(gone)
        return holder

    def _show_holidays(self) -> None:
        self._year.setText(str(self.year))
        found = holiday_names(self.year, self._department)
        self.holidays.show_facts([(show_weekday_date(day), name) for day, name in found.items()])

    def _turn(self, step: int) -> None:
        self.year += step
        self._show_holidays()
        announce(self, str(self.year))

    # Save

    def _set_days(self) -> None:
        desk, days = self.context.desk, self.days.days()
        self.apply("opening_days", lambda: set_office(desk, {"opening_days": days}))

    def _ask(self) -> None:
        self.asked.open({"first": "", "last": "", "reason": ""})

    def _day(self, typed: str) -> None:
        read_day(typed or "?", self.context.desk.today(), "first")

    def _day_or_none(self, typed: str) -> None:
        read_day(typed, self.context.desk.today(), "last")

    def _close(self) -> None:
        desk, first = self.context.desk, self.first.day()
        if first is None:
            return
        last, reason = self.last.day() or first, self.asked.text("reason")
        self.context.work.do(
            lambda: close_office(desk, first, last, reason),
            lambda _key: self.asked.close_up(),
            self.asked.refuse,
            owner=self,
        )

    def _reopen(self, closure: UUID) -> None:
        desk = self.context.desk
        self.context.work.do(
            lambda: reopen_office(desk, closure),
            lambda _done: self.add_button.setFocus(),
            owner=self,
        )
