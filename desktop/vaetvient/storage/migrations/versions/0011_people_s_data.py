"""What people agreed to, and how long an office keeps what it knows of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BINARY(16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_noted_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_member", "consent", ["member_id", "subject"])
    op.add_column("member", sa.Column("kept_until", sa.Date(), nullable=True))
    op.add_column(
        "office",
        sa.Column("retention_years", sa.Integer(), nullable=False, server_default=sa.text("3")),
    )
    op.add_column(
        "office", sa.Column("register_annex", sa.Text(), nullable=False, server_default="")
    )
