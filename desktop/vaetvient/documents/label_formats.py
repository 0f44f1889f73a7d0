"""The labels that can be bought: which there are, and where each one lies on its sheet."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any, ClassVar

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.prints import LabelFormat
from vaetvient.language import N_, _, ngettext, show_number, spoken


class UnknownLabelFormatError(InvalidValueError):
    code: ClassVar[str] = "unknown_label_format"
    text: ClassVar[str] = N_("« {value} » n'est pas un format d'étiquette connu.")
    way_out: ClassVar[str] = N_("Formats connus : {known}.")


@cache
def label_formats() -> tuple[LabelFormat, ...]:
    """Every format, sheets first, as `resources/documents/labels.toml` declares them."""
    from vaetvient.paths import resources

    with (resources() / "documents" / "labels.toml").open("rb") as file:
        declared = tomllib.load(file)
    sheets = [_format(one) for one in declared["sheet"]]
    rolls = [_format(one | {"roll": True}) for one in declared["roll"]]
    return (*sheets, *rolls)


def label_format(code: str) -> LabelFormat:
    """The format called `code`, in any case. Raises UnknownLabelFormatError."""
    for known in label_formats():
        if known.code.casefold() == code.strip().casefold():
            return known
    names = ", ".join(known.code for known in label_formats())
    raise UnknownLabelFormatError(value=code, known=names, field="format")


def show_format(known: LabelFormat) -> str:
    """« Avery L7160, J8160 : 63,5 × 38,1 mm, 21 étiquettes par feuille »."""
    size = f"{_length(known.width)} × {_length(known.height)} mm"
    if known.roll:
        return _("{name} : {size}, en rouleau").format(name=known.name, size=size)
    many = ngettext("{n} étiquette par feuille", "{n} étiquettes par feuille", known.per_sheet)
    return _("{name} : {size}, {many}").format(
        name=known.name, size=size, many=many.format(n=show_number(known.per_sheet))
    )


def _length(millimetres: float) -> str:
    text = f"{millimetres:g}"
    return text.replace(".", ",") if spoken() == "fr" else text


def _format(declared: dict[str, Any]) -> LabelFormat:
    if "unprintable" in declared:
        declared = declared | {"unprintable": tuple(declared["unprintable"])}
    return LabelFormat(**declared)
