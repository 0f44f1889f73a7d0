"""What can be typed of lists that are taken in, once or again and again; see `arguments`."""

from __future__ import annotations

from typing import Any

from vaetvient.language import _

KINDS = ("members", "equipment")


def take_in_arguments(taken: Any) -> None:
    """Add to `taken` what may follow `import`."""
    taken.add_argument("kind", choices=KINDS, help=_("ce qu'elle liste"))
    taken.add_argument("file", metavar=_("FICHIER"), help=_("CSV, XLSX, XLS, ODS, VCF ou JSON"))
    taken.add_argument(
        "--dry-run", action="store_true", help=_("dire ce qui serait fait, sans rien enregistrer")
    )
    taken.add_argument(
        "--keep-going",
        action="store_true",
        help=_("laisser de côté les lignes refusées et prendre les autres"),
    )
    how_it_is_read(taken)
    taken.add_argument(
        "--fill",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("COLONNE"),
        help=_("champs où ce qui est déjà là reste : email, phone, notes…"),
    )
    taken.add_argument(
        "--doubtful",
        choices=("new", "wait"),
        default="new",
        help=_("ce que devient une ligne qui ressemble à quelqu'un qui est là"),
    )
    taken.add_argument(
        "--save-refused",
        default="",
        metavar=_("FICHIER"),
        help=_("où écrire les lignes refusées, pour les corriger et les redonner"),
    )
    taken.add_argument(
        "--details", action="store_true", help=_("dire ce qui change, ligne par ligne")
    )


def how_it_is_read(parser: Any) -> None:
    """Add what may be said of a file beforehand."""
    parser.add_argument(
        "--profile",
        default="",
        metavar=_("PROFIL"),
        help=_("de quel programme il vient : galette-members… ou un fichier ; « - » : aucun"),
    )
    parser.add_argument("--sheet", default="", metavar=_("FEUILLE"), help=_("quelle feuille"))
    parser.add_argument(
        "--header-line",
        type=int,
        metavar="N",
        help=_("à quelle ligne sont les en-têtes ; 0 : il n'y en a pas"),
    )
    parser.add_argument(
        "--column",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("EN-TÊTE=CHAMP"),
        help=_("quelle colonne est quel champ ; « note » : dans les notes, « - » : laissée"),
    )


def feed_commands(command: Any, options: Any, parser: Any) -> None:
    """Add `feed`, with what follows it; `options` may stand after any of them."""
    below = command("feed", _("prendre un fichier chaque fois qu'il change")).add_subparsers(
        dest="what", metavar=_("quoi"), required=True, parser_class=parser
    )

    def leaf(word: str, leaf_help: str) -> Any:
        return below.add_parser(word, parents=[options], help=leaf_help, description=leaf_help)

    added = leaf("add", _("suivre un fichier, ou le plus récent d'un dossier"))
    added.add_argument("name", metavar=_("NOM"))
    added.add_argument("path", metavar=_("FICHIER|DOSSIER"))
    added.add_argument("--kind", choices=KINDS, required=True, help=_("ce qu'il liste"))
    added.add_argument(
        "--every", type=int, default=60, metavar=_("MINUTES"), help=_("tous les combien")
    )
    added.add_argument(
        "--keep",
        nargs="+",
        action="extend",
        default=[],
        metavar=_("COLONNE"),
        help=_("champs du bureau : le fichier ne fait qu'y remplir ce qui est vide"),
    )
    how_it_is_read(added)
    leaf("list", _("les fichiers suivis, et leur dernier passage"))
    run = leaf("run", _("prendre maintenant ce qui a changé"))
    run.add_argument("name", nargs="?", default="", metavar=_("NOM"))
    run.add_argument(
        "--accept-shrink",
        action="store_true",
        help=_("prendre aussi un fichier où beaucoup de lignes ont disparu"),
    )
    leaf("remove", _("ne plus suivre un fichier")).add_argument("name", metavar=_("NOM"))
    leaf("log", _("ses passages")).add_argument("name", metavar=_("NOM"))
    leaf("questions", _("ce qui attend une décision"))
    answer = leaf("answer", _("décider"))
    answer.add_argument("id", metavar=_("QUESTION"))
    answer.add_argument(
        "answer",
        metavar="ours|theirs|archive|keep|new|" + _("NUMÉRO"),
        help=_("garder, prendre, archiver, laisser, nouveau, ou le numéro de l'adhérent"),
    )
