"""One site that takes part in a network: its transactions of exchange, whole or not at all."""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vaetvient.domain.errors import RefusedError
from vaetvient.language import N_
from vaetvient.storage import capture, forgetting, search_index, settings
from vaetvient.storage.database import Database
from vaetvient.storage.errors import as_environment_fault
from vaetvient.storage.journal import MOST_LISTED
from vaetvient.storage.notices import ChangeNotice
from vaetvient.sync import conflicts, erasure, facts, identity, keys, returns, seal, vouching
from vaetvient.sync.clock import Clock, milliseconds
from vaetvient.sync.garbage import undisturbed
from vaetvient.sync.keys import SiteKeys
from vaetvient.sync.merge import Intake, Taken
from vaetvient.sync.projection import Projection, claim_by_all_rules
from vaetvient.sync.records import Floor
from vaetvient.sync.registers import shapes
from vaetvient.sync.segment import Need, Segment
from vaetvient.sync.store import Store, Touched
from vaetvient.sync.tables import RowName
from vaetvient.sync.wire import UnreadableError

log = logging.getLogger(__name__)

_SILENCED_FROM = 1000
"""Rows of one table from which taking its triggers away and back is quicker than letting them run.
"""
_BATCH_ROWS = 20_000
_BATCH_BYTES = 4 << 20
"""How much is merged before it is written."""


class NoNetworkError(RefusedError):
    code = "no_network"
    text = N_("Ce poste n'échange encore avec personne.")
    way_out = N_("Fondez un réseau, ou rejoignez-en un avec une invitation.")


@dataclass
class Work:
    """An open transaction of exchange."""

    session: Session
    store: Store
    changed: set[RowName] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    """Of which rows were touched."""
    scrub: bool = False
    """Whether something was erased, of which no byte may stay in the file."""
    much: bool = False
    """Whether more changed than listeners are told one by one."""

    def note(self, changed: set[RowName]) -> None:
        """Remember rows that were written, to tell of them after the commit."""
        self.changed |= changed
        if len(self.changed) > MOST_LISTED:
            self.much = True
            self.changed.clear()


@dataclass(frozen=True)
class Site:
    """This computer in its network.

    Its epoch is read in each transaction: a partner that knows more of us than we do, heard in
    between or by another thread, gives us a new one.
    """

    database: Database
    network: bytes
    office: bytes
    site: bytes
    keys: SiteKeys
    clock: Clock

    @property
    def epoch(self) -> int:
        """Under which of its identities it writes now."""
        with self.database.reading() as session:
            return facts.epoch(session)

    def now_ms(self) -> int:
        """The computer's clock, in milliseconds since 1970."""
        return milliseconds(self.clock())

    @contextmanager
    def working(self) -> Iterator[Work]:
        """One transaction, told to whoever listens once it is committed.

        What was written here since the last exchange is named first, so that what comes is
        compared with it.
        """
        with _clear_faults(self.database), self.database.writing() as session:
            work = Work(session, Store(session, self.network, self.office))
            before, heard_of = self._own_sequences(work.store), vouching.said(session)
            claim_by_all_rules(work.store)
            with undisturbed():
                for named in seal.seal_pending(work.store, self.pen(session), self.now_ms()):
                    self.settle_layers(work, named)
            yield work
            if not work.tables.isdisjoint(forgetting.ABOUT):
                erasure.follow(self, work)
            told = self._own_sequences(work.store) != before
            vouched = vouching.said(session) != heard_of
            work.store.rest()
        if told:
            self._bear_witness()
        if vouched:
            vouching.reconcile(self.database, self.network, self.office)
        if work.scrub:
            forgetting.scrub(self.database)
        if work.much:
            self.database.notices.publish(ChangeNotice(everything=True))
        elif work.changed:
            rows = ((table, UUID(bytes=row)) for table, row in work.changed)
            self.database.notices.publish(ChangeNotice.of(rows))

    def take_in(
        self, work: Work, segments: Iterable[Segment], floors: Iterable[Floor] = ()
    ) -> Taken:
        """Merge segments that were checked, and bring the tables in line; a batch at a time, so
        that memory does not follow their number."""
        intake = Intake(work.store, floors)
        for batch in _batches(segments):
            with undisturbed():
                self.settle_layers(work, intake.take(batch))
        return intake.end()

    def settle_layers(self, work: Work, touched: Touched) -> None:
        """Save layer 1, and write layer 2 and the conflicts that follow from it."""
        if not touched:
            return
        store = work.store
        work.tables.update(table for table, _row in touched)
        store.cursor.execute("SELECT COALESCE(max(id), 0) FROM sync_pending")
        (waiting,) = store.cursor.fetchone()
        if store.erased:
            work.scrub = erasure.purge(store, store.erased, self.now_ms()) or work.scrub
        store.save()
        projection = Projection(store)
        with capture.silenced(work.session.connection(), _tables_of_many(touched)):
            projection.project(touched)
            for again in returns.counted_into(store, dict(touched)):
                projection.project(again)
                touched = {**touched, **again}
        conflicts.note(store, touched, projection.contested)
        store.cursor.execute("DELETE FROM sync_pending WHERE id > ?", (waiting,))  # of layer 2
        work.session.expire_all()
        search_index.reindex_rows(work.session, projection.tables.told)
        work.note(projection.tables.changed)
        store.let_go()

    def renew(self) -> None:
        """Take a new epoch: what it wrote under the last is not all here."""
        with self.database.writing() as session:
            last = facts.epoch(session)
            epoch = identity.next_epoch(self.database.path, last, self.now_ms())
            facts.write(session, facts.EPOCH, epoch)
        self._bear_witness()

    def _bear_witness(self) -> None:
        with self.database.reading() as session:
            store = Store(session, self.network, self.office)
            identity.bear_witness(store, self.database.path, self.site, facts.epoch(session))

    def _own_sequences(self, store: Store) -> list[int]:
        author = store.known_author(self.site, facts.epoch(store.session))
        return [store.knowledge[c].get(author, 0) if author else 0 for c in store.channels]

    def knowledge(self, store: Store) -> list[Need]:
        """All that is known here; and this site's identity, had it named nothing yet."""
        here = list(store.needs(store.channels))
        epoch = facts.epoch(store.session)
        if not any((n.site, n.epoch) == (self.site, epoch) for n in here):
            here.append(Need(self.network, self.site, epoch, 0))
        return sorted(here)

    def last_stamp(self, work: Work) -> int:
        """The latest stamp made or seen here."""
        return int(facts.read(work.session, facts.CLOCK, 0))

    def pen(self, session: Session) -> seal.Pen:
        """Who writes within a transaction."""
        return seal.Pen(self.site, facts.epoch(session), self.keys.sign)


