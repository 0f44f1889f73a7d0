"""What two offices changed without knowing of each other, side by side; one click decides."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.exchange import CONFLICT_WORDS, ConflictKind
from vaetvient.domain.text import fold
from vaetvient.language import _, ngettext
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.exchange.state import ExchangeState
from vaetvient.ui.tokens import S8, S12, S16
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.filter_bar import FilterBar, FilterChoice
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, clear, label, reveal

if TYPE_CHECKING:
    from vaetvient.sync.telling import Other, Shown

_SHOWN = 60
"""How many are laid out at once; the others are found by filtering."""
_PAGES = {
    "member": "members",
    "membership": "members",
    "equipment": "equipment",
    "loan": "loans",
}


class ConflictsPanel(QWidget):
    """The conflicts that wait, and on demand those of the past."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._all: tuple[Shown, ...] = ()
        self.cards: dict[str, ConflictCard] = {}
        self.filter = FilterBar(context.theme, _("Filtrer les divergences"))
        self.which = self.filter.add(
            FilterChoice(_("Lesquelles"), [(_("À régler"), "open"), (_("Réglées"), "settled")]),
            always=True,
        )
        self.filter.changed.connect(self._lay_out)
        self._said = label("", "muted")
        self._column = QVBoxLayout()
        self._column.setSpacing(S12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S12)
        column.addWidget(self.filter)
        column.addWidget(self._said)
        column.addLayout(self._column)

    def show_state(self, state: ExchangeState) -> None:
        """Show the conflicts as they now stand."""
        self._all = state.conflicts
        self._lay_out()

    def _lay_out(self) -> None:
        clear(self._column)
        self.cards = {}
        wanted = str(self.which.value)
        words = fold(self.filter.text).split()
        found = [
            one
            for one in self._all
            if one.state == wanted
            and all(word in fold(f"{one.record} {one.field_said}") for word in words)
        ]
        for one in found[:_SHOWN]:
            self.cards[one.id] = card = ConflictCard(self._context, one)
            self._column.addWidget(card)
        self._said.setText(self._how_many(len(found), wanted))

    def _how_many(self, found: int, wanted: str) -> str:
        if not found:
            if wanted == "settled":
                return _("Aucune divergence réglée.")
            return _(
                "Rien à décider : personne n'a changé la même chose que quelqu'un d'autre sans le "
                "savoir."
            )
        if found > _SHOWN:
            said = _("Les {shown} premières sur {n} : filtrez pour voir les autres.")
            return said.format(shown=_SHOWN, n=found)
        if wanted == "settled":
            return ngettext("{n} divergence réglée.", "{n} divergences réglées.", found).format(
                n=found
            )
        return _("Choisissez ce qui vaut : ce sera vrai partout, et cela s'annule (Ctrl+Z).")


class ConflictCard(Card):
    """One conflict: what it is about, both sides, and a button under each."""

    def __init__(self, context: Context, one: Shown) -> None:
        title = one.record
        small = " · ".join(part for part in (_(CONFLICT_WORDS[one.kind]), one.field_said) if part)
        super().__init__(context.theme, title, small)
        self._context, self._one = context, one
        theme = context.theme
        sides = QHBoxLayout()
        sides.setSpacing(S16)
        self.ours = button(theme, _("Garder le nôtre"), act=lambda: self._settle("ours"))
        self.theirs = button(theme, _("Prendre le leur"), act=lambda: self._settle("theirs"))
        for heading, said, by, choose in (
            (_("Ici"), one.ours_said, one.ours_by, self.ours),
            (_("Là-bas"), one.theirs_said, one.theirs_by, self.theirs),
        ):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(S8)
            column.addWidget(label(heading, "small"))
            column.addWidget(label(said))
            who, _comma, at = by.rpartition(", ")
            column.addWidget(label(who, "muted"))
            column.addWidget(label(at, "muted"))
            column.addStretch(1)
            choose.setAccessibleName(f"{choose.text()} : {said}")
            reveal(choose, _may_choose(one))
            row = QHBoxLayout()
            row.addWidget(choose)
            row.addStretch(1)
            column.addLayout(row)
            sides.addWidget(side, 1)
        self.column.addLayout(sides)
        for other in one.others:
            self._add_other(other)
        if one.kind is ConflictKind.SHORTAGE and one.state == "open":
            self.say(
                _(
                    "Aucun des deux n'a tort. Notez un retour, ou comptez le lot : la divergence "
                    "se règle alors d'elle-même."
                )
            )
        self.other = _OtherValue(context, one)
        more = []
        if one.state == "open" and one.kind is ConflictKind.FIELD and _is_text(one):
            more.append(
                button(theme, _("Autre valeur…"), "pencil", kind="quiet", act=self.other.begin)
            )
        if one.table in _PAGES:
            page, key = _PAGES[one.table], UUID(one.row)
            more.append(
                button(
                    theme,
                    _("Voir la fiche"),
                    "arrow-right",
                    kind="quiet",
                    act=lambda: context.go(page, key),
                )
            )
        if one.state == "settled":
            self.show_state(_("réglée"), ("circle-check", "done"))
        self.offer(*more)
        self.add(self.other)

    def _add_other(self, other: Other) -> None:
        """What a third office said, with a button of its own."""
        said = other.said
        self.say(f"{said} ({other.by})")
        if _may_choose(self._one):
            words = _("Prendre cette valeur")
            choose = button(self.theme, words, act=lambda: self._settle("", other.side))
            choose.setAccessibleName(f"{words} : {said}")
            self.offer(choose)

    def _settle(self, take: str, side: int | None = None) -> None:
        settle(self._context, self._one.id, take, side=side)


class _OtherValue(Inset):
    """Neither: what it should be instead."""

    def __init__(self, context: Context, one: Shown) -> None:
        super().__init__(context.theme, _("Ni l'un ni l'autre"), _("Garder cette valeur ⏎"))
        self._context, self._one = context, one
        self.add("value", one.field_said, LineField())
        self.confirmed.connect(self._do)

    def begin(self) -> None:
        """Ask, with our value to start from."""
        self.open({"value": str(self._one.ours or "")})

    def _do(self) -> None:
        settle(self._context, self._one.id, self.text("value"), self)


def _may_choose(one: Shown) -> bool:
    """Whether a side can be taken; of two values also after it was settled, or undone."""
    if one.state == "open":
        return one.kind is not ConflictKind.SHORTAGE
    return one.kind is ConflictKind.FIELD


def _is_text(one: Shown) -> bool:
    """Whether a person can type another value: one field, and what both said is a plain text."""
    sides = (one.ours, one.theirs)
    plain = all(side is None or isinstance(side, str) for side in sides)
    return (
        plain
        and not one.field.endswith(("_id", "_at", "_on", "_date"))
        and one.field
        not in (
            "state",
            "period",
            "address",
            "condition",
        )
    )


def settle(
    context: Context, id: str, take: str, asked: Inset | None = None, *, side: int | None = None
) -> None:
    """Let one side, or another value, stand everywhere."""
    desk = context.desk

    def work() -> None:
        from vaetvient.sync import settling
        from vaetvient.sync.site import open_site

        site = open_site(desk.database, desk.clock)
        settling.settle(site, id, take, who=desk.volunteer, again=True, side=side)

    def refused(error: VaEtVientError) -> None:
        if asked is not None and isValid(asked):
            asked.refuse(error)
        else:
            context.refuse(error)

    # the card may be gone by the time: the gesture's own notice has the page laid out anew, and
    # only what follows it marks the conflict as settled
    context.work.do(work, lambda _done: context.waiting_changed.emit(), refused, owner=context)
