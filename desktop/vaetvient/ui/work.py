"""Work off the window's thread: one lane for reads, one for use cases, one for what takes long,
one for devices that may not answer.

A lane is one thread that does its jobs in order. Results come back on the window's thread, and
only to an owner that still lives and a ticket that was not cancelled.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from vaetvient.domain.errors import VaEtVientError

T = TypeVar("T")
Failed = Callable[[VaEtVientError], None]
_DEVICES_WAITED_FOR_S = 1.0
"""How long a device that does not answer is waited for when the program ends."""
BUSY_AFTER_MS = 300
"""Work shorter than this shows no progress line: nothing flickers."""


class StoppedError(Exception):
    """Raised inside long work when it was asked to stop."""


@dataclass(eq=False)
class Ticket:
    """A job that was asked for; `cancel` drops it, or its result when it has begun."""

    key: str | None = None
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Want the result no more. Long work stops at its next report."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


@dataclass(eq=False)
class _Job:
    ticket: Ticket
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Failed | None
    owner: QObject
    broken: Callable[[], None] | None = None
    result: Any = None
    error: BaseException | None = None


class _Lane:
    """One thread and the jobs that wait for it."""

    def __init__(self, name: str, finished: Callable[[_Job], None]) -> None:
        self._finished = finished
        self._jobs: deque[_Job] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, job: _Job) -> list[_Job]:
        """Queue a job; the waiting ones with its key, which it replaces."""
        with self._ready:
            key = job.ticket.key
            replaced = [j for j in self._jobs if key is not None and j.ticket.key == key]
            for old in replaced:
                self._jobs.remove(old)
            self._jobs.append(job)
            self._ready.notify()
        return replaced

    def close(self, timeout: float) -> None:
        """Finish what waits, take no more."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._ready:
                while not self._jobs and not self._closing:
                    self._ready.wait()
                if not self._jobs:
                    return
                job = self._jobs.popleft()
            if not job.ticket.cancelled:
                try:
                    job.result = job.work()
                except BaseException as error:  # noqa: BLE001  (carried to the window's thread)
                    job.error = error
            self._finished(job)


class Work(QObject):
    """Where every page sends its queries (`ask`), use cases (`do`) and long work (`long`)."""

    busy = Signal(bool)
    """Whether something has been going on long enough to be shown."""
    refused = Signal(object)
    """A VaEtVientError that nobody else took."""
    unexpected = Signal(object)
    """Any other exception."""
    progressed = Signal(object, int, int, str)
    """Of long work: its ticket, how far, of how much, and what it is doing."""
    idle = Signal()
    """The last job that was going on has been delivered."""
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reads = _Lane("reads", self._finished.emit)
        self._writes = _Lane("writes", self._finished.emit)
        self._long: _Lane | None = None
        self._devices: _Lane | None = None
        self._going = 0
        self._shown = False
        self._closed = False
        self._patience = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._patience.timeout.connect(self._say_busy)

    def ask(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject,
        key: str | None = None,
        broken: Callable[[], None] | None = None,
    ) -> Ticket:
        """Read: a query. A newer one with the same `key` replaces one that still waits.

        `broken` goes on without an answer when the program itself was at fault, as for `long`.
        """
        return self._send(self._reads, _Job(Ticket(key), work, done, failed, owner, broken))

    def do(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject,
        key: str | None = None,
    ) -> Ticket:
        """Write: a use case. Done even when its owner has gone."""
        return self._send(self._writes, _Job(Ticket(key), work, done, failed, owner))

    def long(
        self,
        work: Callable[[Callable[[int, int, str], None]], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject,
        broken: Callable[[], None] | None = None,
    ) -> Ticket:
        """Work of seconds or minutes, on its own lane.

        `work` is given `report(done, total, what)`, which raises StoppedError once the ticket is
        cancelled; nothing is delivered then. `broken` puts away what stood for the work while it
        went on when the program itself was at fault; that is reported as ever.
        """
        if self._long is None:
            self._long = _Lane("long", self._finished.emit)
        ticket = Ticket()

        def report(value: int, total: int, what: str = "") -> None:
            if ticket.cancelled:
                raise StoppedError
            self.progressed.emit(ticket, value, total, what)

        job = _Job(ticket, lambda: work(report), done, failed, owner, broken)
        return self._send(self._long, job)

    def probe(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject,
        key: str | None = None,
    ) -> Ticket:
        """Look at a stick, or at a network's folder: it may never answer, and no page waits."""
        if self._devices is None:
            self._devices = _Lane("devices", self._finished.emit)
        return self._send(self._devices, _Job(Ticket(key), work, done, failed, owner))

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits, runs or is about to be delivered."""
        return self._going == 0

    def close(self, timeout: float = 30.0) -> None:
        """Finish every use case that waits, then stop. Nothing is delivered any more."""
        if self._closed:
            return
        self._closed = True
        self._patience.stop()
        for lane in (self._writes, self._reads, self._long):
            if lane is not None:
                lane.close(timeout)
        if self._devices is not None:
            self._devices.close(min(timeout, _DEVICES_WAITED_FOR_S))

    def _send(self, lane: _Lane, job: _Job) -> Ticket:
        replaced = lane.put(job)
        self._going += 1 - len(replaced)
        for old in replaced:
            old.ticket.cancel()
        if self._going == 1:
            self._patience.start()
        return job.ticket

    @Slot(object)
    def _deliver(self, job: _Job) -> None:
        self._going -= 1
        try:
            if not self._closed and not job.ticket.cancelled and isValid(job.owner):
                self._hand_over(job)
            elif job.error is not None and not isinstance(
                job.error, (VaEtVientError, StoppedError)
            ):
                self.unexpected.emit(job.error)
        finally:
            if self._going == 0:
                self._patience.stop()
                if self._shown:
                    self._shown = False
                    self.busy.emit(False)
                self.idle.emit()

    def _hand_over(self, job: _Job) -> None:
        error = job.error
        if error is None:
            job.done(job.result)
        elif isinstance(error, StoppedError):
            return
        elif not isinstance(error, VaEtVientError):
            if job.broken is not None:
                job.broken()
            self.unexpected.emit(error)
        elif job.failed is not None:
            job.failed(error)
        else:
            self.refused.emit(error)

    @Slot()
    def _say_busy(self) -> None:
        if self._going and not self._closed:
            self._shown = True
            self.busy.emit(True)
