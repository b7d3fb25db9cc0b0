"""A figure's fingerprint: its meaning as plain data, what it says and shows, never its pixels."""

from __future__ import annotations

import re
from typing import Any

from matplotlib.artist import Artist
from matplotlib.category import StrCategoryLocator
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

from nbkit.gate.fingerprint_artists import artist_fingerprint, contour_labels, joined_bars
from nbkit.gate.fingerprint_values import Json, clean, colour, numbers


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


def _axis(axis: Any) -> dict[str, Json]:
    """Describe one axis: label, scale, limits and those ticks that somebody chose."""
    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    found = {
        "label": axis.label.get_text(),
        "scale": axis.get_scale(),
        "limits": numbers(axis.get_view_interval()),
    }
    if isinstance(locator, NullLocator | FixedLocator | StrCategoryLocator):
        ticks = locator()
        found["ticks"] = numbers(ticks) if len(ticks) else "none"
        if not isinstance(formatter, ScalarFormatter):
            found["tick labels"] = [str(text) for text in formatter.format_ticks(ticks)]
    if found["scale"] == "linear":
        del found["scale"]
    return found


def _axes(axes: Any) -> dict[str, Json]:
    if axes.get_label() == "<colorbar>":
        return clean({"kind": "colorbar", "x": clean(_axis(axes.xaxis)), "y": clean(_axis(axes.yaxis))})
    found = {
        "title": axes.get_title(),
        "title left": axes.get_title("left"),
        "title right": axes.get_title("right"),
        "kind": None if axes.name == "rectilinear" else axes.name,
        "background": colour(axes.get_facecolor()),
        "frame": None if axes.axison else "off",
        "legend": _legend(axes.get_legend()),
        **{name: clean(_axis(axis)) for name, axis in _named_axes(axes)},
        "artists": joined_bars([artist_fingerprint(item) for item in _content(axes)]),
        "insets": [_axes(child) for child in axes.child_axes],
        "view": numbers([axes.elev, axes.azim, axes.roll]) if axes.name == "3d" else None,
    }
    return clean(_without_limits(axes, found))


def _named_axes(axes: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(axes, f"{name}axis")) for name in "xyz" if hasattr(axes, f"{name}axis")]


def _chosen(axes: Any, name: str) -> bool:
    """Tell whether limits mean something: in 3-D the automatic ones changed with matplotlib 3.9."""
    return axes.name != "3d" or not getattr(axes, f"get_autoscale{name}_on")()


def _without_limits(axes: Any, found: dict[str, Json]) -> dict[str, Json]:
    """Leave out limits that nobody chose: stretched to keep an aspect they depend on the fonts."""
    if axes.get_aspect() != "auto":
        found["aspect"] = numbers(axes.get_aspect())
        if axes.get_adjustable() == "datalim":
            found["x"].pop("limits", None)
            found["y"].pop("limits", None)
            found["data limits"] = numbers(axes.dataLim.extents)
    for name, _ in _named_axes(axes):
        if not _chosen(axes, name):
            found[name].pop("limits", None)
    return found


def _content(axes: Any) -> list[Artist]:
    """List what was drawn into the axes, kind by kind, without what every axes has."""
    groups = (axes.lines, axes.collections, axes.patches, axes.images, axes.tables, axes.artists, axes.texts)
    cut = {id(text) for item in axes.collections for text in contour_labels(item)}
    return [item for group in groups for item in group if item.get_visible() and id(item) not in cut]


def _legend(legend: Legend | None) -> Json:
    if legend is None or not legend.get_visible():
        return None
    return clean(
        {"title": legend.get_title().get_text(), "entries": [text.get_text() for text in legend.get_texts()]}
    )


def _figure(figure: Figure) -> dict[str, Json]:
    headings = {name: getattr(figure, f"get_{name}")() for name in ("suptitle", "supxlabel", "supylabel")}
    known = set(headings.values())
    return clean(
        {
            "kind": "figure",
            **headings,
            "size": numbers(figure.get_size_inches()),
            "background": colour(figure.get_facecolor()),
            "texts": [artist_fingerprint(text) for text in figure.texts if text.get_text() not in known],
            "legends": [_legend(legend) for legend in figure.legends],
            "artists": [
                artist_fingerprint(item) for item in (*figure.lines, *figure.patches, *figure.images)
            ],
            "axes": [_axes(axes) for axes in figure.axes if axes.get_visible()],
        }
    )
