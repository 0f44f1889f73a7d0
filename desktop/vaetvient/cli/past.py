"""Commands about what was done: the last gestures, and taking one back."""

from __future__ import annotations

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.language import _, show_moment


def history(call: Call) -> int:
    """`vaetvient history`."""
    from vaetvient.storage.queries.history import gestures

    desk = call.desk
    with desk.database.reading() as session:
        rows = gestures(session, limit=max(0, call.typed.last))
    call.give(
        [
            {
                "id": str(row.id),
                "at": row.at.isoformat(timespec="seconds"),
                "who": row.who,
                "what": row.what,
                "undone": row.undone,
            }
            for row in rows
        ],
        *aligned(
            (
                show_moment(row.at, desk.timezone),
                row.who,
                _("{what} (annulé)").format(what=row.what) if row.undone else row.what,
            )
            for row in rows
        ),
    )
    return 0


def undo(call: Call) -> int:
    """`vaetvient undo`."""
    from vaetvient.desk.undo import undo as take_back

    undone = take_back(call.desk)
    call.give({"undone": undone.what}, _("Annulé : {what}").format(what=undone.what))
    return 0
