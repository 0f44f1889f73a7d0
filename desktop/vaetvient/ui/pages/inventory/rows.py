"""What a round shows in lists: what is to be seen, what was found, what may be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from uuid import UUID

from vaetvient.domain.inventory import FINDING_WORDS, Finding
from vaetvient.language import N_, _, show_number
from vaetvient.storage.queries.holdings import Held
from vaetvient.storage.queries.rounds import RoundState, SightingRow
from vaetvient.ui.models.columns import Column, Sign

_ODD = frozenset(
    {
        *(Finding.MISPLACED, Finding.LENT, Finding.ARCHIVED, Finding.FOREIGN),
        *(Finding.OUT_OF_SCOPE, Finding.UNKNOWN),
    }
)


class Shown(StrEnum):
    """Which part of a round a list shows."""

    WAITING = "waiting"
    """Still to be seen; in a closed round: not seen."""
    ODD = "odd"
    COUNTS = "counts"
    SEEN = "seen"


SHOWN_WORDS = {
    Shown.WAITING: N_("À voir"),
    Shown.ODD: N_("À régler"),
    Shown.COUNTS: N_("Lots"),
    Shown.SEEN: N_("Vus"),
}
MISSED_WORDS = N_("Pas vus")


class Way(Enum):
    """What can be done about something that was found."""

    SEE = auto()
    """Say that it is there without scanning it."""
    ACCEPT_COUNT = auto()
    ENTER = auto()
    """Make a thing of an unknown tag."""
    KEEP_HERE = auto()
    RETURNED = auto()
    PUT_BACK = auto()
    MARK_MISSING = auto()
    STOP = auto()
    COUNT = auto()
    FORGET = auto()


WAY_WORDS = {
    Way.SEE: N_("Vu, sans scanner"),
    Way.ENTER: N_("L'ajouter au matériel"),
    Way.KEEP_HERE: N_("Le garder ici"),
    Way.RETURNED: N_("Noter le retour"),
    Way.PUT_BACK: N_("Le remettre au matériel"),
    Way.MARK_MISSING: N_("Manquant : hors service"),
    Way.ACCEPT_COUNT: N_("Accepter le compte"),
    Way.STOP: N_("Mettre hors service"),
    Way.FORGET: N_("Oublier ce scan"),
    Way.COUNT: N_("Compter"),
}
WAY_ICONS = {
    Way.SEE: "eye",
    Way.ENTER: "plus",
    Way.KEEP_HERE: "map-pin",
    Way.RETURNED: "log-in",
    Way.PUT_BACK: "archive-restore",
    Way.MARK_MISSING: "circle-x",
    Way.ACCEPT_COUNT: "check",
    Way.STOP: "wrench",
    Way.FORGET: "trash-2",
    Way.COUNT: "list-checks",
}
FINDING_SIGNS: dict[Finding, Sign] = {
    Finding.SEEN: ("circle-check", "done"),
    Finding.MISPLACED: ("map-pin", "late"),
    Finding.LENT: ("hand-helping", "late"),
    Finding.ARCHIVED: ("archive", "late"),
    Finding.FOREIGN: ("building-2", "late"),
    Finding.OUT_OF_SCOPE: ("layers", "late"),
    Finding.UNKNOWN: ("circle-question-mark", "late"),
    Finding.MISSING: ("circle-x", "late"),
}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing in a list of the round."""

    key: UUID
    """The thing's, or that of the sighting of an unknown tag."""
    tag: str
    label: str
    words: str
    detail: str
    sign: Sign
    thing_id: UUID | None
    sighting_id: UUID | None
    loan_id: UUID | None
    ways: tuple[Way, ...]
    """The first one is what Enter does."""


def rows_of(state: RoundState, shown: Shown) -> list[FoundRow]:
    """The rows of one part of a round."""
    if shown is Shown.WAITING:
        missing = [s for s in state.sightings if s.finding is Finding.MISSING and not s.is_stock]
        return [
            *(_waiting(held) for held in state.waiting if held.count is None),
            *(_row(s, state) for s in sorted(missing, key=lambda s: (s.home, s.tag))),
        ]
    if shown is Shown.COUNTS:
        counted = sorted((s for s in state.sightings if s.is_stock), key=lambda s: s.tag)
        return [
            *(_row(s, state) for s in counted),
            *(_waiting(held) for held in state.waiting if held.count is not None),
        ]
    if shown is Shown.ODD:
        odd = (s for s in state.sightings if s.finding in _ODD)
        return [_row(s, state) for s in sorted(odd, key=lambda s: (s.settled, s.finding, s.tag))]
    seen = (s for s in state.sightings if s.finding is Finding.SEEN and not s.is_stock)
    return [_row(s, state) for s in seen]


