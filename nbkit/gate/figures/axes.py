"""What axes say: their titles, content and frame, and where they stand in the figure."""

from __future__ import annotations

from itertools import combinations, groupby
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.legend import Legend
from matplotlib.offsetbox import AnnotationBbox, OffsetBox
from matplotlib.table import Table
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from nbkit.gate.figures.artists import artist_fingerprint
from nbkit.gate.figures.axis import axis_fingerprint, stroke
from nbkit.gate.figures.collections import contour_labels
from nbkit.gate.figures.common import colormap, effects
from nbkit.gate.figures.legend import legend_fingerprint
from nbkit.gate.figures.patches import joined_bars
from nbkit.gate.figures.texts import heading
from nbkit.gate.figures.values import Json, clean, colour, numbers, unusual

AXES = (
    ("anchor", "anchor", "C"),
    ("order", "zorder", 0.0),
    ("grid below", "axisbelow", "line"),
    ("focal length", "_focal_length", 1.0),
    ("upward", "_vertical_axis", 2.0),
    ("zero at", "theta_offset", 0.0),
    ("direction", "theta_direction", 1.0),
    ("origin", "rorigin", None),
    ("labels at", "rlabel_position", 22.5),
)
ALONE = [0.125, 0.11, 0.775, 0.77]  # the place of axes that stand alone in a figure


def axes_fingerprint(axes: Any) -> dict[str, Json]:
    """Describe axes and all that is in them."""
    content = _content(axes)
    colorbar = getattr(axes, "_colorbar", None) if axes.get_label() == "<colorbar>" else None
    found = {
        **_titles(axes),
        "kind": None if axes.name == "rectilinear" else axes.name,
        "background": colour(axes.get_facecolor()) if axes.patch.get_visible() else None,
        "frame": None if axes.axison else "off",
        "edges": _spines(axes),
        "place": _place(axes),
        "legend": legend_fingerprint(axes.get_legend()),
        **{name: axis_fingerprint(axis) for name, axis in _named_axes(axes)},
        "artists": joined_bars([_artist(item) for item in content]),
        "layers": _layers(axes, content) if axes.name != "3d" else None,
        "insets": [_child(child) for child in axes.child_axes if child.get_visible()],
        **unusual(axes, AXES),
        **(_solid(axes) if axes.name == "3d" else {}),
    }
    found = clean(_without_limits(axes, found))
    return found if colorbar is None else _bar(colorbar, found)


def _titles(axes: Any) -> dict[str, Json]:
    titles = {"title": axes.title, "title left": axes._left_title, "title right": axes._right_title}
    looks = [heading(text, 12.0) for text in titles.values() if text.get_text()]
    style = {"title style": looks} if any(looks) else {}
    return {name: text.get_text() for name, text in titles.items()} | style


def _spines(axes: Any) -> Json:
    """Describe the edges of axes that are hidden, moved, or drawn in another way."""
    if axes.name == "3d" or not axes.axison or not axes.get_frame_on():
        return None if axes.name == "3d" or not axes.axison else "none"
    drawn = ("start", "end", "inner")  # of polar axes: drawing itself shows and hides them
    found = {name: _spine(spine) for name, spine in axes.spines.items() if name not in drawn}
    return {name: look for name, look in found.items() if look}


def _spine(spine: Any) -> Json:
    if not spine.get_visible():
        return "none"
    at, ink = spine._position, colour(spine.get_edgecolor())
    found = stroke(spine) | unusual(spine, [("bounds", "_bounds", None)]) | effects(spine)
    found |= {"at": None if at in (None, ("outward", 0), ("outward", 0.0)) else str(at)}
    return clean(found | {"colour": None if ink == "#000000" else ink})


def _solid(axes: Any) -> dict[str, Json]:
    """Describe from where a 3-D scene is seen, and its box."""
    box = np.asarray(axes.get_box_aspect())
    shape = numbers(np.round(box / box.max(), 6))
    return {
        "view": numbers([axes.elev, axes.azim, axes.roll]),
        "box": None if shape == [1.0, 1.0, 0.75] else shape,
        "grid": None if axes._draw_grid else "none",
    }


def _place(axes: Any) -> Json:
    """Hold where axes stand in their figure; where a layout moves them, their share of its grid."""
    locator, spec = axes.get_axes_locator(), axes.get_subplotspec()
    if hasattr(locator, "_bounds"):  # an inset
        return numbers(locator._bounds)
    if locator is not None and not hasattr(locator, "_cbar"):
        return None
    if axes.figure.get_layout_engine() is None:
        place = numbers(axes.get_position(original=True).bounds)
        return None if np.allclose(place, ALONE) else place
    share = [0.0, 0.0, 1.0, 1.0] if spec is None else _share(spec)
    return None if share == [0.0, 0.0, 1.0, 1.0] else share


