"""Whether an artist looks as one before did: all that decides what it draws, as a value to be compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import FigureBase
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import BboxBase, Transform

PLAIN = (
    str,
    bytes,
    int,
    float,
    complex,
    type(None),
    np.generic,
    np.ufunc,
    type,
    FunctionType,
    FontProperties,
)
Look = Callable[[Any, set[int]], Hashable]
SAMPLES = np.array([-1, *np.linspace(0, 1, 17), 2, np.nan])
# Who owns an artist and who listens to it, and what it works out anew when it draws.
ASIDE = {
    *("axes", "figure", "axis", "parent", "_axes", "_parent_figure", "_parent", "_parents", "_remove_method"),
    *("callbacks", "stale_callback", "_callbacks", "_callbacks_internal", "_stale", "draw", "_renderer"),
    *("_transformed_path", "_transformed_clip_path", "_subslice", "_contour_generator", "_invalid"),
}


def look_of(artist: Artist) -> Hashable:
    """Return what an artist is: of one look, in one place, artists draw equal pixels.

    It goes through all that the artist keeps, in whichever release of matplotlib. What is of a kind that is
    not known here equals nothing, so that such an artist is always drawn anew.
    """
    return _look(artist, set())


def place_of(artist: Artist) -> Hashable:
    """Return where an artist is drawn: the figure's pixels, the box of its axes, what numbers mean there."""
    figure = artist.get_figure()
    where: list[Hashable] = [figure.dpi, *figure.bbox.size]  # type: ignore[union-attr]
    ax = artist.axes
    if ax is not None:
        where += [ax.bbox.bounds, ax.axison, rounded(ax.get_xlim()), rounded(ax.get_ylim())]
        where += [ax.get_xscale(), ax.get_yscale()]
    return tuple(where)


def rounded(limits: tuple[float, float]) -> Hashable:
    """Limits, as far as a screen tells them apart: where a curve sets them they wobble in the tenth digit."""
    low, high = limits
    span = abs(high - low)
    if not 0 < span < np.inf:
        return low, high
    unit = 10.0 ** np.floor(np.log10(span) - 7)
    return round(low / unit), round(high / unit), unit


def _look(thing: Any, above: set[int]) -> Hashable:
    """Return a value that is equal for things that look alike; `above` are those that it is a part of."""
    return _looking(type(thing))(thing, above)  # type: ignore[arg-type]


@lru_cache(1000)
def _looking(kind: type) -> Look:
    return next(look for known, look in LOOKS if issubclass(kind, known))


def _above(thing: Any, above: set[int]) -> Hashable:
    return "above"


def _itself(thing: Any, above: set[int]) -> Hashable:
    return thing  # type: ignore[no-any-return]


def _array(thing: Any, above: set[int]) -> Hashable:
    return object() if thing.dtype == object else (thing.shape, thing.dtype.str, thing.tobytes())


def _each(things: Any, above: set[int]) -> Hashable:
    return tuple([_look(thing, above) for thing in things])


def _named(things: Any, above: set[int]) -> Hashable:
    return tuple([(name, _look(thing, above)) for name, thing in things.items()])


def _transform(thing: Any, above: set[int]) -> Hashable:
    return thing.get_matrix().tobytes() if thing.is_affine else _parts(thing, above)


def _parts(thing: Any, above: set[int]) -> Hashable:
    """A thing by all that it keeps; one that keeps nothing that can be looked at equals nothing."""
    kept = getattr(thing, "__dict__", None)
    if kept is None or not type(thing).__module__.startswith("matplotlib"):
        return object()
    if id(thing) in above:
        return "above"
    above.add(id(thing))
    parts = [(name, _look(part, above)) for name, part in kept.items() if name not in ASIDE]
    above.remove(id(thing))
    return type(thing), tuple(parts)


# The first that fits.
LOOKS: tuple[tuple[Any, Look], ...] = (
    (PLAIN, _itself),
    ((Axes, FigureBase), _above),
    (np.ndarray, _array),
    (MethodType, lambda thing, above: thing.__func__),
    (partial, lambda thing, above: _each((thing.func, thing.args, thing.keywords), above)),
    (dict, _named),
    ((list, tuple, set, frozenset), _each),
    (BboxBase, lambda thing, above: thing.get_points().tobytes()),
    (Transform, _transform),
    (Colormap, lambda thing, above: (thing.name, thing.N, thing(SAMPLES).tobytes())),  # made when first asked
    (object, _parts),
)
