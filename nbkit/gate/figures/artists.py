"""What one artist of a figure means: its kind decides which of the files beside this one reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PathCollection, QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage, _ImageBase
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox, AnnotationBbox, OffsetBox, OffsetImage
from matplotlib.patches import Patch
from matplotlib.quiver import Quiver, QuiverKey
from matplotlib.table import Table
from matplotlib.text import Text

from nbkit.gate.figures.collections import area, arrows, contour, lines, mesh, scatter
from nbkit.gate.figures.common import common, mapping
from nbkit.gate.figures.lines import line
from nbkit.gate.figures.patches import frame, patch
from nbkit.gate.figures.texts import anchor, place, text
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

_INTERPOLATION = {"antialiased": "auto"}  # the same thing before and after matplotlib 3.9
IMAGE = (
    ("filter radius", "filterrad", 4.0),
    ("filter norm", "filternorm", True),
    ("from left", "ox", None),
    ("from below", "oy", None),
    ("columns at", "_Ax", None),
    ("rows at", "_Ay", None),
)
BOX = (
    ("width", "width", None),
    ("height", "height", None),
    ("gap", "sep", None),
    ("pad", "pad", None),
    ("align", "align", "baseline"),
    ("mode", "mode", "fixed"),
)
ANCHORED = (("corner", "loc", None), ("frame", "pad", 0.4), ("gap", "borderpad", 0.5))
KEY = (("value", "U", None), ("x", "X", None), ("y", "Y", None), ("units", "coord", "axes"))
KEY_TEXT = (("text at", "labelpos", "N"), ("gap", "_labelsep_inches", 0.1), ("angle", "angle", 0.0))


def _image(item: _ImageBase) -> dict[str, Json]:
    array: Any = np.ma.asarray(item.get_array())
    found = common(item, "image") | (mapping(item) if array.ndim == 2 else {})
    return found | {
        "origin": item.origin,
        "extent": numbers(item.get_extent()) if isinstance(item, AxesImage) else None,
        "interpolation": _INTERPOLATION.get(item.get_interpolation(), item.get_interpolation()),
        "shape": list(array.shape),
        "values": numbers(array),
        **unusual(item, IMAGE),
        "stage": "rgba" if item._interpolation_stage == "rgba" else None,  # type: ignore[attr-defined]
    }


def _boxed(item: Any) -> dict[str, Json]:
    """Describe a box that holds pictures, texts or other boxes."""
    if isinstance(item, OffsetImage):
        return artist_fingerprint(item.image) | {"kind": "picture", "zoom": numbers(item.get_zoom())}
    found = {
        "kind": type(item).__name__,
        "holds": _inner(item),
        **unusual(item, BOX),
    }
    return found | _anchored(item) if isinstance(item, AnchoredOffsetbox) else found


def _anchored(item: Any) -> dict[str, Json]:
    """Describe in which corner a box stands, and its frame."""
    beside = None if item._bbox_to_anchor is None else numbers(item.get_bbox_to_anchor().bounds)
    framed = frame(item.patch) or "none"
    return common(item, type(item).__name__) | {"frame": framed, "beside": beside, **unusual(item, ANCHORED)}


def _noted(item: Any) -> dict[str, Json]:
    """Describe a box at a place, with an arrow to another."""
    return common(item, "note") | {
        "holds": [artist_fingerprint(box) for box in [item.offsetbox] if box.get_visible()],
        "place": place(item.xybox),
        "align": numbers(item._box_alignment),
        "box": frame(item.patch) or "none",
        **anchor(item),
        **unusual(item, [("size", "fontsize", 10.0)]),
        "place units": None if item.boxcoords == item.xycoords else str(item.boxcoords),
    }


def _table(item: Any) -> dict[str, Json]:
    cells = sorted(pair for pair in item.get_celld().items() if pair[1].get_visible())
    widths = {place[1]: cell.get_width() for place, cell in cells if place[1] not in _fitted(item)}
    return common(item, "Table") | {
        "texts": [cell.get_text().get_text() for _, cell in cells if cell.get_text().get_text()],
        "cells": [_cell(*pair) for pair in cells],
        "widths": numbers(list(widths.values())),
        "size": None if item._autoFontsize else [numbers(cell.get_fontsize()) for _, cell in cells],
        **unusual(item, [("at", "_loc", None), ("box", "_bbox", None)]),
    }


def _fitted(item: Any) -> list[int]:
    """List the columns that drawing fits to their texts."""
    return list(np.ravel(item._autoColumns)) if len(item._autoColumns) else []


def _cell(place: tuple[int, int], cell: Any) -> Json:
    inner = cell.get_text()
    found = frame(cell) | unusual(
        inner, [("weight", "fontweight", "normal"), ("align", "horizontalalignment", "right")]
    )
    found |= unusual(cell, [("edges", "_visible_edges", "BRTL")]) | {"ink": colour(inner.get_color())}
    usual = {"colour": "#FFFFFF", "edge": "#000000", "width": 1.0, "ink": "#000000"}
    return [*place, inner.get_text(), {key: value for key, value in found.items() if usual.get(key) != value}]


def _key(item: QuiverKey) -> dict[str, Json]:
    found = {"text": artist_fingerprint(item.text)["text"], "colour": item.color and colour(item.color)}
    return common(item, "arrow key") | found | unusual(item, [*KEY, *KEY_TEXT])


def _inset(item: Any) -> dict[str, Json]:
    """Describe the frame that shows what an inset enlarges, and its lines."""
    lines = [artist_fingerprint(line) for line in item.connectors or () if line.get_visible()]
    return common(item, "inset frame") | {"holds": [artist_fingerprint(item.rectangle), *lines]}


def _other(item: Artist) -> dict[str, Json]:
    """Hold an artist of a kind we do not know by its name and what is in it."""
    return common(item, type(item).__name__) | {"holds": _inner(item)}


def _inner(item: Artist) -> Json:
    return [artist_fingerprint(child) for child in item.get_children() if child.get_visible()]


READERS: list[tuple[type, Callable[[Any], dict[str, Json]]]] = [
    (Line2D, line),
    (Quiver, arrows),
    (ContourSet, contour),
    (QuadMesh, mesh),
    (PathCollection, scatter),
    (LineCollection, lines),
    (Collection, area),
    (_ImageBase, _image),
    (Text, text),
    (Patch, patch),
    (AnnotationBbox, _noted),
    (OffsetBox, _boxed),
    (Table, _table),
    (QuiverKey, _key),
]


def artist_fingerprint(item: Artist) -> dict[str, Json]:
    """Return what an artist means, read by the first kind in `READERS` that it is of."""
    if type(item).__name__ == "InsetIndicator":  # since matplotlib 3.10
        return clean(_inset(item))
    return clean(next((read for kind, read in READERS if isinstance(item, kind)), _other)(item))


def look(item: Artist) -> dict[str, Json]:
    """Return how an artist looks, wherever it is: what a legend shows beside a name."""
    places = ("x", "y", "z", "w", "h", "points", "offsets", "zorder", "label", "clip", "units", "extent")
    return {key: value for key, value in artist_fingerprint(item).items() if key not in places}
