"""Writing the office's own articles and letters; what was printed before keeps its own, frozen."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.letter import LETTER_FIELDS, TEXT_WORDS, LetterText, LetterWithoutTitleError
from vaetvient.domain.office_text import (
    ADDED,
    CONDITIONS,
    LETTER,
    OfficeText,
    TextTooLongError,
    check_text,
    text_key,
)
from vaetvient.domain.records import new_id
from vaetvient.domain.text import one_line
from vaetvient.language import N_, Language, _
from vaetvient.storage.clauses import default_clauses

LONGEST_TITLE = 200


class ArticleWithoutTitleError(InvalidValueError):
    code: ClassVar[str] = "article_without_title"
    text: ClassVar[str] = N_("Il manque le titre de l'article.")


def write_text(desk: Desk, language: Language, slot: str, body: str | None) -> None:
    """Put the office's words in the place of a paragraph; None: as the program ships it.

    An empty text leaves the paragraph out. Raises NotFoundError, UnknownTextFieldError,
    TextTooLongError.
    """
    title = _title(language, slot)
    checked = None if body is None else check_text(body)
    with desk.gesture("write_office_text") as gesture:
        row = _row(gesture.session, desk, language, slot)
        row.body = checked
        gesture.say(article=title)


def write_article(
    desk: Desk, language: Language, title: str, body: str, condition: str = "", slot: str = ""
) -> str:
    """Write an article of the office's own, a new one without `slot`; its slot.

    Raises ArticleWithoutTitleError, UnknownTextFieldError, TextTooLongError, InvalidValueError.
    """
    named = one_line(title)
    if not named:
        raise ArticleWithoutTitleError(value=title, field="title")
    if condition not in CONDITIONS:
        raise InvalidValueError(value=condition, field="condition")
    checked = check_text(body)
    slot = slot or f"{ADDED}{new_id().hex}"
    with desk.gesture("write_office_text") as gesture:
        row = _row(gesture.session, desk, language, slot)
        row.title, row.body, row.condition = named, checked, condition
        gesture.say(article=named)
    return slot


def drop_article(desk: Desk, language: Language, slot: str) -> None:
    """Take away an article that the office added. Raises NotFoundError."""
    with desk.gesture("write_office_text") as gesture:
        row = gesture.session.get(OfficeText, text_key(desk.office_id, language, slot))
        if row is None or not slot.startswith(ADDED):
            raise NotFoundError(what=slot)
        row.body = None
        gesture.say(article=row.title)


def write_letter(desk: Desk, language: Language, key: str, text: LetterText | None) -> None:
    """Put the office's words in the place of a shipped letter; None: as the program ships it.

    Raises NotFoundError, LetterWithoutTitleError, UnknownTextFieldError, TextTooLongError.
    """
    if key not in TEXT_WORDS:
        raise NotFoundError(what=key)
    title = body = None
    if text is not None:
        title = one_line(check_text(text.title, "title", LETTER_FIELDS))
        body = check_text(text.body, "body", LETTER_FIELDS)
        if not title:
            raise LetterWithoutTitleError(value=text.title, field="title")
        if len(title) > LONGEST_TITLE:
            raise TextTooLongError(value=LONGEST_TITLE, field="title")
    with desk.gesture("write_letter") as gesture:
        row = _row(gesture.session, desk, language, f"{LETTER}{key}")
        row.title, row.body = title or "", body
        gesture.say(letter=_(TEXT_WORDS[key]))


def _title(language: Language, slot: str) -> str:
    for clause in default_clauses(language):
        if any(part.slot == slot for part in clause.paragraphs):
            return clause.title
    raise NotFoundError(what=slot)


def _row(session: Session, desk: Desk, language: Language, slot: str) -> OfficeText:
    key: UUID = text_key(desk.office_id, language, slot)
    row = session.get(OfficeText, key)
    if row is None:
        row = OfficeText(id=key, office_id=desk.office_id, language=language, slot=slot)
        session.add(row)
    return row