def _tables_of_many(touched: Touched) -> set[str]:
    """Where much is written: the tables of rows that were touched, and of what those refer to."""
    rows = Counter(table for table, _row in touched)
    many = {table for table, count in rows.items() if count >= _SILENCED_FROM}
    return many.union(*(shapes()[table].parents.values() for table in many & shapes().keys()))


def _batches(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    batch: list[Segment] = []
    rows = size = 0
    for one in segments:
        batch.append(one)
        rows += len(one.leaves)
        size += len(one.body)
        if rows >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield batch
            batch, rows, size = [], 0, 0
    if batch:
        yield batch


@contextmanager
def _clear_faults(database: Database) -> Iterator[None]:
    """What the driver says of the disk, or of rows that cannot be, in words."""
    try:
        yield
    except (sqlite3.IntegrityError, IntegrityError) as error:
        raise UnreadableError(what=str(getattr(error, "orig", error))) from error
    except sqlite3.Error as error:
        fault = as_environment_fault(error, database.path)
        if fault is None:
            raise
        raise fault from error


def open_site(database: Database, clock: Clock) -> Site:
    """This installation in its network; a restored or copied database gets a new epoch first.

    Raises NoNetworkError, KeysMissingError.
    """
    with database.reading() as session:
        network, _name = network_of(session)
        office, site = own_ids(session)
        store = Store(session, network, office)
        suspect = identity.suspicion(store, database.path, site, facts.epoch(session))
    own = keys.load(database.path.parent, site)
    vouching.reconcile(database, network, office)
    found = Site(database, network, office, site, own, clock)
    if not suspect:
        return found
    log.log(
        logging.INFO if suspect == "new" else logging.WARNING,
        "the database is %s: this site takes a new epoch",
        suspect,
    )
    found.renew()
    return found


def own_ids(session: Session) -> tuple[bytes, bytes]:
    """This installation's office and site."""
    office, site = settings.own_office(session), settings.own_site(session)
    if office is None or site is None:
        raise NoNetworkError
    return office.bytes, site.bytes


def network_of(session: Session) -> tuple[bytes, str]:
    """The network's id and name. Raises NoNetworkError."""
    found = facts.read(session, facts.NETWORK)
    if found is None:
        raise NoNetworkError
    return found[0], found[1]
