"""Spans of days that lists are filtered by: named ones move with the day, others stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, true


class Days(StrEnum):
    """A span named from today."""

    TODAY = "today"
    LAST_WEEK = "last_week"
    """The last seven days, today included."""
    NEXT_WEEK = "next_week"
    """The next seven days, today included."""
    NEXT_MONTH = "next_month"
    """The next thirty days, today included."""
    THIS_MONTH = "this_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; a side that is None is open."""

    first: date | None = None
    last: date | None = None


EVER = Span()


def span_of(days: Days, today: date) -> Span:
    """The days that `days` means today."""
    week, month = timedelta(days=6), timedelta(days=29)
    if days is Days.TODAY:
        return Span(today, today)
    if days is Days.LAST_WEEK:
        return Span(today - week, today)
    if days is Days.NEXT_WEEK:
        return Span(today, today + week)
    if days is Days.NEXT_MONTH:
        return Span(today, today + month)
    if days is Days.THIS_MONTH:
        next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
        return Span(today.replace(day=1), next_month - timedelta(days=1))
    year = today.year if days is Days.THIS_YEAR else today.year - 1
    return Span(date(year, 1, 1), date(year, 12, 31))


def days_within(column: ColumnElement[date], span: Span) -> ColumnElement[bool]:
    """Whether a column of days lies in a span; always for one that is open on both sides."""
    clauses: list[ColumnElement[bool]] = []
    if span.first is not None:
        clauses.append(column >= span.first)
    if span.last is not None:
        clauses.append(column <= span.last)
    return and_(true(), *clauses)


def moments_within(
    column: ColumnElement[datetime], span: Span, zone: ZoneInfo
) -> ColumnElement[bool]:
    """Whether a column of moments lies in a span of days as `zone` counts them."""
    clauses: list[ColumnElement[bool]] = []
    if span.first is not None:
        clauses.append(column >= datetime.combine(span.first, time.min, zone))
    if span.last is not None and span.last < date.max:
        after = span.last + timedelta(days=1)
        clauses.append(column < datetime.combine(after, time.min, zone))
    return and_(true(), *clauses)