def _share(spec: Any) -> Json:
    """Return the part of a grid that a panel has, without the gaps: left, lower, right and upper end."""
    grid, rows, columns = spec.get_gridspec(), spec.rowspan, spec.colspan
    across = np.cumsum([0, *(grid.get_width_ratios() or [1] * grid.ncols)])
    down = np.cumsum([0, *(grid.get_height_ratios() or [1] * grid.nrows)])
    across, down = across / across[-1], 1 - down / down[-1]
    own = np.array([across[columns.start], down[rows.stop], across[columns.stop], down[rows.start]])
    outer = getattr(grid, "_subplot_spec", None)
    if outer is None:
        return numbers(own)
    left, lower, right, upper = _share(outer)
    return numbers(np.array([left, lower] * 2) + own * np.array([right - left, upper - lower] * 2))


def _child(child: Any) -> dict[str, Json]:
    """Describe axes in axes: an inset, or a second scale."""
    if not hasattr(child, "_orientation"):
        return axes_fingerprint(child)
    low, high = getattr(child._parent, f"get_{child._orientation}lim")()
    axis = getattr(child, f"{child._orientation}axis")
    axis.set_view_interval(*child._functions[0](np.array([low, high], float)), ignore=True)
    place = child._loc if isinstance(child._loc, str) else numbers(child._pos)
    return {"kind": "second scale", "place": place, child._orientation: axis_fingerprint(axis)}


def _bar(colorbar: Any, found: dict[str, Json]) -> dict[str, Json]:
    """Describe a colour bar: its colours and its ends; that it is made of a mesh is its own affair."""
    kept = {key: value for key, value in found.items() if key not in ("artists", "insets", "background")}
    rows = [("ends", "extend", "neither"), ("side", "ticklocation", "right"), ("alpha", "alpha", None)]
    lines = [artist_fingerprint(line) for line in colorbar.lines]
    own = {
        "kind": "colorbar",
        **colormap(colorbar.cmap),
        "lines": lines,
        "separated": colorbar.drawedges or None,
    }
    return clean(own | kept | unusual(colorbar, rows) | {"kind": "colorbar"})


def _named_axes(axes: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(axes, f"{name}axis")) for name in "xyz" if hasattr(axes, f"{name}axis")]


def _chosen(axes: Any, name: str) -> bool:
    """Tell whether limits mean something: in 3-D the automatic ones changed with matplotlib 3.9."""
    return axes.name != "3d" or not getattr(axes, f"get_autoscale{name}_on")()


def _without_limits(axes: Any, found: dict[str, Json]) -> dict[str, Json]:
    """Leave out limits that nobody chose: stretched to keep an aspect they depend on the fonts."""
    if axes.name != "3d" and axes.get_box_aspect() is not None:
        found["box aspect"] = numbers(axes.get_box_aspect())
    if axes.get_aspect() != "auto":
        aspect = axes.get_aspect()
        found["aspect"] = str(aspect) if isinstance(aspect, str) else numbers(aspect)
        if axes.get_adjustable() == "datalim":
            found["x"].pop("limits", None)
            found["y"].pop("limits", None)
            found["data limits"] = numbers(axes.dataLim.extents)
    for name, _ in _named_axes(axes):
        if not _chosen(axes, name):
            low, high = found[name].pop("limits")
            found[name] |= {"turned round": True} if low > high else {}
    return found


def _content(axes: Any) -> list[Artist]:
    """List what was drawn into the axes, kind by kind, without what every axes has."""
    groups = (axes.lines, axes.collections, axes.patches, axes.images, axes.tables, axes.artists, axes.texts)
    cut = {id(text) for item in axes.collections for text in contour_labels(item)}
    return [item for group in groups for item in group if item.get_visible() and id(item) not in cut]


def _layers(axes: Any, content: list[Any]) -> Json:
    """Name the kinds of what lies over each other, where nothing but the order of the program decides."""
    place = {id(child): number for number, child in enumerate(axes.get_children())}
    drawn = sorted(content, key=lambda item: (item.get_zorder(), place.get(id(item), 0)))
    listed = sorted(content, key=lambda item: item.get_zorder())
    moved = [item for item, other in zip(drawn, listed, strict=True) if item is not other]
    kinds = [_artist(item)["kind"] for item in moved] if _overlap(moved) else []
    return [kind for kind, _ in groupby(kinds)]


def _overlap(items: list[Any]) -> bool:
    """Tell whether artists of different kinds lie in one place; letters have their size from the fonts."""
    boxes: dict[type, list[Bbox]] = {}
    for item in items:
        if not isinstance(item, Text | Table | OffsetBox | AnnotationBbox):
            boxes.setdefault(type(item), []).append(_extent(item))
    unions = [Bbox.union(found) for found in boxes.values()]
    whole = [box for box in unions if np.all(np.isfinite(box.extents))]
    return any(one.overlaps(other) for one, other in combinations(whole, 2))


def _extent(item: Any) -> Bbox:
    if not isinstance(item, Collection):
        return item.get_window_extent()
    axes: Any = item.axes
    return item.get_datalim(axes.transData).transformed(axes.transData)


def _artist(item: Artist) -> dict[str, Json]:
    if isinstance(item, Legend):
        return {"kind": "legend"} | (legend_fingerprint(item) or {})
    return artist_fingerprint(item)
