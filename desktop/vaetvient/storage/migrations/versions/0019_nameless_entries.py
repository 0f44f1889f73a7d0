"""Find no more the entries that only stand for the loans of others"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    if not sa.inspect(op.get_bind()).has_table("search_entry"):
        return  # the index is made after the tables, of what is to be found
    op.execute(
        "DELETE FROM search_entry WHERE ref IN "
        "(SELECT id FROM member WHERE archived_at = '1970-01-01 00:00:00.000000')"
    )
