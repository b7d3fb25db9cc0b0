"""Chapter 14: a filter slides over an image, networks read it, and what in it their answers rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.images import INKED, as_images, show_image, signed
from nbkit.view.style import (
    EDGE,
    FAINT,
    INK,
    ORANGE,
    axes,
    colour_of,
    labelled,
    legend_below,
    mix,
    number,
    sheet,
    write,
)

HATCHES = ("", "///", "...")
KEY = "blue speaks for it, vermillion against it; each map has a scale of its own"


def filtered(
    image: ArrayLike, filters: Mapping[str, tuple[ArrayLike, ArrayLike]], *, title: str = ""
) -> Figure:
    """Draw an image, and a row for each filter: the filter, and its map of the image.

    image: array (h, w). filters: a name to a filter and its map; all maps have one scale.

    >>> fig = filtered(np.eye(4), {"a": (np.ones((2, 2)), np.ones((3, 3)))})
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['image', 'a', 'map']
    """
    every = [(name, np.asarray(w), np.asarray(z)) for name, (w, z) in filters.items()]
    colours = signed(np.concatenate([z.ravel() for _, _, z in every]))
    fig = sheet((7.4, 2.9 * len(every) + 0.4), title)
    grid = fig.add_gridspec(len(every), 3, width_ratios=(1, 0.45, 1))
    show_image(fig.add_subplot(grid[:, 0]), np.asarray(image), "image", EDGE, **INKED)
    for row, (name, w, z) in enumerate(every):
        show_image(fig.add_subplot(grid[row, 1]), w, name, EDGE, **signed(w))
        ax = fig.add_subplot(grid[row, 2])
        show_image(ax, z, "map", EDGE, **colours)
        _as_large_as(ax, z.shape, np.shape(image))
    return fig


def sliding(image: ArrayLike, w: ArrayLike, place: tuple[int, int], *, title: str = "") -> Figure:
    """Draw a filter at one place of an image, what it multiplies there, and its map up to this place.

    image: array (h, w). w: the filter. place: row and column of its upper left pixel.

    >>> fig = sliding(np.eye(4), np.ones((2, 2)), (1, 0))
    >>> int(np.isfinite(np.asarray(fig.axes[2].images[0].get_array(), float)).sum())  # a row, and one more
    4
    """
    image, w = np.asarray(image, dtype=float), np.asarray(w, dtype=float)
    seen = np.lib.stride_tricks.sliding_window_view(image, w.shape)
    z = (seen * w).sum(axis=(2, 3))
    so_far = np.where(np.arange(z.size).reshape(z.shape) <= place[0] * z.shape[1] + place[1], z, np.nan)
    fig = sheet((8.4, 3.4), title)
    left, middle, right = fig.subplots(1, 3, width_ratios=(1, 0.72, 1))
    show_image(left, image, "the frame on the image", EDGE, **INKED)
    _frame(left, place, w.shape)
    _products(middle, w, seen[place])
    show_image(right, so_far, "the map so far", EDGE, **signed(z))
    _as_large_as(right, z.shape, image.shape)
    _frame(right, place, (1, 1))
    return fig


def readings(
    image: ArrayLike, said: Mapping[str, ArrayLike], *, label: int | None = None, title: str = ""
) -> Figure:
    """Draw a digit and, beside it, the probabilities that several networks give to each class.

    image: array (h, w), or (h * h,) for a square one. said: a network's name to an array (m,).
    label: the right class, whose number is marked beneath the bars.

    >>> fig = readings(np.eye(5), {"a": [0.2, 0.8], "b": [0.9, 0.1]}, label=0)
    >>> [float(bar.get_height()) for bar in fig.axes[1].patches]
    [0.2, 0.8, 0.9, 0.1]
    """
    fig = sheet((8.4, 3.4), title)
    left, right = fig.subplots(1, 2, width_ratios=(1, 2.1))
    show_image(left, as_images(np.asarray(image)[None])[0], "", EDGE, **INKED)
    axes("", "digit" if label is None else "digit (▲ what it is)", "probability", right)
    wide = 0.84 / len(said)
    for i, (name, values) in enumerate(said.items()):
        p = np.asarray(values, dtype=float)
        places = np.arange(len(p)) + (i - (len(said) - 1) / 2) * wide
        right.bar(
            places, p, wide, label=name, color=mix(colour_of(i), 0.25), ec=colour_of(i), hatch=HATCHES[i % 3]
        )
    right.set_xticks(range(len(p)), [f"{k}\n▲" if k == label else str(k) for k in range(len(p))])
    right.set_ylim(0, 1.04)
    legend_below(fig, labelled([right]), ncols=len(said))
    return fig


def explained(
    images: ArrayLike,
    maps: Mapping[str, ArrayLike],
    captions: Sequence[object] | None = None,
    *,
    title: str = "",
) -> Figure:
    """Draw images, and below each what its pixels have brought: blue for the answer, vermillion against it.

    Each map has a scale of its own; a thin line follows the ink.

    images: array (n, h, w), or flat squares. maps: a row's name to n arrays like the images.
    captions: n texts, beneath the images.

    >>> fig = explained(np.eye(4)[None], {"LRP-0": np.eye(4)[None]}, ["a three"])
    >>> [ax.get_ylabel() for ax in fig.axes], fig.axes[0].get_xlabel()
    (['image', 'LRP-0'], 'a three')
    """
    pictures = as_images(images)
    n, width = len(pictures), 8.0
    side = min(1.9, (width - 0.9) / n)
    fig = sheet((0.9 + side * n, side * (1 + len(maps)) + (0.55 if title else 0.1) + 0.55), title)
    grid = fig.subplots(1 + len(maps), n, squeeze=False)
    for ax, picture, caption in zip(grid[0], pictures, captions or [""] * n, strict=True):
        show_image(ax, picture, caption, EDGE, **INKED)
    for panels, found in zip(grid[1:], maps.values(), strict=True):
        for ax, picture, one in zip(panels, pictures, as_images(found), strict=True):
            _brought(ax, picture, one)
    for ax, name in zip(grid[:, 0], ("image", *maps), strict=True):
        ax.set_ylabel(name, fontsize=10.5, color=INK, rotation=0, ha="right", va="center")
    fig.supxlabel(KEY, fontsize=10, color=INK)
    return fig


def brought(image: ArrayLike, found: ArrayLike, *, rule: str = "", title: str = "") -> Figure:
    """Draw an image and, beside it, what its pixels have brought, as `explained` does for many.

    image, found: arrays (h, w), or (h * h,) for square ones. rule: what stands beneath the map.

    >>> [ax.get_xlabel() for ax in brought(np.eye(4), np.eye(4), rule="LRP-0").axes]
    ['image', 'LRP-0']
    """
    picture, one = as_images(np.stack([np.asarray(image, dtype=float), np.asarray(found, dtype=float)]))
    fig = sheet((6.8, 3.7), title)
    left, right = fig.subplots(1, 2)
    show_image(left, picture, "image", EDGE, **INKED)
    _brought(right, picture, one, rule)
    return fig


def _brought(ax: Axes, picture: Array, found: Array, caption: str = "") -> None:
    """Draw a map in signed colours, and the outline of the ink."""
    show_image(ax, found, caption, EDGE, **signed(found))
    if picture.max() > 0.5:
        ax.contour(picture, [0.5], colors=INK, linewidths=0.5, alpha=0.4)


def _as_large_as(ax: Axes, found: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Leave a margin around a map, so that each of its pixels lies where the middle of its window lies."""
    rows, columns = found
    down, across = (shape[0] - rows + 1) / 2, (shape[1] - columns + 1) / 2
    ax.set_xlim(-across, columns - 1 + across)
    ax.set_ylim(rows - 1 + down, -down)


def _frame(ax: Axes, place: tuple[int, int], size: tuple[int, ...]) -> None:
    """Put a frame around what lies there."""
    row, column = place
    corner = (column - 0.5, row - 0.5)
    ax.add_patch(Rectangle(corner, size[1], size[0], fill=False, ec=ORANGE, lw=2.2, clip_on=False))


def _products(ax: Axes, w: Array, seen: Array) -> None:
    """Draw the filter in its colours, and in each cell its weight times the pixel beneath it."""
    show_image(ax, w, "weight · pixel", FAINT, **signed(2 * w))
    for (row, column), value in np.ndenumerate(w * seen):
        write(ax, column, row, number(round(float(value), 1), ".1f"), 9)
