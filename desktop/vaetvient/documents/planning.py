"""The planning on paper: A4 or A3 on its side.

What holds things is told apart by thick, thin and hatched, not by colour. A page carries as many
rows as fit; the days and their heads stand on each.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from vaetvient.documents.blocks import say, short_day, short_moment
from vaetvient.documents.lettering import Lettering, Style
from vaetvient.documents.paper import (
    HEIGHT,
    MM,
    WIDTH,
    About,
    Document,
    Frame,
    Page,
    Placed,
    Stroke,
)
from vaetvient.documents.press import to_pdf
from vaetvient.domain.prints import PlanningLine, PlanningMark, PlanningPaper
from vaetvient.language import _, as_language, speaking, typeset

_MARGIN = 11 * MM
_NAMES = 54 * MM
_ROW = 6.2 * MM
_HEADING = 6.4 * MM
_HEAD = 12 * MM
_TITLE = Style("SemiBold", 15, 18, tracking=-0.3)
_SMALL = Style("Regular", 7.2, 9)
_SMALL_GREY = Style("Regular", 7.2, 9, grey=0.4)
_NAME = Style("Regular", 8.4, 10)
_GROUP = Style("SemiBold", 8.6, 10)
_WHITE = Style("SemiBold", 7.2, 9, grey=1.0)
_COUNTS = 8.6
"""The room above a row's marks for how many are free."""
_LANE = 4.6 * MM
_LINED_FROM = 3.4 * MM
"""From this width on each day has its lines."""
_LEAST_FOR_TEXT = 5 * MM
_LETTERS_FROM = 4.6 * MM
"""From this width on a day's letter stands above its number."""


