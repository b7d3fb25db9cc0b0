"""Chapters 12, 14 and 19: training a network, its curves side by side and the weights that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.images import as_images, image_grid, show_image, signed
from nbkit.view.style import EDGE, axes, colour_bar, draw_curves, shared_legend, sheet, small_multiples


def curve_grid(
    runs: Mapping[str, Mapping[str, ArrayLike]],
    *,
    xlabel: str = "step",
    ylabel: str = "loss",
    top: float | None = None,
    title: str = "",
) -> Figure:
    """Draw several trainings side by side on one scale, one panel each.

    runs: a panel's title to curves, each a name to an array (n,); the one called as `xlabel` holds the places
    on the x-axis.
    top: where the y-axis ends.

    >>> fig = curve_grid({"slow": {"step": [1, 2], "loss": [3, 2]}, "fast": {"step": [1, 2], "loss": [3, 1]}})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['slow', 'fast']
    """
    fig, panels = small_multiples(len(runs), 4, title, (2.3, 2.6))
    for ax, (name, curves) in zip(panels, runs.items(), strict=True):
        axes(name, xlabel, ylabel if ax is panels[0] else "", ax)
        ys = {label: y for label, y in curves.items() if label != xlabel}
        draw_curves(ax, curves[xlabel], ys, lw=2)
    panels[0].set_ylim(0, top)
    shared_legend(fig, panels)
    return fig


def growing(
    steps: ArrayLike, curves: Mapping[str, ArrayLike], *, title: str = "", goes_on: bool = False
) -> Figure:
    """Draw what a training has seen so far, one panel for each name; "valid name" stands beside "name".

    steps: array (n,). curves: a name to an array (n,).
    goes_on: does the training go on? Then there is room for more steps, and axes stand still for many frames.

    >>> fig = growing([0, 1], {"loss": [2, 1], "valid loss": [2, 1.5], "accuracy": [0.1, 0.7]})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['loss', 'accuracy']
    """
    names = [name for name in curves if name.removeprefix("valid ") not in curves or name[:6] != "valid "]
    fig = sheet((3.7 * max(2, len(names)), 3.2), title)
    for ax, name in zip(fig.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        axes(name, "step", "", ax)
        own = [curves[label] for label in (name, f"valid {name}") if label in curves]
        draw_curves(ax, steps, dict(zip(("at hand", "unseen"), own, strict=False)), lw=2)
        ax.locator_params(nbins=5)
        if goes_on:
            _stand_still(ax, np.asarray(steps), np.concatenate(own))
        ax.set_ylim(bottom=0, top=1.02 if "accuracy" in name else None)
    if any(name.startswith("valid ") for name in curves):
        shared_legend(fig, fig.axes)
    return fig


def _stand_still(ax: Axes, steps: Array, values: Array) -> None:
    """End the steps at 1, 2 or 5 and zeros, and the y axis above the highest value, whatever came later."""
    size = 10.0 ** np.floor(np.log10(max(steps[-1], 1.0)))
    ax.set_xlim(steps[0], next(n * size for n in (1, 2, 5, 10) if n * size >= steps[-1]))
    most = values.max(initial=0.0)
    if 0 < most < np.inf:
        ax.set_ylim(top=1.05 * most)


def weight_images(
    weights: ArrayLike,
    labels: Sequence[object] | None = None,
    *,
    columns: int = 10,
    scale: str = "weight",
    title: str = "",
) -> Figure:
    """Draw the weights of neurons as images, blue above 0, vermillion below, white at 0, on one scale.

    weights: array (d, m), a column a neuron, as in X @ W; d must be a square, as 28 · 28 is.
    labels: one a neuron. scale: what the colours stand for, written at the bar.
    Raises ValueError where d is no square.

    >>> fig = weight_images(np.array([[1.0], [0.0], [0.0], [-2.0]]), labels=["a"])
    >>> fig.axes[0].images[0].get_clim()
    (-2.0, 2.0)
    """
    pictures = _pictures(np.asarray(weights, dtype=float))
    fig, panels = image_grid(pictures, labels, columns, title, **signed(pictures))
    colour_bar(fig, panels, scale, shrink=0.8, aspect=30)
    return fig


def excited_by(
    weights: ArrayLike, images: ArrayLike, labels: Sequence[object] | None = None, *, title: str = ""
) -> Figure:
    """Draw the weights of one neuron and, beside it, the images that it answers to most.

    weights: array (d,). images: array (n, d), in the order in which they are to be shown, in two rows.
    labels: what stands beneath each image.

    >>> fig = excited_by([1, 0, 0, -1], np.eye(4), labels=[7, 8, 9, 0])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['what it learned', '7', '8', '9', '0']
    """
    pictures, learned = as_images(images), _pictures(np.asarray(weights, dtype=float)[:, None])
    columns = -(-len(pictures) // 2)
    fig = sheet((8.2, 3.3), title)
    grid = fig.add_gridspec(2, 2 + columns, width_ratios=[1.15, 1.15] + [1] * columns)
    show_image(fig.add_subplot(grid[:, :2]), learned[0], "what it learned", **signed(learned))
    for i, picture in enumerate(pictures):
        ax = fig.add_subplot(grid[i // columns, 2 + i % columns])
        show_image(ax, picture, "" if labels is None else labels[i], edge=EDGE, cmap="gray_r")
    return fig


def _pictures(weights: Array) -> Array:
    """Return the columns of W (d, m) as m square images."""
    side = round(len(weights) ** 0.5)
    if weights.ndim != 2 or side * side != len(weights):
        raise ValueError(
            f"expected weights (d, m) with d a square, got {weights.shape}: a column a neuron, a row a pixel"
        )
    return weights.T.reshape(-1, side, side)
