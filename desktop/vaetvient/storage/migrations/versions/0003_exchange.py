"""Exchange between offices"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BINARY(16)
DIGEST = sa.BINARY(32)


def upgrade() -> None:
    op.add_column(
        "loan_line",
        sa.Column("disputed", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    )
    op.drop_index("uq_loan_line_item_out", table_name="loan_line")
    op.create_index(
        "uq_loan_line_item_out",
        "loan_line",
        ["equipment_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'item' AND state = 'out' AND NOT disputed"),
    )

    op.create_table(
        "sync_pending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_table", sa.String(40), nullable=False),
        sa.Column("change_row", KEY, nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("gesture_id", KEY, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_pending"),
    )
    op.create_table(
        "sync_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", KEY, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_author"),
    )
    op.create_index("uq_sync_author", "sync_author", ["site", "epoch"], unique=True)
    op.create_table(
        "sync_segment",
        sa.Column("channel", KEY, nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("head", DIGEST, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "author", "sequence", name="pk_sync_segment"),
    )
    op.create_index(
        "ix_sync_segment_waiting", "sync_segment", ["applied"], sqlite_where=sa.text("NOT applied")
    )
    op.create_table(
        "sync_row",
        sa.Column("channel", KEY, nullable=False),
        sa.Column("change_table", sa.String(40), nullable=False),
        sa.Column("change_row", KEY, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("digest", DIGEST, nullable=True),
        sa.PrimaryKeyConstraint("channel", "change_table", "change_row", name="pk_sync_row"),
    )
    op.create_table(
        "sync_digest",
        sa.Column("channel", KEY, nullable=False),
        sa.Column("total", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_sync_digest"),
    )
    op.create_table(
        "sync_claim",
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("change_row", KEY, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "change_row", name="pk_sync_claim"),
    )
    op.create_index("ix_sync_claim_key", "sync_claim", ["rule", "key"])
    op.create_table(
        "sync_ghost",
        sa.Column("change_table", sa.String(40), nullable=False),
        sa.Column("change_row", KEY, nullable=False),
        sa.PrimaryKeyConstraint("change_table", "change_row", name="pk_sync_ghost"),
    )
    op.create_table(
        "sync_conflict",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("change_table", sa.String(40), nullable=False),
        sa.Column("change_row", KEY, nullable=False),
        sa.Column("register", sa.String(40), nullable=False),
        sa.Column("sides", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_conflict"),
    )
    op.create_index("ix_sync_conflict_row", "sync_conflict", ["change_table", "change_row"])
    op.create_index("ix_sync_conflict_state", "sync_conflict", ["state"])
    op.create_table(
        "sync_partner",
        sa.Column("site", KEY, nullable=False),
        sa.Column("admission", sa.LargeBinary(), nullable=False),
        sa.Column("removal", sa.LargeBinary(), nullable=True),
        sa.Column("last_heard", sa.BigInteger(), nullable=True),
        sa.Column("knowledge", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("site", name="pk_sync_partner"),
    )
    op.create_table(
        "sync_fact",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sync_fact"),
    )
