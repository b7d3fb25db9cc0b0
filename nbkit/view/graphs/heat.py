"""An array as a small heat map in SVG: blue above 0, orange below, white at 0, its range in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbkit.view.graphs.svg import MIDDLE, fmt, path, text
from nbkit.view.graphs.values import few_figures, four_figures

ROWS, COLUMNS = 8, 24  # of more some are shown
WRITTEN = 4  # up to 4 x 4 the numbers are written
ABOVE, BELOW = (0, 114, 178), (213, 94, 0)
DEPTH, SHADES = 0.72, 8  # the strongest colour still lets dark ink be read


def heat(value: Any, room: float) -> tuple[str, float]:
    """Return a heat map at most `room` wide, with its range below it, and how high both are.

    Of a large array some rows and columns are shown, evenly spread; range and colours are those of all.

    >>> svg, height = heat([[1.0, -2.0]], 100)
    >>> svg.count("<path"), ">−2<" in svg, height
    (3, True, 22.0)
    """
    array = np.asarray(value, dtype=float)
    if not array.size:
        return "", 0.0
    cells = sample(array)
    written = max(cells.shape) <= WRITTEN
    wide, high = _cell(cells.shape[1], room, written)
    coloured = "".join(_coloured(cells, wide, high, float(np.abs(np.nan_to_num(array)).max()) or 1.0))
    below = high * cells.shape[0]
    if written:
        return coloured + _numbers(cells, wide, high), below
    spread = f"{four_figures(array.min())} … {four_figures(array.max())}"
    return coloured + text("nbg-cap nbg-left", 0, below + 11, spread, MIDDLE), below + 18.0


def sample(value: Any) -> np.ndarray[Any, Any]:
    """Return an array as a table of at most 8 rows and 24 columns, taken evenly spread from all.

    >>> sample(np.arange(480.0).reshape(20, 24))[:, 0]
    array([  0.,  72., 120., 192., 264., 336., 384., 456.])
    >>> sample([1.0, 2.0])
    array([[1., 2.]])
    """
    table = np.asarray(value)
    table = table.reshape(-1, table.shape[-1]) if table.ndim > 1 else table.reshape(1, -1)
    rows, columns = (
        np.linspace(0, size - 1, min(size, most)).round().astype(int)
        for size, most in zip(table.shape, (ROWS, COLUMNS), strict=True)
    )
    return np.asarray(table[np.ix_(rows, columns)])


def _cell(columns: int, room: float, written: bool) -> tuple[float, float]:
    if written:
        return min(56.0, room / columns), 22.0
    size = min(11.0, room / columns)
    return size, max(size, 8.0)


def _coloured(cells: np.ndarray[Any, Any], wide: float, high: float, peak: float) -> list[str]:
    """Return one path a shade, so that a frame stays small, and a border."""
    finite = np.nan_to_num(cells, posinf=0.0, neginf=0.0)
    shades: dict[int, list[str]] = {}
    for i, j in np.ndindex(*cells.shape):
        cell = _box(j * wide, i * high, wide, high)
        shades.setdefault(round(finite[i, j] / peak * SHADES), []).append(cell)
    paths = [f'<path fill="{_colour(shade)}" d="{"".join(d)}"/>' for shade, d in sorted(shades.items())]
    return [*paths, path("nbs-frame", _box(0.0, 0.0, wide * cells.shape[1], high * cells.shape[0]))]


def _box(left: float, top: float, width: float, height: float) -> str:
    return f"M{fmt(left)} {fmt(top)}h{fmt(width)}v{fmt(height)}h{fmt(-width)}z"


def _colour(shade: int) -> str:
    """Return white at 0, and towards the ends more and more of the colour."""
    share = DEPTH * abs(shade) / SHADES
    ends = ABOVE if shade > 0 else BELOW
    return "#" + "".join(f"{round(255 + share * (end - 255)):02x}" for end in ends)


def _numbers(cells: np.ndarray[Any, Any], wide: float, high: float) -> str:
    return "".join(
        text("nbs-num", (j + 0.5) * wide, (i + 0.5) * high, _short(float(cells[i, j])), MIDDLE)
        for i, j in np.ndindex(*cells.shape)
    )


def _short(value: float) -> str:
    """Return a number that fits into a cell."""
    texts = four_figures(value), few_figures(value, 2), few_figures(value, 1)
    return next(text for text, most in zip(texts, (6, 7, 99), strict=True) if len(text) <= most)
