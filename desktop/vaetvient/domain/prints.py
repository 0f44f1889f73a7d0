"""What labels, cards and lists say on paper: plain data, gathered before anything is drawn.

Dates are ISO texts, moments ISO texts in the office's local time; words that the program chose
(a state, a kind) are translated already. The same data gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vaetvient.domain.agreement import Party


@dataclass(frozen=True, slots=True)
class TagLabel:
    """What is stuck on one thing."""

    tag: str
    label: str
    """The model's name."""
    owner: str = ""
    """Only when it is not the office."""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class LabelFormat:
    """One kind of label, in millimetres: many on an A4 sheet, or one after the other on a roll.

    A roll's page is one label, lying as it is read.
    """

    code: str
    """« L7160 »: what settings and the command line call it."""
    name: str
    """« Avery L7160 »: what is written on the box, the look-alikes named after it."""
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    """The first label's place on the sheet."""
    top: float = 0.0
    step_x: float = 0.0
    """From one label's left edge to the next one's."""
    step_y: float = 0.0
    unprintable: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Where a roll printer cannot print: top, right, bottom and left."""
    roll: bool = False

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class LabelShows:
    """What is wanted on labels beside the tag, where there is room for it."""

    name: bool = True
    serial: bool = True
    owner: bool = True
    office: bool = True
    qr: bool = True
    bars: bool = True


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """Labels to print in one format."""

    language: str
    office: str
    made_on: str
    format: LabelFormat
    labels: tuple[TagLabel, ...]
    first: int = 1
    """Which label of the first sheet comes first, counted from 1, row by row: those before it
    were used already. A roll has no such thing."""
    qr: bool = True
    bars: bool = True


@dataclass(frozen=True, slots=True)
class MemberCard:
    """What is on a member's card."""

    name: str
    number: str
    code: str
    """What a scanner reads: the card's own number, or the member's."""
    form: str = ""
    """« association », « personne »: translated already."""


@dataclass(frozen=True, slots=True)
class CardSheet:
    """Members' cards (ISO/IEC 7810 ID-1: 85.60 × 53.98 mm), ten on an A4 sheet."""

    language: str
    office: str
    contact: str
    """Where a card that was found is brought back to: an address, a telephone number."""
    made_on: str
    cards: tuple[MemberCard, ...]


Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a printed list."""

    title: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class PrintedList:
    """Any list as it is shown: what is in it, in what order, filtered by what."""

    language: str
    office: str
    title: str
    made_at: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    filters: tuple[str, ...] = ()
    """« en retard », « catégorie : image et son »: why these rows and no others."""


@dataclass(frozen=True, slots=True)
class OutLine:
    """Something that is out."""

    tag: str
    label: str
    quantity: int
    number: str
    """The loan's."""
    due_on: str
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class OutBorrower:
    """A borrower and all that they still have."""

    name: str
    number: str = ""
    phone: str = ""
    email: str = ""
    lines: tuple[OutLine, ...] = ()

    @property
    def days_late(self) -> int:
        """The worst of their lines."""
        return max((line.days_late for line in self.lines), default=0)


@dataclass(frozen=True, slots=True)
class OutList:
    """What is out, by borrower, the latest first."""

    language: str
    office: str
    made_at: str
    borrowers: tuple[OutBorrower, ...]


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """Something that should be on a shelf; `count` for a stock, None for an item."""

    tag: str
    label: str
    serial: str = ""
    count: int | None = None
    """How many of a stock should be there now."""
    away: str = ""
    """Why an item is not there: « en prêt à Zoé Lefèvre jusqu'au 30/11/2026 »."""


@dataclass(frozen=True, slots=True)
class ShelfPlace:
    """A place and what belongs there; the place is empty for what has none."""

    place: str
    lines: tuple[ShelfLine, ...]


@dataclass(frozen=True, slots=True)
class ShelfList:
    """What should be where, to be ticked off by hand."""

    language: str
    office: str
    made_at: str
    places: tuple[ShelfPlace, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A thing in the report of an inventory round."""

    tag: str
    label: str
    place: str = ""
    """Where it belongs."""
    found_at: str = ""
    detail: str = ""
    """« prêt GRE-2026-0042 à Zoé Lefèvre »: what else is to be known."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """A stock in the report of an inventory round."""

    tag: str
    label: str
    place: str
    expected: int
    counted: int | None
    """None: nobody counted it."""
    accepted: bool = False
    """Whether the difference was written into the stock."""


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What an inventory round found."""

    language: str
    office: str
    scope: str
    """« Réserve », « catégorie Image et son », « tout le matériel »."""
    begun_at: str
    closed_at: str
    """Empty while the round goes on."""
    made_at: str
    seen: int
    expected: int
    """Items that should have been there."""
    on_loan: int
    """Items of this scope that are out, and so were not looked for."""
    missing: tuple[RoundLine, ...] = ()
    misplaced: tuple[RoundLine, ...] = ()
    lent_yet_here: tuple[RoundLine, ...] = ()
    """Out on loan, says the database, and yet on the shelf: a return was not noted."""
    unexpected: tuple[RoundLine, ...] = ()
    unknown: tuple[RoundLine, ...] = ()
    counts: tuple[CountLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipLine:
    """Something that goes to another office, as it was when it left."""

    tag: str
    label: str
    serial: str = ""
    quantity: int = 1
    condition: str = ""
    """Translated already."""
    defects: str = ""


@dataclass(frozen=True, slots=True)
class TransferSlip:
    """What travels with things that go from one office to another."""

    language: str
    number: str
    sender: Party
    receiver: Party
    place: str
    sent_at: str
    sent_by: str
    carrier: str = ""
    note: str = ""
    request: str = ""
    """The number of the request that it answers."""
    lines: tuple[SlipLine, ...] = ()


# ---- the planning --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanningMark:
    """What holds a thing over some time, counted in days from the first day of the paper."""

    start: float
    end: float
    kind: str
    """The name of a ClaimKind; « asked » for a reservation that waits for someone's yes."""
    words: str


@dataclass(frozen=True, slots=True)
class PlanningLine:
    """One row: a heading, a thing, or a model with how many are free."""

    label: str
    detail: str = ""
    is_heading: bool = False
    marks: tuple[PlanningMark, ...] = ()
    counts: tuple[tuple[float, float, int], ...] = ()
    """From when to when, how many are on the shelf."""


@dataclass(frozen=True, slots=True)
class PlanningPaper:
    """The planning of some days, on A4 or A3 lying on its side."""

    language: str
    office: str
    made_at: str
    first: str
    days: int
    lines: tuple[PlanningLine, ...]
    closed: tuple[int, ...] = ()
    """Days on which the office is closed, counted from the first."""
    filters: tuple[str, ...] = ()
    large: bool = False
    """Whether it is A3."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One thing to be put out or taken back, and where it belongs."""

    quantity: int
    label: str
    tag: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class DayGroup:
    """What one borrower fetches or brings back."""

    who: str
    number: str
    when: str = ""
    """« 14:00 », « en retard de 3 jours »; empty for the whole day."""
    lines: tuple[DayLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What goes out and comes back on one day, for who fills the shelf."""

    language: str
    office: str
    made_at: str
    day: str
    out: tuple[DayGroup, ...]
    back: tuple[DayGroup, ...]
