"""Whether the data are sound: the file, the schema, and every invariant that data can break.

Reads everything and changes nothing. Each finding names its check, in a word that scripts may
rely on, and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from vaetvient.domain.agreement import agreement_from_json, receipt_from_json
from vaetvient.domain.entities import Category, Loan, Office, Paper, Site
from vaetvient.domain.loan import PaperKind
from vaetvient.domain.records import Record
from vaetvient.language import _, ngettext
from vaetvient.storage import settings, sqlite
from vaetvient.storage.queries.invariants import INVARIANTS, Invariant
from vaetvient.storage.schema import REVISION

MOST_OF_ONE = 20
"""Findings of one check that are said one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be: which check found it, and what it is."""

    check: str
    what: str


Check = Callable[[Session], Iterable[str]]


def examine(session: Session) -> list[Problem]:
    """Hold the database against every check; empty when all is well.

    A file so damaged that a check cannot be made is a finding, not a failure.
    """
    checks: list[tuple[str, Check]] = [
        ("sqlite", lambda s: sqlite.page_problems(s.connection())),
        ("foreign_keys", lambda s: sqlite.reference_problems(s.connection())),
        ("schema", _schema),
        ("journal", _journal),
        ("office", _office),
        *((rule.check, _broken(rule)) for rule in INVARIANTS),
        ("categories", _categories),
        ("papers", _papers),
        ("search_index", _search_index),
    ]
    out: list[Problem] = []
    for name, check in checks:
        try:
            out += [Problem(name, what) for what in _some(check(session))]
        except DBAPIError as error:
            out.append(Problem(name, str(error.orig)))
    return out


def _some(found: Iterable[str]) -> list[str]:
    """The first findings, then how many more there are."""
    waiting = iter(found)
    out = list(islice(waiting, MOST_OF_ONE))
    more = sum(1 for _one in waiting)
    if more:
        out.append(ngettext("… et {n} autre.", "… et {n} autres.", more).format(n=more))
    return out


def _broken(rule: Invariant) -> Check:
    def check(session: Session) -> Iterator[str]:
        for row in session.execute(text(rule.sql)):
            yield _(rule.said).format(**row._mapping)

    return check


def _schema(session: Session) -> Iterator[str]:
    """The revision written in the file, and the tables, columns and indexes it should have."""
    revision = session.scalar(text("SELECT version_num FROM alembic_version"))
    if revision != REVISION:
        yield _("Le schéma est {found} au lieu de {expected}.").format(
            found=revision, expected=REVISION
        )
    found = inspect(session.connection())
    for table in Record.metadata.sorted_tables:
        if not found.has_table(table.name):
            yield _("La table {name} manque.").format(name=table.name)
            continue
        columns = {str(column["name"]) for column in found.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                yield _("La colonne {name} manque.").format(name=f"{table.name}.{column.name}")
        indexes = {str(index["name"]) for index in found.get_indexes(table.name)}
        for index in table.indexes:
            if str(index.name) not in indexes:
                yield _("L'index {name} manque.").format(name=index.name)


def _journal(session: Session) -> Iterator[str]:
    """The triggers that record every change."""
    installed = sqlite.installed_journal(session.connection())
    if sqlite.journal_digest(installed) != sqlite.journal_digest(sqlite.journal_triggers()):
        yield _("L'historique n'est pas tenu comme il faut : ses déclencheurs ont été changés.")


def _office(session: Session) -> Iterator[str]:
    """The office and the post that this installation says it is."""
    office_id, site_id = settings.own_office(session), settings.own_site(session)
    if office_id is None or session.get(Office, office_id) is None:
        yield _("On ne sait plus de quel bureau sont ces données.")
    if site_id is None or session.get(Site, site_id) is None:
        yield _("On ne sait plus de quel poste sont ces données.")


def _categories(session: Session) -> Iterator[str]:
    """A tree has no loop."""
    parents: dict[UUID, UUID | None] = {}
    names: dict[UUID, str] = {}
    for key, parent, name in session.execute(
        select(Category.id, Category.parent_id, Category.name)
    ):
        parents[key], names[key] = parent, name
    for key in parents:
        seen: set[UUID] = set()
        node: UUID | None = key
        while node is not None and node not in seen:
            seen.add(node)
            node = parents.get(node)
        if node == key:
            yield _("La catégorie « {name} » est rangée dans elle-même.").format(name=names[key])


def _papers(session: Session) -> Iterator[str]:
    """What was printed can be printed again (invariant 3)."""
    rows = session.execute(
        select(Paper.kind, Paper.content, Loan.number).join(Loan, Loan.id == Paper.loan_id)
    ).yield_per(200)
    for kind, content, number in rows:
        read = agreement_from_json if kind is PaperKind.AGREEMENT else receipt_from_json
        try:
            read(content)
        except (ValueError, TypeError, KeyError, AttributeError):
            yield _("Un document du prêt {number} ne peut plus être imprimé.").format(number=number)


def _search_index(session: Session) -> Iterable[str]:
    return sqlite.search_index_problems(session.connection())
