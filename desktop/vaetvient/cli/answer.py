"""What a command of the exchange has to say, be it to a script or to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vaetvient.cli.call import Call

if TYPE_CHECKING:
    import argparse

    from vaetvient.desk.desk import Desk
    from vaetvient.sync.site import Site


@dataclass(slots=True)
class Answer:
    """Data for scripts, lines for people, the exit status."""

    data: Any
    lines: list[str] = field(default_factory=list)
    code: int = 0


Command = Callable[["Desk", "argparse.Namespace"], Answer]


def obey(call: Call, commands: Mapping[str, Command]) -> int:
    """Do the one of `commands` that was typed, and give its answer."""
    answer = commands[call.typed.what](call.desk, call.typed)
    call.give(answer.data, *answer.lines)
    return answer.code


def site_of(desk: Desk) -> Site:
    """The desk's place in its network. Raises NoNetworkError."""
    from vaetvient.sync.site import open_site

    return open_site(desk.database, desk.clock)


def partners_of(desk: Desk) -> list[dict[str, Any]]:
    from vaetvient.sync.overview import overview

    return [
        {
            "id": p.id,
            "site": p.name,
            "office": p.office,
            "fingerprint": p.fingerprint,
            "self": p.ourselves,
            "active": p.active,
            "retired": p.retired,
            "last_heard": p.last_heard.isoformat() if p.last_heard else None,
            "known_to": p.known_to,
            "to_tell": p.to_tell,
        }
        for p in overview(site_of(desk)).partners
    ]
