"""The rules of an office given out as a file, and those of another taken after a look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from vaetvient.desk.rule_sets import (
    RulesTaken,
    foresee_rules,
    rules_to_give,
    take_rules,
    taken_words,
)
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.rule_set import RuleSet
from vaetvient.exchange.rules_file import read_rules, write_rules
from vaetvient.language import _, show_date
from vaetvient.ui.context import Context
from vaetvient.ui.giving import ask_where, remember_given
from vaetvient.ui.pages.looked_at import SETTINGS_NAME
from vaetvient.ui.pages.settings.rule_form import outcome_words, touched_words
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import label


class RulesGiven(QObject):
    """« Exporter… »: the rules in force, in a file that another office takes."""

    def __init__(self, context: Context, beside: QWidget) -> None:
        super().__init__(beside)
        self._context, self._beside = context, beside
        self._kept = QSettings(
            str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat, self
        )

    def ask(self) -> None:
        """Ask where to."""
        ask_where(
            self._beside,
            self._kept,
            _("Où écrire les règles ?"),
            _("regles-de-pret"),
            {_("Règles de prêt"): "json"},
            self.give_to,
        )

    def give_to(self, path: Path) -> None:
        """Write them there."""
        desk = self._context.desk

        def work() -> int:
            with desk.database.reading() as session:
                rules = rules_to_give(session, desk)
            write_rules(path, rules)
            return len(rules.rules)

        def done(_n: int) -> None:
            remember_given(self._kept, path.parent)
            self._context.say(_("Enregistré : {path}").format(path=path))

        self._context.work.ask(work, done, owner=self)


class RulesInset(Inset):
    """What a file of rules would change, and whom that touches, before anything is taken."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, _("Reprendre des règles"), _("Reprendre ⏎"))
        self._context = context
        self._set: RuleSet | None = None
        self.whose = label("", "muted")
        self.outcome = label("")
        self.touched = label("", "small")
        self.replace = QCheckBox(_("Retirer nos règles qui n'y sont pas"))
        self.replace.toggled.connect(lambda _on: self._look())
        for widget in (self.whose, self.replace, self.outcome, self.touched):
            self.add_widget(widget)
        self.confirmed.connect(self._take)

    def ask(self) -> None:
        """Ask which file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Quelles règles reprendre ?"), folder, _("Règles de prêt (*.json)")
        )
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Read a file and show what it would change."""

        def refused(error: VaEtVientError) -> None:
            self.close_up()
            self._context.refuse(error)

        self._context.work.ask(lambda: read_rules(path), self._show, refused, owner=self)

    def _show(self, rules: RuleSet) -> None:
        self._set = rules
        words = _("Règles de {office}, écrites le {day}")
        self.whose.setText(words.format(office=rules.office or "?", day=_day(rules.made_on)))
        self.replace.blockSignals(True)
        self.replace.setChecked(False)
        self.replace.blockSignals(False)
        self.outcome.setText("")
        self.touched.hide()
        self.confirm.setEnabled(False)
        self.open()
        self._look()

    def _look(self) -> None:
        desk, rules, replace = self._context.desk, self._set, self.replace.isChecked()
        if rules is None:
            return
        self._context.work.do(
            lambda: foresee_rules(desk, rules.rules, replace=replace),
            self._foreseen,
            self.refuse,
            owner=self,
        )

    def _foreseen(self, found: RulesTaken) -> None:
        self.outcome.setText("\n".join([*taken_words(found), outcome_words(len(found.touched))]))
        self.touched.setText("\n".join(map(touched_words, found.touched)))
        self.touched.setVisible(bool(found.touched))
        self.confirm.setEnabled(found.does_something)
        announce(self, self.outcome.text())

    def _take(self) -> None:
        desk, rules, replace = self._context.desk, self._set, self.replace.isChecked()
        if rules is None or not self.confirm.isEnabled():
            return
        self._context.work.do(
            lambda: take_rules(desk, rules.rules, replace=replace),
            lambda _taken: self.close_up(),
            self.refuse,
            owner=self,
        )


def _day(iso: str) -> str:
    """A day of a file as it is said; what is no day stays as it was written."""
    try:
        return show_date(date.fromisoformat(iso), "long")
    except ValueError:
        return iso
