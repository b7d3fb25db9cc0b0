"""Smaller paper for figures whose letters could not be read from the last row of a lecture room."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure
from matplotlib.text import Text

ROOM = (1150, 520)  # pixels that a figure has on a slide of 1280 by 720
HIGH = 648  # pixels of height on one that has all else in small letters
LETTERS = 16.0  # pixels of a slide
MOST = 1.5  # on paper that is smaller still, nothing but letters would have room
AN_INCH = 9.3  # letters of a title that stand on an inch, as figures of the course break them


def too_large(width: float, height: float, smallest: float) -> float:
    """Return by how much paper is too large for its smallest letters; 1 where it is right, or nothing helps.

    >>> [round(too_large(*size, 13.3), 2) for size in ((614, 384), (768, 640), (720, 801), (333, 1076))]
    [1.0, 1.48, 1.49, 1.0]
    """
    if not smallest:
        return 1.0
    for high in (ROOM[1], HIGH):
        by = LETTERS / (smallest * min(ROOM[0] / width, high / height))
        if by <= MOST:
            return max(by, 1.0)
    return 1.0


def put_on_smaller_paper(figure: Figure, by: float) -> None:
    """Make a figure smaller and leave its letters as they are; titles are broken into lines anew.

    Only for figures that make room for their texts.
    """
    width, height = figure.get_size_inches() / by
    figure.set_size_inches(width, height)
    if figure._suptitle is not None:  # type: ignore[attr-defined]
        _break(figure._suptitle, figure.get_figwidth())  # type: ignore[attr-defined]
    for ax in figure.axes:
        _break(ax._left_title, ax.get_position().width * figure.get_figwidth())  # type: ignore[attr-defined]


def _break(title: Text, inches: float) -> None:
    """Break a title into as few lines as it needs, all about as long."""
    words = " ".join(title.get_text().split())
    width = max(14, round(AN_INCH * inches))
    needed = len(textwrap.wrap(words, width))
    tries = (textwrap.wrap(words, w) for w in range(1 + len(words) // (needed + 1), width + 1))
    title.set_text("\n".join(next((lines for lines in tries if len(lines) <= needed), [])))
