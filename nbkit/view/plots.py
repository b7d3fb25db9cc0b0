"""Figures in one calm house style: arrays and callables in, a matplotlib Figure out."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

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
Line = tuple[ArrayLike, float]
TRUTH_TABLES: dict[str, tuple[tuple[int, ...], Line | None]] = {
    "AND": ((0, 0, 0, 1), ((1.0, 1.0), -1.5)),
    "OR": ((0, 1, 1, 1), ((1.0, 1.0), -0.5)),
    "NAND": ((1, 1, 1, 0), ((-1.0, -1.0), 1.5)),
    "XOR": ((0, 1, 1, 0), None),
}


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
        ax = _sheet(size).add_subplot()
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color("#8c959f")
    ax.set_facecolor("white")
    ax.tick_params(labelsize=10, colors=MUTED, labelcolor=INK, length=3)
    ax.set_xlabel(xlabel, fontsize=11, color=INK)
    ax.set_ylabel(ylabel, fontsize=11, color=INK)
    _set_title(ax, title, panel)
    return _figure(ax), ax


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
    for i, (label, y) in enumerate(ys.items()):
        ax.plot(x, np.asarray(y), label=label, color=_colour(i), linestyle=STYLES[i % len(STYLES)], lw=2.2)
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0)
    _name_curves(ax)
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
    fig = curves(np.asarray(steps), ys, xlabel=xlabel, ylabel=ylabel, title=title, ax=ax)
    if log:
        (ax or fig.axes[0]).set_yscale("log")
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
    _legend(ax)
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
    _legend(ax)
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
    grid_x, grid_y = np.meshgrid(np.linspace(*ax.get_xlim(), 240), np.linspace(*ax.get_ylim(), 200))
    answers = np.asarray(predict(np.column_stack([grid_x.ravel(), grid_y.ravel()])))
    classes = np.unique(np.concatenate([answers.ravel(), y]))
    regions = np.searchsorted(classes, answers).reshape(grid_x.shape)
    _tint(ax, regions, len(classes))
    if len(np.unique(regions)) > 1:
        edges = np.arange(len(classes) - 1) + 0.5
        ax.contour(grid_x, grid_y, regions, levels=edges, colors=[INK], linewidths=1.2)
    _scatter(ax, X, y, labels, classes)
    _legend(ax)
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
    fig, panels = _panels(len(chosen), 2 if len(chosen) == 4 else 3, title)
    for ax, step in zip(panels, chosen, strict=False):
        w, b, culprit = history[step]
        axes("start" if step == 0 else f"step {step}", ax=ax)
        _set_window(ax, _window(X))
        _half_planes(ax, np.asarray(w, dtype=float), float(b), 2)
        _line(ax, np.asarray(w, dtype=float), float(b), X)
        _scatter(ax, X, y, size=26)
        _ring(ax, X[[] if culprit is None else [culprit]], "caused the step")
    _shared_legend(fig, panels)
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
    fig, panels = _panels(len(tables), 4, title, (2.2, 2.5))
    for ax, (name, (outputs, line)) in zip(panels, tables.items(), strict=False):
        axes(name if line is not None else f"{name}: no line", "x₁", "x₂", ax)
        _set_window(ax, (-0.45, 1.45, -0.45, 1.45))
        if line is not None:
            _half_planes(ax, np.asarray(line[0], dtype=float), line[1], 2)
            _line(ax, np.asarray(line[0], dtype=float), line[1])
        _scatter(ax, X, np.asarray(outputs), ["output 0", "output 1"], np.array([0, 1]), size=90)
        ax.set_xticks([0, 1])
        ax.set_yticks([0, 1])
    _shared_legend(fig, panels)
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
    fig, panels = _panels(len(functions), 4 if len(functions) == 4 else 3, title, (2.3, 2.5))
    for ax, (name, function) in zip(panels, functions.items(), strict=False):
        axes(name, "z", ax=ax)
        ax.axhline(0, color=FAINT, lw=0.8, zorder=0)
        ax.axvline(0, color=FAINT, lw=0.8, zorder=0)
        ax.plot(z, np.asarray(function(z)), color=BLUE, lw=2.2, label="activation")
        if name in slopes:
            ax.plot(z, np.asarray(slopes[name](z)), color=VERMILLION, lw=2.2, ls="--", label="slope")
        ax.margins(x=0)
    _shared_legend(fig, panels)
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
    rise = f"rise {slope:.2f}".replace(
        "-", "−"
    )  # of one width, so that a slider does not make the picture jump
    ends = np.array([-1.5, 1.5])
    ax.plot(z + ends, value + slope * ends, color=VERMILLION, lw=2.2, ls="--", label="tangent")
    ax.plot([z, z + 1], [value, value], color=MUTED, lw=1.6, ls=":", label="run 1")
    ax.plot([z + 1, z + 1], [value, value + slope], color=GREEN, lw=3, label=rise)
    ax.plot([z], [value], color=INK, marker="o", ms=8, ls="", label="point")
    _legend(ax)
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
    side = 7.0 / columns
    fig, panels = _panels(len(pictures), columns, title, (side, side + (0.18 if labels is not None else 0.0)))
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
    colours = [BLUE if i == best else _mix(BLUE, 0.6) for i in range(len(p))]
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


def shapes(*parts: tuple[str, tuple[int, ...]] | str, title: str = "") -> Figure:
    """Draw arrays as boxes to scale, with signs between them.

    Next to ``"@"`` the two inner sizes are marked: green where they agree, red with a ≠ where they do not.

    Parameters
    ----------
    parts : (name, shape) or a sign
        Such as ``("X", (3, 2)), "@", ("W", (2, 4)), "=", ("Z", (3, 4))``. A shape has one or two sizes.

    Examples
    --------
    >>> fig = shapes(("X", (3, 2)), "@", ("W", (2, 4)), "=", ("Z", (3, 4)))
    >>> [t.get_text() for t in fig.axes[0].texts][:3]
    ['X', '3 rows', '2 columns']
    """
    boxes = [part for part in parts if not isinstance(part, str)]
    scale = _box_scale([size for _, shape in boxes for size in shape])
    heights = [scale(shape[0]) if len(shape) > 1 else scale(1) for _, shape in boxes]
    widths = [(0.7 if isinstance(part, str) else scale(part[1][-1]) + 0.85) for part in parts]
    fig, ax = _diagram(sum(widths), max(heights, default=1.0) + 1.3, title)
    middle, left = (max(heights, default=1.0) + 1.3) / 2, 0.0
    for i, part in enumerate(parts):
        if isinstance(part, str):
            _text(ax, left + widths[i] / 2 - 0.02, middle, part, 18)
            _verdict(ax, left + widths[i] / 2 - 0.02, middle - 0.35, parts, i)
        else:
            colours = (_fit_colour(_joined(parts, i - 1)), _fit_colour(_joined(parts, i + 1)))
            _box(ax, left + 0.5, middle, part, scale, colours)
        left += widths[i]
    return fig


def neuron_diagram(
    inputs: ArrayLike,
    weights: ArrayLike,
    bias: float,
    output: float | None = None,
    *,
    activation: str = "step",
    title: str = "",
) -> Figure:
    """Draw one neuron at work: inputs times weights, plus the bias, summed, then its activation.

    Parameters
    ----------
    inputs, weights : array (d,)
    bias : float
    output : float, optional
        What leaves the neuron; by default the step of the sum, 1 where it is above 0.

    Raises
    ------
    ValueError
        There is not one weight an input.

    Examples
    --------
    >>> fig = neuron_diagram([2, 4], [3, -1], 0)
    >>> [t.get_text() for t in fig.axes[0].texts][-1]
    '1'
    """
    x, w = np.asarray(inputs, dtype=float).ravel(), np.asarray(weights, dtype=float).ravel()
    if x.shape != w.shape:
        raise ValueError(f"expected one weight an input, got {len(x)} inputs and {len(w)} weights")
    total = float(x @ w + bias)
    result = float(total > 0) if output is None else float(output)
    height = 0.95 * (len(x) + 1)
    fig, ax = _diagram(7.6, height + 0.2, title)
    ys = height - 0.95 * np.arange(len(x) + 1) - 0.4
    peak = float(np.abs([*w, bias]).max()) or 1.0
    for i, y in enumerate(ys[:-1]):
        _weighted_edge(ax, (0.55, y), (3.9, height / 2), w[i], peak, f"× {_number(w[i])}")
        _node(ax, 0.55, y, f"{_number(x[i])}", f"x{_subscript(i + 1)}")
    _weighted_edge(
        ax, (0.55, ys[-1]), (3.9, height / 2), bias, peak, f"{'−' if bias < 0 else '+'} {_number(abs(bias))}"
    )
    _node(ax, 0.55, ys[-1], "1", "bias", fill="#f6f8fa")
    _neuron_body(ax, height / 2, total, result, activation)
    return fig


def network_diagram(
    sizes: Sequence[int],
    values: Sequence[ArrayLike] | None = None,
    weights: Sequence[ArrayLike] | None = None,
    *,
    names: Sequence[str] | None = None,
    title: str = "",
) -> Figure:
    """Draw a neural network: a circle a neuron, an edge a weight, blue above 0 and red dashed below.

    Parameters
    ----------
    sizes : sequence of int
        How many neurons each layer has; a layer of more than 8 is drawn with a gap.
    values : sequence of arrays (size,), optional
        The number inside each circle.
    weights : sequence of arrays (size of this layer, size of the next), optional
        Width and colour of the edges; written on them where there are at most nine between two layers.
    names : sequence of str, optional
        One a layer; by default input, hidden, output.

    Examples
    --------
    >>> fig = network_diagram([2, 3, 1])
    >>> len(fig.axes[0].lines), len(fig.axes[0].patches)
    (9, 6)
    """
    seen = [_shown(size) for size in sizes]
    tallest = max(len(rows) for rows in seen)
    gap = 2.0 if len(sizes) <= 4 else 1.5
    fig, ax = _diagram(gap * (len(sizes) - 1) + 1.4, 0.82 * tallest + 0.75, title)
    middle = 0.82 * tallest / 2 + 0.1
    spots = [
        {
            i: (0.7 + gap * layer, middle + 0.82 * ((len(rows) - 1) / 2 - k))
            for k, i in enumerate(rows)
            if i >= 0
        }
        for layer, rows in enumerate(seen)
    ]
    for layer in range(len(sizes) - 1):
        W = None if weights is None else np.asarray(weights[layer], dtype=float)
        _layer_edges(ax, spots[layer], spots[layer + 1], W)
    for layer, places in enumerate(spots):
        _layer_nodes(ax, places, None if values is None else np.asarray(values[layer]), layer, len(sizes))
    _layer_names(ax, spots, sizes, names, middle + 0.82 * tallest / 2 + 0.3)
    return fig


# ---------------------------------------------------------------- what the figures above share


def _figure(ax: Axes) -> Figure:
    fig = ax.get_figure()
    while not isinstance(fig, Figure):  # Axes may lie in a subfigure
        fig = fig.figure  # type: ignore[union-attr]
    return fig


def _sheet(size: tuple[float, float]) -> Figure:
    fig = Figure(figsize=size, layout="constrained", facecolor="white")
    fig.get_layout_engine().set(w_pad=0.09, h_pad=0.09)  # type: ignore[union-attr, call-arg]
    return fig


def _set_title(ax: Axes, title: str, panel: bool) -> None:
    """Write the title; a panel's is quieter, since the figure has one too."""
    width = ax.get_position().width * _figure(ax).get_figwidth()
    text = textwrap.fill(title, max(14, round(10.5 * width)))
    size, weight = (11.5, "normal") if panel else (12.5, "bold")
    ax.set_title(text, loc="left", fontsize=size, fontweight=weight, color=INK, pad=6 if panel else 10)


