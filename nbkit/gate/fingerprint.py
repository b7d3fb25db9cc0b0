"""The meaning of a figure as plain data: what it says and shows, never its pixels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.category import StrCategoryLocator
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage, _ImageBase
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch, Rectangle
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.table import Table
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

Json = Any

LONG = 64
DIGITS = 8
BLOCKS = 16


def fingerprint(figure: Any) -> dict[str, Json]:
    """Return what a figure says and shows as plain JSON data, the same for every matplotlib version.

    It holds titles, labels, limits, scales, legends and texts, and for each artist its kind, colours,
    marker, line style, width and data. An array of more than 64 numbers is held as a summary
    (shape, extremes, mean, spread, block means, projections) that a 1% change of one curve, a
    transposition or a flip alters.

    Parameters
    ----------
    figure : matplotlib.figure.Figure, str or object with ``svg``
        The figure. For an SVG the fingerprint is its text, without needless white space.

    Raises
    ------
    TypeError
        If it is neither a matplotlib figure nor an SVG.

    Examples
    --------
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


def _clean(entries: dict[str, Json]) -> dict[str, Json]:
    """Drop what is not set: a fingerprint states what is there."""
    return {key: value for key, value in entries.items() if value is not None and value not in ("", [], {})}


# Numbers


def numbers(values: Any) -> Json:
    """Hold an array as rounded numbers, or as a summary if it has more than 64.

    Examples
    --------
    >>> numbers([1, 2.5, float("nan")])
    [1.0, 2.5, 'nan']
    >>> sorted(numbers(range(100)))
    ['blocks', 'max', 'mean', 'min', 'projections', 'shape', 'std', 'unset']
    """
    array = np.asarray(np.ma.filled(np.ma.asarray(values).astype(float), np.nan))
    return _rounded(array) if array.size <= LONG else _summary(array)


def _rounded(array: Any) -> Json:
    if np.ndim(array):
        return [_rounded(item) for item in array]
    value = float(array)
    return float(f"{value:.{DIGITS}g}") + 0.0 if np.isfinite(value) else str(value)


def _summary(array: np.ndarray) -> dict[str, Json]:
    finite = np.isfinite(array)
    filled = np.where(finite, array, 0.0)
    known = array[finite] if finite.any() else np.zeros(1)
    blocks = [block.mean() for block in np.array_split(filled.ravel(), BLOCKS)]
    return {
        "shape": list(array.shape),
        "unset": int(array.size - finite.sum()),
        "min": _rounded(known.min()),
        "max": _rounded(known.max()),
        "mean": _rounded(known.mean()),
        "std": _rounded(known.std()),
        "blocks": _rounded(np.array(blocks)),
        "projections": _rounded(_projections(filled)),
    }


def _projections(array: np.ndarray) -> np.ndarray:
    """Weigh every number by its place: a flip, a swap or one moved point changes the sums."""
    flat = array.ravel()
    place = np.arange(1, flat.size + 1)
    waves = [np.cos(place * root) for root in (np.sqrt(2), np.sqrt(3), np.sqrt(5))]
    return np.array([flat @ wave for wave in waves]) / np.sqrt(flat.size)


# Styles


def _colour(value: Any, alpha: float | None = None) -> str:
    """Name a colour by its hex digits; the opacity only where it is not full."""
    try:
        text = (
            to_hex(value, keep_alpha=True) if alpha is None else to_hex((*value[:3], alpha), keep_alpha=True)
        )
    except (ValueError, TypeError):
        return str(value)
    return text[:7].upper() if text.lower().endswith("ff") else text.upper()


def _colours(values: Any) -> Json:
    """Name many colours; one name if they are all the same."""
    if isinstance(values, str):
        return values
    names = [_colour(value) for value in np.atleast_2d(values)] if len(values) else []
    if len(set(names)) == 1:
        return names[0]
    return names if len(names) <= LONG else numbers(values)


def _style(value: Any) -> Json:
    """Describe a line style or dash pattern without the width it was scaled with."""
    if isinstance(value, str):
        return value
    return [None if dashes is None else _rounded(np.asarray(dashes, float)) for _, dashes in value]


def _label(artist: Artist) -> str | None:
    label = str(artist.get_label())
    return None if label.startswith("_") else label


