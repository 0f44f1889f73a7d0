"""What can be typed about what is free, what is promised and under which rule."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable

from vaetvient.language import _

Command = Callable[[str, str], ArgumentParser]


def reservation_commands(command: Command, everywhere: ArgumentParser) -> None:
    """Add the commands; `everywhere` is what every command understands."""
    free = command("availability", _("dire ce qui est libre, et qui a le reste"))
    free.add_argument(
        "thing", nargs="?", metavar=_("QUOI"), help=_("étiquette, modèle ou kit ; sinon tout")
    )
    _period(free)
    free.add_argument("--quantity", type=int, default=1, metavar="N", help=_("combien"))

    reserve = command("reserve", _("réserver"))
    reserve.add_argument("--member", required=True, metavar=_("CARTE|NUMÉRO"), help=_("à qui"))
    reserve.add_argument(
        "--item",
        nargs="+",
        action="extend",
        required=True,
        metavar=_("QUOI[=COMBIEN]"),
        help=_("quoi : étiquette, modèle ou kit"),
    )
    _period(reserve)
    reserve.add_argument("--purpose", default="", metavar=_("TEXTE"), help=_("pour quoi faire"))
    reserve.add_argument("--note", default="", metavar=_("TEXTE"), help=_("une note"))
    reserve.add_argument("--override", default="", metavar=_("RAISON"), help=_("passer outre"))
    reserve.add_argument(
        "--wait", action="store_true", help=_("sur liste d'attente si ce n'est pas libre")
    )
    reserve.add_argument(
        "--weekly-until", metavar=_("DATE"), help=_("chaque semaine, jusqu'à ce jour")
    )
    reserve.add_argument(
        "--leave-out", action="store_true", help=_("laisser de côté les dates impossibles")
    )
    _verbs(command("reservation", _("les réservations")), everywhere)
    _rules(command("rule", _("les règles de prêt")), everywhere)
    _kits(command("kit", _("les kits")), everywhere)
    _plannings(command)
    _calendars(command("calendar", _("les fichiers d'agenda (iCalendar)")), everywhere)


def _period(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="start", required=True, metavar=_("DATE"), help=_("24/11/2026 [18:30]")
    )
    parser.add_argument(
        "--to", dest="end", required=True, metavar=_("DATE"), help=_("sans heure : jour compris")
    )


def _verbs(parser: ArgumentParser, everywhere: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar=_("quoi"))

    def verb(name: str, words: str) -> ArgumentParser:
        return verbs.add_parser(name, parents=[everywhere], help=words, description=words)

    listed = verb("list", _("celles qui sont en cours"))
    listed.add_argument("--all", action="store_true", help=_("les anciennes aussi"))
    listed.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("de qui"))
    for name, words in (
        ("show", _("dire tout d'une réservation")),
        ("cancel", _("l'annuler")),
        ("confirm", _("dire oui")),
        ("decline", _("dire non")),
        ("no-show", _("noter que personne n'est venu")),
    ):
        made = verb(name, words)
        made.add_argument("number", metavar=_("NUMÉRO"))
        if name != "show":
            made.add_argument("--reason", default="", metavar=_("TEXTE"), help=_("pourquoi"))
    clashes = verb("clashes", _("celles qui se heurtent à un autre usage, et ce qui irait"))
    clashes.add_argument(
        "--all", action="store_true", help=_("de tout le réseau, et celles qui sont réglées")
    )
    agreed = verb("agree", _("noter ce qui est convenu d'un usage qui se heurte à un autre"))
    agreed.add_argument("number", metavar=_("NUMÉRO"))
    agreed.add_argument("words", metavar=_("TEXTE"), help=_("ce qui est convenu"))
    agreed.add_argument(
        "--settled", action="store_true", help=_("c'est réglé ainsi : ne plus la montrer")
    )
    other = verb("other-unit", _("promettre un autre exemplaire que celui qui est nommé"))
    other.add_argument("number", metavar=_("NUMÉRO"))
    other.add_argument("tag", metavar=_("ÉTIQUETTE"), help=_("l'exemplaire nommé"))
    other.add_argument(
        "--take", metavar=_("ÉTIQUETTE"), help=_("celui qui le remplace ; sinon n'importe lequel")
    )
    fetched = verb("pick-up", _("la prêter"))
    fetched.add_argument("number", metavar=_("NUMÉRO"))
    fetched.add_argument(
        "--item",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("ÉTIQUETTE[=COMBIEN]"),
        help=_("ce qui part ; sinon tout ce qui est réservé"),
    )
    fetched.add_argument("--override", default="", metavar=_("RAISON"), help=_("passer outre"))


def _plannings(command: Command) -> None:
    shown = command("planning", _("dire ou imprimer ce qui est pris, jour par jour"))
    shown.add_argument("--from", dest="start", metavar=_("DATE"), help=_("aujourd'hui sinon"))
    shown.add_argument("--to", dest="end", metavar=_("DATE"), help=_("un mois plus tard sinon"))
    shown.add_argument("--pdf", metavar=_("FICHIER"), help=_("l'écrire en PDF"))
    shown.add_argument("--a3", action="store_true", help=_("sur A3 plutôt que sur A4"))
    shown.add_argument("--category", metavar=_("NOM"), help=_("cette catégorie seulement"))
    shown.add_argument("--text", default="", metavar=_("TEXTE"), help=_("ce qui s'appelle ainsi"))
    shown.add_argument("--all-offices", action="store_true", help=_("de tous les bureaux"))
    sheet = command("day", _("dire ou imprimer ce qui part et ce qui revient un jour"))
    sheet.add_argument("day", nargs="?", default="", metavar=_("DATE"))
    sheet.add_argument("--pdf", metavar=_("FICHIER"), help=_("l'écrire en PDF"))


def _kits(parser: ArgumentParser, everywhere: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|set|remove")
    words = _("dire tous les kits et ce qui est libre")
    listed = verbs.add_parser("list", parents=[everywhere], help=words, description=words)
    listed.add_argument("--from", dest="start", metavar=_("DATE"), help=_("libres à ces dates"))
    listed.add_argument("--to", dest="end", metavar=_("DATE"))
    words = _("écrire un kit, ou le récrire")
    written = verbs.add_parser("set", parents=[everywhere], help=words, description=words)
    written.add_argument("name", metavar=_("NOM"))
    written.add_argument(
        "--part",
        nargs="+",
        action="extend",
        default=[],
        required=True,
        metavar=_("MODÈLE[=COMBIEN]"),
        help=_("ce qu'il contient"),
    )
    written.add_argument(
        "--optional",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("MODÈLE[=COMBIEN]"),
        help=_("ce qui peut rester"),
    )
    written.add_argument("--description", default="", metavar=_("TEXTE"))
    written.add_argument("--tag", metavar=_("ÉTIQUETTE"), help=_("ce qu'on scanne pour l'avoir"))
    words = _("retirer un kit")
    gone = verbs.add_parser("remove", parents=[everywhere], help=words, description=words)
    gone.add_argument("name", metavar=_("NOM"))


def _calendars(parser: ArgumentParser, everywhere: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="export|import")
    words = _("écrire les réservations d'une salle, d'un véhicule ou d'un adhérent")
    given = verbs.add_parser("export", parents=[everywhere], help=words, description=words)
    given.add_argument("file", metavar=_("FICHIER.ics"))
    given.add_argument("--item", metavar=_("ÉTIQUETTE"), help=_("de cette salle ou ce véhicule"))
    given.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("de cet adhérent"))
    words = _("prendre d'un agenda les heures où une salle est occupée")
    taken = verbs.add_parser("import", parents=[everywhere], help=words, description=words)
    taken.add_argument("file", metavar=_("FICHIER.ics"))
    taken.add_argument("--item", required=True, metavar=_("ÉTIQUETTE"), help=_("quelle salle"))
    taken.add_argument(
        "--dry-run", action="store_true", help=_("dire ce qui serait pris, sans rien enregistrer")
    )


def _rules(parser: ArgumentParser, everywhere: ArgumentParser) -> None:
    verbs = parser.add_subparsers(
        dest="what", required=True, metavar="list|explain|add|set|remove|export|import"
    )
    words = _("dire toutes les règles")
    verbs.add_parser("list", parents=[everywhere], help=words, description=words)
    words = _("dire quelle règle parle, et ce qu'elle donne")
    asked = verbs.add_parser("explain", parents=[everywhere], help=words, description=words)
    asked.add_argument("--item", required=True, metavar=_("QUOI"), help=_("étiquette ou modèle"))
    asked.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("pour qui"))
    asked.add_argument("--from", dest="start", metavar=_("DATE"), help=_("24/11/2026 [18:30]"))
    asked.add_argument("--to", dest="end", metavar=_("DATE"), help=_("sans heure : jour compris"))
    for name, words in (
        ("add", _("écrire une règle")),
        ("set", _("changer une règle : ce qui est donné seulement")),
    ):
        written = verbs.add_parser(name, parents=[everywhere], help=words, description=words)
        written.add_argument("name", metavar=_("NOM"))
        _rule_fields(written)
    words = _("écrire toutes les règles dans un fichier, pour un autre bureau")
    given = verbs.add_parser("export", parents=[everywhere], help=words, description=words)
    given.add_argument("file", metavar=_("FICHIER.json"))
    words = _("reprendre les règles d'un fichier")
    taken = verbs.add_parser("import", parents=[everywhere], help=words, description=words)
    taken.add_argument("file", metavar=_("FICHIER.json"))
    taken.add_argument(
        "--replace", action="store_true", help=_("retirer les règles qui n'y sont pas")
    )
    taken.add_argument(
        "--dry-run",
        action="store_true",
        help=_("dire ce qui changerait et qui serait touché, sans rien enregistrer"),
    )
    words = _("retirer une règle")
    gone = verbs.add_parser("remove", parents=[everywhere], help=words, description=words)
    gone.add_argument("name", metavar=_("NOM"))


def _rule_fields(parser: ArgumentParser) -> None:
    """Whom and what it is about, what it says; « - » empties a field."""
    for name, words in (
        ("model", _("le modèle dont elle parle")),
        ("category", _("la catégorie dont elle parle")),
        ("commune", _("la commune de l'emprunteur")),
        ("borrower", _("personne ou association")),
        ("season", _("ses jours de l'année : 06-15/09-15")),
        ("loan-days", _("durée proposée (jours)")),
        ("longest-days", _("durée maximale (jours)")),
        ("ahead-days", _("réservation au plus tôt (jours avant)")),
        ("notice-days", _("réservation au plus tard (jours avant)")),
        ("at-once", _("quantité maximale à la fois")),
        ("extensions", _("nombre de prolongations")),
        ("deposit", _("caution par unité")),
        ("membership", _("adhésion à jour : oui ou non")),
        ("insurance", _("attestation d'assurance : oui ou non")),
        ("licence", _("permis : B")),
        ("least-age", _("âge minimum")),
        ("approval", _("accord nécessaire : oui ou non")),
        ("minutes-before", _("préparation avant (minutes)")),
        ("minutes-after", _("remise en état après (minutes)")),
        ("note", _("une note")),
        ("rename", _("son nouveau nom")),
    ):
        parser.add_argument(f"--{name}", metavar=_("VALEUR"), help=words)
    parser.add_argument(
        "--price",
        nargs="+",
        action="extend",
        metavar=_("UNITÉ=MONTANT"),
        help=_("tarif : jour=5, week-end=8, semaine=20, forfait=10"),
    )
    parser.add_argument(
        "--only-here", action="store_true", help=_("pour ce bureau, pas pour le réseau")
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=_("dire les réservations qui seraient touchées, sans rien enregistrer"),
    )
