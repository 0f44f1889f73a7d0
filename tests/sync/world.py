"""A few sites of a few offices in folders of their own, exchanging plain segments."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from vaetvient.desk.catalogue import ModelForm, enter_model
from vaetvient.desk.desk import Desk, open_desk
from vaetvient.desk.equipment import EquipmentForm, enter_equipment
from vaetvient.desk.members import MemberForm, enter_member
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.member import MemberKind
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage import schema
from vaetvient.sync import belonging, keys, knowing, roster, rounds, segment
from vaetvient.sync.records import Floor
from vaetvient.sync.segment import Need
from vaetvient.sync.site import Site, open_site
from vaetvient.sync.store import Store

Known = dict[tuple[bytes, bytes, int], int]
"""By channel, site and epoch up to which change somebody knows."""
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


_SEED = bytes(16)


@cache
def _empty_database() -> bytes:
    """What a fresh database's file holds, made once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE_NAME
        schema.prepare(path)
        return path.read_bytes()


def furnish(folder: Path) -> None:
    """Put a fresh database into a folder that has none, as the first start would."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / DATABASE_NAME
    if not path.exists():
        path.write_bytes(_empty_database())


@dataclass
class Hands:
    """A clock that tests move."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=7)
        return self.now


@dataclass
class Post:
    """A desk and its place in the network."""

    name: str
    desk: Desk
    site: Site
    clock: Hands
    folder: Path

    @classmethod
    def opened(cls, folder: Path, name: str, now: datetime) -> Post:
        """The program started on a data folder."""
        clock = Hands(now)
        desk = open_desk(folder, volunteer=name, clock=clock)
        return cls(name, desk, open_site(desk.database, clock), clock, folder)

    def close(self) -> None:
        """End the program."""
        self.desk.database.close()

    def reopen(self) -> None:
        """Start it again."""
        self.desk = open_desk(self.folder, volunteer=self.name, clock=self.clock)
        self.site = open_site(self.desk.database, self.clock)

    def give(self, folder: Path) -> Path:
        """Write a file of what others are not known to have."""
        return rounds.give(self.site, folder).file

    def receive(self, file: Path) -> rounds.Received:
        """Take a file in."""
        taken = rounds.receive(self.site, [file])
        self.refresh()
        return taken

    def refresh(self) -> None:
        """Look again whether the database is still this computer's own, as at each start."""
        self.site = open_site(self.desk.database, self.clock)

    def segments(self) -> list[segment.Segment]:
        """Everything this post knows, as it would go out."""
        with self.site.working() as work:
            floors = {need[:3]: need.sequence for need in self._floors(work.store)}
            work.store.cursor.execute("SELECT body FROM sync_segment WHERE applied ORDER BY rowid")
            found = [segment.read(body) for (body,) in work.store.cursor.fetchall()]
        below = {id(one): _height(one) <= floors.get(_author(one), 0) for one in found}
        return sorted(found, key=lambda one: not below[id(one)])

    def floors(self) -> list[Floor]:
        """Up to where it let history go, told to who has nothing."""
        with self.site.working() as work:
            return [Floor(need, 0) for need in self._floors(work.store)]

    def _floors(self, store: Store) -> list[Need]:
        return [
            Need(channel, *store.name_of(author), sequence)
            for channel in store.channels
            for author, sequence in knowing.floors(store, channel).items()
        ]

    def known(self) -> Known:
        """By channel, site and epoch how far this post knows."""
        with self.site.working() as work:
            return {need[:3]: need.sequence for need in work.store.needs(work.store.channels)}

    def take(self, segments: Sequence[segment.Segment], floors: Sequence[Floor] = ()) -> Any:
        """Take in what another gave."""
        with self.site.working() as work:
            return self.site.take_in(work, segments, floors)

    def hear(self, other: Post) -> Any:
        """Take in all that another post knows."""
        self.meet(other)
        return self.take(other.segments(), other.floors())

    def has_heard_of_its_office(self) -> bool:
        """Whether this post knows what the network says of its office."""
        with self.site.working() as work:
            found = work.store.row(work.store.network, "office", self.desk.office_id.bytes)
            return "name" in found.registers

    def roster(self) -> roster.Roster:
        """Who belongs to the network, as far as this post knows."""
        with self.site.working() as work:
            return roster.load(work.store)

    def meet(self, other: Post) -> None:
        """Learn who belongs to the network, as a file would tell."""
        told = [(m.admission, m.removal) for m in other.roster().values()]
        with self.site.working() as work:
            known = roster.load(work.store)
            roster.save(work.store, roster.gather(self.site.network, known, told))

    def digests(self) -> tuple[str, str]:
        """The digests of both channels."""
        with self.site.working() as work:
            return tuple(work.store.digest(c).hex()[:8] for c in work.store.channels)  # type: ignore[return-value]

    def rows(self, sql: str, **facts: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), facts)]

    def one(self, sql: str, **facts: Any) -> Any:
        """The one value that a query finds."""
        ((value,),) = self.rows(sql, **facts)
        return value

    def conflicts(self, state: str = "open") -> set[bytes]:
        """The ids of the conflicts in a state."""
        with self.site.working():
            pass
        return {
            bytes(id)
            for (id,) in self.rows("SELECT id FROM sync_conflict WHERE state = :s", s=state)
        }

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """All replicated tables, without the revisions that differ by nature."""
        from vaetvient.storage.sqlite import journalled_tables

        with self.site.working():
            pass
        out = {}
        for table in journalled_tables():
            columns = ", ".join(c.name for c in table.columns if c.name != "revision")
            out[table.name] = self.rows(f"SELECT {columns} FROM {table.name} ORDER BY id")
        return out


