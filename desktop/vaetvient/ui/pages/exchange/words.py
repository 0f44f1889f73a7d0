"""Fields and values of a record as a volunteer reads them, and how long ago something was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vaetvient.desk.desk import Desk
from vaetvient.language import _, ngettext, show_number

if TYPE_CHECKING:
    from vaetvient.sync.visits import Fresh, Visit


def age_words(desk: Desk, moment: datetime | None) -> str:
    """« aujourd'hui », « hier », « il y a 6 jours », « jamais »."""
    if moment is None:
        return _("jamais")
    days = (desk.today() - desk.day_of(moment)).days
    if days <= 0:
        return _("aujourd'hui")
    if days == 1:
        return _("hier")
    return ngettext("il y a {n} jour", "il y a {n} jours", days).format(n=days)


def news_words(fresh: Fresh) -> str:
    """« 14 nouveautés (Échirolles) »: a name in brackets takes neither « de » nor « d’ »."""
    said = ngettext("{n} nouveauté ({who})", "{n} nouveautés ({who})", fresh.changes)
    return said.format(n=show_number(fresh.changes), who=fresh.who)


def visit_words(visit: Visit) -> list[str]:
    """What became of a visit, sentence by sentence."""
    out = []
    if visit.fresh:
        out.append(_("{news} : c'est pris.").format(news=", ".join(map(news_words, visit.fresh))))
    elif visit.applied:
        said = ngettext("{n} nouveauté prise.", "{n} nouveautés prises.", visit.applied)
        out.append(said.format(n=show_number(visit.applied)))
    else:
        out.append(_("Rien de nouveau."))
    if visit.written is not None:
        out.append(_("Nos nouveautés y sont écrites."))
    for name, who in visit.waiting:
        said = _("{file} attend d'abord des nouvelles de {who}.")
        out.append(said.format(file=name, who=", ".join(who)))
    out += [error.message for _name, error in visit.refused]
    if visit.fault is not None:
        out.append(visit.fault.message)
    return out


def beside(path: Path, name: str) -> Path:
    """A free name in the same folder: an answer goes back the way the question came."""
    target = path.with_name(name)
    number = 1
    while target.exists():
        number += 1
        stem, dot, suffix = name.rpartition(".")
        target = path.with_name(f"{stem}-{number}{dot}{suffix}")
    return target
