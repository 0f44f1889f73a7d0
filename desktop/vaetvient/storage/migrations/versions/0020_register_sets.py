"""Keep the names of registers once, not in each row of the exchange's state"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "sync_register_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_register_set"),
    )
