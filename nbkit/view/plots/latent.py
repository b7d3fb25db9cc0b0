"""Chapter 13: an autoencoder, the plane of its two numbers and the images that it draws from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.images import INKED, as_images, show_image
from nbkit.view.plots.plane import Window, window_of
from nbkit.view.style import (
    BLACK,
    COLOURS,
    EDGE,
    FAINT,
    INK,
    MARKERS,
    Picture,
    axes,
    headline,
    number,
    shared_legend,
    sheet,
    write,
)

TEN = (*COLOURS, "#882255", "#999933", EDGE)  # wine, olive, grey: a colour a digit


def latent_plane(
    Z: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    window: Window | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw images as points of the plane that their two numbers span, each digit in its colour and shape.

    More digits than there are markers are drawn as the numerals themselves.

    Z: array (n, 2). y: array (n,), the digits.
    window: (left, right, bottom, top); left out, all points and a margin.
    Raises ValueError where Z is not (n, 2), or y does not hold one digit a point.

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
    left, right, bottom, top = window or window_of(Z, 0.06)
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
    window: Window | None = None,
    title: str = "",
) -> Figure:
    """Draw chosen points of the latent plane, and beside it the images that belong to them.

    Several points are numbered, and three or more images with them.

    Z, y, window: as in `latent_plane`. points: array (k, 2). images: array (m, 28 * 28).
    captions: m texts, instead of the numbers 1, 2, …
    path: array (p, 2), places to join by a line.

    >>> fig = from_the_plane([[0, 0], [1, 1]], [1, 5], [[0, 1], [1, 0], [2, 2]], np.zeros((3, 784)))
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['z₁', '1', '2', '3']
    """
    places, pictures = np.asarray(points, dtype=float), as_images(images)
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

    rows: a row's name to images (k, 28 * 28). captions: k texts, beneath the columns.
    Raises ValueError where the rows have not the same number of images.

    >>> fig = film({"x": np.zeros((2, 784)), "g(f(x))": np.zeros((2, 784))}, ["α = 0", "α = 1"])
    >>> [ax.get_ylabel() for ax in fig.axes], [ax.get_xlabel() for ax in fig.axes]
    (['x', '', 'g(f(x))', ''], ['', '', 'α = 0', 'α = 1'])
    """
    strips = [as_images(images) for images in rows.values()]
    counts = {len(strip) for strip in strips}
    if len(counts) != 1:
        raise ValueError(
            f"expected as many images in each row, got {[len(s) for s in strips]}: cut the longer"
        )
    k = counts.pop()
    side = 7.6 / k
    height = side * len(rows) + (0.55 if title else 0.1) + (0.3 if captions is not None else 0.0)
    fig = sheet((8.0, height), title)
    edge = 0.06 / 8.0  # the frames may stand close together, but not at the edge
    frame = (edge, 0, 1 - 2 * edge, 1)
    fig.get_layout_engine().set(w_pad=0.02, h_pad=0.07, rect=frame)  # type: ignore[union-attr, call-arg]
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

    pictures: a title to an array (28 * ny, 28 * nx). Row 0 is the top: there z₂ is largest.
    x_values: array (nx,), rising. y_values: array (ny,), rising.

    >>> fig = canvases({"": np.zeros((56, 84))}, [-1, 0, 1], [0, 1])
    >>> [label.get_text() for label in fig.axes[0].get_yticklabels()]
    ['1', '0']
    """
    xs, ys = np.asarray(x_values, dtype=float), np.asarray(y_values, dtype=float)
    width = min(8.6 / len(pictures), 0.4 * len(xs) + 0.8)
    height = (width - 0.8) * len(ys) / len(xs) + (1.3 if title else 0.9)
    fig = sheet((max(4.0, width * len(pictures) + 0.2), height), title)
    fig.get_layout_engine().set(h_pad=0.12)  # type: ignore[union-attr, call-arg]
    panels = fig.subplots(1, len(pictures), squeeze=False)[0]
    for ax, (name, picture) in zip(panels, pictures.items(), strict=True):
        axes(name, "z₁", "z₂", ax)
        ax.imshow(np.asarray(picture), aspect="equal", **INKED)
        _ticks(ax.xaxis, xs)
        _ticks(ax.yaxis, ys[::-1])
    return fig


def _coded(Z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    Z, y = np.asarray(Z, dtype=float), np.asarray(y)
    if Z.ndim != 2 or Z.shape[1] != 2 or y.shape != Z.shape[:1]:
        raise ValueError(
            f"expected Z (n, 2) and y (n,), got {Z.shape} and {y.shape}: a row of two numbers an image"
        )
    return Z, y


def _plane_and_images(count: int, columns: int) -> tuple[Figure, Axes, list[Axes]]:
    """Return a figure with a panel for the plane and `count` for images, laid out by hand.

    A layout that makes room for texts by measuring them takes three times as long to draw as all the rest:
    too long for a slider.
    """
    (width, height), rows = ((8.8, 4.4) if columns > 1 else (6.0, 3.4)), -(-count // columns)
    fig = Picture(figsize=(width, height), facecolor="white")
    place = {"left": 0.7 / width, "right": 1 - 0.15 / width, "bottom": 0.55 / height, "top": 1 - 0.6 / height}
    grid = fig.add_gridspec(1, 2, width_ratios=(1.25, 1) if columns > 1 else (1.7, 1), wspace=0.08, **place)
    inner = grid[1].subgridspec(rows, columns, hspace=0.25)
    plane = fig.add_subplot(grid[0])
    return fig, plane, [fig.add_subplot(inner[k // columns, k % columns]) for k in range(count)]


def _show_images(panels: Sequence[Axes], pictures: Array, captions: Sequence[object]) -> None:
    for ax, picture, caption in zip(panels, pictures, captions, strict=False):
        show_image(ax, picture, caption, **INKED)


def _mark(ax: Axes, places: Array) -> None:
    """Put a black disc on each place, with its number where there are several."""
    alone = len(places) == 1
    ax.scatter(places[:, 0], places[:, 1], 120 if alone else 200, BLACK, edgecolors="white", zorder=5)
    for k, (x, y) in enumerate(places, 1):
        if not alone:
            write(ax, x, y, str(k), 9, "white", zorder=6)


def _ticks(axis: Any, values: Array) -> None:
    """Write the places of the plane at the middles of some of the digits."""
    which = np.arange(0, len(values), max(1, len(values) // 5))
    axis.set_major_locator(FixedLocator((28 * which + 13.5).tolist()))
    axis.set_ticklabels([number(values[i], ".3g") for i in which])
