"""Chapter 9: hidden layers, the plane before and after they bend it, and the lines along which they do.

All take the weights of a network with one hidden layer of sigmoids: (W1 (2, h), b1 (h,), W2 (h, 2), b2 (2,)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.functions import Array, sigmoid
from nbkit.view.plots.plane import (
    Height,
    Window,
    as_points,
    grid,
    line_across,
    look_at,
    scatter,
    two_sides,
    window_of,
)
from nbkit.view.style import (
    EDGE,
    GREEN,
    INK,
    MAGNITUDE,
    MUTED,
    ORANGE,
    PURPLE,
    SKY,
    axes,
    colour_bar,
    colour_of,
    labelled,
    legend_below,
    number,
    sheet,
    small_multiples,
    subscript,
    write,
)

Weights = Sequence[ArrayLike]
LINES = tuple(zip((GREEN, PURPLE, ORANGE, SKY), ("-", "--", "-.", (0, (1, 1))), strict=True))
BENT = 14  # lines each way of the grid that is bent with the plane
BORDER = 3.2  # wider than a hidden line, so that it shows where one lies on top of it


def two_spaces(
    X: ArrayLike,
    y: ArrayLike,
    weights: Weights,
    *,
    title: str = "",
    names: Sequence[str] | None = None,
    window: Window | None = None,
) -> Figure:
    """Draw the same points twice: where they lie, and where two hidden neurons put them.

    The grid on the left is bent into the one on the right. Each hidden neuron's line, on which it answers ½,
    has one colour in both; the output's line is straight on the right and a curve on the left.

    X: array (n, 2). y: array (n,) of 0 and 1. weights: (W1 (2, 2), b1 (2,), W2 (2, 2), b2 (2,)).
    names: n texts, written beside the points.
    window: (left, right, bottom, top), what is seen of the input plane; left out, all points.
    Raises ValueError where the hidden layer has not two neurons.

    >>> W = np.eye(2)
    >>> fig = two_spaces([[0, 0], [1, 1]], [0, 1], (W, np.zeros(2), W, np.zeros(2)))
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['the input plane', 'the hidden plane']
    """
    (X, y), weights = as_points(X, y), _weights(weights, 2)
    window = window or _window(X)
    fig = sheet((7.4, 4.0), title)  # no larger: it follows six sliders
    left, right = fig.subplots(1, 2, width_ratios=(1.15, 1))
    axes("the input plane", "x₁", "x₂", left)
    axes("the hidden plane", "h₁", "h₂", right)
    _input_plane(left, X, y, weights, window)
    _hidden_plane(right, X, y, weights, window)
    _draw_grid(left, window)
    for ax, places in ((left, X), (right, _hidden(X, weights))):
        _write_names(ax, places, names or [])
    _legend(fig, [left, right])
    return fig


def bending(frames: Mapping[str, Weights], X: ArrayLike, y: ArrayLike, *, title: str = "") -> Figure:
    """Draw a film of a training: above, the input plane with the hidden lines; below, the hidden plane.

    frames: a moment's name to the weights then. X: array (n, 2). y: array (n,) of 0 and 1.

    >>> W = np.eye(2)
    >>> fig = bending({"start": (W, np.zeros(2), W, np.zeros(2))}, [[0, 0], [1, 1]], [0, 1])
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['start', '']
    """
    X, y = as_points(X, y)
    fig = sheet((1.8 * len(frames) + 0.4, 5.1), title)
    fig.get_layout_engine().set(w_pad=0.03)  # type: ignore[union-attr, call-arg]
    panels = fig.subplots(2, len(frames), squeeze=False, height_ratios=(0.84, 1))
    for (above, below), (name, weights) in zip(panels.T, frames.items(), strict=True):
        first = above is panels[0, 0]
        axes(name, "x₁", "x₂" if first else "", above)
        axes("", "h₁", "h₂" if first else "", below)
        _input_plane(above, X, y, _weights(weights, 2), _window(X), size=3)
        _hidden_plane(below, X, y, _weights(weights, 2), _window(X), size=3)
        for ax in () if first else (above, below):
            ax.tick_params(labelleft=False)
    _legend(fig, list(panels[:, -1]))
    return fig


def boundary_panels(
    networks: Mapping[str, Weights], X: ArrayLike, y: ArrayLike, *, columns: int = 3, title: str = ""
) -> Figure:
    """Draw, for each network, the classes it gives to the plane and the lines of its hidden neurons.

    networks: a panel's title to weights, with any number of hidden neurons. X: array (n, 2). y: array (n,) of
    0 and 1.

    >>> W = np.eye(2)
    >>> fig = boundary_panels({"two": (W, np.zeros(2), W, np.zeros(2))}, [[0, 0], [1, 1]], [0, 1])
    >>> len(fig.axes)
    1
    """
    X, y = as_points(X, y)
    columns = min(columns, len(networks))
    cell = {1: (6.4, 4.6), 2: (4.1, 3.9)}.get(columns, (2.75, 2.65))
    named = max(len(np.asarray(weights[1])) for weights in networks.values()) <= len(LINES)
    fig, panels = small_multiples(len(networks), columns, title, cell)
    for ax, (name, weights) in zip(panels, networks.items(), strict=True):
        axes(name, "x₁", "x₂", ax)
        _input_plane(ax, X, y, _weights(weights), _window(X), (12, 7, 4)[min(columns, 3) - 1], named)
        ax.label_outer()
    _legend(fig, panels)
    return fig


def unit_maps(weights: Weights, *, window: Window, columns: int = 4, title: str = "") -> Figure:
    """Draw what each hidden neuron answers all over the plane, from 0 (dark) to 1 (bright), and its line.

    weights: with any number of hidden neurons. window: (left, right, bottom, top).

    >>> W = np.eye(2)
    >>> fig = unit_maps((W, np.zeros(2), 3 * W, np.zeros(2)), window=(-1, 1, -1, 1))
    >>> [ax.get_title(loc="left") for ax in fig.axes[:2]]
    ['h₁ counts −3.0', 'h₂ counts +3.0']
    """
    weights = _weights(weights)
    counts = weights[2][:, 1] - weights[2][:, 0]
    fig, panels = small_multiples(len(counts), columns, title, (2.1, 1.9))
    answers = _hidden(grid(window, 161), weights)
    for j, ax in enumerate(panels):
        axes(f"{_name(j)} counts {number(counts[j], '+.1f')}", "x₁", "x₂", ax)
        ax.imshow(answers[..., j], extent=window, origin="lower", cmap=MAGNITUDE, vmin=0, vmax=1)
        ax.set(xlim=window[:2], ylim=window[2:])
        ax.label_outer()
        line = line_across(weights[0][:, j], float(weights[1][j]), window)
        ax.plot(*line.T, color="white", lw=2.0, label=f"{_name(j)} = ½")
    colour_bar(fig, panels, "answer of the neuron", fraction=0.05, aspect=12, shrink=0.62)
    return fig


def relu_sums(sums: Mapping[str, ArrayLike], *, title: str = "") -> Figure:
    """Draw, for each neuron, the ReLU and where on it the examples lie.

    sums: a neuron's name to its weighted sums (n,), one an example.

    >>> fig = relu_sums({"alive": [-1.0, 2.0], "dead": [-3.0, -1.0]})
    >>> [len(ax.collections[0].get_offsets()) for ax in fig.axes]
    [2, 2]
    """
    fig, panels = small_multiples(len(sums), 3, title, (4.1, 2.7))
    every = np.concatenate([np.ravel(np.asarray(z, dtype=float)) for z in sums.values()])
    left, top = min(float(every.min()), -1.0), 1.7 * max(float(every.max()), 1.0)
    for ax, (name, values) in zip(panels, sums.items(), strict=True):
        axes(name, "weighted sum z", "answer max(0, z)" if ax is panels[0] else "", ax)
        z = np.asarray(values, dtype=float)
        ax.plot([1.1 * left, 0, top], [0, 0, top], color=INK, lw=1.6, label="ReLU", zorder=1)
        share = f"{(z > 0).mean():.0%} of the examples on the slope"
        ax.scatter(z, np.maximum(z, 0), s=26, c=colour_of(0), alpha=0.25, lw=0, label="examples", zorder=2)
        ax.text(0.03, 0.9, share, transform=ax.transAxes, fontsize=10, color=INK)
        ax.set(xlim=(1.05 * left, top), ylim=(-0.06 * top, top))
    _legend(fig, panels)
    return fig


def _input_plane(
    ax: Axes,
    X: Array,
    y: Array,
    weights: list[Array],
    window: Window,
    size: float | None = None,
    named: bool = True,
) -> None:
    """Points, the two regions with the curve between them, and the straight lines of the hidden neurons."""
    look_at(ax, window)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    _regions(ax, lambda P: _score(_hidden(P, weights), weights), window, 161)
    for j, (w, b) in enumerate(zip(weights[0].T, weights[1], strict=True)):
        colour, style = LINES[j] if named else (MUTED, "-")
        line, label = line_across(w, float(b), window), f"{_name(j)} = ½" if named else "hidden lines"
        ax.plot(*line.T, color=colour, ls=style, lw=2 if named else 1, label=label, zorder=4)
    _scatter(ax, X, y, size)


def _hidden_plane(
    ax: Axes, X: Array, y: Array, weights: list[Array], window: Window, size: float | None = None
) -> None:
    """The same points, bent grid and all, in the square of what two hidden neurons answer."""
    square = (-0.06, 1.06, -0.06, 1.06)
    look_at(ax, square)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([0, 0.5, 1], ["0", "½", "1"])
    _regions(ax, lambda P: _score(P, weights), square, 121)
    _draw_grid(ax, window, weights)
    for j, (colour, style) in enumerate(LINES[:2]):
        (ax.axvline, ax.axhline)[j](0.5, color=colour, ls=style, lw=2, label=f"{_name(j)} = ½", zorder=4)
    _scatter(ax, _hidden(X, weights), y, size)


def _regions(ax: Axes, score: Height, window: Window, n: int) -> None:
    """Tint the side of each class and draw the line between them, where the score is 0."""
    x, y, scores = two_sides(ax, score, window, n, 0.84)
    if scores.min() < 0 < scores.max():
        ax.contour(x, y, scores, levels=[0.0], colors=[INK], linewidths=[BORDER], zorder=3.5)
    ax.plot([], [], color=INK, lw=BORDER, label="output's border")


def _draw_grid(ax: Axes, window: Window, weights: list[Array] | None = None) -> None:
    """Draw the grid of the input plane: straight, or as the hidden layer bends it."""
    sides, lines = (window[:2], window[2:]), []
    for fixed in (0, 1):
        for value in np.linspace(*sides[fixed], BENT):
            line = np.full((121, 2), value)
            line[:, 1 - fixed] = np.linspace(*sides[1 - fixed], 121)
            lines.append(line if weights is None else _hidden(line, weights))
    ax.add_collection(LineCollection(lines, colors=EDGE, linewidths=0.6, alpha=0.75, zorder=1))


def _scatter(ax: Axes, X: Array, y: Array, size: float | None) -> None:
    size = size or (90.0 if len(X) < 60 else 9.0)
    scatter(ax, X, y, classes=(0, 1), s=size, lw=0.8 if size > 60 else 0)


def _write_names(ax: Axes, places: Array, names: Sequence[str]) -> None:
    """Write each point's name beside it; points that fell on one place share one text, a line each."""
    found: dict[tuple[float, ...], list[str]] = {}
    for place, name in zip(places, names, strict=False):
        found.setdefault(tuple((place.round(2) + 0.0).tolist()), []).append(name)
    width, height = np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())
    for (x, y), together in found.items():
        right = x < np.mean(ax.get_xlim())
        write(
            ax,
            x + (0.045 if right else -0.045) * width,
            y + (0.055 if y < np.mean(ax.get_ylim()) else -0.055) * height,
            "\n".join(together),
            12,
            ha="left" if right else "right",
            fontweight="bold",
            zorder=6,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )


