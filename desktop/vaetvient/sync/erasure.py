"""Erasing a person (RGPD, invariant 7): everywhere, for ever, and still with valid signatures.

An erasure beats every change, known or not, early or late. What was said of the person goes from
layer 1, from the tables, from the segments (a commitment takes the place of each change), from
conflicts, from the journal and from the search index. Loans stay, with nobody's name on them.
Files that went out before cannot be called back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.personal_data import Erased
from vaetvient.storage import forgetting
from vaetvient.sync import seal, segment, sent
from vaetvient.sync.clock import tick
from vaetvient.sync.segment import ERASED, Change
from vaetvient.sync.store import RowKey, Store

if TYPE_CHECKING:
    from vaetvient.sync.site import Site, Work


_OF_THE_NETWORK = frozenset({"use_agreement"})
"""Tables that say something of people and that every office has."""


def erase(site: Site, *members: UUID, who: str = "") -> tuple[Erased, list[sent.Gone]]:
    """Erase members here now, and at the other sites with the next exchange; who was left, and
    the files that went out with their data, which nobody can call back.

    Entries that were merged into theirs go with them. A single one that is refused raises
    NotFoundError, StillBorrowsError, DepositHeldError, StillExpectedError or NothingLeftError.
    """
    with site.working() as work:
        store = work.store
        chosen = forgetting.choose(store.cursor, [member.bytes for member in members])
        about = {
            entry: forgetting.rows_about(store.cursor, entry)
            for member in chosen.going
            for entry in forgetting.entries_of(store.cursor, member)
        }
        figures = forgetting.deposit_figures(
            store.cursor, (row for rows in about.values() for row in rows["deposit"])
        )
        at = site.now_ms()
        _erase(site, work, dict.fromkeys(_about(store, about)))
        forgetting.keep_figures(store.cursor, figures)
        forgetting.note_erasure(
            work.session,
            len(chosen.going),
            who=who,
            site_id=UUID(bytes=site.site),
            at=site.clock(),
        )
        return Erased(len(chosen.going), chosen.left), sent.gone(store, at)


def follow(site: Site, work: Work) -> None:
    """Erase what was said of the erased by who had not heard of it, and entries that were merged
    into theirs; while a loan, a deposit or a promise of theirs is open here, that waits."""
    store = work.store
    late: dict[RowKey, None] = {}
    figures: list[forgetting.Figures] = []
    for member in sorted(store.erased_rows("member")):
        try:
            forgetting.check_not_needed(store.cursor, member, "")
        except RefusedError:
            continue
        about = {
            entry: forgetting.rows_about(store.cursor, entry)
            for entry in forgetting.entries_of(store.cursor, member)
        }
        keys = [
            key
            for key in _about(store, about)
            if not store.row(*key).erased
            and not (key.table == "deposit" and forgetting.is_figures(store.cursor, key.row))
        ]
        late.update(dict.fromkeys(keys))
        deposits = (key.row for key in keys if key.table == "deposit")
        figures += forgetting.deposit_figures(store.cursor, deposits)
    if late:
        _erase(site, work, late)
        forgetting.keep_figures(store.cursor, figures)


def _erase(site: Site, work: Work, keys: Iterable[RowKey]) -> None:
    """Say of rows that they are erased, and do so here."""
    store = work.store
    clock = tick(site.last_stamp(work), site.now_ms())
    changes: dict[bytes, list[Change]] = {channel: [] for channel in store.channels}
    for key in keys:
        changes[key.channel].append(Change(key.table, key.row, clock, ERASED, {}))
    site.settle_layers(work, seal.seal_changes(store, site.pen(work.session), changes))


def _about(store: Store, about: Mapping[bytes, Mapping[str, Iterable[bytes]]]) -> Iterable[RowKey]:
    """The rows that say something of a person, by entry; or may, once all is heard: another post
    may have shared the member meanwhile."""
    for channel in store.channels:
        for entry, said in about.items():
            yield RowKey(channel, "member", entry)
            for table, rows in said.items():
                if channel == (store.network if table in _OF_THE_NETWORK else store.office):
                    yield from (RowKey(channel, table, row) for row in rows)


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
    members = [key.row for key in keys if key.table == "member"]
    names = forgetting.names_of(store.cursor, members)
    forgetting.purge_traces(store.cursor, {key.row for key in keys}, names)
    return found


def redacted(body: bytes, channel: bytes, erased: Iterable[RowKey]) -> bytes:
    """A segment without what it says of erased rows."""
    gone = {(key.table, key.row) for key in erased if key.channel == channel}
    return segment.redact(body, lambda c: c.kind != ERASED and (c.table, c.row) in gone)
