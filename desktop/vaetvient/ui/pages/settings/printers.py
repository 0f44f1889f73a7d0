"""The printers: where each kind of paper goes, remembered here as in the window that prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QWidget

from vaetvient.language import N_, _, spoken
from vaetvient.ui.context import WINDOW_SETTINGS
from vaetvient.ui.pages.settings.scanner import SAMPLE
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.printing.sending import (
    PrinterSeen,
    PrintJob,
    PrintSent,
    printers,
    send,
    sent_words,
)
from vaetvient.ui.printing.uses import (
    MOST_COPIES,
    PAPER_USE_WORDS,
    PaperUse,
    PrintChoice,
    PrintMemory,
)
from vaetvient.ui.widgets.fields import Choice, CountField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import button

_HELP = {
    PaperUse.AGREEMENT: N_("Au comptoir, la convention y part sitôt le prêt fait."),
    PaperUse.RECEIPT: N_("Le reçu signé au retour."),
    PaperUse.LABEL_SHEET: N_("Une imprimante de bureau, et des planches d'étiquettes."),
    PaperUse.LABEL_ROLL: N_("Une imprimante d'étiquettes, sur un ruban de 62 mm par exemple."),
    PaperUse.CARDS: N_("Des planches de cartes, à la taille d'une carte bancaire."),
    PaperUse.LIST: N_("Listes, inventaires, planning et feuille du jour."),
}
_COUNTED = (PaperUse.AGREEMENT, PaperUse.RECEIPT)
_COPIES = {
    PaperUse.AGREEMENT: N_("Exemplaires d'une convention"),
    PaperUse.RECEIPT: N_("Exemplaires d'un reçu"),
}
_ALSO = N_("imprimer impression papier imprimante")


class PrintersSection(Section):
    """What is chosen here is what the window that prints proposes, and the other way round."""

    name = "printers"
    about = N_("Chaque papier se souvient de son imprimante.")
    settings = (
        *(Setting(use.value, PAPER_USE_WORDS[use], _HELP[use], _ALSO) for use in PaperUse),
        Setting(
            "copies_agreement",
            _COPIES[PaperUse.AGREEMENT],
            N_("Deux en tout : un pour chaque partie."),
            N_("copies nombre"),
        ),
        Setting(
            "copies_receipt",
            _COPIES[PaperUse.RECEIPT],
            N_("Un pour qui rend ; deux si le bureau garde le sien sur papier."),
            N_("copies nombre"),
        ),
        Setting(
            "two_sided",
            N_("Recto verso"),
            N_("Les conventions de deux pages tiennent sur une feuille."),
            N_("duplex deux faces économiser papier"),
        ),
        Setting(
            "trial",
            N_("Essayer une imprimante"),
            N_("Des lettres, une règle de dix centimètres et un code à scanner."),
            N_("page de test essai mesure étiquette"),
        ),
    )

    def build(self) -> None:
        path = str(self.context.folder / WINDOW_SETTINGS)
        self.memory = PrintMemory(QSettings(path, QSettings.Format.IniFormat, self))
        self._seen: Sequence[PrinterSeen] = ()
        self.choices: dict[PaperUse, Choice] = {}
        self.counts: dict[PaperUse, CountField] = {}
        for use in PaperUse:
            self.choices[use] = choice = Choice()
            choice.activated.connect(partial(self._chosen, use))
            self.add(use.value, choice)
            if use in _COUNTED:
                self.counts[use] = count = CountField()
                count.setRange(1, MOST_COPIES)
                count.valueChanged.connect(partial(self._counted, use))
                self.add(f"copies_{use}", count)
            if use is PaperUse.AGREEMENT:
                self.two_sided = QCheckBox(_("Imprimer les conventions recto verso"))
                self.two_sided.clicked.connect(lambda _on: self._keep(PaperUse.AGREEMENT))
                self.add("two_sided", self.two_sided)
        self._build_trial()

    def _build_trial(self) -> None:
        holder = QWidget()
        row = Flow(holder)
        self.tried = Choice()
        self.tried.setAccessibleName(_("Imprimante à essayer"))
        self.trial_button = button(
            self.context.theme, _("Imprimer une page d'essai"), "printer", act=self._try
        )
        row.addWidget(self.tried)
        row.addWidget(self.trial_button)
        holder.setFocusProxy(self.tried)
        self.add("trial", holder)

    # What is there

    def load(self) -> None:
        self.context.work.long(lambda _report: printers(), self.show_printers, owner=self)

    def show_printers(self, seen: Sequence[PrinterSeen]) -> None:
        """Offer these printers, and those that were chosen though they are away now."""
        self._seen = seen
        for use, choice in self.choices.items():
            kept = self.memory.recall(use)
            ask = _("Demander à chaque fois") if seen else _("Aucune imprimante sur cet ordinateur")
            self._offer(choice, [(ask, "")], kept.printer)
            if use in self.counts:
                self._put(self.counts[use], kept.copies)
        self.two_sided.setChecked(self.memory.recall(PaperUse.AGREEMENT).two_sided)
        self._offer(self.tried, [], str(self.tried.currentData() or ""))
        self.tried.setVisible(bool(seen))
        self.trial_button.setEnabled(bool(seen))

    def _offer(self, choice: Choice, first: Sequence[tuple[str, str]], kept: str) -> None:
        choice.blockSignals(True)
        choice.clear()
        for words, name in (*first, *((one.words, one.name) for one in self._seen)):
            choice.addItem(words, name)
        if kept and choice.findData(kept) < 0:
            choice.addItem(_("{printer} (absente)").format(printer=kept), kept)
        choice.setCurrentIndex(max(0, choice.findData(kept)))
        choice.blockSignals(False)

    def _put(self, count: CountField, value: int) -> None:
        if not count.hasFocus():
            count.blockSignals(True)
            count.setValue(value)
            count.blockSignals(False)

    # What is chosen

    def _chosen(self, use: PaperUse, _place: int) -> None:
        self._keep(use)

    def _counted(self, use: PaperUse, _value: int) -> None:
        self._keep(use)

    def _keep(self, use: PaperUse) -> None:
        before = self.memory.recall(use)
        two_sided = before.two_sided
        if use is PaperUse.AGREEMENT:
            two_sided = self.two_sided.isChecked()
        copies = self.counts[use].value() if use in self.counts else before.copies
        chosen = str(self.choices[use].currentData() or "")
        self.memory.keep(use, PrintChoice(chosen, copies, two_sided))
        self.saved.emit(use.value)

    # The page to try one

    def _try(self) -> None:
        printer = str(self.tried.currentData() or "")
        desk, language, context = self.context.desk, spoken(), self.context
        made_at = desk.clock().astimezone(desk.zone).isoformat(timespec="minutes")[:16]
        title = _("Page d'essai")

        def work() -> PrintSent:
            from vaetvient.documents.trial_page import render_trial_page

            pdf = render_trial_page(printer, SAMPLE, made_at, language)
            return send(PrintJob(title, pdf, PrintChoice(printer)))

        context.work.long(
            lambda _report: work(),
            lambda sent: context.say(sent_words(sent)),
            owner=self,
        )
