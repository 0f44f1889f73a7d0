"""First step: which sheet, which line has the headers, which column is which field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.exchange.columns import LAYOUTS
from vaetvient.exchange.plan import How
from vaetvient.exchange.profile import LEFT_OUT, NOTE
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.files.state import Opened
from vaetvient.ui.pages.files.words import KINDS, SAID_BY, field_word
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.fields import Choice, Labelled
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

_LONGEST = 60
_LINES = 15

_MOST_LETTERS = 34
"""Of what may be chosen, that a list has room for."""


class ColumnsStep(QWidget):
    """Says how the file is read, and lets it be said otherwise."""

    otherwise = Signal(dict)
    """Keyword arguments for `read_otherwise`."""
    column_said = Signal(int, str)
    go_on = Signal()
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._theme = context.theme
        self._opened: Opened | None = None
        self.kind, self.profile = Choice(), Choice()
        self.sheet, self.header = Choice(), Choice()
        self.title = label("", "title")
        self.remarks = label("", "muted")
        self.missing = label("", "late")
        self.go = button(
            self._theme, _("Voir ce que cela ferait"), "eye", kind="primary", act=self.go_on.emit
        )
        self.leave = button(self._theme, _("Abandonner"), "x", act=self.left.emit)
        self._labelled = {
            "kind": Labelled(_("Ce fichier liste"), self.kind),
            "profile": Labelled(_("Il vient de"), self.profile),
            "sheet": Labelled(_("Feuille"), self.sheet),
            "header": Labelled(_("En-têtes"), self.header),
        }
        choices = Flow(spacing=S16)
        for field in self._labelled.values():
            field.setMinimumWidth(self._theme.pixels(220))
            choices.addWidget(field)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(S8)
        buttons = Flow()
        buttons.addWidget(self.go)
        buttons.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        column.addWidget(self.title)
        column.addWidget(self.remarks)
        column.addLayout(choices)
        column.addWidget(label(_("Les colonnes"), "heading"))
        column.addLayout(self._cards)
        column.addWidget(self.missing)
        column.addLayout(buttons)
        column.addStretch(1)
        self.kind.activated.connect(lambda n: self._say("kind", self.kind.itemData(n)))
        self.profile.activated.connect(lambda n: self._say("profile", self.profile.itemData(n)))
        self.sheet.activated.connect(lambda n: self._say("sheet", self.sheet.itemData(n)))
        self.header.activated.connect(lambda n: self._say("header_line", self.header.itemData(n)))

    def _say(self, name: str, said: object) -> None:
        if name == "profile":
            found = next((p for p in self._profiles if p.key == said), None)
            self.otherwise.emit({"profile": found} if found else {"kind": self.kind.currentData()})
        else:
            self.otherwise.emit({name: said})

    def show_opened(self, opened: Opened) -> None:
        """Show how `opened` is read."""
        fresh = self._opened is None or self._opened.plan.signature != opened.plan.signature
        fresh = fresh or self._opened is None or self._opened.plan.kind != opened.plan.kind
        self._opened, self._profiles = opened, opened.profiles
        plan = opened.plan
        self.title.setText(opened.path.name)
        self.remarks.setText(" ".join(opened.source.remarks))
        self.remarks.setVisible(bool(opened.source.remarks))
        _fill(self.kind, [(_(word), kind) for kind, word in KINDS.items()], plan.kind)
        profiles = [(_("un tableau sans programme connu"), "")]
        profiles += [(p.name, p.key) for p in opened.profiles]
        _fill(self.profile, profiles, plan.profile.key if plan.profile else "")
        sheets = [(name, name) for name in opened.source.sheets]
        _fill(self.sheet, sheets, plan.sheet)
        self._labelled["sheet"].setVisible(len(sheets) > 1)
        lines = [(_("il n’y en a pas"), 0)]
        for record in opened.first[:_LINES]:
            words = " · ".join(cell.strip() for cell in record.cells if cell.strip())
            said = _("ligne {n} : {words}").format(n=record.line, words=words[:_LONGEST])
            lines.append((said, record.line))
        _fill(self.header, lines, plan.header_line)
        self._labelled["header"].setVisible(not opened.source.first_is_header)
        if fresh:
            self._list(opened)
        else:
            self._tell(opened)
        self.missing.setText(
            _("Dites quelle colonne a le nom, le numéro ou l’étiquette.")
            if not opened.is_ready
            else ""
        )
        self.missing.setVisible(not opened.is_ready)
        self.go.setEnabled(opened.is_ready)

    def _list(self, opened: Opened) -> None:
        clear(self._cards)
        self._told: dict[int, Callable[[Opened], None]] = {}
        fields = [*LAYOUTS[opened.plan.kind].names, NOTE, LEFT_OUT]
        for column in opened.plan.columns:
            card = Card(self._theme, column.header or _("(sans nom)"))
            choice = Choice()
            choice.setMinimumContentsLength(22)
            choice.setAccessibleName(_("Ce qu’est la colonne {name}").format(name=column.header))
            for field in fields:
                choice.addItem(field_word(field), field)
            sample = label("", "muted")
            wrong = label("", "late")
            row = QHBoxLayout()
            row.setSpacing(S16)
            row.addWidget(choice)
            row.addWidget(sample, 1)
            card.column.addLayout(row)
            card.add(wrong)
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            place = column.place

            def tell(
                now: Opened,
                place: int = place,
                choice: Choice = choice,
                sample: QWidget = sample,
                wrong: QWidget = wrong,
            ) -> None:
                planned = now.plan.columns[place]
                choice.setCurrentIndex(choice.findData(planned.field))
                raw, becomes, fault = now.samples.get(place, ("", "", ""))
                said = _(SAID_BY[planned.how]) if planned.how is not How.NOBODY else ""
                arrow = f"« {raw[:_LONGEST]} »" if raw else _("(vide)")
                if becomes and becomes != raw:
                    arrow += f" → {becomes[:_LONGEST]}"
                sample.setText(" – ".join(filter(None, (arrow, said))))  # type: ignore[attr-defined]
                wrong.setText(fault)  # type: ignore[attr-defined]
                wrong.setVisible(bool(fault))

            self._told[place] = tell
            choice.activated.connect(
                lambda n, place=place, choice=choice: self.column_said.emit(
                    place, choice.itemData(n)
                )
            )
            self._cards.addWidget(card)
        self._tell(opened)

    def _tell(self, opened: Opened) -> None:
        for tell in self._told.values():
            tell(opened)


def _fill(choice: Choice, items: Sequence[tuple[str, object]], chosen: object) -> None:
    choice.clear()
    for text, value in items:
        choice.addItem(text, value)
    choice.setCurrentIndex(max(0, next((n for n, i in enumerate(items) if i[1] == chosen), 0)))
    longest = max((len(text) for text, _value in items), default=0)
    choice.setMinimumContentsLength(min(_MOST_LETTERS, longest))
    choice.setToolTip(choice.currentText())
