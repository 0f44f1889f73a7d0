"""People's data: for how long entries are kept, what the register adds, what still lacks a yes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPlainTextEdit
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.office import read_years, set_office
from vaetvient.domain.office import Office
from vaetvient.language import N_, _, ngettext
from vaetvient.storage.queries.consents import shown_unagreed
from vaetvient.storage.queries.members import MEMBERS, Kept, MembersAsked
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Hairline, button, label


class PersonalSection(Section):
    """What the RGPD asks of an office, beside what it finds on each member's page."""

    name = "personal"
    about = N_("Combien de temps on garde les fiches, et ce que dit votre registre (RGPD).")
    settings = (
        Setting(
            "retention_years",
            N_("Revoir une fiche sans nouvelles après, en années"),
            N_("Trois ans est l’usage (CNIL). Rien ne s’efface seul : une liste est proposée."),
            N_("rgpd conservation durée revue annuelle effacer archiver"),
        ),
        Setting(
            "register_annex",
            N_("À ajouter au registre des traitements"),
            N_("Imprimé à sa fin : vos autres fichiers, qui les voit, combien de temps."),
            N_("rgpd cnil registre annexe"),
        ),
    )
    tables = ("office", "member", "consent", "loan", "membership")

    def build(self) -> None:
        context = self.context
        self.add("retention_years", LineField(), self._saver("retention_years"), check=read_years)
        self.silent = label("", "small")
        self.see_silent = button(
            context.theme, _("Voir ces fiches"), "users", act=lambda: self._see("review")
        )
        self.unagreed = label("", "small")
        self.see_unagreed = button(
            context.theme, _("Voir ces fiches"), "users", act=lambda: self._see("unagreed")
        )
        self._beneath(self.silent, self.see_silent)
        self.column.addWidget(Hairline())
        self._beneath(self.unagreed, self.see_unagreed)
        self.column.addWidget(Hairline())
        annex = QPlainTextEdit()
        annex.setFixedHeight(context.theme.pixels(120))
        annex.setTabChangesFocus(True)
        self.add("register_annex", annex, self._saver("register_annex"))
        register = button(
            context.theme,
            _("Écrire le registre…"),
            "file-text",
            act=lambda: context.commands.run("out.register"),
        )
        self._beneath(None, register)

    def _beneath(self, said: Any, made: Any) -> None:
        row = Flow()
        if said is not None:
            self.column.addWidget(said)
        row.addWidget(made)
        self.column.addLayout(row)
        if said is not None:
            made.hide()  # until it is known what there is to see

    def _see(self, kept: str) -> None:
        self.context.go_to_list("members", kept=kept)

    def _saver(self, name: str) -> Any:
        desk = self.context.desk
        return lambda typed: self.apply(name, lambda: set_office(desk, {name: typed}))

    def read(self, session: Session) -> Any:
        desk = self.context.desk
        office = session.get_one(Office, desk.office_id)
        asked = MembersAsked(
            desk.today(), desk.database.lexicon, kept=Kept.REVIEW, office_id=desk.office_id
        )
        unagreed = select(func.count()).select_from(shown_unagreed(desk.office_id).subquery())
        return (
            office.retention_years,
            office.register_annex,
            MEMBERS.count(session, asked),
            session.scalar(unagreed) or 0,
        )

    def show_values(self, values: Any) -> None:
        years, annex, silent, unagreed = values
        self.put("retention_years", str(years))
        self.put("register_annex", annex)
        said = ngettext(
            "{n} fiche est sans nouvelles depuis plus longtemps.",
            "{n} fiches sont sans nouvelles depuis plus longtemps.",
            silent,
        )
        none = _("Aucune fiche n’est sans nouvelles depuis plus longtemps.")
        self.silent.setText(said.format(n=silent) if silent else none)
        self.see_silent.setVisible(bool(silent))
        said = ngettext(
            "{n} fiche est montrée aux autres bureaux sans qu’un accord soit noté.",
            "{n} fiches sont montrées aux autres bureaux sans qu’un accord soit noté.",
            unagreed,
        )
        none = _("Chaque fiche montrée aux autres bureaux a son accord noté.")
        self.unagreed.setText(said.format(n=unagreed) if unagreed else none)
        self.see_unagreed.setVisible(bool(unagreed))
