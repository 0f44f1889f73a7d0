"""Preferences and facts of this installation, kept beside the data and never exchanged."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vaetvient.domain.gesture import Setting
from vaetvient.domain.scanner import Keyboard, ScannerSettings
from vaetvient.storage.prepared import Question, alone

OFFICE = "office"
SITE = "site"
VOLUNTEER = "volunteer"
LANGUAGE = "language"
SCANNER = "scanner"
BACKUP_FOLDER = "backup_folder"
"""A second folder for the automatic copies; empty for none."""
BACKUP_TROUBLE = "backup_trouble"
"""What the last automatic copy could not do, as a sentence; empty when all went well."""


def read(session: Session, name: str, default: Any = None) -> Any:
    """The setting called `name`, `default` when it was never set."""
    kept = _KEPT.first(session, name=name)
    return default if kept is None else json.loads(kept)


_KEPT: Question[str] = Question(
    select(Setting.value).where(Setting.name == bindparam("name")), alone
)


def write(session: Session, name: str, value: Any) -> None:
    """Keep `value` (anything JSON can hold) under `name`."""
    session.merge(Setting(name=name, value=json.dumps(value, ensure_ascii=False)))


def own_office(session: Session) -> UUID | None:
    """The office that this installation belongs to."""
    found = read(session, OFFICE)
    return UUID(found) if found else None


def own_site(session: Session) -> UUID | None:
    """This installation."""
    found = read(session, SITE)
    return UUID(found) if found else None


def scanner_settings(session: Session) -> ScannerSettings:
    """How this post's scanner is read."""
    kept = read(session, SCANNER, {})
    keyboard = kept.get("keyboard", "")
    known = keyboard in tuple(Keyboard)
    return ScannerSettings(
        str(kept.get("prefix", "")), Keyboard(keyboard) if known else Keyboard.RIGHT
    )
