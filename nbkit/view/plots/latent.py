"""Figures about an autoencoder: the plane of its two numbers, and the images that it draws from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from numpy.typing import ArrayLike, NDArray

from nbkit.view.style import (
    BLACK,
    COLOURS,
    FAINT,
    INK,
    MARKERS,
    Floats,
    axes,
    headline,
    shared_legend,
    sheet,
    write,
)

__all__ = ["canvases", "film", "from_the_plane", "latent_plane"]

Array = NDArray[Any]
TEN = (*COLOURS, "#882255", "#999933", "#8c959f")  # wine, olive, grey: a colour a digit
INKED = {"cmap": "gray_r", "vmin": 0.0, "vmax": 1.0}


def latent_plane(
    Z: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    window: Sequence[float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw images as points of the plane that their two numbers span, each digit in its colour and shape.

    More digits than there are markers are drawn as the numerals themselves.

    Parameters
    ----------
    Z : array (n, 2)
    y : array (n,), the digits
    window : (left, right, bottom, top), optional
        By default all points and a margin.

    Raises
    ------
    ValueError
        Z is not (n, 2), or y does not hold one digit a point.

    Examples
    --------
    >>> fig = latent_plane([[0, 0], [1, 1], [1, 2]], [1, 5, 5])
    >>> [c.get_label() for c in fig.axes[0].collections]
    ['1', '5']
    """
    Z, y = _coded(Z, y)
    alone = ax is None
    fig, ax = axes(title, "z₁", "z₂", ax, (6.6, 4.9))
    kinds = np.unique(y)
    many = len(kinds) > len(MARKERS)
    for i, kind in enumerate(kinds):
        marker = f"${kind}$" if many else MARKERS[i]
        size, edge = (42, 0.0) if many else (22, 0.4)
        own = Z[y == kind]
        look: dict[str, Any] = {"s": size, "color": TEN[i % len(TEN)], "marker": marker, "lw": edge}
        ax.scatter(own[:, 0], own[:, 1], edgecolors="white", label=str(kind), **look)
    left, right, bottom, top = _window(Z) if window is None else window
    ax.set(xlim=(left, right), ylim=(bottom, top))
    if alone and not many:
        shared_legend(fig, [ax])
    return fig


def from_the_plane(
    Z: ArrayLike,
    y: ArrayLike,
    points: ArrayLike,
    images: ArrayLike,
    *,
    captions: Sequence[object] | None = None,
    path: ArrayLike | None = None,
    window: Sequence[float] | None = None,
    title: str = "",
) -> Figure:
    """Draw chosen points of the latent plane, and beside it the images that belong to them.

    Several points are numbered, and three or more images with them.

    Parameters
    ----------
    Z, y, window : as in `latent_plane`
    points : array (k, 2)
    images : array (m, 28 * 28)
    captions : sequence of m texts, optional
        Instead of the numbers 1, 2, …
    path : array (p, 2), optional
        Places to join by a line.

    Examples
    --------
    >>> fig = from_the_plane([[0, 0], [1, 1]], [1, 5], [[0, 1], [1, 0], [2, 2]], np.zeros((3, 784)))
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['z₁', '1', '2', '3']
    """
    places, pictures = np.asarray(points, dtype=float), _pictures(images)
    many = len(pictures) > 2
    fig, ax, panels = _plane_and_images(len(pictures), 4 if many else 1)
    headline(fig, title)
    latent_plane(Z, y, window=window, ax=ax)
    ax.locator_params(nbins=4)  # every tick costs a millisecond: this figure follows a slider
    if path is not None:
        ax.plot(*np.asarray(path, dtype=float).T, color=BLACK, lw=1.6)
    _mark(ax, places)
    ax.legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor=FAINT, fontsize=10, labelcolor=INK)
    names = [str(k) for k in range(1, len(pictures) + 1)] if many else ["", ""]
    _show_images(panels, pictures, names if captions is None else captions)
    return fig


def film(
    rows: Mapping[str, ArrayLike], captions: Sequence[object] | None = None, *, title: str = ""
) -> Figure:
    """Draw rows of images below one another, so that what stands in a column can be compared.

    Parameters
    ----------
    rows : mapping of a row's name to images (k, 28 * 28), k the same in all
    captions : sequence of k texts, optional
        Beneath the columns.

    Raises
    ------
    ValueError
        The rows have not the same number of images.

    Examples
    --------
    >>> fig = film({"x": np.zeros((2, 784)), "g(f(x))": np.zeros((2, 784))}, ["α = 0", "α = 1"])
    >>> [ax.get_ylabel() for ax in fig.axes], [ax.get_xlabel() for ax in fig.axes]
    (['x', '', 'g(f(x))', ''], ['', '', 'α = 0', 'α = 1'])
    """
    strips = [_pictures(images) for images in rows.values()]
    counts = {len(strip) for strip in strips}
    if len(counts) != 1:
        raise ValueError(
            f"expected as many images in each row, got {[len(s) for s in strips]}: cut the longer"
        )
    k = counts.pop()
    side = 7.6 / k
    fig = sheet((8.0, side * len(rows) + (0.55 if title else 0.1) + (0.3 if captions is not None else 0.0)))
    fig.get_layout_engine().set(w_pad=0.02, h_pad=0.02)  # type: ignore[union-attr, call-arg]
    headline(fig, title)
    grid = fig.subplots(len(rows), k, squeeze=False)
    for panels, name, strip in zip(grid, rows, strips, strict=True):
        last = panels is grid[-1] or (panels == grid[-1]).all()
        _show_images(panels, strip, captions if last and captions is not None else [""] * k)
        panels[0].set_ylabel(name, fontsize=10.5, color=INK, rotation=0, ha="right", va="center")
    return fig


