"""Two short, soft sounds: an entry was taken, an entry was refused.

They come with a colour and a word, never alone. The notes are computed here, so that they need
neither a file nor a licence, and are played by what the system has for it; where there is nothing
or it fails, the counter is silent and nothing else.
"""

from __future__ import annotations

import io
import math
import struct
import sys
import tempfile
import wave
from enum import StrEnum
from functools import cache
from pathlib import Path
from shutil import which

from PySide6.QtCore import QObject, QProcess, QSettings, Signal
from PySide6.QtGui import QGuiApplication

SETTINGS_NAME = "comptoir.ini"
_WANTED = "sounds/wanted"
_LAST_MS = 200
RATE = 22_050
_LOUDNESS = 0.16
_FADE_S = 0.012
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
)
"""PipeWire, PulseAudio, ALSA, macOS: the first that is there plays."""


class Sound(StrEnum):
    """What is heard."""

    TAKEN = "taken"
    """Two notes going up."""
    REFUSED = "refused"
    """Two low notes, the same twice."""


_NOTES: dict[Sound, tuple[tuple[float, float], ...]] = {
    Sound.TAKEN: ((659.3, 0.06), (880.0, 0.09)),
    Sound.REFUSED: ((196.0, 0.11), (0.0, 0.04), (196.0, 0.13)),
}
"""Frequency in hertz (0: silence) and length in seconds."""


@cache
def wav(sound: Sound) -> bytes:
    """The sound as a WAV file: mono, 16 bits, 22 050 Hz."""
    samples: list[int] = []
    for frequency, length in _NOTES[sound]:
        count = round(length * RATE)
        for n in range(count):
            edge = min(n, count - n) / RATE
            envelope = min(1.0, edge / _FADE_S)  # no click at either end
            tone = math.sin(2 * math.pi * frequency * n / RATE)
            samples.append(round(32_767 * _LOUDNESS * envelope * tone))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return out.getvalue()


class Sounds(QObject):
    """Plays one sound at a time; a new one cuts the one before short."""

    changed = Signal(bool)
    """Whether they are wanted has changed."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings(str(folder / SETTINGS_NAME), QSettings.Format.IniFormat, self)
        self._has_screen = QGuiApplication.platformName() not in ("offscreen", "minimal")
        self._process: QProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._player: tuple[str, ...] | None = None
        self._looked = False

    @property
    def wanted(self) -> bool:
        """Whether this post wants to hear them; it does until someone says otherwise."""
        return str(self._settings.value(_WANTED, "true")) == "true"

    def want(self, wanted: bool) -> None:
        """Hear them from now on, or no more."""
        self._settings.setValue(_WANTED, "true" if wanted else "false")
        self.changed.emit(wanted)

    def play(self, sound: Sound) -> None:
        """Play it, where there is something to play it with. Nobody listens without a screen."""
        if self.wanted and self._has_screen:
            self._play(sound)

    def _play(self, sound: Sound) -> None:
        path = self._file(sound)
        if path is None:
            return
        if sys.platform == "win32":
            import winsound

            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            try:
                winsound.PlaySound(str(path), flags)
            except RuntimeError:
                return  # no sound card
            return
        player = self._find_player()
        if player is not None:
            self._start([*player, str(path)])

    def close(self) -> None:
        """Stop, and leave no file behind."""
        for process in self.findChildren(QProcess):
            process.kill()
            process.waitForFinished(_LAST_MS)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _start(self, command: list[str]) -> None:
        self._stop()
        process = self._process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.start(command[0], command[1:])

    def _stop(self) -> None:
        """Cut the one that plays short; it goes when it has ended, nobody waits for it."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.state() is QProcess.ProcessState.NotRunning:
            process.deleteLater()
        else:
            process.finished.connect(process.deleteLater)
            process.kill()

    def _find_player(self) -> tuple[str, ...] | None:
        if not self._looked:
            self._looked = True
            self._player = next((each for each in PLAYERS if which(each[0])), None)
        return self._player

    def _file(self, sound: Sound) -> Path | None:
        """Players want a file: it is written when it is first heard."""
        try:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="vaetvient-")
            path = Path(self._folder.name) / f"{sound}.wav"
            if not path.exists():
                path.write_bytes(wav(sound))
        except OSError:
            return None  # a full disk is no reason to stop lending
        return path
