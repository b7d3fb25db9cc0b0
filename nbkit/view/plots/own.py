"""Chapter 19: data of one's own: what is in it, and how far a number about it may be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.view.plots.images import as_images, image_grid
from nbkit.view.style import (
    BLUE,
    FAINT,
    MUTED,
    VERMILLION,
    axes,
    ink,
    legend_below,
    mix,
    number,
    sheet,
    write,
)

MOST = 12  # columns, or images


def histograms(X: ArrayLike, names: Sequence[str], *, title: str = "") -> Figure:
    """Draw how the values of each column are spread, a panel a column, the first twelve; mark both ends.

    X: array (n, d), NaN where a value is missing. names: d of them.

    >>> fig = histograms([[1.0, 5.0], [2.0, np.nan], [2.0, 7.0]], ["size", "weight"])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['size', 'weight']
    """
    columns = np.asarray(X, dtype=float).T[:MOST]
    across = min(4, len(columns))
    rows = -(-len(columns) // across)
    fig = sheet((max(4.0, 1.95 * across), 0.6 + 1.75 * rows), title)
    panels = fig.subplots(rows, across, squeeze=False).ravel()
    for ax, name, values in zip(panels, names, columns, strict=False):
        axes("", name, ax=ax)
        there = values[np.isfinite(values)]
        ax.hist(there, bins=20, color=mix(BLUE, 0.25), edgecolor="white", lw=0.4)
        ends = [there.min(initial=np.inf), there.max(initial=-np.inf)]
        ax.plot(ends, [0, 0], "^", color=VERMILLION, ms=6, clip_on=False)
        ax.xaxis.set_major_locator(MaxNLocator(3))
    for spare in panels[len(columns) :]:
        spare.remove()
    return fig


def photographs(
    images: ArrayLike, captions: Sequence[object] | None = None, *, columns: int = 6, title: str = ""
) -> Figure:
    """Draw photographs in rows, bright as bright, each with its caption beneath.

    images: array (n, h, w), or (n, h * h) for square ones, from 0, black, to 1, white.

    >>> fig = photographs(np.ones((2, 4)), ["a leaf", "a stone"])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['a leaf', 'a stone']
    """
    fig, _ = image_grid(as_images(images), captions, columns, title, cmap="gray", vmin=0.0, vmax=1.0)
    return fig


def intervals(
    found: Mapping[str, tuple[float, float, float]],
    *,
    truth: float | None = None,
    xlabel: str = "score",
    title: str = "",
) -> Figure:
    """Draw numbers with the range in which each may lie, one below the other.

    found: name to low, middle and high. truth: a line across all, where it is known.

    >>> fig = intervals({"by rows": (0.6, 0.7, 0.8)}, truth=0.75)
    >>> [text.get_text() for text in fig.axes[0].get_yticklabels()]
    ['by rows']
    """
    fig, ax = axes(title, xlabel, size=(6.4, 1.6 + 0.5 * len(found)))
    for place, (low, middle, high) in enumerate(found.values()):
        ax.plot([low, high], [place, place], color=mix(BLUE, 0.3), lw=4, solid_capstyle="butt")
        ax.plot([middle], [place], "o", color=BLUE, ms=8)
        write(ax, high, place, f"  {number(low, '.2f')} to {number(high, '.2f')}", 10, ha="left")
    if truth is not None:
        ax.axvline(truth, color=VERMILLION, ls="--", lw=1.6)
        ax.annotate(
            f"in truth {truth:.2f}",
            (truth, 1.0),
            (4, -2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="top",
            color=ink(VERMILLION),
        )
    ax.set(yticks=range(len(found)), yticklabels=list(found), ylim=(len(found) - 0.4, -0.9), xlim=(None, 1.0))
    ax.grid(axis="x", color=FAINT, lw=0.6)
    return fig


def luck(seen: ArrayLike, worth: ArrayLike, *, xlabel: str, ylabel: str, title: str = "") -> Figure:
    """Draw what a test says of many tries beside what they are worth; the best by the test stands out.

    seen, worth: scores (n,). On the dashed line, the test tells the truth.

    >>> fig = luck([0.5, 0.7], [0.6, 0.6], xlabel="test", ylabel="truth")
    >>> fig.legends[0].get_texts()[0].get_text()
    'the winner: 0.70, worth 0.60'
    """
    x, y = np.asarray(seen, dtype=float), np.asarray(worth, dtype=float)
    fig, ax = axes(title, xlabel, ylabel, size=(5.6, 4.2))
    ends = [min(x.min(), y.min()) - 0.02, max(x.max(), y.max()) + 0.02]
    ax.plot(ends, ends, color=MUTED, ls="--", lw=1.2)
    ax.plot(x, y, "o", color=mix(BLUE, 0.35), ms=5, mec="white", mew=0.4)
    best = int(x.argmax())
    said = f"the winner: {x[best]:.2f}, worth {y[best]:.2f}"
    (winner,) = ax.plot([x[best]], [y[best]], "^", color=VERMILLION, ms=11, ls="")
    legend_below(fig, {said: winner})
    ax.set(xlim=ends, ylim=ends)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    return fig
