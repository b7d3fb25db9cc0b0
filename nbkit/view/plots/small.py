"""Chapter 10: small networks, quantities by layer and digits with flipped pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.style import (
    BLUE,
    FAINT,
    INK,
    MARKERS,
    MUTED,
    STYLES,
    VERMILLION,
    axes,
    colour_of,
    ink,
    legend,
    mix,
    number,
    sheet,
    small_multiples,
    write,
)

PAPER_AND_INK = ListedColormap(["#ffffff", mix(INK, 0.45)])


def by_layer(values: Mapping[str, ArrayLike], *, ylabel: str, title: str = "") -> Figure:
    """Draw one quantity layer by layer for several networks, on a logarithmic axis.

    values: name to array (n,); entry k belongs to layer k + 1; all above 0.

    >>> fig = by_layer({"sigmoid": [0.01, 0.1, 1.0]}, ylabel="size of the gradient")
    >>> fig.axes[0].get_yscale(), fig.axes[0].lines[0].get_xdata().tolist()
    ('log', [1, 2, 3])
    """
    fig, ax = axes(title, "layer, from the input to the output", ylabel, size=(7.2, 4.0))
    for i, (name, entries) in enumerate(values.items()):
        y = np.asarray(entries, dtype=float)
        style = {"color": colour_of(i), "marker": MARKERS[i], "ls": STYLES[i], "lw": 2.0, "ms": 7}
        ax.plot(np.arange(1, len(y) + 1), y, label=name, mec="white", **style)
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, min_n_ticks=1))
    ax.grid(axis="y", color=FAINT, lw=0.6)
    legend(ax)
    return fig


def flip_map(
    images: ArrayLike, answers: ArrayLike, labels: Sequence[int] | Array, *, title: str = ""
) -> Figure:
    """Draw each digit with, on every pixel whose flip changes the answer, the wrong answer.

    images: array (n, h, w), where 0 is paper and 1 is ink. labels: n whole numbers.
    answers: array (n, h * w), what the network says when that pixel is flipped.
    Raises ValueError where there is not one answer a pixel.

    >>> fig = flip_map(np.zeros((1, 1, 2)), [[0, 3]], [0])
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['3']
    """
    pictures, said = np.asarray(images, dtype=float), np.asarray(answers)
    if said.shape != (len(pictures), pictures[0].size):
        raise ValueError(
            f"expected answers of shape {(len(pictures), pictures[0].size)}, one a pixel, got {said.shape}"
        )
    fig, panels = small_multiples(len(pictures), 4, title, (1.9, 2.6))
    for ax, picture, row, label in zip(panels, pictures, said, labels, strict=True):
        wrong = row != label
        axes(f"a {label}: {len(row) - wrong.sum()} of {len(row)}", ax=ax)
        _pixels(ax, picture)
        for k in np.flatnonzero(wrong):
            _wrong(ax, int(k) // picture.shape[1], int(k) % picture.shape[1], str(row[k]))
    return fig


def flipped_digit(
    image: ArrayLike, flipped: Sequence[int], answer: float, label: int, *, title: str = ""
) -> Figure:
    """Draw a digit with its flipped pixels ringed, and the network's answer on the line from 0 to 3.

    image: array (h, w), as the network sees it, flips included.
    flipped: numbers of the flipped pixels, from 0, row by row.
    answer: what the network says, from 0 to 3. label: the digit it was drawn as.

    >>> fig = flipped_digit(np.eye(2), [1], 1.7, label=2)
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['what it sees', 'what it answers: 1.7']
    """
    picture = np.asarray(image, dtype=float)
    fig = sheet((7.2, 3.1), title)
    left, right = fig.subplots(1, 2, width_ratios=[1, 3.2])
    axes("what it sees", ax=left)
    left.set_anchor("N")
    _pixels(left, picture)
    for k in flipped:
        row, column = divmod(int(k), picture.shape[1])
        left.plot(column, row, marker="o", ms=15, mfc="none", mec=VERMILLION, mew=2.4)
    _answer_line(right, answer, label)
    return fig


def _pixels(ax: Axes, picture: Array) -> None:
    """Draw ink and paper with thin lines between the pixels."""
    height, width = picture.shape
    ax.imshow(picture, cmap=PAPER_AND_INK, vmin=0, vmax=1, interpolation="nearest", zorder=0)
    ax.hlines(np.arange(height + 1) - 0.5, -0.5, width - 0.5, color=FAINT, lw=1.0, zorder=1)
    ax.vlines(np.arange(width + 1) - 0.5, -0.5, height - 0.5, color=FAINT, lw=1.0, zorder=1)
    ax.set(xlim=(-0.55, width - 0.45), ylim=(height - 0.45, -0.55), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)


def _wrong(ax: Axes, row: int, column: int, text: str) -> None:
    box = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": VERMILLION, "lw": 1.4}
    write(ax, column, row, text, 11, ink(VERMILLION), fontweight="bold", bbox=box)


def _answer_line(ax: Axes, answer: float, label: int) -> None:
    """Draw the line from 0 to 3, cut where rounding changes; the right stretch is shaded."""
    axes(f"what it answers: {number(answer)}", ax=ax)
    ax.axvspan(label - 0.5, label + 0.5, color=mix(BLUE, 0.8), lw=0)
    for edge in (0.5, 1.5, 2.5):
        ax.axvline(edge, color=MUTED, lw=1.0, ls=":")
    right = round(answer) == label
    marker, colour = ("o", BLUE) if right else ("X", VERMILLION)
    ax.plot([answer], [0.5], marker=marker, color=colour, ms=17, mec="white")
    write(ax, label, 0.12, "rounds right", 10, ink(BLUE))
    ax.set(xlim=(-0.5, 3.5), ylim=(0, 1), xticks=range(4), yticks=[])
    ax.spines["left"].set_visible(False)
