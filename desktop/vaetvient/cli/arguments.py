"""What can be typed after `vaetvient`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from vaetvient import __version__
from vaetvient.cli.cash_arguments import METHODS, cash_commands
from vaetvient.cli.exchange_arguments import exchange_commands
from vaetvient.cli.intake_arguments import feed_commands, take_in_arguments
from vaetvient.cli.reservation_arguments import reservation_commands
from vaetvient.language import LANGUAGES, _

LISTS_IN = ("members", "equipment")
LISTS_OUT = (*LISTS_IN, "loans", "reservations")
DEMO_SIZES = ("small", "office", "metro")


class UsageError(Exception):
    """What was typed is no command; carries the words and how it should have been."""

    def __init__(self, message: str, usage: str) -> None:
        self.message = message
        self.usage = usage
        super().__init__(message)


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of ending the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())


def parser() -> Parser:
    """Everything that `vaetvient` understands, explained in the language now spoken."""
    everywhere = _everywhere()
    top = Parser(
        prog="vaetvient",
        parents=[everywhere],
        description=_("Prêter du matériel au comptoir. Sans commande : la fenêtre."),
        epilog=_(
            "Rend 0 quand c'est fait, 1 quand une règle ou la machine s'y oppose, 2 quand la "
            "commande est mal écrite."
        ),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"vaetvient {__version__}",
        help=_("dire la version du programme"),
    )
    commands = top.add_subparsers(dest="command", metavar=_("commande"), parser_class=Parser)

    def command(name: str, help_text: str) -> Parser:
        made: Parser = commands.add_parser(
            name, parents=[everywhere], help=help_text, description=help_text
        )
        return made

    _office_commands(command)
    _list_commands(command)
    _loan_commands(command)
    _member_commands(command)
    exchange_commands(command, everywhere, Parser)
    reservation_commands(command, everywhere)
    feed_commands(command, everywhere, Parser)
    cash_commands(command, everywhere)
    return top


def _everywhere() -> Parser:
    """What may stand before the command or after it; what is not given leaves no trace, so that
    the place where it was given wins."""
    options = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--data", metavar=_("DOSSIER"), help=_("le dossier des données"))
    options.add_argument("--json", action="store_true", help=_("rendre du JSON, pour un programme"))
    options.add_argument("--language", choices=LANGUAGES, help=_("parler cette langue"))
    options.add_argument("--volunteer", metavar=_("NOM"), help=_("qui est au comptoir"))
    return options


def _office_commands(command: Any) -> None:
    command("status", _("dire combien il y a d'adhérents, de matériel et de prêts"))
    command("doctor", _("vérifier les données, et dire ce qui ne va pas"))
    demo = command("demo", _("remplir un dossier neuf de données d'exemple"))
    demo.add_argument("--size", choices=DEMO_SIZES, default="office", help=_("combien"))
    tour = command("tour", _("jouer une matinée de comptoir et en garder les images"))
    tour.add_argument("folder", metavar=_("DOSSIER"), help=_("où vont les images"))
    office = command("office", _("dire ou changer ce qu'est ce bureau"))
    what = office.add_subparsers(
        dest="what", metavar="show|set", required=True, parser_class=Parser
    )
    everywhere = _everywhere()
    what.add_parser("show", parents=[everywhere], help=_("dire ce qu'est ce bureau"))
    _office_fields(what.add_parser("set", parents=[everywhere], help=_("le changer")))
    backup = command("backup", _("copier toutes les données dans un fichier"))
    backup.add_argument("file", metavar=_("FICHIER"))
    shown = command("catalogue", _("faire le catalogue du matériel pour le public"))
    shown.add_argument(
        "file",
        metavar=_("DOSSIER|FICHIER.pdf"),
        help=_("un dossier pour un site web, ou un PDF"),
    )
    archive = command("archive", _("mettre tout le bureau dans un fichier aux formats ouverts"))
    archive.add_argument("file", metavar=_("FICHIER.zip"))
    restore = command("restore", _("refaire un bureau, dans un dossier neuf, de son archive"))
    restore.add_argument("file", metavar=_("FICHIER.zip"))
    history = command("history", _("dire les derniers gestes"))
    history.add_argument("--last", type=int, default=20, metavar="N", help=_("combien"))
    command("undo", _("annuler le dernier geste de ce poste"))


def _office_fields(parser: Parser) -> None:
    fields = (
        ("name", _("son nom")),
        ("commune", _("sa commune : nom, code postal ou code INSEE")),
        ("address", _("son adresse")),
        ("postal-code", _("son code postal")),
        ("code", _("ce par quoi commencent les numéros de convention : GRE")),
        ("email", _("son adresse e-mail")),
        ("phone", _("son téléphone")),
        ("rna", _("son numéro RNA")),
        ("siret", _("son SIRET")),
        ("opening-days", _("ses jours d'ouverture : « lun-ven », « mar,jeu,sam »")),
        ("opening-hours", _("ses horaires, en toutes lettres")),
        ("retention-years", _("après combien d'années de silence revoir une fiche : 3")),
        ("register-annex", _("ce qu'il ajoute à son registre des traitements")),
        ("office-language", _("la langue du bureau et de ses papiers : fr ou en")),
    )
    for name, help_text in fields:
        parser.add_argument(f"--{name}", help=help_text, metavar=_("VALEUR"))
    parser.add_argument(
        "--states-value",
        action=argparse.BooleanOptionalAction,
        help=_("dire la valeur des choses sur les conventions"),
    )


def _list_commands(command: Any) -> None:
    take_in_arguments(command("import", _("prendre une liste d'un fichier d'un autre programme")))
    given = command("export", _("écrire une liste dans un fichier"))
    given.add_argument("kind", choices=LISTS_OUT, help=_("ce qu'elle liste"))
    given.add_argument(
        "file",
        metavar=_("FICHIER"),
        help=_("son nom finit par .csv, .xlsx, .ods ou .jsonl ; .vcf pour des adhérents"),
    )
    find = command("find", _("chercher partout : adhérents, matériel, prêts"))
    find.add_argument("text", nargs="+", metavar=_("TEXTE"))
    find.add_argument("--limit", type=int, default=20, metavar="N", help=_("au plus"))


def _loan_commands(command: Any) -> None:
    lend = command("lend", _("prêter"))
    lend.add_argument("--member", required=True, metavar=_("CARTE|NUMÉRO"), help=_("à qui"))
    lend.add_argument(
        "--item", nargs="+", action="extend", default=[], metavar=_("ÉTIQUETTE"), help=_("quoi")
    )
    lend.add_argument(
        "--stock",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("ÉTIQUETTE=COMBIEN"),
        help=_("combien de quel lot"),
    )
    lend.add_argument(
        "--kit",
        action="append",
        default=[],
        metavar=_("KIT[=N]"),
        help=_("un kit : « Fête de quartier », « Ciné-club=2 »"),
    )
    lend.add_argument("--due", metavar=_("DATE"), help=_("pour quand : 30/11/2026"))
    lend.add_argument("--signatory", metavar=_("QUI"), help=_("qui signe : carte, numéro ou nom"))
    lend.add_argument("--pickup", default="", metavar=_("NOM"), help=_("qui vient chercher"))
    lend.add_argument("--purpose", default="", metavar=_("TEXTE"), help=_("pour quoi faire"))
    lend.add_argument("--place", default="", metavar=_("TEXTE"), help=_("où cela servira"))
    lend.add_argument("--note", default="", metavar=_("TEXTE"), help=_("une note"))
    lend.add_argument("--deposit", metavar=_("MONTANT"), help=_("caution ; 0 : aucune"))
    lend.add_argument("--override", default="", metavar=_("RAISON"), help=_("passer outre"))
    _readings(lend)
    words = _("payer tout de suite le tarif que les règles demandent")
    lend.add_argument("--pay", choices=METHODS, help=words)
    lend.add_argument("--free", default="", metavar=_("RAISON"), help=_("ne pas demander le tarif"))
    lend.add_argument("--pdf", metavar=_("FICHIER"), help=_("où écrire la convention"))

    back = command("return", _("noter un retour"))
    back.add_argument("tags", nargs="*", metavar=_("ÉTIQUETTE"), help=_("ce qui revient"))
    back.add_argument("--loan", metavar=_("NUMÉRO"), help=_("tout ce prêt, ou seulement de lui"))
    back.add_argument("--condition", metavar=_("ÉTAT"), help=_("dans quel état : bon, usure…"))
    back.add_argument("--missing", default="", metavar=_("TEXTE"), help=_("ce qui manque"))
    back.add_argument("--remarks", default="", metavar=_("TEXTE"), help=_("remarques"))
    back.add_argument("--quantity", type=int, metavar="N", help=_("combien d'un lot"))
    back.add_argument("--lost", type=int, default=0, metavar="N", help=_("combien de perdus"))
    _readings(back)
    back.add_argument("--at", metavar=_("DATE"), help=_("quand, si ce n'est pas maintenant"))

    extend = command("extend", _("donner plus de temps"))
    extend.add_argument("number", metavar=_("NUMÉRO"))
    extend.add_argument("--due", required=True, metavar=_("DATE"), help=_("pour quand"))
    cancel = command("cancel", _("annuler un prêt fait par erreur"))
    cancel.add_argument("number", metavar=_("NUMÉRO"))
    cancel.add_argument("--reason", required=True, metavar=_("TEXTE"), help=_("pourquoi"))
    for name, help_text in (
        ("agreement", _("écrire la convention d'un prêt")),
        ("receipt", _("écrire le reçu de retour d'un prêt")),
    ):
        paper = command(name, help_text)
        paper.add_argument("number", metavar=_("NUMÉRO"))
        paper.add_argument("file", metavar=_("FICHIER.pdf"))


def _readings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--mileage", default="", metavar="KM", help=_("compteur du véhicule"))
    words = _("carburant : réserve, 1/4, 1/2, 3/4, plein")
    command.add_argument("--fuel", default="", metavar=_("NIVEAU"), help=words)


def _member_commands(command: Any) -> None:
    renew = command("renew", _("noter une adhésion"))
    renew.add_argument("member", metavar=_("CARTE|NUMÉRO"))
    renew.add_argument("--until", metavar=_("DATE"), help=_("jusqu'à quand ; sinon un an"))
    renew.add_argument("--amount", metavar=_("MONTANT"), help=_("combien a été payé"))
    renew.add_argument("--method", default="", metavar=_("TEXTE"), help=_("comment"))


def said_beforehand(arguments: Sequence[str], option: str) -> str | None:
    """The value of `option` among `arguments`, before they are parsed; the last one wins."""
    found = None
    for place, argument in enumerate(arguments):
        if argument == option and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif argument.startswith(f"{option}="):
            found = argument.partition("=")[2]
    return found
