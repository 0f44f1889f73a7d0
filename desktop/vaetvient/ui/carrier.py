"""Carries news to and fro by itself: watched folders from time to time, sticks when plugged in.

File events are only a hint; what is there is looked at on the worker, one visit after the other,
and each can be stopped. Without a network it does nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_
from vaetvient.storage.queries.custody import in_network
from vaetvient.ui.work import Ticket

if TYPE_CHECKING:
    from vaetvient.sync.places import Watched
    from vaetvient.sync.visits import Announced, Report, Seen, Visit
    from vaetvient.ui.context import Context

STICKS_EVERY_MS = 5_000
_HINT_AFTER_MS = 1_200
"""How long after a file event one looks: whoever writes it may not be done."""
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable volume that is plugged in."""

    path: Path
    name: str


@dataclass(slots=True)
class StickState:
    """What became of a stick since it was plugged in."""

    stick: Stick
    ours: bool = False
    """Whether it is one that offices use: it holds exchange files, or a place for them."""
    working: bool = False
    visit: Visit | None = None

    @property
    def may_go(self) -> bool:
        """Whether it may be pulled out."""
        return not self.working


@dataclass
class _Job:
    """A visit to come."""

    path: Path
    to: tuple[str, ...] = ()
    stick: bool = False
    files: tuple[Path, ...] = ()
    """Files there that somebody chose: they are taken in, and nothing is written."""
    asked: bool = False
    """Whether a person asked for it: then it is told even when nothing came of it."""
    growing_looks: int = field(default=0, compare=False)


