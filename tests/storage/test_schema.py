"""The migrations make exactly what the program maps."""

from pathlib import Path

import alembic.autogenerate
import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.trial_office import TrialOffice
from vaetvient.domain.records import Record
from vaetvient.storage import schema, sqlite

MIGRATIONS = Path(schema.__file__).parent / "migrations"


def test_the_migrations_make_the_mapped_tables(office: TrialOffice) -> None:
    """A column, an index, a key or a type added to an entity comes with its migration."""

    def ours(_item: object, name: str | None, kind: str, *_more: object) -> bool:
        return not (kind == "table" and str(name).startswith("search_"))

    with office.reading() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={"include_object": ours, "compare_type": False},
        )
        assert alembic.autogenerate.compare_metadata(context, Record.metadata) == []


def test_the_columns_have_the_mapped_types(office: TrialOffice) -> None:
    """Compared as text: to SQLAlchemy the type of keys, read back, is a number's."""
    with office.reading() as session:
        dialect = session.get_bind().dialect
        for table in Record.metadata.sorted_tables:
            made = session.execute(text(f"SELECT name, type FROM pragma_table_info('{table}')"))
            mapped = {column.name: column.type.compile(dialect) for column in table.columns}
            assert {name: kind for name, kind in made} == mapped  # noqa: C416


def test_the_checks_of_the_mapped_tables_are_in_the_database(office: TrialOffice) -> None:
    """Autogenerate does not look at them."""
    from sqlalchemy import CheckConstraint

    with office.reading() as session:
        for table in Record.metadata.sorted_tables:
            made = session.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
            ).scalar_one()
            for constraint in table.constraints:
                if isinstance(constraint, CheckConstraint):
                    flat = " ".join(str(constraint.sqltext).split())
                    assert flat in " ".join(made.split()), table.name


def test_the_program_reads_the_newest_migration_and_there_is_one_line_of_them() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [schema.REVISION]


def test_every_foreign_key_names_a_key(office: TrialOffice) -> None:
    with office.reading() as session:
        assert sqlite.integrity_problems(session.connection()) == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE loan_line SET equipment_id = x'00'", "loan_line"),
        ("DELETE FROM search_text", "search_text"),
        ("UPDATE search_entry SET place = place + 1000000", "search_text"),
    ],
)
def test_what_is_wrong_inside_is_found(office: TrialOffice, damage: str, found: str) -> None:
    office.lend(office.person(), office.item())
    office.close()
    import sqlite3

    connection = sqlite3.connect(office.desk.database.path)
    with connection:
        connection.execute(damage)
    connection.close()
    again = TrialOffice(office.folder)
    with again.reading() as session:
        problems = sqlite.integrity_problems(session.connection())
    again.close()
    assert len(problems) == 1
    assert found in problems[0]
