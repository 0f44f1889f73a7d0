"""Kits on loans, what is scanned for a kit, a vehicle's mileage and fuel, what a room has in it"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("kit", sa.Column("tag", sa.String(64), server_default="", nullable=False))
    op.add_column(
        "loan_line", sa.Column("kit_name", sa.String(200), server_default="", nullable=False)
    )
    for name in ("mileage_out_km", "mileage_in_km", "fuel_out", "fuel_in"):
        op.add_column("loan_line", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("equipment", sa.Column("fittings", sa.Text(), nullable=True))
