"""Chapters 0, 1, 9, 10 and 18: points of several classes, and what classifiers make of the plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.plane import as_points, look_at, sampled, scatter, window_of
from nbkit.view.style import INK, axes, colour_of, legend, mix, shared_legend, small_multiples

Classifier = Callable[[Array], ArrayLike]


def scatter_classes(
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw points of two or more classes, each with its own colour and its own marker.

    X: array (n, 2). y: array (n,), the class of each point.
    labels: one name a class, in the order of the sorted classes.
    Raises ValueError where X is not (n, 2), or y does not hold one class a point.

    >>> fig = scatter_classes([[0, 0], [1, 1]], [0, 1], title="Two points")
    >>> [c.get_label() for c in fig.axes[0].collections]
    ['class 0', 'class 1']
    """
    X, y = as_points(X, y)
    fig, ax = axes(title, xlabel, ylabel, ax)
    scatter(ax, X, y, labels)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))  # −0.50 and −0.25 would nearly touch
    legend(ax)
    return fig


def decision_regions(
    predict: Classifier,
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Colour the plane by the class that `predict` gives it, with the points on top.

    predict: takes points (m, 2), gives their classes (m,). X: array (n, 2). y: array (n,).

    >>> fig = decision_regions(lambda P: (P[:, 0] > 0).astype(int), [[-1, 0], [1, 0]], [0, 1])
    >>> len(fig.axes[0].images)
    1
    """
    X, y = as_points(X, y)
    fig, ax = axes(title, xlabel, ylabel, ax)
    scatter(ax, X, y, labels, _regions(ax, predict, X, y))
    legend(ax)
    return fig


def regions(
    predicts: Mapping[str, Classifier],
    X: ArrayLike,
    y: ArrayLike,
    *,
    true: ArrayLike | None = None,
    title: str = "",
) -> Figure:
    """Colour the plane by what each of several classifiers says, side by side, with the same points.

    predicts: name to what takes points (m, 2) and gives their classes (m,). X: array (n, 2). y: array (n,).
    true: array (2, m), points of the curve that made the labels, dashed: a row of x₁, a row of x₂.

    >>> fig = regions({"left and right": lambda P: P[:, 0] > 0}, [[-1, 0], [1, 0]], [0, 1])
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['left and right']
    """
    X, y = as_points(X, y)
    fig, panels = small_multiples(len(predicts), 3, title, (3.0, 3.0))
    for ax, (name, predict) in zip(panels, predicts.items(), strict=True):
        axes(name, "x₁", "x₂" if ax is panels[0] else "", ax)
        scatter(ax, X, y, classes=_regions(ax, predict, X, y), s=30)
        if true is not None:
            ax.plot(*np.asarray(true), color=INK, lw=1.4, ls="--", label="the truth", zorder=2)
    shared_legend(fig, panels)
    return fig


def _regions(ax: Axes, predict: Classifier, X: Array, y: Array) -> Array:
    """Tint the window of the points by what is predicted there, with a line between; return all classes."""
    window = window_of(X, 0.12, 1.25)
    look_at(ax, window)
    x1, x2, answers = sampled(predict, window, 480, 384)
    classes = np.unique(np.concatenate([answers.ravel(), y]))
    found, last = np.searchsorted(classes, answers), len(classes) - 0.5
    tints = ListedColormap([mix(colour_of(i), 0.82) for i in range(len(classes))])
    where = {"extent": window, "origin": "lower", "aspect": "equal", "interpolation": "nearest", "zorder": 0}
    ax.imshow(found, cmap=tints, vmin=-0.5, vmax=last, **where)  # type: ignore[arg-type]
    if len(np.unique(found)) > 1:
        ax.contour(x1, x2, found, levels=np.arange(0.5, last), colors=[INK], linewidths=1.2)
    return classes
