"""Chapter 17: which piece of a framework leans on which, and broadcasting there and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import BLUE, EDGE, INK, MUTED, ORANGE, canvas, mix, number, write

COLUMNS, WIDE, HIGH = 3, 2.7, 1.15  # of the grid of pieces, and from box to box, in inches
BOX = (1.9, 0.62)
CELL = 0.46  # of an array, in inches


def leaning(pieces: Mapping[str, Sequence[str]], *, title: str = "") -> Figure:
    """Draw pieces as boxes, three a row, with an arrow to each from those that it leans on.

    pieces: a name to the names before it that it needs.
    Raises ValueError where a piece leans on one that comes later.

    >>> fig = leaning({"nodes": [], "order": ["nodes"]})
    >>> [t.get_text() for t in fig.axes[0].texts if t.get_text()]
    ['1  nodes', '2  order']
    """
    names = list(pieces)
    rows = -(-len(names) // COLUMNS)
    fig, ax = canvas(WIDE * COLUMNS - 0.5, HIGH * rows + 0.1, title)
    spots = {
        name: (1.1 + WIDE * (i % COLUMNS), HIGH * (rows - i // COLUMNS) - 0.5) for i, name in enumerate(names)
    }
    for i, (name, needed) in enumerate(pieces.items()):
        if not set(needed) <= set(names[:i]):
            raise ValueError(f"{name} leans on {', '.join(needed)}; expected names that stand before it")
        for other in needed:
            _arrow(ax, *_between(spots[other], spots[name]))
    for i, name in enumerate(names, 1):
        _box(ax, spots[name], f"{i}  {name}")
    return fig


def _box(ax: Axes, middle: tuple[float, float], text: str) -> None:
    corner = (middle[0] - BOX[0] / 2, middle[1] - BOX[1] / 2)
    shape = FancyBboxPatch(corner, *BOX, boxstyle="round,pad=0,rounding_size=0.1")
    shape.set(facecolor=mix(BLUE, 0.85), edgecolor=BLUE, zorder=2)
    ax.add_patch(shape)
    write(ax, *middle, text, 11.5, fontweight="bold", zorder=3)


def _between(
    start: tuple[float, float], end: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an arrow leaves one box and reaches the other: at the sides within a row, else below."""
    (x, y), (u, v) = start, end
    if y == v:
        return (x + BOX[0] / 2, y), (u - BOX[0] / 2, v)
    lean = 0.22 * (u - x)
    return (x + lean, y - BOX[1] / 2), (u - lean, v + BOX[1] / 2)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str = MUTED) -> None:
    look = {"arrowstyle": "-|>", "color": colour, "lw": 1.4, "shrinkA": 3, "shrinkB": 3}
    ax.annotate("", end, start, arrowprops=look)


def spread_and_back(x: ArrayLike, G: ArrayLike, *, title: str = "") -> Figure:
    """Draw how broadcasting repeats a column, and how what counts in the copies is added up for the original.

    x: array (n, 1), repeated to the shape of G. G: array (n, m), how much each copy counts.
    Raises ValueError where x is no column of as many rows.

    >>> fig = spread_and_back([[1], [2]], [[1, 0], [3, 4]])
    >>> "7" in [t.get_text() for t in fig.axes[0].texts]
    True
    """
    x, G = np.asarray(x, dtype=float), np.asarray(G, dtype=float)
    if G.ndim != 2 or x.shape != (len(G), 1):
        raise ValueError(f"expected x (n, 1) and G (n, m), got {x.shape} and {G.shape}")
    height, right = CELL * len(G), 2.75
    fig, ax = canvas(right + CELL * G.shape[1] + 2.4, 2 * height + 1.5, title)
    for k, (column, table, colour) in enumerate(
        [(x, np.broadcast_to(x, G.shape), BLUE), (G.sum(axis=1, keepdims=True), G, ORANGE)]
    ):
        top = 2 * height + 1.1 - k * (height + 0.7)
        _table(ax, 0.9, top, column, colour)
        _table(ax, right, top, table, colour)
        middle = top - height / 2
        near, far = (0.9 + CELL, middle), (right, middle)
        _arrow(ax, *((near, far) if k == 0 else (far, near)), colour)
        write(ax, (near[0] + far[0]) / 2, middle + 0.2, ("repeated", "added up")[k], 10, MUTED)
        beside = ("the values", "how much each counts")[k]
        write(ax, right + CELL * G.shape[1] + 0.15, middle, beside, 10.5, INK, ha="left")
        write(ax, 0.8, middle, ("x", "slope")[k], 11.5, INK, ha="right", fontweight="bold")
    return fig


def _table(ax: Axes, left: float, top: float, values: Array, colour: str) -> None:
    """Draw an array as a table of cells with a number in each."""
    for (i, j), value in np.ndenumerate(values):
        corner = (left + CELL * j, top - CELL * (i + 1))
        ax.add_patch(Rectangle(corner, CELL, CELL, facecolor=mix(colour, 0.8), edgecolor=EDGE))
        write(ax, corner[0] + CELL / 2, corner[1] + CELL / 2, number(value), 11)
