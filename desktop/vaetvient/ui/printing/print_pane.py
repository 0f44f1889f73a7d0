"""On which printer, how often, which pages: chosen once, remembered for each kind of paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.printing.sending import PrinterSeen, printers
from vaetvient.ui.printing.uses import MOST_COPIES, PaperUse, PrintChoice, PrintMemory
from vaetvient.ui.tokens import S8, S12
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.fields import Choice, CountField, LineField
from vaetvient.ui.widgets.panes import label

_TWO_COPIES = N_("Un exemplaire pour chaque partie : deux en tout.")


class PrintPane(QWidget):
    """The choices, and the sentence that says why nothing can be printed."""

    ready_changed = Signal()

    def __init__(self, context: Context, memory: PrintMemory) -> None:
        super().__init__()
        self._context = context
        self._memory = memory
        self._use: PaperUse | None = None
        self._seen: Sequence[PrinterSeen] = ()
        self._listed = False
        self._gone = ""
        theme = context.theme
        self.printer = Choice()
        self.printer.addItem(_("Recherche des imprimantes…"), "")
        self.copies = CountField()
        self.copies.setRange(1, MOST_COPIES)
        self.pages = LineField(_("toutes"))
        self.two_sided = QCheckBox(_("Recto verso"))
        self.printer_entry = Entry(theme, "printer", _("Imprimante"), self.printer)
        self.copies_entry = Entry(theme, "copies", _("Copies"), self.copies)
        self.pages_entry = Entry(theme, "pages", _("Pages"), self.pages)
        self.pages.setToolTip(_("Par exemple 1-2 ou 1, 3 ; vide : toutes"))
        self.words = label("", "small")
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(S12)
        top = Qt.AlignmentFlag.AlignTop
        side_by_side.addWidget(self.copies_entry, 1, top)
        side_by_side.addWidget(self.pages_entry, 1, top)
        self.copies_words = label("", "small")
        self.copies_words.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(label(_("Impression"), "heading"))
        column.addWidget(self.printer_entry)
        column.addLayout(side_by_side)
        column.addWidget(self.copies_words)
        column.addWidget(self.two_sided)
        column.addWidget(self.words)
        self.words.hide()
        self.printer.currentIndexChanged.connect(self._explain)
        self._ask()

    @property
    def is_ready(self) -> bool:
        """Whether there is a printer to send to."""
        return bool(self._printer_name())

    def choice(self) -> PrintChoice:
        """What is chosen now."""
        return PrintChoice(self._printer_name(), self.copies.value(), self.two_sided.isChecked())

    def show_use(self, use: PaperUse) -> None:
        """Offer what was chosen last for this kind of paper."""
        if use is self._use:
            return
        self._use = use
        kept = self._memory.recall(use)
        self.copies.setValue(kept.copies)
        self.two_sided.setChecked(kept.two_sided)
        two = use is PaperUse.AGREEMENT
        self.copies_words.setText(_(_TWO_COPIES) if two else "")
        self.copies_words.setVisible(two)
        self._prefer(kept.printer)

    def look_again(self) -> None:
        """Ask which printers there are: one has gone, or come."""
        self._ask()

    def _ask(self) -> None:
        self._context.work.long(lambda _report: printers(), self._list, owner=self)

    def _list(self, seen: Sequence[PrinterSeen]) -> None:
        self._seen, self._listed = seen, True
        chosen = self._printer_name()
        self.printer.blockSignals(True)
        self.printer.clear()
        for one in seen:
            words = one.words
            if one.stopped:
                words = _("{printer} (arrêtée)").format(printer=words)
            self.printer.addItem(words, one.name)
        if not seen:
            self.printer.addItem(_("Aucune imprimante"), "")
        self.printer.setEnabled(bool(seen))
        self.printer.blockSignals(False)
        kept = self._memory.recall(self._use).printer if self._use is not None else ""
        self._prefer(chosen or kept)

    def _prefer(self, name: str) -> None:
        place = self.printer.findData(name) if name else -1
        self.printer.setCurrentIndex(max(0, place))
        self._gone = name if self._listed and name and place < 0 else ""
        self._explain()

    def _printer_name(self) -> str:
        return str(self.printer.currentData() or "")

    def _explain(self) -> None:
        name = self._printer_name()
        stopped = any(one.name == name and one.stopped for one in self._seen)
        words = ""
        if self._listed and not self._seen:
            words = _(
                "Aucune imprimante n'est installée sur cet ordinateur. Enregistrez le document "
                "en PDF, ou ouvrez-le pour l'imprimer ailleurs."
            )
        elif self._gone:
            words = _("L'imprimante « {printer} » n'est plus là.").format(printer=self._gone)
        elif stopped:
            words = _("Cette imprimante est arrêtée : le document attendra dans sa file.")
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.ready_changed.emit()
