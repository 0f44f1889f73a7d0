"""What taking a file in did, or would do, in words."""

from __future__ import annotations

from typing import Protocol

from vaetvient.desk.intake import IntakeReport
from vaetvient.domain.feeding import RunOutcome
from vaetvient.language import _, ngettext, show_number

Count = tuple[int, str, str]
"""How many, in words that say of what, and in words that come after such."""


class RunTold(Protocol):
    """A run of a followed file; one that is not stored yet may lack figures."""

    @property
    def outcome(self) -> RunOutcome: ...
    @property
    def added(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def refused(self) -> int: ...
    @property
    def gone(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def message(self) -> str: ...


def would_words(report: IntakeReport) -> str:
    """« 12 lignes à ajouter, 3 à modifier, 40 inchangées, 2 refusées »: nothing is done yet."""
    n, m = report.added, report.changed
    told = _told(
        (n, ngettext("{n} ligne à ajouter", "{n} lignes à ajouter", n), ""),
        (m, ngettext("{n} ligne à modifier", "{n} lignes à modifier", m), _("{n} à modifier")),
        *_left(report),
    )
    return told or _("Il n’y a rien à prendre.")


def report_words(report: IntakeReport) -> str:
    """« 12 lignes ajoutées, 3 modifiées, 40 inchangées, 2 refusées »."""
    told = _told(*_done(report.added, report.changed), *_left(report))
    return told or _("Il n’y a rien à prendre.")


def run_words(run: RunTold) -> str:
    """« 1 ligne ajoutée, 12 inchangées, 2 à décider. », and what else is to be said."""
    if run.outcome is RunOutcome.SAME:
        return _("rien de nouveau")
    if run.outcome is not RunOutcome.TAKEN:
        return run.message or ""
    gone, asked = run.gone or 0, run.asked or 0
    told = _told(
        *_done(run.added or 0, run.changed or 0),
        _same(run.unchanged or 0),
        _refused(run.refused or 0),
        (
            gone,
            ngettext("{n} ligne disparue", "{n} lignes disparues", gone),
            ngettext("{n} disparue", "{n} disparues", gone),
        ),
        (asked, _("{n} à décider"), _("{n} à décider")),
    )
    told = told or _("rien de nouveau")
    return f"{told}. {run.message}" if run.message else told


def _done(added: int, changed: int) -> tuple[Count, Count]:
    return (
        (added, ngettext("{n} ligne ajoutée", "{n} lignes ajoutées", added), ""),
        (
            changed,
            ngettext("{n} ligne modifiée", "{n} lignes modifiées", changed),
            ngettext("{n} modifiée", "{n} modifiées", changed),
        ),
    )


def _left(report: IntakeReport) -> tuple[Count, ...]:
    waiting, out = report.waiting, report.left_out
    return (
        _same(report.unchanged),
        _refused(len({row.line for row in report.refused})),
        (
            waiting,
            ngettext(
                "{n} ligne en attente d’une décision",
                "{n} lignes en attente d’une décision",
                waiting,
            ),
            ngettext("{n} en attente d’une décision", "{n} en attente d’une décision", waiting),
        ),
        (
            out,
            ngettext("{n} ligne laissée", "{n} lignes laissées", out),
            ngettext("{n} laissée", "{n} laissées", out),
        ),
    )


def _same(n: int) -> Count:
    return (
        n,
        ngettext("{n} ligne inchangée", "{n} lignes inchangées", n),
        ngettext("{n} inchangée", "{n} inchangées", n),
    )


def _refused(n: int) -> Count:
    return (
        n,
        ngettext("{n} ligne refusée", "{n} lignes refusées", n),
        ngettext("{n} refusée", "{n} refusées", n),
    )


def _told(*counts: Count) -> str:
    """The counts that are not nought; the first one says that they are of lines."""
    told: list[str] = []
    for n, first, then in counts:
        if n:
            told.append((then if told else first).format(n=show_number(n)))
    return ", ".join(told)
