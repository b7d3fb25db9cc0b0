"""A figure's fingerprint: its meaning as plain data, what it says and shows, never its pixels."""

from __future__ import annotations

import re
from typing import Any

from matplotlib.figure import Figure

from nbkit.gate.figures.artists import artist_fingerprint
from nbkit.gate.figures.axes import axes_fingerprint
from nbkit.gate.figures.legend import legend_fingerprint
from nbkit.gate.figures.texts import heading
from nbkit.gate.figures.values import Json, clean, colour, numbers


def fingerprint(figure: Any) -> dict[str, Json]:
    """Return what a figure says and shows as plain JSON data, the same for every matplotlib version.

    It holds titles, labels, limits, scales, legends and texts, and for each artist its kind, colours,
    marker, line style, width and data. An array of more than 64 numbers is held as a summary
    (shape, extremes, mean, spread, block means, projections) that a 1% change of one curve, a
    transposition or a flip alters.

    figure: a matplotlib figure, a string or an object with `svg`; of an SVG the text is held, tidied.
    Raises TypeError for anything else.

    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> line, = figure.add_subplot(title="It falls").plot([0, 1], [3, 2], label="loss")
    >>> found = fingerprint(figure)["axes"][0]
    >>> found["title"], found["artists"][0]["y"]
    ('It falls', [3.0, 2.0])
    """
    if isinstance(figure, Figure):
        return _figure(figure)
    svg = getattr(figure, "svg", figure)
    if isinstance(svg, str) and "<svg" in svg:
        return {"kind": "svg", "svg": _tidy(svg)}
    raise TypeError(
        f"expected a matplotlib Figure or an SVG, got {type(figure).__name__}: "
        "give the figure itself, for example the value of plt.gcf() or ax.figure"
    )


def _tidy(svg: str) -> str:
    """Put each tag on a line of its own, so that a diff of two drawings can be read."""
    return re.sub(r">\s*<", ">\n<", re.sub(r"[ \t]+", " ", svg.strip()))


def _figure(figure: Any) -> dict[str, Json]:
    hidden = None if figure.get_visible() else True
    return clean(
        {"kind": "figure", "size": numbers(figure.get_size_inches()), "hidden": hidden, **_inside(figure)}
    )


def _inside(figure: Any) -> dict[str, Json]:
    """Describe what a figure holds, or a figure in a figure."""
    names = ("suptitle", "supxlabel", "supylabel")
    headings = {name: getattr(figure, f"get_{name}")() for name in names}
    own = {id(getattr(figure, f"_{name}")) for name in names}
    inner = [*figure.lines, *figure.patches, *figure.images, *figure.artists]
    return {
        **headings,
        "heading style": _heading_style(figure),
        "background": colour(figure.get_facecolor()),
        **_edge(figure),
        "texts": [artist_fingerprint(text) for text in figure.texts if id(text) not in own],
        "legends": [legend_fingerprint(legend) for legend in figure.legends],
        "artists": [artist_fingerprint(item) for item in inner if item.get_visible()],
        "axes": [axes_fingerprint(axes) for axes in _axes_of(figure) if axes.get_visible()],
        "figures": [_part(part) for part in figure.subfigs if part.get_visible()],
    }


def _edge(figure: Any) -> dict[str, Json]:
    width = figure.get_linewidth()
    found = {"edge": colour(figure.get_edgecolor()), "edge width": numbers(width)} if width else {}
    return found if figure.get_frameon() else found | {"frame": "off"}


def _axes_of(figure: Any) -> list[Any]:
    """List the axes of a figure, without those of the figures in it."""
    return [axes for axes in figure.axes if axes.figure is figure]


def _part(figure: Any) -> dict[str, Json]:
    """Describe a figure in a figure, by its share of the grid."""
    return clean({"place": numbers(figure.bbox_relative.extents), **_inside(figure)})


def _heading_style(figure: Any) -> Json:
    found = {}
    for name, turned in (("suptitle", 0.0), ("supxlabel", 0.0), ("supylabel", 90.0)):
        item = getattr(figure, f"_{name}")
        found[name] = heading(item, 12.0, turned=turned) if item is not None else None
    return clean(found)
