"""Chapters 0, 1, 3 and 8: diagrams, shapes as boxes, one neuron at work, a whole network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    VERMILLION,
    canvas,
    ink,
    mix,
    number,
    subscript,
    write,
)

Spots = dict[int, tuple[float, float]]
Scale = Callable[[float], float]
RADIUS = 0.29  # of a neuron, in inches


def shapes(*parts: tuple[str, tuple[int, ...]] | str, title: str = "") -> Figure:
    """Draw arrays as boxes to scale, with signs between them.

    Next to "@" the two inner sizes are marked: green where they agree, red with a ≠ where they do not.

    parts: (name, shape) or a sign, such as ("X", (3, 2)), "@", ("W", (2, 4)). A shape has one or two sizes.

    >>> fig = shapes(("X", (3, 2)), "@", ("W", (2, 4)), "=", ("Z", (3, 4)))
    >>> [t.get_text() for t in fig.axes[0].texts][:3]
    ['X', '3 rows', '2 columns']
    """
    boxes = [part for part in parts if not isinstance(part, str)]
    scale = _box_scale([size for _, shape in boxes for size in shape])
    heights = [scale(shape[0]) if len(shape) > 1 else scale(1) for _, shape in boxes]
    widths = [(0.7 if isinstance(part, str) else scale(part[1][-1]) + 0.85) for part in parts]
    fig, ax = canvas(sum(widths), max(heights, default=1.0) + 1.3, title)
    middle, left = (max(heights, default=1.0) + 1.3) / 2, 0.0
    for i, part in enumerate(parts):
        if isinstance(part, str):
            write(ax, left + widths[i] / 2 - 0.02, middle, part, 18)
            _verdict(ax, left + widths[i] / 2 - 0.02, middle - 0.35, parts, i)
        else:
            colours = (_fit_colour(_joined(parts, i - 1)), _fit_colour(_joined(parts, i + 1)))
            _box(ax, left + 0.5, middle, part, scale, colours)
        left += widths[i]
    return fig


def neuron_diagram(
    inputs: ArrayLike,
    weights: ArrayLike,
    bias: float,
    output: float | None = None,
    *,
    activation: str = "step",
    title: str = "",
) -> Figure:
    """Draw one neuron at work: inputs times weights, plus the bias, summed, then its activation.

    inputs, weights: arrays (d,).
    output: what leaves the neuron; left out, the step of the sum, 1 where it is above 0.
    Raises ValueError where there is not one weight an input.

    >>> fig = neuron_diagram([2, 4], [3, -1], 0)
    >>> [t.get_text() for t in fig.axes[0].texts][-1]
    '1'
    """
    x, w = np.asarray(inputs, dtype=float).ravel(), np.asarray(weights, dtype=float).ravel()
    if x.shape != w.shape:
        raise ValueError(f"expected one weight an input, got {len(x)} inputs and {len(w)} weights")
    total = float(x @ w + bias)
    result = float(total > 0) if output is None else float(output)
    height = 0.95 * (len(x) + 1)
    fig, ax = canvas(7.6, height + 0.2, title)
    ys = height - 0.95 * np.arange(len(x) + 1) - 0.4
    peak = float(np.abs([*w, bias]).max()) or 1.0
    for i, y in enumerate(ys[:-1]):
        _weighted_edge(ax, (0.55, y), (3.9, height / 2), w[i], peak, f"× {number(w[i])}")
        _node(ax, 0.55, y, f"{number(x[i])}", f"x{subscript(i + 1)}")
    _weighted_edge(
        ax, (0.55, ys[-1]), (3.9, height / 2), bias, peak, f"{'−' if bias < 0 else '+'} {number(abs(bias))}"
    )
    _node(ax, 0.55, ys[-1], "1", "bias", fill="#f6f8fa")
    _neuron_body(ax, height / 2, total, result, activation)
    return fig


def network_diagram(
    sizes: Sequence[int],
    values: Sequence[ArrayLike] | None = None,
    weights: Sequence[ArrayLike] | None = None,
    *,
    names: Sequence[str] | None = None,
    title: str = "",
) -> Figure:
    """Draw a neural network: a circle a neuron, an edge a weight, blue above 0 and red dashed below.

    sizes: how many neurons each layer has; a layer of more than 8 is drawn with a gap.
    values: arrays (size,), the number inside each circle.
    weights: arrays (size of this layer, size of the next), width and colour of the edges; also written on
    them where there are at most nine between two layers.
    names: one a layer; left out, input, hidden, output.

    >>> fig = network_diagram([2, 3, 1])
    >>> len(fig.axes[0].lines), len(fig.axes[0].patches)
    (9, 6)
    """
    seen = [_shown(size) for size in sizes]
    tallest = max(len(rows) for rows in seen)
    gap = 2.0 if len(sizes) <= 4 else 1.5
    fig, ax = canvas(gap * (len(sizes) - 1) + 1.4, 0.82 * tallest + 0.75, title)
    middle = 0.82 * tallest / 2 + 0.1
    spots = [
        {
            i: (0.7 + gap * layer, middle + 0.82 * ((len(rows) - 1) / 2 - k))
            for k, i in enumerate(rows)
            if i >= 0
        }
        for layer, rows in enumerate(seen)
    ]
    for layer in range(len(sizes) - 1):
        W = None if weights is None else np.asarray(weights[layer], dtype=float)
        _layer_edges(ax, spots[layer], spots[layer + 1], W)
    for layer, places in enumerate(spots):
        _layer_nodes(ax, places, None if values is None else np.asarray(values[layer]), layer, len(sizes))
    _layer_names(ax, spots, sizes, names, middle + 0.82 * tallest / 2 + 0.3)
    return fig


def _node(ax: Axes, x: float, y: float, inside: str, below: str = "", fill: str = "#ffffff") -> None:
    ax.add_patch(Circle((x, y), RADIUS, facecolor=fill, edgecolor=INK, lw=1.4, zorder=3))
    write(ax, x, y, inside, 10.5 if len(inside) < 6 else 9, zorder=4)
    if below:
        write(ax, x, y - 0.4, below, 9, MUTED, zorder=4)


def _weighted_edge(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    weight: float,
    peak: float,
    text: str = "",
    where: float = 0.4,
) -> None:
    colour = MUTED if weight == 0 else BLUE if weight > 0 else VERMILLION
    style = "--" if weight < 0 else "-"
    width = 0.8 + 3.2 * abs(weight) / peak
    ends = np.array([start, end], dtype=float)
    route = _parted(ends, where, len(text)) if text and weight < 0 else ends
    ax.plot(*route.T, color=colour, ls=style, lw=width, zorder=1, solid_capstyle="round")
    if text:
        x, y = ends[0] + where * (ends[1] - ends[0])
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        write(ax, x, y, text, 10, ink(colour), bbox=plate, zorder=2)


def _parted(ends: Array, where: float, letters: int) -> Array:
    """Return a dashed edge with a gap around its number, where a dash would be read as a minus sign.

    Both parts run away from the number, so that each begins with a whole dash; no stub is left at a neuron.
    """
    along = ends[1] - ends[0]
    share = float(np.min(np.array([0.08 + 0.04 * letters, 0.16]) / np.maximum(np.abs(along), 1e-9)))
    spot, gap = ends[0] + where * along, share * along
    route = np.array([spot - gap, ends[0], (np.nan, np.nan), spot + gap, ends[1]])
    for part, room in ((route[:2], where - share), (route[3:], 1 - where - share)):
        if room * np.hypot(*along) < RADIUS + 0.06:
            part[:] = np.nan
    return route


def _neuron_body(ax: Axes, y: float, total: float, result: float, activation: str) -> None:
    for start, end in ((4.25, 5.05), (6.05, 6.7)):
        ax.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.6})
    ax.add_patch(Circle((3.9, y), 0.42, facecolor=mix(ORANGE, 0.75), edgecolor=INK, lw=1.6, zorder=3))
    write(ax, 3.9, y + 0.1, "Σ", 15, zorder=4)
    write(ax, 3.9, y - 0.19, number(total), 10, zorder=4)
    box = FancyBboxPatch(
        (5.12, y - 0.28), 0.9, 0.56, boxstyle="round,pad=0.02", fc=mix(GREEN, 0.75), ec=INK, lw=1.4
    )
    ax.add_patch(box)
    write(ax, 5.57, y, activation, 11)
    write(ax, 7.05, y - 0.4, "output", 9, MUTED)
    ax.add_patch(Circle((7.05, y), RADIUS, facecolor="white", edgecolor=INK, lw=1.6, zorder=3))
    write(ax, 7.05, y, number(result), 10.5, zorder=4)


def _shown(size: int) -> list[int]:
    """Return which neurons of a layer are drawn; -1 stands for those left out."""
    return list(range(size)) if size <= 8 else [0, 1, 2, -1, size - 2, size - 1]


def _layer_edges(ax: Axes, left: Spots, right: Spots, W: Array | None) -> None:
    peak = 1.0 if W is None else float(np.abs(W).max(initial=0)) or 1.0
    edges = [(i, j, np.array([left[i], right[j]])) for i in left for j in right]
    if W is None:
        for _, _, ends in edges:
            ax.plot(ends[:, 0], ends[:, 1], color="#8c959f", lw=1.0, zorder=1)
        return
    lines = tuple((left[i], right[j]) for i in left for j in right)
    places = _label_places(lines) if len(edges) <= 9 else [0.5] * len(edges)
    for (i, j, ends), where in zip(edges, places, strict=True):
        text = number(W[i, j]) if len(edges) <= 9 else ""
        _weighted_edge(ax, tuple(ends[0]), tuple(ends[1]), float(W[i, j]), peak, text, where)


@lru_cache(64)  # an explorer asks for the same edges in every frame
def _label_places(lines: tuple[tuple[tuple[float, float], tuple[float, float]], ...]) -> list[float]:
    """Return how far along each edge its number stands: where other edges and numbers leave most room."""
    edges = np.array(lines, dtype=float)
    places: list[float] = []
    taken: list[Array] = []
    for k, (start, end) in enumerate(edges):
        best, most = 0.5, -np.inf
        for where in np.linspace(0.24, 0.76, 27):
            spot = start + where * (end - start)
            rivals = [_distance(spot, other) for i, other in enumerate(edges) if i != k]
            rivals += [float(np.hypot(*((spot - other) / (1.6, 1.0)))) for other in taken]
            room = min([*rivals, 0.3])
            if room > most + 1e-9:
                best, most = float(where), room
        places.append(best)
        taken.append(start + best * (end - start))
    return places


def _distance(spot: Array, edge: Array) -> float:
    """Return how far a spot is from an edge, measured across it."""
    start, end = edge
    share = np.clip((spot - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return float(np.hypot(*(spot - start - share * (end - start))))


def _layer_nodes(ax: Axes, places: Spots, values: Array | None, layer: int, layers: int) -> None:
    colour = BLUE if layer == 0 else VERMILLION if layer == layers - 1 else ORANGE
    for i, (x, y) in places.items():
        _node(ax, x, y, "" if values is None else number(values[i]), fill=mix(colour, 0.78))
    if max(places, default=0) >= 8:
        (x, above), (_, below) = places[2], places[max(places) - 1]
        write(ax, x, (above + below) / 2, "⋮", 18, MUTED)


def _layer_names(
    ax: Axes, spots: Sequence[Spots], sizes: Sequence[int], names: Sequence[str] | None, y: float
) -> None:
    usual = ["input", *["hidden"] * (len(sizes) - 2), "output"]
    for places, size, name in zip(spots, sizes, usual if names is None else names, strict=True):
        x = next(iter(places.values()))[0]
        write(ax, x, y, name if size <= 8 else f"{name} ({size})", 11, MUTED)


def _box_scale(sizes: Sequence[int]) -> Scale:
    """Return inches for a size: to scale where the largest is small, by square root where it is not."""
    largest = max(sizes, default=1)
    if largest <= 12:
        return lambda size: 0.3 * size if largest > 5 else 0.42 * size
    return lambda size: max(0.25, 2.6 * np.sqrt(size / largest))


def _joined(parts: Sequence[Any], i: int) -> tuple[int, int] | None:
    """Return the two inner sizes that the "@" at place i joins, None where there is no such sign."""
    if not 0 < i < len(parts) - 1 or parts[i] != "@":
        return None
    return parts[i - 1][1][-1], parts[i + 1][1][0]


def _fit_colour(sizes: tuple[int, int] | None) -> str:
    return MUTED if sizes is None else ink(GREEN) if sizes[0] == sizes[1] else ink(VERMILLION)


def _verdict(ax: Axes, x: float, y: float, parts: Sequence[Any], i: int) -> None:
    """Write under an "@" whether the inner sizes agree."""
    sizes = _joined(parts, i)
    if sizes is not None:
        write(
            ax, x, y, f"{sizes[0]} {'=' if sizes[0] == sizes[1] else '≠'} {sizes[1]}", 10, _fit_colour(sizes)
        )


def _box(ax: Axes, left: float, middle: float, part: Any, scale: Scale, colours: tuple[str, str]) -> None:
    """Draw one array; one of a single size is a row without a count of rows."""
    name, shape = part
    flat, columns = len(shape) == 1, shape[-1]
    rows = 1 if flat else shape[0]
    width, height = scale(columns), scale(rows)
    bottom, centre = middle - height / 2, left + width / 2
    ax.add_patch(Rectangle((left, bottom), width, height, facecolor=mix(BLUE, 0.85), edgecolor=INK, lw=1.5))
    if min(width / columns, height / rows) > 0.2:  # smaller, the lines are no more than dots
        _cells(ax, left, bottom, (width, height), (rows, columns))
    write(ax, centre, middle, name, 14, fontweight="bold")
    if not flat:
        write(ax, left - 0.15, middle, f"{rows} row{'s' * (rows != 1)}", 10, colours[0], rotation=90)
    above = f"{columns} {'number' if flat else 'column'}{'s' * (columns != 1)}"
    write(ax, centre, bottom + height + 0.17, above, 10, colours[1])
    write(ax, centre, bottom - 0.2, str(tuple(shape)), 10)


def _cells(ax: Axes, left: float, bottom: float, size: tuple[float, float], counts: tuple[int, int]) -> None:
    (width, height), (rows, columns) = size, counts
    for k in range(1, rows):
        ax.plot([left, left + width], [bottom + height * k / rows] * 2, color="white", lw=1.2)
    for k in range(1, columns):
        ax.plot([left + width * k / columns] * 2, [bottom, bottom + height], color="white", lw=1.2)
