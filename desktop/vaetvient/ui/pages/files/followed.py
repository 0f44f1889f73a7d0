"""One followed file as the page shows it: when it was looked at, what came of it, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton

from vaetvient.desk.intake_words import run_words
from vaetvient.domain.feeding import RunOutcome
from vaetvient.language import _, ngettext, show_moment, show_number
from vaetvient.storage.queries.feeds import FeedRow, RunRow
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.panes import button, label

_HOUR, _DAY, _WEEK = 60, 24 * 60, 7 * 24 * 60
_SIGNS = {
    RunOutcome.TAKEN: ("check", "done"),
    RunOutcome.SAME: ("check", "muted"),
    RunOutcome.WAITS: ("hourglass", "muted"),
    RunOutcome.REFUSED: ("circle-alert", "late"),
}


def period_words(minutes: int) -> str:
    """« toutes les heures », « tous les 2 jours »."""
    for size, one, several in (
        (_WEEK, _("chaque semaine"), _("toutes les {n} semaines")),
        (_DAY, _("chaque jour"), _("tous les {n} jours")),
        (_HOUR, _("toutes les heures"), _("toutes les {n} heures")),
    ):
        if minutes % size == 0:
            n = minutes // size
            return one if n == 1 else several.format(n=show_number(n))
    words = ngettext("chaque minute", "toutes les {n} minutes", minutes)
    return words.format(n=show_number(minutes))


def named(made: QPushButton, *names: object) -> QPushButton:
    """The same button, to be found again by these names where the page is shown anew."""
    made.setObjectName(" ".join(map(str, names)))
    return made


def followed_card(
    theme: Theme,
    timezone: str,
    feed: FeedRow,
    runs: Sequence[RunRow],
    *,
    is_open: bool,
    run: Callable[[bool], None],
    forget: Callable[[], None],
    unfold: Callable[[], None],
) -> Card:
    """The card of `feed`, its last `runs` shown where it `is_open`; `run` is told whether a list
    that lost much is taken too."""
    card = Card(theme, feed.name, f"{feed.path} – {period_words(feed.every_minutes)}")
    last = feed.last
    if last is not None:
        card.show_state(_line(last, timezone), _SIGNS[last.outcome])
    offers = [
        named(
            button(theme, _("Regarder maintenant"), "refresh-cw", act=lambda: run(False)),
            feed.id,
            "look",
        )
    ]
    if last is not None and last.outcome is RunOutcome.REFUSED and last.gone:
        offers.append(
            named(
                button(theme, _("Le prendre quand même"), "download", act=lambda: run(True)),
                feed.id,
                "take",
            )
        )
    if len(runs) > 1:
        words = _("Replier le journal") if is_open else _("Journal")
        offers.append(
            named(button(theme, words, "history", kind="quiet", act=unfold), feed.id, "log")
        )
    offers.append(
        named(
            button(theme, _("Ne plus le suivre"), "x", kind="quiet", act=forget), feed.id, "forget"
        )
    )
    card.offer(*offers)
    if is_open:
        for one in runs[1:]:
            card.add(label(_line(one, timezone), "muted"))
    return card


def _line(run: RunRow, timezone: str) -> str:
    return _("{moment} : {words}").format(
        moment=show_moment(run.at, timezone), words=run_words(run)
    )
