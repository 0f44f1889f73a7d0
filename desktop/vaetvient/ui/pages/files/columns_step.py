"""First step: which sheet, which line has the headers, which column is which field.

What was only guessed stands first, what is sure below it, what is not taken is folded away.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.exchange.columns import LAYOUTS
from vaetvient.exchange.plan import ColumnPlan, How
from vaetvient.exchange.profile import LEFT_OUT, NOTE
from vaetvient.language import N_, _, ngettext, show_number
from vaetvient.ui.context import Context
from vaetvient.ui.pages.files.foot import Foot
from vaetvient.ui.pages.files.state import Opened
from vaetvient.ui.pages.files.words import KINDS, SAID_BY, field_word
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import S4, S8, S12, S16
from vaetvient.ui.widgets.fields import Choice, Labelled
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button, clear, label

_LONGEST = 60
_LINES = 15

_LARGE = 140
"""Of text as a percentage, from which the parts of a row stand below one another."""
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
        self._told: dict[int, _Row] = {}
        self._parts = QVBoxLayout()
        self._parts.setSpacing(S12)
        self.foot = Foot(self.go, self.leave, said=self.missing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        column.addWidget(self.title)
        column.addWidget(self.remarks)
        column.addLayout(choices)
        column.addLayout(self._parts)
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
        missing = (_UNNAMED if opened.is_ready else _MISSING)[plan.kind]
        self.missing.setText(_(missing))
        self.missing.setVisible(not plan.names)
        self.go.setEnabled(opened.is_ready)

    def first_field(self) -> QWidget:
        """Where to begin: the way on, or where something has to be said first."""
        opened = self._opened
        if not self._told or (opened is not None and opened.is_ready and opened.plan.names):
            return self.go
        return next(iter(self._told.values())).choice

    def _list(self, opened: Opened) -> None:
        clear(self._parts)
        self._told = {}
        groups: dict[str, list[ColumnPlan]] = {title: [] for title in _TITLES}
        for column in opened.plan.columns:
            groups[_group_of(column, opened)].append(column)
        for title, columns in groups.items():
            if not columns:
                continue
            rows = self._rows(columns, opened)
            if title == _LEFT_OUT:
                self._fold(rows, len(columns))
            else:
                self._parts.addWidget(label(_(title), "heading"))
                self._parts.addWidget(rows)
        self._tell(opened)

    def _rows(self, columns: Sequence[ColumnPlan], opened: Opened) -> QWidget:
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(S8)
        fields = [*LAYOUTS[opened.plan.kind].names, NOTE, LEFT_OUT]
        for column in columns:
            row = self._told[column.place] = _Row(self._theme, column, fields)
            row.choice.activated.connect(
                lambda n, row=row: self.column_said.emit(row.place, row.choice.itemData(n))
            )
            lines.addWidget(row)
        return holder

    def _fold(self, rows: QWidget, count: int) -> None:
        """Put the columns that are not taken behind a button that says how many there are."""
        said = ngettext(
            "{n} colonne n’est pas prise : la montrer",
            "{n} colonnes ne sont pas prises : les montrer",
            count,
        )
        unfold = button(
            self._theme, said.format(n=show_number(count)), "chevron-down", kind="quiet"
        )
        unfold.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        rows.hide()

        def show() -> None:
            rows.show()
            rows.findChildren(Choice)[0].setFocus()
            unfold.hide()

        unfold.clicked.connect(show)
        self._parts.addWidget(unfold)
        self._parts.addWidget(rows)

    def _tell(self, opened: Opened) -> None:
        for row in self._told.values():
            row.tell(opened)


_GUESSED, _KNOWN, _LEFT_OUT = N_("À vérifier"), N_("Reconnues"), N_("Pas prises")
_TITLES = (_GUESSED, _KNOWN, _LEFT_OUT)
_MISSING = {
    "members": N_(
        "Aucune colonne ne dit de qui il s’agit : choisissez celle du nom, du numéro ou du "
        "courriel. Si ce fichier ne liste pas des adhérents, abandonnez."
    ),
    "equipment": N_(
        "Aucune colonne ne dit de quoi il s’agit : choisissez celle du modèle ou de l’étiquette. "
        "Si ce fichier ne liste pas du matériel, abandonnez."
    ),
}
_UNNAMED = {
    "members": N_(
        "Aucune colonne ne dit le nom : seuls ceux qui sont déjà là seront reconnus. Si une "
        "colonne a le nom, choisissez-la."
    ),
    "equipment": N_(
        "Aucune colonne ne dit le modèle : seul ce qui est déjà là sera reconnu. Si une colonne a "
        "le modèle, choisissez-la."
    ),
}
_SURE = (How.PROFILE, How.NAME)


def _group_of(column: ColumnPlan, opened: Opened) -> str:
    _raw, _becomes, fault = opened.samples.get(column.place, ("", "", ""))
    is_said = column.place in opened.samples
    if column.field == LEFT_OUT or (column.how is How.NOBODY and not is_said):
        return _LEFT_OUT
    return _GUESSED if fault or column.how in (How.CONTENT, How.NOBODY) else _KNOWN


class _Row(QWidget):
    """One column: its name, what it is, and what becomes of one of its values; below one another
    where the letters are large."""

    def __init__(self, theme: Theme, column: ColumnPlan, fields: Sequence[str]) -> None:
        super().__init__()
        self.place = column.place
        self.name = label(column.header or _("(sans nom)"))
        self.choice = Choice()
        self.choice.setMinimumContentsLength(22)
        self.choice.setAccessibleName(_("Ce qu’est la colonne {name}").format(name=column.header))
        for field in fields:
            self.choice.addItem(field_word(field), field)
        self.said = QWidget()
        self._sample, self._wrong = label("", "muted"), label("", "late")
        lines = QVBoxLayout(self.said)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._sample)
        lines.addWidget(self._wrong)
        is_large = theme.text_percent >= _LARGE
        across = QBoxLayout.Direction.LeftToRight
        row = QBoxLayout(QBoxLayout.Direction.TopToBottom if is_large else across, self)
        row.setContentsMargins(0, 0, 0, S12 if is_large else 0)
        row.setSpacing(S4 if is_large else S16)
        row.addWidget(self.name, 0 if is_large else 2)
        row.addWidget(self.choice)
        row.addWidget(self.said, 0 if is_large else 3)

    def tell(self, opened: Opened) -> None:
        """Show how the column is read now."""
        planned = opened.plan.columns[self.place]
        self.choice.setCurrentIndex(self.choice.findData(planned.field))
        raw, becomes, fault = opened.samples.get(self.place, ("", "", ""))
        words = _("« {value} »").format(value=raw[:_LONGEST]) if raw else _("(vide)")
        if becomes and becomes != raw:
            words += f" → {becomes[:_LONGEST]}"
        if planned.how not in (*_SURE, How.NOBODY):
            words += f" – {_(SAID_BY[planned.how])}"
        self._sample.setText(words)
        self.choice.setToolTip(_(SAID_BY[planned.how]))
        self._wrong.setText(fault)
        self._wrong.setVisible(bool(fault))


def _fill(choice: Choice, items: Sequence[tuple[str, object]], chosen: object) -> None:
    choice.clear()
    for text, value in items:
        choice.addItem(text, value)
    choice.setCurrentIndex(max(0, next((n for n, i in enumerate(items) if i[1] == chosen), 0)))
    longest = max((len(text) for text, _value in items), default=0)
    choice.setMinimumContentsLength(min(_MOST_LETTERS, longest))
    choice.setToolTip(choice.currentText())
