"""A letter as the text of a message."""

from __future__ import annotations

from urllib.parse import quote

from vaetvient.domain.letter import LetterKind, LetterLine, ReadyLetter
from vaetvient.language import _, as_language, speaking


def body_of(letter: ReadyLetter) -> str:
    """What the message says: the same words as on paper."""
    with speaking(as_language(letter.language)):
        lines = [_line(letter.kind, line) for line in letter.lines]
        reached = " · ".join(part for part in (letter.office.phone, letter.office.email) if part)
        parts = (
            *letter.before,
            "\n".join(lines),
            *letter.after,
            "\n".join(part for part in (letter.office.name, reached) if part),
        )
        return "\n\n".join(part for part in parts if part) + "\n"


def mail_address(letter: ReadyLetter) -> str:
    """The letter as a `mailto:` address (RFC 6068): any mail program opens it, ready to be sent."""
    to = quote(letter.borrower.email, safe="@")
    body = quote(body_of(letter).replace("\n", "\r\n"), safe="")
    return f"mailto:{to}?subject={quote(letter.title, safe='')}&body={body}"


def _line(kind: LetterKind, line: LetterLine) -> str:
    if kind is LetterKind.LATE:
        words = _("- {what} ({number}), à rendre le {day}, {late}")
        return words.format(what=line.words, number=line.number, day=line.when, late=line.fact)
    words = _("- {what} ({number}), du {start} au {end}")
    return words.format(what=line.words, number=line.number, start=line.when, end=line.fact)
