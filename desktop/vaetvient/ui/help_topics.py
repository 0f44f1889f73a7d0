"""What the local help is about: one short page a topic, in each language, with a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vaetvient.language import N_, spoken
from vaetvient.paths import resources


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the help. Texts are French sources marked with N_."""

    name: str
    """That of the page of the window it is about, where there is one."""
    title: str
    synonyms: str = ""
    """Other words it may be looked for by."""


TOPICS = (
    Topic("counter", N_("Aide : le comptoir"), N_("comment prêter rendre scanner")),
    Topic("loans", N_("Aide : les prêts"), N_("comment retard prolonger caution relance")),
    Topic("reservations", N_("Aide : les réservations"), N_("comment réserver planning")),
    Topic("equipment", N_("Aide : le matériel"), N_("comment étiquette photo panne catégorie")),
    Topic("members", N_("Aide : les adhérents"), N_("comment adhésion doublon réunir archiver")),
    Topic("inventory", N_("Aide : l'inventaire"), N_("comment récolement manquant")),
    Topic("exchange", N_("Aide : les échanges entre bureaux"), N_("comment réseau clé USB")),
    Topic("files", N_("Aide : prendre un fichier"), N_("comment tableur importer Excel")),
    Topic("history", N_("Aide : l'historique"), N_("comment annuler rétablir qui a fait")),
    Topic("cash", N_("Aide : la caisse"), N_("comment argent encaisser compter")),
    Topic("settings", N_("Aide : les réglages"), N_("comment langue thème taille copie")),
    Topic("papers", N_("Aide : papiers et étiquettes"), N_("comment imprimer imprimante carte")),
)


def topic_named(name: str) -> Topic:
    """The topic of a page of the window; the counter's where it has none of its own."""
    return next((topic for topic in TOPICS if topic.name == name), TOPICS[0])


def help_folder() -> Path:
    """Where the pages and pictures of the language that is spoken are."""
    return resources() / "help" / spoken()


def page_of(topic: Topic) -> str:
    """The page, in Markdown."""
    return (help_folder() / f"{topic.name}.md").read_text("utf-8")
