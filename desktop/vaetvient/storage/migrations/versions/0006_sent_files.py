"""Which exchange files went out, and of whom they told"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEY = sa.BINARY(16)


def upgrade() -> None:
    op.create_table(
        "sync_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("readers", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sync_sent"),
    )
    op.create_table(
        "sync_sent_part",
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sent", "channel", "author", name="pk_sync_sent_part"),
    )
    op.create_table(
        "sync_sent_member",
        sa.Column("member", KEY, nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", "sent", name="pk_sync_sent_member"),
    )
