"""What a collection means: points, areas, contours, meshes, arrows, in the plane and in space."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_rgba_array
from matplotlib.contour import ContourSet
from matplotlib.text import Text

from nbkit.gate.figures.common import common, in_3d, mapping
from nbkit.gate.figures.lines import markers, vertices
from nbkit.gate.figures.patches import hatch
from nbkit.gate.figures.values import Json, colours, dashes, numbers, unusual

STROKE = (
    ("cap", "capstyle", None),
    ("join", "joinstyle", None),
    ("gap colour", "gapcolor", None),
    ("shaded by depth", "_depthshade", True),
)
ELLIPSES = (
    ("widths", "_widths", None),
    ("heights", "_heights", None),
    ("angles", "_angles", None),
    ("sides", "_numsides", None),
    ("rotation", "_rotation", 0),
)
ARROWS = (
    ("pivot", "pivot", "tail"),
    ("units", "units", "width"),
    ("angles", "angles", "uv"),
    ("scale units", "scale_units", None),
    ("head width", "headwidth", 3.0),
    ("head length", "headlength", 5.0),
    ("head axis", "headaxislength", 4.5),
    ("shortest shaft", "minshaft", 1.0),
    ("shortest arrow", "minlength", 1.0),
)


def _collection(item: Collection, kind: str) -> dict[str, Json]:
    found = common(item, kind) | mapping(item)
    flat = item.get_array() is None
    found |= _chosen_edge(item) if not flat else _solid_colours(item) if in_3d(item) else _flat_colours(item)
    return found | {
        "style": dashes(item.get_linestyle()),
        "width": numbers(item.get_linewidth()),
        **hatch(item, found.get("edge", "")),
        "values": None if flat else numbers(item.get_array()),
        **unusual(item, STROKE),
    }


def _flat_colours(item: Collection) -> dict[str, Json]:
    return {"colour": colours(item.get_facecolor()), "edge": colours(item.get_edgecolor())}


def _solid_colours(item: Collection) -> dict[str, Json]:
    """Take the colours that drawing starts from: it sorts and shades them by depth."""
    inside = colours(getattr(item, "_facecolor3d", Collection.get_facecolor(item)))
    edge = getattr(item, "_edgecolor3d", None)
    if edge is None and isinstance(item, LineCollection):
        edge = Collection.get_edgecolor(item)
    if edge is None:
        return {"colour": inside, **_chosen_edge(item)}
    return {"colour": inside, "edge": None if colours(edge) == inside else colours(edge)}


def _chosen_edge(item: Any) -> dict[str, Json]:
    """Hold the edges of areas, where they have a colour of their own."""
    chosen = item._original_edgecolor
    if (
        chosen is None
        or isinstance(item, LineCollection)
        or (isinstance(chosen, str) and chosen in ("face", "none"))
    ):
        return {}
    return {"edge": colours(to_rgba_array(chosen))}


def scatter(item: PathCollection) -> dict[str, Json]:
    """Describe points by their places, sizes and markers."""
    places = getattr(item, "_offsets3d", None)
    columns = places if places is not None else np.ma.asarray(item.get_offsets()).T
    found = _collection(item, "points") | dict(zip("xyz", map(numbers, columns), strict=False))
    return found | {"size": numbers(item.get_sizes()), "marker": markers(item.get_paths())}


def lines(item: LineCollection) -> dict[str, Json]:
    """Describe many lines by their points."""
    solid = getattr(item, "_segments3d", None)
    points = vertices(item.get_paths()) if solid is None else numbers(np.concatenate([*solid]))
    return _collection(item, "lines") | {"points": points, "offsets": _offsets(item)}


def area(item: Collection) -> dict[str, Json]:
    """Hold a 2-D collection by its outlines; a 3-D one has none until it is projected."""
    found = _collection(item, "area" if isinstance(item, PolyCollection) else type(item).__name__)
    solid = _corners_3d(item)
    found["points"] = vertices(item.get_paths()) if solid is None else numbers(solid)
    sizes: Any = getattr(item, "get_sizes", list)()
    return found | {
        "offsets": _offsets(item),
        "size": numbers(sizes) if len(sizes) else None,
        **unusual(item, ELLIPSES),
    }


def _corners_3d(item: Any) -> np.ndarray | None:
    """Find the corners of a 3-D surface, which matplotlib 3.10 and older keep in another form."""
    if getattr(item, "_faces", None) is not None:
        corners = np.asarray(item._faces, float)
        added = np.broadcast_to(item._invalid_vertices, corners.shape[:2])  # to faces with fewer corners
        return corners[~added]
    return np.asarray(item._vec)[:3].T if hasattr(item, "_vec") else None


def _offsets(item: Collection) -> Json:
    if in_3d(item) and not hasattr(item, "_offsets3d"):
        return None
    offsets: Any = np.ma.asarray(getattr(item, "_offsets3d", item.get_offsets()))
    return numbers(offsets) if np.ma.count(offsets) and np.any(offsets) else None


def contour(item: ContourSet) -> dict[str, Json]:
    """Hold levels and outlines; labels cut gaps as wide as the font, so then only the levels."""
    found = _collection(item, "filled contour" if item.filled else "contour")
    found |= {
        "levels": numbers(item.levels),
        "values": numbers([getattr(item, end) for end in ("zmin", "zmax")]),
    }
    if item.filled and any(item.hatches):
        found["hatch"] = [pattern or "" for pattern in item.hatches]
    texts = [text.get_text() for text in contour_labels(item)]
    return found | ({"labels": texts} if texts else {"points": [vertices([p]) for p in item.get_paths()]})


def contour_labels(item: Artist) -> list[Text]:
    """List the numbers written on a contour; matplotlib also lists them among the texts of the axes."""
    return list(getattr(item, "labelTexts", []))


def mesh(item: QuadMesh) -> dict[str, Json]:
    """Describe a mesh by its corners and values."""
    found = _collection(item, "mesh") | {"points": numbers(item.get_coordinates())}
    smooth = getattr(item, "_shading", "flat")
    return found | ({} if smooth == "flat" else {"shading": smooth})


def arrows(item: Any) -> dict[str, Json]:
    """Describe a field of arrows: where they start, where they point, how long and thick they are."""
    x, y = np.ma.asarray(item.get_offsets()).T
    found = _collection(item, "arrows") | {"x": numbers(x), "y": numbers(y)}
    return found | {"u": numbers(item.U), "v": numbers(item.V), **unusual(item, ARROWS), **_scale(item)}


def _scale(item: Any) -> dict[str, Json]:
    """Hold the scale and the width of arrows; drawing settles them where nobody did, from the layout."""
    item._init()
    by_width = item.units == "width" and item.scale_units in (None, "width")
    if not by_width and item.figure.get_layout_engine() is not None:
        return {}
    return {"scale": numbers(item.scale), "shaft": numbers(item.width)}
