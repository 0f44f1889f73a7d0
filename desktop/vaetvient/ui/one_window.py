"""One window per database: whoever starts a second one sees the first come forward.

The first to take the lock file owns the data folder and listens on a local socket; later ones
knock there and leave. The lock belongs to a living process: what a crash left behind is taken
over.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

KNOCK = b"raise\n"
LOCK_NAME = "fenetre.lock"
_PATIENCE_MS = 10_000
_STEP_MS = 100


def address(folder: Path) -> str:
    """The name of the socket of the window on `folder`: the same for every way to write it."""
    digest = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return f"vaetvient-{digest[:24]}"


class OneWindow(QObject):
    """The claim of this process to be the only window on a data folder."""

    knocked = Signal()
    """Someone started the program again: come forward."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address(folder)
        self._lock = QLockFile(str(folder / LOCK_NAME))
        self._lock.setStaleLockTime(0)  # stale when its process is gone, however old
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def claim(self) -> bool:
        """Whether this process is the one; if not, the one was asked to come forward."""
        deadline = QDeadlineTimer(_PATIENCE_MS)
        wait = 0
        while not deadline.hasExpired():
            if self._lock.tryLock(wait):
                QLocalServer.removeServer(self._address)
                self._server.listen(self._address)
                return True
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return True  # no lock can be made there: opening the folder will say why
            if self._knock():
                return False
            wait = _STEP_MS
        return False

    def release(self) -> None:
        """Let another window be the one."""
        self._server.close()
        self._lock.unlock()

    def _knock(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(_STEP_MS):
            return False
        socket.write(KNOCK)
        socket.waitForBytesWritten(_STEP_MS * 10)
        answered = socket.bytesAvailable() > 0 or socket.waitForReadyRead(_STEP_MS * 50)
        socket.disconnectFromServer()
        return answered

    def _answer(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.write(b"ok\n")
            socket.flush()
            socket.disconnected.connect(socket.deleteLater)
            self.knocked.emit()
