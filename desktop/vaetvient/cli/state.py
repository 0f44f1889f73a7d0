"""Commands about the data as a whole: how much there is, whether it is sound, a copy of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned, figure
from vaetvient.language import _
from vaetvient.paths import DATABASE_NAME
from vaetvient.storage.peek import revisions
from vaetvient.storage.queries.status import counts

if TYPE_CHECKING:
    from vaetvient.desk.desk import Desk


def status(call: Call) -> int:
    """`vaetvient status`."""
    path, now = call.folder / DATABASE_NAME, datetime.now(UTC)
    found = counts(path, now)
    if found is None:
        path = call.desk.database.path  # made, brought up to date, or refused with its reason
        found = counts(path, now)
    if found is None:
        from vaetvient.storage.errors import DatabaseBusyError

        raise DatabaseBusyError(path=str(path))
    size, schema = sum(part.stat().st_size for part in _files(path)), revisions()[-1]
    call.give(
        {**asdict(found), "schema": schema, "database": str(path)},
        *aligned(
            [
                (_("adhérents"), figure(found.members)),
                (_("exemplaires"), figure(found.items)),
                (_("prêts en cours"), figure(found.loans_open)),
                (_("prêts en retard"), figure(found.loans_late)),
                (_("données"), str(path)),
                (_("taille"), _("{size} Ko").format(size=figure(-(-size // 1024)))),
                (_("schéma"), schema),
            ]
        ),
    )
    return 0


def _files(path: Path) -> list[Path]:
    """The database's file, and its log while it has one."""
    return [part for part in (path, path.with_name(f"{path.name}-wal")) if part.exists()]


def doctor(call: Call) -> int:
    """`vaetvient doctor`: 1 when something is wrong."""
    from vaetvient.storage.errors import DatabaseDamagedError
    from vaetvient.storage.queries.doctor import Problem, examine

    try:
        desk = call.desk
        with desk.database.reading() as session:
            problems = examine(session)
        problems += [Problem("exchange", what) for what in _exchange_problems(desk)]
    except DatabaseDamagedError as error:
        problems = [Problem("database", error.message)]
    call.give(
        {"ok": not problems, "problems": [asdict(problem) for problem in problems]},
        *aligned((problem.check, problem.what) for problem in problems),
        *([] if problems else [_("Tout va bien.")]),
    )
    return 1 if problems else 0


def _exchange_problems(desk: Desk) -> list[str]:
    """Whether data and stamps agree, for a post that exchanges with others."""
    from vaetvient.cli.answer import site_of
    from vaetvient.sync.audit import problems
    from vaetvient.sync.site import NoNetworkError

    try:
        return problems(site_of(desk))
    except NoNetworkError:
        return []


def demo(call: Call) -> int:
    """`vaetvient demo`."""
    from vaetvient.cli.progress import progress_bar
    from vaetvient.desk.demo import make_demo

    with progress_bar(_("Données d'exemple")) as progress:
        made = make_demo(call.desk, call.typed.size, progress=progress)
    call.give(
        {**asdict(made), "database": str(call.desk.database.path)},
        _(
            "{associations} associations, {persons} personnes, {items} exemplaires, {stocks} lots "
            "et {loans} prêts, dont {loans_open} en cours et {loans_late} en retard."
        ).format(**{name: figure(count) for name, count in asdict(made).items()}),
    )
    return 0


def backup(call: Call) -> int:
    """`vaetvient backup`."""
    from vaetvient.exchange.saving import whole_copy
    from vaetvient.storage.errors import clear_faults
    from vaetvient.storage.sqlite import copy_database

    target, source = Path(call.typed.file), call.desk.database.path
    with whole_copy(target) as building, clear_faults(target):
        copy_database(source, building)
    call.give({"file": str(target)}, _("Données copiées dans {path}.").format(path=target))
    return 0
