"""The house style of all figures: colours, markers, axes, titles, legends."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

# Okabe and Ito (2008): told apart with every common colour blindness. Yellow vanishes on white, so it is out.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK = COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#222222",
)
MARKERS = ("o", "^", "s", "D", "v", "P", "X")
STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (1, 3)))
INK, MUTED, FAINT = "#22272e", "#57606a", "#d0d7de"
SIZE = (6.4, 4.0)
MAGNITUDE = "cividis"
SIGNED = LinearSegmentedColormap.from_list("nbkit_signed", [VERMILLION, "#ffffff", BLUE])

Floats = NDArray[np.float64]


def axes(
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
    size: tuple[float, float] = SIZE,
) -> tuple[Figure, Axes]:
    """Return an empty figure in the house style and its Axes (or dress the Axes given).

    Examples
    --------
    >>> fig, ax = axes("The loss falls", xlabel="step", ylabel="loss")
    >>> ax.get_title(loc="left")
    'The loss falls'
    """
    panel = ax is not None
    if ax is None:
        ax = sheet(size).add_subplot()
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color("#8c959f")
    ax.set_facecolor("white")
    ax.tick_params(labelsize=10, colors=MUTED, labelcolor=INK, length=3)
    ax.set_xlabel(xlabel, fontsize=11, color=INK)
    ax.set_ylabel(ylabel, fontsize=11, color=INK)
    _set_title(ax, title, panel)
    return _figure(ax), ax


def sheet(size: tuple[float, float]) -> Figure:
    """Return a white figure that makes room for its texts."""
    fig = Figure(figsize=size, layout="constrained", facecolor="white")
    fig.get_layout_engine().set(w_pad=0.09, h_pad=0.09)  # type: ignore[union-attr, call-arg]
    return fig


def small_multiples(
    n: int, columns: int, title: str, cell: tuple[float, float] = (2.5, 2.2)
) -> tuple[Figure, list[Axes]]:
    """Return a figure of n panels in rows, on one scale, under one title."""
    columns = max(1, min(n, columns))
    rows = max(1, -(-n // columns))
    size = (max(4.0, cell[0] * columns + 0.3), cell[1] * rows + (0.6 if title else 0.2))
    fig = sheet(size)
    fig.get_layout_engine().set(h_pad=0.12)  # type: ignore[union-attr, call-arg]
    grid = fig.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for spare in grid[n:]:
        spare.remove()
    headline(fig, title)
    return fig, list(grid[:n])


def headline(fig: Figure, title: str) -> None:
    """Write the title of a figure of several panels, broken into lines where it is long."""
    if title:
        text = textwrap.fill(title, round(9.3 * fig.get_figwidth()))
        fig.suptitle(text, x=0.012, ha="left", fontsize=12.5, fontweight="bold", color=INK)


def legend(ax: Axes) -> None:
    """Put the legend beside the plot, where it can hide nothing."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(
            loc="upper left",
            bbox_to_anchor=(1.0, 1.0),
            frameon=False,
            fontsize=10,
            labelcolor=INK,
            handlelength=2.4,  # room for a dash and a dot
        )


def shared_legend(fig: Figure, panels: Sequence[Axes]) -> None:
    """Put one legend below all panels, each label once."""
    found: dict[str, Any] = {}
    for ax in panels:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    fig.legend(
        list(found.values()),
        list(found),
        loc="outside lower center",
        ncols=len(found) or 1 if fig.get_figwidth() > 6 else 2,
        frameon=False,
        fontsize=10,
        labelcolor=INK,
    )


def write(ax: Axes, x: float, y: float, text: str, size: float = 11, colour: str = INK, **how: Any) -> None:
    """Write a text centred on a place."""
    ax.text(x, y, text, ha=how.pop("ha", "center"), va="center", fontsize=size, color=colour, **how)


def colour_of(i: int) -> str:
    """Return the colour of the i-th curve or class."""
    return COLOURS[i % len(COLOURS)]


def mix(colour: str, share: float, other: str = "#ffffff") -> str:
    """Return `colour` with that share of the other."""
    mixed = (1 - share) * np.array(to_rgb(colour)) + share * np.array(to_rgb(other))
    return to_hex(tuple(mixed.tolist()))  # type: ignore[arg-type]


def ink(colour: str) -> str:
    """Return a darker shade that can be read as text on white."""
    return mix(colour, 0.35, "#000000")


def number(value: float) -> str:
    """Return a number in three figures, or whole from 1000 on, with a real minus sign.

    >>> number(-0.31682708), number(1234.5), number(-0.0)
    ('−0.317', '1234', '0')
    """
    return f"{value + 0.0:{'.3g' if abs(value) < 1000 else '.0f'}}".replace("-", "−")


def _figure(ax: Axes) -> Figure:
    fig = ax.get_figure()
    while not isinstance(fig, Figure):  # Axes may lie in a subfigure
        fig = fig.figure  # type: ignore[union-attr]
    return fig


def _set_title(ax: Axes, title: str, panel: bool) -> None:
    """Write the title; a panel's is quieter, since the figure has one too."""
    width = ax.get_position().width * _figure(ax).get_figwidth()
    text = textwrap.fill(title, max(14, round(10.5 * width)))
    size, weight = (11.5, "normal") if panel else (12.5, "bold")
    ax.set_title(text, loc="left", fontsize=size, fontweight=weight, color=INK, pad=6 if panel else 10)
