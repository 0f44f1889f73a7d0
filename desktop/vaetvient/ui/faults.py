"""What nobody expected: written to the log of the data folder, said calmly, and survived.

An exception in a slot, on a thread or from a worker, and Qt's own complaints, all end here; the
window lives on.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from vaetvient import __version__
from vaetvient.paths import LOG_NAME

log = logging.getLogger("vaetvient")
_LARGEST_LOG = 1_000_000

_VALUES = re.compile(r"\[parameters: .*\]")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Faults(QObject):
    """Catches what nobody caught, for as long as the window is open."""

    happened = Signal(str)
    """The report of an unexpected exception, to be read and copied."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = folder / LOG_NAME
        try:
            self._file: logging.Handler = RotatingFileHandler(
                self.path, maxBytes=_LARGEST_LOG, backupCount=1, encoding="utf-8", delay=True
            )
        except OSError:
            self._file = logging.StreamHandler(sys.stderr)
        self._file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(self._file)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_on_thread
        qInstallMessageHandler(self._qt_said)

    def leave(self) -> None:
        """Let exceptions go their old way again."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)
        log.removeHandler(self._file)
        self._file.close()

    def report(self, error: BaseException) -> None:
        """Keep and say an exception that was brought here."""
        self._uncaught(type(error), error, error.__traceback__)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        log.error("unexpected", exc_info=(kind, error, trace))
        self.happened.emit(report_of(error))

    def _uncaught_on_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _qt_said(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


def report_of(error: BaseException) -> str:
    """What a developer needs to know of `error`; nothing of the data."""
    from PySide6.QtCore import qVersion

    lines = [
        f"Va-et-vient {__version__}",
        f"{platform.platform()} · Python {platform.python_version()} · Qt {qVersion()}",
        "",
        *traceback.format_exception(error),
    ]
    text = "\n".join(line.rstrip() for line in lines)
    return _VALUES.sub("[parameters: …]", text)
