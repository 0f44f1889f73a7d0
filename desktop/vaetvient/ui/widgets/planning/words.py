"""What the planning says in words: of a bar, of a row over some days, of a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vaetvient.desk.desk import Desk
from vaetvient.domain.availability import Claim, ClaimKind, Period
from vaetvient.domain.days import is_whole_days, last_day
from vaetvient.language import _, ngettext, show_date, show_moment, show_number, show_time
from vaetvient.storage.queries.planning import PlanningRow, RowKind
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.widgets.planning.ledger import Bar

SIGNS: dict[ClaimKind, Sign] = {
    ClaimKind.LOAN: ("hand-helping", "on_accent"),
    ClaimKind.LATE: ("clock", "late"),
    ClaimKind.RESERVATION: ("calendar-clock", "accent"),
    ClaimKind.MAINTENANCE: ("wrench", "muted"),
    ClaimKind.BUSY: ("calendar", "muted"),
    ClaimKind.ELSEWHERE: ("truck", "muted"),
}


def kind_words(claim: Claim, asked_for: bool = False) -> str:
    """« en prêt », « en retard », « réservé », « à confirmer », « entretien »…"""
    if asked_for:
        return _("à confirmer")
    return {
        ClaimKind.LOAN: _("en prêt"),
        ClaimKind.LATE: _("en retard"),
        ClaimKind.RESERVATION: _("réservé"),
        ClaimKind.MAINTENANCE: _("en entretien"),
        ClaimKind.BUSY: _("occupé"),
        ClaimKind.ELSEWHERE: _("en route vers un autre bureau"),
    }[claim.kind]


def on_bar(bar: Bar) -> str:
    """What stands on a bar, the quantity first where it is more than one."""
    claim = bar.claim
    who = claim.who or kind_words(claim, bar.asked_for)
    if claim.kind is ClaimKind.LATE:
        who = _("{who} · en retard").format(who=who)
    elif bar.asked_for:
        who = _("{who} · à confirmer").format(who=who)
    return f"{show_number(claim.quantity)} × {who}" if claim.quantity > 1 else who


def period_words(desk: Desk, period: Period) -> str:
    """« lundi 23 novembre 2026 », « du 23/11/2026 au 25/11/2026 », « lundi …, de 18 h à 20 h »."""
    if is_whole_days(period, desk.zone):
        first, last = desk.day_of(period.start), last_day(period.end, desk.zone)
        if first == last:
            return show_date(first, "full")
        days = (last - first).days + 1
        span = ngettext("{n} jour", "{n} jours", days).format(n=days)
        return _("du {first} au {last} ({span})").format(
            first=show_date(first, "short"), last=show_date(last, "short"), span=span
        )
    start, end = (moment.astimezone(desk.zone) for moment in (period.start, period.end))
    if start.date() == end.date():
        return _("{day}, de {start} à {end}").format(
            day=show_date(start.date(), "full"),
            start=show_time(start.time()),
            end=show_time(end.time()),
        )
    return _("du {first} au {last}").format(
        first=show_moment(period.start, desk.timezone), last=show_moment(period.end, desk.timezone)
    )


def bar_words(desk: Desk, bar: Bar, *, clashes: bool = False) -> str:
    """Everything a bar stands for, in one sentence; `clashes`: it collides with another use."""
    claim = bar.claim
    what = kind_words(claim, bar.asked_for)
    who = f"{claim.who} ({claim.number})" if claim.number else claim.who
    if claim.quantity > 1:
        who = f"{show_number(claim.quantity)} × {who}"
    if claim.end is None:
        since = show_date(desk.day_of(claim.start), "short")
        when = (
            _("depuis le {day}, toujours dehors").format(day=since)
            if claim.kind is ClaimKind.LATE
            else _("depuis le {day}, jusqu'à nouvel ordre").format(day=since)
        )
    else:
        when = period_words(desk, Period(claim.start, claim.end))
    against = _("se heurte à un autre usage") if clashes else ""
    return ", ".join(part for part in (who, what, when, against) if part)


def row_words(row: PlanningRow) -> str:
    """A row's name as it is read aloud."""
    name = ", ".join(part for part in (row.label, row.detail) if part)
    if row.kind in (RowKind.MODEL, RowKind.STOCK):
        total = ngettext("{n} en tout", "{n} en tout", row.total).format(n=show_number(row.total))
        return f"{name}, {total}"
    return name


def free_words(row: PlanningRow, free: int) -> str:
    """« libre », « pas libre », « 3 libres sur 5 »."""
    if row.total == 1 and row.kind is RowKind.ITEM:
        return _("libre") if free else _("pas libre")
    return ngettext("{n} libre sur {total}", "{n} libres sur {total}", free).format(
        n=show_number(free), total=show_number(row.total)
    )


def holder_words(desk: Desk, claims: Sequence[Claim], most: int = 2) -> str:
    """Who has it and until when, the first to give it back first."""
    said = []
    for claim in claims[:most]:
        who = claim.who or kind_words(claim)
        if claim.kind is ClaimKind.LATE:
            said.append(_("{who}, en retard").format(who=who))
        elif claim.end is None:
            said.append(_("{who}, jusqu'à nouvel ordre").format(who=who))
        else:
            day = last_day(claim.end, desk.zone)
            said.append(_("{who}, jusqu'au {end}").format(who=who, end=show_date(day, "short")))
    return " ; ".join(said)


def weekday_letters(day: date) -> str:
    """« lun. », « mar. »…"""
    from babel.dates import format_date

    from vaetvient.language import spoken

    return str(format_date(day, "EEE", locale="fr" if spoken() == "fr" else "en_GB"))


def month_words(day: date, *, short: bool = False) -> str:
    """« novembre 2026 », « nov. »."""
    from babel.dates import format_date

    from vaetvient.language import spoken

    pattern = "LLL" if short else "LLLL y"
    return str(format_date(day, pattern, locale="fr" if spoken() == "fr" else "en_GB"))
