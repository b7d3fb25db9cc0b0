"""The plane of two numbers that most figures look at: its window, grid, heights, lines, points and room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import MARKERS, colour_of, mix

Window = tuple[float, float, float, float]  # left, right, bottom, top
Height = Callable[[Array], ArrayLike]  # takes points (n, 2), gives a number for each (n,)


def window_of(points: Array, margin: float = 0.0, ratio: float | None = None) -> Window:
    """Return the window that holds all points (n, 2).

    margin: what is left free at each end, as a share of the side. ratio: width / height, if it is to be one.

    >>> window_of(np.array([[0.0, 0.0], [2.0, 4.0]]), 0.5)
    (-1.0, 3.0, -2.0, 6.0)
    >>> window_of(np.array([[0.0, 0.0], [2.0, 4.0]]), ratio=2.0)
    (-3.0, 5.0, 0.0, 4.0)
    """
    if not len(points):
        return (-1.0, 1.0, -1.0, 1.0)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = np.maximum(high - low, 1e-9)
    if ratio is None:
        pad = margin * np.array([width, height])
        low, high = low - pad, high + pad
    else:
        half = (1 + 2 * margin) * max(height, width / ratio) * np.array([ratio, 1.0]) / 2
        low, high = (low + high) / 2 - half, (low + high) / 2 + half
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def look_at(ax: Axes, window: Window) -> None:
    """Show this window and no more, as long as it is wide, so that right angles look right."""
    ax.set(xlim=window[:2], ylim=window[2:], autoscale_on=False)
    ax.set_aspect("equal", adjustable="box")


def grid(window: Window, columns: int, rows: int | None = None) -> Array:
    """Return points (rows, columns, 2) spread evenly over the window; as many rows as columns by default.

    >>> grid((0, 1, 0, 3), 2).tolist()
    [[[0.0, 0.0], [1.0, 0.0]], [[0.0, 3.0], [1.0, 3.0]]]
    """
    x, y = np.linspace(*window[:2], columns), np.linspace(*window[2:], rows or columns)
    return np.stack(np.meshgrid(x, y), axis=-1)


def sampled(f: Height, window: Window, columns: int, rows: int | None = None) -> tuple[Array, Array, Array]:
    """Return x, y and f there, each (rows, columns), over a grid of the window."""
    points = grid(window, columns, rows)
    return points[..., 0], points[..., 1], np.asarray(f(points.reshape(-1, 2))).reshape(points.shape[:2])


def height_map(f: Height, window: Window, size: tuple[int, int], bands: int) -> tuple[Array, ...]:
    """Return x, y, f there, and the bands + 1 heights between its bands, denser at the bottom of a valley."""
    x, y, height = sampled(f, window, *size)
    low, high = float(height.min()), float(height.max())
    return x, y, height, low + (high - low) * np.linspace(0, 1, bands + 1) ** 2


def two_sides(ax: Axes, f: Height, window: Window, n: int, pale: float = 0.86) -> tuple[Array, Array, Array]:
    """Tint the side where f < 0 as class 0, the other as class 1; return x, y and f on a grid of n each way.

    n: two are exact where f is a plane.
    """
    x, y, score = sampled(f, window, n)
    reach = float(np.abs(score).max()) + 1.0
    tints = [mix(colour_of(i), pale) for i in (0, 1)]
    ax.contourf(x, y, score, levels=[-reach, 0.0, reach], colors=tints, zorder=0)
    return x, y, score


def line_across(w: Array, b: float, window: Window) -> Array:
    """Return two points (2, 2) of the line w·x + b = 0, outside of a window that it crosses.

    On the way from the first to the second, w points to the right. Where w = 0 is no line, and both are NaN.

    >>> line_across(np.array([0.0, 2.0]), -2.0, (0, 4, 0, 3)).tolist()
    [[7.0, 1.0], [-3.0, 1.0]]
    """
    norm = float(np.hypot(*w))
    if norm < 1e-12:
        return np.full((2, 2), np.nan)
    left, right, bottom, top = window
    centre = np.array([left + right, bottom + top]) / 2
    foot = centre - w * (centre @ w + b) / norm**2
    along = np.array([-w[1], w[0]]) / norm * float(np.hypot(right - left, top - bottom))
    return np.stack([foot - along, foot + along])


def room(spots: Array, taken: Array, window: Window) -> Array:
    """Return how far each spot (n, 2) is from all that is taken (k, 2) and from the frame; below 0 outside.

    >>> room(np.array([[1.0, 5.0], [5.0, 5.0], [5.0, 11.0]]), np.array([[5.0, 8.0]]), (0, 9, 0, 10)).tolist()
    [1.0, 3.0, -1.0]
    """
    frame = np.minimum(spots - window[::2], np.array(window[1::2]) - spots).min(axis=1)
    return np.minimum(frame, np.hypot(*(spots[:, None] - taken).T).min(axis=0, initial=np.inf))


def as_points(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Return points X (n, 2) as floats, and their classes y (n,).

    Raises ValueError where they have other shapes.
    """
    points, classes = np.asarray(X, dtype=float), np.asarray(y)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"expected points X of shape (n, 2), got {points.shape}; pick two columns: X[:, :2]")
    if classes.shape != points.shape[:1]:
        raise ValueError(f"expected one class a point, y of shape {points.shape[:1]}, got {classes.shape}")
    return points, classes


def scatter(
    ax: Axes,
    X: Array,
    y: Array,
    labels: Sequence[str] | None = None,
    classes: Sequence[Any] | Array | None = None,
    **look: Any,
) -> None:
    """Draw points, those of each class in its own colour and with its own marker.

    labels: one name a class. classes: those to draw; left out, all in y.
    """
    for i, value in enumerate(np.unique(y) if classes is None else classes):
        name = f"class {value}" if labels is None else labels[i]
        how: dict[str, Any] = {"s": 52, "ec": "white", "lw": 0.8, "zorder": 3, "label": name} | look
        own, marker = X[y == value], MARKERS[i % len(MARKERS)]
        ax.scatter(own[:, 0], own[:, 1], c=colour_of(i), marker=marker, **how)
