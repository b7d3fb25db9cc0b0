"""Chapter 15: where in the plane images are drawn from, clouds, densities, and two players who circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.images import INKED, as_images, show_image
from nbkit.view.plots.plane import Height, Window, look_at, sampled
from nbkit.view.style import (
    BLACK,
    BLUE,
    EDGE,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    VERMILLION,
    Picture,
    axes,
    colour_of,
    headline,
    shared_legend,
    sheet,
    small_multiples,
    write,
)


def places(codes: ArrayLike, drawn: Mapping[str, tuple[ArrayLike, ArrayLike]], *, title: str = "") -> Figure:
    """Draw places of the latent plane over its codes, a panel a source; those in holes are crosses.

    codes: array (n, 2). drawn: a panel's name to places (k, 2), and which of them lie in holes (k,).

    >>> fig = places([[0, 0]], {"box": ([[0, 1], [2, 2]], [False, True])})
    >>> [c.get_label() for c in fig.axes[0].collections]
    ['codes', 'drawn', 'drawn in a hole']
    """
    fig, panels = small_multiples(len(drawn), 3, title, (2.75, 2.9))
    for ax, (name, (Z, hole)) in zip(panels, drawn.items(), strict=True):
        axes(name, "z₁", "z₂" if ax is panels[0] else "", ax)
        spots, missed = np.asarray(Z, dtype=float), np.asarray(hole, dtype=bool)
        _dots(ax, codes, s=5, c=FAINT, label="codes")
        _dots(ax, spots[~missed], s=13, c=BLUE, label="drawn")
        _dots(ax, spots[missed], s=20, c=VERMILLION, marker="x", lw=1.2, label="drawn in a hole")
    shared_legend(fig, panels)
    return fig


def clouds(
    mean: ArrayLike, spread: ArrayLike, y: ArrayLike, *, reach: float = 2.0, title: str = ""
) -> Figure:
    """Draw the cloud of each image as an ellipse in the colour of its digit, and the circle of the bell.

    mean, spread: arrays (n, 2). y: the digits (n,). reach: how many spreads an ellipse is wide, each way;
    the dashed circle is the bell's, drawn as far.

    >>> fig = clouds([[0, 0], [1, 1]], [[0.1, 0.2], [0.1, 0.1]], [1, 5])
    >>> fig.axes[0].collections[0].get_widths().tolist()
    [0.4]
    """
    mean, spread, y = np.asarray(mean, dtype=float), np.asarray(spread, dtype=float), np.asarray(y)
    fig, ax = axes(title, "z₁", "z₂", size=(6.4, 5.4))
    for i, digit in enumerate(np.unique(y)):
        own = y == digit
        wide, high = 2 * reach * spread[own].T
        _ellipses(ax, mean[own], wide, high, colour_of(i), str(digit))
    circle = Ellipse((0, 0), 2 * reach, 2 * reach, fill=False, ec=BLACK, lw=1.4, ls="--")
    ax.add_patch(circle)
    circle.set_label("the bell")
    limit = max(float((np.abs(mean) + reach * spread).max()), reach) + 0.1
    look_at(ax, (-limit, limit, -limit, limit))
    shared_legend(fig, [ax])
    return fig


def beneath(
    ln_posterior: ArrayLike,
    window: Window,
    cloud: tuple[ArrayLike, ArrayLike],
    images: ArrayLike,
    captions: Sequence[object],
    *,
    title: str = "",
) -> Figure:
    """Draw where an image's code may lie, and the cloud that its encoder says, beside some images.

    ln_posterior: array (rows, columns) over the window, its logarithm up to a constant. cloud: mean (2,) and
    spread (2,), drawn two spreads wide. images: two or more, with a caption each.

    >>> fig = beneath(np.eye(3), (0, 1, 0, 1), ([0, 0], [1, 1]), np.zeros((2, 4)), ["x", "again"])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['z₁', 'x', 'again']
    """
    pictures = as_images(images)
    fig = sheet((7.4, 3.9), title)
    grid = fig.add_gridspec(len(pictures), 2, width_ratios=(2.3, 1))
    ax = fig.add_subplot(grid[:, 0])
    axes("", "z₁", "z₂", ax)
    ln_p = np.asarray(ln_posterior, dtype=float)
    _shade(ax, np.exp(ln_p - ln_p.max()), window)
    mean, spread = (np.asarray(part, dtype=float) for part in cloud)
    wide, high = 4 * spread
    ax.add_patch(Ellipse((mean[0], mean[1]), wide, high, fill=False, ec=VERMILLION, lw=2))
    for k, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        show_image(fig.add_subplot(grid[k, 1]), picture, caption, **INKED)
    return fig


def drawn_from(
    density: ArrayLike,
    window: Window,
    codes: ArrayLike,
    points: ArrayLike,
    images: ArrayLike,
    captions: Sequence[object],
    *,
    title: str = "",
) -> Figure:
    """Draw the density that places are drawn from, over the codes, and beside it the images drawn there.

    density: array (rows, columns) over the window, row 0 at the bottom. codes: (n, 2). points: (k, 2),
    numbered. images: (k, 28 * 28), with a caption each, after its number.

    >>> fig = drawn_from(np.ones((2, 2)), (0, 1, 0, 1), [[0, 0]], [[0, 1]], np.zeros((1, 784)), ["a five"])
    >>> [text.get_text() for text in fig.axes[1].texts]
    ['1: a five']
    """
    pictures, spots = as_images(images), np.asarray(points, dtype=float)
    fig, ax, beside = _two_panels()
    headline(fig, title)
    axes("", "z₁", "z₂", ax)
    _shade(ax, np.asarray(density), window)
    ax.plot(*np.asarray(codes, dtype=float).T, ".", c=MUTED, ms=3, mew=0)
    _dots(ax, spots, s=180, c=BLACK, edgecolors="white", zorder=5)
    for k, (x, y) in enumerate(spots, 1):
        write(ax, x, y, str(k), 9, "white", zorder=6, clip_on=True)
    _tile(beside, pictures, [f"{k}: {caption}" for k, caption in enumerate(captions, 1)])
    return fig


def plane_and_canvas(
    codes: ArrayLike, y: ArrayLike, canvas: ArrayLike, window: Window, reach: float, *, title: str = ""
) -> Figure:
    """Draw the codes with the circle of the bell, and beside them a canvas of what the decoder draws there.

    codes: (n, 2), y: the digits (n,). canvas: array of ink, of the square from -reach to reach, which is
    framed in the plane too. window: of the plane.

    >>> fig = plane_and_canvas([[0, 0]], [1], np.zeros((56, 56)), (-4, 4, -4, 4), 2.5)
    >>> fig.axes[1].images[0].get_extent()
    [-2.5, 2.5, -2.5, 2.5]
    """
    codes, y = np.asarray(codes, dtype=float), np.asarray(y)
    fig, left, right = _two_panels()
    headline(fig, title)
    axes("", "z₁", "z₂", left)
    for i, digit in enumerate(np.unique(y)):
        left.plot(*codes[y == digit].T, ".", c=colour_of(i), ms=4, mew=0, label=str(digit))
    left.add_patch(Ellipse((0, 0), 4, 4, fill=False, ec=BLACK, lw=1.4, ls="--"))
    left.plot(reach * np.array([-1, 1, 1, -1, -1]), reach * np.array([-1, -1, 1, 1, -1]), c=EDGE, lw=1)
    look_at(left, window)
    left.legend(loc="upper right", frameon=True, fontsize=10, labelcolor=INK, markerscale=2, handletextpad=0)
    axes("", "z₁", "", right)
    right.imshow(np.asarray(canvas), extent=(-reach, reach, -reach, reach), **INKED)
    return fig


def circling(paths: Mapping[str, ArrayLike], *, title: str = "") -> Figure:
    """Draw the ways of two players through their plane, a panel a way, from the disc to the cross.

    paths: a panel's name to places (k, 2): what the drawer draws, and what the expert looks for.

    >>> fig = circling({"in turn": [[1, 1], [0, 1]], "at once": [[1, 1], [2, 1]]})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['in turn', 'at once']
    """
    fig, panels = small_multiples(len(paths), 3, title, (2.75, 2.9) if len(paths) > 1 else (4.6, 4.2))
    reach = max(1.5, 1.08 * max(float(np.abs(np.asarray(path)).max()) for path in paths.values()))
    for ax, (name, path) in zip(panels, paths.items(), strict=True):
        axes(name, "θ, what is drawn", "ψ, the expert" if ax is panels[0] else "", ax)
        way = np.asarray(path, dtype=float)
        ax.axhline(0, color=FAINT, lw=1)
        ax.axvline(0, color=FAINT, lw=1)
        ax.plot(*way.T, color=BLUE, lw=1.1)
        ax.plot(*way[0], "o", color=BLACK, ms=7)
        ax.plot(*way[-1], "X", color=VERMILLION, ms=9, mec="white")
        look_at(ax, (-reach, reach, -reach, reach))
    return fig


def rings(
    rows: Mapping[str, Sequence[ArrayLike]],
    captions: Sequence[object],
    real: ArrayLike,
    *,
    title: str = "",
) -> Figure:
    """Draw what generators make, ever later: a row a generator, over the points that are real.

    rows: a row's name to as many arrays (k, 2) as there are captions. real: array (n, 2).

    >>> fig = rings({"a": [[[0, 0]], [[1, 1]]]}, ["early", "late"], [[2, 0]])
    >>> [ax.get_xlabel() for ax in fig.axes], fig.axes[0].get_ylabel()
    (['early', 'late'], 'a')
    """
    fig, panels = small_multiples(len(rows) * len(captions), len(captions), title, (1.3, 1.42))
    for k, ax in enumerate(panels):
        row, column = divmod(k, len(captions))
        name, seen = list(rows.items())[row]
        last = str(captions[column]) if row == len(rows) - 1 else ""
        axes("", last, name if column == 0 else "", ax)
        _dots(ax, real, s=60, c="none", edgecolors=ORANGE, lw=1.6)
        _dots(ax, seen[column], s=4, c=BLUE, lw=0)
        look_at(ax, (-2.8, 2.8, -2.8, 2.8))
        ax.set(xticks=[], yticks=[])
    return fig


def shaded(density: Height, window: Window, size: int = 80) -> Array:
    """Return the density on a grid of the window, row 0 at the bottom, as `drawn_from` wants it.

    >>> shaded(lambda Z: Z[:, 0], (0, 1, 0, 1), 2).tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    return sampled(density, window, size)[2]


