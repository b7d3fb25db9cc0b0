"""Chapter 8: going backwards, a tree of calls and two runs that part."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike

from nbkit.view.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    STYLES,
    VERMILLION,
    axes,
    legend,
    mix,
    shared_legend,
    sheet,
    write,
)

Call = tuple[float, int, int, int]  # place across, depth, argument, the call that made it; -1 for none


def call_tree(n: int, *, title: str = "") -> Figure:
    """Draw each call that the naive Fibonacci function makes for n; calls asked before are square and orange.

    n: from 0 to 7, else a ValueError: a larger tree does not fit a page.

    >>> fig = call_tree(3)
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['3', '2', '1', '0', '1']
    """
    if not 0 <= n <= 7:
        raise ValueError(f"expected n from 0 to 7, got {n}: a larger tree does not fit a page")
    calls: list[Call] = []
    _call(n, 0, -1, calls, count())
    fig, ax = axes(title, size=(7.6, 0.62 * max(3, n) + 1.0))
    for place, depth, _, caller in calls:
        if caller >= 0:
            ax.plot([calls[caller][0], place], [-depth + 1, -depth], color=MUTED, lw=1.2, zorder=1)
    known = [calls.index(next(c for c in calls if c[2] == call[2])) < i for i, call in enumerate(calls)]
    _calls(ax, [c for c, again in zip(calls, known, strict=True) if not again], "o", BLUE, "first time")
    _calls(ax, [c for c, again in zip(calls, known, strict=True) if again], "s", ORANGE, "asked before")
    for place, depth, argument, _ in calls:
        write(ax, place, -depth, str(argument), 11)
    ax.set(ylim=(-max(c[1] for c in calls) - 0.6, 0.6))
    ax.set_axis_off()
    legend(ax)
    return fig


def parting(first: ArrayLike, second: ArrayLike, *, title: str = "", ylabel: str = "loss") -> Figure:
    """Draw two runs in one panel, and below it how far apart they are; both axes are logarithmic.

    first, second: arrays (n,), the same quantity above 0 at each step. Where they are equal, the curve below
    has a gap.

    >>> fig = parting([1.0, 0.5, 0.25], [1.0, 0.5, 0.3])
    >>> [ax.get_yscale() for ax in fig.axes]
    ['log', 'log']
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    steps, apart = np.arange(1, len(one) + 1), np.abs(one - other)
    fig = sheet((7.6, 5.6), title)
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    axes("", "", ylabel, ax=above)
    axes("", "step", "difference", ax=below)
    above.plot(steps, one, color=BLUE, lw=1.3, label="first run")
    above.plot(steps, other, color=VERMILLION, lw=1.3, ls=STYLES[1], label="second run")
    below.plot(steps, np.where(apart > 0, apart, np.nan), color=INK, lw=1.6)
    above.set_yscale("log")
    above.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    above.yaxis.set_major_formatter("{x:g}")
    above.yaxis.set_minor_locator(NullLocator())
    below.set(yscale="log", ylim=(1e-17, 10))
    for ax in (above, below):
        ax.grid(color=FAINT, lw=0.6)
        ax.margins(x=0)
    shared_legend(fig, [above])
    return fig


def _call(n: int, depth: int, caller: int, calls: list[Call], leaves: count[int]) -> float:
    """Note a call and those that it makes; return where it stands: over the middle of its own calls."""
    me = len(calls)
    calls.append((0.0, depth, n, caller))
    own = [_call(k, depth + 1, me, calls, leaves) for k in (n - 1, n - 2)] if n > 1 else [next(leaves)]
    place = sum(own) / len(own)
    calls[me] = (place, depth, n, caller)
    return place


def _calls(ax: Axes, calls: list[Call], marker: str, colour: str, label: str) -> None:
    style: dict[str, Any] = {"marker": marker, "color": mix(colour, 0.72), "edgecolor": colour, "lw": 1.5}
    ax.scatter([c[0] for c in calls], [-c[1] for c in calls], s=420, zorder=2, **style)
    if calls:
        ax.scatter([], [], s=110, label=label, **style)
