"""`vaetvient find`: everything that answers to a few words, best first, with what decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.desk.baskets import stock_levels
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.lending import days_late
from vaetvient.domain.loan import LOAN_STATE_WORDS, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.language import _, ngettext, show_money
from vaetvient.storage.queries.borrowing import open_loans_of
from vaetvient.storage.queries.results import (
    Found,
    FoundKit,
    FoundLoan,
    FoundMember,
    FoundThing,
    FoundWare,
    results,
)


def find(call: Call) -> int:
    """Say what was found; nothing found is no failure."""
    desk, text = call.desk, " ".join(call.typed.text)
    with desk.database.reading() as session:
        rows = results(session, desk.database.lexicon, text, limit=max(1, call.typed.limit))
        facts = _Facts(
            today=desk.today(),
            open_loans=open_loans_of(session, [r.id for r in rows if isinstance(r, FoundMember)]),
            levels=stock_levels(session, [r.id for r in rows if isinstance(r, FoundThing)]),
        )
    found = [
        {
            "kind": _kind(row),
            "id": str(row.id),
            "number": row.number,
            "label": row.label,
            "detail": facts.detail(row),
        }
        for row in rows
    ]
    lines = aligned((row["number"], row["label"], row["detail"]) for row in found)
    call.give(found, *(lines or [_("Rien ne correspond à « {what} ».").format(what=text)]))
    return 0


def _kind(row: Found) -> str:
    if isinstance(row, FoundMember):
        return "member"
    if isinstance(row, FoundWare):
        return "ware"
    if isinstance(row, FoundKit):
        return "kit"
    return "equipment" if isinstance(row, FoundThing) else "loan"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known besides of the records found."""

    today: date
    open_loans: Mapping[UUID, int]
    levels: Mapping[UUID, tuple[int, int]]

    def detail(self, row: Found) -> str:
        if isinstance(row, FoundMember):
            parts = self._member(row)
        elif isinstance(row, FoundThing):
            parts = self._thing(row)
        elif isinstance(row, FoundWare):
            parts = [_("à vendre, {amount}").format(amount=show_money(row.unit_cents))]
        elif isinstance(row, FoundKit):
            parts = [kit_words(row.parts)]
        else:
            parts = [self._loan(row)]
        return " · ".join(part for part in parts if part)

    def _member(self, row: FoundMember) -> list[str]:
        kind = _("association") if row.kind is MemberKind.ASSOCIATION else _("personne")
        count = self.open_loans.get(row.id, 0)
        loans = ngettext("{n} prêt en cours", "{n} prêts en cours", count).format(n=count)
        dues = ""
        if row.paid_until is not None and row.paid_until < self.today:
            dues = _("adhésion expirée le {day}").format(day=_day(row.paid_until))
        archived = _("archivé") if row.archived else ""
        return [kind, row.commune, archived or dues, loans if count else ""]

    def _thing(self, row: FoundThing) -> list[str]:
        where = ""
        if row.archived:
            where = _("retiré du matériel")
        elif row.kind is EquipmentKind.STOCK:
            total, out = self.levels.get(row.id, (0, 0))
            where = _("lot : {free} libres sur {total}").format(free=total - out, total=total)
        elif row.out_to and row.due_on is not None:
            where = _("en prêt à {borrower} jusqu'au {due}").format(
                borrower=row.out_to, due=_day(row.due_on)
            )
        return [row.location, where]

    def _loan(self, row: FoundLoan) -> str:
        state = _(LOAN_STATE_WORDS[row.state])
        if row.state is not LoanState.OUT or row.due_on is None:
            return state
        late = days_late(row.due_on, self.today)
        if late:
            said = ngettext("en retard de {n} jour", "en retard de {n} jours", late)
            return said.format(n=late)
        return _("{state}, retour le {due}").format(state=state, due=_day(row.due_on))


def kit_words(parts: int) -> str:
    """« kit de 3 éléments »."""
    return ngettext("kit de {n} élément", "kit de {n} éléments", parts).format(n=parts)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
