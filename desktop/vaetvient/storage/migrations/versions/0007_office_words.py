"""An office's own texts, its volunteers, and the dues it asks"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column(
        "office",
        sa.Column("dues_cents", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.create_table(
        "office_text",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_office_text_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_text")),
    )
    op.create_index(op.f("ix_office_text_office_id"), "office_text", ["office_id"])
    op.create_table(
        "volunteer",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("may_override", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_volunteer_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
    )
    op.create_index(op.f("ix_volunteer_office_id"), "volunteer", ["office_id"])
