"""`vaetvient feed`: files that are taken in each time they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from vaetvient.cli.answer import Answer, Command
from vaetvient.cli.call import Call
from vaetvient.language import _

if TYPE_CHECKING:
    import argparse

    from vaetvient.desk.desk import Desk
    from vaetvient.domain.feeding import FeedRun
    from vaetvient.storage.queries.feeds import FeedRow, RunRow


def feed(call: Call) -> int:
    """`vaetvient feed …`: 1 when a file was refused."""
    typed = call.typed
    if typed.what == "run":
        answer = _run(call.desk, typed, call.folder)
    elif typed.what == "add":
        answer = _add(call.desk, typed, call.folder)
    else:
        answer = _COMMANDS[typed.what](call.desk, typed)
    call.give(answer.data, *answer.lines)
    return answer.code


def _add(desk: Desk, typed: argparse.Namespace, folder: Path) -> Answer:
    from vaetvient.cli.lists import pairs
    from vaetvient.desk.feeding import FeedForm, add_feed
    from vaetvient.exchange.profile import find_profile

    if typed.profile not in ("", "-"):
        find_profile(typed.profile, folder)
    wish: dict[str, Any] = {
        "profile": typed.profile,
        "sheet": typed.sheet,
        "header_line": typed.header_line,
        "columns": pairs(typed.column),
    }
    path = str(Path(typed.path).absolute())
    form = FeedForm(
        name=typed.name,
        path=path,
        kind=typed.kind,
        wish={name: said for name, said in wish.items() if said not in ("", None, {})},
        keeps=frozenset(typed.keep),
        every_minutes=typed.every,
    )
    made = add_feed(desk, form)
    said = _("« {name} » est suivi : {path}.").format(name=typed.name, path=path)
    return Answer({"id": str(made), "name": typed.name, "path": path}, [said])


def _list(desk: Desk, _typed: argparse.Namespace) -> Answer:
    from vaetvient.storage.queries.feeds import feeds

    with desk.database.reading() as session:
        found = feeds(session)
    return Answer([_feed_value(one) for one in found], [_feed_line(one) for one in found])


def _run(desk: Desk, typed: argparse.Namespace, folder: Path) -> Answer:
    from vaetvient.desk.feeding import find_feed, run_feed
    from vaetvient.desk.intake_words import run_words
    from vaetvient.domain.feeding import RunOutcome
    from vaetvient.exchange.feed_file import look_at
    from vaetvient.storage.queries.feeds import feeds

    if typed.name:
        chosen = [find_feed(desk, typed.name)]
    else:
        with desk.database.reading() as session:
            chosen = feeds(session)
    answer = Answer([])
    for one in chosen:
        run = run_feed(
            desk, one, lambda feed: look_at(feed, folder), accept_shrink=typed.accept_shrink
        )
        answer.data.append({"name": one.name, **_run_value(run)})
        answer.lines.append(f"{one.name} : {run_words(run)}")
        if run.outcome is RunOutcome.REFUSED:
            answer.code = 1
            if run.gone:
                answer.lines.append(_("S’il est entier : --accept-shrink."))
    return answer


def _remove(desk: Desk, typed: argparse.Namespace) -> Answer:
    from vaetvient.desk.feeding import remove_feed

    remove_feed(desk, typed.name)
    said = _("« {name} » n’est plus suivi ; ce qu’il a apporté reste.").format(name=typed.name)
    return Answer({"removed": typed.name}, [said])


def _log(desk: Desk, typed: argparse.Namespace) -> Answer:
    from vaetvient.desk.feeding import find_feed
    from vaetvient.desk.intake_words import run_words
    from vaetvient.language import show_moment
    from vaetvient.storage.queries.feeds import runs

    found = find_feed(desk, typed.name)
    with desk.database.reading() as session:
        rows = runs(session, found.id)
    lines = [f"{show_moment(row.at, desk.timezone)}  {run_words(row)}" for row in rows]
    return Answer([{"at": row.at.isoformat(), **_run_value(row)} for row in rows], lines)


def _questions(desk: Desk, _typed: argparse.Namespace) -> Answer:
    from vaetvient.storage.queries.feeds import questions

    with desk.database.reading() as session:
        found = questions(session)
    data = [
        {
            "id": str(one.id),
            "feed": one.feed,
            "kind": str(one.kind),
            "label": one.label,
            "column": one.field,
            "now": one.now,
            "said": one.said,
        }
        for one in found
    ]
    lines = [f"{one.id}  {one.feed}  {one.kind}  {one.label} {one.field}" for one in found]
    return Answer(data, lines)


def _answer(desk: Desk, typed: argparse.Namespace) -> Answer:
    from vaetvient.desk.feed_answers import answer_question
    from vaetvient.domain.errors import NotFoundError

    try:
        key = UUID(typed.id)
    except ValueError:
        raise NotFoundError(what=typed.id) from None
    answer_question(desk, key, typed.answer)
    return Answer({"id": typed.id, "answer": typed.answer}, [_("C’est décidé.")])


_COMMANDS: dict[str, Command] = {
    "list": _list,
    "remove": _remove,
    "log": _log,
    "questions": _questions,
    "answer": _answer,
}


def _run_value(run: FeedRun | RunRow) -> dict[str, Any]:
    names = ("added", "changed", "unchanged", "refused", "gone", "asked")
    value: dict[str, Any] = {"outcome": str(run.outcome)}
    value |= {name: getattr(run, name) or 0 for name in names}
    value["message"] = run.message or ""
    return value


def _feed_value(one: FeedRow) -> dict[str, Any]:
    return {
        "name": one.name,
        "path": one.path,
        "kind": one.kind,
        "every_minutes": one.every_minutes,
        "read_as": one.wish,
        "keeps": sorted(one.keeps),
        "looked_at": one.looked_at.isoformat() if one.looked_at else None,
        "open_questions": one.open_questions,
        "last": _run_value(one.last) if one.last else None,
    }


def _feed_line(one: FeedRow) -> str:
    from vaetvient.desk.intake_words import run_words

    last = run_words(one.last) if one.last else _("jamais pris")
    return f"{one.name}  {one.path}  {last}"
