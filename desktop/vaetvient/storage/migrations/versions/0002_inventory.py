"""Inventory rounds"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "inventory_round",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("category_id", sa.BINARY(16), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("lent_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_inventory_round_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_inventory_round_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_round")),
    )
    with op.batch_alter_table("inventory_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inventory_round_office_id"), ["office_id"], unique=False
        )

    op.create_table(
        "inventory_sighting",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.BINARY(16), nullable=False),
        sa.Column("equipment_id", sa.BINARY(16), nullable=True),
        sa.Column("finding", sa.String(16), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("home", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("loan_id", sa.BINARY(16), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["equipment_id"],
            ["equipment.id"],
            name=op.f("fk_inventory_sighting_equipment_id_equipment"),
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loan.id"], name=op.f("fk_inventory_sighting_loan_id_loan")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["inventory_round.id"],
            name=op.f("fk_inventory_sighting_round_id_inventory_round"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_sighting")),
    )
    with op.batch_alter_table("inventory_sighting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inventory_sighting_equipment_id"), ["equipment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_inventory_sighting_round_id"), ["round_id"], unique=False
        )
