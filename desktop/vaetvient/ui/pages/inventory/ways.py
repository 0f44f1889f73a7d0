"""What is done about what a round found, one thing at a time or all at once, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from vaetvient.desk import settling
from vaetvient.desk.desk import Desk
from vaetvient.language import N_
from vaetvient.ui.pages.inventory.rows import Way

ACTS: Mapping[Way, Callable[[Desk, UUID, UUID], object]] = {
    Way.KEEP_HERE: lambda desk, key, thing: settling.keep_where_found(desk, key, [thing]),
    Way.RETURNED: settling.note_returned,
    Way.PUT_BACK: settling.put_back,
    Way.MARK_MISSING: lambda desk, key, thing: settling.mark_missing(desk, key, [thing]),
    Way.ACCEPT_COUNT: lambda desk, key, thing: settling.accept_counts(desk, key, [thing]),
    Way.STOP: settling.stop_found,
}
"""By the round's key and the thing's."""
DONE_WORDS = {
    Way.KEEP_HERE: N_("{tag} · désormais rangé ici"),
    Way.RETURNED: N_("{tag} · retour noté"),
    Way.PUT_BACK: N_("{tag} · remis au matériel"),
    Way.MARK_MISSING: N_("{tag} · hors service jusqu'à ce qu'on le retrouve"),
    Way.ACCEPT_COUNT: N_("{tag} · compte accepté"),
    Way.STOP: N_("{tag} · hors service"),
}
ALL_ACTS: Mapping[Way, Callable[[Desk, UUID], object]] = {
    Way.MARK_MISSING: settling.mark_missing,
    Way.ACCEPT_COUNT: settling.accept_counts,
    Way.KEEP_HERE: settling.keep_where_found,
}
"""By the round's key."""
ALL_WORDS = {
    Way.MARK_MISSING: N_("Tous les manquants hors service ({n})"),
    Way.ACCEPT_COUNT: N_("Accepter tous les comptes ({n})"),
    Way.KEEP_HERE: N_("Tout garder où c'est trouvé ({n})"),
}