def _common(artist: Artist, kind: str) -> dict[str, Json]:
    alpha = artist.get_alpha()
    return {
        "kind": kind,
        "label": _label(artist),
        "alpha": None if alpha is None else numbers(alpha),
        "zorder": None if _in_3d(artist) else numbers(artist.get_zorder()),
    }


def _in_3d(artist: Artist) -> bool:
    """Tell whether drawing sets the order itself, from the depth."""
    return getattr(artist.axes, "name", "") == "3d"


def _mapping(artist: ScalarMappable) -> dict[str, Json]:
    """Describe how numbers become colours; nothing if they do not."""
    if artist.get_array() is None:
        return {}
    artist.autoscale_None()  # as drawing would: an undrawn figure has the same fingerprint
    norm, cmap = artist.norm, artist.get_cmap()
    found = {"norm": type(norm).__name__, "range": [numbers(norm.vmin), numbers(norm.vmax)]}
    if getattr(norm, "vcenter", None) is not None:
        found["centre"] = numbers(norm.vcenter)  # type: ignore[attr-defined]
    found["colormap"] = cmap.name if cmap.name in colormaps else _colours(cmap(np.linspace(0, 1, 5)))
    return found


# Artists


def _line(line: Line2D) -> dict[str, Json]:
    marker = line.get_marker()
    found = _common(line, "line") | {
        "colour": _colour(line.get_color()),
        "style": line.get_linestyle(),
        "width": numbers(line.get_linewidth()),
        "drawstyle": None if line.get_drawstyle() == "default" else line.get_drawstyle(),
    }
    if str(marker).lower() not in ("none", "", " "):
        found |= {"marker": str(marker), "marker size": numbers(line.get_markersize())}
        found |= {"marker colour": _colour(line.get_markerfacecolor())}
        found |= {"marker edge": _colour(line.get_markeredgecolor())}
    places = line.get_data_3d() if hasattr(line, "get_data_3d") else line.get_data(orig=False)
    return found | dict(zip("xyz", map(numbers, places), strict=False))


def _vertices(paths: Iterable[Any]) -> Json:
    found = [np.asarray(path.vertices) for path in paths if len(path.vertices)]
    return numbers(np.concatenate(found)) if found else []


def _collection(item: Collection, kind: str) -> dict[str, Json]:
    found = _common(item, kind) | _mapping(item)
    if item.get_array() is None:
        found |= _flat_colours(item) if not _in_3d(item) else _solid_colours(item)
    return found | {
        "style": _style(item.get_linestyle()),
        "width": numbers(item.get_linewidth()),
        "hatch": item.get_hatch(),
        "values": None if item.get_array() is None else numbers(item.get_array()),
    }


def _flat_colours(item: Collection) -> dict[str, Json]:
    return {"colour": _colours(item.get_facecolor()), "edge": _colours(item.get_edgecolor())}


def _solid_colours(item: Collection) -> dict[str, Json]:
    """Take the colours that drawing starts from: it sorts and shades them by depth."""
    return {"colour": _colours(getattr(item, "_facecolor3d", Collection.get_facecolor(item)))}


def _scatter(item: PathCollection) -> dict[str, Json]:
    places = getattr(item, "_offsets3d", None)
    columns = places if places is not None else np.ma.asarray(item.get_offsets()).T
    found = _collection(item, "points") | dict(zip("xyz", map(numbers, columns), strict=False))
    return found | {"size": numbers(item.get_sizes()), "marker": _markers(item.get_paths())}


@lru_cache
def _known_markers() -> dict[bytes, str]:
    styles = {
        name: MarkerStyle(name) for name in MarkerStyle.markers if isinstance(name, str) and name.strip()
    }
    return {
        _shape(style.get_path().transformed(style.get_transform())): name for name, style in styles.items()
    }


def _shape(path: Path) -> bytes:
    return (np.asarray(path.vertices, float).round(6) + 0.0).tobytes()


def _markers(paths: Sequence[Path]) -> Json:
    """Name the marker of a scatter; a shape without a name is held by its corners."""
    names = [_known_markers().get(_shape(path)) for path in paths[:LONG]]
    return names if None not in names else _vertices(paths[:LONG])


def _lines(item: LineCollection) -> dict[str, Json]:
    solid = getattr(item, "_segments3d", None)
    points = _vertices(item.get_paths()) if solid is None else numbers(np.concatenate([*solid]))
    return _collection(item, "lines") | {"points": points}


