"""The scanner: what it sends is shown, its faults are recognised and mended."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout
from sqlalchemy.orm import Session

from vaetvient.desk.preferences import set_scanner
from vaetvient.domain.scanner import Keyboard, ScannerSettings, mend, recognise
from vaetvient.language import N_, _
from vaetvient.storage import settings as kept_settings
from vaetvient.storage.queries.counter import NothingExact, Scanned, bears, resolve
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.sounds import Sound
from vaetvient.ui.tokens import S4, S8, S12
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.panes import Facts, StateLabel

SAMPLE = "VAETVIENT-0123456789"
"""A code that anyone can make into a bar code to try a scanner with."""
_HEARD, _SILENT = "heard", "silent"
_FASTEST_HAND_MS = 35
"""Nobody types faster than this from letter to letter; every scanner does."""
KEYBOARD_NAMES = (
    (Keyboard.RIGHT, N_("Comme l'ordinateur : rien à réparer")),
    (Keyboard.US_ON_AZERTY, N_("Américain (QWERTY), sur un ordinateur AZERTY")),
    (Keyboard.AZERTY_ON_US, N_("Français (AZERTY), sur un ordinateur QWERTY")),
)


class TrialField(QLineEdit):
    """Takes whatever comes, its Enter and Tab too, and times it."""

    def __init__(self, owner: ScannerSection) -> None:
        super().__init__()
        self._owner = owner
        self._times: list[float] = []

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ends = {
                Qt.Key.Key_Return: N_("Entrée"),
                Qt.Key.Key_Enter: N_("Entrée"),
                Qt.Key.Key_Tab: N_("Tabulation"),
            }
            end = ends.get(Qt.Key(event.key()))
            if end is not None and self.text():
                arrived, pace = self.text(), self._pace()
                self._times.clear()
                self.clear()
                self._owner.arrived(arrived, end, pace)
                return True
            if event.text():
                self._times.append(event.timestamp() or time.monotonic() * 1000)
        return super().event(event)

    def _pace(self) -> float:
        """Milliseconds from letter to letter."""
        if len(self._times) < 2:
            return 1_000.0
        return (self._times[-1] - self._times[0]) / (len(self._times) - 1)


class ScannerSection(Section):
    """Works for any scanner that types: no driver is needed."""

    name = "scanner"
    about = N_("Un lecteur est un clavier : s'il écrit ici, il marche partout.")
    settings = (
        Setting(
            "trial",
            N_("Essayer le lecteur"),
            N_("Scannez une étiquette de matériel ou une carte : ce qui arrive s'affiche."),
            N_("scanner douchette test code-barres qr"),
        ),
        Setting(
            "keyboard",
            N_("Clavier du lecteur"),
            N_("S'il écrit « à&é » pour « 012 », il est réglé pour un autre clavier."),
            N_("azerty qwerty chiffres accents"),
        ),
        Setting(
            "prefix",
            N_("Début à enlever"),
            N_("Des lecteurs mettent quelques signes devant chaque code, comme « ]C1 »."),
            N_("préfixe signes"),
        ),
        Setting(
            "sounds",
            N_("Sons du comptoir"),
            N_("Deux notes douces quand un code est pris, deux graves quand il est refusé."),
            N_("bruit muet silence bip entendre"),
        ),
    )

    def build(self) -> None:
        theme = self.context.theme
        self.trial = TrialField(self)
        self.trial.setPlaceholderText(_("Cliquez ici, puis scannez"))
        self.add("trial", self.trial)
        self.report = QFrame()
        self.report.setProperty("role", "inset")
        column = QVBoxLayout(self.report)
        column.setContentsMargins(S12, S8, S12, S8)
        column.setSpacing(S4)
        self.verdict = StateLabel(theme)
        self.facts = Facts()
        column.addWidget(self.verdict)
        column.addWidget(self.facts)
        self.report.hide()
        self.column.addWidget(self.report)
        keyboards = Choice()
        for keyboard, words in KEYBOARD_NAMES:
            keyboards.addItem(_(words), str(keyboard))
        self.add("keyboard", keyboards, lambda _typed: self._keep("keyboard"))
        self.add("prefix", LineField(), lambda _typed: self._keep("prefix"))
        sounds = Choice()
        sounds.addItem(_("Les entendre"), _HEARD)
        sounds.addItem(_("Aucun son : la couleur et le signe seuls"), _SILENT)
        self.add("sounds", sounds, self._turn_sounds)
        self.context.sounds.changed.connect(self._follow_sounds)
        self._follow_sounds()

    @property
    def scanner(self) -> ScannerSettings:
        """What the fields say."""
        return ScannerSettings(
            self.entries["prefix"].text().strip(), Keyboard(self.entries["keyboard"].text())
        )

    def read(self, session: Session) -> Any:
        return kept_settings.scanner_settings(session)

    def show_values(self, values: Any) -> None:
        self.put("keyboard", str(values.keyboard))
        self.put("prefix", values.prefix)

    def _turn_sounds(self, chosen: str) -> None:
        sounds = self.context.sounds
        sounds.want(chosen == _HEARD)
        sounds.play(Sound.TAKEN)
        self.saved.emit("sounds")

    def _follow_sounds(self) -> None:
        self.put("sounds", _HEARD if self.context.sounds.wanted else _SILENT)

    def _keep(self, name: str) -> None:
        desk, scanner = self.context.desk, self.scanner
        self.apply(name, lambda: set_scanner(desk, scanner))

    # The trial

    def arrived(self, text: str, end: str, pace_ms: float) -> None:
        """Something was scanned, or typed, into the trial field."""
        database, prefix = self.context.desk.database, self.scanner.prefix
        bare = text[len(prefix) :] if prefix and text.startswith(prefix) else text

        def look() -> tuple[Keyboard | None, str, Scanned]:
            fault = recognise(bare, SAMPLE)
            with database.reading() as session:
                found = resolve(session, bare)
                if fault is None and not isinstance(found, NothingExact):
                    fault = _fault_behind(session, bare)
                code = mend(bare, fault) if fault else bare
                return fault, code, found

        self.context.work.ask(
            look,
            lambda seen: self._say(text, end, pace_ms, *seen),
            owner=self,
            key="scanner trial",
        )

    def _say(
        self,
        text: str,
        end: str,
        pace_ms: float,
        fault: Keyboard | None,
        code: str,
        found: Scanned,
    ) -> None:
        known = not isinstance(found, NothingExact) or code == SAMPLE
        if fault not in (None, Keyboard.RIGHT):
            self._mend(fault)
            words, sign = (
                _("Il écrit pour un autre clavier : c'est réparé, « {code} » se lit bien.").format(
                    code=code
                ),
                ("circle-check", "done"),
            )
        elif known:
            words, sign = _("Il est bien réglé."), ("circle-check", "done")
        else:
            words, sign = (
                _("Reçu, mais rien ici ne porte ce code. Essayez l'étiquette d'un matériel."),
                ("info", "muted"),
            )
        self.verdict.show_state(words, sign)
        by_hand = pace_ms > _FASTEST_HAND_MS
        self.facts.show_facts(
            [
                (_("Reçu"), text),
                (_("Lu"), code if code != text else ""),
                (_("Fin"), _(end)),
                (_("Vitesse"), _("tapé à la main") if by_hand else _("celle d'un lecteur")),
            ]
        )
        self.report.show()
        announce(self.trial, words)

    def _mend(self, fault: Keyboard | None) -> None:
        field = self.entries["keyboard"].field
        if fault is None or not isinstance(field, Choice):
            return
        place = field.findData(str(fault))
        if place != field.currentIndex():
            field.setCurrentIndex(place)
            self.save("keyboard")


def _fault_behind(session: Session, arrived: str) -> Keyboard | None:
    """The fault by which something known here would arrive so."""
    for fault in Keyboard:
        if bears(session, mend(arrived, fault)):
            return fault
    return None
