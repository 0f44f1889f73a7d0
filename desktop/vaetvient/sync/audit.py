"""Whether data and stamps agree: what `doctor` asks of a site that exchanges."""

from __future__ import annotations

from vaetvient.storage import capture
from vaetvient.sync.projection import Projection
from vaetvient.sync.registers import shapes
from vaetvient.sync.site import Site
from vaetvient.sync.store import RowKey, Store

_CHUNK = 2000


def problems(site: Site) -> list[str]:
    """What is wrong, a line each; nothing when all agrees. Changes nothing but names what waits.

    - the capture triggers are the ones this program generates;
    - the digests are those of layer 1 as it is kept;
    - the tables are what layer 1 gives.
    """
    with site.working():
        pass
    out: list[str] = []
    with site.database.reading() as session:
        wanted = {name: " ".join(text.split()) for name, text in capture.capture_triggers().items()}
        there = capture.installed_capture(session.connection())
        if {name: " ".join(text.split()) for name, text in there.items()} != wanted:
            out.append("capture triggers")
        store = Store(session, site.network, site.office)
        out += [
            f"digest of channel {channel.hex()}"
            for channel in store.channels
            if _total(store, channel) != store.digest(channel)
        ]
        for table in shapes():
            out += [f"{table} {row.hex()}" for row in _strays(store, table)]
    return out


def _total(store: Store, channel: bytes) -> bytes:
    store.cursor.execute(
        "SELECT digest FROM sync_row WHERE channel = ? AND digest IS NOT NULL", (channel,)
    )
    total = sum(int.from_bytes(digest, "big") for (digest,) in store.cursor.fetchall())
    return (total % (1 << 256)).to_bytes(32, "big")


def _strays(store: Store, table: str) -> list[bytes]:
    """The rows of a table that are not what layer 1 says, or of which it knows nothing."""
    store.cursor.execute(
        f"SELECT id FROM {table} UNION SELECT change_row FROM sync_row WHERE change_table = ?",
        (table,),
    )
    rows = [row for (row,) in store.cursor.fetchall()]
    store.cursor.execute("SELECT change_row FROM sync_ghost WHERE change_table = ?", (table,))
    ghosts = {row for (row,) in store.cursor.fetchall()}
    out = []
    for start in range(0, len(rows), _CHUNK):
        chunk = [row for row in rows[start : start + _CHUNK] if row not in ghosts]
        store.load(RowKey(channel, table, row) for row in chunk for channel in store.channels)
        out += Projection(store).differing(table, chunk)
    return out
