"""What all artists have in common: opacity, order, where they are cut off, in which units they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import NoNorm, Normalize
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Transform

from nbkit.gate.figures.values import Json, clean, colour, colours, numbers, unusual

MOVABLE = (Line2D, Patch, Collection, Text, AxesImage)  # an annotation has units of its own


def common(artist: Artist, kind: str) -> dict[str, Json]:
    """Return what any artist has, under the name of its kind."""
    alpha = artist.get_alpha()
    return {
        "kind": kind,
        "label": _label(artist),
        "alpha": None if alpha is None else numbers(alpha),
        "zorder": None if in_3d(artist) else numbers(artist.get_zorder()),
        "clip": _clip(artist),
        "units": _units(artist),
        **effects(artist),
    }


def _label(artist: Artist) -> str | None:
    label = str(artist.get_label())
    return None if label.startswith("_") else label


def in_3d(artist: Artist) -> bool:
    """Tell whether drawing sets the order itself, from the depth."""
    return getattr(artist.axes, "name", "") == "3d"


def effects(artist: Artist) -> dict[str, Json]:
    """Describe shadows and halos, and lines drawn as if by hand."""
    found = unusual(artist, [("sketch", "sketch_params", None)])
    drawn = [_effect(effect) for effect in artist.get_path_effects() or []]
    return found | ({"effects": drawn} if drawn else {})


def _effect(effect: Any) -> dict[str, Json]:
    """Describe a shadow or a halo."""
    words = {key: str(value) for key, value in getattr(effect, "_gc", {}).items()}
    return clean(
        {"kind": type(effect).__name__, **unusual(effect, [("offset", "_offset", [0.0, 0.0])]), **words}
    )


# Where an artist is cut off


def _clip(artist: Artist) -> Json:
    """Tell where an artist is cut off, if not at the edge of its axes; a text usually is not at all."""
    if artist.axes is None or in_3d(artist):
        return None
    if isinstance(artist, Text):
        cut = artist.get_clip_on() and (artist.get_clip_path() or artist.get_clip_box())
        return "on" if cut and not isinstance(artist, Annotation) else None
    return _clip_path(artist) if artist.get_clip_on() else "off"


def _clip_path(artist: Any) -> Json:
    path, box, axes = artist.get_clip_path(), artist.get_clip_box(), artist.axes
    if path is not None and getattr(path, "_patch", None) is not axes.patch:
        return numbers(axes.transAxes.inverted().transform(path.get_fully_transformed_path().vertices))
    if box is None or np.allclose(box.extents, axes.bbox.extents):
        return None
    return numbers(axes.transAxes.inverted().transform(box.get_points()))


# In which units it lies


def _units(artist: Any) -> Json:
    """Name the units in which an artist lies, where they are not the axes' own data."""
    axes = artist.axes
    if axes is None or in_3d(artist) or not isinstance(artist, MOVABLE) or isinstance(artist, Annotation):
        return None
    transform = _transform(artist)
    if transform is None or transform is axes.transData:
        return None
    low, high = axes.viewLim.get_points()
    corners = np.array([low, high, [low[0], high[1]]])
    shown = transform.transform(corners)
    names = [_unit(axes, corners, shown, number) for number in (0, 1)]
    if names == ["data", "data"]:
        return None
    return names if None not in names else _moved(axes.transData, corners, shown, axes.figure.dpi)


def _transform(artist: Any) -> Transform | None:
    if isinstance(artist, PathCollection) or (
        isinstance(artist, Collection) and np.any(artist.get_offsets())
    ):
        return artist.get_offset_transform()
    return Artist.get_transform(artist) if artist.is_transform_set() else None


def _unit(axes: Any, corners: np.ndarray, shown: np.ndarray, number: int) -> str | None:
    """Find the units that give the same places, across (0) or up (1)."""
    known = {"data": axes.transData, "axes": axes.transAxes, "figure": axes.figure.transSubfigure}
    for name, transform in known.items():
        if np.allclose(transform.transform(corners)[:, number], shown[:, number], equal_nan=True):
            return name
    return "display" if np.allclose(corners[:, number], shown[:, number]) else None


def _moved(data: Transform, corners: np.ndarray, shown: np.ndarray, dpi: float) -> Json:
    """Say by how many points an artist is shifted, or where the corners of the data come to lie."""
    shift = (shown - data.transform(corners)) / dpi * 72
    if np.allclose(shift, shift[0]):
        return {"shift": numbers(shift[0])}
    return {"corners": numbers(data.inverted().transform(shown))}


# How numbers become colours


def mapping(artist: ScalarMappable) -> dict[str, Json]:
    """Describe how numbers become colours; nothing if they do not."""
    if artist.get_array() is None:
        return {}
    artist.autoscale_None()  # as drawing would: an undrawn figure has the same fingerprint
    norm = artist.norm
    found = {"norm": type(norm).__name__, "range": [numbers(norm.vmin), numbers(norm.vmax)]}
    if getattr(norm, "vcenter", None) is not None:
        found["centre"] = numbers(norm.vcenter)  # type: ignore[attr-defined]
    elif type(norm) not in (Normalize, NoNorm):
        found["steps"] = _steps(norm)
    return found | unusual(norm, [("clipped", "clip", False)]) | colormap(artist.get_cmap())


def _steps(norm: Any) -> Json:
    """Sample a scale between its ends: that shows its base, its bounds, its power."""
    found = np.ma.asarray(norm(np.linspace(norm.vmin, norm.vmax, 7)[1:-1])).astype(float)
    return numbers(found)


def colormap(cmap: Any) -> dict[str, Json]:
    """Describe a colour map by its name; one that is not matplotlib's own, by its colours."""
    known = colormaps.get(cmap.name, None)
    if known is not None and known == cmap:
        return {"colormap": cmap.name}
    count, usual_count = cmap.N, 256 if known is None else known.N
    levels = {"colours": count} if count != usual_count else {}
    own = colours(cmap(np.linspace(0, 1, 5)))
    if known is not None and own == colours(known(np.linspace(0, 1, 5))):
        own = cmap.name
    ends = {name: colour(getattr(cmap, f"get_{name}")()) for name in ("bad", "under", "over")}
    usual = {"bad": "#00000000", "under": colour(cmap(0.0)), "over": colour(cmap(1.0))}
    return {"colormap": own, **levels, **{name: ends[name] for name in ends if ends[name] != usual[name]}}