@dataclass
class World:
    """Sites of one network, each with its own folder and clock."""

    folder: Path
    posts: list[Post] = field(default_factory=list)
    count: Any = field(default_factory=itertools.count)

    def post(
        self, name: str, same_office_as: Post | None = None, *, host: Post | None = None
    ) -> Post:
        """One more computer, admitted by `host`: by the founder, the first one, if not said."""
        host = host or (self.posts[0] if self.posts else None)
        clock = Hands(host.clock.now if host else MORNING)
        furnish(self.folder / name)
        desk = open_desk(self.folder / name, volunteer=name, clock=clock)
        office = same_office_as.desk.office_id if same_office_as else desk.office_id
        own = keys.make()
        network = host.site.network if host else roster.network_id(own.public, _SEED)
        with desk.database.writing() as session:
            session.execute(
                text("UPDATE office SET name = :n, code = :c"), {"n": name, "c": name.upper()}
            )
            session.flush()
            belonging.enter(
                session, network, "Essai", office.bytes, int(clock.now.timestamp() * 1000)
            )
            members = roster.Roster() if host is None else host.roster()
            admission = roster.admit(
                network,
                site=desk.site_id.bytes,
                office=office.bytes,
                site_name=name,
                office_name=name,
                keys=own.public,
                by=host.site.site if host else desk.site_id.bytes,
                signer=host.site.keys if host else own,
                at=int(clock.now.timestamp() * 1000),
                seed=b"" if host else _SEED,
            )
            members = roster.gather(network, members, [(admission, None)])
            roster.save(Store(session, network, office.bytes), members)
        desk.database.close()
        keys.keep(own, self.folder / name, desk.site_id.bytes)
        if host is not None:
            with host.site.working() as work:
                roster.save(work.store, members)
        post = Post.opened(self.folder / name, name, clock.now)
        self.posts.append(post)
        return post

    def exchange(self) -> None:
        """Everyone hears of everything."""
        for _round in range(2):
            for giver in self.posts:
                for taker in self.posts:
                    if taker is not giver:
                        taker.hear(giver)


def _author(one: segment.Segment) -> tuple[bytes, bytes, int]:
    return one.header.channel, one.header.name.site, one.header.name.epoch


def _height(one: segment.Segment) -> int:
    return one.header.name.sequence


def person(desk: Desk, last_name: str = "Lefèvre", **more: Any) -> UUID:
    """A member."""
    return enter_member(desk, MemberForm(MemberKind.PERSON, last_name=last_name, **more))


def projector(desk: Desk, tag: str = "", *, stock: int = 0) -> str:
    """A thing to lend, or a stock of things; its tag."""
    model = enter_model(desk, ModelForm("Chaises" if stock else "Vidéoprojecteur"))
    kind = EquipmentKind.STOCK if stock else EquipmentKind.ITEM
    (made,) = enter_equipment(desk, EquipmentForm(model, kind=kind, tag=tag), count=stock or 1)
    return made
