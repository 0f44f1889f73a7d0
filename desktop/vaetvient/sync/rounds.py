"""One round over a folder that others read too: taking in, then telling what is new.

What goes into a file is in `giving`, what comes out of one in `receiving`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vaetvient.sync import bundle, facts
from vaetvient.sync.giving import Given, NobodyToTellError, give, lacking
from vaetvient.sync.reading import News
from vaetvient.sync.receiving import Heed, Received, in_order, inspect, receive
from vaetvient.sync.records import listed
from vaetvient.sync.site import Site
from vaetvient.sync.wire import pack

__all__ = [
    "Given",
    "Heed",
    "News",
    "NobodyToTellError",
    "Received",
    "give",
    "in_order",
    "inspect",
    "lacking",
    "receive",
    "refresh",
]

_TOLD = "told:{folder}"


def refresh(site: Site, folder: Path, to: Sequence[str] = ()) -> Given | None:
    """Keep a shared folder's news current: one file of ours, as long as someone lacks something.

    Nothing is written while the newest of our files there still says all there is to say. Our
    older files are removed once the new one, which holds all that they held, is there.
    """
    mark = site.keys.public.id.hex()[:8]
    ours = sorted(folder.glob(f"vaetvient-{mark}-*{bundle.SUFFIX}"))
    with site.working() as work:
        known = pack(listed(work.store.needs(work.store.channels)))
        told = facts.read(work.session, _TOLD.format(folder=folder.resolve()))
    if ours and told == [ours[-1].name, known]:  # another stick may be there under this name
        return None
    given = give(site, folder, to)
    last = max(path.name for path in (given.file, *given.further))
    with site.working() as work:
        facts.write(work.session, _TOLD.format(folder=folder.resolve()), [last, known])
    for old in ours:
        old.unlink(missing_ok=True)
    return given
