"""Who had a thing, when, in what state it came back, and when it was out of service."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.domain.loan import LineState
from vaetvient.language import _, ngettext, show_date, show_money
from vaetvient.storage.queries.thing_file import StopRow, ThingFile, UseRow
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.models.words import CONDITION_SIGNS, lateness
from vaetvient.ui.widgets.panes import LineButton, Section, clear, label


class HistorySection(Section):
    """Loans and stops together, the newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__("")
        self._context = context
        self.body.setSpacing(0)

    def show_history(self, file: ThingFile) -> None:
        """Show the history of a thing."""
        clear(self.body)
        total = file.uses_total
        self.heading.setText(
            ngettext("Prêté {n} fois", "Prêté {n} fois", total).format(n=total)
            if total
            else _("Jamais prêté")
        )
        for _day, line in sorted(self._lines(file), key=lambda pair: pair[0], reverse=True):
            self.body.addWidget(line)
        if total > len(file.uses):
            shown = _("Les {n} derniers prêts.").format(n=len(file.uses))
            self.body.addWidget(label(shown, "small"))

    def _lines(self, file: ThingFile) -> list[tuple[date, QWidget]]:
        day_of = self._context.desk.day_of
        lines: list[tuple[date, QWidget]] = []
        for use in file.uses:
            out = day_of(use.out_at) if use.out_at else date.min
            key = date.max if use.state is LineState.OUT else out
            lines.append((key, self._use(use, file.kind)))
        lines += [(stop.first_day, self._stop(stop)) for stop in file.stops]
        return lines

    def _use(self, use: UseRow, kind: EquipmentKind) -> QWidget:
        day_of = self._context.desk.day_of
        out = show_date(day_of(use.out_at), "short") if use.out_at else "?"
        back = show_date(day_of(use.returned_at), "short") if use.returned_at else "…"
        period = f"{out} → {back} · {use.number}"
        if use.remarks:
            period = f"{period} · {use.remarks}"
        who = use.borrower
        if kind is EquipmentKind.STOCK:
            who = f"{use.quantity} × {who}"
        state, sign = self._outcome(use)
        return LineButton(
            self._context.theme,
            who,
            period,
            state=state,
            sign=sign,
            act=partial(self._context.go, "loans", use.loan_id),
        )

    def _outcome(self, use: UseRow) -> tuple[str, Sign | None]:
        if use.state is LineState.CANCELLED:
            return _("annulé"), ("ban", "muted")
        if use.state is LineState.LOST:
            return _("perdu"), ("package-x", "late")
        if use.state is LineState.OUT:
            today = self._context.desk.today()
            if use.due_on is not None and use.due_on < today:
                return lateness((today - use.due_on).days), ("clock", "late")
            return _("en prêt"), ("hand-helping", "accent")
        if use.condition_in is None:
            return _("rendu"), ("circle-check", "done")
        return _(CONDITION_WORDS[use.condition_in]), CONDITION_SIGNS[use.condition_in]

    def _stop(self, stop: StopRow) -> QWidget:
        first = show_date(stop.first_day, "short")
        last = show_date(stop.last_day, "short") if stop.last_day else "…"
        small = f"{first} → {last}"
        if stop.cost_cents:
            small = f"{small} · {show_money(stop.cost_cents)}"
        return LineButton(
            self._context.theme,
            stop.reason,
            small,
            state=_("hors service"),
            sign=("wrench", "muted"),
        )
