"""Letters about reservations that were sent"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "reservation_notice",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("sending_id", sa.BINARY(16), nullable=False),
        sa.Column("reservation_id", sa.BINARY(16), nullable=False),
        sa.Column("member_id", sa.BINARY(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_reservation_notice_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservation.id"],
            name=op.f("fk_reservation_notice_reservation_id_reservation"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_reservation_notice_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_notice")),
    )
    op.create_index(
        op.f("ix_reservation_notice_reservation_id"), "reservation_notice", ["reservation_id"]
    )
    op.create_index(op.f("ix_reservation_notice_member_id"), "reservation_notice", ["member_id"])
