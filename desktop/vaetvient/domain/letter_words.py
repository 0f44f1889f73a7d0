"""A lateness letter as the text of a message."""

from __future__ import annotations

from vaetvient.domain.letter import AFTER, BEFORE, TITLES, LateLetter
from vaetvient.language import _, as_language, ngettext, show_date, speaking


def subject_of(letter: LateLetter) -> str:
    """What the message is called."""
    with speaking(as_language(letter.language)):
        return _(TITLES[letter.step])


def body_of(letter: LateLetter) -> str:
    """What it says: the same words as on paper."""
    with speaking(as_language(letter.language)):
        lines = [
            _("- {what} ({number}), à rendre le {day}, {late}").format(
                what=line.words,
                number=line.number,
                day=show_date(line.due_on, "short"),
                late=ngettext("{n} jour de retard", "{n} jours de retard", line.days_late).format(
                    n=line.days_late
                ),
            )
            for line in letter.lines
        ]
        reached = " · ".join(part for part in (letter.office.phone, letter.office.email) if part)
        parts = (
            _("Bonjour,"),
            _(BEFORE[letter.step]),
            "\n".join(lines),
            _(AFTER),
            "\n".join(part for part in (letter.office.name, reached) if part),
        )
        return "\n\n".join(part for part in parts if part) + "\n"
