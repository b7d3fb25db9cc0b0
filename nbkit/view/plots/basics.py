"""Figures in one calm house style: arrays and callables in, a matplotlib Figure out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from nbkit.view.plots.diagrams import network_diagram, neuron_diagram, shapes
from nbkit.view.style import (
    BLUE,
    COLOURS,
    FAINT,
    GREEN,
    INK,
    MAGNITUDE,
    MARKERS,
    MUTED,
    SIGNED,
    STYLES,
    VERMILLION,
    Floats,
    axes,
    colour_of,
    ink,
    legend,
    mix,
    number,
    shared_legend,
    small_multiples,
    write,
)

__all__ = [
    "COLOURS",
    "activation_and_slope",
    "axes",
    "bars",
    "curves",
    "decision_line",
    "decision_regions",
    "digit",
    "digit_grid",
    "loss_curves",
    "matrix",
    "mistakes",
    "network_diagram",
    "neuron_diagram",
    "perceptron_path",
    "scatter_classes",
    "shapes",
    "tangent",
    "truth_tables",
]

Line = tuple[ArrayLike, float]
TRUTH_TABLES: dict[str, tuple[tuple[int, ...], Line | None]] = {
    "AND": ((0, 0, 0, 1), ((1.0, 1.0), -1.5)),
    "OR": ((0, 1, 1, 1), ((1.0, 1.0), -0.5)),
    "NAND": ((1, 1, 1, 0), ((-1.0, -1.0), 1.5)),
    "XOR": ((0, 1, 1, 0), None),
}


def curves(
    x: ArrayLike,
    ys: Mapping[str, ArrayLike],
    *,
    xlabel: str = "x",
    ylabel: str = "y",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Draw one curve a label, told apart by colour and by line style, named at its right end.

    Parameters
    ----------
    x : array (n,)
    ys : mapping of label to array (n,)

    Examples
    --------
    >>> fig = curves([0, 1, 2], {"square": [0, 1, 4]}, title="It grows")
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['square']
    """
    fig, ax = axes(title, xlabel, ylabel, ax)
    _curves(ax, x, ys)
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

    Parameters
    ----------
    history : mapping of name to array (n,)
        A ``train.History`` (its ``steps`` are used) or a plain dict.
    log : bool
        Draw the losses on a logarithmic axis.

    Examples
    --------
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
    _curves(ax, np.asarray(steps), ys)
    return fig


def mistakes(counts: ArrayLike, *, title: str = "", xlabel: str = "pass over the points") -> Figure:
    """Draw how many points were mistaken in each pass over the data.

    Examples
    --------
    >>> fig = mistakes([5, 2, 0])
    >>> fig.axes[0].lines[0].get_ydata().tolist()
    [5, 2, 0]
    """
    counts = np.asarray(counts)
    fig, ax = axes(title, xlabel, "mistakes")
    ax.plot(np.arange(1, len(counts) + 1), counts, color=BLUE, marker="o", lw=2.2, ms=7, mec="white")
    ax.set_ylim(min(0.0, float(counts.min(initial=0))) - 0.04 * max(1, counts.max(initial=1)), None)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.grid(axis="y", color=FAINT, lw=0.6)
    return fig


