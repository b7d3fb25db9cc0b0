"""Chapters 0, 2, 3 and 5 to 18: numbers in a row, as curves over a training or a variable, or as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.view.style import BLUE, INK, axes, draw_curves, ink, legend, mix, shared_legend, small_multiples


def curves(
    x: ArrayLike,
    ys: Mapping[str, ArrayLike],
    *,
    xlabel: str = "x",
    ylabel: str = "y",
    ylim: tuple[float, float] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Draw one curve a label, told apart by colour and by line style, named at its right end.

    x: array (n,). ys: label to array (n,). ylim: the lowest and the highest y that is shown, so that the axis
    stays where it is while a curve moves; left out, as far as the curves go.

    >>> fig = curves([0, 1, 2], {"square": [0, 1, 4]}, title="It grows")
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['square']
    """
    fig, ax = axes(title, xlabel, ylabel, ax)
    if ylim is not None:
        ax.set_ylim(ylim)
    _named_curves(ax, x, ys)
    return fig


def loss_curves(
    history: Mapping[str, ArrayLike],
    *,
    title: str = "",
    xlabel: str = "step",
    ylabel: str = "loss",
    log: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Draw what a training watched, step by step.

    history: name to array (n,); a `train.History` (its `steps` are used) or a plain dict.
    log: draw the losses on a logarithmic axis.

    >>> fig = loss_curves({"loss": [3.0, 1.0, 0.5]})
    >>> fig.axes[0].get_xlabel()
    'step'
    """
    ys = {name: np.asarray(history[name]) for name in history if name != "steps"}
    longest = max((len(y) for y in ys.values()), default=0)
    steps = getattr(history, "steps", history.get("steps", np.arange(1, longest + 1)))
    fig, ax = axes(title, xlabel, ylabel, ax)
    ax.set_yscale("log" if log else "linear")  # before the curves are named at their ends
    ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))
    _named_curves(ax, np.asarray(steps), ys)
    return fig


def curve_panels(
    x: ArrayLike,
    panels: Mapping[str, Mapping[str, ArrayLike]],
    *,
    xlabel: str = "step",
    ylabel: str = "",
    title: str = "",
) -> Figure:
    """Draw groups of curves side by side on one scale, a panel a group.

    x: array (n,). panels: a panel's name to label to array (n,).

    >>> fig = curve_panels([0, 1], {"fast": {"a": [1, 0]}, "slow": {"a": [1, 0.9]}})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['fast', 'slow']
    """
    fig, found = small_multiples(len(panels), 3, title, (3.5 if len(panels) < 3 else 2.8, 3.1))
    labels = list(dict.fromkeys(label for ys in panels.values() for label in ys))
    for ax, (name, ys) in zip(found, panels.items(), strict=True):
        axes(name, xlabel, ylabel if ax is found[0] else "", ax)
        draw_curves(ax, x, ys, grid="both", among=labels)
        ax.margins(x=0)
    shared_legend(fig, found)
    return fig


def bars(
    probabilities: ArrayLike,
    labels: Sequence[object] | None = None,
    *,
    title: str = "",
    xlabel: str = "class",
    ylabel: str = "probability",
    ax: Axes | None = None,
) -> Figure:
    """Draw one bar a class with its number on top; the highest bar stands out.

    probabilities: array (m,). labels: one a class; left out, their numbers.

    >>> fig = bars([0.2, 0.8], ["cat", "dog"])
    >>> [t.get_text() for t in fig.axes[0].texts]
    ['0.20', '0.80']
    """
    p = np.asarray(probabilities, dtype=float).ravel()
    names = [str(name) for name in (range(len(p)) if labels is None else labels)]
    fig, ax = axes(title, xlabel, ylabel, ax)
    best = int(np.argmax(p)) if len(p) else -1
    colours = [BLUE if i == best else mix(BLUE, 0.6) for i in range(len(p))]
    boxes = ax.bar(names, p, color=colours, edgecolor="white")
    for number in ax.bar_label(boxes, fmt="%.2f", fontsize=10, color=INK, padding=2):
        number.set_in_layout(False)  # or the panels would move with the highest bar
    ax.set_ylim(min(0.0, p.min(initial=0)), 1.08 * max(p.max(initial=0), 1.0 if p.sum() <= 1.001 else 0.0))
    return fig


def _named_curves(ax: Axes, x: ArrayLike, ys: Mapping[str, ArrayLike]) -> None:
    """Draw curves, each named at its right end, or in a legend where the ends lie too close together."""
    draw_curves(ax, x, ys)
    ax.margins(x=0)
    ends = [float(np.asarray(line.get_ydata())[-1]) for line in ax.lines]
    if len(ends) < 2:
        return
    low, high, *places = ax.yaxis.get_transform().transform([*ax.get_ylim(), *ends])
    if not np.isfinite(places).all() or (np.diff(np.sort(places)) < 0.075 * (high - low)).any():
        legend(ax)
        return
    beside = ax.get_yaxis_transform()  # across in the plot's widths, up as the data: it follows the limits
    for line, end in zip(ax.lines, ends, strict=True):
        style = {"fontsize": 11, "fontweight": "bold", "color": ink(str(line.get_color()))}
        ax.text(1.015, end, str(line.get_label()), transform=beside, va="center", **style)  # type: ignore[arg-type]