def counts_of(state: RoundState) -> dict[Shown, tuple[int, int]]:
    """Of each part, how many there are and how many of these are still to be settled."""
    out = {}
    for shown in Shown:
        rows = rows_of(state, shown)
        out[shown] = (len(rows), sum(1 for row in rows if _is_open(row)))
    return out


def _is_open(row: FoundRow) -> bool:
    return bool(set(row.ways) - {Way.FORGET, Way.STOP, Way.COUNT})


def _waiting(held: Held) -> FoundRow:
    stock = held.count is not None
    words = _("à compter") if stock else _("à voir")
    if stock:
        expected = _("{n} attendus").format(n=show_number(held.count or 0))
        words = f"{words} · {expected}"
    return FoundRow(
        key=held.id,
        tag=held.tag,
        label=held.label,
        words=words,
        detail=held.location,
        sign=("hourglass", "muted"),
        thing_id=held.id,
        sighting_id=None,
        loan_id=None,
        ways=(Way.COUNT,) if stock else (Way.SEE,),
    )


def _row(sighting: SightingRow, state: RoundState) -> FoundRow:
    words = _(FINDING_WORDS[sighting.finding])
    if sighting.is_stock:
        words = count_words(sighting.counted, sighting.expected or 0)
    if sighting.settled:
        words = _("{finding} · réglé").format(finding=words)
    sign = FINDING_SIGNS[sighting.finding]
    if sighting.is_stock and sighting.finding is Finding.SEEN and sighting.difference:
        sign = ("triangle-alert", "late")
    if sighting.settled:
        sign = ("check", "done")
    return FoundRow(
        key=sighting.equipment_id or sighting.id,
        tag=sighting.tag,
        label=sighting.label,
        words=words,
        detail=_detail(sighting),
        sign=sign,
        thing_id=sighting.equipment_id,
        sighting_id=sighting.id,
        loan_id=sighting.loan_id,
        ways=_ways(sighting, closed=state.closed_at is not None),
    )


def _detail(sighting: SightingRow) -> str:
    if sighting.finding is Finding.LENT:
        return _("{number}, {borrower}").format(
            number=sighting.loan_number, borrower=sighting.borrower
        )
    if sighting.finding is Finding.MISPLACED:
        home = sighting.home or _("sans emplacement")
        return _("{home} → trouvé : {place}").format(home=home, place=sighting.place)
    return sighting.place or sighting.home


def _ways(sighting: SightingRow, *, closed: bool) -> tuple[Way, ...]:
    out: list[Way] = []
    item = not sighting.is_stock and sighting.equipment_id is not None
    if not sighting.settled:
        if sighting.is_stock and sighting.difference:
            out.append(Way.ACCEPT_COUNT)
        if sighting.finding is Finding.MISPLACED and sighting.place:
            out.append(Way.KEEP_HERE)
        elif sighting.finding is Finding.LENT:
            out.append(Way.RETURNED)
        elif sighting.finding is Finding.ARCHIVED:
            out.append(Way.PUT_BACK)
        elif sighting.finding is Finding.UNKNOWN and not closed:
            out.append(Way.ENTER)
        elif sighting.finding is Finding.MISSING and item:
            out.append(Way.MARK_MISSING)
    if item and sighting.finding is not Finding.MISSING:
        out.append(Way.STOP)
    if sighting.is_stock and not closed:
        out.append(Way.COUNT)
    if not closed:
        out.append(Way.FORGET)
    return tuple(out)


def count_words(counted: int | None, expected: int) -> str:
    """« 198 comptés, 200 attendus : −2 »."""
    if counted is None:
        return _("pas compté, {expected} attendus").format(expected=show_number(expected))
    words = _("{counted} comptés, {expected} attendus").format(
        counted=show_number(counted), expected=show_number(expected)
    )
    difference = counted - expected
    if not difference:
        return words
    sign = "+" if difference > 0 else "−"
    return f"{words} : {sign}{show_number(abs(difference))}"


def _text(name: str) -> Callable[[FoundRow], str]:
    return lambda row: str(getattr(row, name))


COLUMNS = (
    Column("tag", N_("Étiquette"), _text("tag"), _text("tag"), 110),
    Column("label", N_("Désignation"), _text("label"), _text("label"), 220, grows=True),
    Column("words", N_("Constat"), _text("words"), _text("words"), 250, sign=lambda row: row.sign),
    Column("detail", N_("Où"), _text("detail"), _text("detail"), 230),
)
