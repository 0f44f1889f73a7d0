"""A criterion that is a span of days: a named one, or from a day to a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.language import N_, _, show_date
from vaetvient.storage.queries.spans import EVER, Days, Span, span_of
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.inset import Inset

DAYS_WORDS = {
    Days.TODAY: N_("Aujourd'hui"),
    Days.LAST_WEEK: N_("Les 7 derniers jours"),
    Days.NEXT_WEEK: N_("Les 7 prochains jours"),
    Days.NEXT_MONTH: N_("Les 30 prochains jours"),
    Days.THIS_MONTH: N_("Ce mois-ci"),
    Days.THIS_YEAR: N_("Cette année"),
    Days.LAST_YEAR: N_("L'an dernier"),
}
_OTHER = "other"
_BETWEEN = ".."


class SpanBackwardsError(InvalidValueError):
    code = "span_backwards"
    text = N_("La fin ({end}) précède le début ({start}).")


class SpanChoice(FilterChoice):
    """Named spans move with the day; « Du… au… » asks in place, in `asking`."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        ever: str,
        days: Sequence[Days],
        today: Callable[[], date],
        *,
        key: str,
    ) -> None:
        self._today = today
        self._first: list[tuple[str, Any]] = [
            (ever, None),
            *((_(DAYS_WORDS[one]), one) for one in days),
            (_("Du… au…"), _OTHER),
        ]
        super().__init__(name, self._first, key=key)
        self.asking = Inset(theme, name, _("Filtrer ⏎"))
        self.asking.add("first", _("Du"), DayLine(theme, today), check=self._check)
        self.asking.add("last", _("Au"), DayLine(theme, today), check=self._check)
        self.asking.confirmed.connect(self._take)
        self.asking.given_up.connect(self._give_up)
        self.currentIndexChanged.connect(self._picked)

    @property
    def span(self) -> Span:
        """The days that are asked for now."""
        value = self.value
        if isinstance(value, Days):
            return span_of(value, self._today())
        return value if isinstance(value, Span) else EVER

    @property
    def is_filtering(self) -> bool:
        return self.currentIndex() > 0 and self.value != _OTHER

    @property
    def token(self) -> str:
        if isinstance(self.value, Span):
            return _BETWEEN.join(
                day.isoformat() if day else "" for day in (self.value.first, self.value.last)
            )
        return super().token if self.value != _OTHER else ""

    def take_token(self, token: str) -> None:
        if _BETWEEN in token:
            span = _span_in(token)
            if span is not None:
                self._offer_span(span)
                self._put(self.values.index(span))
                return
            token = ""
        super().take_token(token)

    def _picked(self, _place: int) -> None:
        if self.value == _OTHER:
            self.asking.open({"first": "", "last": ""})
        else:
            self.asking.close_up()

    def _check(self, typed: str) -> None:
        read_day(typed, self._today())

    def _take(self) -> None:
        try:
            first = read_day(self.asking.text("first"), self._today(), "first")
            last = read_day(self.asking.text("last"), self._today(), "last")
            if first is not None and last is not None and last < first:
                raise SpanBackwardsError(
                    start=show_date(first, "short"), end=show_date(last, "short"), field="last"
                )
        except VaEtVientError as error:
            self.asking.refuse(error)
            return
        span = Span(first, last)
        if span == EVER:
            self.clear_choice()
            return
        self._offer_span(span)
        self.choose(span)

    def _give_up(self) -> None:
        if self.value == _OTHER:
            self.clear_choice()

    def _offer_span(self, span: Span) -> None:
        words = self._first.copy()
        words.insert(-1, (_in_words(span), span))
        self.offer(words)


def _in_words(span: Span) -> str:
    first = show_date(span.first, "short") if span.first else ""
    last = show_date(span.last, "short") if span.last else ""
    if not last:
        return _("depuis le {day}").format(day=first)
    if not first:
        return _("jusqu'au {day}").format(day=last)
    return f"{first} → {last}"


def _span_in(token: str) -> Span | None:
    first, _between, last = token.partition(_BETWEEN)
    try:
        return Span(
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
        )
    except ValueError:
        return None
