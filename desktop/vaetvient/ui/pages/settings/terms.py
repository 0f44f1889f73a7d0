"""How agreements are numbered, and what holds where no particular rule says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox
from sqlalchemy.orm import Session

from vaetvient.desk.default_terms import default_terms, set_default_term
from vaetvient.desk.numbering import AGREEMENTS
from vaetvient.desk.office import BadCodeError, set_office
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import LONGEST_LOAN_DAYS
from vaetvient.domain.money import read_amount
from vaetvient.domain.office import Office
from vaetvient.language import N_, _, ngettext, show_money
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.widgets.amounts import AmountLine
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.panes import Hairline, label

MEMBERSHIP_NAMES = {
    "ended": N_("Refuser une adhésion expirée"),
    "required": N_("Exiger une adhésion à jour"),
    "free": N_("Prêter aussi sans adhésion"),
}
_MEMBERSHIP = {"ended": None, "required": True, "free": False}


class TermsSection(Section):
    """What is proposed at the counter, and can be changed there for one loan."""

    name = "terms"
    about = N_("Ce que le comptoir propose ; on peut le changer pour un prêt.")
    settings = (
        Setting(
            "code",
            N_("Début des numéros"),
            N_("Deux à huit lettres ou chiffres, les mêmes sur tous les postes du bureau."),
            N_("numérotation convention code préfixe"),
        ),
        Setting(
            "loan_days",
            N_("Durée d'un prêt, en jours"),
            N_("Proposée quand aucune règle, catégorie ou modèle ne dit autre chose."),
            N_("date retour jours règle"),
        ),
        Setting(
            "deposit_cents",
            N_("Caution par chose prêtée"),
            N_("Vide ou zéro : aucune, sauf si une règle en demande une."),
            N_("dépôt garantie montant chèque"),
        ),
        Setting(
            "membership_required",
            N_("Adhésion"),
            N_("Une règle, une catégorie ou un modèle peut en demander plus, ou moins."),
            N_("adhésion cotisation obligatoire"),
        ),
        Setting(
            "dues_cents",
            N_("Adhésion pour un an"),
            N_("Le montant proposé à qui adhère pour la première fois."),
            N_("cotisation tarif prix montant"),
        ),
        Setting(
            "states_value",
            N_("Indiquer la valeur des choses"),
            N_("Elle vaut estimation : la perte est alors due même par accident (art. 1883)."),
            N_("estimation assurance prix convention"),
        ),
    )
    tables = ("office", "policy", "loan")

    def build(self) -> None:
        code = LineField()
        code.setMaxLength(8)
        self.add("code", code, self._office("code", str), check=_check_code)
        self.next_number = label("", "small")
        self.column.addWidget(self.next_number)
        self.column.addWidget(Hairline())
        self.add("loan_days", LineField(), self._term("loan_days", int), check=_check_days)
        self.add(
            "deposit_cents", AmountLine(), self._term("deposit_cents", _cents), check=read_amount
        )
        membership = Choice()
        for name, words in MEMBERSHIP_NAMES.items():
            membership.addItem(_(words), name)
        self.add(
            "membership_required", membership, self._term("membership_required", _MEMBERSHIP.get)
        )
        self.rules = label("", "small")
        self.column.addWidget(self.rules)
        self.column.addWidget(Hairline())
        self.add("dues_cents", AmountLine(), self._office("dues_cents", _cents), check=read_amount)
        self.add("states_value", QCheckBox(), self._office("states_value", bool))

    def _office(self, name: str, read: Callable[[str], Any]) -> Callable[[str], None]:
        desk = self.context.desk

        def save(typed: str) -> None:
            value = read(typed)
            self.apply(name, lambda: set_office(desk, {name: value}))

        return save

    def _term(self, name: str, read: Callable[[str], Any]) -> Callable[[str], None]:
        desk = self.context.desk

        def save(typed: str) -> None:
            value = read(typed)
            self.apply(name, lambda: set_default_term(desk, name, value))

        return save

    def read(self, session: Session) -> Any:
        desk = self.context.desk
        office = session.get_one(Office, desk.office_id)
        return (
            office.code,
            office.states_value,
            AGREEMENTS.following(session, desk, desk.today().year)["number"],
            default_terms(session, desk),
        )

    def show_values(self, values: Any) -> None:
        code, states_value, following, terms = values
        self.put("code", code)
        self.put("states_value", "1" if states_value else "")
        self.put("loan_days", str(terms.loan_days))
        self.put("deposit_cents", show_money(terms.deposit_cents) if terms.deposit_cents else "")
        codes = {value: code for code, value in _MEMBERSHIP.items()}
        self.put("membership_required", codes[terms.membership_required])
        self.put("dues_cents", show_money(terms.dues_cents) if terms.dues_cents else "")
        self.next_number.setText(
            _(
                "La prochaine convention sera la {number}. Un autre début ne change rien aux "
                "numéros déjà donnés, et la suite continue sans trou."
            ).format(number=following)
        )
        n = terms.other_rules
        self.rules.setText(
            ngettext(
                "{n} règle plus particulière passe avant ces valeurs.",
                "{n} règles plus particulières passent avant ces valeurs.",
                n,
            ).format(n=n)
            if n
            else _("Aucune règle plus particulière ne passe avant ces valeurs.")
        )


def _cents(typed: str) -> int:
    return read_amount(typed) or 0


def _check_code(typed: str) -> None:
    code = typed.strip()
    if not (code.isascii() and code.isalnum() and 2 <= len(code) <= 8):
        raise BadCodeError(value=typed, field="code")


class BadDaysError(InvalidValueError):
    code = "bad_days"
    text = N_("« {value} » n'est pas un nombre de jours, de 1 à {most}.")


def _check_days(typed: str) -> None:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST_LOAN_DAYS):
        raise BadDaysError(value=typed, most=LONGEST_LOAN_DAYS, field="loan_days")
