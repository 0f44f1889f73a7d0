"""Erasing people where the office exchanges with nobody; in a network `sync.erasure` does it.

It cannot be undone: that is its purpose. The history keeps that it was done, by whom and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Office
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.personal_data import Erased
from vaetvient.storage import forgetting
from vaetvient.storage.notices import ChangeNotice


def erase_members(desk: Desk, members: Sequence[UUID]) -> Erased:
    """Erase members, for ever and from every place where the database says something of them.

    Those of whom something is still out, held or promised are left and named; a single one that
    is refused raises StillBorrowsError, DepositHeldError, StillExpectedError or NothingLeftError.
    """
    with desk.database.writing() as session:
        office = session.get(Office, desk.office_id)
        if office is None:
            raise NotFoundError(what=str(desk.office_id))
        cursor = session.connection().connection.cursor()
        chosen = forgetting.choose(cursor, [member.bytes for member in members])
        rows: set[bytes] = set()
        names: set[str] = set()
        for member in chosen.going:
            entries = forgetting.entries_of(cursor, member)
            names |= forgetting.names_of(cursor, entries)
            for entry in entries:
                rows |= {entry, *forgetting.all_rows(forgetting.rows_about(cursor, entry))}
            forgetting.forget(cursor, member, office.name)
        forgetting.purge_traces(cursor, rows, names)
        forgetting.note_erasure(
            session,
            len(chosen.going),
            who=desk.volunteer,
            site_id=desk.site_id,
            at=desk.clock(),
        )
    if chosen.going:
        forgetting.scrub(desk.database)
        desk.database.notices.publish(ChangeNotice(everything=True))
    return Erased(len(chosen.going), chosen.left)
