"""Whether what was entered was taken, said to ear and eye at once: a sound, a colour, a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from vaetvient.ui.pages.counter.field import ScanField
from vaetvient.ui.pages.counter.reception import Reception
from vaetvient.ui.pages.counter.till import Till
from vaetvient.ui.sounds import Sound, Sounds

if TYPE_CHECKING:
    from vaetvient.ui.pages.counter.examined import Examined


class Hearing(QObject):
    """Listens to the reception and the till.

    What goes into the basket is judged once the rules have been asked, so that a thing that may
    not leave is not first heard to be taken. Tags that follow closely are heard as one.
    """

    def __init__(
        self, field: ScanField, sounds: Sounds, reception: Reception, till: Till, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._field, self._sounds, self._till = field, sounds, till
        self._pending = False
        self._known: frozenset[tuple[object, str]] = frozenset()
        reception.accepted.connect(self._accepted)
        reception.declined.connect(self._declined)
        till.changed.connect(self._till_changed)

    def _accepted(self) -> None:
        if self._till.is_waiting:
            self._pending = True
        else:
            self._say(Sound.TAKEN)

    def _declined(self) -> None:
        self._pending = False
        self._say(Sound.REFUSED)

    def _till_changed(self) -> None:
        examined = self._till.examined
        if examined is None:
            self._known = frozenset()
        elif examined.draft == self._till.draft:
            found = _refused(examined)
            new = found - self._known
            self._known = found
            if self._pending:
                self._pending = False
                self._say(Sound.REFUSED if new else Sound.TAKEN)

    def _say(self, sound: Sound) -> None:
        self._field.say_heard(taken=sound is Sound.TAKEN)
        self._sounds.play(sound)


def _refused(examined: Examined) -> frozenset[tuple[object, str]]:
    """What the rules forbid now: of which thing (None: of the whole), and which rule."""
    whole = {(None, error.code) for error in examined.refusals}
    lines = {
        (line.equipment_id, error.code)
        for line, found in zip(examined.draft.lines, examined.lines, strict=False)
        for error in found.refusals
    }
    return frozenset(whole | lines)
