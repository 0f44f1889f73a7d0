"""Coming into a network: under which identity a site writes, and whose office it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from vaetvient.storage import capture, settings
from vaetvient.sync import facts, seal
from vaetvient.sync.registers import children
from vaetvient.sync.site import own_ids
from vaetvient.sync.store import Store

FIRST_EPOCH = 1


def enter(session: Session, network: bytes, name: str, office: bytes, now_ms: int) -> None:
    """Make this site part of a network: from now on what is written is noted, and what there is
    already goes out with the first exchange.

    Another office than its own: the site becomes one more post of that office.
    """
    own_office, _site = own_ids(session)
    if office != own_office:
        _move(session, own_office, office)
    facts.write(session, facts.NETWORK, [network, name])
    facts.write(session, facts.EPOCH, FIRST_EPOCH)
    session.flush()
    capture.install_capture(session.connection())
    seal.note_everything(Store(session, network, office), now_ms)


def _move(session: Session, old: bytes, new: bytes) -> None:
    """Bring everything of one office over to another, which is not known here yet."""
    columns = [
        str(name)
        for (name,) in session.execute(text("SELECT name FROM pragma_table_info('office')"))
        if name != "id"
    ]
    listed = ", ".join(columns)
    session.execute(
        text(
            f"INSERT INTO office (id, {listed}) SELECT :new, {listed} FROM office WHERE id = :old"
        ),
        {"new": new, "old": old},
    )
    for table, column in children()["office"]:
        session.execute(
            text(f"UPDATE {table} SET {column} = :new WHERE {column} = :old"),
            {"new": new, "old": old},
        )
    session.execute(text("DELETE FROM office WHERE id = :old"), {"old": old})
    session.execute(
        text("INSERT INTO sync_ghost (change_table, change_row) VALUES ('office', :new)"),
        {"new": new},
    )
    settings.write(session, settings.OFFICE, str(UUID(bytes=new)))
