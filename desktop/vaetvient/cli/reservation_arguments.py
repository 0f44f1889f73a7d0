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


def _rules(parser: ArgumentParser, everywhere: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|explain")
    words = _("dire toutes les règles")
    verbs.add_parser("list", parents=[everywhere], help=words, description=words)
    words = _("dire quelle règle parle, et ce qu'elle donne")
    asked = verbs.add_parser("explain", parents=[everywhere], help=words, description=words)
    asked.add_argument("--item", required=True, metavar=_("QUOI"), help=_("étiquette ou modèle"))
    asked.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("pour qui"))
    asked.add_argument("--from", dest="start", metavar=_("DATE"), help=_("24/11/2026 [18:30]"))
    asked.add_argument("--to", dest="end", metavar=_("DATE"), help=_("sans heure : jour compris"))
