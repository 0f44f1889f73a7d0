"""What a page of records was looking at, and where such pages keep what was chosen on them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

SETTINGS_NAME = "listes.ini"
"""The file in the data folder: columns, views, forms that are not finished."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a page of records was looking at."""

    filters: dict[str, str]
    key: UUID | None
    record_wanted: bool
    in_form: bool
