"""Figures about training a network: small multiples of curves, and the weights that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from nbkit.view.plots.basics import digit
from nbkit.view.style import (
    FAINT,
    SIGNED,
    STYLES,
    axes,
    colour_of,
    headline,
    shared_legend,
    sheet,
    small_multiples,
)

__all__ = ["curve_grid", "excited_by", "growing", "weight_images"]


def curve_grid(
    runs: Mapping[str, Mapping[str, ArrayLike]],
    *,
    xlabel: str = "step",
    ylabel: str = "loss",
    top: float | None = None,
    title: str = "",
) -> Figure:
    """Draw several trainings side by side on one scale, one panel each.

    Parameters
    ----------
    runs : mapping of a panel's title to curves, each a mapping of a name to an array (n,)
        The curve that is called as `xlabel` holds the places on the x-axis.
    top : float, optional
        Where the y-axis ends.

    Examples
    --------
    >>> fig = curve_grid({"slow": {"step": [1, 2], "loss": [3, 2]}, "fast": {"step": [1, 2], "loss": [3, 1]}})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['slow', 'fast']
    """
    fig, panels = small_multiples(len(runs), 4, title, (2.3, 2.6))
    for ax, (name, curves) in zip(panels, runs.items(), strict=True):
        axes(name, xlabel, ylabel if ax is panels[0] else "", ax)
        ax.grid(axis="y", color=FAINT, lw=0.6)
        names = [label for label in curves if label != xlabel]
        for i, label in enumerate(names):
            x, y = np.asarray(curves[xlabel]), np.asarray(curves[label])
            ax.plot(x, y, label=label, color=colour_of(i), ls=STYLES[i % len(STYLES)], lw=2)
    panels[0].set_ylim(0, top)
    shared_legend(fig, panels)
    return fig


def growing(steps: ArrayLike, curves: Mapping[str, ArrayLike], *, title: str = "") -> Figure:
    """Draw what a training has seen so far, one panel for each name; "valid name" stands beside "name".

    Parameters
    ----------
    steps : array (n,)
    curves : mapping of a name to an array (n,)

    Examples
    --------
    >>> fig = growing([0, 1], {"loss": [2, 1], "valid loss": [2, 1.5], "accuracy": [0.1, 0.7]})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['loss', 'accuracy']
    """
    names = [name for name in curves if name.removeprefix("valid ") not in curves or name[:6] != "valid "]
    fig = sheet((3.7 * max(2, len(names)), 3.2))
    headline(fig, title)
    for ax, name in zip(fig.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        axes(name, "step", "", ax)
        ax.grid(axis="y", color=FAINT, lw=0.6)
        own = [label for label in (name, f"valid {name}") if label in curves]
        for i, label in enumerate(own):
            ax.plot(np.asarray(steps), np.asarray(curves[label]), color=colour_of(i), ls=STYLES[i], lw=2)
            ax.lines[-1].set_label(("at hand", "unseen")[i])
        ax.locator_params(nbins=5)
        ax.set_ylim(bottom=0, top=1.02 if "accuracy" in name else None)
    if any(name.startswith("valid ") for name in curves):
        shared_legend(fig, fig.axes)
    return fig


def weight_images(
    weights: ArrayLike,
    labels: Sequence[object] | None = None,
    *,
    columns: int = 10,
    scale: str = "weight",
    title: str = "",
) -> Figure:
    """Draw the weights of neurons as images, blue above 0, vermillion below, white at 0, on one scale.

    Parameters
    ----------
    weights : array (d, m)
        A column a neuron, as in ``X @ W``; d must be a square, as 28 · 28 is.
    labels : sequence (m,), optional
    scale : str
        What the colours stand for, written at the bar.

    Raises
    ------
    ValueError
        d is no square.

    Examples
    --------
    >>> fig = weight_images(np.array([[1.0], [0.0], [0.0], [-2.0]]), labels=["a"])
    >>> fig.axes[0].images[0].get_clim()
    (-2.0, 2.0)
    """
    pictures = _pictures(np.asarray(weights, dtype=float))
    side, caption = 7.0 / columns, 0.18 if labels is not None else 0.0
    fig, panels = small_multiples(len(pictures), columns, title, (side, side + caption))
    limit = float(np.abs(pictures).max(initial=0)) or 1.0
    for i, ax in enumerate(panels):
        _signed_image(ax, pictures[i], limit, "" if labels is None else str(labels[i]))
    bar = fig.colorbar(panels[0].images[0], ax=panels, label=scale, shrink=0.8, aspect=30)
    bar.outline.set_visible(False)  # type: ignore[operator]
    return fig


def excited_by(
    weights: ArrayLike, images: ArrayLike, labels: Sequence[object] | None = None, *, title: str = ""
) -> Figure:
    """Draw the weights of one neuron and, beside it, the images that it answers to most.

    Parameters
    ----------
    weights : array (d,)
    images : array (n, d)
        In the order in which they are to be shown, in two rows.
    labels : sequence (n,), optional
        What stands beneath each image.

    Examples
    --------
    >>> fig = excited_by([1, 0, 0, -1], np.eye(4), labels=[7, 8, 9, 0])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['what it learned', '7', '8', '9', '0']
    """
    pictures = np.asarray(images, dtype=float)
    columns = -(-len(pictures) // 2)
    fig = sheet((8.2, 3.3))
    headline(fig, title)
    grid = fig.add_gridspec(2, 2 + columns, width_ratios=[1.15, 1.15] + [1] * columns)
    picture = _pictures(np.asarray(weights, dtype=float)[:, None])[0]
    _signed_image(
        fig.add_subplot(grid[:, :2]), picture, float(np.abs(picture).max(initial=0)) or 1.0, "what it learned"
    )
    for i, image in enumerate(pictures):
        ax = fig.add_subplot(grid[i // columns, 2 + i % columns])
        digit(image, ax=ax)
        ax.set(xticks=[], yticks=[], ylabel="", xlabel="" if labels is None else str(labels[i]))
    return fig


def _pictures(weights: NDArray[Any]) -> NDArray[Any]:
    """Return the columns of W (d, m) as m square images."""
    side = round(len(weights) ** 0.5)
    if weights.ndim != 2 or side * side != len(weights):
        raise ValueError(
            f"expected weights (d, m) with d a square, got {weights.shape}: a column a neuron, a row a pixel"
        )
    return weights.T.reshape(-1, side, side)


def _signed_image(ax: Axes, picture: NDArray[Any], limit: float, label: str) -> None:
    axes("", label, "", ax)
    ax.imshow(picture, cmap=SIGNED, vmin=-limit, vmax=limit)
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=FAINT)
