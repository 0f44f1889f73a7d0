"""Remembering which things have their label, so that new ones are found."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.storage import settings
from vaetvient.storage.queries.label_choice import LABELLED, labelled_up_to


def note_labelled(desk: Desk, keys: Collection[UUID]) -> None:
    """Say that these things, and all that were entered before them, have their labels.

    A fact of this installation, not of the office: no gesture, nothing to undo.
    """
    if not keys:
        return
    with desk.database.writing() as session:
        newest = max(keys)
        known = labelled_up_to(session)
        if known is None or newest > known:
            settings.write(session, LABELLED, str(newest))
