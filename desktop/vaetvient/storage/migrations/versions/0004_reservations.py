"""Reservations, kits, parts of rooms, lending rules, documents on file"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kit",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_kit_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
    )
    op.create_table(
        "reservation_series",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("skip_closed", sa.Boolean(), nullable=False),
        sa.Column("exceptions", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "every_weeks > 0 AND length_minutes > 0", name=op.f("ck_reservation_series_rhythm")
        ),
        sa.CheckConstraint(
            "weekdays > 0 AND weekdays < 128", name=op.f("ck_reservation_series_weekdays")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_reservation_series_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_series")),
    )
    op.create_table(
        "document_on_file",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BINARY(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.String(length=200), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_document_on_file_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_on_file")),
    )
    with op.batch_alter_table("document_on_file", schema=None) as batch_op:
        batch_op.create_index("ix_document_on_file_member", ["member_id", "kind"], unique=False)

    op.create_table(
        "kit_part",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.BINARY(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.BINARY(16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_part_quantity")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_part_kit_id_kit")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model.id"], name=op.f("fk_kit_part_model_id_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_part")),
    )
    with op.batch_alter_table("kit_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kit_part_kit_id"), ["kit_id"], unique=False)

    op.create_table(
        "policy",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=True),
        sa.Column("commune_insee", sa.String(length=5), nullable=True),
        sa.Column("borrower_kind", sa.String(16), nullable=True),
        sa.Column("category_id", sa.BINARY(16), nullable=True),
        sa.Column("model_id", sa.BINARY(16), nullable=True),
        sa.Column("season_from", sa.String(length=5), nullable=True),
        sa.Column("season_to", sa.String(length=5), nullable=True),
        sa.Column("loan_days", sa.Integer(), nullable=True),
        sa.Column("longest_days", sa.Integer(), nullable=True),
        sa.Column("ahead_days", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("at_once", sa.Integer(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=True),
        sa.Column("deposit_cents", sa.Integer(), nullable=True),
        sa.Column("membership_required", sa.Boolean(), nullable=True),
        sa.Column("insurance_required", sa.Boolean(), nullable=True),
        sa.Column("licence_class", sa.String(length=8), nullable=True),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("approval_required", sa.Boolean(), nullable=True),
        sa.Column("minutes_before", sa.Integer(), nullable=True),
        sa.Column("minutes_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(season_from IS NULL) = (season_to IS NULL)", name=op.f("ck_policy_season")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_policy_category_id_category")
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_policy_model_id_model")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_policy_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_model_id"), ["model_id"], unique=False)

    op.create_table(
        "reservation",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.BINARY(16), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("number_sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("borrower_id", sa.BINARY(16), nullable=False),
        sa.Column("borrower_name", sa.String(length=460), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("series_id", sa.BINARY(16), nullable=True),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("deposit_cents", sa.Integer(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_reservation_period")),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["member.id"], name=op.f("fk_reservation_borrower_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_reservation_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["reservation_series.id"],
            name=op.f("fk_reservation_series_id_reservation_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reservation_borrower_id"), ["borrower_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reservation_series_id"), ["series_id"], unique=False)
        batch_op.create_index(
            "ix_reservation_standing",
            ["starts_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('requested', 'confirmed', 'waiting')"),
        )
        batch_op.create_index("uq_reservation_number", ["number"], unique=True)

    op.create_table(
        "policy_price",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.BINARY(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("for_members", sa.Boolean(), nullable=True),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount_cents >= 0 AND from_day > 0", name=op.f("ck_policy_price_price")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_policy_price_policy_id_policy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_price")),
    )
    with op.batch_alter_table("policy_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_price_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "reservation_line",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.BINARY(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.BINARY(16), nullable=False),
        sa.Column("equipment_id", sa.BINARY(16), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("picked_quantity", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("kit_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "picked_quantity >= 0 AND picked_quantity <= quantity",
            name=op.f("ck_reservation_line_picked"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_line_quantity")),
        sa.ForeignKeyConstraint(
            ["equipment_id"],
            ["equipment.id"],
            name=op.f("fk_reservation_line_equipment_id_equipment"),
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["model.id"], name=op.f("fk_reservation_line_model_id_model")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservation.id"],
            name=op.f("fk_reservation_line_reservation_id_reservation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_line")),
    )
    with op.batch_alter_table("reservation_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reservation_line_holding",
            ["model_id"],
            unique=False,
            sqlite_where=sa.text("holds = 1"),
        )
        batch_op.create_index(
            batch_op.f("ix_reservation_line_reservation_id"), ["reservation_id"], unique=False
        )

    op.create_table(
        "room_part",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.BINARY(16), nullable=False),
        sa.Column("part_id", sa.BINARY(16), nullable=False),
        sa.CheckConstraint("whole_id <> part_id", name=op.f("ck_room_part_apart")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["equipment.id"], name=op.f("fk_room_part_part_id_equipment")
        ),
        sa.ForeignKeyConstraint(
            ["whole_id"], ["equipment.id"], name=op.f("fk_room_part_whole_id_equipment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_part")),
    )
    with op.batch_alter_table("room_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_part_part_id"), ["part_id"], unique=False)
        batch_op.create_index("uq_room_part", ["whole_id", "part_id"], unique=True)

    op.create_table(
        "pick_up",
        sa.Column("id", sa.BINARY(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.BINARY(16), nullable=False),
        sa.Column("loan_id", sa.BINARY(16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["reservation_line.id"], name=op.f("fk_pick_up_line_id_reservation_line")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_pick_up_loan_id_loan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_up")),
    )
    with op.batch_alter_table("pick_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pick_up_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pick_up_loan_id"), ["loan_id"], unique=False)

    with op.batch_alter_table("line_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_line_return_returned_at"), ["returned_at"], unique=False
        )

    with op.batch_alter_table("loan_line", schema=None) as batch_op:
        batch_op.drop_index("ix_loan_line_stock_out")
        batch_op.create_index(
            "ix_loan_line_out", ["equipment_id"], sqlite_where=sa.text("state = 'out'")
        )
