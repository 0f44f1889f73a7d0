"""What the fields of a thing's form stand for, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vaetvient.desk.catalogue import ModelForm
from vaetvient.desk.equipment import NO_MODEL, EquipmentForm
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.numbers import whole_number
from vaetvient.domain.registration import read_date
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.queries.models import ModelFound
from vaetvient.storage.queries.thing_file import ModelRow, ThingFile
from vaetvient.ui.pages.equipment.accessories import read_accessories

OF_ALL_ALIKE = (
    "kind",
    "model",
    "model_id",
    "category_kind",
    "category_id",
    "location",
    "owner",
    "value",
)
"""What more of the same have in common with the one they are added to."""


def texts_of(file: ThingFile) -> dict[str, str]:
    """A thing as its form shows it."""
    step_free = "" if file.step_free is None else str(int(file.step_free))
    return {
        "kind": file.kind.value,
        "model": file.model.name,
        "model_id": str(file.model.id),
        "category_kind": file.model.category_kind.value,
        "category_id": str(file.model.category_id or ""),
        "tag": file.tag,
        "condition": file.condition.value if file.condition else "",
        "serial": file.serial,
        "defects": file.defects,
        "purchased_on": show_date(file.purchased_on, "short") if file.purchased_on else "",
        "location": file.location,
        "owner": file.owner,
        "value": "" if file.value_cents is None else show_money(file.value_cents),
        "notes": file.notes,
        "plate": file.plate,
        "licence_class": file.licence_class,
        "mileage_km": "" if file.mileage_km is None else str(file.mileage_km),
        "seats": "" if file.seats is None else str(file.seats),
        "step_free": step_free,
        "fittings": file.fittings,
        "room_parts": "\n".join(file.room_parts),
    }


def form_of(texts: Mapping[str, str], kind: EquipmentKind, model_id: UUID | None) -> EquipmentForm:
    """What is typed, as the use case takes it. Raises InvalidValueError subclasses."""
    return EquipmentForm(
        model_id=model_id or NO_MODEL,
        kind=kind,
        tag=texts["tag"],
        serial=texts["serial"],
        owner_name=texts["owner"],
        location=texts["location"],
        value_cents=read_amount(texts["value"]),
        condition=Condition(texts["condition"] or Condition.GOOD),
        defects=texts["defects"],
        purchased_on=read_date(texts["purchased_on"], "purchased_on"),
        notes=texts["notes"],
        plate=texts["plate"],
        licence_class=texts["licence_class"],
        mileage_km=whole_number(texts["mileage_km"], "mileage_km"),
        seats=whole_number(texts["seats"], "seats"),
        step_free={"1": True, "0": False}.get(texts["step_free"]),
        fittings=texts["fittings"],
        room_parts=tuple(texts["room_parts"].splitlines()),
    )


def new_model_of(texts: Mapping[str, str], category_id: UUID | None) -> ModelForm:
    """The model that is entered with its first things."""
    return ModelForm(
        name=texts["model"],
        category_id=category_id,
        brand=texts["brand"],
        reference=texts["reference"],
        accessories=read_accessories(texts["accessories"]),
    )


def offered(model: ModelFound) -> str:
    """How a list of suggestions names a model."""
    parts = [model.name, model.category]
    if model.things:
        parts.append(ngettext("{n} au catalogue", "{n} au catalogue", model.things))
        parts[-1] = parts[-1].format(n=model.things)
    return " · ".join(part for part in parts if part)


def known(model: ModelFound | ModelRow) -> str:
    """What is said below the field once a model is picked."""
    maker = " ".join(part for part in (model.brand, model.reference) if part)
    return " · ".join(part for part in (model.category, maker) if part)


def say_tags(tags: list[str]) -> str:
    """« VID-013, VID-014 … VID-022 : 10 étiquettes »."""
    if len(tags) == 1:
        return _("Sera {tag}").format(tag=tags[0])
    shown = ", ".join(tags) if len(tags) <= 3 else f"{tags[0]}, {tags[1]} … {tags[-1]}"
    count = ngettext("{n} étiquette", "{n} étiquettes", len(tags)).format(n=len(tags))
    return f"{shown} : {count}"
