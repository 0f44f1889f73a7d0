"""What is done to the rows picked out of a list: a bar above it, each gesture in place.

One press is one gesture, undone as one. Those a rule forbids are left and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.together import MOST_TOGETHER, Together, TooManyTogetherError
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import _, ngettext, show_number
from vaetvient.ui.commands import LISTS, Command
from vaetvient.ui.context import Context
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.entry import Check
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.long_table import LongTable
from vaetvient.ui.widgets.panes import button, label

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to be said before it is done."""

    name: str
    label: str
    """Translated already."""
    make: Callable[[], QWidget]
    check: Check | None = None
    hint: str = ""


Do = Callable[[list[UUID], Mapping[str, str]], Together]


@dataclass(frozen=True, slots=True)
class Bulk:
    """One thing that can be done to many rows. `title` is a French source marked with N_.

    `do` runs on the worker; `show` on the window's thread, for what writes nothing.
    """

    name: str
    title: str
    icon: str
    do: Do | None = None
    show: Callable[[list[UUID]], None] | None = None
    asked: Sequence[Asked] = ()
    synonyms: str = ""
    available: Callable[[], bool] = field(default=lambda: True)


class BulkBar(QWidget):
    """How many are picked out, and what can be done to them."""

    done = Signal()

    def __init__(self, context: Context, table: LongTable) -> None:
        super().__init__()
        self._context = context
        self._table = table
        self._bulks: list[tuple[Bulk, QWidget, Inset | None]] = []
        self.setAccessibleName(_("Lignes choisies"))
        self.count_label = label("", "heading", wrap=False)
        self.none = button(context.theme, _("Ne plus choisir"), "x", kind="quiet")
        self.none.setToolTip(_("Ne plus choisir (Échap)"))
        self.none.clicked.connect(self._pick_none)
        self._buttons = Flow()
        self._buttons.addWidget(self.count_label)
        self._buttons.addWidget(self.none)
        self.left = label("", "small")
        self.left.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S8)
        self._column.addLayout(self._buttons)
        self._column.addWidget(self.left)
        table.picks.changed.connect(self._picked)
        self.hide()

    @property
    def bulks(self) -> tuple[Bulk, ...]:
        """What can be done."""
        return tuple(bulk for bulk, _button, _inset in self._bulks)

    def add(self, *bulks: Bulk, owner: QWidget, page: str) -> None:
        """Offer these; the search everywhere offers them too, while rows are picked out."""
        self._buttons.takeAt(self._buttons.count() - 1)
        for bulk in bulks:
            act = partial(self.begin, bulk)
            made = button(self._context.theme, _(bulk.title), bulk.icon, act=act)
            self._buttons.addWidget(made)
            inset = self._inset(bulk) if bulk.asked else None
            self._bulks.append((bulk, made, inset))
            self._context.commands.add(
                Command(
                    f"{page}.together.{bulk.name}",
                    bulk.title,
                    act,
                    bulk.icon,
                    synonyms=bulk.synonyms,
                    group=LISTS,
                    available=partial(self._is_offered, bulk, owner),
                ),
                owner=owner,
            )
        self._buttons.addWidget(self.none)

    def _is_offered(self, bulk: Bulk, owner: QWidget) -> bool:
        return owner.isVisible() and self._table.picks.count > 1 and bulk.available()

    def begin(self, bulk: Bulk) -> None:
        """Do it, or ask in place what must be said first."""
        self.left.hide()
        inset = next((one for known, _b, one in self._bulks if known is bulk), None)
        for _known, _button, other in self._bulks:
            if other is not None and other is not inset:
                other.close_up()
        if inset is not None:
            inset.open()
        elif bulk.show is not None:
            self._with_keys(bulk.show)
        elif bulk.do is not None:
            self._do(bulk, {}, None)

    def _inset(self, bulk: Bulk) -> Inset:
        theme = self._context.theme
        inset = Inset(theme, _(bulk.title), _("{title} ⏎").format(title=_(bulk.title)))
        for one in bulk.asked:
            inset.add(one.name, one.label, one.make(), check=one.check, hint=one.hint)
        self._column.insertWidget(self._column.count() - 1, inset)
        names = [one.name for one in bulk.asked]
        inset.confirmed.connect(
            lambda: self._do(bulk, {name: inset.text(name) for name in names}, inset)
        )
        return inset

    def _do(self, bulk: Bulk, said: Mapping[str, str], inset: Inset | None) -> None:
        do = bulk.do
        assert do is not None

        def done(result: Together) -> None:
            self._context.forgive()
            if inset is not None:
                inset.close_up()
            self._say_left(result)
            self.done.emit()

        def refused(error: VaEtVientError) -> None:
            if inset is not None and error.field:
                inset.refuse(error)
            else:
                self._context.refuse(error)

        def begin(keys: list[UUID]) -> None:
            self._context.work.do(lambda: do(keys, said), done, refused, owner=self)

        self._with_keys(begin)

    def _with_keys(self, act: Callable[[list[UUID]], None]) -> None:
        count = self._table.picks.count
        if count > MOST_TOGETHER:
            self._context.refuse(TooManyTogetherError(count=count, most=MOST_TOGETHER))
        else:
            self._table.picks.tell(act)

    def _say_left(self, result: Together) -> None:
        if not result.left:
            return
        n = len(result.left)
        words = ngettext("{n} laissée comme elle était :", "{n} laissées comme elles étaient :", n)
        lines = [f"• {one.why}" for one in result.left[:_NAMED]]
        if n > _NAMED:
            lines.append("…")
        self.left.setText("\n".join([words.format(n=show_number(n)), *lines]))
        self.left.show()
        self.show()
        announce(self, self.left.text())

    def _picked(self, count: int) -> None:
        words = ngettext("{n} choisie", "{n} choisies", count).format(n=show_number(count))
        said = self.count_label.text()
        self.count_label.setText(words)
        if count:
            for bulk, made, _inset in self._bulks:
                made.setVisible(bulk.available())
            self.show()
            if words != said:
                announce(self, words)
        elif self.left.isHidden():
            self._close()
        else:
            self.count_label.setText("")

    def _pick_none(self) -> None:
        self.left.hide()
        self._table.picks.clear()
        self._close()
        self._table.setFocus()

    def _close(self) -> None:
        for _bulk, _button, inset in self._bulks:
            if inset is not None:
                inset.close_up()
        self.hide()
