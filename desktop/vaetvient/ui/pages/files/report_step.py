"""Second step: what the file would do; doubtful rows side by side; then it is taken."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vaetvient.desk.intake import Candidate, ChangedRow, Doubt
from vaetvient.desk.intake_words import would_words
from vaetvient.desk.manner import Decided
from vaetvient.language import _, ngettext, show_number
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.files.foot import Foot
from vaetvient.ui.pages.files.state import Tried
from vaetvient.ui.pages.files.words import field_word, value_word
from vaetvient.ui.tokens import S8, S16
from vaetvient.ui.widgets.panes import button, clear, label

_MOST_CARDS = 40
_SILENT = frozenset({"commune_insee", "notes", "label"})


class ReportStep(QWidget):
    """Nothing is written before the button is pressed."""

    decided = Signal(str, object)
    """The identity of a row, and what was decided of it."""
    kept = Signal(object, str, bool)
    """A record's key, a column, and whether what is there stays."""
    fills_only = Signal(bool)
    take = Signal()
    back = Signal()
    refused_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._theme = context.theme
        self.title = label("", "title")
        self.figures = label("", "heading")
        self.remarks = label("", "muted")
        self.only_fill = QCheckBox(_("Seulement compléter : ce qui est déjà là reste"))
        self.only_fill.toggled.connect(self.fills_only)
        self.go = button(self._theme, _("Terminer"), "download", kind="primary", act=self.take.emit)
        self.again = button(
            self._theme, _("Revenir aux colonnes"), "arrow-left", act=self.back.emit
        )
        self.save = button(
            self._theme,
            _("Enregistrer les lignes refusées…"),
            "save",
            act=self.refused_wanted.emit,
        )
        self._doubts: list[Card] = []
        self._parts = QVBoxLayout()
        self._parts.setSpacing(S8)
        self.foot = Foot(self.go, self.again, self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S16)
        column.addWidget(self.title)
        column.addWidget(self.figures)
        column.addWidget(self.remarks)
        column.addWidget(self.only_fill)
        column.addLayout(self._parts)
        column.addStretch(1)

    def show_tried(self, tried: Tried) -> None:
        """Show what would be done."""
        report = tried.report
        self.title.setText(tried.opened.path.name)
        self.figures.setText(would_words(report))
        count = report.added + report.changed
        said = ngettext("Prendre {n} ligne", "Prendre {n} lignes", count)
        self.go.setText(said.format(n=show_number(count)) if count else _("Terminer"))
        self.save.setVisible(bool(report.refused))
        self.only_fill.setVisible(bool(report.changes) or tried.fills_only)
        remarks = tried.sheet.source.remarks
        self.remarks.setText(" ".join(remarks))
        self.remarks.setVisible(bool(remarks))
        clear(self._parts)
        self._doubts = []
        if report.doubts:
            self._parts.addWidget(label(_("Est-ce la même ?"), "heading"))
            for doubt in report.doubts[:_MOST_CARDS]:
                card = self._doubt(doubt)
                self._doubts.append(card)
                self._put(card)
            self._more(len(report.doubts))
        if report.refused:
            self._parts.addWidget(label(_("Ce qui ne peut pas être pris"), "heading"))
            for row in report.refused[:_MOST_CARDS]:
                words = (
                    _("Ligne {line}, {column} : {reason}")
                    if row.column
                    else _("Ligne {line} : {reason}")
                )
                card = Card(
                    self._theme,
                    words.format(line=row.line, column=row.column, reason=row.reason),
                    _("Peut-être : {value}").format(value=row.suggestion) if row.suggestion else "",
                )
                self._put(card)
            self._more(len(report.refused))
        if report.changes:
            self._parts.addWidget(label(_("Ce qui change"), "heading"))
            for changed in report.changes[:_MOST_CARDS]:
                self._put(self._changed(changed, tried))
            self._more(len(report.changes))
        if report.unchanged and not (count or report.refused or report.waiting or report.left_out):
            self._parts.addWidget(label(_("Tout ce que dit ce fichier est déjà là."), "muted"))
        if tried.first and (report.added or report.waiting):
            self._parts.addWidget(label(_("Les premières lignes, comme elles seraient"), "heading"))
            for called, said in tried.first:
                lines = QVBoxLayout()
                lines.setSpacing(0)
                lines.addWidget(label(called))
                lines.addWidget(label(said, "muted"))
                self._parts.addLayout(lines)

    def next_doubt(self) -> QPushButton:
        """The first answer to the first doubt; the way on where nothing is doubtful any more."""
        if not self._doubts:
            return self.go
        self._doubts[0].show()  # what is not shown yet cannot have the focus
        return self._doubts[0].findChildren(QPushButton)[0]

    def _put(self, card: Card) -> None:
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._parts.addWidget(card)

    def _more(self, count: int) -> None:
        more = count - _MOST_CARDS
        if more > 0:
            said = ngettext("… et {n} autre.", "… et {n} autres.", more)
            self._parts.addWidget(label(said.format(n=show_number(more)), "muted"))

    def _changed(self, changed: ChangedRow, tried: Tried) -> Card:
        card = Card(self._theme, changed.label, _("ligne {n}").format(n=changed.line))
        for change in changed.changes:
            if change.column in ("commune_insee", "label"):
                continue
            words = _("{field} : {now} → {said}").format(
                field=field_word(change.column),
                now=value_word(change.column, change.now),
                said=value_word(change.column, change.said),
            )
            tick = QCheckBox(words)
            tick.setChecked(change.column not in tried.kept.get(changed.key, ()))
            tick.toggled.connect(
                lambda taken, key=changed.key, column=change.column: self.kept.emit(
                    key, column, not taken
                )
            )
            card.add(tick)
        return card

    def _doubt(self, doubt: Doubt) -> Card:
        card = Card(self._theme, doubt.label, _("ligne {n}").format(n=doubt.line))
        candidate = doubt.candidates[0]
        about_people = "model" not in candidate.now
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S16)
        for place, words in enumerate(("", _("Dans le fichier"), _("Déjà là"))):
            grid.addWidget(label(words, "small"), 0, place)
            grid.setColumnStretch(place, 1 if place else 0)
        ticks: dict[str, QCheckBox] = {}
        for row, column in enumerate(_compared(doubt, candidate), start=1):
            said, now = doubt.said.get(column), candidate.now.get(column)
            grid.addWidget(label(field_word(column), "muted"), row, 0)
            if said and now and said != now:
                tick = QCheckBox(value_word(column, said))
                tick.setChecked(True)
                tick.setToolTip(_("Prendre cette valeur"))
                ticks[column] = tick
                grid.addWidget(tick, row, 1)
            else:
                grid.addWidget(label(value_word(column, said)), row, 1)
            grid.addWidget(label(value_word(column, now)), row, 2)
        card.add(holder)

        def same() -> None:
            keeps = frozenset(column for column, tick in ticks.items() if not tick.isChecked())
            self.decided.emit(doubt.identity, Decided(candidate.key, keeps))

        score = _("C’est la même ({score} sur 100)").format(score=candidate.score)
        card.offer(
            button(self._theme, score, "check", act=same),
            button(
                self._theme,
                _("C’est quelqu’un d’autre") if about_people else _("C’en est une autre"),
                "user-plus" if about_people else "package-plus",
                act=lambda: self.decided.emit(doubt.identity, Decided(None)),
            ),
            button(
                self._theme,
                _("Laisser de côté"),
                "x",
                kind="quiet",
                act=lambda: self.decided.emit(doubt.identity, Decided(None, left_out=True)),
            ),
        )
        return card


def _compared(doubt: Doubt, candidate: Candidate) -> list[str]:
    """The columns that one side or the other fills, in the order of the record."""
    return [
        column
        for column in candidate.now
        if column not in _SILENT
        and column not in ("id", "kind")
        and (doubt.said.get(column) or candidate.now.get(column))
    ]
