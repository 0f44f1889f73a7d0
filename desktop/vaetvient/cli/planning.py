"""`vaetvient planning` and `vaetvient day`: what holds what, on screen or on paper."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.domain.prints import DayGroup, DaySheet, PlanningPaper
from vaetvient.domain.registration import read_date
from vaetvient.language import _, ngettext, show_date, spoken

if TYPE_CHECKING:
    from vaetvient.storage.queries.planning import PlanningAsked

_A_MONTH = timedelta(days=30)


def planning(call: Call) -> int:
    """`vaetvient planning [--from --to] [--pdf FILE]`."""
    typed, desk = call.typed, call.desk
    first = read_date(typed.start, "from") or desk.today()
    last = read_date(typed.end, "to") or first + _A_MONTH
    if last < first:
        from vaetvient.domain.promising import PeriodError

        raise PeriodError(start=show_date(first, "short"), end=show_date(last, "short"), field="to")
    content = _planning(desk, _asked(desk, typed), first, last, large=typed.a3)
    if typed.pdf:
        from vaetvient.documents.planning import render_planning
        from vaetvient.exchange.saving import check_target, save

        target = Path(typed.pdf)
        check_target(target)
        save(target, render_planning(content))
        call.give(
            {"file": str(target), "rows": len(content.lines)},
            _("Planning : {path}").format(path=target),
        )
        return 0
    call.give(*_in_words(content))
    return 0


def _asked(desk: Desk, typed: Any) -> PlanningAsked:
    """The filters as typed. Raises NotFoundError for what there is none of."""
    from vaetvient.domain.errors import NotFoundError
    from vaetvient.domain.text import fold
    from vaetvient.storage.queries.planning import PlanningAsked, planning_choices

    with desk.database.reading() as session:
        choices = planning_choices(session, desk.office_id)
    category = None
    if typed.category:
        asked = fold(typed.category)
        found = [k for k, name in choices.categories if fold(name.split(" › ")[-1]) == asked]
        if not found:
            raise NotFoundError(what=typed.category)
        category = found[0]
    office = None if typed.all_offices else desk.office_id
    return PlanningAsked(office, None, category, typed.text)


def _planning(
    desk: Desk, asked: PlanningAsked, first: date, last: date, *, large: bool
) -> PlanningPaper:
    from vaetvient.desk.promises import view_of
    from vaetvient.storage.queries.day_prints import planning_paper

    with desk.database.reading() as session:
        return planning_paper(
            session,
            asked,
            first,
            last,
            view_of(desk),
            office_calendar(session, desk.office_id),
            language=spoken(),
            large=large,
        )


def _in_words(content: PlanningPaper) -> tuple[Any, ...]:
    """Each row that something holds, with what does and when."""
    first = date.fromisoformat(content.first)
    data, lines = [], []
    for line in content.lines:
        if line.is_heading or not line.marks:
            continue
        held = []
        lines.append(" ".join(part for part in (line.label, line.detail) if part))
        for mark in line.marks:
            start = first + timedelta(days=int(mark.start))
            end = first + timedelta(days=max(int(mark.start), int(mark.end - 1e-9)))
            held.append(
                {
                    "kind": mark.kind,
                    "what": mark.words,
                    "from": start.isoformat(),
                    "to": end.isoformat(),
                }
            )
            span = show_date(start, "short")
            if end != start:
                span = f"{span} – {show_date(end, 'short')}"
            lines.append(f"  {span}  {mark.words}")
        data.append({"what": line.label, "tag": line.detail, "held": held})
    return data, *(lines or [_("Rien n'est pris à ces dates.")])


def day(call: Call) -> int:
    """`vaetvient day [DATE] [--pdf FILE]`: what to put out and what is expected back."""
    from vaetvient.desk.promises import view_of
    from vaetvient.storage.queries.day_prints import day_sheet

    typed, desk = call.typed, call.desk
    wanted = read_date(typed.day, "day") or desk.today()
    with desk.database.reading() as session:
        content = day_sheet(session, wanted, view_of(desk), language=spoken())
    if typed.pdf:
        from vaetvient.documents.day_sheet import render_day_sheet
        from vaetvient.exchange.saving import check_target, save

        target = Path(typed.pdf)
        check_target(target)
        save(target, render_day_sheet(content))
        call.give({"file": str(target)}, _("Feuille du jour : {path}").format(path=target))
        return 0
    call.give(_day_data(content), *_day_lines(content))
    return 0


def _day_data(content: DaySheet) -> dict[str, Any]:
    def said(groups: tuple[DayGroup, ...]) -> list[dict[str, Any]]:
        return [
            {
                "who": group.who,
                "number": group.number,
                "when": group.when,
                "lines": [
                    {"quantity": e.quantity, "what": e.label, "tag": e.tag, "place": e.place}
                    for e in group.lines
                ],
            }
            for group in groups
        ]

    return {"day": content.day, "out": said(content.out), "back": said(content.back)}


def _day_lines(content: DaySheet) -> list[str]:
    out = []
    gone, back = len(content.out), len(content.back)
    for words, groups in (
        (ngettext("{n} retrait", "{n} retraits", gone).format(n=gone), content.out),
        (ngettext("{n} retour", "{n} retours", back).format(n=back), content.back),
    ):
        out.append(words)
        for group in groups:
            head = "  ".join(part for part in (group.number, group.who, group.when) if part)
            out.append(f"  {head}")
            rows = [(f"{e.quantity} ×", f"{e.tag} {e.label}".strip()) for e in group.lines]
            out += [f"    {line}" for line in aligned(rows)]
    return out
