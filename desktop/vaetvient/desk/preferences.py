"""What this post prefers: never exchanged with another, and no gesture to take back."""

from __future__ import annotations

from typing import Any

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.scanner import LONGEST_PREFIX, ScannerSettings
from vaetvient.language import LANGUAGES, Language
from vaetvient.storage import settings


def set_language(desk: Desk, language: Language) -> None:
    """The language of the window from now on; papers keep the office's."""
    if language not in LANGUAGES:
        raise InvalidValueError(value=language, field="language")
    _write(desk, settings.LANGUAGE, language)


def set_scanner(desk: Desk, scanner: ScannerSettings) -> None:
    """How this post's scanner is read. Raises InvalidValueError naming the field."""
    if len(scanner.prefix) > LONGEST_PREFIX:
        raise InvalidValueError(value=scanner.prefix, field="prefix")
    kept = {"prefix": scanner.prefix, "keyboard": str(scanner.keyboard)}
    _write(desk, settings.SCANNER, kept)


def _write(desk: Desk, name: str, value: Any) -> None:
    with desk.database.writing() as session:
        settings.write(session, name, value)
