"""`vaetvient rule`: the lending rules, and which one speaks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from vaetvient.cli.asking import Said
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.desk.members import member_called
from vaetvient.desk.periods import period_between
from vaetvient.domain.errors import NotFoundError
from vaetvient.language import _, show_money


def rule(call: Call) -> int:
    """`vaetvient rule list | explain | add | set | remove | export | import`."""
    from vaetvient.cli import rule_files, rule_writing

    act = {
        "list": _listed,
        "explain": _explained,
        "add": rule_writing.written,
        "set": rule_writing.written,
        "remove": rule_writing.removed,
        "export": rule_files.given,
        "import": rule_files.taken,
    }[call.typed.what]
    said = act(call.desk, call.typed)
    call.give(said.data, *said.lines)
    return 0


def _listed(desk: Desk, arguments: Namespace) -> Said:
    """Every rule, whom and what it is about, and what it says."""
    from vaetvient.domain.policy import VALUE_WORDS
    from vaetvient.storage.queries import rules

    with desk.database.reading() as session:
        rows, lines = [], []
        for rule in rules.standing(session):
            about = rules.about(session, rule)
            values = {
                name: _plain(getattr(rule, name))
                for name in VALUE_WORDS
                if getattr(rule, name) not in (None, [])
            }
            rows.append({"id": str(rule.id), "name": rule.name, "about": about, **values})
            what = ", ".join(about.values()) or _("tout")
            lines.append(f"{rule.name} — {what}")
            lines += [
                f"  {_(VALUE_WORDS[name])} : {rules.value_words(name, getattr(rule, name))}"
                for name in values
            ]
    return Said(rows, tuple(lines) or (_("Aucune règle : le bureau prête selon ses réglages."),))


def _explained(desk: Desk, arguments: Namespace) -> Said:
    """For a thing, a borrower and dates, each value and the rule that gave it."""
    from vaetvient.desk.scrutiny import scrutinise
    from vaetvient.domain.equipment import Model
    from vaetvient.domain.policy import SAID_WORDS
    from vaetvient.storage.queries import answers, rules

    with desk.database.reading() as session:
        wanted = answers.called(session, arguments.item)
        if not isinstance(wanted, answers.Wanted):  # a kit: its parts have their own rules
            raise NotFoundError(what=arguments.item)
        model = session.get_one(Model, wanted.model_id)
        borrower = member_called(session, arguments.member) if arguments.member else None
        period = None
        if arguments.start:
            period = period_between(desk, arguments.start, arguments.end or arguments.start)
        day = desk.day_of(period.start) if period else desk.today()
        said = rules.explain_models(
            session, [model], day=day, office_id=desk.office_id, borrower=borrower
        )[model.id]
        refused: tuple[str, ...] = ()
        fees: Iterable[Any] = ()
        if borrower is not None and period is not None:
            found = scrutinise(session, desk, borrower.id, [wanted], period)
            refused = tuple(refusal.error.message for refusal in found.refusals)
            fees = found.fees
    values = {
        name: {"value": _plain(spoken.value), "rule": spoken.rule} for name, spoken in said.items()
    }
    costs = [
        {
            "what": fee.label,
            "unit": fee.unit,
            "count": fee.count,
            "price_cents": fee.price_cents,
            "total_cents": fee.total_cents,
        }
        for fee in fees
    ]
    lines = [
        f"{_(SAID_WORDS[name])} : {rules.value_words(name, spoken.value)} — « {spoken.rule} »"
        for name, spoken in said.items()
        if spoken.value is not None
    ]
    lines += [
        f"{c['count']} × {c['unit']} à {show_money(c['price_cents'])} = "
        f"{show_money(c['total_cents'])}"
        for c in costs
    ]
    return Said({"values": values, "fees": costs, "refused": list(refused)}, (*lines, *refused))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [
            {
                "unit": price.unit.value,
                "amount_cents": price.amount_cents,
                "for_members": price.for_members,
                "from_day": price.from_day,
            }
            for price in value
        ]
    return value
