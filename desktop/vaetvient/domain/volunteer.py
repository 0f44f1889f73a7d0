"""Who sits at the desk, and who may go past a rule.

A name is asked lightly: no password, no account. It says in the history who did what.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.records import Record, Replicated, key_within
from vaetvient.domain.text import fold
from vaetvient.language import N_


class MayNotOverrideError(RefusedError):
    code: ClassVar[str] = "may_not_override"
    text: ClassVar[str] = N_("{volunteer} ne passe pas outre une règle.")
    way_out: ClassVar[str] = N_("Demandez à {others}, ou changez cela dans les réglages.")


class Volunteer(Replicated, Record):
    """Someone who sits at the desk of an office. It stays within the office."""

    __tablename__ = "volunteer"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    may_override: Mapped[bool] = mapped_column(default=True)
    """Whether they may go past a rule, with a reason."""
    archived: Mapped[bool] = mapped_column(default=False)


def volunteer_key(office_id: UUID, name: str) -> UUID:
    """The key of a volunteer: the same at every post, however the name is written."""
    return key_within(office_id, f"volunteer/{fold(name)}")