def _dots(ax: Axes, points: ArrayLike, **look: Any) -> None:
    """Draw points (n, 2)."""
    x, y = np.asarray(points, dtype=float).reshape(-1, 2).T
    ax.scatter(x, y, **look)


def _shade(ax: Axes, height: Array, window: Window) -> None:
    """Tint the window the darker the higher it is."""
    colours = {"cmap": "Blues", "vmin": 0.0, "vmax": 1.4 * float(height.max())}
    ax.imshow(height, origin="lower", extent=window, aspect="auto", interpolation="bilinear", **colours)  # type: ignore[arg-type]
    ax.set(xlim=window[:2], ylim=window[2:], autoscale_on=False)


def _ellipses(ax: Axes, middles: Array, wide: Array, high: Array, colour: str, label: str) -> None:
    """Draw pale ellipses, all at once, and name their colour for a legend."""
    look = {"facecolors": colour, "edgecolors": colour, "alpha": 0.35, "lw": 0.5}
    placed = {"units": "xy", "offsets": middles, "offset_transform": ax.transData}
    ax.add_collection(EllipseCollection(wide, high, np.zeros(len(wide)), **placed, **look))  # type: ignore[arg-type]
    ax.scatter([], [], s=60, c=colour, alpha=0.6, label=label)


def _two_panels() -> tuple[Figure, Axes, Axes]:
    """Return a figure with a panel for the plane and one beside it, laid out by hand for a slider."""
    width, height = 8.8, 4.4
    fig = Picture(figsize=(width, height), facecolor="white")
    place = {"left": 0.7 / width, "right": 1 - 0.15 / width, "bottom": 0.55 / height, "top": 1 - 0.6 / height}
    left, right = fig.subplots(1, 2, width_ratios=(1.15, 1), gridspec_kw={"wspace": 0.12, **place})
    return fig, left, right


def _tile(ax: Axes, pictures: Array, captions: Sequence[str]) -> None:
    """Draw images in rows of four, with their captions: in one panel, which is drawn sooner than twelve."""
    side, rows = pictures.shape[1], -(-len(pictures) // 4)
    wide, high = side + 6, side + 11
    sheet = np.zeros((high * rows, 4 * wide))
    for k, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        top, left = k // 4 * high, k % 4 * wide + 3
        sheet[top : top + side, left : left + side] = picture
        ax.add_patch(Rectangle((left - 0.5, top - 0.5), side, side, fill=False, ec=FAINT, lw=0.8))
        write(ax, left + side / 2, top + side + 4.5, caption, 10.5)
    ax.imshow(sheet, **INKED)
    ax.set_ylim(high * rows, -1)
    ax.axis("off")
