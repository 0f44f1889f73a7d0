"""What can be done to many members at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from vaetvient.desk import together
from vaetvient.desk.together import Left, Together
from vaetvient.domain.consent import MEANS_WORDS, ConsentMeans
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.registration import read_date
from vaetvient.domain.text import fold
from vaetvient.language import N_, _
from vaetvient.storage.queries.members import Kept
from vaetvient.ui.context import Context
from vaetvient.ui.pages.bulk import Asked, Bulk
from vaetvient.ui.pages.members.own_data import erase_everywhere
from vaetvient.ui.printing.asked import CardsAsked
from vaetvient.ui.widgets.days import DayLine
from vaetvient.ui.widgets.fields import Choice, LineField


class NotSureError(InvalidValueError):
    code = "not_sure"
    text = N_("Écrivez « effacer » : rien n'est effacé sans ce mot.")


class NoMeansError(InvalidValueError):
    code = "no_means"
    text = N_("Dites comment : un accord se montre à qui le demande.")


def member_bulks(context: Context, kept: Callable[[], Kept]) -> tuple[Bulk, ...]:
    """The gestures, in the order the bar shows them; `kept` tells which entries are listed."""
    desk = context.desk

    def tag(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.tag_members(desk, keys, add=said["tag"])

    def untag(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.tag_members(desk, keys, remove=said["tag"])

    def erase(keys: list[UUID], said: Mapping[str, str]) -> Together:
        _check_sure(said["sure"])
        done, _files = erase_everywhere(context, keys)
        return Together(done.done, tuple(Left("", one.why) for one in done.left))

    def agree(keys: list[UUID], said: Mapping[str, str]) -> Together:
        day = read_date(said["given_on"], "given_on")
        return together.note_sharing(desk, keys, _check_means(said["means"]), day)

    several = _("Séparez-en plusieurs par des virgules.")
    return (
        Bulk(
            "tag",
            N_("Ajouter un mot-clé"),
            "tag",
            do=tag,
            asked=(Asked("tag", _("Mot-clé"), LineField, hint=several),),
            synonyms=N_("étiqueter classer groupe"),
        ),
        Bulk(
            "untag",
            N_("Enlever un mot-clé"),
            "minus",
            do=untag,
            asked=(Asked("tag", _("Mot-clé"), LineField, hint=several),),
        ),
        Bulk(
            "cards",
            N_("Cartes d'adhérent"),
            "id-card",
            show=lambda keys: context.show_asked(CardsAsked(tuple(keys))),
            synonyms=N_("imprimer carte badge"),
        ),
        Bulk(
            "archive",
            N_("Archiver"),
            "archive",
            do=lambda keys, _said: together.archive_members(desk, keys),
            synonyms=N_("ranger retirer fiches"),
            available=lambda: kept() is not Kept.ARCHIVED,
        ),
        Bulk(
            "restore",
            N_("Sortir des archives"),
            "archive-restore",
            do=lambda keys, _said: together.restore_members(desk, keys),
            available=lambda: kept() is not Kept.CURRENT,
        ),
        Bulk(
            "keep",
            N_("Garder un an de plus"),
            "calendar-clock",
            do=lambda keys, _said: together.keep_members(desk, keys),
            synonyms=N_("revue annuelle sans nouvelles rgpd"),
            available=lambda: kept() is Kept.REVIEW,
        ),
        Bulk(
            "agree",
            N_("Noter leur accord"),
            "badge-check",
            do=agree,
            asked=(
                Asked("means", _("Comment l’ont-ils donné ?"), _means, check=_check_means),
                Asked(
                    "given_on",
                    _("Quand ?"),
                    lambda: DayLine(context.theme, desk.today),
                    check=lambda typed: read_date(typed, "given_on"),
                    hint=_("Vide : aujourd’hui. Ne notez que ce qui a vraiment été dit."),
                ),
            ),
            synonyms=N_("consentement partage rgpd"),
            available=lambda: kept() is Kept.UNAGREED,
        ),
        Bulk(
            "hide",
            N_("Ne plus montrer aux autres bureaux"),
            "lock",
            do=lambda keys, _said: together.hide_members(desk, keys),
            synonyms=N_("consentement partage rgpd"),
            available=lambda: kept() is Kept.UNAGREED,
        ),
        Bulk(
            "erase",
            N_("Effacer pour toujours"),
            "trash-2",
            do=erase,
            asked=(
                Asked(
                    "sure",
                    _("Pour confirmer, écrivez : effacer"),
                    LineField,
                    check=_check_sure,
                    hint=_(
                        "Noms, coordonnées, notes, adhésions, conventions et reçus disparaissent "
                        "ici et chez les autres bureaux ; on ne peut pas revenir en arrière. La "
                        "page Échanges dit ensuite quels fichiers remis détruire."
                    ),
                ),
            ),
            synonyms=N_("revue annuelle sans nouvelles rgpd oublier supprimer"),
            available=lambda: kept() is Kept.REVIEW,
        ),
    )


def _means() -> Choice:
    choice = Choice()
    for means, words in MEANS_WORDS.items():
        choice.addItem(_(words), means.value)
    return choice


def _check_means(said: str) -> ConsentMeans:
    """Raises NoMeansError."""
    if said not in set(ConsentMeans):
        raise NoMeansError(field="means")
    return ConsentMeans(said)


def _check_sure(typed: str) -> str:
    """Erasing many cannot be undone: one word more than a press. Raises NotSureError."""
    if fold(typed) != fold(_("effacer")):
        raise NotSureError(field="sure")
    return typed
