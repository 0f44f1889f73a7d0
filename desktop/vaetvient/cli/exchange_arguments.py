"""What can be typed of the exchange between offices; see `arguments`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaetvient.language import LANGUAGES, _

CONSENT_SUBJECTS = ("sharing", "news", "picture", "other")
DOCUMENT_KINDS = ("insurance", "licence", "other")
CONSENT_MEANS = ("desk", "paper", "email", "phone", "online")


def exchange_commands(command: Any, options: Any, parser: Any) -> None:
    """Add `network`, `exchange`, `conflict`, `transfer`, `request`, `set` and `person`.

    `options` may stand after any of them; `parser` makes the parsers.
    """

    def leaves(name: str, help_text: str) -> Any:
        below = command(name, help_text).add_subparsers(
            dest="what", metavar=_("quoi"), required=True, parser_class=parser
        )

        def leaf(word: str, leaf_help: str) -> Any:
            return below.add_parser(word, parents=[options], help=leaf_help, description=leaf_help)

        return leaf

    _network(leaves("network", _("le réseau des bureaux qui échangent")))
    _exchange(leaves("exchange", _("échanger avec les autres bureaux par fichier")))
    _conflict(leaves("conflict", _("ce que deux postes ont changé sans le savoir")))
    _person(leaves("person", _("les personnes")))
    _transfer(leaves("transfer", _("le matériel confié d'un bureau à l'autre")))
    _request(leaves("request", _("demander à un autre bureau ce qu'il garde")))
    one = command("set", _("changer des champs d'une fiche"))
    one.add_argument("kind", choices=("members", "equipment"))
    one.add_argument("which", metavar=_("NUMÉRO|CARTE|ÉTIQUETTE"))
    one.add_argument("fields", nargs="+", metavar=_("CHAMP=VALEUR"))


def _network(leaf: Any) -> None:
    file = _("FICHIER")
    found = leaf("found", _("fonder un réseau"))
    found.add_argument("--name", required=True, metavar=_("NOM"))
    invite = leaf("invite", _("inviter un poste"))
    invite.add_argument("--out", type=Path, required=True, metavar=file)
    join = leaf("join", _("rejoindre un réseau : répondre à une invitation, puis à l'accueil"))
    join.add_argument("invitation", type=Path, nargs="?", metavar=file)
    join.add_argument("--out", type=Path, metavar=file, help=_("où écrire la demande"))
    join.add_argument("--welcome", type=Path, metavar=file, help=_("l'accueil reçu en retour"))
    admit = leaf("admit", _("admettre un poste qui demande à entrer"))
    admit.add_argument("request", type=Path, metavar=file)
    admit.add_argument(
        "--fingerprint", default="", metavar=_("EMPREINTE"), help=_("lue à voix haute")
    )
    whose = admit.add_mutually_exclusive_group()
    whose.add_argument(
        "--office", default="", metavar=_("NOM"), help=_("comment nommer son bureau")
    )
    whose.add_argument(
        "--same-office", action="store_true", help=_("un poste de plus de ce bureau")
    )
    admit.add_argument(
        "--out", type=Path, required=True, metavar=file, help=_("où écrire l'accueil")
    )
    leaf("remove", _("ne plus écouter un poste")).add_argument("site", metavar=_("POSTE|BUREAU"))
    retire = leaf("retire", _("ne plus attendre un poste silencieux, qui peut revenir"))
    retire.add_argument("site", metavar=_("POSTE|BUREAU"))
    leaf("list", _("les postes du réseau"))


def _exchange(leaf: Any) -> None:
    out = leaf("out", _("écrire ce que les autres n'ont pas"))
    out.add_argument("target", type=Path, metavar=_("DOSSIER|FICHIER"))
    out.add_argument("--to", nargs="+", default=[], metavar=_("POSTE|BUREAU"))
    taken = leaf("in", _("prendre ce qui est arrivé"))
    taken.add_argument("sources", nargs="+", metavar=_("FICHIER|DOSSIER"))
    run = leaf("run", _("un tour dans des dossiers partagés : prendre, puis écrire"))
    run.add_argument(
        "folders", nargs="*", metavar=_("DOSSIER"), help=_("sinon ceux que ce poste surveille")
    )
    folders = leaf("folders", _("les dossiers partagés que ce poste surveille"))
    folders.add_argument("--add", metavar=_("DOSSIER"), help=_("surveiller ce dossier"))
    folders.add_argument(
        "--to", nargs="+", default=[], metavar=_("POSTE|BUREAU"), help=_("pour eux seuls")
    )
    folders.add_argument("--remove", metavar=_("DOSSIER"), help=_("ne plus le surveiller"))
    folders.add_argument(
        "--minutes", type=int, metavar="N", help=_("toutes les combien de minutes y regarder")
    )
    leaf("status", _("qui a quoi, et depuis quand"))
    inspect = leaf("inspect", _("vérifier un fichier sans le prendre"))
    inspect.add_argument("file", type=Path, metavar=_("FICHIER"))


def _conflict(leaf: Any) -> None:
    listed = leaf("list", _("ce qui attend une décision"))
    listed.add_argument("--all", action="store_true", help=_("ce qui est réglé aussi"))
    leaf("show", _("les deux côtés")).add_argument("id", metavar=_("DIVERGENCE"))
    settle = leaf("settle", _("décider, partout"))
    settle.add_argument("id", metavar=_("DIVERGENCE"))
    settle.add_argument(
        "--take", required=True, metavar="ours|theirs|" + _("VALEUR"), help=_("ce qui vaut")
    )


def _person(leaf: Any) -> None:
    which = _("NUMÉRO|CARTE")
    given = leaf("export", _("remettre à une personne tout ce que l'on sait d'elle (RGPD)"))
    given.add_argument("number", metavar=which)
    given.add_argument("file", type=Path, metavar=_("FICHIER.pdf|FICHIER.json"))
    register = leaf("register", _("écrire le registre des traitements du bureau (RGPD, art. 30)"))
    register.add_argument("file", type=Path, metavar=_("FICHIER.pdf"))
    register.add_argument("--in", dest="in_language", choices=LANGUAGES, help=_("en quelle langue"))
    erase = leaf("erase", _("effacer une personne partout (RGPD)"))
    erase.add_argument("number", metavar=which)
    consent = leaf("consent", _("dire les accords d'une personne, en noter un, le retirer"))
    consent.add_argument("number", metavar=which)
    consent.add_argument("--subject", choices=CONSENT_SUBJECTS, help=_("à quoi elle dit oui"))
    consent.add_argument(
        "--means",
        choices=CONSENT_MEANS,
        default="desk",
        help=_("comment elle l'a dit"),
    )
    consent.add_argument("--wording", default="", metavar=_("TEXTE"), help=_("avec quels mots"))
    consent.add_argument("--given", metavar=_("DATE"), help=_("quand ; sinon aujourd'hui"))
    consent.add_argument(
        "--withdraw", choices=CONSENT_SUBJECTS, help=_("à quoi elle ne dit plus oui")
    )
    shown = leaf("document", _("dire les pièces au dossier d'un adhérent, en noter une"))
    shown.add_argument("number", metavar=which)
    shown.add_argument("--kind", choices=DOCUMENT_KINDS, help=_("quelle pièce on a vue"))
    shown.add_argument(
        "--reference", default="", metavar=_("TEXTE"), help=_("assureur, n°, classes du permis")
    )
    shown.add_argument("--until", metavar=_("DATE"), help=_("son dernier jour"))
    looked = leaf("review", _("de qui l'on n'a plus de nouvelles, et qu'en faire"))
    looked.add_argument("numbers", nargs="*", metavar=which, help=_("de qui décider"))
    deed = looked.add_mutually_exclusive_group()
    for name, help_text in (
        ("archive", _("archiver ces fiches")),
        ("keep", _("les garder un an de plus")),
        ("erase", _("les effacer partout (RGPD)")),
    ):
        deed.add_argument(
            f"--{name}", dest="deed", action="store_const", const=name, help=help_text
        )


def _transfer(leaf: Any) -> None:
    number, office = _("NUMÉRO"), _("BUREAU")
    listed = leaf("list", _("ce qui est en route"))
    listed.add_argument("--all", action="store_true", help=_("ce qui est arrivé aussi"))
    send = leaf("send", _("confier du matériel à un autre bureau"))
    send.add_argument("--item", nargs="+", required=True, metavar=_("ÉTIQUETTE"), help=_("quoi"))
    send.add_argument("--to", metavar=office, help=_("à qui ; sinon qui a fait la demande"))
    send.add_argument("--request", metavar=number, help=_("la demande à laquelle cela répond"))
    send.add_argument("--carrier", default="", metavar=_("NOM"), help=_("qui le transporte"))
    send.add_argument("--note", default="", metavar=_("TEXTE"), help=_("une note"))
    send.add_argument("--pdf", metavar=_("FICHIER"), help=_("où écrire le bordereau"))
    receive = leaf("receive", _("dire que c'est arrivé"))
    receive.add_argument("number", metavar=number)
    receive.add_argument("--note", default="", metavar=_("TEXTE"), help=_("une note"))
    refuse = leaf("refuse", _("dire que ce n'est pas arrivé, ou que cela repart"))
    refuse.add_argument("number", metavar=number)
    refuse.add_argument("--reason", required=True, metavar=_("TEXTE"), help=_("pourquoi"))
    slip = leaf("slip", _("écrire le bordereau qui voyage avec"))
    slip.add_argument("number", metavar=number)
    slip.add_argument("file", metavar=_("FICHIER.pdf"))


def _request(leaf: Any) -> None:
    number, words = _("NUMÉRO"), _("TEXTE")
    listed = leaf("list", _("celles qui attendent"))
    listed.add_argument("--all", action="store_true", help=_("les anciennes aussi"))
    make = leaf("make", _("demander"))
    make.add_argument("--member", required=True, metavar=_("CARTE|NUMÉRO"), help=_("pour qui"))
    make.add_argument("--item", required=True, metavar=_("QUOI"), help=_("étiquette ou modèle"))
    make.add_argument("--from", dest="start", required=True, metavar=_("DATE"))
    make.add_argument("--until", dest="end", required=True, metavar=_("DATE"))
    make.add_argument("--to", metavar=_("BUREAU"), help=_("pour un modèle : à quel bureau"))
    make.add_argument("--quantity", type=int, default=1, metavar="N", help=_("combien"))
    make.add_argument("--message", default="", metavar=words, help=_("un mot à l'autre bureau"))
    confirm = leaf("confirm", _("dire oui : c'est réservé"))
    confirm.add_argument("number", metavar=number)
    confirm.add_argument("--note", default="", metavar=words, help=_("un mot en retour"))
    refuse = leaf("refuse", _("dire non"))
    refuse.add_argument("number", metavar=number)
    refuse.add_argument("--reason", required=True, metavar=words, help=_("pourquoi"))
    refuse.add_argument(
        "--alternative", default="", metavar=words, help=_("ce qui serait possible à la place")
    )
    leaf("withdraw", _("retirer sa demande")).add_argument("number", metavar=number)
    release = leaf("release", _("libérer ce qui était promis pour une demande retirée"))
    release.add_argument("number", metavar=number)
