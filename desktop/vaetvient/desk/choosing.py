"""Which units of what is asked for by its model: the first that are free the whole time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.promises import view_of, with_claim
from vaetvient.domain import availability
from vaetvient.domain.availability import Claim, ClaimKind, Period
from vaetvient.storage.queries.availability import NOTHING, Besides, pools


class Shelf:
    """What is free over a period, less and less of it as units are taken."""

    def __init__(
        self,
        session: Session,
        desk: Desk,
        models: Collection[UUID],
        period: Period,
        *,
        besides: Besides = NOTHING,
    ) -> None:
        self._period = period
        self._pools = pools(session, set(models), period, view_of(desk), besides=besides)

    def leave_out(self, model_id: UUID, units: Iterable[tuple[UUID, int]]) -> None:
        """So many of these units are taken already; those of no pool are passed over."""
        pool = self._pools.get(model_id)
        known = {supply.key for supply in pool.supplies} if pool is not None else set()
        for key, quantity in units:
            if key in known:
                self._hold(model_id, key, quantity)

    def free(self, model_id: UUID) -> int:
        """How many units of a model are free the whole time."""
        return availability.free_units(self._pools[model_id], self._period)

    def take(
        self, model_id: UUID, quantity: int, *, unit: UUID | None = None
    ) -> list[tuple[UUID, int]]:
        """Up to `quantity` units of a model (or of one named unit), in the order of their tags."""
        taken: list[tuple[UUID, int]] = []
        for supply in self._pools[model_id].supplies:
            if unit not in (None, supply.key):
                continue
            pool = self._pools[model_id]
            some = min(availability.free_of(pool, supply.key, self._period), quantity)
            if some > 0:
                taken.append((supply.key, some))
                quantity -= some
                self._hold(model_id, supply.key, some)
        return taken

    def _hold(self, model_id: UUID, key: UUID, quantity: int) -> None:
        gone = Claim(self._period.start, self._period.end, quantity, ClaimKind.LOAN)
        self._pools[model_id] = with_claim(self._pools[model_id], key, gone)