def _colour(i: int) -> str:
    return COLOURS[i % len(COLOURS)]


def _mix(colour: str, share: float, other: str = "#ffffff") -> str:
    """Return `colour` with that share of the other."""
    mixed = (1 - share) * np.array(to_rgb(colour)) + share * np.array(to_rgb(other))
    return to_hex(tuple(mixed.tolist()))  # type: ignore[arg-type]


def _ink(colour: str) -> str:
    """Return a darker shade that can be read as text on white."""
    return _mix(colour, 0.35, "#000000")


def _number(value: float) -> str:
    """Return a number in at most four figures, with a real minus sign."""
    return f"{float(value):.3g}".replace("-", "−") if abs(value) < 1000 else f"{value:.0f}".replace("-", "−")


def _subscript(i: int) -> str:
    return str(i).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


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


def _panels(
    n: int, columns: int, title: str, cell: tuple[float, float] = (2.5, 2.2)
) -> tuple[Figure, list[Axes]]:
    """Return a figure of n panels in rows, on one scale, under one title."""
    columns = max(1, min(n, columns))
    rows = max(1, -(-n // columns))
    size = (max(4.0, cell[0] * columns + 0.3), cell[1] * rows + (0.6 if title else 0.2))
    fig = _sheet(size)
    fig.get_layout_engine().set(h_pad=0.12)  # type: ignore[union-attr, call-arg]
    grid = fig.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for spare in grid[n:]:
        spare.remove()
    if title:
        text = textwrap.fill(title, round(9.3 * size[0]))
        fig.suptitle(text, x=0.012, ha="left", fontsize=12.5, fontweight="bold", color=INK)
    return fig, list(grid[:n])


def _legend(ax: Axes) -> None:
    """Put the legend beside the plot, where it can hide nothing."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(
            loc="upper left",
            bbox_to_anchor=(1.0, 1.0),
            frameon=False,
            fontsize=10,
            labelcolor=INK,
            handlelength=1.6,
        )


def _shared_legend(fig: Figure, panels: Sequence[Axes]) -> None:
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


def _name_curves(ax: Axes) -> None:
    """Name each curve at its right end, or in a legend where the ends lie too close together."""
    low, high = ax.get_ylim()
    ends = [(float(np.asarray(line.get_ydata())[-1]) - low) / (high - low) for line in ax.lines]
    if len(ends) < 2:
        return
    if not np.isfinite(ends).all() or (np.diff(np.sort(ends)) < 0.075).any():
        _legend(ax)
        return
    for line, end in zip(ax.lines, ends, strict=True):
        style = {"fontsize": 11, "fontweight": "bold", "color": _ink(str(line.get_color()))}
        ax.text(1.015, end, str(line.get_label()), transform=ax.transAxes, va="center", **style)  # type: ignore[arg-type]


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
            c=_colour(i),
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
    tints = ListedColormap([_mix(_colour(i), 0.82) for i in range(count)])
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
    tints = [_mix(_colour(0), 0.86), _mix(_colour(1), 0.86)]
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
    _text(ax, label[0], label[1], "w", 11, fontweight="bold", clip_on=True)


def _number_cells(ax: Axes, cells: NDArray[Any], picture: Any) -> None:
    for (row, column), value in np.ndenumerate(cells):
        red, green, blue = picture.cmap(picture.norm(value))[:3]
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        ax.text(
            column, row, _number(value), ha="center", va="center", fontsize=11, color="white" if dark else INK
        )


# ---------------------------------------------------------------- diagrams: one unit is one inch


def _diagram(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    """Return Axes without frame where one unit is one inch, so that text fits what it is written in."""
    lines = textwrap.wrap(title, max(14, round(9.3 * width)))
    head = 0.26 * len(lines) + (0.12 if lines else 0.0)
    fig = Figure(figsize=(width, height + head), facecolor="white")
    ax = fig.add_axes((0.0, 0.0, 1.0, height / (height + head)))
    ax.set(xlim=(0, width), ylim=(0, height), autoscale_on=False)
    ax.axis("off")
    ax.set_title("\n".join(lines), loc="left", x=0.02, fontsize=12.5, fontweight="bold", color=INK, pad=2)
    return fig, ax


def _text(ax: Axes, x: float, y: float, text: str, size: float = 11, colour: str = INK, **how: Any) -> None:
    ax.text(x, y, text, ha=how.pop("ha", "center"), va="center", fontsize=size, color=colour, **how)


def _node(ax: Axes, x: float, y: float, inside: str, below: str = "", fill: str = "#ffffff") -> None:
    ax.add_patch(Circle((x, y), 0.29, facecolor=fill, edgecolor=INK, lw=1.4, zorder=3))
    _text(ax, x, y, inside, 10.5 if len(inside) < 6 else 8.5, zorder=4)
    if below:
        _text(ax, x, y - 0.4, below, 9, MUTED, zorder=4)


def _weighted_edge(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    weight: float,
    peak: float,
    text: str = "",
    where: float = 0.4,
) -> None:
    colour = MUTED if weight == 0 else BLUE if weight > 0 else VERMILLION
    style = "--" if weight < 0 else "-"
    width = 0.8 + 3.2 * abs(weight) / peak
    ax.plot(*zip(start, end, strict=True), color=colour, ls=style, lw=width, zorder=1, solid_capstyle="round")
    if text:
        x, y = np.array(start) + where * (np.array(end) - np.array(start))
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        _text(ax, x, y, text, 10, _ink(colour), bbox=plate, zorder=2)


def _neuron_body(ax: Axes, y: float, total: float, result: float, activation: str) -> None:
    for start, end in ((4.25, 5.05), (6.05, 6.7)):
        ax.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.6})
    ax.add_patch(Circle((3.9, y), 0.42, facecolor=_mix(ORANGE, 0.75), edgecolor=INK, lw=1.6, zorder=3))
    _text(ax, 3.9, y + 0.1, "Σ", 15, zorder=4)
    _text(ax, 3.9, y - 0.19, _number(total), 10, zorder=4)
    box = FancyBboxPatch(
        (5.12, y - 0.28), 0.9, 0.56, boxstyle="round,pad=0.02", fc=_mix(GREEN, 0.75), ec=INK, lw=1.4
    )
    ax.add_patch(box)
    _text(ax, 5.57, y, activation, 11)
    _text(ax, 7.05, y - 0.4, "output", 9, MUTED)
    ax.add_patch(Circle((7.05, y), 0.29, facecolor="white", edgecolor=INK, lw=1.6, zorder=3))
    _text(ax, 7.05, y, _number(result), 10.5, zorder=4)


def _shown(size: int) -> list[int]:
    """Return which neurons of a layer are drawn; -1 stands for those left out."""
    return list(range(size)) if size <= 8 else [0, 1, 2, -1, size - 2, size - 1]


Spots = dict[int, tuple[float, float]]


def _layer_edges(ax: Axes, left: Spots, right: Spots, W: Floats | None) -> None:
    peak = 1.0 if W is None else float(np.abs(W).max(initial=0)) or 1.0
    edges = [(i, j, np.array([left[i], right[j]])) for i in left for j in right]
    if W is None:
        for _, _, ends in edges:
            ax.plot(ends[:, 0], ends[:, 1], color="#8c959f", lw=1.0, zorder=1)
        return
    places = _label_places([ends for _, _, ends in edges]) if len(edges) <= 9 else [0.5] * len(edges)
    for (i, j, ends), where in zip(edges, places, strict=True):
        text = _number(W[i, j]) if len(edges) <= 9 else ""
        _weighted_edge(ax, tuple(ends[0]), tuple(ends[1]), float(W[i, j]), peak, text, where)


def _label_places(edges: Sequence[Floats]) -> list[float]:
    """Return how far along each edge its number stands: where other edges and numbers leave most room."""
    places: list[float] = []
    taken: list[Floats] = []
    for k, (start, end) in enumerate(edges):
        best, most = 0.5, -np.inf
        for where in np.linspace(0.24, 0.76, 27):
            spot = start + where * (end - start)
            rivals = [_distance(spot, other) for i, other in enumerate(edges) if i != k]
            rivals += [float(np.hypot(*((spot - other) / (1.6, 1.0)))) for other in taken]
            room = min([*rivals, 0.3])
            if room > most + 1e-9:
                best, most = float(where), room
        places.append(best)
        taken.append(start + best * (end - start))
    return places


def _distance(spot: Floats, edge: Floats) -> float:
    """Return how far a spot is from an edge, measured across it."""
    start, end = edge
    share = np.clip((spot - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return float(np.hypot(*(spot - start - share * (end - start))))


def _layer_nodes(ax: Axes, places: Spots, values: NDArray[Any] | None, layer: int, layers: int) -> None:
    colour = BLUE if layer == 0 else VERMILLION if layer == layers - 1 else ORANGE
    for i, (x, y) in places.items():
        _node(ax, x, y, "" if values is None else _number(values[i]), fill=_mix(colour, 0.78))
    if max(places, default=0) >= 8:
        (x, above), (_, below) = places[2], places[max(places) - 1]
        _text(ax, x, (above + below) / 2, "⋮", 18, MUTED)


def _layer_names(
    ax: Axes, spots: Sequence[Spots], sizes: Sequence[int], names: Sequence[str] | None, y: float
) -> None:
    usual = ["input", *["hidden"] * (len(sizes) - 2), "output"]
    for places, size, name in zip(spots, sizes, usual if names is None else names, strict=True):
        x = next(iter(places.values()))[0]
        _text(ax, x, y, name if size <= 8 else f"{name} ({size})", 11, MUTED)


Scale = Callable[[float], float]


def _box_scale(sizes: Sequence[int]) -> Scale:
    """Return inches for a size: to scale where the largest is small, by square root where it is not."""
    largest = max(sizes, default=1)
    if largest <= 12:
        return lambda size: 0.3 * size if largest > 5 else 0.42 * size
    return lambda size: max(0.25, 2.6 * np.sqrt(size / largest))


def _joined(parts: Sequence[Any], i: int) -> tuple[int, int] | None:
    """Return the two inner sizes that the "@" at place i joins, None where there is no such sign."""
    if not 0 < i < len(parts) - 1 or parts[i] != "@":
        return None
    return parts[i - 1][1][-1], parts[i + 1][1][0]


def _fit_colour(sizes: tuple[int, int] | None) -> str:
    return MUTED if sizes is None else _ink(GREEN) if sizes[0] == sizes[1] else _ink(VERMILLION)


def _verdict(ax: Axes, x: float, y: float, parts: Sequence[Any], i: int) -> None:
    """Write under an "@" whether the inner sizes agree."""
    sizes = _joined(parts, i)
    if sizes is not None:
        _text(
            ax, x, y, f"{sizes[0]} {'=' if sizes[0] == sizes[1] else '≠'} {sizes[1]}", 10, _fit_colour(sizes)
        )


def _box(ax: Axes, left: float, middle: float, part: Any, scale: Scale, colours: tuple[str, str]) -> None:
    name, shape = part
    width, height = scale(shape[-1]), scale(shape[0]) if len(shape) > 1 else scale(1)
    rows, columns = (shape[0] if len(shape) > 1 else 1), shape[-1]
    bottom = middle - height / 2
    ax.add_patch(Rectangle((left, bottom), width, height, facecolor=_mix(BLUE, 0.85), edgecolor=INK, lw=1.5))
    if max(rows, columns) <= 12:
        for k in range(1, rows):
            ax.plot([left, left + width], [bottom + height * k / rows] * 2, color="white", lw=1.2)
        for k in range(1, columns):
            ax.plot([left + width * k / columns] * 2, [bottom, bottom + height], color="white", lw=1.2)
    _text(ax, left + width / 2, middle, name, 14, fontweight="bold")
    if len(shape) > 1:
        _text(ax, left - 0.15, middle, f"{rows} row{'s' * (rows != 1)}", 10, colours[0], rotation=90)
    below = f"{columns} column{'s' * (columns != 1)}" if len(shape) > 1 else f"{columns} numbers"
    _text(
        ax,
        left + width / 2,
        bottom + height + 0.17,
        below,
        10,
        colours[1],
    )
    _text(ax, left + width / 2, bottom - 0.2, str(tuple(shape)), 10, INK)
