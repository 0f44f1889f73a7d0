"""What a barcode scanner sends, and what it meant.

A scanner is a keyboard. One that was set for another keyboard than the computer's types the
right keys under the wrong names: « VID-012 » arrives as « VID)à&é » on an AZERTY computer. Its
codes can be read all the same, key by key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_US = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_AZERTY = "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!"
_US_SHIFTED = '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_AZERTY_SHIFTED = "1234567890°+AZERTYUIOP¨£QSDFGHJKLM%WXCVBN?./§"
_TO_US = str.maketrans(_AZERTY + _AZERTY_SHIFTED, _US + _US_SHIFTED)
_TO_AZERTY = str.maketrans(_US + _US_SHIFTED, _AZERTY + _AZERTY_SHIFTED)
_SHORTEST = 4
LONGEST_PREFIX = 12


class Keyboard(StrEnum):
    """For which keyboard the scanner types, seen from this computer."""

    RIGHT = "right"
    US_ON_AZERTY = "us_on_azerty"
    """Set for an American keyboard, on a French one: the fault of most scanners out of the box."""
    AZERTY_ON_US = "azerty_on_us"


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """How this post's scanner is read."""

    prefix: str = ""
    """What it puts before each code, and is taken off."""
    keyboard: Keyboard = Keyboard.RIGHT

    def readings(self, typed: str) -> tuple[str, ...]:
        """What a text may mean, the likeliest first: as it is, then as a code mended.

        A text typed by hand comes first as it is, always; a fault that nobody set is tried where
        the text has every sign of one.
        """
        text = self._without_prefix(typed.strip())
        faults = (
            [Keyboard.US_ON_AZERTY, Keyboard.AZERTY_ON_US]
            if self.keyboard is Keyboard.RIGHT
            else [self.keyboard]
        )
        mended = [self._without_prefix(mend(typed.strip(), fault)) for fault in faults]
        likely = [
            code
            for fault, code in zip(faults, mended, strict=True)
            if self.keyboard is not Keyboard.RIGHT or looks_scrambled(text, fault)
        ]
        return tuple(dict.fromkeys([text, *likely]))

    def _without_prefix(self, text: str) -> str:
        if self.prefix and text.startswith(self.prefix) and len(text) > len(self.prefix):
            return text[len(self.prefix) :]
        return text


def mend(typed: str, fault: Keyboard) -> str:
    """The code whose keys were pressed, where the scanner types for another keyboard."""
    if fault is Keyboard.US_ON_AZERTY:
        return typed.translate(_TO_US)
    if fault is Keyboard.AZERTY_ON_US:
        return typed.translate(_TO_AZERTY)
    return typed


def scramble(code: str, fault: Keyboard) -> str:
    """What arrives of `code` from a scanner with that fault."""
    if fault is Keyboard.US_ON_AZERTY:
        return code.translate(_TO_AZERTY)
    return code.translate(_TO_US) if fault is Keyboard.AZERTY_ON_US else code


def looks_scrambled(typed: str, fault: Keyboard) -> bool:
    """Whether a text has every sign of that fault: no space, no word, and figures once mended."""
    if len(typed) < _SHORTEST or any(c.isspace() for c in typed):
        return False
    mended = mend(typed, fault)
    figures = sum(c.isascii() and c.isdigit() for c in mended)
    if figures < 2 or any(not c.isascii() for c in mended):
        return False
    if fault is Keyboard.US_ON_AZERTY:
        return not any(c.isdigit() for c in typed)
    return sum(c in "!@#$%^&*()" for c in typed) >= 2


def recognise(arrived: str, code: str) -> Keyboard | None:
    """The fault by which `code` would arrive so; RIGHT where it has none, None for any other."""
    for fault in Keyboard:
        if scramble(code, fault) == arrived:
            return fault
    return None
