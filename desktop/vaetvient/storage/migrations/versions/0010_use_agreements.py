"""What is said of uses that collide."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "use_agreement",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.BINARY(16), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("against", sa.Text(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_use_agreement_period")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_use_agreement_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservation.id"],
            name=op.f("fk_use_agreement_reservation_id_reservation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_agreement")),
    )
    op.create_index(op.f("ix_use_agreement_reservation_id"), "use_agreement", ["reservation_id"])
