"""Blank agreements: a specimen is shown, numbers are taken when they leave for the printer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk import loans, papers
from vaetvient.domain.agreement import AgreementContent
from vaetvient.language import _
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import PaperUse
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.fields import CountField
from vaetvient.ui.widgets.panes import label

_MOST = 50


class BlankOptions(QWidget):
    """How many."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.count = CountField()
        self.count.setRange(1, _MOST)
        self.count.setValue(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(Entry(context.theme, "count", _("Combien de conventions"), self.count))
        column.addWidget(
            label(
                _(
                    "À remplir au stylo pendant une panne, puis à saisir sous leur numéro. "
                    "Chacune reçoit le sien au moment d'imprimer ou d'enregistrer ; voici un "
                    "exemple sans numéro."
                ),
                "small",
            )
        )


class BlankSource(Source):
    """A specimen, then as many numbered ones as wanted."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Conventions vierges"), _("conventions-vierges"), PaperUse.AGREEMENT)
        self._context = context
        self._options = BlankOptions(context)

    @property
    def options(self) -> BlankOptions:
        return self._options

    def make(self) -> Make:
        desk = self._context.desk

        def work() -> bytes:
            from vaetvient.documents.agreement import render_agreement

            return render_agreement(papers.blank_specimen(desk))

        return work

    def final(self) -> Make:
        desk, count = self._context.desk, self._options.count.value()
        self._options.count.setEnabled(False)

        def work() -> bytes:
            from vaetvient.documents.agreement import render_agreements

            made = [papers.agreement_of(desk, key) for key in loans.prepare_blank(desk, count)]
            contents = [one.content for one in made]
            return render_agreements([c for c in contents if isinstance(c, AgreementContent)])

        return work
