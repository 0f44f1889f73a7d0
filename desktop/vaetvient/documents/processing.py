"""The register of processing on paper (RGPD, art. 30), filled with the office's own facts."""

from __future__ import annotations

from vaetvient.documents.blocks import say
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import Table, spread
from vaetvient.domain.personal_data import ACCOUNTING_YEARS
from vaetvient.domain.prints import Align
from vaetvient.domain.processing import ProcessingFacts
from vaetvient.language import _, as_language, ngettext, show_number, speaking

Lines = list[tuple[str, str]]
_WITH_HEAD = 150.0
"""What a title keeps below it, in points: its head and some rows."""


def render_register(content: ProcessingFacts) -> bytes:
    """The register as PDF; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_register(content))


def compose_register(content: ProcessingFacts) -> Document:
    """The register laid out: who answers for it, then one part for each processing."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("Registre des traitements"))
        article = say(_("RGPD, article 30"))
        table.print_title(title, content.office, content.made_at, (article,))
        _print(table, say(_("Responsable du traitement")), _controller(content))
        for name, lines in _processings(content):
            _print(table, name, lines)
        _print(table, say(_("Mesures de sécurité, pour tous")), _security())
        if content.annex.strip():
            table.section(say(_("Ce que le bureau ajoute")))
            for paragraph in content.annex.split("\n"):
                if paragraph.strip():
                    table.say(paragraph)
        about = About(
            title=title,
            author=content.office,
            subject=article,
            keywords="",
            language=as_language(content.language),
            made=content.made_at,
        )
        return table.document(about)


def _print(table: Table, title: str, lines: Lines) -> None:
    table.flow.need(_WITH_HEAD)
    table.section(title)
    columns: list[tuple[str, float, Align]] = [
        (_("Rubrique"), 44.0, "left"),
        (_("Contenu"), 130.0, "left"),
    ]
    table.begin(spread(columns, table.width))
    for name, words in lines:
        if words:
            table.row((name, words), strong=(0,))
    table.end()


def _controller(content: ProcessingFacts) -> Lines:
    return [
        (_("Bureau"), content.office),
        (_("Adresse"), content.address),
        (_("Pour exercer ses droits"), content.contact),
        (_("Immatriculation"), content.registered),
    ]


