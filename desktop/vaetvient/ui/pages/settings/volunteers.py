"""Who sits at the desk, and who of them may go past a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.volunteers import VolunteerRow, forget, let_override, sit_down, volunteers
from vaetvient.language import N_, _
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.panes import button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class VolunteersSection(Section):
    """A name, no password: it says in the history who did what."""

    name = "volunteers"
    about = N_("Un nom, sans mot de passe : il dit dans l'historique qui a fait quoi.")
    settings = (
        Setting(
            "volunteer",
            N_("Qui est au comptoir ?"),
            N_("Ce que vous ferez désormais sur ce poste le sera à ce nom."),
            N_("nom bénévole moi utilisateur changer"),
        ),
        Setting(
            "rights",
            N_("Passer outre une règle"),
            N_("Cochés : ceux qui peuvent prêter malgré une règle, avec une raison."),
            N_("droit permission exception dérogation responsable"),
        ),
    )
    tables = ("volunteer",)

    def build(self) -> None:
        self.field = SuggestField(self.context.work, self._suggest, _("Prénom, ou prénom et nom"))
        self.field.picked.connect(self._sit_down)
        self.add("volunteer", self.field, self._sit_down)
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(S4)
        self.boxes: dict[str, QCheckBox] = {}
        self._holder = holder
        self.add("rights", holder)

    def read(self, session: Session) -> Any:
        return volunteers(session, self.context.desk)

    def show_values(self, values: Any) -> None:
        self.put("volunteer", self.context.desk.volunteer)
        self._show_rows(values)

    def _show_rows(self, rows: Sequence[VolunteerRow]) -> None:
        clear(self._rows)
        self.boxes.clear()
        for row in rows:
            self._rows.addWidget(self._row(row))
        if not rows:
            self._rows.addWidget(
                label(_("Personne n'est encore nommé : chacun peut passer outre."), "muted")
            )
        first = next(iter(self.boxes.values()), None)
        self._holder.setFocusProxy(first or self.field)

    def _row(self, row: VolunteerRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        box = QCheckBox(row.name)
        box.setChecked(row.may_override)
        box.clicked.connect(lambda on: self._let(row.name, on))
        self.boxes[row.name] = box
        gone = button(self.context.theme, "", "x", kind="quiet", act=lambda: self._forget(row.name))
        gone.setAccessibleName(_("Retirer {name} de la liste").format(name=row.name))
        gone.setToolTip(gone.accessibleName())
        line.addWidget(box, 1)
        line.addWidget(gone)
        return holder

    def _suggest(self, typed: str) -> list[Suggestion]:
        with self.context.desk.database.reading() as session:
            known = volunteers(session, self.context.desk)
        wanted = typed.strip().casefold()
        return [
            Suggestion(row.name, row.name, row.name)
            for row in known
            if wanted in row.name.casefold()
        ]

    def _sit_down(self, name: str) -> None:
        desk = self.context.desk
        self.note_shown("volunteer", name)

        def work() -> Desk:
            seated = sit_down(desk, name)
            self.context.desk = seated
            return seated

        self.apply("volunteer", work)

    def _let(self, name: str, may: bool) -> None:
        desk = self.context.desk
        self.apply("rights", lambda: let_override(desk, name, may))

    def _forget(self, name: str) -> None:
        desk = self.context.desk
        self.apply("rights", lambda: forget(desk, name))
