"""Find what names a member as the one who signed, or as the one they were merged into"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    for table, column in (("loan", "signatory_id"), ("member", "merged_into_id")):
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column],
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
        )