def _area(item: Collection) -> dict[str, Json]:
    """Hold a 2-D collection by its outlines; a 3-D one has none until it is projected."""
    found = _collection(item, "area" if isinstance(item, PolyCollection) else type(item).__name__)
    solid = _corners_3d(item)
    found["points"] = _vertices(item.get_paths()) if solid is None else numbers(solid)
    return found | {"offsets": _offsets(item)}


def _corners_3d(item: Any) -> np.ndarray | None:
    """Find the corners of a 3-D surface, which matplotlib 3.10 and older keep in another form."""
    if getattr(item, "_faces", None) is not None:
        return np.asarray(item._faces, float).reshape(-1, 3)
    return np.asarray(item._vec)[:3].T if hasattr(item, "_vec") else None


def _offsets(item: Collection) -> Json:
    offsets: Any = np.ma.asarray(item.get_offsets())
    return numbers(offsets) if np.ma.count(offsets) and np.any(offsets) else None


def _contour(item: ContourSet) -> dict[str, Json]:
    """Hold levels and outlines; labels cut gaps as wide as the font, so then only the levels."""
    found = _collection(item, "filled contour" if item.filled else "contour")
    found |= {
        "levels": numbers(item.levels),
        "values": numbers([getattr(item, end) for end in ("zmin", "zmax")]),
    }
    texts = [text.get_text() for text in _contour_labels(item)]
    return found | ({"labels": texts} if texts else {"points": [_vertices([p]) for p in item.get_paths()]})


def _contour_labels(item: Artist) -> list[Text]:
    return list(getattr(item, "labelTexts", []))


def _mesh(item: QuadMesh) -> dict[str, Json]:
    return _collection(item, "mesh") | {"points": numbers(item.get_coordinates())}


def _arrows(item: Quiver) -> dict[str, Json]:
    found = _collection(item, "arrows") | {"x": numbers(item.X), "y": numbers(item.Y)}
    return found | {"u": numbers(item.U), "v": numbers(item.V)}


_INTERPOLATION = {"antialiased": "auto"}  # the same thing before and after matplotlib 3.9


def _image(item: _ImageBase) -> dict[str, Json]:
    array: Any = np.ma.asarray(item.get_array())
    found = _common(item, "image") | (_mapping(item) if array.ndim == 2 else {})
    return found | {
        "origin": item.origin,
        "extent": numbers(item.get_extent()) if isinstance(item, AxesImage) else None,
        "interpolation": _INTERPOLATION.get(item.get_interpolation(), item.get_interpolation()),
        "shape": list(array.shape),
        "values": numbers(array),
    }


def _text(item: Text) -> dict[str, Json]:
    anchored = {"at": _place(item.xy)} if isinstance(item, Annotation) else {}
    arrow = getattr(item, "arrow_patch", None)
    return _common(item, "text") | {
        "text": item.get_text(),
        "colour": _colour(item.get_color()),
        "size": numbers(item.get_fontsize()),
        "weight": str(item.get_fontweight()),
        "place": _place(item.get_position()),
        "align": [item.get_horizontalalignment(), item.get_verticalalignment()],
        "turned": numbers(item.get_rotation()) or None,
        "arrow": None if arrow is None else _colour(arrow.get_edgecolor()),
        **anchored,
    }


def _place(place: Any) -> Json:
    """Hold a position; a category (a string on an axis) stays a string."""
    return [value if isinstance(value, str) else numbers(value) for value in place]


def _patch(item: Patch) -> dict[str, Json]:
    return _common(item, type(item).__name__) | {
        "colour": _colour(item.get_facecolor()),
        "edge": _colour(item.get_edgecolor()),
        "style": str(item.get_linestyle()),
        "width": numbers(item.get_linewidth()),
        "hatch": item.get_hatch(),
        **_outline(item),
    }


def _outline(item: Patch) -> dict[str, Json]:
    """Hold where a patch lies, in the units of the data: display units depend on the fonts."""
    if isinstance(item, Rectangle):
        box = {"x": item.get_x(), "y": item.get_y(), "w": item.get_width(), "h": item.get_height()}
        turned = {"turned": numbers(item.get_angle())} if item.get_angle() else {}
        return {key: [numbers(value)] for key, value in box.items()} | turned
    if isinstance(item, FancyArrowPatch):
        ends = getattr(item, "_posA_posB", None)
        return {"points": None if ends is None or ends[0] is None else numbers(ends)}
    if isinstance(item, FancyBboxPatch):
        return {"points": numbers(item.get_bbox().bounds), "box": type(item.get_boxstyle()).__name__}
    path = item.get_patch_transform().transform_path(item.get_path())
    return _box(path) or {"points": _vertices([path])}


