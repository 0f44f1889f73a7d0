"""How Alembic meets the database: on the connection that `storage.schema` hands it."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

import vaetvient.domain.entities  # noqa: F401  (maps every table)
from vaetvient.domain.records import Key, Moment, Record


def frozen_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write the program's own types as plain ones: a migration must not change with the code."""
    if kind == "type" and isinstance(item, Key):
        return "sa.BINARY(16)"
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=True,
    render_item=frozen_type,
    transaction_per_migration=False,
)
context.run_migrations()
