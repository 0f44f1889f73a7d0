"""The entities that refer to one another as objects, mapped together before the first session.

SQLAlchemy finds such a relative by its name, and fails for good where it is not there yet. All
others stand alone: each is mapped where it is first imported, whatever other threads are doing,
and all of them before anything is written (`domain.entities`). A window opens without them.
"""

from sqlalchemy.orm import configure_mappers

from vaetvient.domain import equipment, kit, loan, member, policy, reservation, transfer

RELATED = (equipment, kit, loan, member, policy, reservation, transfer)
"""Every module of entities with a relationship."""

configure_mappers()
