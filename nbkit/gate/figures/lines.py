"""What a line means: its data, its stroke, its markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.lines import AxLine, Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from nbkit.gate.figures.common import common
from nbkit.gate.figures.values import LONG, Json, colour, numbers, unusual

STROKE = (
    ("solid cap", "solid_capstyle", "projecting"),
    ("dash cap", "dash_capstyle", "butt"),
    ("solid join", "solid_joinstyle", "round"),
    ("dash join", "dash_joinstyle", "round"),
    ("gap colour", "gapcolor", None),
)
MARKER = (
    ("marker fill", "fillstyle", "full"),
    ("marker edge width", "markeredgewidth", 1.0),
    ("markers at", "markevery", None),
)
PATTERNS = {"--": [3.7, 1.6], "-.": [6.4, 1.6, 1.0, 1.6], ":": [1.0, 1.65]}


def line(item: Line2D) -> dict[str, Json]:
    """Describe a line in the plane or in space, or one without ends."""
    found = common(item, "line") | {
        "colour": colour(item.get_color()),
        "style": item.get_linestyle(),
        "width": numbers(item.get_linewidth()),
        "drawstyle": None if item.get_drawstyle() == "default" else item.get_drawstyle(),
        "dashes": _dashes(item),
        **unusual(item, STROKE),
    }
    if str(item.get_marker()).lower() not in ("none", "", " "):
        found |= _marker(item)
    return found | (_endless(item) if isinstance(item, AxLine) else _data(item))


def _dashes(item: Any) -> Json:
    """Hold a pattern of dashes that has no name of its own."""
    start, pattern = getattr(item, "_unscaled_dash_pattern", (0, None))
    if pattern is None or (not start and list(pattern) == PATTERNS.get(item.get_linestyle())):
        return None
    return numbers([start, *pattern])


def _data(item: Any) -> dict[str, Json]:
    places = item.get_data_3d() if hasattr(item, "get_data_3d") else item.get_data(orig=False)
    return dict(zip("xyz", map(numbers, places), strict=False))


def _endless(item: Any) -> dict[str, Json]:
    """Hold the two points that a line goes through, or one and its slope."""
    through = [place for place in (item._xy1, item._xy2) if place is not None]
    return {"through": numbers(through), "slope": None if item._slope is None else numbers(item._slope)}


def _marker(item: Any) -> dict[str, Json]:
    found = {
        "marker": _name(item),
        "marker size": numbers(item.get_markersize()),
        "marker colour": colour(item.get_markerfacecolor()),
        "marker edge": colour(item.get_markeredgecolor()),
        **unusual(item, MARKER),
    }
    if item.get_fillstyle() != "full":
        found["marker other colour"] = colour(item.get_markerfacecoloralt())
    return found


def _name(item: Any) -> Json:
    """Name a marker; one that was turned, or is a path, is held by its corners."""
    name, style = item.get_marker(), item._marker
    if isinstance(name, str | int) and getattr(style, "_user_transform", None) is None:
        return str(name)
    if isinstance(name, tuple):
        return repr(name)
    return vertices([_placed(style)])


def _placed(style: MarkerStyle) -> Path:
    return style.get_path().transformed(style.get_transform())


@lru_cache
def _known_markers() -> dict[bytes, str]:
    names = [name for name in MarkerStyle.markers if isinstance(name, str) and name.strip()]
    return {_shape(_placed(MarkerStyle(name))): name for name in names}


def _shape(path: Path) -> bytes:
    return (_closed(path).round(6) + 0.0).tobytes()


def markers(paths: Sequence[Path]) -> Json:
    """Name the markers of a scatter; a shape without a name is held by its corners."""
    names = [_known_markers().get(_shape(path)) for path in paths[:LONG]]
    return names if None not in names else vertices(paths[:LONG])


def vertices(paths: Iterable[Any]) -> Json:
    """Hold the corners of paths, one after the other."""
    found = [_closed(path) for path in paths if len(path.vertices)]
    return numbers(np.concatenate(found)) if found else []


def _closed(path: Path) -> np.ndarray:
    """Return the vertices of a path; those that close it go back to its start, whatever stands there."""
    corners = np.array(path.vertices, float)
    if path.codes is not None:
        starts = np.maximum.accumulate(np.where(path.codes == Path.MOVETO, np.arange(len(corners)), 0))
        closing = path.codes == Path.CLOSEPOLY
        corners[closing] = corners[starts[closing]]
    return corners
