"""`vaetvient conflict`: what two sites changed without knowing of each other."""

from __future__ import annotations

import argparse
from typing import Any

from vaetvient.cli.answer import Answer, Command, obey, site_of
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.language import _


def conflict(call: Call) -> int:
    """`vaetvient conflict`."""
    return obey(call, _COMMANDS)


def conflict_list(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    found = settling.listing(site_of(desk), settled=asked.all)
    lines = [
        f"{c.id[:8]}  {c.record} · {c.field_said} : {c.ours_said} / {c.theirs_said}" for c in found
    ]
    return Answer([_conflict(c) for c in found], lines or [_("Aucune divergence.")])


def conflict_show(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    one = settling.show(site_of(desk), asked.id)
    lines = [
        f"{one.record} · {one.field_said}",
        f"  {one.ours_said}  ({one.ours_by})",
        f"  {one.theirs_said}  ({one.theirs_by})",
        *(f"  {other.said}  ({other.by})" for other in one.others),
    ]
    return Answer(_conflict(one), lines)


def conflict_settle(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    site = site_of(desk)
    one = settling.show(site, asked.id)
    settling.settle(site, one.id, asked.take, who=desk.volunteer)
    data = _conflict(settling.show(site, one.id))
    return Answer(data, [_("Divergence réglée.")])


def _conflict(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "record": {"table": one.table, "id": one.row, "name": one.record},
        "field": one.field,
        "ours": one.ours,
        "theirs": one.theirs,
        "ours_by": one.ours_by,
        "theirs_by": one.theirs_by,
        "others": [{"value": other.value, "by": other.by} for other in one.others],
        "state": one.state,
    }


_COMMANDS: dict[str, Command] = {
    "list": conflict_list,
    "show": conflict_show,
    "settle": conflict_settle,
}
