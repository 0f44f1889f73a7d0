"""The sections of the settings, in the order in which they are listed."""

from __future__ import annotations

from vaetvient.ui.pages.settings.data import DataSection
from vaetvient.ui.pages.settings.letter_texts import LetterTextsSection
from vaetvient.ui.pages.settings.look import LookSection
from vaetvient.ui.pages.settings.office import OfficeSection
from vaetvient.ui.pages.settings.opening import OpeningSection
from vaetvient.ui.pages.settings.personal import PersonalSection
from vaetvient.ui.pages.settings.printers import PrintersSection
from vaetvient.ui.pages.settings.rules import RulesSection
from vaetvient.ui.pages.settings.scanner import ScannerSection
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.terms import TermsSection
from vaetvient.ui.pages.settings.texts import TextsSection
from vaetvient.ui.pages.settings.volunteers import VolunteersSection

SECTIONS: tuple[type[Section], ...] = (
    OfficeSection,
    OpeningSection,
    TermsSection,
    RulesSection,
    TextsSection,
    LetterTextsSection,
    VolunteersSection,
    PersonalSection,
    ScannerSection,
    PrintersSection,
    LookSection,
    DataSection,
)
