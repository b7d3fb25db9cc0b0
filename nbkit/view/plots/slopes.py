"""Chapters 5 and 6: slopes, measured by secants, with their errors, on a map, and of costs side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.plane import Height, Window, height_map, look_at, room
from nbkit.view.style import (
    BLUE,
    FAINT,
    INK,
    MAGNITUDE,
    MARKERS,
    MUTED,
    STYLES,
    VERMILLION,
    axes,
    colour_of,
    draw_curves,
    legend,
    shared_legend,
    sheet,
    write,
)


def secants(
    f: Callable[[Array], ArrayLike],
    slope: float,
    x: float,
    h: float,
    *,
    span: tuple[float, float],
    title: str = "",
) -> Figure:
    """Draw a curve, its tangent at x, and two lines that measure it: from x to x+h, and from x-h to x+h.

    f: takes and gives (n,). slope: that of f at x. span: (left, right), the part of the curve that is seen.

    >>> fig = secants(np.square, 2.0, 1.0, 0.5, span=(0, 2))
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['curve', 'tangent', 'forward', 'central']
    """
    fig, ax = axes(title, "x", "f(x)")
    grid = np.linspace(*span, 401)
    ax.plot(grid, np.asarray(f(grid)), color=INK, lw=1.8, label="curve")
    y = float(np.asarray(f(np.array([x])))[0])
    ax.plot(grid, y + slope * (grid - x), color=MUTED, lw=1.6, ls=":", label="tangent")
    for label, a, colour, style, marker in (
        ("forward", x, BLUE, "-", "o"),
        ("central", x - h, VERMILLION, "--", "^"),
    ):
        ends = np.array([a, x + h])
        ax.plot(ends, np.asarray(f(ends)), color=colour, ls=style, marker=marker, ms=8, lw=2.2, label=label)
    ax.set(xlim=span)
    ax.grid(color=FAINT, lw=0.6)
    legend(ax)
    return fig


def error_curves(
    h: ArrayLike,
    errors: Mapping[str, ArrayLike],
    *,
    guides: Mapping[str, ArrayLike] | None = None,
    mark: float | None = None,
    title: str = "",
) -> Figure:
    """Draw the error of each method against the step h, on logarithmic axes, with straight lines to compare.

    h: array (n,).
    errors: method to array (n,); an error of 0 has no place on a logarithmic axis and is left out.
    guides: label to array (n,), what theory says, as thin lines with their label.
    mark: a step to mark with an upright line.

    >>> fig = error_curves([0.1, 0.01], {"forward": [0.3, 0.03]}, guides={"3h": [0.3, 0.03]})
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['3h']
    """
    fig, ax = axes(title, "step h", "error of the slope")
    steps = np.asarray(h, dtype=float)
    ax.set(xscale="log", yscale="log", xlim=(steps.min() / 2, steps.max() * 2), ylim=_decades(errors))
    for k, (label, line) in enumerate((guides or {}).items()):
        _guide(ax, steps, np.asarray(line, dtype=float), label, before=k == 0)
    for i, (label, error) in enumerate(errors.items()):
        e = np.asarray(error, dtype=float)
        style = {"color": colour_of(i), "marker": MARKERS[i], "ms": 5, "lw": 1.2, "ls": STYLES[i]}
        ax.plot(steps[e > 0], e[e > 0], label=label, **style)
    if mark is not None:
        ax.axvline(mark, color=INK, lw=1.4, ls="--", zorder=0)
    ax.grid(color=FAINT, lw=0.6)
    legend(ax)
    return fig


def gradient_arrows(
    f: Height,
    points: ArrayLike,
    gradients: ArrayLike,
    *,
    window: Window,
    length: float = 0.12,
    title: str = "",
    xlabel: str = "x",
    ylabel: str = "y",
) -> Figure:
    """Draw the contours of f(x, y), and at each point its gradient as an arrow.

    f: takes points (n, 2), gives their heights (n,). points, gradients: arrays (n, 2).
    window: (left, right, bottom, top).
    length: how long the longest arrow is, as a share of the window's width.

    >>> fig = gradient_arrows(lambda P: P[:, 0] ** 2, [[1.0, 0.0]], [[2.0, 0.0]], window=(-2, 2, -1, 1))
    >>> fig.axes[0].get_title(loc="left")
    ''
    """
    fig, ax = axes(title, xlabel, ylabel, size=(6.0, 5.0))
    P, G = np.asarray(points, dtype=float), np.asarray(gradients, dtype=float)
    longest = float(np.hypot(G[:, 0], G[:, 1]).max(initial=0)) or 1.0
    scale = longest / (length * (window[1] - window[0]))
    _contours(ax, f, window, np.concatenate([P + share * G / scale for share in np.linspace(0, 1, 9)]))
    ax.quiver(*P.T, *G.T, angles="xy", scale_units="xy", scale=scale, color=VERMILLION, width=0.008, zorder=3)
    ax.scatter(P[:, 0], P[:, 1], s=22, color=INK, zorder=4)
    look_at(ax, window)
    return fig


def cost_slopes(
    z: ArrayLike,
    costs: Mapping[str, ArrayLike],
    slopes: Mapping[str, ArrayLike],
    *,
    at: float | None = None,
    xlabel: str = "z",
    title: str = "",
) -> Figure:
    """Draw each cost over z on the left and its slope on the right; `at` marks one z in both.

    z: array (n,). costs, slopes: name to array (n,), both with the same names.

    >>> z = np.linspace(-1, 1, 5)
    >>> fig = cost_slopes(z, {"square": z**2}, {"square": 2 * z}, at=0.5)
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['cost', 'its slope']
    """
    fig = sheet((7.4, 3.3), title)
    panels = list(fig.subplots(1, 2))
    for ax, name, table in zip(panels, ("cost", "its slope"), (costs, slopes), strict=True):
        axes(name, xlabel, ax=ax)
        draw_curves(ax, z, table, grid="both", at=at)
        ax.margins(x=0)
        if at is not None:
            ax.axvline(at, color=MUTED, lw=1.0, ls=":", zorder=0)
        ax.locator_params(nbins=4)  # every tick costs a millisecond: this figure follows a slider
    shared_legend(fig, panels)
    return fig


def _decades(errors: Mapping[str, ArrayLike]) -> tuple[float, float]:
    """Return limits at whole powers of ten that hold all errors above 0."""
    found = np.concatenate([np.ravel(np.asarray(e, dtype=float)) for e in errors.values()])
    logs = np.log10(found[found > 0])
    return 10.0 ** (np.floor(logs.min()) - 0.3), 10.0 ** (np.ceil(logs.max()) + 0.3)


def _guide(ax: Axes, steps: Array, line: Array, label: str, before: bool) -> None:
    """Draw a straight line of theory and its label: the first's before the line, the others' behind it."""
    ax.plot(steps, line, color=MUTED, lw=1.0, ls=":", zorder=1)
    low, high = np.log10(ax.get_ylim())
    share = 0.65 if before else 0.25 if line[-1] > line[0] else 0.85  # where there is room, and no two meet
    k = int(np.argmin(np.abs(np.log10(line) - (low + share * (high - low)))))
    far = 0.2 if before else 5.0
    write(ax, steps[k] * far, line[k], label, 10, MUTED, ha="right" if before else "left")


def _contours(ax: Axes, f: Height, window: Window, taken: Array) -> None:
    """Draw lines of equal height; the height of each is written on it where it is far from what is taken."""
    x, y, height, levels = height_map(f, window, (121, 121), 9)
    lines = ax.contour(x, y, height, levels=levels[1:], cmap=MAGNITUDE, linewidths=1.4, zorder=1)
    ax.clabel(lines, fontsize=9, fmt="%.0f", colors=INK, manual=_roomiest(lines.allsegs, taken, window))


def _roomiest(levels: Sequence[Sequence[Array]], taken: Array, window: Window) -> list[tuple[float, float]]:
    """Return each curve's spot that is farthest from what is taken, from the frame and from one another."""
    least = 0.03 * max(window[1] - window[0], window[3] - window[2])
    spots: list[tuple[float, float]] = []
    # a number at the end of a curve, where a closed one meets itself, would leave it unbroken on one side
    for curve in (curve[8:-8] for level in levels for curve in level if len(curve) > 16):
        free = room(curve, np.concatenate([taken, np.reshape(spots, (-1, 2))]), window)
        if free.max() > least:
            x, y = curve[free.argmax()].tolist()
            spots.append((x, y))
    return spots
