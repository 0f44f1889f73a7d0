"""The posts of the office: what each computer is called."""

from __future__ import annotations

from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.entities import Site
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.text import one_line

LONGEST_NAME = 100


def rename_post(desk: Desk, site_id: UUID, name: str) -> None:
    """Call a post of this office something else, everywhere.

    Raises InvalidValueError for no name, or one that is too long; NotFoundError.
    """
    wanted = one_line(name)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValueError(value=name, field="name")
    with desk.gesture("rename_post") as gesture:
        post = gesture.session.get(Site, site_id)
        if post is None or post.office_id != desk.office_id:
            raise NotFoundError(what=str(site_id))
        gesture.say(before=post.name, name=wanted)
        post.name = wanted
