"""What was measured, and the table that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = ("what", "ours", "against", "theirs", "ratio", "aim", "verdict")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: seconds of ours, seconds of what it is held against, the ratio aimed at."""

    what: str
    ours: float
    against: str
    theirs: float
    aim: float | None = None
    """At most so many times the other's; None where the figure only informs."""
    unit: str = "s"
    """Seconds; or what else was counted: « B », « MB »."""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        return "met" if self.ratio <= self.aim else "MISSED"


def seconds(value: float) -> str:
    """« 12.34 ms » or « 98.7 s »."""
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.1f} s"


def shown(value: float, unit: str) -> str:
    """« 98.7 s », « 5.94 B »."""
    return seconds(value) if unit == "s" else f"{value:.3g} {unit}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table in plain text."""
    rows = [
        (
            figure.what,
            shown(figure.ours, figure.unit),
            figure.against,
            shown(figure.theirs, figure.unit),
            f"{figure.ratio:.2f}×",
            "" if figure.aim is None else f"≤ {figure.aim:g}×",
            figure.verdict,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    lines = [_line(_HEAD, widths), "  ".join("─" * width for width in widths)]
    lines += [_line(row, widths) for row in rows]
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (1, 3, 4, 5)
    cells = [
        cell.rjust(width) if column in numbers else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
