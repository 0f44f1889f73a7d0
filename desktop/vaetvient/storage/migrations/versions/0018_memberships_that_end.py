"""Find the memberships that end soon, and a member's last one, by an index"""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_index("ix_membership_member", "membership", ["member_id", "valid_to"])
    op.create_index("ix_membership_valid_to", "membership", ["valid_to"])
    op.drop_index("ix_membership_member_id", "membership")
