"""The few sizes, distances and colours that everything on screen is made of.

Three text sizes, one scale of distances, one colour to act, one for lateness, one for done:
what is calm is made of little.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

FAMILY = "Inter"

SMALL_PT = 10.0
BODY_PT = 11.5
LARGE_PT = 16.0

S4, S8, S12, S16, S24, S32 = 4, 8, 12, 16, 24, 32
TARGET = 34
"""The least height of what is clicked, in pixels at 100 %."""
RADIUS = 8


class Scheme(StrEnum):
    """What the volunteer asked for; SYSTEM follows the computer."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, as #rrggbb."""

    ground: str
    """Behind everything."""
    side: str
    """Behind the navigation."""
    surface: str
    """Fields, lists and what is typed in."""
    hover: str
    line: str
    """Hairlines."""
    edge: str
    """Round fields: 3:1 against their ground."""
    ink: str
    muted: str
    accent: str
    accent_soft: str
    accent_strong: str
    """The accent under the pointer."""
    on_accent: str
    late: str
    late_soft: str
    done: str
    done_soft: str

    def as_mapping(self) -> dict[str, str]:
        """Name and value of each colour."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


LIGHT = Colours(
    ground="#fbfaf7",
    side="#f2f0ea",
    surface="#ffffff",
    hover="#ebe8e0",
    line="#e2dfd6",
    edge="#8b8a84",
    ink="#1d2126",
    muted="#5a6067",
    accent="#1f55a5",
    accent_soft="#e4ecf8",
    accent_strong="#174284",
    on_accent="#ffffff",
    late="#ab2f17",
    late_soft="#fae9e4",
    done="#1b6b3c",
    done_soft="#e3f2e7",
)
DARK = Colours(
    ground="#17191c",
    side="#101214",
    surface="#1e2125",
    hover="#2a2e33",
    line="#2f343a",
    edge="#7b828a",
    ink="#eceae5",
    muted="#a9aeb5",
    accent="#8cb6f5",
    accent_soft="#223248",
    accent_strong="#b4d0fa",
    on_accent="#0c1a30",
    late="#ff9d88",
    late_soft="#43241d",
    done="#7fd3a1",
    done_soft="#1b3627",
)
CONTRAST = Colours(
    ground="#000000",
    side="#000000",
    surface="#000000",
    hover="#333333",
    line="#ffffff",
    edge="#ffffff",
    ink="#ffffff",
    muted="#ffffff",
    accent="#ffe14d",
    accent_soft="#3d3600",
    accent_strong="#fff2a8",
    on_accent="#000000",
    late="#ffb3a1",
    late_soft="#4a1408",
    done="#8dffb5",
    done_soft="#003d1b",
)
