"""Rows of followed files whose addition was undone"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column(
        "feed_record", sa.Column("subject", sa.String(32), nullable=False, server_default="")
    )