class Carrier(QObject):
    """One per window; its signals are heard on the window's thread."""

    visited = Signal(object, bool)
    """A Visit that is over, and whether a person had asked for it."""
    changed = Signal()
    """Sticks came or went, or work began or ended."""
    progressed = Signal(int, int, str)

    def __init__(
        self,
        context: Context,
        list_sticks: Callable[[], Sequence[Stick]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._list_sticks = list_sticks or mounted_sticks
        self.sticks: dict[Path, StickState] = {}
        self._watched: tuple[Watched, ...] = ()
        self._seen: Seen | None = None
        self._queue: list[_Job] = []
        self._ticket: Ticket | None = None
        self._doing: _Job | None = None
        self.active = False
        """Whether this post belongs to a network."""
        self._poll = QTimer(self, interval=STICKS_EVERY_MS)
        self._poll.timeout.connect(self.look_for_sticks)
        self._every = QTimer(self)
        self._every.timeout.connect(self.look_now)
        self._files = QFileSystemWatcher(self)
        self._files.directoryChanged.connect(self._hinted)
        self._hint = QTimer(self, singleShot=True, interval=_HINT_AFTER_MS)
        self._hint.timeout.connect(self._follow_hints)
        self._hinted_at: set[str] = set()
        context.work.progressed.connect(self._tell_progress)

    @property
    def doing(self) -> str:
        """Where it is at work now; empty when it is not."""
        return "" if self._doing is None else self._doing.path.name or str(self._doing.path)

    def begin(self) -> None:
        """Read which folders are watched, and start; again after any of that changed."""
        database = self._context.desk.database

        def ask() -> tuple[bool, tuple[Watched, ...], int]:
            with database.reading() as session:
                if not in_network(session):
                    return False, (), 0
                from vaetvient.sync import places

                now = places.read(session)
            return True, now.watched, now.minutes

        self._context.work.ask(ask, lambda found: self._start(*found), owner=self, key="carrier")

    def look_now(self, *, asked: bool = False) -> None:
        """Visit every watched folder, and the sticks that offices use."""
        for one in self._watched:
            self._enqueue(_Job(one.path, one.to, asked=asked))
        for state in self.sticks.values():
            if state.ours and asked:
                self._enqueue(_Job(state.stick.path, stick=True, asked=True))

    def visit_stick(self, path: Path) -> None:
        """Take in what a stick holds and leave our news on it: a person asked for that."""
        state = self.sticks.get(path)
        if state is not None:
            state.ours = True
            self._enqueue(_Job(path, stick=True, asked=True))

    def stop(self) -> None:
        """Stop; what was taken in stays, and nothing of the file that is being read."""
        self._queue.clear()
        if self._ticket is not None:
            self._ticket.cancel()
            self._ended()

    def announce(
        self,
        files: Sequence[Path],
        done: Callable[[list[Announced]], None],
        failed: Callable[[VaEtVientError], None] | None,
        owner: QObject,
    ) -> Ticket:
        """Say what files would bring; nothing is taken in."""
        desk = self._context.desk

        def work(report: Report) -> list[Announced]:
            from vaetvient.sync import visits
            from vaetvient.sync.site import open_site

            return visits.announce(open_site(desk.database, desk.clock), files, report)

        return self._context.work.long(work, done, failed, owner=owner)

    def take_in(self, files: Sequence[Path]) -> None:
        """Take in files that somebody chose."""
        if files:
            self._enqueue(_Job(files[0].parent, files=tuple(files), asked=True))

    # Sticks

    def look_for_sticks(self) -> None:
        """See which volumes are there, and which of them offices use."""
        listing = self._list_sticks

        def ask() -> list[tuple[Stick, bool]]:
            from vaetvient.sync.visits import has_files

            return [(stick, has_files(stick.path)) for stick in listing()]

        self._context.work.probe(ask, self._found_sticks, owner=self, key="sticks")

    def _found_sticks(self, found: list[tuple[Stick, bool]]) -> None:
        there = {stick.path for stick, _ours in found}
        gone = [path for path in self.sticks if path not in there]
        for path in gone:
            del self.sticks[path]
            self._queue = [job for job in self._queue if job.path != path]
        fresh = [(stick, ours) for stick, ours in found if stick.path not in self.sticks]
        for stick, ours in fresh:
            self.sticks[stick.path] = StickState(stick, ours)
            if ours:
                self._enqueue(_Job(stick.path, stick=True, asked=True))
        if gone or fresh:
            self.changed.emit()

    # Folders

    def _start(self, active: bool, watched: tuple[Watched, ...], minutes: int) -> None:
        self.active = active
        if not active:
            return
        if self._seen is None:
            from vaetvient.sync.visits import Seen

            self._seen = Seen()
        self._seen.forget()
        fresh = [one for one in watched if one not in self._watched]
        self._watched = watched
        self._every.start(minutes * _MINUTE_MS)
        if not self._poll.isActive():
            self._poll.start()
            self.look_for_sticks()
        wanted = {one.folder for one in watched} | set(_mount_points())
        known = set(self._files.directories())
        if known - wanted:
            self._files.removePaths(sorted(known - wanted))
        missing = sorted(wanted - known)
        if missing:
            self._context.work.probe(
                lambda: [path for path in missing if Path(path).is_dir()],
                self._watch,
                owner=self,
            )
        for one in fresh:
            self._enqueue(_Job(one.path, one.to))

    def _watch(self, there: list[str]) -> None:
        """Hear of files in folders that have just answered: one of a network that does not would
        keep the window waiting."""
        watched = {one.folder for one in self._watched} | set(_mount_points())
        fresh = [path for path in there if path in watched - set(self._files.directories())]
        if fresh:
            self._files.addPaths(fresh)

    def _hinted(self, path: str) -> None:
        self._hinted_at.add(path)
        self._hint.start()

    def _follow_hints(self) -> None:
        hinted, self._hinted_at = self._hinted_at, set()
        for one in self._watched:
            if one.folder in hinted:
                self._enqueue(_Job(one.path, one.to))
        if hinted & set(_mount_points()):
            self.look_for_sticks()

    # One visit after the other

    def _enqueue(self, job: _Job) -> None:
        if any((one.path, one.files) == (job.path, job.files) for one in self._queue):
            return
        self._queue.append(job)
        self._next()

    def _next(self) -> None:
        if self._doing is not None or not self._queue:
            return
        if not self.active and not self._queue[0].files:
            return
        job = self._doing = self._queue.pop(0)
        state = self._stick_of(job)
        if state is not None:
            state.working, state.visit = True, None
        desk, seen = self._context.desk, self._seen

        def work(report: Report) -> Visit:
            from vaetvient.sync import visits
            from vaetvient.sync.site import open_site

            site = open_site(desk.database, desk.clock)
            if job.files:
                return visits.take_in(site, job.files, report)
            return visits.visit(
                site, job.path, to=job.to, stick=job.stick, seen=seen, report=report
            )

        self._ticket = self._context.work.long(
            work,
            lambda visit: self._over(job, visit),
            self._failed,
            owner=self,
            broken=self._ended,
        )
        self.changed.emit()

    def _stick_of(self, job: _Job) -> StickState | None:
        return None if job.files else self.sticks.get(job.path)

    def _over(self, job: _Job, visit: Visit) -> None:
        state = self._stick_of(job)
        if state is not None:
            state.visit = visit
        elif job.stick and visit.fault is None:
            visit.fault = PulledOutError(name=job.path.name)
        self._ended()
        if visit.growing and job.growing_looks < 20:
            job.growing_looks += 1
            QTimer.singleShot(_HINT_AFTER_MS, self, lambda: self._enqueue(job))
        if visit.did_something or job.asked:
            self.visited.emit(visit, job.asked)

    def _failed(self, error: VaEtVientError) -> None:
        self._ended()
        self._context.refuse(error)

    def _ended(self) -> None:
        if self._doing is not None:
            state = self._stick_of(self._doing)
            if state is not None:
                state.working = False
        self._doing = self._ticket = None
        self.changed.emit()
        self._next()

    def _tell_progress(self, ticket: object, done: int, total: int, what: str) -> None:
        if ticket is self._ticket:
            self.progressed.emit(done, total, what)


class PulledOutError(VaEtVientError):
    """A stick went while it was being used."""

    code = "pulled_out"
    text = N_("La clé {name} a été retirée pendant l'échange.")
    way_out = N_("Rien n'est abîmé : rebranchez-la pour finir.")


def _mount_points() -> list[str]:
    """The folders in which sticks appear on this system."""
    import getpass
    import sys

    if sys.platform == "darwin":
        return ["/Volumes"]
    if sys.platform == "win32":
        return []
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    found = [f"/media/{user}", f"/run/media/{user}", "/media"]
    return [path for path in dict.fromkeys(found) if Path(path).is_dir()]


def mounted_sticks() -> list[Stick]:
    """The removable volumes that are mounted, writable or not."""
    import sys

    from PySide6.QtCore import QStorageInfo

    out = []
    for volume in QStorageInfo.mountedVolumes():
        if not volume.isValid() or not volume.isReady() or volume.isRoot():
            continue
        root = volume.rootPath()
        if _is_removable(root, sys.platform):
            out.append(Stick(Path(root), volume.name() or Path(root).name or root))
    return out


def _is_removable(root: str, system: str) -> bool:
    if system == "win32":
        import ctypes

        removable = 2  # DRIVE_REMOVABLE of GetDriveTypeW
        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        return bool(kernel.GetDriveTypeW(root) == removable)
    if system == "darwin":
        return root.startswith("/Volumes/")
    return root.startswith(("/media/", "/run/media/"))
