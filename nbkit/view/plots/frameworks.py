"""Chapter 16: who computes when, and a batch that two machines share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from nbkit.view.style import BLUE, EDGE, FAINT, INK, MUTED, ORANGE, axes, canvas, mix, write

READS, COMPUTES = "Python reads your lines", "numbers are computed"
LOOK = {READS: {"facecolor": mix(BLUE, 0.35)}, COMPUTES: {"facecolor": mix(ORANGE, 0.35), "hatch": "//"}}
# What happens before the loop and in its first three turns: r for reading, c for computing, each a moment.
WAYS = {
    "eager": ("", "rcrcrc", "rcrcrc", "rcrcrc"),
    "traced": ("", "rrrccc", "ccc", "ccc"),
    "declared": ("rrr", "ccc", "ccc", "ccc"),
}


def three_ways(title: str = "") -> Figure:
    """Draw when Python reads the lines of a loop and when numbers are computed, in three kinds of framework.

    >>> fig = three_ways()
    >>> [t.get_text() for t in fig.axes[0].texts][4:7]
    ['eager', 'traced', 'declared']
    """
    fig, ax = canvas(8.4, 2.9, title)
    lefts = (1.15, 2.75, 4.6, 6.45)
    for left, said in zip(lefts, ("before the loop", "turn 1", "turn 2", "turn 3"), strict=True):
        write(ax, left + 0.8, 2.65, said, 10.5, MUTED)
    for k, (name, times) in enumerate(WAYS.items()):
        write(ax, 0.1, 2.2 - 0.6 * k, name, 11.5, ha="left", fontweight="bold")
        for left, moments in zip(lefts, times, strict=True):
            _moments(ax, left, 2.0 - 0.6 * k, moments)
    for left, said in ((1.15, READS), (4.6, COMPUTES)):
        ax.add_patch(Rectangle((left, 0.12), 0.26, 0.26, edgecolor="white", **LOOK[said]))  # type: ignore[arg-type]
        write(ax, left + 0.36, 0.25, said, 10.5, ha="left")
    return fig


def _moments(ax: Axes, left: float, bottom: float, moments: str) -> None:
    """Draw moments side by side, those of reading before those of computing where both are."""
    for i, moment in enumerate(moments):
        look = LOOK[READS if moment == "r" else COMPUTES]
        place = (left + 0.27 * i, bottom)
        ax.add_patch(Rectangle(place, 0.27, 0.4, edgecolor="white", **look))  # type: ignore[arg-type]


def two_machines(rows: Sequence[int], *, title: str = "") -> Figure:
    """Draw one training step of machines that share a batch: rows, slopes, their mean, the same step for all.

    rows: how many rows each machine has.

    >>> fig = two_machines([32, 32])
    >>> [t.get_text() for t in fig.axes[0].texts][:2]
    ['32 rows', 'machine 1']
    """
    fig, ax = canvas(8.4, 2.6, title)
    total, top = sum(rows), 2.45
    for k, count in enumerate(rows, 1):
        height = 2.3 * count / total
        middle, beside = top - height / 2, 2.45 - 2.3 * (k - 0.5) / len(rows)
        ax.add_patch(
            Rectangle((0.1, top - height), 1.2, height - 0.05, facecolor=mix(BLUE, 0.75), edgecolor=BLUE)
        )
        write(ax, 0.7, middle - 0.025, f"{count} rows")
        _box(ax, (2.15, beside - 0.42), 2.3, 0.84)
        write(ax, 3.3, beside + 0.16, f"machine {k}", fontweight="bold")
        write(ax, 3.3, beside - 0.16, f"W → slopes $g_{k}$")
        _arrow(ax, (1.35, middle), (2.1, beside))
        _arrow(ax, (4.5, beside), (5.35, 1.3))
        top -= height
    _box(ax, (5.4, 0.8), 2.85, 1.0)
    write(ax, 6.825, 1.5, "one mean of the slopes", fontweight="bold")
    write(ax, 6.825, 1.12, "both machines take the same step")
    return fig


def _box(ax: Axes, place: tuple[float, float], width: float, height: float) -> None:
    ax.add_patch(
        FancyBboxPatch(
            place, width, height, boxstyle="round,pad=0,rounding_size=0.08", facecolor="white", edgecolor=EDGE
        )
    )


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0})


def against_whole(whole: ArrayLike, shared: ArrayLike, *, title: str = "") -> Figure:
    """Draw each slope that machines have shared against that of the whole batch; equal ones lie on a line.

    whole, shared: arrays of one size.

    >>> fig = against_whole([1.0, 2.0], [1.0, 2.5])
    >>> fig.axes[0].collections[0].get_offsets().tolist()
    [[1.0, 1.0], [2.0, 2.5]]
    """
    x, y = np.ravel(whole), np.ravel(shared)
    fig, ax = axes(title, "slope of the whole batch", "slope that was shared", size=(5.6, 4.4))
    reach = 1.05 * max(np.abs(x).max(), np.abs(y).max())
    ax.plot([-reach, reach], [-reach, reach], color=EDGE, lw=1.2, ls="--", zorder=1)
    ax.scatter(x, y, s=14, color=BLUE, alpha=0.5, lw=0)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.locator_params(nbins=5)
    ax.grid(color=FAINT, lw=0.6)
    return fig
