"""Custody passing between offices, and requests between them"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.BINARY(16)


def _key(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
    )


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("asking_office_id", KEY, nullable=False),
        sa.Column("keeping_office_id", KEY, nullable=False),
        sa.Column("borrower_id", KEY, nullable=False),
        sa.Column("borrower_name", sa.String(length=460), nullable=False),
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("equipment_id", KEY, nullable=True),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("own_reservation_id", KEY, nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answer_note", sa.Text(), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("reservation_id", KEY, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_request_quantity")),
        _key("request", "asking_office_id", "office"),
        _key("request", "keeping_office_id", "office"),
        _key("request", "borrower_id", "member"),
        _key("request", "model_id", "model"),
        _key("request", "equipment_id", "equipment"),
        _key("request", "own_reservation_id", "reservation"),
        _key("request", "reservation_id", "reservation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index("ix_request_borrower_id", "request", ["borrower_id"])
    op.create_index("ix_request_keeping", "request", ["keeping_office_id", "answer"])

    op.create_table(
        "transfer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("sender_office_id", KEY, nullable=False),
        sa.Column("receiver_office_id", KEY, nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("carrier", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answer_note", sa.Text(), nullable=False),
        _key("transfer", "sender_office_id", "office"),
        _key("transfer", "receiver_office_id", "office"),
        _key("transfer", "request_id", "request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index("ix_transfer_state", "transfer", ["state"])

    op.create_table(
        "transfer_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("transfer_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("equipment_id", KEY, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=16), nullable=True),
        sa.Column("defects", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_line_quantity")),
        _key("transfer_line", "transfer_id", "transfer"),
        _key("transfer_line", "equipment_id", "equipment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
    )
    op.create_index("ix_transfer_line_transfer_id", "transfer_line", ["transfer_id"])
    op.create_index("ix_transfer_line_equipment_id", "transfer_line", ["equipment_id"])
