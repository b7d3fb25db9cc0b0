"""Chapter 1: the perceptron's line, how it moves while it learns, and the gates that a line can part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.plane import (
    Window,
    as_points,
    line_across,
    look_at,
    room,
    scatter,
    two_sides,
    window_of,
)
from nbkit.view.style import INK, axes, legend, shared_legend, small_multiples, write

Line = tuple[ArrayLike, float]
TRUTH_TABLES: dict[str, tuple[tuple[int, ...], Line | None]] = {
    "AND": ((0, 0, 0, 1), ((1.0, 1.0), -1.5)),
    "OR": ((0, 1, 1, 1), ((1.0, 1.0), -0.5)),
    "NAND": ((1, 1, 1, 0), ((-1.0, -1.0), 1.5)),
    "XOR": ((0, 1, 1, 0), None),
}


def decision_line(
    w: ArrayLike,
    b: float,
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    window: Window | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw the line w·x + b = 0, its two sides, its normal w, and ring the points it gets wrong.

    A point is taken for the higher class where w·x + b > 0. The arrow shows where w points, not its length.

    w: array (2,). X: array (n, 2). y: array (n,) of two classes, such as 0 and 1.
    window: (left, right, bottom, top), what is seen; left out, all points.

    >>> fig = decision_line([1, 1], -5, [[8, 10], [4, -10]], [1, 0])
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['w·x + b = 0']
    """
    X, y = as_points(X, y)
    w = np.asarray(w, dtype=float)
    fig, ax = axes(title, xlabel, ylabel, ax)
    look_at(ax, window := window or window_of(X, 0.12, 1.25))
    _line(ax, w, float(b), window, X)
    scatter(ax, X, y, labels)
    wrong = (X @ w + b > 0) != (y == y.max(initial=y[0] if len(y) else 0))
    _ring(ax, X[wrong], f"mistaken: {wrong.sum()}")
    legend(ax)
    return fig


def perceptron_path(
    history: Sequence[tuple[ArrayLike, float, int | None]],
    X: ArrayLike,
    y: ArrayLike,
    *,
    steps: Sequence[int] | None = None,
    title: str = "",
) -> Figure:
    """Draw the perceptron's line after chosen steps; the point that caused each step is ringed.

    history: (w, b, i) after each step: the weights (2,), the bias, and the row of X that caused it (None: no
    point did).
    steps: which entries to draw; left out, six, evenly spread, with the first and the last.

    >>> fig = perceptron_path([([0, 1], 0, None), ([1, 1], 0, 1)], [[0, -1], [1, 1]], [0, 1])
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['start', 'step 1']
    """
    X, y = as_points(X, y)
    chosen = _spread(len(history), 6) if steps is None else list(steps)
    window = window_of(X, 0.12, 1.25)
    fig, panels = small_multiples(len(chosen), 2 if len(chosen) == 4 else 3, title)
    for ax, step in zip(panels, chosen, strict=False):
        w, b, culprit = history[step]
        axes("start" if step == 0 else f"step {step}", "x₁", "x₂", ax)
        ax.label_outer()
        look_at(ax, window)
        _line(ax, np.asarray(w, dtype=float), float(b), window, X)
        scatter(ax, X, y, s=26)
        cause = [] if culprit is None else [culprit]
        above: dict[str, Any] = {"s": 44, "zorder": 4, "label": None}  # its neighbours, which would hide it
        scatter(ax, X[cause], y[cause], classes=np.unique(y), **above)
        _ring(ax, X[cause], "caused the step")
    shared_legend(fig, panels)
    return fig


def truth_tables(
    tables: Mapping[str, tuple[Sequence[int], Line | None]] | None = None, *, title: str = ""
) -> Figure:
    """Draw logic gates as four points each, with a line (w, b) between 0 and 1 where one exists.

    tables: name to (outputs for 00, 01, 10 and 11, line); left out, AND, OR, NAND and XOR.

    >>> fig = truth_tables()
    >>> [len(ax.lines) for ax in fig.axes]
    [1, 1, 1, 0]
    """
    tables = TRUTH_TABLES if tables is None else tables
    X, window = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), (-0.45, 1.45, -0.45, 1.45)
    fig, panels = small_multiples(len(tables), 4, title, (2.2, 2.5))
    for ax, (name, (outputs, line)) in zip(panels, tables.items(), strict=False):
        axes(name if line is not None else f"{name}: no line", "x₁", "x₂", ax)
        look_at(ax, window)
        if line is not None:
            _line(ax, np.asarray(line[0], dtype=float), line[1], window)
        scatter(ax, X, np.asarray(outputs), ["output 0", "output 1"], (0, 1), s=90)
        ax.set(xticks=[0, 1], yticks=[0, 1])
    shared_legend(fig, panels)
    return fig


def _spread(n: int, count: int) -> list[int]:
    return sorted({round(i) for i in np.linspace(0, n - 1, min(n, count))}) if n else []


def _ring(ax: Axes, X: Array, label: str) -> None:
    ax.scatter(X[:, 0], X[:, 1], s=130, facecolors="none", edgecolors=INK, lw=1.6, label=label, zorder=4)


def _line(ax: Axes, w: Array, b: float, window: Window, X: Array | None = None) -> None:
    """Draw w·x + b = 0 and its two sides, and w as an arrow where the points X leave room."""
    two_sides(ax, lambda P: P @ w + b, window, 2)
    ends = line_across(w, b, window)
    if not np.isnan(ends).any():
        ax.plot(*ends.T, color=INK, lw=1.8, label="w·x + b = 0", zorder=2)
        if X is not None:
            _arrow(ax, *_roomiest(ends, X, window))


def _roomiest(ends: Array, X: Array, window: Window) -> Array:
    """Return start, tip and label of the arrow at the place on the line farthest from points and frame."""
    along = (ends[1] - ends[0]) / 2
    starts = ends.mean(axis=0) + np.outer(np.linspace(-0.5, 0.5, 21), along)
    arrows = starts[:, None] + np.outer([0.0, 0.03, 0.09, 0.15, 0.19], (along[1], -along[0]))
    free = room(arrows[:, 1:].reshape(-1, 2), X, window).reshape(21, 4).min(axis=1)
    return arrows[np.argmax(free > free.max() - 1e-9), [0, 3, 4]]


def _arrow(ax: Axes, start: Array, tip: Array, label: Array) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tuple(tip), tuple(start), arrowprops=style)
    write(ax, label[0], label[1], "w", 11, fontweight="bold", clip_on=True)
