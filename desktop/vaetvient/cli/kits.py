"""`vaetvient kit`: what is lent together."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.cli.asking import Said
from vaetvient.cli.call import Call
from vaetvient.desk.baskets import Basket, KitWanted, LineWanted
from vaetvient.desk.desk import Desk
from vaetvient.desk.kit_basket import open_kit
from vaetvient.desk.kits import PartForm, drop_kit, write_kit
from vaetvient.desk.periods import period_between
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.kit import Kit
from vaetvient.domain.text import words
from vaetvient.language import _, ngettext
from vaetvient.storage.queries import answers


def kit(call: Call) -> int:
    """`vaetvient kit list | set | remove`."""
    act = {"list": _listed, "set": _written, "remove": _removed}[call.typed.what]
    said = act(call.desk, call.typed)
    call.give(said.data, *said.lines)
    return 0


def _listed(desk: Desk, typed: Namespace) -> Said:
    from vaetvient.desk.promises import view_of

    period = period_between(desk, typed.start, typed.end or typed.start) if typed.start else None
    rows, lines = [], []
    with desk.database.reading() as session:
        for found in session.scalars(
            select(Kit).where(Kit.archived_at.is_(None)).order_by(Kit.name)
        ):
            free = None
            head = found.name
            if period is not None:
                free = answers.free_kits(session, found, period, view_of(desk))
                whole = ngettext("{n} kit complet", "{n} kits complets", free).format(n=free)
                head = f"{head} — {whole}"
            lines.append(head)
            parts = []
            for part in found.parts:
                more = "" if part.required else " " + _("(facultatif)")
                lines.append(f"  {part.quantity} × {part.model.name}{more}")
                parts.append(
                    {
                        "what": part.model.name,
                        "quantity": part.quantity,
                        "required": part.required,
                    }
                )
            rows.append(
                {
                    "id": str(found.id),
                    "name": found.name,
                    "tag": found.tag,
                    "parts": parts,
                    "free": free,
                }
            )
    return Said(rows, tuple(lines) or (_("Aucun kit."),))


def _written(desk: Desk, typed: Namespace) -> Said:
    with desk.database.reading() as session:
        parts = [
            *(_part(session, text, required=True) for text in typed.part),
            *(_part(session, text, required=False) for text in typed.optional),
        ]
        known = _called(session, typed.name)
        there = session.get(Kit, known) if known else None
        tag = typed.tag if typed.tag is not None else there.tag if there else ""
    key = write_kit(
        desk, typed.name, tuple(parts), description=typed.description, tag=tag, kit_id=known
    )
    return Said({"kit": str(key)}, (_("Kit « {kit} »").format(kit=typed.name),))


def _removed(desk: Desk, typed: Namespace) -> Said:
    with desk.database.reading() as session:
        known = _called(session, typed.name)
    if known is None:
        raise NotFoundError(what=typed.name)
    drop_kit(desk, known)
    said = _("Kit « {kit} » retiré").format(kit=typed.name)
    return Said({"kit": str(known)}, (said,))


def _part(session: Session, typed: str, *, required: bool) -> PartForm:
    """« Chaise pliante=30 »."""
    name, mark, count = typed.rpartition("=")
    if not mark or not count.strip().isdigit():
        name, count = typed, "1"
    found = answers.called(session, name)
    if not isinstance(found, answers.Wanted):
        raise NotFoundError(what=name)
    return PartForm(found.model_id, int(count), required)


def _called(session: Session, name: str) -> UUID | None:
    asked = words(name)
    for kit_id, known in session.execute(select(Kit.id, Kit.name).where(Kit.archived_at.is_(None))):
        if words(known) == asked:
            return kit_id
    return None


def with_kits(
    session: Session, desk: Desk, basket: Basket, typed: list[str]
) -> tuple[tuple[LineWanted, ...], tuple[KitWanted, ...]]:
    """The lines of a basket and the first free units of « Fête de quartier » or « Fête=2 ».

    Raises NotFoundError.
    """
    for text in typed:
        name, mark, count = text.rpartition("=")
        if not mark or not count.strip().isdigit() or not int(count):
            name, count = text, "1"
        found = answers.called(session, name)
        if not isinstance(found, Kit):
            raise NotFoundError(what=name)
        opened = open_kit(session, desk, found.id, int(count), basket)
        basket = replace(
            basket, lines=(*basket.lines, *opened.lines), kits=(*basket.kits, opened.wanted)
        )
    return basket.lines, basket.kits
