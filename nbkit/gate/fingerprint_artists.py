"""What one artist of a figure means, kind by kind: a line, a scatter, an image, a text, a patch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage, _ImageBase
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch, Rectangle
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.table import Table
from matplotlib.text import Annotation, Text

from nbkit.gate.fingerprint_values import LONG, Json, clean, colour, colours, dashes, numbers


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
    found["colormap"] = cmap.name if cmap.name in colormaps else colours(cmap(np.linspace(0, 1, 5)))
    return found


def _line(line: Line2D) -> dict[str, Json]:
    marker = line.get_marker()
    found = _common(line, "line") | {
        "colour": colour(line.get_color()),
        "style": line.get_linestyle(),
        "width": numbers(line.get_linewidth()),
        "drawstyle": None if line.get_drawstyle() == "default" else line.get_drawstyle(),
    }
    if str(marker).lower() not in ("none", "", " "):
        found |= {"marker": str(marker), "marker size": numbers(line.get_markersize())}
        found |= {"marker colour": colour(line.get_markerfacecolor())}
        found |= {"marker edge": colour(line.get_markeredgecolor())}
    places = line.get_data_3d() if hasattr(line, "get_data_3d") else line.get_data(orig=False)
    return found | dict(zip("xyz", map(numbers, places), strict=False))


def _vertices(paths: Iterable[Any]) -> Json:
    found = [_closed(path) for path in paths if len(path.vertices)]
    return numbers(np.concatenate(found)) if found else []


def _closed(path: Path) -> np.ndarray:
    """Return the vertices of a path; those that close it go back to its start, whatever stands there."""
    vertices = np.array(path.vertices, float)
    if path.codes is not None:
        starts = np.maximum.accumulate(np.where(path.codes == Path.MOVETO, np.arange(len(vertices)), 0))
        closing = path.codes == Path.CLOSEPOLY
        vertices[closing] = vertices[starts[closing]]
    return vertices


def _collection(item: Collection, kind: str) -> dict[str, Json]:
    found = _common(item, kind) | _mapping(item)
    if item.get_array() is None:
        found |= _flat_colours(item) if not _in_3d(item) else _solid_colours(item)
    return found | {
        "style": dashes(item.get_linestyle()),
        "width": numbers(item.get_linewidth()),
        "hatch": item.get_hatch(),
        "values": None if item.get_array() is None else numbers(item.get_array()),
    }


def _flat_colours(item: Collection) -> dict[str, Json]:
    return {"colour": colours(item.get_facecolor()), "edge": colours(item.get_edgecolor())}


def _solid_colours(item: Collection) -> dict[str, Json]:
    """Take the colours that drawing starts from: it sorts and shades them by depth."""
    return {"colour": colours(getattr(item, "_facecolor3d", Collection.get_facecolor(item)))}


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
    return (_closed(path).round(6) + 0.0).tobytes()


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
    texts = [text.get_text() for text in contour_labels(item)]
    return found | ({"labels": texts} if texts else {"points": [_vertices([p]) for p in item.get_paths()]})


def contour_labels(item: Artist) -> list[Text]:
    """List the numbers written on a contour; matplotlib also lists them among the texts of the axes."""
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
        "colour": colour(item.get_color()),
        "size": numbers(item.get_fontsize()),
        "weight": str(item.get_fontweight()),
        "place": _place(item.get_position()),
        "align": [item.get_horizontalalignment(), item.get_verticalalignment()],
        "turned": numbers(item.get_rotation()) or None,
        "arrow": None if arrow is None else colour(arrow.get_edgecolor()),
        **anchored,
    }


def _place(place: Any) -> Json:
    """Hold a position; a category (a string on an axis) or a date as text."""
    return [str(value) if isinstance(value, str | date) else numbers(value) for value in place]


def _patch(item: Patch) -> dict[str, Json]:
    return _common(item, type(item).__name__) | {
        "colour": colour(item.get_facecolor()),
        "edge": colour(item.get_edgecolor()),
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


def artist_fingerprint(item: Artist) -> dict[str, Json]:
    """Return what an artist means, read by the first kind in `READERS` that it is of."""
    reader = next((read for kind, read in READERS if isinstance(item, kind)), _other)
    return clean(reader(item))


def joined_bars(entries: list[dict[str, Json]]) -> list[dict[str, Json]]:
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
