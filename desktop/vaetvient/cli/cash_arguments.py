"""What can be typed about money."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable

from vaetvient.language import _

Command = Callable[[str, str], ArgumentParser]
KINDS = ("sale", "fee", "late_fee", "other", "refund", "expense", "to_bank", "float")
METHODS = ("cash", "cheque", "card", "transfer", "other")


def cash_commands(command: Command, everywhere: ArgumentParser) -> None:
    """Add `cash` and its verbs; `everywhere` is what every command understands."""
    _reminders(command("reminders", _("les lettres à envoyer aux emprunteurs")))
    parser = command("cash", _("la caisse : ce qui est entré, sorti, compté"))
    what = parser.add_subparsers(
        dest="what",
        metavar="list|take|sell|wares|ware|correct|receipt|drawer|close",
        required=True,
        parser_class=type(parser),
    )

    def verb(name: str, help_text: str) -> ArgumentParser:
        made: ArgumentParser = what.add_parser(
            name, parents=[everywhere], help=help_text, description=help_text
        )
        return made

    listed = verb("list", _("les écritures d'une période"))
    listed.add_argument("--from", dest="start", metavar=_("DATE"), help=_("à partir de ce jour"))
    listed.add_argument("--to", dest="end", metavar=_("DATE"), help=_("jusqu'à ce jour compris"))
    listed.add_argument("--text", default="", metavar=_("TEXTE"), help=_("qui parlent de cela"))
    listed.add_argument("--pdf", metavar=_("FICHIER"), help=_("sur papier"))

    take = verb("take", _("encaisser, rembourser, dépenser, porter en banque"))
    take.add_argument("amount", metavar=_("MONTANT"), help=_("pour le tout : 3,00"))
    take.add_argument("--kind", choices=KINDS, default="sale", help=_("de quelle nature"))
    take.add_argument("--label", default="", metavar=_("TEXTE"), help=_("pour quoi : copies"))
    take.add_argument("--quantity", type=int, default=1, metavar="N", help=_("combien"))
    take.add_argument("--method", choices=METHODS, default="cash", help=_("comment"))
    take.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("qui paie"))
    take.add_argument("--payer", default="", metavar=_("NOM"), help=_("qui paie, hors adhérents"))
    take.add_argument("--loan", metavar=_("NUMÉRO"), help=_("pour quel prêt"))
    take.add_argument("--reference", default="", metavar=_("TEXTE"), help=_("n° de chèque"))
    take.add_argument("--pdf", metavar=_("FICHIER"), help=_("où écrire le reçu"))

    sell = verb("sell", _("vendre des copies, des gobelets"))
    sell.add_argument("name", metavar=_("ARTICLE"))
    sell.add_argument("--quantity", type=int, default=1, metavar="N", help=_("combien"))
    sell.add_argument("--price", metavar=_("MONTANT"), help=_("l'unité, si ce n'est pas le prix"))
    sell.add_argument("--method", choices=METHODS, default="cash", help=_("comment"))
    sell.add_argument("--member", metavar=_("CARTE|NUMÉRO"), help=_("qui paie"))
    sell.add_argument("--payer", default="", metavar=_("NOM"), help=_("qui paie, hors adhérents"))
    sell.add_argument("--reference", default="", metavar=_("TEXTE"), help=_("n° de chèque"))
    sell.add_argument("--pdf", metavar=_("FICHIER"), help=_("où écrire le reçu"))

    verb("wares", _("ce qui se vend, et ce qu'il en reste"))
    ware = verb("ware", _("dire ce qui se vend et à quel prix"))
    ware.add_argument("name", metavar=_("ARTICLE"))
    ware.add_argument("--price", metavar=_("MONTANT"), help=_("l'unité"))
    ware.add_argument("--stock", metavar=_("ÉTIQUETTE"), help=_("le lot dont chaque vente retire"))
    ware.add_argument("--remove", action="store_true", help=_("ne plus le vendre"))

    wrong = verb("correct", _("annuler une écriture par son contraire"))
    wrong.add_argument("entry", metavar=_("REÇU|CLÉ"))
    wrong.add_argument("--reason", required=True, metavar=_("TEXTE"), help=_("pourquoi"))

    receipt = verb("receipt", _("écrire le reçu d'un paiement"))
    receipt.add_argument("entry", metavar=_("REÇU|CLÉ"))
    receipt.add_argument("file", metavar=_("FICHIER.pdf"))

    verb("drawer", _("ce qu'il doit y avoir en caisse"))
    close = verb("close", _("noter ce qui a été compté"))
    close.add_argument("--cash", metavar=_("MONTANT"), help=_("en espèces ; sinon comme attendu"))
    close.add_argument("--cheque", metavar=_("MONTANT"), help=_("en chèques ; sinon comme attendu"))
    close.add_argument("--note", default="", metavar=_("TEXTE"), help=_("d'où vient l'écart"))


def _reminders(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--kind",
        choices=("late", "pick_up", "free"),
        default="late",
        help=_("rappel de retard, avis de retrait, ou avis que c'est de nouveau libre"),
    )
    parser.add_argument(
        "--reservation",
        dest="reservations",
        action="append",
        metavar=_("NUMÉRO"),
        help=_("de cette réservation seulement"),
    )
    parser.add_argument(
        "--loan", dest="loans", action="append", metavar=_("NUMÉRO"), help=_("de ce prêt seulement")
    )
    parser.add_argument("--pdf", metavar=_("FICHIER"), help=_("sur papier, et noter l'envoi"))
    parser.add_argument(
        "--eml",
        metavar=_("DOSSIER"),
        help=_("en messages .eml pour qui a un e-mail, et noter l'envoi"),
    )
