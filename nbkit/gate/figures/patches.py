"""What a patch means: an area with an outline, an arrow, a box around a text."""

from __future__ import annotations

import inspect
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.patches import (
    ConnectionPatch,
    FancyArrowPatch,
    FancyBboxPatch,
    Patch,
    PathPatch,
    Rectangle,
    Shadow,
)
from matplotlib.path import Path

from nbkit.gate.figures.common import common
from nbkit.gate.figures.lines import vertices
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

CORNERS = (("cap", "capstyle", "butt"), ("join", "joinstyle", "miter"), ("gap colour", "edgegapcolor", None))
ROUND = (("cap", "capstyle", "round"), ("join", "joinstyle", "round"), ("gap colour", "edgegapcolor", None))
ASPECT = ("aspect", "mutation_aspect", 1.0)
SCALE = ("scale", "mutation_scale", 1.0)
ENDS = (
    ("from units", "coords1", "data"),
    ("to units", "coords2", "data"),
    ("clip", "annotation_clip", None),
)


def patch(item: Patch) -> dict[str, Json]:
    """Describe a patch: its colours, its stroke, its outline in the units of the data."""
    return common(item, type(item).__name__) | {
        "colour": colour(item.get_facecolor()),
        "edge": colour(item.get_edgecolor()),
        "style": str(item.get_linestyle()),
        "dashes": None if isinstance(item._linestyle, str) else str(item._linestyle),  # type: ignore[attr-defined]
        "width": numbers(item.get_linewidth()),
        **hatch(item, colour(item.get_edgecolor())),
        **unusual(item, ROUND if isinstance(item, FancyArrowPatch) else CORNERS),
        **_outline(item),
    }


def hatch(item: Any, edge: Json) -> dict[str, Json]:
    """Describe how an area is hatched; the colour where it is neither black nor the edge's."""
    if not item.get_hatch():
        return {}
    found = {"hatch": item.get_hatch(), **unusual(item, [("hatch width", "hatch_linewidth", 1.0)])}
    own = colour(item.get_hatchcolor()) if hasattr(item, "get_hatchcolor") else edge
    return found if own in (edge, "#000000") else found | {"hatch colour": own}


def _outline(item: Patch) -> dict[str, Json]:
    """Hold where a patch lies, in the units of the data: display units depend on the fonts."""
    if hasattr(item, "_segment3d"):
        return {"points": numbers(np.asarray(item._segment3d, float))}
    if isinstance(item, Rectangle):
        return _rectangle(item)
    if isinstance(item, FancyArrowPatch):
        return _arrow(item)
    if isinstance(item, FancyBboxPatch):
        return {"points": numbers(item.get_bbox().bounds), **box(item), **unusual(item, [SCALE])}
    if isinstance(item, Shadow):
        return _outline(item.patch) | {"shift": numbers([item._ox, item._oy])}  # type: ignore[attr-defined]
    path = item.get_patch_transform().transform_path(item.get_path())
    found = _box(path) or {"points": vertices([path])}
    curved = isinstance(item, PathPatch) and path.codes is not None
    return found | ({"codes": numbers(path.codes)} if curved else {})


def _rectangle(item: Rectangle) -> dict[str, Json]:
    sides = {"x": item.get_x(), "y": item.get_y(), "w": item.get_width(), "h": item.get_height()}
    found: dict[str, Json] = {key: [numbers(value)] for key, value in sides.items()}
    if item.get_angle():
        found |= {"turned": numbers(item.get_angle()), **unusual(item, [("about", "rotation_point", "xy")])}
    return found


def _arrow(item: Any) -> dict[str, Json]:
    ends, path = getattr(item, "_posA_posB", None), item._path_original
    if isinstance(item, ConnectionPatch):
        ends = [item.xy1, item.xy2]
    found = {"points": None if ends is None or ends[0] is None else numbers(ends)}
    return (
        found
        | ({} if path is None else {"points": vertices([path])})
        | unusual(item, [*ENDS, SCALE])
        | arrow(item)
    )


def arrow(item: Any) -> dict[str, Json]:
    """Describe an arrow's heads, its bend, and how far it keeps from its ends."""
    return {
        "arrow style": _style(item.get_arrowstyle()),
        "bend": _style(item.get_connectionstyle()),
        **unusual(item, [ASPECT, ("from gap", "shrinkA", 2.0), ("to gap", "shrinkB", 2.0)]),
    }


def box(item: Any) -> dict[str, Json]:
    """Describe the shape of a box; around a text, drawing sets its scale."""
    return {"box": _style(item.get_boxstyle()), **unusual(item, [ASPECT])}


def _style(style: Any) -> str:
    """Name a style with the words that were given to it, as in `Round(pad=0.5)`."""
    parameters = inspect.signature(type(style).__init__).parameters.values()
    given = {item.name: (getattr(style, item.name, item.default), item.default) for item in parameters}
    words = [f"{name}={value}" for name, (value, usual) in given.items() if value != usual]
    return f"{type(style).__name__}({', '.join(words)})" if words else type(style).__name__


def _box(path: Path) -> dict[str, Json]:
    """Recognise an upright rectangle: axvspan made a Polygon before matplotlib 3.9."""
    corners = np.asarray(path.vertices, float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    upright = len(corners) == 5 and bool(np.all((corners == low) | (corners == high)))
    sides = zip("xywh", (*low, *(high - low)), strict=True)
    return {"kind": "Rectangle", **{key: [numbers(value)] for key, value in sides}} if upright else {}


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


def frame(item: Any) -> dict[str, Json]:
    """Describe the frame around something: a text, a legend."""
    if item is None or not item.get_visible():
        return {}
    found = {
        "colour": colour(item.get_facecolor()),
        "edge": colour(item.get_edgecolor()),
        "width": numbers(item.get_linewidth()),
        "alpha": None if item.get_alpha() is None else numbers(item.get_alpha()),
        "style": None if item.get_linestyle() in ("-", "solid") else str(item.get_linestyle()),
        **hatch(item, colour(item.get_edgecolor())),
        **(box(item) if isinstance(item, FancyBboxPatch) else {}),
    }
    return clean(found)
