"""The lines of a loan, with their parts and what came back of each."""

from __future__ import annotations

from functools import partial

from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.domain.loan import LineState
from vaetvient.language import _, ngettext, show_date, show_number
from vaetvient.storage.queries.loan_file import LineRow, LoanFile
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.panes import LineButton, Section, clear


class LinesSection(Section):
    """One button a line; it leads to the thing."""

    def __init__(self, context: Context) -> None:
        super().__init__("")
        self._context = context
        self.body.setSpacing(0)
        self.body.setContentsMargins(-S8, 0, -S8, 0)  # what is hovered stands out of the column

    def show_lines(self, file: LoanFile) -> None:
        """Show the lines of a loan."""
        things = sum(line.quantity for line in file.lines)
        self.heading.setText(ngettext("{n} chose", "{n} choses", things).format(n=things))
        self.setVisible(bool(file.lines))
        clear(self.body)
        for line in file.lines:
            state, sign = self._state(line)
            self.body.addWidget(
                LineButton(
                    self._context.theme,
                    _what(line),
                    _story(line),
                    state=state,
                    sign=sign,
                    act=partial(self._context.go, "equipment", line.equipment_id),
                )
            )

    def _state(self, line: LineRow) -> tuple[str, Sign]:
        if line.state is LineState.LOST:
            return _("perdu"), ("package-x", "late")
        if line.state is LineState.CANCELLED:
            return _("annulé"), ("ban", "muted")
        if line.state is LineState.RETURNED:
            last = max((back.returned_at for back in line.returns), default=None)
            day = show_date(self._context.desk.day_of(last), "short") if last else ""
            return _("rendu {day}").format(day=day).strip(), ("circle-check", "done")
        if line.state is LineState.OUT and line.still_out != line.quantity:
            words = _("{n} encore dehors").format(n=line.still_out)
            return words, ("hand-helping", "accent")
        return _("en prêt"), ("hand-helping", "accent")


def _what(line: LineRow) -> str:
    if line.kind is EquipmentKind.STOCK:
        return f"{line.quantity} × {line.label}"
    return f"{line.tag}  {line.label}"


def _story(line: LineRow) -> str:
    """Its state out and in, its parts, what is missing, what was said."""
    parts: list[str] = [_("kit « {kit} »").format(kit=line.kit)] if line.kit else []
    if line.condition_out is not None:
        words = _(CONDITION_WORDS[line.condition_out])
        if line.condition_in is not None and line.condition_in is not line.condition_out:
            words = f"{words} → {_(CONDITION_WORDS[line.condition_in])}"
        parts.append(words)
    if line.lost and line.state is not LineState.LOST:
        parts.append(ngettext("{n} perdu", "{n} perdus", line.lost).format(n=line.lost))
    for part in line.parts:
        counted = f"{part.quantity} × {part.name}"
        if part.missing:
            missing = ngettext("{n} manque", "{n} manquent", part.missing)
            counted = f"{counted} ({missing.format(n=part.missing)})"
        parts.append(counted)
    if line.mileage_in_km is not None and line.mileage_out_km is not None:
        driven = show_number(line.mileage_in_km - line.mileage_out_km)
        parts.append(_("{n} km parcourus").format(n=driven))
    parts += [back.remarks for back in line.returns if back.remarks]
    return " · ".join(parts)