def scatter_classes(
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw points of two or more classes, each with its own colour and its own marker.

    Parameters
    ----------
    X : array (n, 2)
    y : array (n,)
        The class of each point.
    labels : sequence of str, optional
        One name a class, in the order of the sorted classes.

    Raises
    ------
    ValueError
        X is not (n, 2), or y does not hold one class a point.

    Examples
    --------
    >>> fig = scatter_classes([[0, 0], [1, 1]], [0, 1], title="Two points")
    >>> [c.get_label() for c in fig.axes[0].collections]
    ['class 0', 'class 1']
    """
    X, y = _points(X, y)
    fig, ax = axes(title, xlabel, ylabel, ax)
    _scatter(ax, X, y, labels)
    legend(ax)
    return fig


def decision_line(
    w: ArrayLike,
    b: float,
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    window: tuple[float, float, float, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw the line w·x + b = 0, its two sides, its normal w, and ring the points it gets wrong.

    A point is taken for the higher class where w·x + b > 0. The arrow shows where w points, not its length.

    Parameters
    ----------
    w : array (2,)
    b : float
    X : array (n, 2)
    y : array (n,)
        Two classes, such as 0 and 1.
    window : (left, right, bottom, top), optional
        What is seen; by default all points.

    Examples
    --------
    >>> fig = decision_line([1, 1], -5, [[8, 10], [4, -10]], [1, 0])
    >>> [line.get_label() for line in fig.axes[0].lines]
    ['w·x + b = 0']
    """
    X, y = _points(X, y)
    weights = np.asarray(w, dtype=float)
    fig, ax = axes(title, xlabel, ylabel, ax)
    _set_window(ax, window or _window(X))
    _half_planes(ax, weights, float(b), len(np.unique(y)))
    _line(ax, weights, float(b), X)
    _scatter(ax, X, y, labels)
    wrong = _mistaken(weights, b, X, y)
    _ring(ax, X[wrong], f"mistaken: {wrong.sum()}")
    legend(ax)
    return fig


def decision_regions(
    predict: Callable[[Floats], ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "",
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Colour the plane by the class that `predict` gives it, with the points on top.

    Parameters
    ----------
    predict : callable
        Takes points (m, 2), gives their classes (m,).
    X : array (n, 2)
    y : array (n,)

    Examples
    --------
    >>> fig = decision_regions(lambda P: (P[:, 0] > 0).astype(int), [[-1, 0], [1, 0]], [0, 1])
    >>> len(fig.axes[0].images)
    1
    """
    X, y = _points(X, y)
    fig, ax = axes(title, xlabel, ylabel, ax)
    _set_window(ax, _window(X))
    grid_x, grid_y = np.meshgrid(np.linspace(*ax.get_xlim(), 480), np.linspace(*ax.get_ylim(), 384))
    answers = np.asarray(predict(np.column_stack([grid_x.ravel(), grid_y.ravel()])))
    classes = np.unique(np.concatenate([answers.ravel(), y]))
    regions = np.searchsorted(classes, answers).reshape(grid_x.shape)
    _tint(ax, regions, len(classes))
    if len(np.unique(regions)) > 1:
        edges = np.arange(len(classes) - 1) + 0.5
        ax.contour(grid_x, grid_y, regions, levels=edges, colors=[INK], linewidths=1.2)
    _scatter(ax, X, y, labels, classes)
    legend(ax)
    return fig


def perceptron_path(
    history: Sequence[tuple[ArrayLike, float, int | None]],
    X: ArrayLike,
    y: ArrayLike,
    *,
    steps: Sequence[int] | None = None,
    title: str = "",
) -> Figure:
    """Draw the perceptron's line after chosen steps; the point that caused each step is ringed.

    Parameters
    ----------
    history : sequence of (w, b, i)
        The weights (2,) and the bias after the step, and the row of X that caused it (None: no point did).
    steps : sequence of int, optional
        Which entries to draw; by default six, evenly spread, with the first and the last.

    Examples
    --------
    >>> fig = perceptron_path([([0, 1], 0, None), ([1, 1], 0, 1)], [[0, -1], [1, 1]], [0, 1])
    >>> [ax.get_title(loc="left") for ax in fig.axes]
    ['start', 'step 1']
    """
    X, y = _points(X, y)
    chosen = _spread(len(history), 6) if steps is None else list(steps)
    fig, panels = small_multiples(len(chosen), 2 if len(chosen) == 4 else 3, title)
    for ax, step in zip(panels, chosen, strict=False):
        w, b, culprit = history[step]
        axes("start" if step == 0 else f"step {step}", "x₁", "x₂", ax)
        ax.label_outer()
        _set_window(ax, _window(X))
        _half_planes(ax, np.asarray(w, dtype=float), float(b), 2)
        _line(ax, np.asarray(w, dtype=float), float(b), X)
        _scatter(ax, X, y, size=26)
        _ring(ax, X[[] if culprit is None else [culprit]], "caused the step")
    shared_legend(fig, panels)
    return fig


def truth_tables(
    tables: Mapping[str, tuple[Sequence[int], Line | None]] | None = None, *, title: str = ""
) -> Figure:
    """Draw logic gates as four points each, with a line (w, b) between 0 and 1 where one exists.

    Parameters
    ----------
    tables : mapping of name to (outputs, line), optional
        Outputs for the inputs 00, 01, 10, 11; by default AND, OR, NAND and XOR.

    Examples
    --------
    >>> fig = truth_tables()
    >>> [len(ax.lines) for ax in fig.axes]
    [1, 1, 1, 0]
    """
    tables = TRUTH_TABLES if tables is None else tables
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    fig, panels = small_multiples(len(tables), 4, title, (2.2, 2.5))
    for ax, (name, (outputs, line)) in zip(panels, tables.items(), strict=False):
        axes(name if line is not None else f"{name}: no line", "x₁", "x₂", ax)
        _set_window(ax, (-0.45, 1.45, -0.45, 1.45))
        if line is not None:
            _half_planes(ax, np.asarray(line[0], dtype=float), line[1], 2)
            _line(ax, np.asarray(line[0], dtype=float), line[1])
        _scatter(ax, X, np.asarray(outputs), ["output 0", "output 1"], np.array([0, 1]), size=90)
        ax.set_xticks([0, 1])
        ax.set_yticks([0, 1])
    shared_legend(fig, panels)
    return fig


def activation_and_slope(
    functions: Mapping[str, Callable[[Floats], ArrayLike]],
    slopes: Mapping[str, Callable[[Floats], ArrayLike]],
    z: ArrayLike,
    *,
    title: str = "",
) -> Figure:
    """Draw each activation (solid) and its slope (dashed) over z, one panel a function, on one scale.

    Parameters
    ----------
    functions, slopes : mappings of name to callable (n,) -> (n,)
        A function without a slope of the same name is drawn alone.
    z : array (n,)

    Examples
    --------
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
    f: Callable[[Floats], ArrayLike],
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

    Parameters
    ----------
    f : callable (n,) -> (n,)
    slope : float
        The slope of f at z.
    span : (left, right), optional
        The part of the curve that is seen.

    Examples
    --------
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
    # Of one width, so that a slider does not make the picture jump.
    rise = f"rise {slope:.2f}".replace("-", "−")
    ends = np.array([-1.5, 1.5])
    ax.plot(z + ends, value + slope * ends, color=VERMILLION, lw=2.2, ls="--", label="tangent")
    ax.plot([z, z + 1], [value, value], color=MUTED, lw=1.6, ls=":", label="run 1")
    ax.plot([z + 1, z + 1], [value, value + slope], color=GREEN, lw=3, label=rise)
    ax.plot([z], [value], color=INK, marker="o", ms=8, ls="", label="point")
    legend(ax)
    return fig


def digit(image: ArrayLike, *, title: str = "", ax: Axes | None = None) -> Figure:
    """Draw one digit, ink dark on white, with its rows and columns counted.

    Parameters
    ----------
    image : array (h, w), or (h * h,) for a square one

    Examples
    --------
    >>> fig = digit(np.eye(5))
    >>> fig.axes[0].images[0].get_array().shape
    (5, 5)
    """
    picture = _images(np.asarray(image)[None])[0]
    fig, ax = axes(title, "column", "row", ax, (4.2, 4.2))
    ax.imshow(picture, cmap="gray_r")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    for spine in ax.spines.values():
        spine.set_visible(True)
    return fig


def digit_grid(
    images: ArrayLike, labels: Sequence[object] | None = None, *, columns: int = 10, title: str = ""
) -> Figure:
    """Draw many digits in rows, each with its label beneath.

    Parameters
    ----------
    images : array (n, h, w), or (n, h * h) for square ones
    labels : sequence (n,), optional

    Examples
    --------
    >>> fig = digit_grid(np.zeros((3, 4)), labels=[7, 8, 9])
    >>> [ax.get_xlabel() for ax in fig.axes]
    ['7', '8', '9']
    """
    pictures = _images(np.asarray(images))
    side, caption = 7.0 / columns, 0.18 if labels is not None else 0.0
    fig, panels = small_multiples(len(pictures), columns, title, (side, side + caption))
    low, high = pictures.min(initial=0), max(pictures.max(initial=0), 1e-12)
    for i, ax in enumerate(panels):
        axes("", "" if labels is None else str(labels[i]), ax=ax)
        ax.imshow(pictures[i], cmap="gray_r", vmin=low, vmax=high)
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(visible=True, color=FAINT)
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

    Parameters
    ----------
    probabilities : array (m,)
    labels : sequence (m,), optional

    Examples
    --------
    >>> fig = bars([0.2, 0.8], ["cat", "dog"])
    >>> [t.get_text() for t in fig.axes[0].texts]
    ['0.20', '0.80']
    """
    p = np.asarray(probabilities, dtype=float).ravel()
    names = [str(i) for i in range(len(p))] if labels is None else [str(name) for name in labels]
    fig, ax = axes(title, xlabel, ylabel, ax)
    best = int(np.argmax(p)) if len(p) else -1
    colours = [BLUE if i == best else mix(BLUE, 0.6) for i in range(len(p))]
    boxes = ax.bar(names, p, color=colours, edgecolor="white")
    ax.bar_label(boxes, fmt="%.2f", fontsize=10, color=INK, padding=2)
    ax.set_ylim(min(0.0, p.min(initial=0)), 1.08 * max(p.max(initial=0), 1.0 if p.sum() <= 1.001 else 0.0))
    return fig


def matrix(
    A: ArrayLike, *, name: str = "", title: str = "", signed: bool | None = None, ax: Axes | None = None
) -> Figure:
    """Draw a matrix as a heat map, its numbers in the cells and its shape beneath.

    Parameters
    ----------
    A : array (n, m), or (m,) for one row
    name : str
        What the caption calls it, as in ``W: shape (2, 3)``.
    signed : bool, optional
        Centre the colours on 0; by default where A has a negative number.

    Examples
    --------
    >>> fig = matrix([[1, 2, 3], [4, 5, 6]], name="C")
    >>> fig.axes[0].get_xlabel()
    'C: shape (2, 3)'
    """
    array = np.asarray(A)
    cells = np.atleast_2d(array)
    rows, columns = cells.shape
    size = (min(8.0, max(3.2, 0.72 * columns + 1.4)), min(6.0, max(1.9, 0.55 * rows + 1.2)))
    fig, ax = axes(title, f"{name}: shape {array.shape}".removeprefix(": "), ax=ax, size=size)
    signed = bool((cells < 0).any()) if signed is None else signed
    limit = float(np.abs(cells).max(initial=0)) or 1.0
    low = -limit if signed else float(min(0, cells.min(initial=0)))
    picture = ax.imshow(cells, cmap=SIGNED if signed else MAGNITUDE, vmin=low, vmax=limit, aspect="auto")
    ax.set(xticks=range(columns) if columns <= 12 else [], yticks=range(rows) if rows <= 12 else [])
    ax.tick_params(length=0)
    for edge in range(1, max(rows, columns) if max(rows, columns) <= 12 else 0):
        ax.plot([edge - 0.5] * 2, [-0.5, rows - 0.5], color="white", lw=1.5, scalex=False, scaley=False)
        ax.plot([-0.5, columns - 0.5], [edge - 0.5] * 2, color="white", lw=1.5, scalex=False, scaley=False)
    if rows <= 12 and columns <= 12:
        _number_cells(ax, cells, picture)
    else:
        fig.colorbar(picture, ax=ax).outline.set_visible(False)  # type: ignore[operator]
    return fig


def _points(X: ArrayLike, y: ArrayLike) -> tuple[Floats, NDArray[Any]]:
    points, classes = np.asarray(X, dtype=float), np.asarray(y)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"expected points X of shape (n, 2), got {points.shape}; pick two columns: X[:, :2]")
    if classes.shape != points.shape[:1]:
        raise ValueError(f"expected one class a point, y of shape {points.shape[:1]}, got {classes.shape}")
    return points, classes


def _images(images: NDArray[Any]) -> NDArray[Any]:
    """Return images (n, h, w) from those or from flat square ones (n, h * h)."""
    if images.ndim == 3:
        return images
    side = round(np.sqrt(images.shape[-1])) if images.ndim == 2 else 0
    if images.ndim != 2 or side * side != images.shape[1]:
        raise ValueError(
            f"expected images (n, h, w) or flat squares (n, h * h), got {images.shape}; reshape them"
        )
    return images.reshape(-1, side, side)


def _spread(n: int, count: int) -> list[int]:
    return sorted({round(i) for i in np.linspace(0, n - 1, min(n, count))}) if n else []


def _curves(ax: Axes, x: ArrayLike, ys: Mapping[str, ArrayLike]) -> None:
    for i, (label, y) in enumerate(ys.items()):
        ax.plot(x, np.asarray(y), label=label, color=colour_of(i), linestyle=STYLES[i % len(STYLES)], lw=2.2)
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0)
    _name_curves(ax)


def _name_curves(ax: Axes) -> None:
    """Name each curve at its right end, or in a legend where the ends lie too close together."""
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


def _scatter(
    ax: Axes,
    X: Floats,
    y: NDArray[Any],
    labels: Sequence[str] | None = None,
    classes: NDArray[Any] | None = None,
    size: float = 52,
) -> None:
    classes = np.unique(y) if classes is None else classes
    for i, value in enumerate(classes):
        mine = X[y == value]
        name = f"class {value}" if labels is None else labels[i]
        marker = MARKERS[i % len(MARKERS)]
        ax.scatter(
            mine[:, 0],
            mine[:, 1],
            s=size,
            c=colour_of(i),
            marker=marker,
            ec="white",
            lw=0.8,
            label=name,
            zorder=3,
        )


def _ring(ax: Axes, X: Floats, label: str) -> None:
    ax.scatter(X[:, 0], X[:, 1], s=190, facecolors="none", edgecolors=INK, lw=1.6, label=label, zorder=4)


def _mistaken(w: Floats, b: float, X: Floats, y: NDArray[Any]) -> NDArray[np.bool_]:
    return (X @ w + b > 0) != (y == y.max(initial=y[0] if len(y) else 0))


def _window(X: Floats, ratio: float = 1.25) -> tuple[float, float, float, float]:
    """Return limits that hold all points, with width : height = ratio, so that right angles look right."""
    if not len(X):
        return (-1.0, 1.0, -1.0, 1.0)
    (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
    height = 1.24 * max(top - bottom, (right - left) / ratio, 1e-9)
    x, y = (left + right) / 2, (bottom + top) / 2
    return (x - height * ratio / 2, x + height * ratio / 2, y - height / 2, y + height / 2)


def _set_window(ax: Axes, window: tuple[float, float, float, float]) -> None:
    ax.set(xlim=window[:2], ylim=window[2:], autoscale_on=False)
    ax.set_aspect("equal", adjustable="box")


def _tint(ax: Axes, regions: NDArray[Any], count: int) -> None:
    tints = ListedColormap([mix(colour_of(i), 0.82) for i in range(count)])
    extent = (*ax.get_xlim(), *ax.get_ylim())
    ax.imshow(
        regions,
        cmap=tints,
        vmin=-0.5,
        vmax=count - 0.5,
        extent=extent,
        origin="lower",
        aspect="equal",
        interpolation="nearest",
        zorder=0,
    )


def _half_planes(ax: Axes, w: Floats, b: float, count: int) -> None:
    """Shade the two sides of the line: two triangles' worth of contour are exact for a plane."""
    grid_x, grid_y = np.meshgrid(ax.get_xlim(), ax.get_ylim())
    score = w[0] * grid_x + w[1] * grid_y + b
    reach = float(np.abs(score).max()) + 1.0
    tints = [mix(colour_of(0), 0.86), mix(colour_of(1), 0.86)]
    ax.contourf(grid_x, grid_y, score, levels=[-reach, 0.0, reach], colors=tints, zorder=0)


def _line(ax: Axes, w: Floats, b: float, X: Floats | None = None) -> None:
    """Draw w·x + b = 0 across the window, with w as an arrow where points leave room; w = 0 has no line."""
    norm = float(np.hypot(*w))
    if norm == 0:
        return
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    centre = np.array([(left + right) / 2, (bottom + top) / 2])
    foot = centre - w * (centre @ w + b) / norm**2
    reach = float(np.hypot(right - left, top - bottom))
    along, across = np.array([-w[1], w[0]]) / norm * reach, w / norm * reach
    ends = np.stack([foot - along, foot + along])
    ax.plot(ends[:, 0], ends[:, 1], color=INK, lw=1.8, label="w·x + b = 0", zorder=2)
    if X is not None:
        _arrow(ax, *_roomiest(ax, foot, along, across, X))


def _roomiest(
    ax: Axes, foot: Floats, along: Floats, across: Floats, X: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return start, tip and label of the arrow at the place on the line farthest from points and frame."""
    low, high = (np.array(pair) for pair in zip(ax.get_xlim(), ax.get_ylim(), strict=True))
    best, most = (foot, foot + 0.15 * across, foot + 0.19 * across), -np.inf
    for shift in np.linspace(-0.5, 0.5, 21):
        start = foot + shift * along
        spots = start + np.outer([0.03, 0.09, 0.15, 0.19], across)
        inside = min((spots - low).min(), (high - spots).min())
        room = min(inside, np.hypot(*(spots[:, None] - X).reshape(-1, 2).T).min(initial=np.inf))
        if room > most + 1e-9:
            best, most = (start, spots[2], spots[3]), room
    return best


def _arrow(ax: Axes, start: Floats, tip: Floats, label: Floats) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (tip[0], tip[1]), (start[0], start[1]), arrowprops=style)
    write(ax, label[0], label[1], "w", 11, fontweight="bold", clip_on=True)


def _number_cells(ax: Axes, cells: NDArray[Any], picture: Any) -> None:
    for (row, column), value in np.ndenumerate(cells):
        red, green, blue = picture.cmap(picture.norm(value))[:3]
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        ax.text(
            column, row, number(value), ha="center", va="center", fontsize=11, color="white" if dark else INK
        )
