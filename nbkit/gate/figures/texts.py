"""What a text means: its words, how they are set, what they point at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from matplotlib.text import Annotation, Text

from nbkit.gate.figures.common import common
from nbkit.gate.figures.patches import arrow, frame
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

SETTING = (
    ("font", "fontfamily", ["sans-serif"]),
    ("slant", "fontstyle", "normal"),
    ("variant", "fontvariant", "normal"),
    ("stretch", "stretch", "normal"),
    ("lines aligned", "_multialignment", None),
    ("turned about", "rotation_mode", None),
    ("with TeX", "usetex", False),
    ("with formulas", "parse_math", True),
    ("formulas in", "math_fontfamily", "dejavusans"),
    ("wrapped", "wrap", False),
    ("turned with the data", "transform_rotates_text", False),
    ("features", "fontfeatures", None),
    ("language", "language", None),
    ("direction", "_dir_vec", [0.0, 0.0, 0.0]),
)
ANCHOR = (
    ("at units", "xycoords", "data"),
    ("place units", "anncoords", None),
    ("clip outside", "annotation_clip", None),
)


def text(item: Text) -> dict[str, Json]:
    """Describe a text, and the place it points at."""
    return common(item, "text") | {
        "text": item.get_text(),
        "colour": colour(item.get_color()),
        "font size": numbers(item.get_fontsize()),
        "weight": str(item.get_fontweight()),
        "place": place(item.get_position_3d() if hasattr(item, "get_position_3d") else item.get_position()),
        "align": [item.get_horizontalalignment(), item.get_verticalalignment()],
        "turned": numbers(item.get_rotation()) or None,
        "box": frame(item.get_bbox_patch()) or None,
        **setting(item),
        **(anchor(item) if isinstance(item, Annotation) else {}),
    }


def setting(item: Text) -> dict[str, Json]:
    """Describe the type that a text is set in, where it is not the usual one."""
    found = unusual(item, SETTING) | unusual(item, [("line spacing", "_linespacing", 1.2)])
    for name, usual in (("turned about", "default"), ("line spacing", "normal")):  # since 3.9 and 3.11
        if found.get(name) == usual:
            del found[name]
    file = item.get_fontproperties().get_file()
    return found | ({"font file": Path(str(file)).name} if file else {})


def heading(item: Text, size: float, weight: str = "normal", **usual: Json) -> Json:
    """Describe how a title or a label is set, where that is not the usual way; None if it is."""
    rows = [
        ("turned", "rotation", usual.pop("turned", 0.0)),
        ("weight", "fontweight", weight),
        ("size", "fontsize", size),
    ]
    found = unusual(item, rows) | setting(item) | {"box": frame(item.get_bbox_patch())}
    ink = colour(item.get_color())
    return clean(found | {"colour": None if ink == "#000000" else ink}) or None


def anchor(item: Any) -> dict[str, Json]:
    """Hold the place that an annotation points at, and its arrow."""
    found = unusual(item, ANCHOR)
    if found.get("place units") == found.get("at units", "data"):
        del found["place units"]
    return {"at": place(item.xy), **found, "arrow": _pointer(item)}


def _pointer(item: Any) -> Json:
    """Describe the arrow of an annotation; without a style, drawing makes one from widths and lengths."""
    drawn, given = item.arrow_patch, item.arrowprops or {}
    if drawn is None or not drawn.get_visible():
        return None
    look = {"colour": colour(drawn.get_facecolor()), "edge": colour(drawn.get_edgecolor())}
    look |= {"style": str(drawn.get_linestyle()), "width": numbers(drawn.get_linewidth())}
    plain = ("width", "headwidth", "headlength", "frac", "shrink", "mutation_scale")
    words = {f"given {key}": numbers(given[key]) for key in plain if key in given}
    return clean(look | (arrow(drawn) if "arrowstyle" in given else {}) | words)


def place(place: Any) -> Json:
    """Hold a position; a category (a string on an axis) or a date as text."""
    return [str(value) if isinstance(value, str | date) else numbers(value) for value in place]
