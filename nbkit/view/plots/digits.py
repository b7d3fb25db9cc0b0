"""Chapters 10 to 15 and 19: digits, and what a network answers, what it mistakes, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from nbkit.functions import Array
from nbkit.view.plots.images import INKED, as_images, image_grid, show_image
from nbkit.view.plots.series import bars
from nbkit.view.style import (
    BLUE,
    EDGE,
    FAINT,
    INK,
    LEGEND,
    MUTED,
    SIGNED,
    VERMILLION,
    Picture,
    axes,
    headline,
    mix,
    sheet,
    small_multiples,
    write,
)

TENTHS = np.linspace(0, 1, 11)
STAGES = ("1. what was written", "2. cut out, 20 × 20", "3. centred, 28 × 28")


def digit_grid(
    images: ArrayLike, labels: Sequence[object] | None = None, *, columns: int = 10, title: str = ""
) -> Figure:
    """Draw many digits in rows, each with its label beneath.

    images: array (n, h, w), or (n, h * h) for square ones. labels: one an image.

    >>> fig = digit_grid(np.zeros((3, 4)), labels=[7, 8, 9])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['7', '8', '9']
    """
    pictures = as_images(images)
    ink = {"cmap": "gray_r", "vmin": pictures.min(initial=0), "vmax": max(pictures.max(initial=0), 1e-12)}
    fig, _ = image_grid(pictures, labels, columns, title, **ink)
    return fig


def reading(
    image: ArrayLike, probabilities: ArrayLike, *, label: int | None = None, title: str = ""
) -> Figure:
    """Draw a digit and, beside it, the probability that a network gives to each class.

    image: array (h, w), or (h * h,) for a square one. probabilities: array (m,).
    label: the right class, whose number is marked beneath the bars.

    >>> fig = reading(np.eye(5), [0.2, 0.8], label=0)
    >>> [text.get_text() for text in fig.axes[1].get_xticklabels()]
    ['0\\nlabel', '1']
    """
    p = np.asarray(probabilities, dtype=float)
    fig = sheet((7.6, 3.3), title)
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.9))
    show_image(left, as_images(np.asarray(image)[None])[0], edge=EDGE, cmap="gray_r")
    names = [f"{k}\nlabel" if k == label else str(k) for k in range(len(p))]
    bars(p, names, xlabel="digit", ax=right)
    return fig


def stages(written: Sequence[ArrayLike], probabilities: ArrayLike, *, title: str | None = None) -> Figure:
    """Draw handwriting on its way to a network, and the probability that this gives to each digit.

    A cross marks the centre of mass where the last picture has it. Without ink there are no bars.

    written: the ink, what is cut out of it, and what the network gets, as from `nbkit.prepare`.
    probabilities: array (m,).
    title: left out, what the network reads, or a request to write where there is no ink.

    >>> fig = stages([np.eye(5), np.eye(4), np.eye(6)], [0.2, 0.8])
    >>> fig.get_suptitle(), [text.get_text() for text in fig.axes[0].texts]
    ('Read as 1: 80% sure', ['1. what was written', '2. cut out, 20 × 20', '3. centred, 28 × 28'])
    >>> stages(np.zeros((3, 9, 9)), [0.2, 0.8]).get_suptitle()
    'Write a digit'
    """
    p, empty = np.asarray(probabilities, dtype=float), not np.any(written[0])
    fig = Picture(figsize=(6.4, 4.2), facecolor="white")  # laid out by hand: measuring takes too long
    said = "Write a digit" if empty else f"Read as {p.argmax()}: {p.max():.0%} sure"
    headline(fig, said if title is None else title)
    above, below = fig.add_axes((0.087, 0.39, 0.9, 0.49)), fig.add_axes((0.087, 0.12, 0.9, 0.19))
    for k, (name, picture) in enumerate(zip(STAGES, written, strict=True)):
        _stage(above, 1.1 * k, name, np.asarray(picture, dtype=float))
    above.set(xlim=(0, 3.2), ylim=(0, 1.14))
    above.set_axis_off()
    axes("", "digit", "probability", below)
    below.set(xlim=(-0.6, len(p) - 0.4), ylim=(0, 1.08), yticks=(0, 0.5, 1), xticks=range(len(p)))
    if not empty:
        bars(p, xlabel="digit", ax=below)
        _cross(above, 2.2, np.asarray(written[2], dtype=float))
    return fig


def confusion_matrix(
    labels: ArrayLike, predicted: ArrayLike, names: Sequence[str] | None = None, *, title: str = ""
) -> Figure:
    """Draw how often each class, a row, was taken for each, a column: right ones blue, mistakes vermillion.

    A blue is as dark as its share of the row, a vermillion as its share of the most frequent mistake.

    labels, predicted: arrays (n,) of class numbers from 0. names: of the classes; left out, their numbers.
    Raises ValueError where there are not as many answers as labels.

    >>> fig = confusion_matrix([0, 0, 1], [0, 1, 1])
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['1', '1', '1']
    """
    counts = _confusions(np.asarray(labels), np.asarray(predicted), len(names or ()))
    m, right = len(counts), np.eye(len(counts), dtype=bool)
    size = (5.6, 5.4) if names is None else (2.6 + 0.6 * m, 2.3 + 0.6 * m)
    fig, ax = axes(title, "the network reads" if names is None else "it says", "the label says", size=size)
    of_row = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    of_worst = counts / max(int(counts[~right].max(initial=0)), 1)
    ax.imshow(np.where(right, 0.85 * of_row, -0.75 * of_worst), cmap=SIGNED, vmin=-1, vmax=1)
    ax.set(xticks=range(m), yticks=range(m))
    if names is not None:
        ax.set(xticklabels=names, yticklabels=names)
        if max(map(len, names)) > 7:
            ax.tick_params(axis="x", labelrotation=90)
    ax.tick_params(length=0)
    for k in np.arange(m - 1) + 0.5:
        ax.axhline(k, color=FAINT, lw=0.6)
        ax.axvline(k, color=FAINT, lw=0.6)
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = row == column and of_row[row, column] > 0.5
        write(ax, column, row, str(counts[row, column]), 10.5, "white" if dark else INK)
    return fig


def reliability(
    confidence: ArrayLike, right: ArrayLike, *, edges: ArrayLike = TENTHS, title: str = ""
) -> Figure:
    """Draw the share of right answers against how sure the network was, and how many answers there were.

    Each point is a group of answers of like confidence. Its bar holds the true share in 95 of 100 cases
    (Wilson's interval). On the dashed line, an answer given with 70 percent is right in 70 of 100 cases.

    confidence: array (n,), from 0 to 1. right: array (n,) of bool.
    edges: array (k + 1,), where the groups begin and end; the last one includes its end.

    >>> fig = reliability([0.61, 0.69, 0.95], [True, False, True])
    >>> fig.axes[0].lines[1].get_xydata().round(2).tolist()
    [[0.65, 0.5], [0.95, 1.0]]
    """
    confidence, edges = np.asarray(confidence, dtype=float), np.asarray(edges, dtype=float)
    group = np.clip(np.searchsorted(edges, confidence, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(group, minlength=len(edges) - 1)
    full = counts > 0
    n = counts[full]
    sure, share = (
        np.bincount(group, weights=np.asarray(value, dtype=float), minlength=len(counts))[full] / n
        for value in (confidence, right)
    )
    fig = sheet((6.0, 5.2), title)
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=(2.6, 1))
    _shares(above, sure, share, n)
    axes("", "probability that the network gave to its answer", "answers", below)
    boxes = below.bar(edges[:-1][full], n, np.diff(edges)[full], align="edge", color=BLUE, ec="white")
    below.bar_label(boxes, fontsize=10, color=INK, padding=2)
    below.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.3 * n.max(initial=1)))
    return fig


def value_histograms(values: Mapping[str, ArrayLike], *, xlabel: str = "value", title: str = "") -> Figure:
    """Draw how values from 0 to 1 are spread, one panel a label, in twenty bars on one scale.

    values: a panel's title to an array of any shape.

    >>> fig = value_histograms({"even": [0.1, 0.9], "at the end": [1.0, 1.0]})
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['even', 'at the end']
    """
    fig, panels = small_multiples(len(values), 3, title, (3.4, 2.7))
    edges = np.linspace(0, 1, 21)
    for ax, (name, numbers) in zip(panels, values.items(), strict=True):
        axes(name, xlabel, "share" if ax is panels[0] else "", ax)
        counts, _ = np.histogram(np.asarray(numbers), bins=edges)
        ax.bar(edges[:-1], counts / max(counts.sum(), 1), 0.05, align="edge", color=BLUE, ec="white")
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlim(0, 1)
    return fig


def _stage(ax: Axes, left: float, name: str, picture: Array) -> None:
    """Draw a picture one wide and one high, framed, its name above: Axes for each would take longer."""
    ax.imshow(picture, extent=(left, left + 1, 0, 1), **INKED)
    ax.add_patch(Rectangle((left, 0), 1, 1, fill=False, ec=EDGE, lw=0.8, clip_on=False))
    write(ax, left, 1.09, name, 11.5, ha="left")


def _cross(ax: Axes, left: float, picture: Array) -> None:
    """Mark the centre of mass of a picture drawn from there."""
    across, up = (np.arange(0.5, n) / n for n in picture.shape[::-1])
    x, y = picture.sum(axis=0) @ across, picture.sum(axis=1) @ up[::-1]
    ax.plot([left + x / picture.sum()], [y / picture.sum()], "+", color=VERMILLION, ms=13, mew=2)


def _confusions(labels: Array, predicted: Array, least: int) -> Array:
    if labels.shape != predicted.shape or labels.ndim != 1:
        raise ValueError(
            f"expected one answer a label, both (n,), got labels {labels.shape} and predicted "
            f"{predicted.shape}: of probabilities take argmax(axis=1)"
        )
    m = max(least, int(max(labels.max(initial=0), predicted.max(initial=0))) + 1)
    counts = np.zeros((m, m), dtype=np.int64)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def _shares(ax: Axes, sure: ArrayLike, share: Array, n: Array) -> None:
    """Draw the share of right answers with its interval, and the line on which words and deeds agree."""
    axes("", "", "share that was right", ax)
    ax.plot([0, 1], [0, 1], color=MUTED, ls="--", lw=1.4, label="as sure as right")
    low, high = _wilson(share, n)
    ax.vlines(sure, low, high, color=mix(VERMILLION, 0.35), lw=2.2)
    ax.plot(sure, share, color=VERMILLION, marker="o", ms=7, ls="", clip_on=False, label="a group of answers")
    ax.set_ylim(-0.02, 1.04)
    ax.legend(loc="upper left", **LEGEND)


def _wilson(share: Array, n: Array, z: float = 1.96) -> Sequence[Array]:
    """Return the ends of Wilson's interval (1927); unlike share ± 2 deviations it stays within 0 and 1."""
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return centre - half, centre + half
