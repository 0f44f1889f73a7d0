"""What can be done to many things at once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vaetvient.desk import together
from vaetvient.desk.together import Together
from vaetvient.domain.equipment import Condition
from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.bulk import Asked, Bulk
from vaetvient.ui.pages.counter.conditions import ORDER
from vaetvient.ui.pages.equipment.category_choice import CategoryChoice
from vaetvient.ui.pages.equipment.live import condition_field, place_field
from vaetvient.ui.printing.asked import LabelsAsked
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import Choice, LineField


def equipment_bulks(context: Context, categories: CategoryChoice) -> tuple[Bulk, ...]:
    """The gestures, in the order the bar shows them; `categories` is kept up to date elsewhere."""
    desk = context.desk

    def conditions() -> Choice:
        field = condition_field()
        field.setCurrentIndex(ORDER.index(Condition.GOOD))
        return field

    def move(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.move_things(desk, keys, said["place"])

    def judge(keys: list[UUID], said: Mapping[str, str]) -> Together:
        return together.judge_things(desk, keys, Condition(said["condition"]))

    def sort(keys: list[UUID], _said: Mapping[str, str]) -> Together:
        return together.sort_models(desk, keys, categories.key())

    def stop(keys: list[UUID], said: Mapping[str, str]) -> Together:
        until = read_day(said["until"], desk.today(), "until")
        return together.stop_things(desk, keys, said["reason"], until=until)

    return (
        Bulk(
            "move",
            N_("Ranger ailleurs"),
            "map-pin",
            do=move,
            asked=(Asked("place", _("Emplacement"), lambda: place_field(context)),),
            synonyms=N_("déplacer emplacement lieu salle"),
        ),
        Bulk(
            "judge",
            N_("Dire l'état"),
            "contrast",
            do=judge,
            asked=(Asked("condition", _("État"), conditions),),
            synonyms=N_("condition abîmé usure neuf"),
        ),
        Bulk(
            "sort",
            N_("Changer de catégorie"),
            "layers",
            do=sort,
            asked=(
                Asked(
                    "category",
                    _("Catégorie"),
                    lambda: categories,
                    hint=_("Elle vaut pour tous les exemplaires des mêmes modèles."),
                ),
            ),
        ),
        Bulk(
            "stop",
            N_("Mettre hors service"),
            "wrench",
            do=stop,
            asked=(
                Asked("reason", _("Pour quelle raison ?"), LineField),
                Asked(
                    "until",
                    _("Jusqu'au"),
                    lambda: DayLine(context.theme, desk.today),
                    check=lambda typed: read_day(typed, desk.today(), "until"),
                    hint=_("Laissez vide : jusqu'à nouvel ordre."),
                ),
            ),
            synonyms=N_("réparer contrôler arrêter"),
        ),
        Bulk(
            "labels",
            N_("Étiquettes"),
            "tag",
            show=lambda keys: context.show_asked(LabelsAsked(tuple(keys))),
            synonyms=N_("imprimer coller code-barres"),
        ),
        Bulk(
            "archive",
            N_("Retirer du matériel"),
            "archive",
            do=lambda keys, _said: together.archive_things(desk, keys),
            synonyms=N_("vendu jeté archiver"),
        ),
    )
