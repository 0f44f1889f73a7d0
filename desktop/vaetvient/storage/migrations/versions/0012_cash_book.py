"""The cash book: entries, payers, receipts, closings"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "cash_entry",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("payment_id", sa.BINARY(16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("loan_id", sa.BINARY(16), nullable=True),
        sa.Column("corrects_id", sa.BINARY(16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cash_entry_quantity")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_cash_entry_office_id_office")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_cash_entry_loan_id_loan")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["cash_entry.id"], name=op.f("fk_cash_entry_corrects_id_cash_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_entry")),
    )
    for column in ("payment_id", "at", "loan_id", "corrects_id"):
        op.create_index(op.f(f"ix_cash_entry_{column}"), "cash_entry", [column])
    op.create_table(
        "cash_payer",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BINARY(16), nullable=True),
        sa.Column("name", sa.String(460), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_cash_payer_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_payer")),
    )
    op.create_index(op.f("ix_cash_payer_member_id"), "cash_payer", ["member_id"])
    op.create_table(
        "cash_receipt",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("number_sequence", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_cash_receipt_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_receipt")),
    )
    op.create_index(
        "uq_cash_receipt_sequence",
        "cash_receipt",
        ["office_id", "number_year", "number_sequence"],
        unique=True,
    )
    op.create_table(
        "cash_closing",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_cash_closing_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_closing")),
    )
    op.create_index(op.f("ix_cash_closing_closed_at"), "cash_closing", ["closed_at"])
    op.create_table(
        "cash_count",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.BINARY(16), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("expected_cents", sa.Integer(), nullable=False),
        sa.Column("counted_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["cash_closing.id"], name=op.f("fk_cash_count_closing_id_cash_closing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_count")),
    )
    op.create_index(op.f("ix_cash_count_closing_id"), "cash_count", ["closing_id"])
