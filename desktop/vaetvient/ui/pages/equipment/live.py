"""The facts of a thing, and those of them that are corrected where they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from vaetvient.domain.equipment import CONDITION_WORDS, CategoryKind
from vaetvient.domain.text import fold
from vaetvient.language import _, show_date, show_money, show_number
from vaetvient.storage.queries.equipment import places_present
from vaetvient.storage.queries.thing_file import ThingFile
from vaetvient.ui.context import Context
from vaetvient.ui.pages.counter.conditions import ORDER
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.live_facts import Fact, Live
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_OFFERED = 8


def place_field(context: Context) -> SuggestField:
    """A line that offers the places where things are kept already."""

    def places(typed: str) -> list[Suggestion]:
        with context.desk.database.reading() as session:
            known = places_present(session)
        inside = [name for name, _count in known if fold(typed) in fold(name)]
        return [Suggestion(name, name, name) for name in inside[:_OFFERED]]

    return SuggestField(context.work, places)


def condition_field() -> Choice:
    """The five states of a thing, best first."""
    field = Choice()
    for condition in ORDER:
        field.addItem(_(CONDITION_WORDS[condition]), condition.value)
    return field


def live_facts(context: Context, file: ThingFile) -> list[Fact]:
    """What is said of a thing; what was withdrawn is only read."""
    kind = file.model.category_kind

    def live(name: str, said: str, field: Live) -> Fact:
        return (name, said) if file.archived_at is not None else (name, said, field)

    own: list[Fact] = [(_("Catégorie"), file.model.category)]
    if file.condition is not None:
        words = _(CONDITION_WORDS[file.condition])
        condition = Live("condition", condition_field, file.condition.value)
        own.append(live(_("État"), words, condition))
        own.append(live(_("Défauts"), file.defects, Live("defects", QPlainTextEdit, file.defects)))
    own += [
        live(
            _("Emplacement"),
            file.location,
            Live("location", lambda: place_field(context), file.location),
        ),
        live(_("Propriétaire"), file.owner, Live("owner", LineField, file.owner)),
    ]
    if file.condition is not None:
        own.append(live(_("N° de série"), file.serial, Live("serial", LineField, file.serial)))
    own += [
        (_("Valeur"), "" if file.value_cents is None else show_money(file.value_cents)),
        (_("Acheté le"), show_date(file.purchased_on) if file.purchased_on else ""),
    ]
    if kind is CategoryKind.VEHICLE:
        km = "" if file.mileage_km is None else f"{show_number(file.mileage_km)} km"
        own += [
            (_("Immatriculation"), file.plate),
            (_("Permis"), file.licence_class),
            live(
                _("Compteur"),
                km,
                Live("mileage_km", LineField, str(file.mileage_km or "")),
            ),
        ]
    if kind in (CategoryKind.VEHICLE, CategoryKind.ROOM):
        own.append((_("Places"), "" if file.seats is None else str(file.seats)))
    if kind is CategoryKind.ROOM and file.step_free is not None:
        own.append((_("De plain-pied"), _("oui") if file.step_free else _("non")))
    if kind is CategoryKind.ROOM:
        fittings = Live("fittings", QPlainTextEdit, file.fittings)
        own += [
            live(_("Dans la salle"), file.fittings, fittings),
            (_("Se divise en"), ", ".join(file.room_parts)),
            (_("Fait partie de"), ", ".join(file.part_of)),
        ]
    return [*own, live(_("Notes"), file.notes, Live("notes", QPlainTextEdit, file.notes))]
