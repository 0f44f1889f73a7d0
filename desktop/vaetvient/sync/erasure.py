"""Erasing a person (RGPD, invariant 7): everywhere, for ever, and still with valid signatures.

An erasure beats every change, known or not, early or late. What was said of the person goes from
layer 1, from the tables, from the segments (a commitment takes the place of each change), from
conflicts, from the journal and from the search index. Loans stay, with nobody's name on them.
Files that went out before cannot be called back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.language import N_
from vaetvient.storage import search_index
from vaetvient.sync import seal, segment, sent
from vaetvient.sync.clock import tick
from vaetvient.sync.segment import ERASED, Change
from vaetvient.sync.store import RowKey, Store

if TYPE_CHECKING:
    from vaetvient.sync.site import Site


class StillBorrowsError(RefusedError):
    code = "still_borrowing"
    text = N_("{member} a encore du matériel en prêt.")
    way_out = N_("Attendez son retour pour effacer la fiche.")


def erase(site: Site, member: UUID) -> list[sent.Gone]:
    """Erase a member here now, and at the other sites with the next exchange; the files that went
    out with the member's data, which nobody can call back.

    Raises NotFoundError, StillBorrowsError.
    """
    with site.working() as work:
        store = work.store
        store.cursor.execute("SELECT label FROM member WHERE id = ?", (member.bytes,))
        found = store.cursor.fetchone()
        if found is None:
            raise NotFoundError(what=str(member))
        store.cursor.execute(
            "SELECT 1 FROM loan WHERE borrower_id = ? AND state = 'out'", (member.bytes,)
        )
        if store.cursor.fetchone() is not None:
            raise StillBorrowsError(member=found[0])
        clock = tick(site.last_stamp(work), site.now_ms())
        changes = {
            channel: [
                Change(key.table, key.row, clock, ERASED, {})
                for key in _about(store, channel, member.bytes)
            ]
            for channel in store.channels
        }
        touched = seal.seal_changes(store, site.pen(), changes)
        at = site.now_ms()
        site.settle_layers(work, touched)
        return sent.gone(store, at)


def _about(store: Store, channel: bytes, member: bytes) -> Iterable[RowKey]:
    """The rows of a channel that say something of a person."""
    if store.row(channel, "member", member).groups:
        yield RowKey(channel, "member", member)
    said = (
        "SELECT u.id FROM use_agreement u JOIN reservation r ON r.id = u.reservation_id "
        "WHERE r.borrower_id = :m"
    )
    if channel != store.office:
        yield from _found(store, channel, "use_agreement", said, member)
        return
    queries = {
        "representative": "SELECT id FROM representative WHERE :m IN (person_id, association_id)",
        "membership": "SELECT id FROM membership WHERE member_id = :m",
        "loan": "SELECT id FROM loan WHERE :m IN (borrower_id, signatory_id)",
        "reservation": "SELECT id FROM reservation WHERE borrower_id = :m",
        "request": "SELECT id FROM request WHERE borrower_id = :m",
        "paper": (
            "SELECT p.id FROM paper p JOIN loan l ON l.id = p.loan_id "
            "WHERE :m IN (l.borrower_id, l.signatory_id)"
        ),
    }
    for table, query in queries.items():
        yield from _found(store, channel, table, query, member)


def _found(store: Store, channel: bytes, table: str, query: str, member: bytes) -> Iterable[RowKey]:
    store.cursor.execute(query, {"m": member})
    for (row,) in store.cursor.fetchall():
        yield RowKey(channel, table, row)


def purge(store: Store, erased: Iterable[RowKey], now_ms: int) -> bool:
    """Forget what was said of rows, wherever a trace of it is kept; whether there was any."""
    found = False
    keys = set(erased)
    sent.mark(store, [key.row for key in keys], now_ms)
    for key in keys:
        store.cursor.execute(
            "SELECT rowid, body FROM sync_segment WHERE channel = ? AND instr(body, ?) > 0",
            (key.channel, key.row),
        )
        for place, body in store.cursor.fetchall():
            left = redacted(body, key.channel, keys)
            found = found or left != body
            store.cursor.execute("UPDATE sync_segment SET body = ? WHERE rowid = ?", (left, place))
        store.cursor.execute(
            "DELETE FROM sync_conflict WHERE change_row = ? AND channel = ?", (key.row, key.channel)
        )
        _purge_journal(store, key.row)
        _purge_feeds(store, key.row)
    return found


def redacted(body: bytes, channel: bytes, erased: Iterable[RowKey]) -> bytes:
    """A segment without what it says of erased rows."""
    gone = {(key.table, key.row) for key in erased if key.channel == channel}
    return segment.redact(body, lambda c: c.kind != ERASED and (c.table, c.row) in gone)


def _purge_journal(store: Store, row: bytes) -> None:
    store.cursor.execute(
        "UPDATE gesture SET words = '{}' WHERE id IN "
        "(SELECT gesture_id FROM recorded_change WHERE change_row = ?)",
        (row,),
    )
    store.cursor.execute(
        "UPDATE recorded_change SET old_value = NULL, new_value = NULL WHERE change_row = ?",
        (row,),
    )


def _purge_feeds(store: Store, row: bytes) -> None:
    """What files that are followed said of someone, and what was asked and decided of them."""
    for table in ("feed_record", "feed_question", "import_decision"):
        store.cursor.execute(f"DELETE FROM {table} WHERE record_id = ?", (row,))
    store.cursor.execute(
        "DELETE FROM feed_question WHERE kind = 'doubt' AND instr(now, ?) > 0",
        (str(UUID(bytes=row)),),
    )


def scrub(site: Site) -> None:
    """Make the search index anew and give no byte of what was deleted a place in the file."""
    with site.database.writing() as session:
        search_index.rebuild(session)
    site.database.lexicon.forget()
    site.database.compact()
