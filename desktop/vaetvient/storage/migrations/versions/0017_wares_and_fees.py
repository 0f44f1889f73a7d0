"""What is sold at the counter, and what a loan costs or was let off"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "ware",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("stock_id", sa.BINARY(16), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("unit_cents > 0", name=op.f("ck_ware_unit")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_ware_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["equipment.id"], name=op.f("fk_ware_stock_id_equipment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ware")),
    )
    op.create_index(op.f("ix_ware_stock_id"), "ware", ["stock_id"])
    op.add_column("loan", sa.Column("fee_cents", sa.Integer(), nullable=True))
    for name in ("fee_waived", "late_waived"):
        op.add_column("loan", sa.Column(name, sa.Text(), server_default="", nullable=False))
