"""What can be done to many members at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from vaetvient.desk import together
from vaetvient.desk.together import Together
from vaetvient.language import N_, _
from vaetvient.storage.queries.members import Kept
from vaetvient.ui.context import Context
from vaetvient.ui.pages.bulk import Asked, Bulk
from vaetvient.ui.printing.asked import CardsAsked
from vaetvient.ui.widgets.fields import LineField


def member_bulks(context: Context, kept: Callable[[], Kept]) -> tuple[Bulk, ...]:
    """The gestures, in the order the bar shows them; `kept` tells which entries are listed."""
    desk = context.desk

    def tag(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.tag_members(desk, keys, add=said["tag"])

    def untag(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.tag_members(desk, keys, remove=said["tag"])

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
    )