def _hidden(points: Array, weights: list[Array]) -> Array:
    return sigmoid(points @ weights[0] + weights[1])


def _score(hidden: Array, weights: list[Array]) -> Array:
    """By how much class 1 leads: its score minus that of class 0."""
    return hidden @ (weights[2][:, 1] - weights[2][:, 0]) + (weights[3][1] - weights[3][0])


def _window(X: Array) -> Window:
    return window_of(X, 0.03 if len(X) >= 60 else 0.35)


def _weights(weights: Weights, hidden: int | None = None) -> list[Array]:
    arrays = [np.asarray(w, dtype=float) for w in weights]
    found = [a.shape for a in arrays]
    h = hidden or (found[0][-1] if found and found[0] else 0)
    if found != [(2, h), (h,), (h, 2), (2,)]:
        raise ValueError(f"expected weights of shapes (2, {h}), ({h},), ({h}, 2), (2,), got {found}")
    return arrays


def _legend(fig: Figure, panels: Sequence[Axes]) -> None:
    """Put one legend below all panels: the classes first, small points drawn larger."""
    found = sorted(labelled(panels).items(), key=lambda entry: (not entry[0].startswith("class"), entry[0]))
    smallest = min([handle.get_sizes()[0] for _, handle in found if hasattr(handle, "get_sizes")], default=50)
    scale, columns = max(1.0, (50 / smallest) ** 0.5), 4 if len(found) > 6 else len(found)
    legend_below(fig, dict(found), ncols=columns, markerscale=scale, columnspacing=1.6)


def _name(j: int) -> str:
    return "h" + subscript(j + 1)