def _processings(content: ProcessingFacts) -> list[tuple[str, Lines]]:
    years = ngettext("{n} an", "{n} ans", content.retention_years).format(n=content.retention_years)
    after = say(
        _("{years} après la dernière activité, selon une revue annuelle ; puis effacées."),
        years=years,
    )
    accounts = say(
        _("Pièces comptables : {n} ans (Code de commerce, art. L123-22)."), n=ACCOUNTING_YEARS
    )
    inside = say(_("Les bénévoles et salariés du bureau."))
    persons = ngettext("{n} personne", "{n} personnes", content.persons)
    associations = ngettext("{n} association", "{n} associations", content.associations)
    everybody = ", ".join(
        (
            persons.format(n=show_number(content.persons)),
            associations.format(n=show_number(content.associations)),
        )
    )
    others = ", ".join(content.other_offices) or say(_("Aucun autre bureau pour l'instant."))
    volunteers = ngettext("{n} bénévole", "{n} bénévoles", content.volunteers)
    documents = ngettext("{n} pièce notée", "{n} pièces notées", content.documents)
    shared = ngettext("{n} fiche montrée", "{n} fiches montrées", content.shared)
    return [
        (
            say(_("1. Adhérents et adhésions")),
            [
                (_("À quoi il sert"), say(_("Savoir qui peut emprunter, et qui est à jour."))),
                (
                    _("Fondement"),
                    say(_("Exécution du contrat d'adhésion (RGPD, art. 6.1.b).")),
                ),
                (_("De qui"), everybody),
                (
                    _("Quelles données"),
                    say(
                        _(
                            "Nom, date de naissance, e-mail, téléphones, adresse, numéro et carte, "
                            "mots-clés et notes ; pour une association : RNA, SIRET, "
                            "représentants ; cotisations et mode de paiement."
                        )
                    ),
                ),
                (_("Qui les voit"), inside),
                (_("Combien de temps"), f"{after} {accounts}"),
            ],
        ),
        (
            say(_("2. Prêts, réservations et cautions")),
            [
                (
                    _("À quoi il sert"),
                    say(_("Prêter le matériel, le retrouver, établir conventions et reçus.")),
                ),
                (_("Fondement"), say(_("Exécution du contrat de prêt (RGPD, art. 6.1.b)."))),
                (_("De qui"), say(_("Emprunteurs, signataires, personnes venues chercher."))),
                (
                    _("Quelles données"),
                    say(
                        _(
                            "Ce qui est prêté, dates, états et incidents, objet et lieu "
                            "d'utilisation, caution et sa référence, conventions et reçus."
                        )
                    ),
                ),
                (_("Qui les voit"), inside),
                (
                    _("Combien de temps"),
                    say(_("Comme la fiche de l'emprunteur ; les chiffres restent, sans nom."))
                    + f" {accounts}",
                ),
            ],
        ),
        (
            say(_("3. Pièces au dossier")),
            [
                (
                    _("À quoi il sert"),
                    say(_("Vérifier une assurance ou un permis avant un prêt qui l'exige.")),
                ),
                (_("Fondement"), say(_("Exécution du contrat de prêt (RGPD, art. 6.1.b)."))),
                (_("De qui"), documents.format(n=show_number(content.documents))),
                (
                    _("Quelles données"),
                    say(_("Nature, référence, validité, qui l'a vue ; la pièce n'est pas copiée.")),
                ),
                (_("Qui les voit"), inside),
                (_("Combien de temps"), say(_("Comme la fiche de l'adhérent."))),
            ],
        ),
        (
            say(_("4. Échange entre bureaux")),
            [
                (
                    _("À quoi il sert"),
                    say(_("Mettre le matériel en commun, par fichiers signés et chiffrés.")),
                ),
                (
                    _("Fondement"),
                    say(_("Consentement, noté avec sa date et ses mots (RGPD, art. 6.1.a).")),
                ),
                (_("De qui"), shared.format(n=show_number(content.shared))),
                (
                    _("Quelles données"),
                    say(_("Nom et coordonnées ; ni notes, ni cotisations, ni pièces.")),
                ),
                (_("Qui les voit"), others),
                (_("Combien de temps"), say(_("Jusqu'au retrait de l'accord ou l'effacement."))),
            ],
        ),
        (
            say(_("5. Bénévoles et historique des gestes")),
            [
                (
                    _("À quoi il sert"),
                    say(_("Savoir qui a fait quoi, et pouvoir revenir sur une erreur.")),
                ),
                (_("Fondement"), say(_("Intérêt légitime du bureau (RGPD, art. 6.1.f)."))),
                (_("De qui"), volunteers.format(n=show_number(content.volunteers))),
                (_("Quelles données"), say(_("Nom du bénévole, geste, date et heure."))),
                (_("Qui les voit"), inside),
                (
                    _("Combien de temps"),
                    say(
                        _(
                            "Le temps des fiches dont il parle ; ce qu'il dit d'une personne "
                            "s'efface avec elle."
                        )
                    ),
                ),
            ],
        ),
    ]


def _security() -> Lines:
    return [
        (
            _("Où"),
            say(_("Sur les ordinateurs du bureau. Le programme n'envoie rien de lui-même.")),
        ),
        (
            _("Copies"),
            say(_("Automatiques, gardées 7 jours, 4 semaines et 12 mois, puis détruites.")),
        ),
        (
            _("Échanges"),
            say(_("Fichiers signés, chiffrés pour leurs seuls destinataires.")),
        ),
        (
            _("Droits"),
            say(
                _(
                    "Copie du dossier, correction, effacement et retrait d'accord se font depuis "
                    "la fiche de la personne."
                )
            ),
        ),
    ]
