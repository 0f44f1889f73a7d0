"""Lateness letters that were sent"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("sending_id", sa.BINARY(16), nullable=False),
        sa.Column("loan_id", sa.BINARY(16), nullable=False),
        sa.Column("member_id", sa.BINARY(16), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(16), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.CheckConstraint("step BETWEEN 1 AND 3", name=op.f("ck_letter_step")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_letter_office_id_office")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_letter_loan_id_loan")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_letter_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_loan_id"), "letter", ["loan_id"])
    op.create_index(op.f("ix_letter_member_id"), "letter", ["member_id"])
