"""Files that are taken in again each time they change"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KEY = sa.BINARY(16)


def _feed(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["feed_id"], ["feed.id"], name=op.f(f"fk_{table}_feed_id_feed"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("keeps", sa.Text(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("name", name=op.f("uq_feed_name")),
    )
    op.create_table(
        "feed_record",
        sa.Column("feed_id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        _feed("feed_record"),
        sa.PrimaryKeyConstraint("feed_id", "record_id", name=op.f("pk_feed_record")),
    )
    op.create_index("ix_feed_record_record_id", "feed_record", ["record_id"])
    op.create_table(
        "feed_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("feed_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        _feed("feed_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_run")),
    )
    op.create_index("ix_feed_run_feed_id", "feed_run", ["feed_id"])
    op.create_table(
        "feed_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("feed_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record_id", KEY, nullable=True),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=460), nullable=False),
        sa.Column("field_name", sa.String(length=40), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=64), nullable=False),
        _feed("feed_question"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_question")),
    )
    op.create_index("ix_feed_question_feed_id", "feed_question", ["feed_id"])
    op.create_index("ix_feed_question_record_id", "feed_question", ["record_id"])
    op.create_table(
        "import_decision",
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("record_id", KEY, nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_import_decision")),
    )
    op.create_index("ix_import_decision_record_id", "import_decision", ["record_id"])
