"""Chapters 6, 7 and 17: a step downhill, whole paths on a map of heights, a line that is being learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.plane import Height, Window, as_points, height_map, look_at, scatter, window_of
from nbkit.view.style import (
    BLUE,
    GREEN,
    INK,
    MAGNITUDE,
    VERMILLION,
    axes,
    legend,
    mix,
    shared_legend,
    sheet,
    small_multiples,
)

LEVEL, BELOW = mix(BLUE, 0.35), "--"  # a line of one height, and how it is drawn below 0


def one_step(
    f: Height,
    start: ArrayLike,
    gradient: ArrayLike,
    lr: float,
    *,
    window: Window,
    title: str = "",
) -> Figure:
    """Draw one step against the gradient on the map of f, and the straight way to the minimum at 0.

    f: takes points (n, 2), gives their heights (n,). start, gradient: arrays (2,).
    lr: the learning rate; the step is -lr times the gradient, whose own arrow has a fixed length.
    window: (left, right, bottom, top).

    >>> fig = one_step(lambda P: (P**2).sum(axis=1), [1, 1], [2, 2], 0.1, window=(-2, 2, -2, 2))
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['straight to the bottom', 'start', 'bottom']
    """
    w, g = np.asarray(start, dtype=float), np.asarray(gradient, dtype=float)
    fig, ax = axes(title, "w₁", "w₂", size=(7.4, 3.5))
    _map(ax, f, window)
    uphill = 0.14 * (window[1] - window[0]) * g / (np.hypot(*g) or 1.0)
    ax.plot([w[0], 0.0], [w[1], 0.0], color=INK, lw=1.4, ls=":", label="straight to the bottom")
    _arrow(ax, w, w + uphill, GREEN, "gradient: steepest up")
    _arrow(ax, w, w - lr * g, VERMILLION, "our step: against it")
    ax.plot(*w, color=INK, marker="o", ms=9, mfc="white", mew=1.8, ls="", label="start", zorder=5)
    _bottom(ax)
    legend(ax)
    return fig


def descent_paths(
    f: Height,
    paths: Mapping[str, ArrayLike],
    *,
    window: Window,
    bottom: ArrayLike | None = (0.0, 0.0),
    columns: int = 2,
    xlabel: str = "w₁",
    ylabel: str = "w₂",
    title: str = "",
) -> Figure:
    """Draw paths downhill on the map of f, a panel a path; a path may leave the window.

    f: takes points (n, 2), gives their heights (n,). window: (left, right, bottom, top).
    paths: name to array (n, 2), the weights before the first step and after each.
    bottom: array (2,) or (k, 2), where f is lowest, or all its lowest places; None where it falls for ever.

    >>> fig = descent_paths(lambda P: (P**2).sum(axis=1), {"lr 0.5": [[1, 1], [0, 0]]}, window=(-2, 2, -2, 2))
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['lr 0.5']
    """
    wide = 7.2 / max(2, min(columns, len(paths))) if len(paths) > 1 else 6.4
    tall = wide * 0.84 * (window[3] - window[2]) / (window[1] - window[0]) + 0.85
    fig, panels = small_multiples(len(paths), columns, title, (wide, tall))
    for i, (ax, (name, path)) in enumerate(zip(panels, paths.items(), strict=True)):
        last_row = i + min(columns, len(paths)) >= len(paths)
        axes(name, xlabel if last_row else "", ylabel if i % columns == 0 else "", ax)
        ax.tick_params(labelbottom=last_row)  # also above a panel that is left out
        _map(ax, f, window)
        _path(ax, np.asarray(path, dtype=float))
        if bottom is not None:
            _bottom(ax, bottom)
    shared_legend(fig, panels)
    return fig


def learned_lines(
    X: ArrayLike,
    y: ArrayLike,
    steps: ArrayLike,
    weights: ArrayLike,
    losses: ArrayLike,
    *,
    true: ArrayLike | None = None,
    title: str = "",
) -> Figure:
    """Draw the boundary after each of some steps, on the points, and the loss at the same steps.

    X: array (n, 2). y: array (n,) of two classes. steps, losses: arrays (k,).
    weights: array (k, 3), the bias and the two weights; a row with both weights 0 has no line.
    true: array (3,), the line that made the labels, dashed.

    >>> lines = [[0, 0, 0], [-1, 1, 1]]
    >>> fig = learned_lines([[0, 0], [1, 1]], [0, 1], [0, 250], lines, [0.7, 0.3])
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['the line', 'the loss']
    """
    fig = sheet((8.4, 4.1), title)
    left, right = fig.subplots(1, 2, width_ratios=[1.25, 1])
    V, colours = np.asarray(weights, dtype=float), _by_time(len(np.asarray(steps)))
    box = _faint_points(left, *as_points(X, y))
    for v, colour in zip(V[:-1], colours, strict=False):
        _line(left, v, box, colour, 1.2, "_")
    _line(left, V[-1], box, colours[-1], 2.4, "learned")
    if true is not None:
        _line(left, np.asarray(true, dtype=float), box, INK, 1.8, "made the labels", ls="--")
    axes("the loss", "step", ax=right)
    right.plot(steps, losses, color=mix(INK, 0.6), lw=1.0, zorder=1)
    right.scatter(np.asarray(steps), np.asarray(losses), c=colours, s=26, zorder=2)
    right.axhline(0, color=mix(INK, 0.5), lw=0.8, zorder=0)
    shared_legend(fig, [left, right])
    return fig


def _faint_points(ax: Axes, X: Array, y: Array) -> Window:
    """Draw many points so that lines stand out on them; return the window, which ends with the points."""
    axes("the line", "x₁", "x₂", ax)
    scatter(ax, X, y, s=16, alpha=0.35, lw=0)
    box = window_of(X)
    ax.set(xlim=box[:2], ylim=box[2:])
    return box


def _map(ax: Axes, f: Height, window: Window) -> None:
    """Draw f as a map: darker is deeper, each line one height."""
    x, y, height, levels = height_map(f, window, (161, 121), 12)
    tints = [mix(BLUE, share) for share in np.linspace(0.55, 0.95, 12)]
    ax.contourf(x, y, height, levels=levels, colors=tints, zorder=0)
    look: dict[str, Any] = {"linewidths": 0.7, "negative_linestyles": BELOW, "zorder": 1}
    ax.contour(x, y, height, levels=levels[1:-1], colors=[LEVEL], **look)
    if levels[1] < 0:
        ax.plot([], [], color=LEVEL, lw=1.2, ls=BELOW, label="height below 0")
    look_at(ax, window)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))


def _path(ax: Axes, path: Array) -> None:
    size = {"ms": 1.6, "mew": 0.0, "lw": 0.7} if len(path) > 120 else {"ms": 4.5, "mew": 0.6, "lw": 1.5}
    ax.plot(*path.T, color=VERMILLION, marker="o", mec="white", label="path", zorder=3, **size)  # type: ignore[arg-type]
    ax.plot(*path[0], color=INK, marker="o", ms=8, mfc="white", mew=1.6, ls="", label="start", zorder=4)


def _bottom(ax: Axes, place: ArrayLike = (0.0, 0.0)) -> None:
    x, y = np.atleast_2d(np.asarray(place, dtype=float)).T
    ax.plot(x, y, color=INK, marker="X", ms=9, mec="white", mew=0.8, ls="", label="bottom", zorder=5)


def _arrow(ax: Axes, tail: Array, tip: Array, colour: str, label: str) -> None:
    how: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.01, "zorder": 4}
    ax.quiver(*tail, *(tip - tail), color=colour, label=label, **how)


def _by_time(count: int) -> Array:
    """Return one colour a moment, from pale to dark: the last is black."""
    return np.asarray(colormaps[MAGNITUDE](np.linspace(0.95, 0.0, count)))


def _line(ax: Axes, v: Array, box: Window, colour: object, lw: float, label: str, ls: str = "-") -> None:
    """Draw b + w₁x₁ + w₂x₂ = 0 across the box; upright where w₂ is 0."""
    b, w1, w2 = v
    if w2 != 0:
        x = np.array(box[:2])
        ax.plot(x, -(b + w1 * x) / w2, color=colour, lw=lw, ls=ls, label=label, zorder=4)
    elif w1 != 0:
        ax.plot([-b / w1] * 2, box[2:], color=colour, lw=lw, ls=ls, label=label, zorder=4)
