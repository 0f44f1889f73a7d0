"""Finding a setting by a few letters: its name, another word for it, or its line of help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vaetvient.language import _
from vaetvient.ui.likeness import likeness
from vaetvient.ui.pages.settings.section import Section, Setting

_BY_HELP = 0.5
"""How much less an answer counts that only the line of help gives."""


@dataclass(frozen=True, slots=True)
class FoundSetting:
    """A setting, and the section it is in."""

    section: type[Section]
    setting: Setting


def find_settings(typed: str, sections: Sequence[type[Section]]) -> list[FoundSetting]:
    """The settings that answer to every word typed, the best first; a slip is forgiven. A whole
    section that is so called comes as a setting without a name."""
    named = [
        (likeness(typed, _(s.title), ""), FoundSetting(s, Setting("", s.title, s.about)))
        for s in sections
    ]
    scored = [
        (_score(typed, section, setting), FoundSetting(section, setting))
        for section in sections
        for setting in section.settings
    ]
    best = sorted((*named, *scored), key=lambda entry: -entry[0])
    return [found for score, found in best if score]


def _score(typed: str, section: type[Section], setting: Setting) -> float:
    label, title, line = _(setting.label), _(section.title), _(setting.help)
    also = _(setting.also) if setting.also else ""
    named = likeness(typed, label, f"{also} {title}")
    return max(named, _BY_HELP * likeness(typed, f"{label} {line}", f"{also} {title}"))
