"""Chapter 2: activation functions with their slopes, and the tangent to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    VERMILLION,
    axes,
    legend,
    number,
    shared_legend,
    small_multiples,
)

Curve = Callable[[Array], ArrayLike]


def activation_and_slope(
    functions: Mapping[str, Curve], slopes: Mapping[str, Curve], z: ArrayLike, *, title: str = ""
) -> Figure:
    """Draw each activation (solid) and its slope (dashed) over z, one panel a function, on one scale.

    functions, slopes: name to what takes and gives (n,); without a slope of its name, a function is alone.
    z: array (n,).

    >>> fig = activation_and_slope({"tanh": np.tanh}, {}, [-1.0, 0.0, 1.0])
    >>> [line.get_label() for line in fig.axes[0].lines if line.get_label() == "activation"]
    ['activation']
    """
    z = np.asarray(z, dtype=float)
    fig, panels = small_multiples(len(functions), 4 if len(functions) == 4 else 3, title, (2.3, 2.5))
    for ax, (name, function) in zip(panels, functions.items(), strict=False):
        axes(name, "z", ax=ax)
        ax.axhline(0, color=FAINT, lw=0.8, zorder=0)
        ax.axvline(0, color=FAINT, lw=0.8, zorder=0)
        ax.plot(z, np.asarray(function(z)), color=BLUE, lw=2.2, label="activation")
        if name in slopes:
            ax.plot(z, np.asarray(slopes[name](z)), color=VERMILLION, lw=2.2, ls="--", label="slope")
        ax.margins(x=0)
    shared_legend(fig, panels)
    return fig


def tangent(
    f: Curve,
    slope: float,
    z: float,
    *,
    span: tuple[float, float] = (-6.0, 6.0),
    title: str = "",
    xlabel: str = "z",
    ylabel: str = "h(z)",
    ax: Axes | None = None,
) -> Figure:
    """Draw a curve, one point on it and the tangent there: one to the right, `slope` up.

    f: takes and gives (n,). slope: that of f at z. span: (left, right), the part of the curve that is seen.

    >>> fig = tangent(np.tanh, 1.0, 0.0, title="Steepest in the middle")
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['curve', 'tangent', 'run 1', 'rise 1.00', 'point']
    """
    fig, ax = axes(title, xlabel, ylabel, ax)
    grid = np.linspace(*span, 1201)
    curve, value = np.asarray(f(grid)), float(np.asarray(f(np.array([z])))[0])
    room = 0.15 * float(np.ptp(curve))
    ax.set(xlim=span, ylim=(curve.min() - room, curve.max() + room))
    ax.grid(color=FAINT, lw=0.6)
    ax.plot(grid, curve, color=BLUE, lw=2.2, label="curve")
    ends = np.array([-1.5, 1.5])
    ax.plot(z + ends, value + slope * ends, color=VERMILLION, lw=2.2, ls="--", label="tangent")
    ax.plot([z, z + 1], [value, value], color=MUTED, lw=1.6, ls=":", label="run 1")
    # Of one width, so that a slider does not make the picture jump.
    rise = f"rise {number(slope, '.2f')}"
    ax.plot([z + 1, z + 1], [value, value + slope], color=GREEN, lw=3, label=rise)
    ax.plot([z], [value], color=INK, marker="o", ms=8, ls="", label="point")
    legend(ax)
    return fig
