"""What can keep a document from being made."""

from __future__ import annotations

from typing import ClassVar

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_


class FontMissingError(EnvironmentFaultError):
    """A letter file that every document needs is not where the program keeps it."""

    code: ClassVar[str] = "font_missing"
    text: ClassVar[str] = N_("La police de caractères « {name} » manque dans {folder}.")
    way_out: ClassVar[str] = N_(
        "Réinstallez Va-et-vient : vos données ne sont pas touchées, et le document pourra être "
        "imprimé ensuite."
    )


class FontDamagedError(FontMissingError):
    """The letter file is there and cannot be read."""

    code: ClassVar[str] = "font_damaged"
    text: ClassVar[str] = N_("La police de caractères « {name} » de {folder} est illisible.")
