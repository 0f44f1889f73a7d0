"""The planning and the sheet of a day, looked at before they are printed."""

from __future__ import annotations

from datetime import date

from vaetvient.desk.desk import office_calendar, own_language
from vaetvient.desk.promises import view_of
from vaetvient.language import _
from vaetvient.storage.queries.day_prints import day_sheet, planning_paper
from vaetvient.storage.queries.planning import PlanningAsked
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Made
from vaetvient.ui.printing.uses import PaperUse


def planning_source(
    context: Context, asked: PlanningAsked, first: date, last: date, *, large: bool
) -> Made:
    """The days from `first` to `last`, on A4 or A3."""
    desk = context.desk

    def make() -> bytes:
        from vaetvient.documents.planning import render_planning

        with desk.database.reading() as session:
            content = planning_paper(
                session,
                asked,
                first,
                last,
                view_of(desk),
                office_calendar(session, desk.office_id),
                language=own_language(session),
                large=large,
            )
        return render_planning(content)

    name = f"planning-{first.isoformat()}-{last.isoformat()}-{'A3' if large else 'A4'}"
    return Made(_("Planning"), name, PaperUse.LIST, make)


def day_source(context: Context, day: date) -> Made:
    """What goes out and what comes back on one day."""
    desk = context.desk

    def make() -> bytes:
        from vaetvient.documents.day_sheet import render_day_sheet

        with desk.database.reading() as session:
            content = day_sheet(session, day, view_of(desk), language=own_language(session))
        return render_day_sheet(content)

    return Made(_("À préparer et à reprendre"), f"jour-{day.isoformat()}", PaperUse.LIST, make)
