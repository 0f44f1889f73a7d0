"""The sections of the settings, in the order in which they are listed."""

from __future__ import annotations

from vaetvient.ui.pages.settings.look import LookSection
from vaetvient.ui.pages.settings.section import Section

SECTIONS: tuple[type[Section], ...] = (LookSection,)