def _box(path: Path) -> dict[str, Json]:
    """Recognise an upright rectangle: axvspan made a Polygon before matplotlib 3.9."""
    corners = np.asarray(path.vertices, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    upright = len(corners) == 5 and bool(np.all((corners == low) | (corners == high)))
    sides = zip("xywh", (*low, *(high - low)), strict=True)
    return {"kind": "Rectangle", **{key: [numbers(value)] for key, value in sides}} if upright else {}


def _other(item: Artist) -> dict[str, Json]:
    """Hold an artist of a kind we do not know by its name and the texts in it."""
    inner = (
        [cell.get_text() for cell in item.get_celld().values()]
        if isinstance(item, Table)
        else item.findobj(Text)
    )
    texts = [text.get_text() for text in inner if text.get_text()]
    return _common(item, type(item).__name__) | {"texts": texts}


READERS: list[tuple[type, Callable[[Any], dict[str, Json]]]] = [
    (Line2D, _line),
    (Quiver, _arrows),
    (ContourSet, _contour),
    (QuadMesh, _mesh),
    (PathCollection, _scatter),
    (LineCollection, _lines),
    (Collection, _area),
    (_ImageBase, _image),
    (Text, _text),
    (Patch, _patch),
]


def _artist(item: Artist) -> dict[str, Json]:
    reader = next((read for kind, read in READERS if isinstance(item, kind)), _other)
    return _clean(reader(item))


def _bars(entries: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """Join neighbouring rectangles of one style: a histogram is one thing, not sixty."""

    def style(entry: dict[str, Json]) -> str:
        places = "xywh" if entry["kind"] == "Rectangle" else ""
        return repr([(key, value) for key, value in entry.items() if key not in places or not places])

    joined = []
    for _, same in groupby(entries, style):
        group = list(same)
        joined += [_join(group)] if group[0]["kind"] == "Rectangle" else group
    return joined


def _join(group: list[dict[str, Json]]) -> dict[str, Json]:
    places = {key: numbers([value for entry in group for value in entry[key]]) for key in "xywh"}
    return group[0] | {"kind": "bars"} | places


# Axes and figures


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
        return _clean({"kind": "colorbar", "x": _clean(_axis(axes.xaxis)), "y": _clean(_axis(axes.yaxis))})
    found = {
        "title": axes.get_title(),
        "title left": axes.get_title("left"),
        "title right": axes.get_title("right"),
        "kind": None if axes.name == "rectilinear" else axes.name,
        "background": _colour(axes.get_facecolor()),
        "frame": None if axes.axison else "off",
        "legend": _legend(axes.get_legend()),
        **{name: _clean(_axis(axis)) for name, axis in _named_axes(axes)},
        "artists": _bars([_artist(item) for item in _content(axes)]),
        "insets": [_axes(child) for child in axes.child_axes],
        "view": numbers([axes.elev, axes.azim, axes.roll]) if axes.name == "3d" else None,
    }
    return _clean(_without_limits(axes, found))


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
    cut = {id(text) for item in axes.collections for text in _contour_labels(item)}
    return [item for group in groups for item in group if item.get_visible() and id(item) not in cut]


def _legend(legend: Legend | None) -> Json:
    if legend is None or not legend.get_visible():
        return None
    return _clean(
        {"title": legend.get_title().get_text(), "entries": [text.get_text() for text in legend.get_texts()]}
    )


def _figure(figure: Figure) -> dict[str, Json]:
    headings = {name: getattr(figure, f"get_{name}")() for name in ("suptitle", "supxlabel", "supylabel")}
    known = set(headings.values())
    return _clean(
        {
            "kind": "figure",
            **headings,
            "size": numbers(figure.get_size_inches()),
            "background": _colour(figure.get_facecolor()),
            "texts": [_artist(text) for text in figure.texts if text.get_text() not in known],
            "legends": [_legend(legend) for legend in figure.legends],
            "artists": [_artist(item) for item in (*figure.lines, *figure.patches, *figure.images)],
            "axes": [_axes(axes) for axes in figure.axes if axes.get_visible()],
        }
    )
