"""What the settings are about, section by section: known to the search everywhere before any of
them is made."""

from __future__ import annotations

from vaetvient.language import N_

CONTENTS: dict[str, tuple[str, str]] = {
    "office": (N_("Le bureau"), "building-2"),
    "opening": (N_("Ouverture et fermetures"), "clock"),
    "terms": (N_("Prêts et numéros"), "hand-helping"),
    "rules": (N_("Règles de prêt"), "list-checks"),
    "texts": (N_("Textes de la convention"), "file-text"),
    "letters": (N_("Textes des lettres"), "mail"),
    "volunteers": (N_("Bénévoles"), "users"),
    "personal": (N_("Données personnelles"), "lock"),
    "scanner": (N_("Lecteur de codes"), "scan-barcode"),
    "printers": (N_("Imprimantes"), "printer"),
    "look": (N_("Langue et affichage"), "languages"),
    "data": (N_("Données et copies"), "save"),
}
"""The name of each section, with its title (a French source) and its icon."""
