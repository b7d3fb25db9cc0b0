"""The house style of all figures: colours, markers, axes, titles, legends."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nbkit.gate.show import bundle

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
INK, MUTED, EDGE, FAINT = "#22272e", "#57606a", "#8c959f", "#d0d7de"
SIZE = (6.4, 4.0)
MAGNITUDE = "cividis"
SIGNED = LinearSegmentedColormap.from_list("nbkit_signed", [VERMILLION, "#ffffff", BLUE])
HEADLINE: dict[str, Any] = {"fontsize": 12.5, "fontweight": "bold", "color": INK}
LEGEND: dict[str, Any] = {"frameon": False, "fontsize": 10, "labelcolor": INK}
WORDLESS = 'This figure has no words yet: nb.show(figure, alt="what it shows") gives it some.'


class Picture(Figure):
    """A figure that shows itself as the last value of a cell, and says how to give it words.

    IPython shows matplotlib's own only once pyplot has made a figure, and ours do without it.

    >>> sorted(Picture()._repr_mimebundle_()[0])[1:]
    ['image/png', 'text/html', 'text/plain']
    """

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        data, metadata = bundle(self, WORDLESS)
        data["text/html"] += f"<p>{escape(WORDLESS)}</p>"
        return data, metadata


def axes(
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
    size: tuple[float, float] = SIZE,
) -> tuple[Figure, Axes]:
    """Return an empty figure in the house style and its Axes (or dress the Axes given).

    >>> fig, ax = axes("The loss falls", xlabel="step", ylabel="loss")
    >>> ax.get_title(loc="left")
    'The loss falls'
    """
    panel = ax is not None
    if ax is None:
        ax = sheet(size).add_subplot()
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(EDGE)
    ax.set_facecolor("white")
    ax.tick_params(labelsize=10, colors=MUTED, labelcolor=INK, length=3)
    ax.set_xlabel(xlabel, fontsize=11, color=INK)
    ax.set_ylabel(ylabel, fontsize=11, color=INK)
    headline(ax, title, panel)
    return _figure(ax), ax


def sheet(size: tuple[float, float], title: str = "") -> Figure:
    """Return a white figure that makes room for its texts."""
    fig = Picture(figsize=size, layout="constrained", facecolor="white")
    fig.get_layout_engine().set(w_pad=0.09, h_pad=0.09)  # type: ignore[union-attr, call-arg]
    headline(fig, title)
    return fig


def small_multiples(
    n: int, columns: int, title: str, cell: tuple[float, float] = (2.5, 2.2)
) -> tuple[Figure, list[Axes]]:
    """Return a figure of n panels in rows, on one scale, under one title."""
    columns = max(1, min(n, columns))
    rows = max(1, -(-n // columns))
    fig = sheet((max(4.0, cell[0] * columns + 0.3), cell[1] * rows + (0.6 if title else 0.2)), title)
    fig.get_layout_engine().set(h_pad=0.12)  # type: ignore[union-attr, call-arg]
    grid = fig.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for spare in grid[n:]:
        spare.remove()
    return fig, list(grid[:n])


def canvas(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    """Return Axes without frame where one unit is one inch, so that text fits what it is written in."""
    lines = _broken(title, max(14, round(9.3 * width))).splitlines()
    head = 0.26 * len(lines) + (0.12 if lines else 0.0)
    fig = Picture(figsize=(width, height + head), facecolor="white")
    ax = fig.add_axes((0.0, 0.0, 1.0, height / (height + head)))
    ax.set(xlim=(0, width), ylim=(0, height), autoscale_on=False)
    ax.axis("off")
    ax.set_title("\n".join(lines), loc="left", x=0.02, pad=2, **HEADLINE)
    return fig, ax


def headline(of: Figure | Axes, title: str, quiet: bool = False) -> None:
    """Write a title at the left, broken into lines where it is long; a quiet one stands over a panel of many.

    >>> fig = sheet((4, 3), "A title that is longer than the figure is wide")
    >>> fig.get_suptitle()
    'A title that is longer\\nthan the figure is wide'
    """
    if isinstance(of, Figure):
        if title:
            broken = _broken(title, round(9.3 * of.get_figwidth()))
            of.suptitle(broken, x=0.012, ha="left", **HEADLINE)
        return
    width = of.get_position().width * _figure(of).get_figwidth()
    look = HEADLINE | ({"fontsize": 11.5, "fontweight": "normal", "pad": 6} if quiet else {"pad": 10})
    of.set_title(_broken(title, max(14, round(10.5 * width))), loc="left", **look)


def draw_curves(
    ax: Axes,
    x: ArrayLike,
    ys: Mapping[str, ArrayLike],
    *,
    lw: float = 2.2,
    grid: Literal["y", "both"] = "y",
    at: float | None = None,
    among: Sequence[str] | None = None,
) -> None:
    """Draw one curve a label, told apart by colour and by line style; `at` marks a place on each.

    among: the labels of all panels that share a legend, so that each has one look; left out, those of ys.
    """
    every = list(among or ys)
    for label, y in ys.items():
        i = every.index(label)
        ax.plot(x, np.asarray(y), label=label, lw=lw, color=colour_of(i), ls=STYLES[i % len(STYLES)])
        if at is not None:
            ax.plot(
                [at],
                [np.interp(at, np.asarray(x), np.asarray(y))],
                color=colour_of(i),
                marker=MARKERS[i],
                ms=9,
                ls="",
            )
    ax.grid(axis=grid, color=FAINT, lw=0.6)


def legend(ax: Axes) -> None:
    """Put the legend beside the plot, where it can hide nothing."""
    if ax.get_legend_handles_labels()[0]:
        # handles with room for a dash and a dot
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), handlelength=2.4, **LEGEND)


def shared_legend(fig: Figure, panels: Sequence[Axes]) -> None:
    """Put one legend below all panels, each label once."""
    found = labelled(panels)
    legend_below(fig, found, ncols=len(found) or 1 if fig.get_figwidth() > 6 else 2)


def labelled(panels: Sequence[Axes]) -> dict[str, Any]:
    """Return what has a label in any of the panels, each label once."""
    found: dict[str, Any] = {}
    for ax in panels:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    return found


def legend_below(fig: Figure, entries: Mapping[str, Any], **how: Any) -> None:
    """Put a legend of these entries below all panels."""
    fig.legend(list(entries.values()), list(entries), loc="outside lower center", **LEGEND, **how)


def colour_bar(fig: Figure, panels: Sequence[Axes], label: str, **how: Any) -> None:
    """Put one bar beside the panels that says what the colours of their images stand for."""
    bar = fig.colorbar(panels[0].images[0], ax=panels, label=label, **how)
    bar.outline.set_visible(False)  # type: ignore[operator]


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


def number(value: float, form: str = "") -> str:
    """Return a number in three figures, or whole from 1000 on, or in the form given, with a real minus sign.

    >>> number(-0.31682708), number(999.6), number(-0.0), number(-2, "+.1f")
    ('−0.317', '1000', '0', '−2.0')
    """
    # from 999.5 on three figures are 1e+03
    return f"{value + 0.0:{form or ('.3g' if abs(value) < 999.5 else '.0f')}}".replace("-", "−")


def subscript(i: int) -> str:
    """Return a number as a subscript.

    >>> "x" + subscript(12)
    'x₁₂'
    """
    return str(i).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _broken(title: str, width: int) -> str:
    """Break a title into as few lines of at most `width` letters as it needs, all about as long."""
    needed = len(textwrap.wrap(title, width))
    tries = (textwrap.wrap(title, w) for w in range(1 + len(title) // (needed + 1), width + 1))
    return "\n".join(next((lines for lines in tries if len(lines) <= needed), []))


def _figure(ax: Axes) -> Figure:
    fig = ax.get_figure()
    while not isinstance(fig, Figure):  # Axes may lie in a subfigure
        fig = fig.figure  # type: ignore[union-attr]
    return fig
