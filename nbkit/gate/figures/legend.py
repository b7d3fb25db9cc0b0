"""What a legend says: its entries, how each is marked, and where it stands if somebody chose that."""

from __future__ import annotations

from typing import Any

from matplotlib.legend import Legend

from nbkit.gate.figures.artists import look
from nbkit.gate.figures.patches import frame
from nbkit.gate.figures.texts import heading
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

LEGEND = (
    ("order", "zorder", 5.0),
    ("columns", "_ncols", 1.0),
    ("shadow", "shadow", False),
    ("alignment", "alignment", "center"),
    ("size", "_fontsize", 10.0),
    ("stretched", "_mode", None),
    ("border", "borderpad", 0.4),
    ("row gap", "labelspacing", 0.5),
    ("handle length", "handlelength", 2.0),
    ("handle gap", "handletextpad", 0.8),
    ("distance", "borderaxespad", 0.5),
    ("column gap", "columnspacing", 2.0),
)
LEGEND_FRAME = {
    "colour": "#FFFFFFCC",
    "edge": "#CCCCCCCC",
    "width": 1.0,
    "alpha": 0.8,
    "box": "Round(pad=0, rounding_size=0.2)",
}


def legend_fingerprint(legend: Any) -> Any:
    """Describe a legend: its entries, how they are marked, its place if somebody chose it."""
    if legend is None or not legend.get_visible():
        return None
    texts, title = legend.get_texts(), legend.get_title()
    inks = [colour(text.get_color()) for text in texts]
    return clean(
        {
            "title": title.get_text(),
            "title style": heading(title, 10.0) if title.get_text() else None,
            "entries": [text.get_text() for text in texts],
            "ink": inks if set(inks) - {"#000000"} else None,
            "shows": [look(handle) for handle in legend.legend_handles if handle is not None],
            "frame": _legend_frame(legend),
            **_legend_place(legend),
            **unusual(legend, LEGEND),
        }
    )


def _legend_frame(legend: Any) -> Json:
    if not legend.get_frame_on():
        return "none"
    found = frame(legend.get_frame())
    return {key: value for key, value in found.items() if value != LEGEND_FRAME.get(key)}


def _legend_place(legend: Any) -> dict[str, Json]:
    """Hold the corner that a legend was put in; the best one is found anew by each version."""
    corners = {code: name for name, code in Legend.codes.items()}
    corner = legend._loc_real
    found: dict[str, Json] = {"at": corners.get(corner) if isinstance(corner, int) else numbers(corner)}
    if corner == 0:
        found = {}
    if legend._bbox_to_anchor is None:
        return found
    parent = legend.axes.transAxes if legend.axes is not None else legend.figure.transSubfigure
    return found | {"beside": numbers(parent.inverted().transform(legend.get_bbox_to_anchor().get_points()))}
