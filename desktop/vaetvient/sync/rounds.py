"""One round over a folder that others read too: taking in, then telling what is new.

What goes into a file is in `giving`, what comes out of one in `receiving`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vaetvient.sync import bundle, facts
from vaetvient.sync.giving import Given, NobodyToTellError, give, is_enough
from vaetvient.sync.reading import News
from vaetvient.sync.receiving import Heed, Received, in_order, inspect, receive
from vaetvient.sync.records import listed, needs_of
from vaetvient.sync.site import Site

__all__ = [
    "Given",
    "Heed",
    "News",
    "NobodyToTellError",
    "Received",
    "give",
    "in_order",
    "inspect",
    "receive",
    "refresh",
]

_TOLD = "told:{folder}"


def refresh(site: Site, folder: Path, to: Sequence[str] = ()) -> Given | None:
    """Keep a shared folder's news current: one file of ours, as long as someone lacks something.

    Nothing is written while the newest of our files there still says all there is to say, to
    partners who have what they had when it was written, or more. Our older files are removed once
    the new one is there.
    """
    mark = site.keys.public.id.hex()[:8]
    ours = sorted(folder.glob(f"vaetvient-{mark}-*{bundle.SUFFIX}"))
    there = {path.name for path in ours}
    fact = _TOLD.format(folder=folder.resolve())
    with site.working() as work:
        known = listed(work.store.needs(work.store.channels))
        names, then, since = _told(facts.read(work.session, fact, []))
        if (
            names
            and there.issuperset(names)  # another stick may be there under the folder's name
            and then == known
            and is_enough(site, work.store, needs_of(since), to)
        ):
            return None
    given = give(site, folder, to)
    names = [path.name for path in (given.file, *given.further)]
    with site.working() as work:
        facts.write(work.session, fact, [names, known, listed(given.since)])
    for old in ours:
        old.unlink(missing_ok=True)
    return given


def _told(kept: list[Any]) -> list[Any]:
    """The files that were written, what was known here then, and from where on they tell it; as
    the first versions kept it, it tells nothing any more."""
    return kept if len(kept) == 3 else [[], [], []]
