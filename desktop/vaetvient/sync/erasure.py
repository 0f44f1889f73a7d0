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
from vaetvient.sync import seal, segment, sent, state
from vaetvient.sync.clock import tick
from vaetvient.sync.segment import ERASED, Change
from vaetvient.sync.store import RowKey, Store

if TYPE_CHECKING:
    from vaetvient.sync.site import Site, Work


_OF_THE_NETWORK = frozenset({"use_agreement"})
"""Tables that say something of people and that every office has."""
_BUT_FIGURES = """WHERE NOT EXISTS (
    SELECT 1 FROM deposit d WHERE d.id = n.id AND d.reference = '' AND d.kept_reason = ''
)"""
_CHUNK = 400


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
    for person, keys in _left_of(store).items():
        try:
            forgetting.check_not_needed(store.cursor, person, "")
        except RefusedError:
            continue
        late.update(dict.fromkeys(keys))
    if late:
        deposits = [key.row for key in late if key.table == "deposit"]
        figures = forgetting.deposit_figures(store.cursor, deposits)
        _erase(site, work, late)
        forgetting.keep_figures(store.cursor, figures)


def _left_of(store: Store) -> dict[bytes, list[RowKey]]:
    """By member who was erased the rows that still say something of them."""
    person_of = {member: member for member in store.erased_rows("member")}
    out: dict[bytes, list[RowKey]] = {}
    fresh = sorted(person_of)
    while fresh:
        merged = _found(store, "SELECT id, merged_into_id AS member FROM member", fresh)
        fresh = [entry for entry, _into in merged if entry not in person_of]
        person_of.update((entry, person_of[into]) for entry, into in merged if entry in set(fresh))
        for entry in fresh:
            keys = [RowKey(channel, "member", entry) for channel in store.channels]
            out.setdefault(person_of[entry], []).extend(keys)
    for table, naming in forgetting.NAMING.items():
        channel = _channel_of(store, table)
        still = (
            f"SELECT n.id, n.member FROM ({naming}) n JOIN sync_row s ON s.channel = ? "
            f"AND s.change_table = '{table}' AND s.change_row = n.id AND s.state <> ? "
            f"{_BUT_FIGURES if table == 'deposit' else ''}"
        )
        for row, member in _found(store, still, sorted(person_of), channel, state.ERASED):
            out.setdefault(person_of[member], []).append(RowKey(channel, table, row))
    return out


def _found(
    store: Store, naming: str, members: list[bytes], *facts: bytes
) -> list[tuple[bytes, bytes]]:
    """Of the rows that name members, those that name one of these; with the member."""
    out: list[tuple[bytes, bytes]] = []
    for start in range(0, len(members), _CHUNK):
        chunk = members[start : start + _CHUNK]
        store.cursor.execute(
            f"SELECT id, member FROM ({naming}) WHERE member IN ({','.join('?' * len(chunk))})",
            (*facts, *chunk),
        )
        out += store.cursor.fetchall()
    return out


def _channel_of(store: Store, table: str) -> bytes:
    """Where a table says something of people."""
    return store.network if table in _OF_THE_NETWORK else store.office


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
                if channel == _channel_of(store, table):
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