def render_planning(content: PlanningPaper) -> bytes:
    """The planning as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_planning(content))


def compose_planning(content: PlanningPaper) -> Document:
    """The planning laid out on as many pages as its rows need."""
    with speaking(as_language(content.language)):
        sheet = (420 * MM, 297 * MM) if content.large else (HEIGHT, WIDTH)
        pages = _Setting(content, sheet).pages()
        title = say(_("Planning"))
        about = About(
            title=title,
            author=content.office,
            subject=title,
            keywords="",
            language=as_language(content.language),
            made=content.made_at,
        )
        return Document(about, tuple(pages), sheet)


class _Setting:
    """One planning being set, row after row."""

    def __init__(self, content: PlanningPaper, sheet: tuple[float, float]) -> None:
        self.content = content
        self.right, self.bottom = sheet[0] - _MARGIN, sheet[1] - 13 * MM
        self.left = _MARGIN + _NAMES
        self.day = (self.right - self.left) / content.days
        self.first = date.fromisoformat(content.first)
        self.letters = Lettering()
        self.done: list[Page] = []
        self.page = Page()
        self.y = 0.0
        self.spans: list[tuple[float, float]] = []
        """From where to where the rows stand, without the headings between."""

    def pages(self) -> list[Page]:
        self._begin()
        heading: PlanningLine | None = None
        for line in self.content.lines:
            height = _HEADING if line.is_heading else _height(line)
            needed = height + (_ROW if line.is_heading else 0)
            if self.y + needed > self.bottom:
                self._begin()
                if heading is not None and not line.is_heading:
                    self._heading(heading.label)
            if line.is_heading:
                heading = line
                self._heading(line.label)
            else:
                self._row(line)
        if not self.content.lines:
            self._text(_MARGIN, self.y + 14, say(_("Rien à montrer.")), _NAME)
        self._end()
        for number, page in enumerate(self.done, start=1):
            words = say(_("page {page} / {pages}"), page=number, pages=len(self.done))
            self._on(page, self.right, self.bottom + 8 * MM, words, _SMALL_GREY, right=True)
        return self.done

    # Head and foot

    def _begin(self) -> None:
        if self.page.texts:
            self._end()
        self.page = Page()
        content = self.content
        last = self.first + timedelta(days=content.days - 1)
        span = say(
            _("Planning du {first} au {last}"),
            first=short_day(content.first),
            last=short_day(last.isoformat()),
        )
        self._text(_MARGIN, _MARGIN + 13, span, _TITLE)
        made = say(_("État au {moment}"), moment=short_moment(content.made_at))
        beside = self.right - _MARGIN - self.letters.width(span, _TITLE) - 8 * MM
        office = self.letters.elided(content.office, _GROUP, beside)
        self._on(self.page, self.right, _MARGIN + 6, office, _GROUP, right=True)
        self._on(self.page, self.right, _MARGIN + 17, made, _SMALL_GREY, right=True)
        if content.filters:
            self._text(_MARGIN, _MARGIN + 25, " · ".join(content.filters), _SMALL_GREY)
        self.y = _MARGIN + 10 * MM
        self._days()
        self.y += _HEAD
        self.spans = []

    def _days(self) -> None:
        top, low = self.y, self.y + _HEAD
        every = 1 if self.day >= _LINED_FROM else 7 if self.day >= 0.9 * MM else 0
        month = 0
        for n in range(self.content.days):
            day = self.first + timedelta(days=n)
            x = self.left + n * self.day
            if day.month != month:
                month = day.month
                left = calendar.monthrange(day.year, day.month)[1] - day.day + 1
                room = min(self.content.days - n, left) * self.day
                name = _month(day, room)
                self._text(x + 1.5, top + 9, name, _GROUP)
                self.page.strokes.append(Stroke(x, top, x, low, 0.5))
            starts = every == 1 or (every == 7 and day.weekday() == 0)
            if not starts:
                continue
            style = _SMALL_GREY if n in self.content.closed else _SMALL
            if every == 1:
                self._centred(x, self.day, low - 3, str(day.day), style)
                if self.day >= _LETTERS_FROM:
                    self._centred(x, self.day, low - 11.5, _letter(day), style)
            else:
                self._text(x + 1, low - 3, f"{day.day}/{day.month}", style)
        self.page.strokes.append(Stroke(_MARGIN, low, self.right, low, 0.9))

    def _end(self) -> None:
        """The columns' lines, the closed days, the legend."""
        page = self.page
        for n in range(self.content.days + 1):
            day = self.first + timedelta(days=n)
            x = self.left + n * self.day
            if n in (0, self.content.days) or (day.day == 1 and self.day < _LINED_FROM):
                page.strokes += [Stroke(x, top, x, low, 0.5) for top, low in self.spans]
        legend = say(
            _(
                "Plein : en prêt. Cadre épais : en retard. Cadre fin : réservé. Cadre double : à "
                "confirmer. Hachuré : entretien ou fermé. Chiffres : libres ce jour-là."
            )
        )
        self._on(page, _MARGIN, self.bottom + 8 * MM, legend, _SMALL_GREY)
        self.done.append(page)
        self.page = Page()

    # Rows

    def _heading(self, label: str) -> None:
        shown = self.letters.elided(label, _GROUP, self.right - _MARGIN)
        self._text(_MARGIN, self.y + _HEADING - 5, shown, _GROUP)
        self.y += _HEADING
        self.page.strokes.append(Stroke(_MARGIN, self.y, self.right, self.y, 0.5))

    def _row(self, line: PlanningLine) -> None:
        room = _NAMES - 6
        detail = self.letters.elided(typeset(line.detail), _SMALL_GREY, room * 0.45)
        taken = self.letters.width(detail, _SMALL_GREY) + 4 if detail else 0.0
        name = self.letters.elided(typeset(line.label), _NAME, room - taken)
        base = self.y + _ROW - 6
        self._text(_MARGIN + 4, base, name, _NAME)
        if detail:
            self._on(self.page, self.left - 3, base, detail, _SMALL_GREY, right=True)
        for start, end, free in line.counts:
            x, width = self.left + start * self.day, (end - start) * self.day
            words = str(free)
            if width >= self.letters.width(words, _SMALL) + 2:
                self._text(x + 1.5, self.y + 7, words, _SMALL)
        height, down = _height(line), _COUNTS if line.counts else 1.2
        lanes = _lanes(line.marks)
        high = (height - down - 1.2) / (max(lanes, default=0) + 1)
        self._columns(line, height)
        for mark, lane in zip(line.marks, lanes, strict=True):
            self._mark(mark, self.y + down + lane * high, high - 0.6)
        above = self.spans.pop()[0] if self.spans and self.spans[-1][1] == self.y else self.y
        self.y += height
        self.spans.append((above, self.y))
        self.page.strokes.append(Stroke(_MARGIN, self.y, self.right, self.y, 0.2))

    def _columns(self, line: PlanningLine, height: float) -> None:
        """The lines between days and the closed days, where nothing is marked over them."""
        if self.day < _LINED_FROM:
            return
        top = self.y + (_COUNTS if line.counts else 0.0)
        for n in range(self.content.days):
            x = self.left + n * self.day
            weight = 0.5 if (self.first + timedelta(days=n)).day == 1 else 0.15
            through = any(mark.start < n < mark.end for mark in line.marks)
            low = top if through else self.y + height
            if low > self.y:
                self.page.strokes.append(Stroke(x, self.y, x, low, weight))
            if n in self.content.closed:
                taken = any(mark.start < n + 1 and n < mark.end for mark in line.marks)
                room = top - self.y if taken else height
                if room > 0 and not line.counts:
                    self._hatch(x, self.y, self.day, room, 2.6 * MM, 0.12)

    def _mark(self, mark: PlanningMark, y: float, height: float) -> None:
        x = self.left + mark.start * self.day + 0.6
        width = max(1.2, (mark.end - mark.start) * self.day - 1.2)
        style = _SMALL
        if mark.kind == "loan":
            self.page.frames.append(Frame(x, y, width, height, 0.0))
            style = _WHITE
        elif mark.kind == "late":
            self.page.frames.append(Frame(x, y, width, height, 1.6))
        elif mark.kind == "asked":
            self.page.frames.append(Frame(x, y, width, height, 0.4))
            self.page.frames.append(Frame(x + 1.4, y + 1.4, width - 2.8, height - 2.8, 0.3))
        else:
            self.page.frames.append(Frame(x, y, width, height, 0.5))
            if mark.kind != "reservation":
                self._hatch(x, y, width, height, 1.4 * MM, 0.3)
        if width >= _LEAST_FOR_TEXT and height >= 7:
            words = self.letters.elided(typeset(mark.words), style, width - 4)
            self._text(x + 2, y + height / 2 + 2.5, words, style)

    # Strokes and words

    def _hatch(
        self, x: float, y: float, width: float, height: float, step: float, weight: float
    ) -> None:
        """Slanted lines within a rectangle."""
        at = step
        while at < width + height:
            x0, y0 = x + min(at, width), y + max(0.0, at - width)
            x1, y1 = x + max(0.0, at - height), y + min(at, height)
            self.page.strokes.append(Stroke(x0, y0, x1, y1, weight))
            at += step

    def _text(self, x: float, baseline: float, words: str, style: Style) -> None:
        self._on(self.page, x, baseline, words, style)

    def _centred(self, x: float, width: float, baseline: float, words: str, style: Style) -> None:
        own = self.letters.width(words, style)
        self._text(x + (width - own) / 2, baseline, words, style)

    def _on(
        self,
        page: Page,
        x: float,
        baseline: float,
        words: str,
        style: Style,
        *,
        right: bool = False,
    ) -> None:
        shown = self.letters.one_line(words)
        if right:
            x -= self.letters.width(shown, style)
        page.texts.append(Placed(x, baseline, shown, style))


def _height(line: PlanningLine) -> float:
    lanes = max(_lanes(line.marks), default=0) + 1
    if line.counts:
        return _COUNTS + lanes * _LANE + 1.2 if line.marks else _ROW
    return max(_ROW, lanes * _LANE + 2.4)


def _lanes(marks: Sequence[PlanningMark]) -> list[int]:
    """For each mark the first lane that is free when it begins."""
    ends: list[float] = []
    out = []
    for mark in marks:
        lane = next((n for n, end in enumerate(ends) if end <= mark.start), len(ends))
        if lane == len(ends):
            ends.append(mark.end)
        else:
            ends[lane] = mark.end
        out.append(lane)
    return out


def _month(day: date, room: float) -> str:
    from babel.dates import format_date

    from vaetvient.language import spoken

    pattern = "LLLL y" if room > 28 * MM else "LLL" if room > 8 * MM else "L"
    return str(format_date(day, pattern, locale="fr" if spoken() == "fr" else "en_GB"))


def _letter(day: date) -> str:
    from babel.dates import format_date

    from vaetvient.language import spoken

    return str(format_date(day, "EEEEE", locale="fr" if spoken() == "fr" else "en_GB"))
