"""What is being typed at the counter, kept from key to key so that no crash loses it.

It is no gesture: nobody did anything yet, and there is nothing to undo.
"""

from __future__ import annotations

from vaetvient.desk.desk import Desk
from vaetvient.storage import settings

_NAME = "draft"


def keep_draft(desk: Desk, draft: str) -> None:
    """Keep the text of the basket being made, in place of the one kept before."""
    with desk.database.writing() as session:
        settings.write(session, _NAME, draft)


def kept_draft(desk: Desk) -> str:
    """The text that was kept last; empty when there is none."""
    with desk.database.reading() as session:
        return str(settings.read(session, _NAME, ""))