def canvases(
    pictures: Mapping[str, ArrayLike], x_values: ArrayLike, y_values: ArrayLike, *, title: str = ""
) -> Figure:
    """Draw canvases of many digits side by side, each with the places of the latent plane on its axes.

    Parameters
    ----------
    pictures : mapping of a title to an array (28 * ny, 28 * nx)
        Row 0 is the top: there z₂ is largest.
    x_values : array (nx,), rising
    y_values : array (ny,), rising

    Examples
    --------
    >>> fig = canvases({"": np.zeros((56, 84))}, [-1, 0, 1], [0, 1])
    >>> [label.get_text() for label in fig.axes[0].get_yticklabels()]
    ['1', '0']
    """
    xs, ys = np.asarray(x_values, dtype=float), np.asarray(y_values, dtype=float)
    width = min(8.6 / len(pictures), 0.4 * len(xs) + 0.8)
    height = (width - 0.8) * len(ys) / len(xs) + (1.3 if title else 0.9)
    fig = sheet((max(4.0, width * len(pictures) + 0.2), height))
    headline(fig, title)
    for ax, (name, picture) in zip(
        fig.subplots(1, len(pictures), squeeze=False)[0], pictures.items(), strict=True
    ):
        axes(name, "z₁", "z₂", ax)
        ax.imshow(np.asarray(picture), aspect="equal", **INKED)
        _ticks(ax.xaxis, xs)
        _ticks(ax.yaxis, ys[::-1])
    return fig


def _coded(Z: ArrayLike, y: ArrayLike) -> tuple[Floats, Array]:
    Z, y = np.asarray(Z, dtype=float), np.asarray(y)
    if Z.ndim != 2 or Z.shape[1] != 2 or y.shape != Z.shape[:1]:
        raise ValueError(
            f"expected Z (n, 2) and y (n,), got {Z.shape} and {y.shape}: a row of two numbers an image"
        )
    return Z, y


def _window(Z: Floats) -> tuple[float, float, float, float]:
    low, high = Z.min(axis=0), Z.max(axis=0)
    margin = 0.06 * (high - low) + 1e-9
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    return left, right, bottom, top


def _pictures(images: ArrayLike) -> Array:
    """Return images as (k, 28, 28)."""
    flat = np.asarray(images, dtype=float)
    return flat.reshape(-1, 28, 28)


def _plane_and_images(count: int, columns: int) -> tuple[Figure, Axes, list[Axes]]:
    """Return a figure with a panel for the plane and `count` for images, laid out by hand.

    A layout that makes room for texts by measuring them takes three times as long to draw as all the rest:
    too long for a slider.
    """
    (width, height), rows = ((8.8, 4.4) if columns > 1 else (6.0, 3.4)), -(-count // columns)
    fig = Figure(figsize=(width, height), facecolor="white")
    place = {"left": 0.7 / width, "right": 1 - 0.15 / width, "bottom": 0.55 / height, "top": 1 - 0.6 / height}
    grid = fig.add_gridspec(1, 2, width_ratios=(1.25, 1) if columns > 1 else (1.7, 1), wspace=0.08, **place)
    inner = grid[1].subgridspec(rows, columns, hspace=0.25)
    plane = fig.add_subplot(grid[0])
    return fig, plane, [fig.add_subplot(inner[k // columns, k % columns]) for k in range(count)]


def _show_images(panels: Sequence[Any], pictures: Array, captions: Sequence[object]) -> None:
    """Show one image a panel with its caption, on one scale from paper to ink."""
    for ax, picture, caption in zip(panels, pictures, captions, strict=False):
        axes("", str(caption), ax=ax)
        ax.imshow(picture, **INKED)
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(visible=True, color=FAINT)


def _mark(ax: Axes, places: Floats) -> None:
    """Put a black disc on each place, with its number where there are several."""
    alone = len(places) == 1
    ax.scatter(places[:, 0], places[:, 1], 120 if alone else 150, BLACK, edgecolors="white", zorder=5)
    for k, (x, y) in enumerate(places, 1):
        if not alone:
            write(ax, x, y, str(k), 8.5, "white", zorder=6)


def _ticks(axis: Any, values: Floats) -> None:
    """Write the places of the plane at the middles of some of the digits."""
    which = np.arange(0, len(values), max(1, len(values) // 5))
    axis.set_major_locator(FixedLocator((28 * which + 13.5).tolist()))
    axis.set_ticklabels([f"{values[i] + 0.0:.3g}".replace("-", "−") for i in which])
