"""The outlines of a van on which damage is marked by hand."""

from __future__ import annotations

from vaetvient.documents.paper import Outline

Steps = tuple[tuple[float, ...] | None, ...]
_ROUND = 0.5523
"""How far a Bézier curve's handles reach to make a quarter of a circle."""

SIDE_WIDTH, SIDE_HEIGHT = 104.0, 46.0
END_WIDTH, END_HEIGHT = 44.0, 46.0
"""The size of the views below, in their own units."""

# A van seen from its left side, its front to the left.
_SIDE: Steps = (
    (13.5, 37), (4, 37), (2, 37, 1, 36, 1, 34), (1, 27), (1, 23, 4, 21.5, 8, 20.5),
    (15, 18.5), (23, 6.5), (25, 4, 27, 3, 30, 3), (98, 3), (101, 3, 102.5, 4.5, 102.7, 8),
    (103, 34), (103, 36, 102, 37, 100, 37), (90.5, 37),
    None, (74.5, 37), (29.5, 37),
    None, (18.5, 19), (25.5, 8), (26.3, 7, 27, 6.8, 28, 6.8), (39, 6.8), (39, 19), (18.5, 19),
    None, (43, 6.8), (68, 6.8), (68, 19), (43, 19), (43, 6.8),
    None, (72, 6.8), (98.6, 6.8), (99.3, 19), (72, 19), (72, 6.8),
    None, (41, 5), (41, 35),
    None, (70, 5), (70, 35),
)  # fmt: skip
_TOP: Steps = (
    (8, 5), (96, 4), (101, 4, 103, 6, 103, 10), (103, 36), (103, 40, 101, 42, 96, 42),
    (8, 41), (3, 41, 1, 36, 1, 23), (1, 10, 3, 5, 8, 5),
    None, (19, 8), (14.5, 16, 14.5, 30, 19, 38), (29, 35), (26.5, 27, 26.5, 19, 29, 11), (19, 8),
    None, (97, 9), (98.5, 18, 98.5, 28, 97, 37),
    None, (33, 10), (92, 10),
    None, (33, 36), (92, 36),
)  # fmt: skip
_END: Steps = (
    (4, 37), (4, 22), (7, 7), (7.6, 4, 9, 3, 12, 3), (32, 3), (35, 3, 36.4, 4, 37, 7),
    (40, 22), (40, 37), (40, 39, 39, 39.5, 37.5, 39.5), (6.5, 39.5), (5, 39.5, 4, 39, 4, 37),
    None, (10.5, 7), (33.5, 7), (36, 19), (8, 19), (10.5, 7),
    None, (16, 32), (28, 32), (28, 36), (16, 36), (16, 32),
    None, (7, 39.5), (7, 43), (12, 43), (12, 39.5),
    None, (32, 39.5), (32, 43), (37, 43), (37, 39.5),
)  # fmt: skip
_LAMPS: Steps = (
    (7, 25), (13, 25), (13, 28.5), (7, 28.5), (7, 25),
    None, (31, 25), (37, 25), (37, 28.5), (31, 28.5), (31, 25),
)  # fmt: skip
_DOORS: Steps = (
    (22, 7), (22, 32),
    None, (6, 23), (8.5, 23), (8.5, 31), (6, 31), (6, 23),
    None, (35.5, 23), (38, 23), (38, 31), (35.5, 31), (35.5, 23),
)  # fmt: skip


def side(x: float, y: float, scale: float, *, mirrored: bool = False) -> list[Outline]:
    """The left side, or the right one mirrored."""
    wheels = [
        _circle(21.5, 37, 7),
        _circle(21.5, 37, 3.2),
        _circle(82.5, 37, 7),
        _circle(82.5, 37, 3.2),
    ]
    return [
        _placed(steps, x, y, scale, SIDE_WIDTH if mirrored else 0) for steps in (_SIDE, *wheels)
    ]


def top(x: float, y: float, scale: float) -> list[Outline]:
    return [_placed(_TOP, x, y, scale)]


def front(x: float, y: float, scale: float) -> list[Outline]:
    return [_placed(steps, x, y, scale) for steps in (_END, _LAMPS)]


def rear(x: float, y: float, scale: float) -> list[Outline]:
    return [_placed(steps, x, y, scale) for steps in (_END, _DOORS)]


def _circle(x: float, y: float, radius: float) -> Steps:
    reach = radius * _ROUND
    return (
        (x - radius, y),
        (x - radius, y - reach, x - reach, y - radius, x, y - radius),
        (x + reach, y - radius, x + radius, y - reach, x + radius, y),
        (x + radius, y + reach, x + reach, y + radius, x, y + radius),
        (x - reach, y + radius, x - radius, y + reach, x - radius, y),
    )


def _placed(steps: Steps, x: float, y: float, scale: float, flip: float = 0.0) -> Outline:
    """`steps` at their place; `flip` is the width about which they are mirrored, 0 for none."""

    def moved(step: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(
            y + at * scale if index % 2 else x + (flip - at if flip else at) * scale
            for index, at in enumerate(step)
        )

    return Outline(tuple(None if step is None else moved(step) for step in steps), 0.6)
