"""The lending rules: in their order, and which one speaks for whom, what and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from vaetvient.desk.rules import Touched, drop_rule, foresee_rule
from vaetvient.domain.equipment import Model
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.member import Member
from vaetvient.domain.policy import SAID_WORDS
from vaetvient.language import N_, _, ngettext, well_set
from vaetvient.storage.queries import answers, rules
from vaetvient.storage.queries.people import people_called
from vaetvient.storage.queries.rules import RuleRow
from vaetvient.ui.pages.settings.rule_files import RulesGiven, RulesInset
from vaetvient.ui.pages.settings.rule_form import RuleInset
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.days import DayLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import Facts, button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class RulesSection(Section):
    """The list, the most specific first; below it, a question and its answer."""

    name = "rules"
    about = N_("La première règle qui convient et qui en parle décide, valeur par valeur.")
    settings = (
        Setting(
            "rules",
            N_("Les règles, la plus précise d'abord"),
            N_("Un modèle passe avant une catégorie, une commune avant tout le monde."),
            N_("politique durée caution tarif âge permis accord ordre exporter importer fichier"),
        ),
        Setting(
            "borrower",
            N_("Pour qui ?"),
            N_("Un adhérent, ou vide : tout le monde."),
            N_("quelle règle a parlé expliquer"),
        ),
        Setting("thing", N_("Pour quoi ?"), N_("Un modèle ou une étiquette."), ""),
        Setting("day", N_("À partir de quel jour ?"), N_("Vide : aujourd'hui."), ""),
    )
    tables = ("policy", "policy_price", "category", "model")

    def build(self) -> None:
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(S8)
        self._holder = holder
        self.add("rules", holder)
        self.form = RuleInset(self.context)
        self.write = button(self.context.theme, _("Écrire une règle"), "plus", act=self.form.begin)
        self.given = RulesGiven(self.context, self)
        self.taken = RulesInset(self.context)
        self.give = button(
            self.context.theme, _("Exporter…"), "upload", kind="quiet", act=self.given.ask
        )
        self.give.setToolTip(_("Toutes les règles dans un fichier, pour un autre bureau"))
        self.take = button(
            self.context.theme,
            _("Reprendre d'un fichier…"),
            "download",
            kind="quiet",
            act=self.taken.ask,
        )
        self.take.setToolTip(_("Les règles d'un autre bureau : rien n'est pris avant un regard"))
        beside = Flow(spacing=S8)
        for each in (self.write, self.give, self.take):
            beside.addWidget(each)
        self.column.addLayout(beside)
        self.column.addWidget(self.taken)
        self.column.addWidget(self.form)
        self.borrower = SuggestField(self.context.work, self._suggest, _("Un nom, un numéro"))
        self.borrower.picked.connect(self._picked)
        self.borrower.textEdited.connect(self._forget)
        self._borrower: UUID | None = None
        self.thing = LineField(_("Vidéoprojecteur, VID-001…"))
        self.day = DayLine(self.context.theme, self.context.desk.today)
        self.add("borrower", self.borrower)
        self.add("thing", self.thing)
        self.add("day", self.day)
        for field in (self.thing, self.day):
            field.returnPressed.connect(self.explain)
        self.ask = button(
            self.context.theme, _("Quelle règle parle ?"), "circle-question-mark", act=self.explain
        )
        self.column.addWidget(self.ask)
        self.answer = Facts()
        self.column.addWidget(self.answer)
        self.answer.hide()

    def read(self, session: Session) -> Any:
        return rules.in_order(session)

    def show_values(self, values: Any) -> None:
        self._show_rules(values)

    def _show_rules(self, rows: Sequence[RuleRow]) -> None:
        clear(self._rows)
        for row in rows:
            self._rows.addWidget(self._row(row))
        if not rows:
            words = _("Aucune règle : le bureau prête selon ses réglages.")
            self._rows.addWidget(label(words, "muted"))
        self._holder.setFocusProxy(self.borrower)

    def _row(self, row: RuleRow) -> QWidget:
        holder = QWidget()
        said = QVBoxLayout()
        said.setSpacing(S4)
        about = ", ".join(row.about) or _("tout")
        said.addWidget(label(f"{row.name} — {about}"))
        words = " · ".join(f"{name} : {value}" for name, value in row.says)
        said.addWidget(label(well_set(words), "small"))
        away = button(
            self.context.theme, _("Retirer"), "x", kind="quiet", act=lambda: self._drop(row)
        )
        away.setAccessibleName(_("Retirer la règle {name}").format(name=row.name))
        again = button(
            self.context.theme, _("Modifier"), "pencil", kind="quiet", act=lambda: self._change(row)
        )
        again.setAccessibleName(_("Modifier la règle {name}").format(name=row.name))
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S8)
        line.addLayout(said, 1)
        line.addWidget(again)
        line.addWidget(away)
        return holder

    # What is done

    def _change(self, row: RuleRow) -> None:
        self.form.begin(row.id)

    def _drop(self, row: RuleRow) -> None:
        """Put a rule away; whom that touches is said, and undo brings it back."""
        desk = self.context.desk

        def work() -> list[Touched]:
            touched = foresee_rule(desk, None, row.id)
            drop_rule(desk, row.id)
            return touched

        def done(touched: list[Touched]) -> None:
            n = len(touched)
            if n:
                words = ngettext(
                    "{n} réservation en cours est touchée : {numbers}",
                    "{n} réservations en cours sont touchées : {numbers}",
                    n,
                )
                numbers = ", ".join(one.number for one in touched)
                self.context.say(words.format(n=n, numbers=numbers))

        self.context.work.do(work, done, owner=self)

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        database = self.context.desk.database
        with database.reading() as session:
            found = people_called(session, database.lexicon, typed, kind=None)
        return [Suggestion(f"{p.label} · {p.number}", p.label, p.id) for p in found]

    def _picked(self, key: Any) -> None:
        self._borrower = key

    def _forget(self, _typed: str) -> None:
        self._borrower = None

    def explain(self) -> None:
        """Say, value by value, which rule spoke and what it gives."""
        desk, borrower, typed = self.context.desk, self._borrower, self.thing.text()
        try:
            day = self.day.day() or desk.today()
        except VaEtVientError as error:
            self.entries["day"].show_error(error.message)
            return
        self.entries["day"].clear_error()
        self.entries["thing"].clear_error()

        def look() -> list[tuple[str, str]]:
            with desk.database.reading() as session:
                return explained(session, desk.office_id, borrower, typed, day)

        def refused(error: VaEtVientError) -> None:
            self.entries["thing"].show_error(error.message)

        self.context.work.ask(look, self.answer.show_facts, refused, owner=self, key="explain rule")


def explained(
    session: Session, office_id: UUID, borrower_id: UUID | None, typed: str, day: date
) -> list[tuple[str, str]]:
    """Each value that is set, with the rule that gave it. Raises NotFoundError."""
    found = answers.called(session, typed)
    if not isinstance(found, answers.Wanted):
        raise NotFoundError(what=typed)
    model = session.get_one(Model, found.model_id)
    borrower = session.get(Member, borrower_id) if borrower_id else None
    said = rules.explain_models(session, [model], day=day, office_id=office_id, borrower=borrower)
    return [
        (
            _(SAID_WORDS[name]),
            _("{value} — « {rule} »").format(
                value=rules.value_words(name, spoken.value), rule=spoken.rule
            ),
        )
        for name, spoken in said[model.id].items()
        if spoken.value not in (None, ())
    ]
