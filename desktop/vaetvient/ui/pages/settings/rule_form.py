"""Writing a lending rule: whom and what it is about, what it says, and whom it would touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vaetvient.desk.rules import Touched, foresee_rule, write_rule
from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.policy import VALUE_WORDS, Policy
from vaetvient.language import N_, _, ngettext
from vaetvient.storage.communes import find_communes
from vaetvient.storage.queries.categories import category_tree
from vaetvient.storage.queries.models import models_called
from vaetvient.ui.context import Context
from vaetvient.ui.pages.settings.rule_texts import (
    FLAGS,
    NUMBERS,
    PRICES,
    check_count,
    check_day,
    form_of,
    texts_of,
)
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import label
from vaetvient.ui.widgets.record_form import Row
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_NOTE_HEIGHT = 72
_PRICE_WORDS = {
    "day": N_("par jour"),
    "weekend": N_("par week-end"),
    "week": N_("par semaine"),
    "loan": N_("par prêt"),
    "km": N_("par kilomètre"),
    "late_day": N_("par jour de retard"),
}


class RuleInset(Inset):
    """Opens below the list. First it says whom the rule would touch, then it is saved."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Écrire une règle"), "")
        self._context = context
        self._rule: UUID | None = None
        self._seen: dict[str, str] | None = None
        """What was typed when whom it touches was last looked at."""
        self._make_scope()
        self._make_values()
        self._make_prices()
        note = QPlainTextEdit()
        note.setPlaceholderText(_("Pourquoi cette règle, décidée quand"))
        note.setFixedHeight(context.theme.pixels(_NOTE_HEIGHT))
        self.add("note", _("Note"), note)
        self.outcome = label("")
        self.touched = label("", "small")
        self.add_widget(self.outcome)
        self.add_widget(self.touched)
        for entry in self.entries.values():
            entry.changed.connect(self._unsee)
        self.confirmed.connect(self._go_on)

    # What is asked

    def _make_scope(self) -> None:
        self.add("name", _("Nom de la règle"), LineField(_("Minibus aux associations")))
        self.add_widget(label(_("De quoi et de qui elle parle — vide : de tout"), "heading"))
        work = self._context.work
        model = SuggestField(work, self._suggest_models, _("Vidéoprojecteur…"))
        commune = SuggestField(work, self._suggest_communes, _("nom, code postal ou INSEE"))
        self.category = Choice()
        kinds = _choice(
            (_("tout le monde"), ""),
            (_("les associations"), MemberKind.ASSOCIATION.value),
            (_("les personnes"), MemberKind.PERSON.value),
        )
        where = _choice((_("tous les bureaux du réseau"), ""), (_("ce bureau seulement"), "here"))
        self._row(
            self.add("category", _("Catégorie"), self.category),
            self.add("model", _("Modèle"), model),
        )
        self._row(
            self.add("borrower_kind", _("Emprunteur"), kinds),
            self.add("commune", _("Commune de l'emprunteur"), commune),
        )
        first, last = LineField(_("15/06")), LineField(_("15/09"))
        self._row(
            self.add("season_from", _("Saison, du"), first, check=check_day),
            self.add("season_to", _("au"), last, check=check_day),
        )
        self.add("office", _("Où"), where)

    def _make_values(self) -> None:
        self.add_widget(label(_("Ce qu'elle dit — vide : elle n'en parle pas"), "heading"))
        made = [self._value(name) for name in VALUE_WORDS if name != "prices"]
        for place in range(0, len(made), 2):
            self._row(*made[place : place + 2])

    def _value(self, name: str) -> QWidget:
        words = _(VALUE_WORDS[name])
        words = words[:1].upper() + words[1:]
        if name in NUMBERS:
            return self.add(name, words, LineField(), check=check_count)
        if name in FLAGS:
            answer = _choice((_("n'en parle pas"), ""), (_("oui"), "1"), (_("non"), "0"))
            return self.add(name, words, answer)
        if name == "deposit_cents":
            return self.add(name, words, AmountLine(), check=read_amount)
        return self.add(name, words, LineField("B"))

    def _make_prices(self) -> None:
        self.add_widget(label(_("Tarif par unité — vide : gratuit, ou une autre règle"), "heading"))
        for members, words in ((None, _("Tous, {unit}")), (True, _("Adhérents, {unit}"))):
            made = [
                self.add(
                    name,
                    words.format(unit=_(_PRICE_WORDS[unit.value])),
                    AmountLine(),
                    check=read_amount,
                )
                for name, (unit, who) in PRICES.items()
                if who is members
            ]
            for place in range(0, len(made), 2):
                self._row(*made[place : place + 2])

    def _row(self, *fields: QWidget) -> None:
        self.add_widget(Row(self._context, *fields))

    def _suggest_models(self, typed: str) -> Sequence[Suggestion]:
        with self._context.desk.database.reading() as session:
            found = models_called(session, typed)
        return [Suggestion(model.name, model.name, model.id) for model in found]

    def _suggest_communes(self, typed: str) -> Sequence[Suggestion]:
        return [Suggestion(c.label, c.name, c) for c in find_communes(typed)]

    # Opening

    def begin(self, rule_id: UUID | None = None) -> None:
        """Write a rule, or write one anew."""
        database = self._context.desk.database

        def read() -> tuple[dict[str, str], list[tuple[str, str]]]:
            with database.reading() as session:
                known = _known(session, rule_id)
                categories = [(row.path, str(row.id)) for row in category_tree(session)]
                return (texts_of(session, known) if known else {}), categories

        def show(found: tuple[dict[str, str], list[tuple[str, str]]]) -> None:
            texts, categories = found
            self._rule = rule_id
            self.category.clear()
            for words, key in [(_("toutes"), ""), *categories]:
                self.category.addItem(words, key)
            self.question.setText(
                _("Modifier la règle « {rule} »").format(rule=texts["name"])
                if texts
                else _("Écrire une règle")
            )
            self._unsee()
            self.open(texts)

        self._context.work.ask(read, show, self._context.refuse, owner=self, key="rule to write")

    # Whom it would touch, then saved

    def typed(self) -> dict[str, str]:
        """What the fields hold."""
        return {name: self.text(name) for name in self.entries}

    def _unsee(self) -> None:
        self._seen = None
        self.confirm.setText(_("Voir ce qu'elle change ⏎"))
        self.outcome.hide()
        self.touched.hide()

    def _go_on(self) -> None:
        typed = self.typed()
        if typed == self._seen:
            self._save(typed)
        else:
            self._look(typed)

    def _look(self, typed: dict[str, str]) -> None:
        desk, key = self._context.desk, self._rule

        def look() -> list[Touched]:
            with desk.database.reading() as session:
                form = form_of(session, desk, typed, _known(session, key))
            return foresee_rule(desk, form, key)

        def show(found: list[Touched]) -> None:
            self._seen = typed
            self.outcome.setText(outcome_words(len(found)))
            self.outcome.show()
            self.touched.setText("\n".join(map(touched_words, found)))
            self.touched.setVisible(bool(found))
            self.confirm.setText(_("Enregistrer ⏎"))
            self.bring_up(self.outcome, self.confirm)
            announce(self, self.outcome.text())

        self._context.work.do(look, show, self.refuse, owner=self)

    def _save(self, typed: dict[str, str]) -> None:
        desk, key = self._context.desk, self._rule

        def save() -> UUID:
            with desk.database.reading() as session:
                form = form_of(session, desk, typed, _known(session, key))
            return write_rule(desk, form, key)

        self._context.work.do(save, lambda _key: self.close_up(), self._refused, owner=self)

    def _refused(self, error: VaEtVientError) -> None:
        self._unsee()
        self.refuse(error)


def _known(session: Any, key: UUID | None) -> Policy | None:
    if key is None:
        return None
    found: Policy | None = session.get(Policy, key)
    if found is None or found.archived:
        raise NotFoundError(what=str(key))
    return found


def touched_words(one: Touched) -> str:
    """« R-GRE-2026-0003 · Les Jardins — why »."""
    why = " ".join(one.reasons) or _("le tarif n'est plus le même")
    return f"{one.number} · {one.borrower} — {why}"


def outcome_words(n: int) -> str:
    """How many reservations a change would touch."""
    if not n:
        return _("Aucune réservation en cours n'est touchée.")
    return ngettext(
        "{n} réservation en cours serait touchée :",
        "{n} réservations en cours seraient touchées :",
        n,
    ).format(n=n)


def _choice(*offered: tuple[str, str]) -> Choice:
    made = Choice()
    for words, data in offered:
        made.addItem(words, data)
    return made
