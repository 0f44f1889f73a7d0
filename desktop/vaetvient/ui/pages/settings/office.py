"""The office: what stands at the head of every paper, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from sqlalchemy.orm import Session, undefer

from vaetvient.desk.logo import set_logo
from vaetvient.desk.office import set_office
from vaetvient.domain import registration
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.office import Office
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.language import N_, _
from vaetvient.storage.communes import Commune, find_communes
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S12
from vaetvient.ui.widgets.entry import Check
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.panes import button, label
from vaetvient.ui.widgets.photo import PhotoButton
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class OfficeSection(Section):
    """Everything here is the office's: the same on all its posts, and undone like any gesture."""

    name = "office"
    about = N_("Ce qui figure en tête des conventions, des reçus et des listes.")
    settings = (
        Setting(
            "name",
            N_("Nom du bureau"),
            N_("En tête de chaque document, et dans le titre de la fenêtre."),
            N_("association structure intitulé"),
        ),
        Setting(
            "commune",
            N_("Commune"),
            N_("Elle donne le code postal, les jours fériés et le début des numéros."),
            N_("ville lieu insee"),
        ),
        Setting("postal_code", N_("Code postal"), N_("Rempli d'après la commune.")),
        Setting(
            "address",
            N_("Adresse"),
            N_("Numéro et rue, comme sur une enveloppe."),
            N_("rue lieu siège"),
        ),
        Setting(
            "phone", N_("Téléphone"), N_("Imprimé pour qui a une question."), N_("contact numéro")
        ),
        Setting(
            "email",
            N_("Adresse e-mail"),
            N_("Imprimée pour qui a une question, ou veut exercer ses droits."),
            N_("contact courriel mail"),
        ),
        Setting(
            "rna",
            N_("Numéro RNA"),
            N_("W et neuf chiffres : celui de l'association à la préfecture."),
            N_("préfecture déclaration w"),
        ),
        Setting(
            "siret",
            N_("Numéro SIRET"),
            N_("Quatorze chiffres, si le bureau en a un."),
            N_("siren insee entreprise"),
        ),
        Setting(
            "logo",
            N_("Logo"),
            N_("Imprimé en noir et blanc comme en couleurs ; déposez-le, ou collez-le."),
            N_("image en-tête dessin"),
        ),
    )
    tables = ("office",)

    def build(self) -> None:
        for name in ("name", "commune", "address", "postal_code", "phone", "email", "rna", "siret"):
            self.add(name, self._field(name), self._saver(name), check=_CHECKS.get(name))
        self.logo = PhotoButton(
            self.context.theme, name=_("Logo"), invitation=_("Ajouter le logo"), whole=True
        )
        self.logo.given.connect(self._give_logo)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S12)
        row.addWidget(self.logo)
        beside = QVBoxLayout()
        self.no_logo = button(
            self.context.theme,
            _("Retirer le logo"),
            "trash-2",
            kind="quiet",
            act=lambda: self._give_logo(None),
        )
        beside.addStretch(1)
        beside.addWidget(self.no_logo)
        row.addLayout(beside)
        row.addStretch(1)
        holder.setFocusProxy(self.logo)
        self.add("logo", holder)
        self.column.addWidget(label(_("Ce qui est déjà imprimé garde l'ancien en-tête."), "small"))

    def _field(self, name: str) -> QWidget:
        if name == "commune":
            field = SuggestField(
                self.context.work, _suggest_communes, _("nom, code postal ou INSEE")
            )
            field.picked.connect(self._pick_commune)
            return field
        if name == "address":
            lines = QPlainTextEdit()
            lines.setFixedHeight(self.context.theme.pixels(72))
            return lines
        return LineField()

    def _saver(self, name: str) -> Any:
        desk = self.context.desk
        return lambda typed: self.apply(name, lambda: set_office(desk, {name: typed}))

    def read(self, session: Session) -> Any:
        office = session.get_one(
            Office, self.context.desk.office_id, options=[undefer(Office.logo)]
        )
        return {
            "name": office.name,
            "commune": office.commune_name,
            "address": office.address,
            "postal_code": office.postal_code,
            "phone": show_phone(office.phone),
            "email": office.email or "",
            "rna": office.rna or "",
            "siret": show_siret(office.siret),
        }, office.logo or b""

    def show_values(self, values: Any) -> None:
        texts, logo = values
        for name, text in texts.items():
            self.put(name, text)
        self.logo.show_jpeg(logo)
        self.no_logo.setVisible(bool(logo))

    def _pick_commune(self, commune: Commune) -> None:
        """The postal code goes with it at once: « Saint-Martin » is the name of many."""
        desk = self.context.desk
        self.note_shown("commune", commune.name)
        code = commune.postal_codes[0] if commune.postal_codes else ""
        fields = {"commune": commune.name, "postal_code": code}
        self.apply("commune", lambda: set_office(desk, fields))

    def _give_logo(self, source: Path | bytes | None) -> None:
        desk = self.context.desk
        self.apply("logo", lambda: set_logo(desk, source))


def _suggest_communes(typed: str) -> Sequence[Suggestion]:
    return [Suggestion(c.label, c.name, c) for c in find_communes(typed)]


def _named(typed: str) -> None:
    if not typed.strip():
        raise OfficeWithoutNameError(field="name")


class OfficeWithoutNameError(VaEtVientError):
    code = "office_without_name"
    text = N_("Il manque le nom du bureau.")


_CHECKS: dict[str, Check] = {
    "name": _named,
    "email": registration.read_email,
    "phone": registration.read_phone,
    "rna": registration.read_rna,
    "siret": registration.read_siret,
}
